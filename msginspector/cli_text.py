"""What `msginspect` prints for people: plain text, one fact a line, nothing interpreted.

Text that comes from a file is shown literally: control, bidirectional and zero-width characters
are escaped, so that a file cannot drive the terminal.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from msginspector.findings import Finding
    from msginspector.session import Event, TeardownReport

VALUE_WIDTH: Final = 80
INVISIBLE: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")


def shown(text: str) -> str:
    """The text with everything invisible written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char if unicodedata.category(char) not in INVISIBLE else _escape(char) for char in text
    )


def _escape(char: str) -> str:
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char, f"\\u{ord(char):04x}")


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")


def print_tree(file: str, root: Mapping[str, Any]) -> None:
    """The tree of one file; iterative, because messages nest without limit."""
    _line(shown(file))
    waiting: list[tuple[Mapping[str, Any], str, bool]] = [(root, "", True)]
    while waiting:
        node, indent, last = waiting.pop()
        _line(f"{indent}{'└─ ' if last else '├─ '}{_tree_line(node)}")
        children = node["children"]
        below = indent + ("   " if last else "│  ")
        for index, child in reversed(list(enumerate(children))):
            waiting.append((child, below, index == len(children) - 1))


def _tree_line(node: Mapping[str, Any]) -> str:
    facts = [f"{node['properties']} properties"]
    if node.get("message_class"):
        facts.insert(0, shown(node["message_class"]))
    if node["findings"]:
        facts.append(f"{node['findings']} findings")
    return f"{node['kind']} {node['path']}  {shown(node['label'])}  ({', '.join(facts)})"


def print_properties(file: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """The properties of one file, grouped by object."""
    _line(shown(file))
    owner = None
    for row in rows:
        if row["object"] != owner:
            owner = row["object"]
            _line(f"  {owner}")
        size = "" if row["size"] is None else row["size"]
        text = shown(row["text"])
        if len(text) > VALUE_WIDTH:
            text = text[: VALUE_WIDTH - 1] + "…"
        name = shown(row["name"]) or "(unknown)"
        _line(f"    {row['tag']} {row['type']:<24} {size:>8}  {name:<40} {text}")


def print_findings(file: str, findings: Iterable[Finding]) -> None:
    """The findings of one file, or that there are none."""
    rows = list(findings)
    _line(f"{shown(file)}: {len(rows) or 'no'} finding{'' if len(rows) == 1 else 's'}")
    for row in rows:
        place = f"{row.stream}+{row.offset}" if row.offset is not None else row.stream
        _line(f"  {row.severity:<7} {row.code} {row.path}  {shown(row.text)}")
        _line(f"          {place + ': ' if place else ''}{row.rule}")


def print_event(event: Event) -> None:
    """One lifecycle event."""
    step = f"{event.step:>5}" if event.step is not None else "     "
    again = " again" if event.reopened else ""
    _line(
        f"{event.t:>9.4f} {step}  {event.event + again:<13} {event.kind:<16} #{event.id:<5}"
        f" refs {event.references:<3} {shown(event.label)}   {shown(event.call)}"
    )


def print_report(report: TeardownReport) -> None:
    """The end of a session in two lines."""
    count = len(report.steps)
    _line(f"{report.label}: {count} object{'' if count == 1 else 's'} closed, "
          f"{len(report.faults)} faults, {report.duration * 1000:.1f} ms")  # fmt: skip
    for step in report.faults:
        _line(f"  step {step.step}: {step.kind} {shown(step.label)}: {shown(step.fault or '')}")


def print_matches(matches: Iterable[Mapping[str, Any]]) -> None:
    """What was found, a line each."""
    for match in matches:
        facts = [
            f"{key}: {_fact(value)}" for key, value in match.items() if value and key != "kind"
        ]
        _line(f"{match['kind']}  " + "  ".join(facts))


def _fact(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return str(value)

"""What `msginspect` prints for people: plain text, one fact a line, nothing interpreted.

Text that comes from a file is shown literally: control, bidirectional and zero-width characters
are escaped, so that a file cannot drive the terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from msginspector.mapi.types import PT_BINARY

if TYPE_CHECKING:
    from msginspector.findings import Finding
    from msginspector.session import Event, ObjectRow, PropertyRow, TeardownReport

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


def tree_lines(root: Mapping[str, Any] | None) -> Iterator[str]:
    """A tree, a line an object; iterative, because messages nest deeper than Python's stack."""
    waiting: list[tuple[Mapping[str, Any], str, bool]] = [(root, "", True)] if root else []
    while waiting:
        node, indent, last = waiting.pop()
        yield f"{indent}{'└─ ' if last else '├─ '}{_tree_line(node)}"
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


def property_lines(objects: Iterable[ObjectRow]) -> Iterator[str]:
    """The properties of objects, each object under its path."""
    for item in objects:
        yield f"  {item.path}"
        yield from map(property_line, item.properties)


def property_line(row: PropertyRow) -> str:
    """A property: tag, type, size, name, value and what it means."""
    size = "" if row.size is None else row.size
    text = value_text(row)
    name = shown(row.name) or "(unknown)"
    return f"    0x{row.tag:08X} {row.type_name:<24} {size:>8}  {name:<40} {text}"


def value_text(row: PropertyRow) -> str:
    """A value in a line, with its meaning; the bytes of a binary value only where it has none."""
    from msginspector.analysis.meanings import meaning  # not before it is asked for

    said = shown(meaning(row, lambda _time: ""))
    text = "" if said and row.type == PT_BINARY else shown(row.text)
    return " = ".join(_cut(part) for part in (text, said) if part)


def _cut(text: str) -> str:
    return text if len(text) <= VALUE_WIDTH else text[: VALUE_WIDTH - 1] + "…"


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """How many findings there are, and each in two lines."""
    yield f"  {len(findings) or 'no'} finding{'' if len(findings) == 1 else 's'}"
    for row in findings:
        place = f"{row.stream}+{row.offset}" if row.offset is not None else row.stream
        yield f"  {row.severity:<7} {row.code} {row.path}  {shown(row.text)}"
        yield f"          {shown(place) + ': ' if place else ''}{row.rule}"


def event_line(event: Event) -> str:
    """One lifecycle event."""
    step = f"{event.step:>5}" if event.step is not None else "     "
    again = " again" if event.reopened else ""
    return (
        f"{event.t:>9.4f} {step}  {event.event + again:<13} {event.kind:<16} #{event.id:<5}"
        f" refs {event.references:<3} {shown(event.label)}   {shown(event.call)}"
    )


def report_lines(report: TeardownReport) -> Iterator[str]:
    """The end of a session in a line, and one for each fault."""
    count, faults = len(report.steps), len(report.faults)
    yield (
        f"{shown(report.label)}: {count} object{'' if count == 1 else 's'} closed, "
        f"{faults} fault{'' if faults == 1 else 's'}, {report.duration * 1000:.1f} ms"
    )
    for step in report.faults:
        yield f"  step {step.step}: {step.kind} {shown(step.label)}: {shown(step.fault or '')}"

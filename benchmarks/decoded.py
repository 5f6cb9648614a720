"""What share of the binary properties of real files is decoded, by property; the rest by frequency.

`python -m benchmarks decoded [FOLDER]`. A property counts as decoded when a structure is known for
it and none of its nodes says that something is damaged or left over; as damaged when one does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msginspector.session import Workspace

if TYPE_CHECKING:
    from msginspector.session import Message, ObjectRow, PropertyRow

BINARY: Final = (0x0102, 0x1102)


@dataclass(slots=True)
class Share:
    """The binary properties of one name: how many, and what became of them."""

    found: int = 0
    decoded: int = 0
    damaged: int = 0
    structures: set[str] = field(default_factory=set)
    sizes: list[int] = field(default_factory=list)
    damages: Counter[str] = field(default_factory=Counter)


def run(paths: list[Path]) -> dict[str, Share]:
    """The shares of all binary properties in the files, by name or tag."""
    shares: dict[str, Share] = {}
    for path in paths:
        with Workspace() as workspace:
            message = workspace.open_session().open_file(str(path))
            for row in _binary(message):
                _count(shares.setdefault(_name(row), Share()), row, path.name)
    return shares


def table(shares: dict[str, Share]) -> str:
    """Both lists and the totals as text."""
    known = {name: share for name, share in shares.items() if share.structures}
    rest = {name: share for name, share in shares.items() if not share.structures}
    total = sum(share.found for share in shares.values())
    decoded = sum(share.decoded for share in shares.values())
    damaged = sum(share.damaged for share in shares.values())
    percent = f"{100 * decoded / max(total, 1):.1f} %"
    lines = [f"{total} binary properties, {decoded} decoded ({percent}), {damaged} damaged", ""]
    lines.append(f"{'decoded':<48}{'found':>7}{'whole':>7}  structure")
    for name, share in _by_frequency(known):
        structure = ", ".join(sorted(share.structures))
        lines.append(f"{name:<48}{share.found:>7}{share.decoded:>7}  {structure}")
        lines += [f"{'':8}{number} x {text}" for text, number in share.damages.most_common(3)]
    lines += ["", f"{'not decoded':<48}{'found':>7}{'least':>9}{'most':>9}  bytes"]
    for name, share in _by_frequency(rest):
        lines.append(f"{name:<48}{share.found:>7}{min(share.sizes):>9}{max(share.sizes):>9}")
    return "\n".join(lines)


def _by_frequency(shares: dict[str, Share]) -> list[tuple[str, Share]]:
    return sorted(shares.items(), key=lambda entry: (-entry[1].found, entry[0]))


def _count(share: Share, row: PropertyRow, file: str) -> None:
    share.found += 1
    share.sizes.append(row.stored_size or 0)
    structures = row.structures
    if not structures:
        return
    share.structures.add(structures[0].name)
    node = row.decode()
    wrong = [] if node is None else [part for part in node.walk() if part.kind]
    if wrong:
        share.damaged += 1
        share.damages[f"{wrong[0].label}: {wrong[0].text[:90]} ({file})"] += 1
    elif node is not None:
        share.decoded += 1


def _name(row: PropertyRow) -> str:
    named = row.named
    if named is None:
        return f"0x{row.tag:08X} {row.name}"
    key = named.name if named.lid is None else f"0x{named.lid:04X}"
    return f"{named.set or named.guid}/{key} {row.name if named.lid is not None else ''}".rstrip()


def _binary(message: Message) -> Iterator[PropertyRow]:
    waiting: list[ObjectRow] = [message.object("/")]
    while waiting:
        row = waiting.pop()
        yield from (prop for prop in row.properties if prop.type in BINARY)
        waiting.extend(row.children)

"""What MFCMAPI prints for a structure, taken apart into values, and whether our tree has each.

Its format is not imitated: only values count. A line is "label = value = other form | …" or
"label: value"; a value is a number in hex or decimal, a GUID, bytes in hex, a time, or text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from msginspector.mapi.scalars import Filetime
from msginspector.structures import Node

NOTHING = ("Unknown GUID", '""', "Remote", "Local")
"""What it says of a GUID it has no name for and of text that is empty, and labels inside values."""
AGAIN = "AltPropString = "
"""The line before this once more: text as bytes, bytes as text, a number in hex."""

_HEX = re.compile(r"-?0x([0-9A-Fa-f]+)")
_DECIMAL = re.compile(r"-?\d+")
_GUID = re.compile(r"\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}")
_BYTES = re.compile(r"cb: (\d+)(?: lpb: ([0-9A-F]*))?")
_TIME = re.compile(r"(\d\d:\d\d:\d\d\.\d{3} [AP]M) (\d+/\d+/\d{4})")
_LABEL = re.compile(r"^[|\s]*[^=:{]*?(?:\[[^]]*\][^=:]*?)?(?: = |: |:$|=)")
_SPLIT = re.compile(r" = | \| |=| \(|\) ?|, |: |:(?=0x)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?")


@dataclass(frozen=True, slots=True)
class Atom:
    """One printed value: `kind` is "number", "guid", "bytes", "time" or "text"."""

    kind: str
    value: object
    line: str


def atoms(printed: str) -> Iterator[Atom]:
    """Every value of the printed lines below the title."""
    for line in printed.splitlines()[1:]:
        yield from _line_atoms(line)


def _line_atoms(line: str) -> Iterator[Atom]:
    text = line.strip("|\t ")
    if text.startswith(AGAIN):
        return
    found = _BYTES.search(text)
    if found:
        if found[2]:
            yield Atom("bytes", found[2], line)
        text = text[: found.start()]
    for time in _TIME.finditer(text):
        moment = datetime.strptime(f"{time[1]} {time[2]}", "%I:%M:%S.%f %p %m/%d/%Y")
        yield Atom("time", moment, line)
    text = _TIME.sub("", text)
    for guid in _GUID.finditer(text):
        yield Atom("guid", guid[0], line)
    text = _GUID.sub("", text)
    label = _LABEL.match(text)
    text = text[label.end() :] if label else ("" if not _HEX.match(text) else text)
    for part in filter(None, (piece.strip(" ()\t") for piece in _SPLIT.split(text))):
        if part not in NOTHING:
            yield _atom(part, line)


def _atom(part: str, line: str) -> Atom:
    if _HEX.fullmatch(part):
        return Atom("number", int(part, 16), line)
    if _DECIMAL.fullmatch(part):
        return Atom("number", int(part), line)
    return Atom("text", part.strip('"') or part, line)  # the quotes are of its format


class Tree:
    """Everything a decoded tree says, ready to be asked."""

    def __init__(self, node: Node, data: bytes) -> None:
        nodes = list(node.walk())
        self.texts = "\n".join(f"{one.label}\n{one.text}\n{_plain(one.value)}" for one in nodes)
        self._folded = "".join(self.texts.split()).lower()
        self.numbers = set(_numbers(self.texts, nodes))
        self.bytes = {data[one.offset : one.end].hex().upper() for one in nodes}
        self.times = {moment for one in nodes for moment in _times(one)}

    def has(self, atom: Atom) -> bool:
        """Whether some node says it."""
        if atom.kind == "number":
            return any(number in self.numbers for number in _same(int(str(atom.value))))
        if atom.kind == "bytes":
            return atom.value in self.bytes or str(atom.value) in self.texts
        if atom.kind == "time":
            assert isinstance(atom.value, datetime)
            return any(abs(atom.value - time) < timedelta(milliseconds=1) for time in self.times)
        return self._has_text(str(atom.value))

    def _has_text(self, text: str) -> bool:
        folded = "".join(text.split()).lower()
        if folded in self._folded:
            return True
        # what cannot be printed is a dot there
        pieces = [re.escape(piece) for piece in folded.rstrip(".").split(".")]
        return re.search(".{0,12}".join(pieces), self._folded) is not None


def _same(number: int) -> set[int]:
    """The ways to read one number: signed and unsigned."""
    ways = {number}
    for bits in (8, 16, 32, 64):
        if -(1 << bits - 1) <= number < 0:
            ways.add(number + (1 << bits))
        if 1 << bits - 1 <= number < 1 << bits:
            ways.add(number - (1 << bits))
    return ways


def _plain(value: object) -> str:
    return value.hex().upper() if isinstance(value, bytes) else str(value)


def _numbers(texts: str, nodes: list[Node]) -> Iterator[int]:
    for one in nodes:
        if isinstance(one.value, int):
            yield int(one.value)
        yield one.size
        yield len(one.children)
    for found in re.finditer(r"0x([0-9A-Fa-f]+)", texts):
        yield int(found[1], 16)
    for found in re.finditer(r"(?<![0-9A-Za-z.])-?\d+(?![0-9A-Za-z])", texts):
        yield int(found[0])


def _times(node: Node) -> Iterator[datetime]:
    if isinstance(node.value, Filetime) and (moment := node.value.to_datetime()):
        yield moment + timedelta(microseconds=node.value.ticks % 10_000_000 // 10)
    for found in _ISO.finditer(node.text):
        yield datetime.fromisoformat(found[0][:26])

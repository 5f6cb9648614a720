"""`decode`: what a binary structure says; `structures`: which ones there are."""

from __future__ import annotations

import binascii
import codecs
import re
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msginspector.export.documents import envelope
from msginspector.export.json_text import write_json
from msginspector.structures.registry import structure, structures

if TYPE_CHECKING:
    from msginspector.cli.run import Run
    from msginspector.structures.nodes import Node

INPUT_LIMIT: Final = 64 << 20
_GUID: Final = re.compile(
    rb"(?<![0-9a-f-])\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})"
    rb"(?![0-9a-f-])\}?",
    re.IGNORECASE,
)
"""The text form of a GUID: no other bytes are grouped like this."""
_NOISE: Final = re.compile(rb"0[xX]|[\s,.:;'{}\\-]+")

_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip


class _UnreadableError(Exception):
    """The input cannot be read; the text says why."""


def decode_bytes(run: Run) -> None:
    """Print the tree of the given bytes; an unknown structure or bad hex is a usage error."""
    wanted = structure(run.options.name)
    if wanted is None:
        run.misuse(f"no structure is called “{run.options.name}”: see `msginspect structures`.")
        return
    try:
        data = _input(run.options.source)
    except _UnreadableError as error:
        run.misuse(str(error))
        return
    node = wanted.decode(data)
    if run.options.json:
        write_json(envelope("decode", node=node.to_dict()), run.out)
        return
    run.out.line(f"{wanted.title}  {len(data)} bytes  [{wanted.specification}]")
    for child in node.children:
        _print(run, child)


def list_structures(run: Run) -> None:
    """Print every structure: name, title, specification."""
    known = structures().values()
    if run.options.json:
        rows = [
            {"name": one.name, "title": one.title, "specification": one.specification}
            for one in known
        ]
        write_json(envelope("structures", structures=rows), run.out)
        return
    for one in known:
        run.out.line(f"{one.name:<30} {one.title:<36} {one.specification}")


def _print(run: Run, node: Node) -> None:
    waiting = [(node, 1)]
    while waiting:
        part, depth = waiting.pop()
        place = f"{part.offset:6} {part.size:5}" if part.size else " " * 12
        lines = part.text.splitlines() or [""]
        run.out.line(f"{place}  {'  ' * depth}{part.label}  {lines[0]}".rstrip())
        for line in lines[1:]:
            run.out.line(f"{'':14}{'  ' * depth}  {line}")
        waiting.extend((child, depth + 1) for child in reversed(part.children))


def _input(source: list[str]) -> bytes:
    """The bytes of the command line: hex text in pieces; `@FILE` and `-` hex text or binary."""
    if len(source) == 1 and source[0].startswith("@"):
        return _hex_or_binary(_file(source[0][1:]))
    if source in ([], ["-"]):
        return _hex_or_binary(_standard_input())
    return _hex(" ".join(source).encode("utf-8", "backslashreplace"))


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise _UnreadableError("there is no standard input.")
    try:
        return sys.stdin.buffer.read(INPUT_LIMIT)
    except OSError as error:
        raise _UnreadableError(f"standard input cannot be read: {error.strerror}.") from error


def _file(name: str) -> bytes:
    if not name:
        raise _UnreadableError("the name of a file has to follow @.")
    try:
        with Path(name).open("rb") as file:
            return file.read(INPUT_LIMIT)
    except OSError as error:
        raise _UnreadableError(f"{name} cannot be read: {error.strerror}.") from error


def _hex_or_binary(data: bytes) -> bytes:
    """The bytes hex text stands for, which may be UTF-16 as PowerShell writes it; else the data."""
    try:
        return _hex(_without_encoding(data))
    except _UnreadableError:
        return data


def _without_encoding(data: bytes) -> bytes:
    """Text without what shows its encoding; other data as it is."""
    codec = next((codec for mark, codec in _MARKS.items() if data.startswith(mark)), "")
    if not codec:
        return data
    try:
        return data.decode(codec).encode("ascii")
    except UnicodeError:
        return data


def _hex(text: bytes) -> bytes:
    """The bytes of hex text, and of GUIDs in their text form in the order in which they lie."""
    try:
        return binascii.unhexlify(_NOISE.sub(b"", _GUID.sub(_stored, text)))
    except (binascii.Error, ValueError) as error:
        raise _UnreadableError("the input is not hex text: two digits for each byte.") from error


def _stored(guid: re.Match[bytes]) -> bytes:
    """Its first three fields are little-endian in a file ([MS-DTYP] 2.3.4.2)."""
    return uuid.UUID(b"".join(guid.groups()).decode("ascii")).bytes_le.hex().encode("ascii")

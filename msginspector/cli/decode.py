"""`decode`: what a binary structure says; `structures`: which ones there are."""

from __future__ import annotations

import binascii
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msginspector.export.documents import envelope
from msginspector.export.json_text import write_json
from msginspector.structures.registry import structure, structures

if TYPE_CHECKING:
    from msginspector.cli.run import Run
    from msginspector.structures.nodes import Node

INPUT_LIMIT: Final = 64 << 20
_NOISE: Final = re.compile(rb"0[xX]|[\s,.:;'{}\\-]+")


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
        return _hex_or_binary(sys.stdin.buffer.read(INPUT_LIMIT))
    return _hex(" ".join(source).encode("utf-8", "backslashreplace"))


def _file(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(INPUT_LIMIT)
    except OSError as error:
        raise _UnreadableError(f"{name} cannot be read: {error.strerror}.") from error


def _hex_or_binary(data: bytes) -> bytes:
    try:
        return _hex(data)
    except _UnreadableError:
        return data


def _hex(text: bytes) -> bytes:
    try:
        return binascii.unhexlify(_NOISE.sub(b"", text))
    except (binascii.Error, ValueError) as error:
        raise _UnreadableError("the input is not hex text: two digits for each byte.") from error

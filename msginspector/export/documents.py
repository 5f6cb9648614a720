"""The JSON documents: objects, properties, values, as plain dictionaries.

Keys may be added in later versions, never renamed; `SCHEMA` counts incompatible changes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from msginspector.export.json_text import Text
from msginspector.oxmsg import Filetime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from msginspector.errors import InspectorError
    from msginspector.session import ObjectRow, PropertyRow

SCHEMA: Final = 1
RAW_BYTES: Final = 64
VALUE_BYTES: Final = 4 << 20
"""A larger value is not part of a document: shown in one it takes many times its size."""
PIECE: Final = 1 << 20

PTYP_INTEGER_64: Final = 0x0014
PTYP_CURRENCY: Final = 0x0006
PTYP_TIME: Final = 0x0040
MULTIPLE: Final = 0x1000


def envelope(command: str, **content: object) -> dict[str, object]:
    """The outermost object of every document."""
    return {"schema": SCHEMA, "command": command, **content}


def input_document(file: str, error: InspectorError | None, **content: object) -> dict[str, object]:
    """One input of a command: its file, its error or None, and what the command found."""
    return {"file": file, "error": error.to_dict() if error else None, **content}


def nested(objects: Iterable[dict[str, object]]) -> dict[str, object] | None:
    """The `root` of `tree`: the objects of `object_document`, parents first, in their places.

    None when there is no object.
    """
    placed: dict[str, dict[str, object]] = {}
    for document in objects:
        path = str(document["path"])
        placed[path] = document
        if path != "/":
            siblings = placed.get(_parent_path(path), placed["/"])["children"]
            assert isinstance(siblings, list)
            siblings.append(document)
    return placed.get("/")


def _parent_path(path: str) -> str:
    """The path of the object that lists this one: a message's parent is its attachment."""
    head, _, last = path.rpartition("/")
    if last != "message":
        head = head.rpartition("/")[0]
    return head or "/"


def object_document(row: ObjectRow, counts: Mapping[str, int]) -> dict[str, object]:
    """One object without children; `counts` has the number of findings by path."""
    document: dict[str, object] = {
        "kind": row.kind,
        "path": row.path,
        "storage": row.storage,
        "label": row.label,
    }
    if row.kind == "message":
        document["message_class"] = row.message_class
    document["state"] = row.state.value
    document["properties"] = len(row.properties)
    document["findings"] = counts.get(row.path, 0)
    document["children"] = []
    return document


def property_document(row: PropertyRow, path: str, raw: int = RAW_BYTES) -> dict[str, object]:
    """One property; the first `raw` bytes of the stored value are given in hex.

    The value of more than `VALUE_BYTES` is None with finding MSG0403 and is not read: `raw` shows
    how it begins.
    """
    size = row.stored_size
    if (size or 0) > VALUE_BYTES:
        value, findings = None, [finding.code for finding in row.entry_findings]
        findings.append("MSG0403")
    else:
        findings = [finding.code for finding in row.findings]
        value = row.value
    node = row.decode()
    document: dict[str, object] = {
        "object": path,
        "tag": f"0x{row.tag:08X}",
        "id": f"0x{row.id:04X}",
        "type": row.type_name,
        "name": row.name,
        "names": list(row.names),
        "named": _named_document(row),
        "flags": row.flags,
        "size": size,
        "declared_size": row.declared_size,
        "value": json_value(value, row.type),
    }
    if row.type & ~MULTIPLE == PTYP_TIME:
        document["ticks"] = _each(value, lambda time: str(time.ticks))
    return document | {
        "text": row.text,
        **_raw_document(row, size or 0, raw),
        "entry": _entry_document(row),
        "source": _source_document(row),
        "decoded": None if node is None else node.to_dict(),
        "findings": findings,
    }


def _raw_document(row: PropertyRow, size: int, limit: int) -> dict[str, object]:
    """The stored bytes in hex; many of them are written piece by piece."""
    if limit <= RAW_BYTES or size <= PIECE:
        stored, truncated = row.raw(limit)
        return {"raw": stored.hex().upper(), "raw_truncated": truncated}
    return {"raw": Text(_hex(row, limit)), "raw_truncated": size > limit}


def _hex(row: PropertyRow, limit: int) -> Iterator[str]:
    for piece in row.slices():
        yield piece[:limit].hex().upper()
        limit -= len(piece)
        if limit <= 0:
            return


def _named_document(row: PropertyRow) -> dict[str, object] | None:
    named = row.named
    if named is None:
        return None
    key: dict[str, object] = {"name": named.name} if named.lid is None else {"lid": named.lid}
    return {"guid": named.guid, "set": named.set, **key}


def _entry_document(row: PropertyRow) -> dict[str, object]:
    entry = row.entry
    return {"stream": entry.stream, "offset": entry.offset, "file_offset": entry.file_offset}


def _source_document(row: PropertyRow) -> dict[str, object] | None:
    source = row.source
    if source is None:
        return None
    return {
        "stream": source.stream,
        "offset": source.offset,
        "ranges": [list(pair) for pair in source.ranges],
    }


def json_value(value: Any, type_code: int) -> object:
    """A property's value as JSON has it: see the module's specification in the manual.

    64-bit integers and currency are decimal strings, times ISO 8601 in UTC with seven decimals,
    binary upper-case hex, multi-valued a list, an absent value None.
    """
    if isinstance(value, (list, tuple)):
        return [json_value(item, type_code) for item in value]
    if isinstance(value, Filetime):
        return value.iso()
    if isinstance(value, (bytes, bytearray)):
        return value.hex().upper()
    if isinstance(value, float):
        return _json_float(value)
    if type_code & ~MULTIPLE in (PTYP_INTEGER_64, PTYP_CURRENCY) and value is not None:
        return str(value)
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def _json_float(value: float) -> object:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def _each(value: Any, turn: Callable[[Any], str]) -> object:
    if isinstance(value, (list, tuple)):
        return [turn(item) for item in value]
    return turn(value) if isinstance(value, Filetime) else None


def property_documents(
    objects: Iterable[ObjectRow], raw: Callable[[], int]
) -> Iterator[dict[str, object]]:
    """The properties of objects, one after the other; `raw` says each time how much to give."""
    for row in objects:
        for prop in row.properties:
            yield property_document(prop, row.path, raw())

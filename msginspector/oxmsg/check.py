"""Checks of a whole message file: every object's properties against its storage, and counts.

[MS-OXMSG] 2.2 and 2.4. Works on the directory and the property streams; of values only string8
texts (up to a limit) are read, to see whether their code page can be right. Attachment data is
never read. The number of findings is bounded.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msginspector.findings import Finding
from msginspector.mapi import types
from msginspector.mapi.text import visible
from msginspector.oxmsg import nameid_check, property_check, values
from msginspector.oxmsg.names import NAMEID, PROPERTIES, STORAGE_KINDS, STREAM_KEYS
from msginspector.oxmsg.objects import (
    ATTACHMENT,
    MAX_ENTRIES,
    MESSAGE,
    ORPHAN,
    RECIPIENT,
    OxObject,
)
from msginspector.oxmsg.properties import ENTRY_SIZE, READABLE
from msginspector.oxmsg.shapes import Place
from msginspector.storage.directory import STORAGE

if TYPE_CHECKING:
    from msginspector.oxmsg.message_file import MessageFile
    from msginspector.oxmsg.properties import Property

MAX_FINDINGS: Final = 5_000
MAX_CHARACTERS: Final = 4 << 20
"""Characters of all findings together: the paths of what lies deep inside are long."""
TEXT_BUDGET: Final = 4 << 20
"""Bytes of string8 values that are decoded to check them."""

_HASATTACH: Final = 0x0E1B
_ATTACH_METHOD: Final = 0x3705
_BY_VALUE, _EMBEDDED, _OLE = 1, 5, 6
_COUNTS: Final = struct.Struct("<16xII")
_MASK: Final = 0xFFFFFFFF


def check_file(file: MessageFile) -> tuple[Finding, ...]:
    """All findings of a file: container, objects, named properties."""
    found: list[Finding] = []
    room = MAX_CHARACTERS
    for finding in _all(file):
        found.append(finding)
        room -= len(finding.path) + len(finding.stream) + len(finding.text)
        if len(found) >= MAX_FINDINGS or room < 0:
            text = f"There are more than these {len(found)} findings; the rest is not listed."
            found.append(Finding("MSG0212", "/", "", None, text))
            break
    return tuple(found)


def _all(file: MessageFile) -> Iterator[Finding]:
    yield from file.container.findings
    yield from nameid_check.check(file)
    budget = TEXT_BUDGET
    for item in file.walk():
        yield from _check_storage(item)
        yield from _check_stream_length(item)
        if item.kind == MESSAGE:
            yield from _check_counts(item)
        elif item.kind == ATTACHMENT:
            yield from _check_attachment(item)
        elif item.kind == ORPHAN:
            text = "The storage has properties, but belongs to no message, recipient or attachment."
            yield Finding("MSG0210", item.path, item.storage, None, text)
        for prop in _once_a_list(item):
            yield from property_check.check(prop)
            if _is_decoded(prop) and (prop.size or 0) <= budget:
                budget -= prop.size or 0
                yield from values.value(prop).findings
        yield from _check_entries(item)
    for text in sorted(file.skipped):
        yield Finding("MSG0212", "/", "", None, f"Not everything is listed: there are {text}.")


def _once_a_list(item: OxObject) -> Iterator[Property]:
    """The properties; of several entries for one list of many items only the first."""
    seen: set[int] = set()
    for prop in item.properties:
        if prop.shape.place is Place.ITEMS:
            if prop.tag in seen:
                continue
            seen.add(prop.tag)
        yield prop


def _is_decoded(prop: Property) -> bool:
    """Whether only the value shows if it is right: text in a code page, and lists of times."""
    base = prop.shape.base
    return base == types.PT_STRING8 or (base == types.PT_SYSTIME and prop.shape.place is Place.LIST)


def _check_entries(item: OxObject) -> Iterator[Finding]:
    """Duplicate tags and unreadable properties."""
    properties = item.properties
    counts = Counter(prop.tag for prop in properties)
    if len(counts) < len(properties):
        for tag, count in counts.items():
            if count > 1:
                text = f"There are {count} entries for 0x{tag:08X}."
                yield Finding("MSG0208", item.path, item.property_path, None, text)
    for prop in properties:
        if not prop.flags & READABLE:
            text = f"0x{prop.tag:08X} is marked as not readable (flags {prop.flags})."
            yield Finding("MSG0216", item.path, item.property_path, prop.entry_offset, text)


def _check_storage(item: OxObject) -> Iterator[Finding]:
    """What lies in the storage that no entry asks for."""
    tags = {prop.tag for prop in item.properties}
    container = item.file.container
    for name, index in container.children(item.index).items():
        if container.kind(index) == STORAGE:
            if not _is_known_storage(item, name, tags):
                yield _foreign(item, index, "storage")
            continue
        key = STREAM_KEYS[name]
        if key < 0:
            if name != PROPERTIES:
                yield _foreign(item, index, "stream")
        elif key & _MASK not in tags:
            text = f"The stream {visible(name)} belongs to no property."
            yield Finding("MSG0202", item.path, container.path(index), None, text)


def _is_known_storage(item: OxObject, name: str, tags: set[int]) -> bool:
    """Whether a storage has a place in an object with properties of these tags."""
    kind = STORAGE_KINDS[name]
    if kind == "nameid":
        return not item.index and name == NAMEID
    if kind == "object":
        return item.kind == ATTACHMENT
    if kind:
        return item.kind in (MESSAGE, ORPHAN)
    return STREAM_KEYS[name] in tags


def _foreign(item: OxObject, index: int, what: str) -> Finding:
    container = item.file.container
    name = visible(container.name(index), one_line=True)
    text = f"The {what} “{name}” is none of [MS-OXMSG]."
    return Finding("MSG0211", item.path, container.path(index), None, text)


def _check_stream_length(item: OxObject) -> Iterator[Finding]:
    index = item.property_stream
    if index is None:
        text = f"The {item.kind} has no property stream."
        yield Finding("MSG0214", item.path, item.storage, None, text)
        return
    size, stored = item.file.container.size(index), item.file.container.stored(index)
    header = item.header_size
    if stored < size:
        text = f"The directory says the property stream has {size} bytes, {stored} of them exist."
        yield Finding("MSG0219", item.path, item.property_path, None, text)
        return
    if size < header:
        text = f"The property stream has {size} bytes, less than its header of {header}."
        yield Finding("MSG0207", item.path, item.property_path, None, text)
    elif (size - header) % ENTRY_SIZE:
        left = (size - header) % ENTRY_SIZE
        text = f"{left} bytes are left over after the last entry."
        yield Finding("MSG0207", item.path, item.property_path, size - left, text)
    if (size - header) // ENTRY_SIZE > MAX_ENTRIES:
        text = f"Only the first {MAX_ENTRIES} entries of the property stream are listed."
        yield Finding("MSG0212", item.path, item.property_path, None, text)


def _check_counts(item: OxObject) -> Iterator[Finding]:
    """The counts in the header, and PR_HASATTACH."""
    header = item.header
    if len(header) >= _COUNTS.size:
        recipients, attachments = _COUNTS.unpack_from(header)
        pairs = (
            ("MSG0204", RECIPIENT, recipients, len(item.recipients), 16),
            ("MSG0205", ATTACHMENT, attachments, len(item.attachments), 20),
        )
        for code, kind, stated, real, offset in pairs:
            if stated != real:
                text = f"The header counts {stated} {kind}s, there are {real}."
                yield Finding(code, item.path, item.property_path, offset, text)
    prop = item.property_by_id(_HASATTACH)
    if prop is None or prop.type != types.PT_BOOLEAN:
        return
    stated = bool(prop.number & 0xFF)
    if stated != bool(item.attachments):
        text = f"PR_HASATTACH is {str(stated).lower()}, there are {len(item.attachments)}."
        yield Finding("MSG0206", item.path, item.property_path, prop.entry_offset, text)


def _check_attachment(item: OxObject) -> Iterator[Finding]:
    method = item.integer(_ATTACH_METHOD)
    wanted = {_BY_VALUE: "stream", _EMBEDDED: "message", _OLE: "storage"}.get(method or 0)
    if wanted is None or item.data_kind == wanted:
        return
    if method == _OLE and item.data_kind == "stream":
        return  # OLE 1 objects lie in a stream ([MS-OXCMSG] 2.2.2.9)
    text = f"PR_ATTACH_METHOD is {method}, which wants a {wanted}; there is {item.data_kind}."
    yield Finding("MSG0213", item.path, item.storage, None, text.replace("None", "nothing"))

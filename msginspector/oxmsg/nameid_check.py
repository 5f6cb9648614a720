"""Checks of the named property mapping: [MS-OXMSG] 2.2.3, hash streams included.

A hash stream 1000 + n (hexadecimal) repeats the entries whose hash modulo 31 is n, with the
CRC-32 of a name in place of its offset. The hash of a number is the number exclusive-or the GUID
index and kind; the one of a name is its CRC exclusive-or the same ([MS-OXMSG] 2.2.3.2.2).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msginspector.findings import Finding
from msginspector.mapi.guids import GUID_SIZE
from msginspector.oxmsg.nameid import (
    ENTRY_SIZE,
    ENTRY_STREAM,
    GUID_STREAM,
    MAX_NAME,
    STRING_STREAM,
    NamedPropertyMap,
)
from msginspector.oxmsg.names import NAMEID, stream_name

if TYPE_CHECKING:
    from msginspector.oxmsg.message_file import MessageFile

FIRST_HASH: Final = 0x1000
LAST_HASH: Final = 0x101E
BUCKETS: Final = 31
_BINARY: Final = 0x0102
_ENTRY: Final = struct.Struct("<IHH")
_WIDTHS: Final = {GUID_STREAM: GUID_SIZE, ENTRY_STREAM: ENTRY_SIZE}


def check(file: MessageFile) -> Iterator[Finding]:
    """Findings about the mapping; nothing if the file has no named properties at all."""
    named = file.named
    if named.storage is None:
        yield Finding("MSG0301", "/", NAMEID, None, f"The storage {NAMEID} is missing.")
        return
    for tag in (GUID_STREAM, ENTRY_STREAM, STRING_STREAM):
        size = named.stream_size(tag)
        if size is None:
            yield _note("MSG0301", tag, None, f"The stream {stream_name(tag)} is missing.")
        elif size % _WIDTHS.get(tag, 1):
            yield _note("MSG0301", tag, None, f"The stream has {size} bytes, no whole entries.")
    for position in range(len(named)):
        yield from _check_entry(named, position)
    yield from _check_hashes(file, named)


def _check_entry(named: NamedPropertyMap, position: int) -> Iterator[Finding]:
    key, kind, prop_index = named.entry(position)
    offset = position * ENTRY_SIZE
    if named.guid(kind >> 1) is None:
        text = f"Entry {position} names the GUID {kind >> 1}, which the file does not have."
        yield _note("MSG0302", ENTRY_STREAM, offset, text)
    if kind & 1:
        length = named.string_length(key)
        if length is None:
            text = f"The name of entry {position} lies outside the stream of names."
            yield _note("MSG0303", ENTRY_STREAM, offset, text)
        elif length > MAX_NAME:
            text = f"The name of entry {position} has {length} characters; {MAX_NAME} are shown."
            yield _note("MSG0308", ENTRY_STREAM, offset, text)
    if prop_index != position:
        text = f"Entry {position} is for property index {prop_index}."
        yield _note("MSG0307", ENTRY_STREAM, offset, text)


def _check_hashes(file: MessageFile, named: NamedPropertyMap) -> Iterator[Finding]:
    """Whether the hash streams hold what the entry stream holds."""
    entries = {_kind_and_index(named, i): named.entry(i)[0] for i in range(len(named))}
    found: set[tuple[int, int]] = set()
    for bucket in range(BUCKETS):
        tag = (FIRST_HASH + bucket) << 16 | _BINARY
        index = named.stream_index(tag)
        if index is None:
            continue
        data = file.container.read(index, 0, 2 * len(entries) * ENTRY_SIZE + ENTRY_SIZE)
        data = data[: len(data) - len(data) % ENTRY_SIZE]
        for position, (key, kind, prop) in enumerate(_ENTRY.iter_unpack(data)):
            found.add((kind, prop))
            wrong = _wrong_hash(entries, key, kind, prop, bucket)
            if wrong:
                yield _note("MSG0305", tag, position * ENTRY_SIZE, wrong)
    missing = [index for kind, index in entries if (kind, index) not in found]
    if missing and found:
        text = f"{len(missing)} named properties are in no hash stream, the first at {missing[0]}."
        yield _note("MSG0305", ENTRY_STREAM, missing[0] * ENTRY_SIZE, text)


def _kind_and_index(named: NamedPropertyMap, position: int) -> tuple[int, int]:
    _, kind, prop_index = named.entry(position)
    return kind, prop_index


def _wrong_hash(
    entries: dict[tuple[int, int], int], key: int, kind: int, prop: int, bucket: int
) -> str:
    """What is wrong with an entry of a hash stream, "" if nothing is."""
    if (kind, prop) not in entries:
        return f"The hash stream has an entry for property index {prop} that is no named property."
    if not kind & 1 and entries[kind, prop] != key:
        return f"The hash stream gives property index {prop} the id 0x{key:X}."
    if (key ^ kind) % BUCKETS != bucket:
        return f"Property index {prop} belongs into another hash stream."
    return ""


def _note(code: str, tag: int, offset: int | None, text: str) -> Finding:
    return Finding(code, "/", f"{NAMEID}/{stream_name(tag)}", offset, text)

"""Messages under rights management: what can be said of them without their licence.

[MS-OXORMMS] 2.2: the mail is an attachment message.rpmsg, in blocks compressed by zlib (2.2.4.2)
that make a compound file whose DRMContent is encrypted; beside it lies, readable, the issuance
licence in XrML ([MS-OFFCRYPTO] 2.2.6, [MS-RMPR] 2.2.9). Nothing is decrypted and nobody is asked.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from msginspector.errors import InspectorError
from msginspector.storage.compound import CompoundFile
from msginspector.storage.handles import BytesSource

MAGIC: Final = bytes.fromhex("76e80460c411e386")
MAX_SIZE: Final = 64 << 20
_BLOCK_MARK: Final = 0x0FA0
_BLOCK_HEADER: Final = 12
_MAX_BLOCKS: Final = 100_000
_MAX_BLOCK: Final = 1 << 20
_MAX_LICENCE: Final = 1 << 20
_MAX_ENTRIES: Final = 2_000
CONTENT: Final = "\tDRMContent"
_PRIMARY: Final = "\x06Primary"

_TAG: Final = "<{0}(?:\\s[^<>]{{0,2000}})?>([^<]{{0,4000}})</{0}>"
_DESCRIPTOR: Final = re.compile(
    r"<DESCRIPTOR>\s*<OBJECT[^<>]{0,200}>\s*<ID[^<>]{0,200}>([^<]{0,500})</ID>\s*"
    r"<NAME>([^<]{0,4000})</NAME>"
)
_ISSUED: Final = re.compile(_TAG.format("ISSUEDTIME"))
_ADDRESS: Final = re.compile(r"<ADDRESS type=\"URL\">([^<]{1,2000})</ADDRESS>")
_OWNER: Final = re.compile(
    r"<OWNER>\s*<OBJECT[^<>]{0,200}>.{0,600}?<NAME>([^<]{1,500})</NAME>", re.S
)
_TEMPLATE_NAME: Final = re.compile(r"NAME (.{1,300}?);DESCRIPTION (.{0,2000}?);")


@dataclass(frozen=True, slots=True)
class Licence:
    """What the issuance licence says in plain text; "" where it does not."""

    size: int
    issued: str = ""
    owner: str = ""
    template: str = ""
    description: str = ""
    servers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Protected:
    """What a message.rpmsg is made of."""

    stored: int
    unpacked: int
    blocks: int
    streams: tuple[tuple[str, int], ...] = ()
    content: int | None = None
    """Bytes of the encrypted content; None where it was not found."""
    licence: Licence | None = None
    problems: tuple[str, ...] = ()


def read_rights(data: bytes) -> Protected | None:
    """What a message.rpmsg says; None for bytes that are none."""
    if not data.startswith(MAGIC):
        return None
    unpacked, blocks, problem = _unpack(data)
    problems = [problem] if problem else []
    streams: list[tuple[str, int]] = []
    licence = b""
    try:
        container = CompoundFile(BytesSource(unpacked))
        streams, licence = _streams(container)
    except InspectorError as error:
        problems.append(f"What was unpacked cannot be read: {error.text}")
    content = next((size for path, size in streams if path == CONTENT), None)
    return Protected(
        len(data), len(unpacked), blocks, tuple(streams), content,
        _licence(licence) if licence else None, tuple(problems),
    )  # fmt: skip


def _unpack(data: bytes) -> tuple[bytes, int, str]:
    """The blocks put together, their number, and what is wrong."""
    found = BytesIO()  # gives its bytes without a copy
    total, position = 0, len(MAGIC)
    for number in range(_MAX_BLOCKS):
        if position >= len(data):
            return found.getvalue(), number, ""
        head = data[position : position + _BLOCK_HEADER]
        mark, size, packed = (int.from_bytes(head[at : at + 4], "little") for at in (0, 4, 8))
        start = position + _BLOCK_HEADER
        if mark != _BLOCK_MARK or len(head) < _BLOCK_HEADER or start + packed > len(data):
            return found.getvalue(), number, f"No whole block begins at byte {position:,}."
        if size > _MAX_BLOCK or total + size > MAX_SIZE:
            return found.getvalue(), number, "What it unpacks to is too large to be read."
        block = _inflate(data[start : start + packed], size)
        if block is None:
            return found.getvalue(), number, f"The block at byte {position:,} cannot be unpacked."
        found.write(block)
        total, position = total + size, start + packed
    return found.getvalue(), _MAX_BLOCKS, f"Only the first {_MAX_BLOCKS:,} blocks are read."


def _inflate(packed: bytes, size: int) -> bytes | None:
    try:
        block = zlib.decompressobj().decompress(packed, size + 1)
    except zlib.error:
        return None
    return block if len(block) == size else None


def _streams(container: CompoundFile) -> tuple[list[tuple[str, int]], bytes]:
    """Paths and sizes of the streams, and the bytes of the licence."""
    found: list[tuple[str, int]] = []
    licence = b""
    for index in range(min(container.count, _MAX_ENTRIES)):
        if container.kind(index) != 2:
            continue
        path = container.path(index)
        found.append((path, container.size(index)))
        if path.endswith(_PRIMARY) and "DRM" in path:
            licence = container.read(index, 0, _MAX_LICENCE)
    return found, licence


def _licence(stored: bytes) -> Licence:
    """The XML of the licence is searched for its texts; nothing is parsed that could be large."""
    start = max(stored.find(b"<"), 0)
    text = stored[start:].decode("utf-8", "replace")
    issued, owner = _ISSUED.search(text), _OWNER.search(text)
    names = _DESCRIPTOR.search(text)
    template = _TEMPLATE_NAME.search(names[2]) if names is not None else None
    return Licence(
        len(stored) - start,
        issued[1] if issued is not None else "",
        owner[1] if owner is not None else "",
        template[1] if template is not None else (names[2][:300] if names is not None else ""),
        template[2] if template is not None else "",
        tuple(dict.fromkeys(one[1] for one in _ADDRESS.finditer(text)))[:10],
    )

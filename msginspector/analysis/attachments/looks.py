"""An attachment looked at: its facts, what its bytes are, and why care is due.

A few KB of the bytes are read. Long work (sums of all bytes) is done in steps.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from msginspector.analysis.attachments.contents import (
    HEAD,
    ContentType,
    by_signature,
    content_type,
    stored_type,
)
from msginspector.analysis.attachments.dangers import Danger, dangers
from msginspector.analysis.attachments.facts import (
    AttachmentFacts,
    NameCandidate,
    Source,
    attachment_facts,
)
from msginspector.analysis.attachments.ole import package_of, packed_pieces
from msginspector.analysis.attachments.peek import StoredPeek
from msginspector.analysis.attachments.safe_names import SafeName, safe_name, split
from msginspector.session.stored import stored_data

if TYPE_CHECKING:
    from msginspector.session import ObjectRow, PropertyRow

HTML_LIMIT: Final = 2 << 20
"""Bytes of a body that are searched for references."""
MAX_REFERENCES: Final = 10_000

_DATA_OBJECT: Final = 0x3701000D
_MESSAGE: Final = ContentType(
    "Outlook message", "application/vnd.ms-outlook", ("msg",), "an embedded message"
)
_OLE: Final = ContentType("OLE object", "application/x-ole-storage", ("ole",), "a storage")
_CID: Final = re.compile(rb"(?i)\bcid:([^\s\"'<>)\\]{1,512})")


@dataclass(frozen=True, slots=True)
class Sums:
    """Checksums of all bytes, in lower-case hex."""

    size: int
    sha256: str
    sha1: str
    md5: str


@dataclass(frozen=True, slots=True)
class AttachmentLook:
    """All there is to say of an attachment without reading all of it."""

    facts: AttachmentFacts
    content: ContentType | None
    """What it is; None where nothing is stored."""
    dangers: tuple[Danger, ...]

    @property
    def path(self) -> str:
        """The object's path in the tree."""
        return self.facts.path

    @property
    def fits(self) -> bool | None:
        """Whether bytes and extension agree; None where nobody can say."""
        if self.content is None or self.facts.data_kind != "stream":
            return None
        return self.content.fits(self.facts.safe.name.rpartition(".")[2].lower())


def look_at(row: ObjectRow) -> AttachmentLook:
    """Look at an attachment; raises InspectorError only when its message has ended or changed."""
    facts = attachment_facts(row)
    content = _content(row, facts)
    if facts.data_kind == "storage":
        facts, inside = _packed(row, facts)
        return AttachmentLook(facts, content, dangers(facts, content, inside))
    if not facts.name and content is not None and content.extensions:
        facts = replace(facts, safe=_nameless(facts, content))
    return AttachmentLook(facts, content, dangers(facts, content))


def peek_of(row: ObjectRow) -> StoredPeek | None:
    """The bytes of a file attached by value; None for anything else."""
    data = stored_data(row)
    item = None if data is None else next(data.walk())
    if data is None or item is None or not item.is_stream:
        return None
    return StoredPeek(data, item.index, item.size, row.path)


def pieces_of(row: ObjectRow) -> Iterator[bytes]:
    """The same in pieces, in order; nothing for anything else."""
    data = stored_data(row)
    item = None if data is None else next(data.walk())
    if data is not None and item is not None and item.is_stream:
        yield from data.pieces(item.index)


def sums(row: ObjectRow) -> Generator[int, None, Sums]:
    """SHA-256, SHA-1 and MD5 of the bytes in slices; each step gives how many were read so far."""
    digests = [hashlib.new(name, usedforsecurity=False) for name in ("sha256", "sha1", "md5")]
    size = 0
    for piece in pieces_of(row):
        for digest in digests:
            digest.update(piece)
        size += len(piece)
        yield size
    return Sums(size, *(digest.hexdigest() for digest in digests))


def referenced_ids(message: ObjectRow) -> frozenset[str]:
    """The content ids the stored HTML body of a message shows (`cid:` addresses), unquoted.

    RFC 2392. The first `HTML_LIMIT` bytes are searched; none for a body in RTF or text.
    """
    html = message.first(0x1013)
    return frozenset() if html is None else ids_in(html)


def ids_in(html: PropertyRow) -> frozenset[str]:
    """The same of the property that holds the body."""
    data = html.raw(HTML_LIMIT)[0].replace(b"\0", b"")
    found = set()
    for match in _CID.finditer(data):
        found.add(unquote_to_bytes(match[1]).decode("utf-8", "replace"))
        if len(found) >= MAX_REFERENCES:
            break
    return frozenset(found)


def is_inline(facts: AttachmentFacts, ids: frozenset[str]) -> bool:
    """Whether the body shows it: by its content id."""
    return facts.content_id is not None and facts.content_id.value.strip("<> ") in ids


def _content(row: ObjectRow, facts: AttachmentFacts) -> ContentType | None:
    if facts.data_kind == "message":
        return _MESSAGE
    if facts.data_kind == "storage":
        return _storage_type(row)
    peek = peek_of(row)
    return None if peek is None else content_type(peek)


def _storage_type(row: ObjectRow) -> ContentType:
    data = stored_data(row)
    items = [] if data is None else list(data.walk())[1:]
    top = [item.names[0] for item in items if len(item.names) == 1]
    return stored_type(top, {item.names[-1].upper() for item in items}) or _OLE


def _packed(row: ObjectRow, facts: AttachmentFacts) -> tuple[AttachmentFacts, ContentType | None]:
    """The facts with the name of the file in a package, and what the bytes of that file are."""
    packed = package_of(row)
    if packed is None or not packed.name:
        return facts, None
    source = Source(facts.path, _DATA_OBJECT, "\\x01Ole10Native")
    name = NameCandidate(packed.name, source, "file inside")
    inner = packed.name.replace("\\", "/").rpartition("/")[2]
    if packed.size:
        facts = replace(facts, safe=safe_name(inner, split(facts.safe.name)[0]))
    head = next(packed_pieces(row, packed), b"")
    return replace(facts, names=(*facts.names, name)), by_signature(head[:HEAD])


def _nameless(facts: AttachmentFacts, content: ContentType) -> SafeName:
    name = f"{facts.safe.name}.{content.extensions[0]}"
    return replace(safe_name(name), changes=("it has no name; this is its number",))

"""What Office wrote into an OLE document about itself: title, author, dates ([MS-OLEPS] 2.25).

olefile reads the property sets. It is given the two streams alone, at most `STREAM_LIMIT` bytes of
each, and reads at most `MAX_PROPERTIES` values, so that a hostile document costs no more than that.
The document itself is opened by our own reader, on demand.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from msginspector.errors import InputError
from msginspector.storage import CompoundFile
from msginspector.storage.directory import STREAM

if TYPE_CHECKING:
    from msginspector.analysis.attachments.peek import StoredPeek

STREAM_LIMIT: Final = 1 << 16
MAX_PROPERTIES: Final = 128
MAX_ITEMS: Final = 256
"""Items of a list; longer lists are left out."""
TEXT_LIMIT: Final = 1000
MAX_ENTRIES: Final = 4096
"""Storages and streams that are listed."""

SUMMARY: Final = "\x05SummaryInformation"
DOCUMENT: Final = "\x05DocumentSummaryInformation"
_VECTOR: Final = 0x1000
_LABELS: Final = {
    "title": "Title", "subject": "Subject", "author": "Author", "keywords": "Keywords",
    "comments": "Comments", "template": "Template", "last_saved_by": "Last saved by",
    "revision_number": "Revision", "total_edit_time": "Time of editing",
    "last_printed": "Printed", "create_time": "Created", "last_saved_time": "Saved",
    "num_pages": "Pages", "num_words": "Words", "num_chars": "Characters",
    "creating_application": "Program", "security": "Security", "category": "Category",
    "presentation_target": "Presentation for", "lines": "Lines", "paragraphs": "Paragraphs",
    "slides": "Slides", "notes": "Notes", "hidden_slides": "Hidden slides",
    "manager": "Manager", "company": "Company", "language": "Language",
    "content_type": "Content type", "content_status": "Status", "doc_version": "Version",
}  # fmt: skip
"""Attributes of olefile's metadata that are shown, in this order."""
_TICKS_A_SECOND: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """One thing a document says of itself."""

    name: str
    value: str | int | datetime
    """Times are UTC."""
    source: str
    """The stream it comes from."""


def document_facts(peek: StoredPeek) -> tuple[DocumentFact, ...]:
    """The facts of a compound file attached by value; () where it is none or says nothing."""
    try:
        container = CompoundFile(peek)
    except InputError:
        return ()
    members = container.children(0)
    found = {name: members[name] for name in (SUMMARY, DOCUMENT) if name in members}
    streams = {name: container.read(index, 0, STREAM_LIMIT) for name, index in found.items()}
    return facts_of_streams(streams)


def document_tree(peek: StoredPeek) -> tuple[tuple[tuple[str, ...], int | None], ...]:
    """Names and sizes of all that lies in a compound file, storages (None) before their contents.

    At most `MAX_ENTRIES`; () where it is no compound file.
    """
    try:
        container = CompoundFile(peek)
    except InputError:
        return ()
    found: list[tuple[tuple[str, ...], int | None]] = []
    waiting: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    while waiting and len(found) < MAX_ENTRIES:
        index, names = waiting.pop()
        if names:
            size = container.size(index) if container.kind(index) == STREAM else None
            found.append((names, size))
        members = container.children(index)
        waiting += [(members[name], (*names, name)) for name in sorted(members, reverse=True)]
    return tuple(found)


def facts_of_streams(streams: dict[str, bytes]) -> tuple[DocumentFact, ...]:
    """The facts in the property sets of these streams, by their names."""
    if not streams:
        return ()
    metadata = _metadata(streams)
    found = []
    for attribute, label in _LABELS.items():
        value = _plain(attribute, getattr(metadata, attribute, None), metadata.codepage)
        if value is not None and value != "":
            source = SUMMARY if attribute in metadata.SUMMARY_ATTRIBS else DOCUMENT
            found.append(DocumentFact(label, value, source.replace("\x05", "\\x05")))
    return tuple(found)


def _metadata(streams: dict[str, bytes]) -> Any:
    import olefile  # not before somebody asks

    class Streams(olefile.OleFileIO):  # type: ignore[misc]
        """olefile's reader of property sets, with nothing but these streams to read."""

        def __init__(self) -> None:
            super().__init__()
            self._left = MAX_PROPERTIES

        def exists(self, filename: str) -> bool:
            return filename in streams

        def openstream(self, filename: str) -> io.BytesIO:
            return io.BytesIO(streams[filename][:STREAM_LIMIT])

        def _parse_property(self, s: bytes, offset: int, *rest: Any) -> Any:
            self._left -= 1
            is_list = rest[1] & _VECTOR
            if self._left < 0 or (is_list and _count(s, offset) > MAX_ITEMS):
                return None
            return super()._parse_property(s, offset, *rest)

    metadata = olefile.OleMetadata()
    metadata.parse_properties(Streams())
    return metadata


def _count(data: bytes, offset: int) -> int:
    return int.from_bytes(data[offset : offset + 4], "little")


def _plain(attribute: str, value: Any, codepage: Any) -> str | int | datetime | None:
    """Text, a number or a time; None for nothing, and for what is neither."""
    if attribute == "total_edit_time":
        seconds = value // _TICKS_A_SECOND if isinstance(value, int) and value > 0 else 0
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}" if seconds else None
    if isinstance(value, bytes):
        return _decoded(value, codepage)[:TEXT_LIMIT]
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.year > 1601 else None
    if isinstance(value, str):
        return value[:TEXT_LIMIT]
    return value if isinstance(value, int) and not isinstance(value, bool) and value else None


def _decoded(value: bytes, codepage: Any) -> str:
    """Property sets have a code page of their own; olefile gives it as a signed number."""
    from msginspector.mapi.codepages import codec_name

    number = codepage & 0xFFFF if isinstance(codepage, int) else 1252
    codec = codec_name(number) or "cp1252"
    try:
        return value.decode(codec, "replace").rstrip("\0 ")
    except LookupError:
        return value.decode("latin-1").rstrip("\0 ")

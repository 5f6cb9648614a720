"""What the bytes of an attachment are: told by what they begin with, never by their name.

Signatures are data (`resources/tables/content_types.tsv`); ZIP archives and compound files are
told apart by what lies in them (`zip_types.tsv`, `compound_types.tsv`). A few KB at the beginning
are read, of archives the end, of compound files the directory.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msginspector import resources
from msginspector.analysis.attachments.archives import Members, members_of
from msginspector.errors import InputError
from msginspector.storage import CompoundFile

if TYPE_CHECKING:
    from msginspector.analysis.attachments.peek import StoredPeek

HEAD: Final = 4096
"""Bytes at the beginning that are looked at."""
FAR: Final = 40_000
"""The same where a signature lies far from the beginning."""
LARGEST_DIRECTORY: Final = 1 << 16
"""Entries of a compound file that are listed."""

COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP: Final = b"PK\3\4"
_TEXT_LIMIT: Final = 2
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BOMS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MAIL: Final = re.compile(
    rb"(?i)\A(?:[!-9;-~]{1,76}:[ \t][^\r\n]{0,998}\r?\n(?:[ \t][^\r\n]{0,998}\r?\n){0,50}){2}"
)
_MAIL_FIELD: Final = re.compile(rb"(?im)^(received|return-path|mime-version|message-id|from):")
_SCRIPTED: Final = frozenset({"VBA", "_VBA_PROJECT_CUR", "MACROS"})


@dataclass(frozen=True, slots=True)
class ContentType:
    """What bytes are."""

    name: str
    """In words, "PNG picture"; "" where nobody knows."""
    mime: str
    """The media type; "" where nobody knows."""
    extensions: tuple[str, ...]
    """Extensions such files have, the usual one first; () for any."""
    reason: str
    """By what it was told."""
    members: Members | None = None
    """Of an archive, what lies in it."""
    macros: bool = False
    """It holds programs of Visual Basic."""
    locked: bool = False
    """It needs a password."""

    def fits(self, extension: str) -> bool | None:
        """Whether a file with that extension has such bytes; None where nobody can say."""
        if not self.extensions or not extension:
            return None
        return extension in self.extensions


UNKNOWN: Final = ContentType("", "", (), "no known signature")
EMPTY: Final = ContentType("empty", "application/x-empty", (), "there are no bytes")


@dataclass(frozen=True, slots=True)
class _Signature:
    offset: int
    start: bytes
    is_text: bool
    type: ContentType

    def fits(self, head: bytes, text: bytes) -> bool:
        """`text` is the head without blanks before it, in upper case."""
        if self.is_text:
            return text.startswith(self.start.upper())
        found = head.startswith(self.start, self.offset)
        return found and (len(self.start) > _TEXT_LIMIT or self._is_sure(head))

    def _is_sure(self, head: bytes) -> bool:
        """Two letters may also begin a text."""
        return self.start == b"#!" or not is_text(head)


def content_type(peek: StoredPeek) -> ContentType:
    """What the bytes are; of archives and compound files, what kind of one."""
    if not peek.size:
        return EMPTY
    head = peek.read(0, HEAD)
    if head.startswith(COMPOUND):
        return _compound(peek)
    found = by_signature(head) or _far(peek)
    if found is not None and head.startswith(_ZIP):
        return _archive(peek, found)
    return found or _text(head) or UNKNOWN


def by_signature(head: bytes) -> ContentType | None:
    """What begins with these bytes, None for nothing known."""
    text = _trimmed(head)
    return next((row.type for row in _signatures() if row.fits(head, text)), None)


def is_text(head: bytes) -> bool:
    """Whether bytes look like text in some code page."""
    return head.startswith(_BOMS) or (bool(head) and not _BINARY.search(head))


def _trimmed(head: bytes) -> bytes:
    for bom in _BOMS[1:]:
        if head.startswith(bom):
            head = head[2:].replace(b"\0", b"")
    return head[:HEAD].removeprefix(codecs.BOM_UTF8).lstrip()[:64].upper()


@lru_cache(maxsize=1)
def _signatures() -> tuple[_Signature, ...]:
    return tuple(
        _Signature(
            int(row["offset"]),
            bytes.fromhex(row["signature"]),
            row["as"] == "text",
            ContentType(
                row["name"],
                row["mime"],
                tuple(row["extensions"].split()),
                _told(bytes.fromhex(row["signature"]), int(row["offset"])),
            ),
        )
        for row in resources.table("content_types")
    )


def _told(signature: bytes, offset: int) -> str:
    return f"bytes {signature[:8].hex(' ').upper()} at {offset}"


def _far(peek: StoredPeek) -> ContentType | None:
    """By a signature that does not lie at the beginning."""
    if peek.size <= HEAD:
        return None
    for row in _signatures():
        length = len(row.start)
        if row.offset >= HEAD and peek.read(row.offset, length) == row.start:
            return row.type
    return None


def _text(head: bytes) -> ContentType | None:
    if not is_text(head):
        return None
    if _MAIL.match(head) and _MAIL_FIELD.search(head):
        return ContentType("Internet mail", "message/rfc822", ("eml", "mht", "mhtml", "txt"),
                           "its first lines are header fields")  # fmt: skip
    return ContentType("text", "text/plain", (), "no byte is a control character")


# -- archives and compound files --------------------------------------------------------------


def _archive(peek: StoredPeek, plain: ContentType) -> ContentType:
    members = members_of(peek)
    names = set(members.names)
    locked = bool(members.encrypted)
    for row in resources.table("zip_types"):
        if row["member"] in names:
            macros = row["member"].endswith("vbaProject.bin")
            reason = f"a ZIP archive that holds {row['member']}"
            extensions = tuple(row["extensions"].split())
            return ContentType(
                row["name"], row["mime"], extensions, reason, members, macros, locked
            )
    return ContentType(
        plain.name, plain.mime, plain.extensions, plain.reason, members, locked=locked
    )


def _compound(peek: StoredPeek) -> ContentType:
    plain = ContentType(
        "compound file", "application/x-ole-storage", (), _told(COMPOUND, 0)
    )  # fmt: skip
    try:
        container = CompoundFile(peek)
    except InputError:
        return plain
    return compound_type(container, 0) or plain


def compound_type(container: CompoundFile, index: int) -> ContentType | None:
    """What kind of thing a storage is by the names in it; None where nobody knows."""
    return stored_type(list(container.children(index)), _deep_names(container, index))


def stored_type(top: list[str], deep: set[str]) -> ContentType | None:
    """The same of the names directly in a storage and, in upper case, of all below it."""
    macros = bool(deep & _SCRIPTED)
    folded = {name.upper() for name in top}
    for row in resources.table("compound_types"):
        name = row["stream"].replace("\\x01", "\x01").replace("\\x02", "\x02")
        name = name.replace("\\x05", "\x05")
        if name.upper() in folded:
            reason = f"a compound file that holds {row['stream']}"
            locked = name == "EncryptedPackage"
            extensions = tuple(row["extensions"].split())
            return ContentType(
                row["name"], row["mime"], extensions, reason, None, macros, locked
            )  # fmt: skip
    return None


def _deep_names(container: CompoundFile, index: int) -> set[str]:
    names: set[str] = set()
    waiting = [index]
    seen = 0
    while waiting and seen < LARGEST_DIRECTORY:
        members = container.children(waiting.pop())
        seen += len(members)
        names.update(name.upper() for name in members)
        waiting.extend(members.values())
    return names

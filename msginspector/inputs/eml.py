"""Internet mail (RFC 5322, MIME) made into a message, by the rules of [MS-OXCMAIL] 2.2.3.

`mime` finds the parts, `eml_envelope` maps the header, `eml_parts` chooses bodies and attachments,
`eml_classes` tells the class. Signed mail stays as Outlook keeps it ([MS-OXOSMIME] 2.1): the whole
signed entity is one attachment, and the body is a copy of what was signed. TNEF in a mail
(winmail.dat) stays an attachment, which opens as a message of its own. Messages inside messages
are worked off one after the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from msginspector.errors import InputError
from msginspector.inputs.contents import UTF8, WIDE, content_of, page_of, text_of
from msginspector.inputs.eml_attachments import MAX_NAME, describe, mark_inline, name_of, references
from msginspector.inputs.eml_classes import is_clear_signed, is_sealed, message_class
from msginspector.inputs.eml_envelope import MAX_SUBJECT, fill_envelope, message_flags
from msginspector.inputs.eml_parts import Plan, file_name, plan_of
from msginspector.inputs.kinds import inner_kind
from msginspector.inputs.made import EML, MAX_DEPTH, MAX_INPUT, MAX_OBJECTS, Made, Notes, quoted
from msginspector.inputs.mime import PLAIN, Counts, Part, Splitter
from msginspector.mapi import codepages
from msginspector.oxmsg.writer import AttachmentWriter, MessageWriter

_UTF8_MARK: Final = b"\xef\xbb\xbf"
_MESSAGE_CLASS: Final = 0x001A001F
_STORE_SUPPORT: Final = 0x340D0003
_UNICODE_OK: Final = 0x00040000
_CODEPAGE: Final = 0x3FFD0003
_CPID: Final = 0x3FDE0003
_BODY: Final = 0x1000001F
_HTML: Final = 0x10130102
_NATIVE: Final = 0x10160003
_NATIVE_TEXT: Final = 1
_NATIVE_HTML: Final = 3
_FLAGS: Final = 0x0E070003
_HAS_ATTACH: Final = 0x0E1B000B
_FLAG_ATTACH: Final = 0x10
_DISPLAY_NAME: Final = 0x3001001F
_FILE_NAME: Final = 0x3704001F
_LONG_NAME: Final = 0x3707001F
_MIME_TAG: Final = 0x370E001F
_POSITION: Final = 0x370B0003
_SMIME_NAME: Final = "smime.p7m"
_NEXT: Final = re.compile(rb"\n\r?\nFrom [^\r\n]{1,200}\d\d:\d\d")
"""The line between two messages of a mailbox, with its date."""
_MAX_COUNTED: Final = 10_000
_MIME_FIELDS: Final = ("mime-version", "content-")


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A message that is to be made, and where it goes."""

    data: bytes
    part: Part
    writer: MessageWriter
    depth: int


def message_of_eml(data: bytes) -> Made:
    """The message a mail is.

    Raises `InputError` for bytes that do not begin with a header, and for more than `MAX_INPUT`.
    Whatever else is wrong is a note; nothing is left out without one.
    """
    if not data:
        raise InputError("EMPTY_FILE", "The mail is empty.")
    if len(data) > MAX_INPUT:
        raise InputError("TOO_LARGE", f"The mail has more than {MAX_INPUT >> 20} MB.")
    notes = Notes()
    data = _first_of_mailbox(data, notes)
    start = len(_UTF8_MARK) if data.startswith(_UTF8_MARK) else 0
    counts = Counts()
    root = Splitter(data, notes, counts).split(start)
    if not root.fields and root.body == start:
        text = "This is no Internet mail: it does not begin with header fields."
        raise InputError("NOT_A_MESSAGE", text)
    return Made(_Maker(notes, counts).make(data, root), EML, notes.sentences())


def _first_of_mailbox(data: bytes, notes: Notes) -> bytes:
    """The first message of a mailbox file (RFC 4155), anything else as it is."""
    if not data.startswith(b"From "):
        return data
    following = list(islice(_NEXT.finditer(data), _MAX_COUNTED))
    if not following:
        return data
    notes.add(f"This is a mailbox of {len(following) + 1:,} messages; only the first is shown.")
    return data[: following[0].start() + 1]


class _Maker:
    """Makes the messages of one input."""

    def __init__(self, notes: Notes, counts: Counts) -> None:
        self._notes = notes
        self._counts = counts
        self._waiting: list[_Waiting] = []

    def make(self, data: bytes, root: Part) -> MessageWriter:
        """The outermost message and every message inside."""
        top = MessageWriter()
        self._waiting.append(_Waiting(data, root, top, 0))
        while self._waiting:
            self._message(self._waiting.pop())
        return top

    def _message(self, job: _Waiting) -> None:
        writer, part = job.writer, job.part
        writer.set(_MESSAGE_CLASS, "")  # first in the file, as people look for it
        writer.set(_STORE_SUPPORT, _UNICODE_OK)
        writer.set(_CODEPAGE, UTF8)
        fill_envelope(writer, job.data, part, self._counts, self._notes)
        writer.set(_MESSAGE_CLASS, message_class(writer, job.data, part, self._counts, self._notes))
        if is_clear_signed(part):
            attached = self._clear_signed(job)
        elif is_sealed(part):
            attached = self._sealed(job)
        else:
            attached = self._plain(job)
        writer.set(_FLAGS, message_flags(part) | (_FLAG_ATTACH if attached else 0))
        writer.set(_HAS_ATTACH, attached > 0)

    def _plain(self, job: _Waiting) -> int:
        plan = plan_of(job.part, self._counts)
        html = self._bodies(job, plan)
        for part in plan.long:
            size = part.end - part.body
            self._notes.add(f"A text of {size:,} B is too long for a body; it is an attachment.")
        self._behind_the_end(job)
        shown = references(html) if plan.related and html else frozenset()
        for number, part in enumerate(plan.attachments, 1):
            row = self._attachment(job, part, number)
            if id(part) in plan.related:
                mark_inline(row, part, shown)
        return len(plan.attachments)

    def _bodies(self, job: _Waiting, plan: Plan) -> bytes:
        """Sets the bodies; the bytes of the HTML."""
        html, page = b"", UTF8
        if plan.text is not None:
            stored = content_of(job.data, plan.text, self._notes)
            page = page_of(stored, plan.text, self._notes)
            job.writer.set(_BODY, text_of(stored, page))
            job.writer.set(_NATIVE, _NATIVE_TEXT)
        if plan.html is not None:
            html = content_of(job.data, plan.html, self._notes)
            page = page_of(html, plan.html, self._notes)
            if page in WIDE:
                html, page = codepages.decode(html, page, "replace").encode("utf-8"), UTF8
                self._notes.add("HTML in UTF-16 is stored in UTF-8: its code page has one byte.")
            job.writer.set(_HTML, html)
            job.writer.set(_NATIVE, _NATIVE_HTML)
        job.writer.set(_CPID, UTF8 if page in WIDE else page)
        return html

    def _behind_the_end(self, job: _Waiting) -> None:
        """Text behind the last part is no content (RFC 2046 5.1.1); it is not lost silently."""
        root = job.part
        end = root.parent.end if root.parent else len(job.data)
        left = job.data[root.end : end].strip()
        if root.is_multipart and root.parts and left:
            self._notes.add(f"The {len(left):,} B behind the last part of a mail are left out.")

    # ---- attachments

    def _attachment(self, job: _Waiting, part: Part, number: int) -> AttachmentWriter:
        row = job.writer.add_attachment()
        name = name_of(part, number)
        if len(file_name(part)) > MAX_NAME:
            self._notes.add(f"Only {MAX_NAME:,} characters of the name {quoted(name)} are kept.")
        if part.is_message and self._embed(job, part, row):
            return row
        describe(row, part, name)
        row.set_data(content_of(job.data, part, self._notes))
        if inner_kind(name, part.type) == "tnef":
            self._notes.add(
                f"{quoted(name)} holds Outlook's form of this mail; it opens as a message."
            )
        return row

    def _embed(self, job: _Waiting, part: Part, row: AttachmentWriter) -> bool:
        """Makes a message inside an embedded message; False when it has to stay bytes."""
        if part.parts:
            inner = _Waiting(job.data, part.parts[0], row.embed(), job.depth + 1)
        elif (
            part.encoding not in PLAIN
            and job.depth < MAX_DEPTH
            and self._counts.objects < MAX_OBJECTS
        ):
            stored = content_of(job.data, part, self._notes)
            root = Splitter(stored, self._notes, self._counts).split()
            inner = _Waiting(stored, root, row.embed(), job.depth + 1)
        else:
            return False
        self._waiting.append(inner)
        describe(row, part, file_name(part)[:MAX_NAME])
        row.set(_DISPLAY_NAME, inner.part.text("subject")[:MAX_SUBJECT] or file_name(part))
        return True

    # ---- signed and sealed mail

    def _clear_signed(self, job: _Waiting) -> int:
        """[MS-OXOSMIME] 2.1.1: the entity as a whole, and what was signed once more as body."""
        self._bodies(job, plan_of(job.part.parts[0], self._counts))
        header = "".join(
            f"{one.name}: {one.value}\r\n"
            for one in job.part.fields
            if one.key.startswith(_MIME_FIELDS)
        )
        stored = job.data[job.part.body : job.part.end]
        self._smime(job, header.encode("utf-8", "surrogateescape") + b"\r\n" + stored, _SMIME_NAME)
        return 1

    def _sealed(self, job: _Waiting) -> int:
        """[MS-OXOSMIME] 2.1.2: the CMS object, no body."""
        name = name_of(job.part, 0) if job.part.parameters.get("name") else _SMIME_NAME
        self._smime(job, content_of(job.data, job.part, self._notes), name)
        return 1

    def _smime(self, job: _Waiting, stored: bytes, name: str) -> None:
        row = job.writer.add_attachment()
        for tag in (_LONG_NAME, _FILE_NAME, _DISPLAY_NAME):
            row.set(tag, name)
        row.set(_MIME_TAG, job.part.type)
        row.set(_POSITION, -1)
        row.set_data(stored)

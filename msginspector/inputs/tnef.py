"""A TNEF stream (winmail.dat) made into a message: [MS-OXTNEF], the reader's half (2.3).

The properties of attMsgProps, attAttachment and attRecipTable are taken as they are, with their
types: text of one byte a character stays that, in the code page of attOemCodepage. The older
attributes fill in what the properties do not say; where both speak, the property counts, and a
difference of texts is told. Messages inside messages are worked off one after the other.

Times of attributes are the local ones of the sender, whose zone nobody states; they are taken as
UTC, and that is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from msginspector.errors import InputError
from msginspector.inputs.kinds import TNEF_SIGNATURE
from msginspector.inputs.made import MAX_DEPTH, MAX_INPUT, MAX_OBJECTS, TNEF, Made, Notes
from msginspector.inputs.tnef_attributes import (
    FALLBACK_CODEPAGE,
    Context,
    attribute_name,
    message_class,
    properties_of,
    rows,
)
from msginspector.inputs.tnef_sheet import Attached, Sheet, attach
from msginspector.inputs.tnef_stream import HEADER, MESSAGE_LEVEL, Range, Stream
from msginspector.oxmsg.writer import AttachmentWriter, MessageWriter

_RENDERING: Final = 0x00069002
_CODEPAGE: Final = 0x00069007
_VERSION: Final = 0x00089006
_VERSION_ONE: Final = bytes.fromhex("00000100")
_MESSAGE_CLASS: Final = 0x00078008
_MESSAGE_PROPERTIES: Final = 0x00069003
_ATTACHMENT_PROPERTIES: Final = 0x00069005
_ATTACHMENT_DATA: Final = 0x0006800F
_RECIPIENTS: Final = 0x00069004
_PR_MESSAGE_CLASS: Final = 0x001A001F
_PR_HASATTACH: Final = 0x0E1B000B
_NOTE: Final = "IPM.Note"


@dataclass(slots=True)
class _Gathered:
    """The attributes of one stream: those of the message, and of each attachment."""

    message: dict[int, Range] = field(default_factory=dict)
    attachments: list[dict[int, Range]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A message that is to be read, and where it goes."""

    part: Range
    writer: MessageWriter
    depth: int
    what: str


def message_of_tnef(data: bytes) -> Made:
    """The message in a TNEF stream.

    Raises `InputError` for bytes that are none, or more than `MAX_INPUT`. Whatever else is wrong
    is a note; what can be read is read.
    """
    if len(data) > MAX_INPUT:
        raise InputError("TOO_LARGE", f"The TNEF stream has more than {MAX_INPUT >> 20} MB.")
    if not data.startswith(TNEF_SIGNATURE):
        text = "This is no TNEF stream: it does not begin with 78 9F 3E 22."
        raise InputError("NOT_A_MESSAGE", text)
    notes = Notes()
    writer = _Reader(data, notes).read()
    return Made(writer, TNEF, notes.sentences())


class _Reader:
    """Reads one input."""

    def __init__(self, data: bytes, notes: Notes) -> None:
        self._stream = Stream(data, notes)
        self._notes = notes
        self._objects = 0
        self._waiting: list[_Waiting] = []

    def read(self) -> MessageWriter:
        """The message, and every message inside."""
        top = MessageWriter()
        whole = Range(0, len(self._stream.data))
        self._waiting.append(_Waiting(whole, top, 0, "the message"))
        while self._waiting:
            self._message(self._waiting.pop())
        return top

    def _message(self, waiting: _Waiting) -> None:
        gathered = self._gather(waiting)
        context = self._context(gathered)
        sheet = Sheet(self._stream, waiting.writer, waiting.what)
        self._properties(sheet, gathered.message.get(_MESSAGE_PROPERTIES))
        self._attributes(sheet, gathered.message, context)
        if not sheet.has(_PR_MESSAGE_CLASS):
            self._notes.add(f"Nothing says the class of {waiting.what}; {_NOTE} is taken.")
            sheet.fill_in(_PR_MESSAGE_CLASS, _NOTE)
        self._recipients(waiting, gathered.message.get(_RECIPIENTS))
        for number, attributes in enumerate(gathered.attachments):
            if self._may_add("attachments"):
                what = f"attachment {number} of {waiting.what}"
                self._attachment(waiting, attributes, context, what)
        sheet.fill_in(_PR_HASATTACH, bool(gathered.attachments))

    def _gather(self, waiting: _Waiting) -> _Gathered:
        """Every attribute with data; of an attribute that is there twice, the first."""
        found = _Gathered()
        for attribute in self._stream.attributes(waiting.part, check=waiting.depth == 0):
            if attribute.level == MESSAGE_LEVEL:
                home = found.message
            else:
                if attribute.tag == _RENDERING or not found.attachments:
                    found.attachments.append({})
                home = found.attachments[-1]
            if attribute.tag in home:
                name = attribute_name(attribute.tag)
                self._notes.add(f"{name} is there twice in {waiting.what}; the first counts.")
            home.setdefault(attribute.tag, attribute.data)
        return found

    def _context(self, gathered: _Gathered) -> Context:
        """The code page of a message, and its class."""
        stored = self._bytes(gathered.message, _CODEPAGE)
        codepage = int.from_bytes(stored[:4], "little") or FALLBACK_CODEPAGE
        version = self._bytes(gathered.message, _VERSION)
        if version and version != _VERSION_ONE:
            self._notes.add(f"The version of TNEF is {version[:8].hex(' ')}, not 1.0.")
        context = Context(codepage, "", self._notes)
        stated = message_class(context.text(self._bytes(gathered.message, _MESSAGE_CLASS)))
        return Context(codepage, stated, self._notes)

    def _bytes(self, attributes: dict[int, Range], tag: int) -> bytes:
        return self._stream.bytes_of(attributes[tag]) if tag in attributes else b""

    def _properties(self, sheet: Sheet, part: Range | None) -> None:
        if part is None:
            return
        found, end = self._stream.properties(part, sheet.what)
        if end < part.end:
            self._notes.add(f"{part.end - end:,} B follow the property list of {sheet.what}.")
        for item in found:
            sheet.put(item)

    def _attributes(self, sheet: Sheet, attributes: dict[int, Range], context: Context) -> None:
        """What the attributes say and the properties do not."""
        for tag, part in attributes.items():
            row = rows().get(tag)
            if row is None:
                self._notes.add(
                    f"Attribute 0x{tag:08X} of {sheet.what} ({part.size:,} B) is not known "
                    "and left out."
                )
            elif row.tag and tag != _ATTACHMENT_DATA:
                for prop, value in properties_of(row, self._stream.bytes_of(part), context):
                    if sheet.fill_in(prop, value, row.name) and row.kind == "date":
                        self._notes.add(f"{row.name} is a time without a time zone; UTC is taken.")

    def _recipients(self, waiting: _Waiting, part: Range | None) -> None:
        """[MS-OXTNEF] 2.1.3.4: the number of rows, then a property list for each."""
        if part is None:
            return
        count = int.from_bytes(self._stream.data[part.start : part.start + 4], "little")
        position = part.start + 4
        for number in range(count):
            if part.end - position < 4:
                self._notes.add(
                    f"The recipient table of {waiting.what} announces {count:,} rows; "
                    f"{number:,} were read."
                )
                return
            if not self._may_add("recipients"):
                return
            what = f"recipient {number} of {waiting.what}"
            found, position = self._stream.properties(Range(position, part.end), what)
            sheet = Sheet(self._stream, waiting.writer.add_recipient(), what)
            for item in found:
                sheet.put(item)

    def _may_add(self, what: str) -> bool:
        if self._objects >= MAX_OBJECTS:
            self._notes.add(f"More than {MAX_OBJECTS:,} objects: further {what} are left out.")
            return False
        self._objects += 1
        return True

    def _attachment(
        self, waiting: _Waiting, attributes: dict[int, Range], context: Context, what: str
    ) -> None:
        writer = waiting.writer.add_attachment()
        sheet = Sheet(self._stream, writer, what)
        self._properties(sheet, attributes.get(_ATTACHMENT_PROPERTIES))
        self._attributes(sheet, attributes, context)
        attached = attach(sheet, writer, attributes.get(_ATTACHMENT_DATA))
        if attached is not None:
            self._embed(waiting, writer, attached, what)

    def _embed(
        self, waiting: _Waiting, writer: AttachmentWriter, attached: Attached, what: str
    ) -> None:
        """A message inside: read later, unless it lies too deep or is none."""
        part = attached.part
        depth = waiting.depth + 1
        begins = self._stream.data.startswith(TNEF_SIGNATURE, part.start, part.end)
        if depth > MAX_DEPTH or not begins or part.size < HEADER.size:
            reason = "lies too deep" if depth > MAX_DEPTH else "is no TNEF stream"
            self._notes.add(f"The message in {what} {reason}; it is kept as bytes.")
            writer.set_data(self._stream.bytes_of(part))
            return
        inner = f"the message in {what}" if depth < 4 else f"a message at depth {depth}"
        self._waiting.append(_Waiting(part, writer.embed(), depth, inner))

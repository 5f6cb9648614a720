"""The parts sample messages are made of: people, identifiers, headers, bodies, attachments.

Everything is invented (contoso.example, fabrikam.example, tailspin.example) and fixed: no clock,
no random numbers, no compressor whose output could change, so that the samples are the same bytes
on every machine. Structures follow the specifications named at each function.
"""

from __future__ import annotations

import struct
import uuid
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from msginspector.oxmsg.pack import filetime

if TYPE_CHECKING:
    from msginspector.oxmsg.writer import AttachmentWriter, MessageWriter, ObjectWriter

PS_PUBLIC_STRINGS: Final = "{00020329-0000-0000-C000-000000000046}"
PS_INTERNET_HEADERS: Final = "{00020386-0000-0000-C000-000000000046}"
PSETID_COMMON: Final = "{00062008-0000-0000-C000-000000000046}"
PSETID_CONTOSO: Final = "{7B1C1B4E-52C1-4C0E-9B3A-6C0E7A5D0001}"

INTEGER, DOUBLE, CURRENCY, BOOLEAN, LONG = 0x0003, 0x0005, 0x0006, 0x000B, 0x0014
STRING, TIME, GUID, BINARY = 0x001F, 0x0040, 0x0048, 0x0102
MANY_INTEGERS, MANY_STRINGS = 0x1003, 0x101F

TO, CC, BCC = 1, 2, 3

_NAMESPACE: Final = uuid.UUID("5c0e1d7e-0b55-4a6f-9d57-3f1f0a6b7c01")
_ONE_OFF: Final = bytes.fromhex("812B1FA4BEA310199D6E00DD010F5402")
_EXCHANGE: Final = bytes.fromhex("DCA740C8C042101AB4B908002B2FE182")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a message; `dn` is the address inside the organisation ("" outside)."""

    name: str
    smtp: str
    dn: str = ""

    @property
    def type(self) -> str:
        """The kind of address the message store keeps."""
        return "EX" if self.dn else "SMTP"

    @property
    def address(self) -> str:
        """The address of that kind."""
        return self.dn or self.smtp

    @property
    def entry_id(self) -> bytes:
        """[MS-OXCDATA] 2.2.5.1 one-off, or 2.2.5.2 address book."""
        if self.dn:
            head = struct.pack("<4x16sII", _EXCHANGE, 1, 0)
            return head + self.dn.encode("ascii") + b"\0"
        texts = "\0".join((self.name, "SMTP", self.smtp, ""))
        return struct.pack("<4x16sHH", _ONE_OFF, 0, 0x9001) + texts.encode("utf-16-le")

    @property
    def search_key(self) -> bytes:
        """TYPE:ADDRESS in capitals, with a terminator ([MS-OXOMSG] 2.2.1.40)."""
        return f"{self.type}:{self.address}".upper().encode("ascii") + b"\0"


def _inside(name: str, alias: str) -> Person:
    group = "/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn="
    return Person(name, f"{alias}@contoso.example", group + alias)


ADA: Final = _inside("Ada Okafor", "ada.okafor")
BEN: Final = _inside("Ben Lindqvist", "ben.lindqvist")
KEIKO: Final = _inside("田中 恵子", "keiko.tanaka")
CARLA: Final = Person("Carla Nunes", "carla.nunes@fabrikam.example")
DMITRI: Final = Person("Dmitri Vance", "dmitri@tailspin.example")
SUPPORT: Final = Person("Fabrikam Support", "support@fabrikam.example")


def moment(text: str) -> datetime:
    """A fixed time in UTC, from "2024-03-05 09:14"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fixed_uuid(what: str) -> uuid.UUID:
    """The same GUID for the same text, always."""
    return uuid.uuid5(_NAMESPACE, what)


def conversation_index(start: datetime, topic: str, replies: Sequence[datetime] = ()) -> bytes:
    """[MS-OXOMSG] 2.2.1.3: a header of 22 bytes, then 5 bytes a reply."""
    index = filetime(start).to_bytes(8, "big")[:6] + fixed_uuid(topic).bytes
    for level, reply in enumerate(replies):
        ticks = filetime(reply) - filetime(start)
        index += struct.pack(">IB", ticks >> 18 & 0x7FFFFFFF, (level * 7 + 3) % 16 << 4)
    return index


def set_sender(message: ObjectWriter, person: Person) -> None:
    """Sender and the one sent for are the same person."""
    tags = ((0x0C1A, 0x0C1E, 0x0C1F, 0x0C19, 0x0C1D, 0x5D01),)
    tags += ((0x0042, 0x0064, 0x0065, 0x0041, 0x003B, 0x5D02),)
    for ids in tags:
        _set_person(message, person, ids)


def set_receiver(message: ObjectWriter, person: Person) -> None:
    """Received by and received for are the same person."""
    _set_person(message, person, (0x0040, 0x0075, 0x0076, 0x003F, 0x0051, 0x5D07))
    _set_person(message, person, (0x0044, 0x0077, 0x0078, 0x0043, 0x0052, 0x5D08))


def _set_person(message: ObjectWriter, person: Person, ids: tuple[int, ...]) -> None:
    values = (person.name, person.type, person.address, person.entry_id, person.search_key)
    for number, value in zip(ids, (*values, person.smtp), strict=True):
        message.set(number << 16 | (BINARY if isinstance(value, bytes) else STRING), value)


def add_recipients(message: MessageWriter, people: Sequence[tuple[int, Person]]) -> None:
    """Adds rows and the display lists (PR_DISPLAY_TO, _CC, _BCC) that sum them up."""
    for tag, kind in ((0x0E04001F, TO), (0x0E03001F, CC), (0x0E02001F, BCC)):
        message.set(tag, "; ".join(person.name for row, person in people if row == kind))
    for order, (kind, person) in enumerate(people):
        row = message.add_recipient()
        row.set(0x0C150003, kind)  # PR_RECIPIENT_TYPE
        _set_person(row, person, (0x3001, 0x3002, 0x3003, 0x0FFF, 0x300B, 0x39FE))
        row.set_all(
            {
                0x0FFE0003: 6,  # PR_OBJECT_TYPE: MAPI_MAILUSER
                0x0FF60102: struct.pack("<I", order),  # PR_INSTANCE_KEY
                0x39000003: 0,  # PR_DISPLAY_TYPE: DT_MAILUSER
                0x3A20001F: person.name,  # PR_TRANSMITABLE_DISPLAY_NAME
                0x3A40000B: bool(person.dn),  # PR_SEND_RICH_INFO
                0x0E0F000B: True,  # PR_RESPONSIBILITY
                0x5FF6001F: person.name,  # PR_RECIPIENT_DISPLAY_NAME
                0x5FF70102: person.entry_id,  # PR_RECIPIENT_ENTRYID
                0x5FFD0003: 1,  # PR_RECIPIENT_FLAGS: sendable
                0x5FDF0003: order,  # PR_RECIPIENT_ORDER
            }
        )


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every sample says about itself; `replies` are the times of the replies before it."""

    message_class: str
    subject: str
    sent: datetime
    prefix: str = ""
    replies: tuple[datetime, ...] = ()
    flags: int = 0x01  # MSGFLAG_READ
    icon: int = 0x100

    @property
    def topic(self) -> str:
        """The subject without its prefix."""
        return self.subject.removeprefix(self.prefix)

    @property
    def message_id(self) -> str:
        """The Internet message identifier."""
        return f"<{fixed_uuid(self.subject).hex[:20]}@mail.contoso.example>"


def start_message(message: MessageWriter, envelope: Envelope) -> None:
    """The properties every item of a message store has."""
    sent, start = envelope.sent, min((envelope.sent, *envelope.replies))
    message.set_all(
        {
            0x001A001F: envelope.message_class,  # PR_MESSAGE_CLASS
            0x0037001F: envelope.subject,  # PR_SUBJECT
            0x003D001F: envelope.prefix,  # PR_SUBJECT_PREFIX
            0x0E1D001F: envelope.topic,  # PR_NORMALIZED_SUBJECT
            0x0070001F: envelope.topic,  # PR_CONVERSATION_TOPIC
            0x00710102: conversation_index(start, envelope.topic, envelope.replies),
            0x30130102: fixed_uuid(envelope.topic).bytes,  # PR_CONVERSATION_ID
            0x3016000B: True,  # PR_CONVERSATION_INDEX_TRACKING
            0x00170003: 1,  # PR_IMPORTANCE: normal
            0x00260003: 0,  # PR_PRIORITY: normal
            0x00360003: 0,  # PR_SENSITIVITY: none
            0x00390040: sent,  # PR_CLIENT_SUBMIT_TIME
            0x30070040: sent + timedelta(seconds=4),  # PR_CREATION_TIME
            0x30080040: sent + timedelta(minutes=11, microseconds=123456),
            0x0E070003: envelope.flags,  # PR_MESSAGE_FLAGS
            0x0E1B000B: bool(envelope.flags & 0x10),  # PR_HASATTACH
            0x0E1F000B: False,  # PR_RTF_IN_SYNC
            0x0FFE0003: 5,  # PR_OBJECT_TYPE: MAPI_MESSAGE
            0x0FF40003: 2,  # PR_ACCESS: read
            0x300B0102: fixed_uuid(f"key {envelope.subject}").bytes,  # PR_SEARCH_KEY
            0x340D0003: 0x0004_0E79,  # PR_STORE_SUPPORT_MASK, with STORE_UNICODE_OK
            0x3FDE0003: 65001,  # PR_INTERNET_CPID
            0x3FFD0003: 1252,  # PR_MESSAGE_CODEPAGE
            0x3FF10003: 0x0409,  # PR_MESSAGE_LOCALE_ID
            0x10800003: envelope.icon,  # PR_ICON_INDEX
            0x3FF8001F: ADA.name,  # PR_CREATOR_NAME
            0x3FF90102: ADA.entry_id,  # PR_CREATOR_ENTRYID
            0x3FFA001F: ADA.name,  # PR_LAST_MODIFIER_NAME
            0x3FFB0102: ADA.entry_id,  # PR_LAST_MODIFIER_ENTRYID
        }
    )
    message.set_named(PSETID_COMMON, 0x8552, INTEGER, 160_000)  # PidLidCurrentVersion
    message.set_named(PSETID_COMMON, 0x8554, STRING, "16.0")  # PidLidCurrentVersionName
    message.set_named(PSETID_COMMON, 0x8510, INTEGER, 0)  # PidLidSideEffects
    message.set_named(PSETID_COMMON, 0x8506, BOOLEAN, False)  # PidLidPrivate


def transport_headers(envelope: Envelope, sender: Person, to: Person, kind: str) -> str:
    """What a mail server would have put on top of the message."""
    date = envelope.sent.strftime("%a, %d %b %Y %H:%M:%S +0000")
    later = (envelope.sent + timedelta(seconds=3)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    identity = fixed_uuid(f"hop {envelope.subject}").hex[:16].upper()
    lines = (
        "Received: from mx2.contoso.example (192.0.2.25) by mailbox7.contoso.example (192.0.2.70)",
        f" with Microsoft SMTP Server (TLS) id 15.1.2507.35; {later}",
        f"Received: from out.fabrikam.example (out.fabrikam.example [198.51.100.14])"
        f" by mx2.contoso.example (Postfix) with ESMTPS id {identity}",
        f" for <{to.smtp}>; {later}",
        "Authentication-Results: mx2.contoso.example; spf=pass smtp.mailfrom="
        f"{sender.smtp.partition('@')[2]}; dkim=pass; dmarc=pass",
        f"From: {sender.name} <{sender.smtp}>",
        f"To: {to.smtp}",
        f"Subject: {envelope.subject}",
        f"Date: {date}",
        f"Message-ID: {envelope.message_id}",
        "MIME-Version: 1.0",
        f"Content-Type: {kind}",
        "X-Mailer: Contoso Mail 7.2",
        f"Return-Path: {sender.smtp}",
        "",
        "",
    )
    return "\r\n".join(lines)


def set_mail(message: MessageWriter, envelope: Envelope, sender: Person, to: Person) -> None:
    """What a mail has beyond any item: people, identifiers, transport, account."""
    start_message(message, envelope)
    set_sender(message, sender)
    set_receiver(message, to)
    message.set_all(
        {
            0x0E060040: envelope.sent + timedelta(seconds=3),  # PR_MESSAGE_DELIVERY_TIME
            0x1035001F: envelope.message_id,  # PR_INTERNET_MESSAGE_ID
            0x40760003: 1,  # PR_CONTENT_FILTER_SCL
            0x0023000B: False,  # PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED
            0x0029000B: False,  # PR_READ_RECEIPT_REQUESTED
        }
    )
    message.set_named(PS_INTERNET_HEADERS, "x-mailer", STRING, "Contoso Mail 7.2")
    message.set_named(PSETID_COMMON, 0x8580, STRING, to.smtp)  # PidLidInternetAccountName
    message.set_named(PSETID_COMMON, 0x8514, BOOLEAN, False)  # PidLidSmartNoAttach


def stored_rtf(rtf: str) -> bytes:
    """[MS-OXRTFCP] without compression (MELA)."""
    raw = rtf.encode("ascii")
    return struct.pack("<III4x", len(raw) + 12, len(raw), 0x414C454D) + raw


def literal_lzfu(rtf: str) -> bytes:
    """[MS-OXRTFCP] compressed form (LZFu) that only uses literals, with a right checksum."""
    raw = rtf.encode("ascii")
    packed = bytearray()
    for start in range(0, len(raw) - 7, 8):
        packed += b"\0" + raw[start : start + 8]
    rest = raw[len(raw) // 8 * 8 :]
    end = (207 + len(raw)) % 4096 << 4  # a reference to where the dictionary is written next
    packed += bytes([1 << len(rest)]) + rest + struct.pack(">H", end)
    crc = zlib.crc32(bytes(packed), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return struct.pack("<IIII", len(packed) + 12, len(raw), 0x75465A4C, crc) + packed


def png(width: int, height: int, pixels: bytes) -> bytes:
    """A PNG of 8-bit RGB rows, stored without compression."""
    rows = b"".join(
        b"\0" + pixels[start : start + width * 3] for start in range(0, len(pixels), width * 3)
    )
    blocks = [rows[start : start + 0xFFFF] for start in range(0, len(rows), 0xFFFF)]
    body = b"\x78\x01"
    for number, block in enumerate(blocks, 1):
        last = number == len(blocks)
        body += struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF) + block
    body += struct.pack(">I", zlib.adler32(rows))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def bar_chart(values: Sequence[int], height: int = 96) -> bytes:
    """A picture worth embedding: bars in the accent colour on a light ground."""
    width = 28 * len(values) + 12
    pixels = bytearray(b"\xf4\xf5\xf7" * width * height)
    for number, value in enumerate(values):
        for y in range(height - 8 - value, height - 8):
            start = (y * width + 12 + 28 * number) * 3
            pixels[start : start + 48] = b"\x0b\x63\xce" * 16
    return png(width, height, bytes(pixels))


def name_attachment(part: AttachmentWriter, name: str, mime: str, when: datetime) -> None:
    """What every attachment says about itself."""
    stem, _dot, extension = name.rpartition(".")
    short = f"{stem[:6].upper()}~1.{extension[:3].upper()}" if len(stem) > 8 else name
    part.set_all(
        {
            0x0FFE0003: 7,  # PR_OBJECT_TYPE: MAPI_ATTACH
            0x0FF90102: fixed_uuid(f"attachment {name}").bytes,  # PR_RECORD_KEY
            0x3001001F: name,  # PR_DISPLAY_NAME
            0x3703001F: f".{extension}",  # PR_ATTACH_EXTENSION
            0x3704001F: short,  # PR_ATTACH_FILENAME
            0x3707001F: name,  # PR_ATTACH_LONG_FILENAME
            0x370E001F: mime,  # PR_ATTACH_MIME_TAG
            0x370B0003: 0xFFFFFFFF,  # PR_RENDERING_POSITION: not in the text
            0x30070040: when,  # PR_CREATION_TIME
            0x30080040: when,  # PR_LAST_MODIFICATION_TIME
            0x7FFE000B: False,  # PR_ATTACHMENT_HIDDEN
            0x7FFD0003: 0,  # PR_ATTACHMENT_FLAGS
            0x7FFA0003: 0,  # PR_ATTACHMENT_LINKID
        }
    )


def attach(
    message: MessageWriter, name: str, mime: str, data: bytes, when: datetime
) -> AttachmentWriter:
    """Attaches bytes under a name."""
    part = message.add_attachment()
    name_attachment(part, name, mime, when)
    part.set_data(data)
    part.set(0x0E200003, len(data))  # PR_ATTACH_SIZE
    return part

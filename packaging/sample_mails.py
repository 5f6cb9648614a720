"""The sample mails: plain, HTML with an inline picture, attachments, nested, damaged."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from sample_parts import (
    ADA,
    BEN,
    CARLA,
    CC,
    CURRENCY,
    DMITRI,
    DOUBLE,
    GUID,
    KEIKO,
    LONG,
    MANY_INTEGERS,
    MANY_STRINGS,
    PS_INTERNET_HEADERS,
    PS_PUBLIC_STRINGS,
    PSETID_COMMON,
    PSETID_CONTOSO,
    STRING,
    SUPPORT,
    TIME,
    TO,
    Envelope,
    add_recipients,
    attach,
    bar_chart,
    fixed_uuid,
    literal_lzfu,
    moment,
    name_attachment,
    set_mail,
    stored_rtf,
    transport_headers,
)

from msginspector.oxmsg.writer import (
    PR_ATTACH_DATA_OBJ,
    PR_ATTACH_METHOD,
    Layout,
    MessageWriter,
    container_bytes,
)

HAS_ATTACHMENTS: Final = 0x11  # MSGFLAG_READ, MSGFLAG_HASATTACH
NATIVE_PLAIN, NATIVE_RTF, NATIVE_HTML = 1, 2, 3  # PR_NATIVE_BODY_INFO, [MS-OXCMSG] 2.2.1.58.2

_QUESTION: Final = """Hello Ada,

our monitoring says that ticket CT-20417 has been waiting for an answer since Friday. The
mailbox export stops at item 1,204 with the error 0x8004010F. Two things would help us:

  1. the exact time of the last successful run, and
  2. one of the messages that are skipped, saved from Outlook as .msg.

Kind regards,
Carla Nunes
Fabrikam Support
"""


def plain_mail() -> bytes:
    """A reply in plain text with everything a server adds."""
    sent = moment("2024-03-05 09:14:37")
    envelope = Envelope(
        "IPM.Note",
        "RE: Export stops at item 1,204",
        sent,
        "RE: ",
        (sent - timedelta(hours=20), sent - timedelta(hours=2)),
        icon=0x105,
    )
    message = MessageWriter()
    set_mail(message, envelope, CARLA, ADA)
    add_recipients(message, [(TO, ADA), (TO, BEN), (CC, KEIKO), (CC, SUPPORT)])
    kind = 'text/plain; charset="utf-8"'
    message.set_all(
        {
            0x007D001F: transport_headers(envelope, CARLA, ADA, kind),
            0x1000001F: _QUESTION.replace("\n", "\r\n"),  # PR_BODY
            0x10160003: NATIVE_PLAIN,  # PR_NATIVE_BODY_INFO
            0x1039001F: "<a1@mail.contoso.example> <b2@out.fabrikam.example>",  # references
            0x1042001F: "<b2@out.fabrikam.example>",  # PR_IN_REPLY_TO_ID
            0x10810003: 102,  # PR_LAST_VERB_EXECUTED: reply
            0x10820040: sent + timedelta(hours=1),  # PR_LAST_VERB_EXECUTION_TIME
            0x10900003: 2,  # PR_FLAG_STATUS: follow up
            0x10950003: 6,  # PR_FOLLOWUP_ICON: red
        }
    )
    message.set_named(PS_PUBLIC_STRINGS, "Keywords", MANY_STRINGS, ["Support", "CT-20417"])
    message.set_named(PSETID_COMMON, 0x8530, STRING, "Follow up")  # PidLidFlagRequest
    message.set_named(PSETID_COMMON, 0x8502, TIME, sent + timedelta(days=2))
    _set_ticket(message)
    return message.to_bytes()


def _set_ticket(message: MessageWriter) -> None:
    """Properties of an invented ticket system: types that mails rarely carry."""
    values = {
        "TicketNumber": (STRING, "CT-20417"),
        "TicketId": (GUID, str(fixed_uuid("ticket"))),
        "TicketRevision": (LONG, 9_007_199_254_740_993),
        "TicketCost": (CURRENCY, 1_249_900),
        "TicketUrgency": (DOUBLE, 0.75),
        "TicketSteps": (MANY_INTEGERS, [1, 3, 8, 21]),
    }
    for name, (kind, value) in values.items():
        message.set_named(PSETID_CONTOSO, name, kind, value)


_PAGE: Final = """<html>
<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>
<body style="font-family: sans-serif">
<p>Good morning,</p>
<p>the <b>first quarter</b> closed above plan. The picture shows the six regions:</p>
<p><img src="cid:chart@contoso.example" width="180" height="96" alt="Sales by region"></p>
<table border="1" cellpadding="4">
<tr><th>Region</th><th>Orders</th><th>Change</th></tr>
<tr><td>North</td><td align="right">1,208</td><td align="right">+4 %</td></tr>
<tr><td>Zürich</td><td align="right">977</td><td align="right">+11 %</td></tr>
<tr><td>大阪</td><td align="right">1,431</td><td align="right">+9 %</td></tr>
</table>
<p>The details are in <a href="https://intranet.contoso.example/q1">the report</a>.</p>
<p>Ben</p>
</body>
</html>
"""


def _build_html() -> MessageWriter:
    sent = moment("2024-04-03 07:31:05")
    envelope = Envelope("IPM.Note", "First quarter in one picture", sent, flags=HAS_ATTACHMENTS)
    message = MessageWriter()
    set_mail(message, envelope, BEN, ADA)
    add_recipients(message, [(TO, ADA), (TO, KEIKO), (CC, CARLA)])
    kind = 'multipart/related; boundary="=_q1"; type="text/html"'
    message.set_all(
        {
            0x007D001F: transport_headers(envelope, BEN, ADA, kind),
            0x10130102: _PAGE.replace("\n", "\r\n").encode("utf-8"),  # PR_HTML
            0x1000001F: "Good morning,\r\n\r\nthe first quarter closed above plan.\r\n",
            0x10160003: NATIVE_HTML,
        }
    )
    message.set_named(PS_PUBLIC_STRINGS, "Keywords", MANY_STRINGS, ["Sales", "Quarter"])
    message.set_named(PS_INTERNET_HEADERS, "x-contoso-origin", STRING, "reporting")
    picture = attach(message, "chart.png", "image/png", bar_chart((44, 36, 71, 58, 64, 80)), sent)
    picture.set_all(
        {
            0x3712001F: "chart@contoso.example",  # PR_ATTACH_CONTENT_ID
            0x3713001F: "chart.png",  # PR_ATTACH_CONTENT_LOCATION
            0x37140003: 4,  # PR_ATTACH_FLAGS: ATT_MHTML_REF
            0x7FFE000B: True,  # PR_ATTACHMENT_HIDDEN
        }
    )
    return message


def html_mail() -> bytes:
    """An HTML mail that shows an attached picture by its content identifier."""
    return _build_html().to_bytes()


_PDF: Final = b"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 300 120] /Contents 4 0 R
/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >> endobj
4 0 obj << /Length 61 >> stream
BT /F1 18 Tf 40 60 Td (Delivery note 20417 - Contoso) Tj ET
endstream endobj
trailer << /Root 1 0 R >>
%%EOF
"""

_PACKAGE: Final = "{F20DA720-C02F-11CE-927B-0800095AE340}"  # an OLE package: a file as an object


def _ole_package(name: str, data: bytes) -> bytes:
    """\\1Ole10Native of a package ([MS-OLEDS] 2.3.6): label, path, temporary path, bytes."""
    label, path = name.encode("ascii") + b"\0", f"C:\\Work\\{name}".encode("ascii") + b"\0"
    body = b"\x02\0" + label + path + struct.pack("<HHI", 0, 3, len(path)) + path
    body += struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(body)) + body


def _compound_object(name: str) -> bytes:
    """\\1CompObj ([MS-OLEDS] 2.3.8): user type, clipboard format, program identifier."""
    texts = struct.pack("<I", len(name) + 1) + name.encode("ascii") + b"\0"
    texts += struct.pack("<I", 0) + struct.pack("<I", 8) + b"Package\0"
    return struct.pack("<II20x", 0xFFFE0001, 0x0A03) + texts


def _add_references(message: MessageWriter) -> None:
    """Two attachments without bytes: a file on a share, a file in the cloud."""
    when = moment("2024-05-16 13:02:00")
    share = message.add_attachment()
    name_attachment(share, "drawings.zip", "application/zip", when)
    share.set(PR_ATTACH_METHOD, 4)  # ATTACH_BY_REF_ONLY
    share.set(0x370D001F, "\\\\files.contoso.example\\projects\\20417\\drawings.zip")
    cloud = message.add_attachment()
    name_attachment(cloud, "Contract (shared).docx", "application/octet-stream", when)
    cloud.set(PR_ATTACH_METHOD, 7)  # ATTACH_BY_WEB_REFERENCE
    cloud.set(0x370D001F, "https://files.contoso.example/s/20417/contract")
    cloud.set_named(PSETID_CONTOSO, "CloudPermission", STRING, "view")


def attachments_mail() -> bytes:
    """One attachment of each kind."""
    sent = moment("2024-05-16 13:05:42")
    envelope = Envelope("IPM.Note", "Papers for delivery 20417", sent, flags=HAS_ATTACHMENTS)
    message = MessageWriter()
    set_mail(message, envelope, DMITRI, BEN)
    add_recipients(message, [(TO, BEN), (CC, ADA)])
    rtf = (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Calibri;}}\\f0\\fs22 Ben,\\par "
        "the papers for delivery {\\b 20417} are attached. The drawings stay on the share "
        "because of their size.\\par Dmitri}"
    )
    message.set_all(
        {
            0x007D001F: transport_headers(envelope, DMITRI, BEN, "multipart/mixed; boundary=x"),
            0x10090102: literal_lzfu(rtf),  # PR_RTF_COMPRESSED
            0x1000001F: "Ben,\r\nthe papers for delivery 20417 are attached.\r\nDmitri\r\n",
            0x10160003: NATIVE_RTF,
            0x0E1F000B: True,  # PR_RTF_IN_SYNC
        }
    )
    rows = "".join(f"20417;{n};part {n:02};{n * 3 % 17 + 1}\r\n" for n in range(1, 240))
    attach(message, "notes.txt", "text/plain", "Überprüft: ja\r\n".encode(), sent)
    attach(message, "packing list.csv", "text/csv", rows.encode("ascii"), sent)
    attach(message, "pallet.png", "image/png", bar_chart((20, 64, 41, 12)), sent)
    attach(message, "delivery-note.pdf", "application/pdf", _PDF, sent)
    _add_references(message)
    package = message.add_attachment()
    name_attachment(package, "calculation.ole", "application/x-oleobject", sent)
    streams = {
        "\x01CompObj": _compound_object("OLE Package"),
        "\x01Ole10Native": _ole_package("weights.csv", rows[:400].encode("ascii")),
    }
    package.set_storage(streams, _PACKAGE)
    return message.to_bytes()


_HTML_IN_RTF: Final = (
    "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}}"
    "{\\*\\htmltag19 <html>}{\\*\\htmltag34 <head></head>}{\\*\\htmltag50 <body>}"
    "{\\*\\htmltag64 <p>}\\htmlrtf \\par \\htmlrtf0 "
    "Please see the {\\*\\htmltag84 <b>}\\htmlrtf {\\b \\htmlrtf0 original\\htmlrtf }\\htmlrtf0 "
    "{\\*\\htmltag92 </b>} below: caf\\'e9, \\u8364?20.{\\*\\htmltag72 </p>}"
    "{\\*\\htmltag58 </body>}{\\*\\htmltag27 </html>}}"
)


def _forward(message: MessageWriter, level: int) -> None:
    """One level of a chain of forwarded mails; the innermost has no attachment."""
    people = (BEN, CARLA, DMITRI)
    sent = moment("2024-06-10 16:20:11") - timedelta(hours=level)
    prefix = "FW: " * (2 - level)
    envelope = Envelope("IPM.Note", f"{prefix}Invoice 7731 was paid twice", sent, prefix)
    envelope = replace(envelope, flags=HAS_ATTACHMENTS if level < 2 else 0x01)
    set_mail(message, envelope, people[level], ADA if level == 0 else people[level - 1])
    add_recipients(message, [(TO, ADA), (CC, KEIKO)] if level == 0 else [(TO, people[level - 1])])
    message.set_named(PSETID_CONTOSO, "ForwardDepth", LONG, level)
    message.set(0x1000001F, f"Level {level + 1} of the chain.\r\n\r\nPlease see the original.\r\n")
    if level == 1:
        message.set(0x10090102, stored_rtf(_HTML_IN_RTF))
        message.set(0x10160003, NATIVE_RTF)


def nested_mail() -> bytes:
    """A mail in a mail in a mail; the innermost carries a file."""
    outer = MessageWriter()
    message = outer
    for level in range(3):
        _forward(message, level)
        when = moment("2024-06-10 14:00:00")
        if level == 2:
            attach(message, "invoice-7731.txt", "text/plain", b"Total: 1,249.00\r\n", when)
            message.set(0x0E07_0003, HAS_ATTACHMENTS)
            message.set(0x0E1B000B, True)
            break
        part = message.add_attachment()
        name_attachment(part, "Invoice 7731 was paid twice.msg", "message/rfc822", when)
        message = part.embed()
    return outer.to_bytes()


def _cut_html(layout: Layout) -> None:
    """Half of the HTML is gone, though its entry still says how long it was."""
    name = "__substg1.0_10130102"
    layout.streams[name] = layout.streams[name][:400]


def _lose_a_stream(layout: Layout) -> None:
    """An entry without its stream."""
    del layout.streams["__substg1.0_0070001F"]


def _add_an_orphan(layout: Layout) -> None:
    """A stream without an entry, and one that belongs to somebody else."""
    layout.streams["__substg1.0_8FFF001F"] = "left over".encode("utf-16-le")
    layout.streams["ContosoArchiveTag"] = b"kept until 2031"


def _break_text(layout: Layout) -> None:
    """Text with an odd number of bytes and half of a surrogate pair."""
    layout.streams["__substg1.0_0E1D001F"] = b"F\0i\0r\0s\0t\0 \0\x3d\xd8\x41"


def _break_counts(layout: Layout) -> None:
    """The header promises more recipients and attachments than there are."""
    stream = bytearray(layout.streams["__properties_version1.0"])
    struct.pack_into("<IIII", stream, 8, 9, 4, 9, 4)
    layout.streams["__properties_version1.0"] = bytes(stream) + b"\x1f\x00\x37"


def _lose_a_name(layout: Layout) -> None:
    """The entry stream of the named properties ends in the middle of an entry."""
    name = "__nameid_version1.0/__substg1.0_00030102"
    layout.streams[name] = layout.streams[name][:-12]


DAMAGE: Final[tuple[Callable[[Layout], None], ...]] = (
    _cut_html,
    _lose_a_stream,
    _add_an_orphan,
    _break_text,
    _break_counts,
    _lose_a_name,
)


def damaged_mail() -> bytes:
    """The HTML mail after a bad transfer: much is wrong, most can still be read.

    The file also ends 700 bytes early, inside the picture, which is its last stream.
    """
    message = _build_html()
    message.set(0x0037001F, "First quarter in one picture (damaged copy)")
    message.set(0x0E1B000B, False)  # PR_HASATTACH, though there is an attachment
    message.set_entry(0x0E990099, b"\x01\x02\x03\x04\x05\x06\x07\x08")  # no such type
    message.set_entry(PR_ATTACH_DATA_OBJ, b"\xff\xff\xff\xff\x01\0\0\0")  # a message has no data
    message.set(0x10090102, literal_lzfu("{\\rtf1 checksum}")[:12] + b"\0\0\0\0" + b"\0" * 20)
    layout = message.layout()
    for damage in DAMAGE:
        damage(layout)
    return container_bytes(layout)[:-700]

"""The message class of Internet mail, told by its structure.

[MS-OXCMAIL] 2.2.3.7 (reports), [MS-OXOSMIME] 2.1 (signed and sealed mail), and the table of
Content-Class values of [MS-OXCMAIL] (faxes, voice mail).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.inputs.contents import content_of
from msginspector.inputs.eml_envelope import TO, add_recipient
from msginspector.inputs.eml_parts import file_name
from msginspector.inputs.fields import Field, moment, read_fields
from msginspector.inputs.header_tokens import without_comments
from msginspector.inputs.made import Notes
from msginspector.inputs.mime import Counts, Part
from msginspector.inputs.one_off import SMTP, Person
from msginspector.oxmsg.writer import MessageWriter

if TYPE_CHECKING:
    from datetime import datetime

NOTE: Final = "IPM.Note"
CLEAR_SIGNED: Final = "IPM.Note.SMIME.MultipartSigned"
SEALED: Final = "IPM.Note.SMIME"

_SEALED_TYPES: Final = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_CONTENT_CLASSES: Final = {
    "fax": "IPM.Note.Microsoft.Fax",
    "fax-ca": "IPM.Note.Microsoft.Fax.CA",
    "missedcall": "IPM.Note.Microsoft.Missed.Voice",
    "voice-uc": "IPM.Note.Microsoft.Conversation.Voice",
    "voice-ca": "IPM.Note.Microsoft.Voicemail.UM.CA",
    "voice": "IPM.Note.Microsoft.Voicemail.UM",
    "rpmsg.message": "IPM.Note.rpmsg.Microsoft.Voicemail.UM.CA",
}
_ACTIONS: Final = {
    "failed": "NDR", "delayed": "Delayed.DR", "relayed": "Relayed.DR", "expanded": "Expanded.DR",
    "delivered": "DR",
}  # fmt: skip
"""Actions of RFC 3464 2.3.3 from the gravest on, and the end of the class."""
DELIVERY_TYPES: Final = ("message/delivery-status", "message/global-delivery-status")
DISPOSITION_TYPES: Final = (
    "message/disposition-notification", "message/global-disposition-notification",
)  # fmt: skip
"""Of status parts, those of international mail too (RFC 6533)."""
_STRUCTURED: Final = frozenset((
    "action", "status", "disposition", "final-recipient", "original-recipient", "reporting-mta",
    "remote-mta",
))  # fmt: skip
_MAX_STATUS: Final = 1 << 20
_MAX_GROUPS: Final = 5_000
_REPORTING_MTA: Final = 0x6820001F
_REMOTE_MTA: Final = 0x0C21001F
_SUPPLEMENTARY: Final = 0x0C1B001F
_STATUS_CODE: Final = 0x0C200003
_REPORT_TIME: Final = 0x00320040
_DELIVER_TIME: Final = 0x00100040
_STATUS: Final = re.compile(r"(\d)\.(\d{1,3})\.(\d{1,3})")
_ORIGINAL_ID: Final = 0x1046001F


def is_clear_signed(part: Part) -> bool:
    """Whether a message is a multipart/signed as a whole ([MS-OXOSMIME] 2.1.1)."""
    return part.type == "multipart/signed" and bool(part.parts)


def is_sealed(part: Part) -> bool:
    """Whether a message is one CMS object as a whole ([MS-OXOSMIME] 2.1.2)."""
    if part.type in _SEALED_TYPES:
        return True
    return part.type == "application/octet-stream" and file_name(part).lower().endswith(".p7m")


def message_class(
    writer: MessageWriter, data: bytes, part: Part, counts: Counts, notes: Notes
) -> str:
    """The class of a message; a report also gets its recipients."""
    if is_clear_signed(part):
        return CLEAR_SIGNED
    if is_sealed(part):
        return SEALED
    if part.type == "multipart/report":
        found = _report(_Report(writer, counts, notes, _sent(part)), data, part)
        if found:
            return found
    if any(one.type == "text/calendar" for one in part.walk()):
        notes.add("The calendar in the mail (text/calendar) is kept as an attachment.")
    stated = part.text("content-class").strip().lower()
    return _CONTENT_CLASSES.get(stated, NOTE)


@dataclass(frozen=True, slots=True)
class _Report:
    """A report that is being filled."""

    writer: MessageWriter
    counts: Counts
    notes: Notes
    sent: datetime | None


def _sent(part: Part) -> datetime | None:
    stated = part.first("date")
    return moment(stated.value) if stated else None


def _report(report: _Report, data: bytes, part: Part) -> str:
    for one in part.parts:
        if one.type in DELIVERY_TYPES:
            return _delivery(report, _groups(data, one, report.notes))
        if one.type in DISPOSITION_TYPES:
            return _disposition(report.writer, _groups(data, one, report.notes))
    return ""


def _groups(data: bytes, part: Part, notes: Notes) -> list[dict[str, str]]:
    """The groups of fields of a status part, empty lines between them."""
    stored = content_of(data, part, notes)[:_MAX_STATUS]
    found: list[dict[str, str]] = []
    position = len(stored) - len(stored.lstrip(b"\r\n"))
    while position < len(stored) and len(found) < _MAX_GROUPS:
        block = read_fields(stored, position, len(stored))
        found.append(_by_name(block.fields))
        if block.body <= position:
            break
        position = block.body
    return found


def _by_name(fields: tuple[Field, ...]) -> dict[str, str]:
    """The first value of each field; comments say nothing to a program (RFC 3464 2.1.1)."""
    found: dict[str, str] = {}
    for one in fields:
        said = without_comments(one.text) if one.key in _STRUCTURED else one.text
        found.setdefault(one.key, said)
    return found


def _delivery(report: _Report, groups: list[dict[str, str]]) -> str:
    """[MS-OXCMAIL] 2.2.3.7.1: the gravest action says the class; its recipients are listed."""
    actions = [group.get("action", "").strip().lower() for group in groups]
    gravest = next((action for action in _ACTIONS if action in actions), "")
    if not gravest:
        return "REPORT.IPM.Note.NDR"
    for group, action in zip(groups, actions, strict=True):
        if "reporting-mta" in group:
            report.writer.set(_REPORTING_MTA, _after_type(group["reporting-mta"]))
        if action == gravest:
            _told(report, group, action)
    return f"REPORT.IPM.Note.{_ACTIONS[gravest]}"


def _told(report: _Report, group: dict[str, str], action: str) -> None:
    """One recipient a report tells of."""
    address = _after_type(group.get("final-recipient") or group.get("original-recipient", ""))
    person = Person(group.get("x-display-name", ""), address, SMTP)
    row = add_recipient(report.writer, person, TO, report.counts, report.notes)
    if row is None:
        return
    server = _after_type(group.get("remote-mta", ""))
    if server:
        row.set(_REMOTE_MTA, server)
    status = _STATUS.match(group.get("status", "").strip())
    row.set(_SUPPLEMENTARY, group.get("x-supplementary-info") or _supplement(group, server, status))
    if status is not None:
        kind, subject, detail = (int(one) for one in status.groups())
        row.set(_STATUS_CODE, kind * 100 + _digit(subject) * 10 + _digit(detail))
    if report.sent is not None:
        row.set(_REPORT_TIME, report.sent)
        if action != "failed":
            row.set(_DELIVER_TIME, report.sent)


def _digit(number: int) -> int:
    """[MS-OXCMAIL] 2.2.3.7.1.3: what has more than one digit counts as 0."""
    return number if number < 10 else 0


def _supplement(group: dict[str, str], server: str, status: re.Match[str] | None) -> str:
    """[MS-OXCMAIL] 2.2.3.7.1.2: server, status and diagnosis in one text."""
    words = [f"{server} #{status.group() if status else ''}", group.get("diagnostic-code", "")]
    return f"<{' '.join(filter(None, words))}>"


def _disposition(writer: MessageWriter, groups: list[dict[str, str]]) -> str:
    """A receipt: read, or deleted without being read (RFC 8098 3.2.6)."""
    group = groups[0] if groups else {}
    if "original-message-id" in group:
        writer.set(_ORIGINAL_ID, group["original-message-id"])
    done = group.get("disposition", "").rpartition(";")[2].strip().lower()
    ending = "IPNRN" if done.startswith(("displayed", "read")) else "IPNNRN"
    return f"REPORT.IPM.Note.{ending}"


def _after_type(text: str) -> str:
    """The value behind "rfc822;" or "dns;"."""
    return text.partition(";")[2].strip() if ";" in text else text.strip()

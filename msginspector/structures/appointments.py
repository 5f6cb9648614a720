"""Recurring appointments with their exceptions: PidLidAppointmentRecur ([MS-OXOCAL] 2.2.1.44).

Exceptions come twice: first as ExceptionInfo with 8-bit text, then as ExtendedException with
Unicode text, whose layout depends on the flags of the first and on WriterVersion2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures import recurrence, show
from msginspector.structures.cursor import Cursor

ARO_SUBJECT: Final = 0x0001
ARO_MEETINGTYPE: Final = 0x0002
ARO_REMINDERDELTA: Final = 0x0004
ARO_REMINDER: Final = 0x0008
ARO_LOCATION: Final = 0x0010
ARO_BUSYSTATUS: Final = 0x0020
ARO_ATTACHMENT: Final = 0x0040
ARO_SUBTYPE: Final = 0x0080
ARO_APPTCOLOR: Final = 0x0100
ARO_EXCEPTIONAL_BODY: Final = 0x0200

_CHANGES: Final = {
    ARO_SUBJECT: "subject", ARO_MEETINGTYPE: "kind of meeting", ARO_REMINDERDELTA: "reminder time",
    ARO_REMINDER: "reminder", ARO_LOCATION: "location", ARO_BUSYSTATUS: "busy status",
    ARO_ATTACHMENT: "attachments", ARO_SUBTYPE: "all-day", ARO_APPTCOLOR: "color",
    ARO_EXCEPTIONAL_BODY: "body",
}  # fmt: skip
_WITH_HIGHLIGHT: Final = 0x3009
"""WriterVersion2 from which on an ExtendedException begins with a ChangeHighlight."""
_LEAST_EXCEPTION: Final = 14
_MOST_BEYOND: Final = 64
"""Outlook writes a few zeros behind a daily pattern, which the specification does not have."""
_MINUTES_A_DAY: Final = 1440


def appointment_recurrence(cursor: Cursor) -> None:
    """AppointmentRecurrencePattern ([MS-OXOCAL] 2.2.1.44.5), little-endian.

    Times are minutes since 1601-01-01, or since midnight, in the appointment's time zone.
    """
    with cursor.group("RecurrencePattern") as part:
        pattern = recurrence.read_pattern(cursor)
        part.text = recurrence.words(pattern)
    cursor.u32("ReaderVersion2")
    writer = cursor.u32("WriterVersion2")
    start = cursor.u32("StartTimeOffset", text=_time_of_day)
    end = cursor.u32("EndTimeOffset", text=_time_of_day)
    cursor.summary(f"{part.text}; {_clock(start)} to {_clock(end)}")
    overrides = _exceptions(cursor, cursor.u16("ExceptionCount"))
    _reserved(cursor, "ReservedBlock1")
    for number, changed in enumerate(overrides):
        with cursor.group(f"ExtendedException[{number}]") as part:
            part.text = _extended(cursor, writer, changed)
    _reserved(cursor, "ReservedBlock2")
    if cursor.remaining <= _MOST_BEYOND and not any(cursor.peek(_MOST_BEYOND)):
        cursor.rest("Zeros beyond the structure")


def _exceptions(cursor: Cursor, count: int) -> list[int]:
    """Read the ExceptionInfo structures (2.2.1.44.2); gives the OverrideFlags of each."""
    overrides: list[int] = []
    for number in range(cursor.possible("ExceptionInfo", count, _LEAST_EXCEPTION)):
        with cursor.group(f"ExceptionInfo[{number}]") as part:
            times, original = _times(cursor, "OriginalStartTime")
            changed = cursor.u16("OverrideFlags", "set:flagOverrideFlags")
            overrides.append(changed)
            names = ", ".join(name for bit, name in _CHANGES.items() if changed & bit)
            part.text = f"{times}, instead of {original}; changed: {names or 'times only'}"
            _overridden(cursor, changed)
    return overrides


def _overridden(cursor: Cursor, changed: int) -> None:
    """The fields whose flags are set, in their order."""
    if changed & ARO_SUBJECT:
        _text(cursor, "Subject")
    if changed & ARO_MEETINGTYPE:
        cursor.u32("MeetingType", "PSETID_Appointment/0x8217")
    if changed & ARO_REMINDERDELTA:
        cursor.u32("ReminderDelta", text=lambda minutes: f"{minutes} min before the start")
    if changed & ARO_REMINDER:
        cursor.u32("ReminderSet")
    if changed & ARO_LOCATION:
        _text(cursor, "Location")
    if changed & ARO_BUSYSTATUS:
        cursor.u32("BusyStatus", "PSETID_Appointment/0x8205")
    if changed & ARO_ATTACHMENT:
        cursor.u32("Attachment", text=show.one_of({0: "none", 1: "has attachments"}))
    if changed & ARO_SUBTYPE:
        cursor.u32("SubType", text=show.one_of({0: "not all-day", 1: "all-day"}))
    if changed & ARO_APPTCOLOR:
        cursor.u32("AppointmentColor", "PSETID_Appointment/0x8214")


def _extended(cursor: Cursor, writer: int, changed: int) -> str:
    """An ExtendedException (2.2.1.44.4); gives what it says."""
    said = []
    if writer >= _WITH_HIGHLIGHT:
        with cursor.group("ChangeHighlight"):
            size = cursor.u32("ChangeHighlightSize")
            cursor.u32("ChangeHighlightValue", "PSETID_Appointment/0x8204")
            if size > 4:
                cursor.binary("Reserved", size - 4)
    _reserved(cursor, "ReservedBlockEE1")
    if not changed & (ARO_SUBJECT | ARO_LOCATION):
        return ""
    _times(cursor, "OriginalStartDate")
    if changed & ARO_SUBJECT:
        said.append(cursor.utf16("WideCharSubject", 2 * cursor.u16("WideCharSubjectLength")))
    if changed & ARO_LOCATION:
        said.append(cursor.utf16("WideCharLocation", 2 * cursor.u16("WideCharLocationLength")))
    _reserved(cursor, "ReservedBlockEE2")
    return visible(", ".join(f'"{text}"' for text in said if text))


def _times(cursor: Cursor, original: str) -> tuple[str, str]:
    start = show.minutes(cursor.minutes("StartDateTime"))
    end = show.minutes(cursor.minutes("EndDateTime"))
    before = show.minutes(cursor.minutes(original))
    return f"{start} to {end[11:] if end[:10] == start[:10] else end}", before


def _text(cursor: Cursor, label: str) -> None:
    """8-bit text after two lengths, of which the first counts a terminator that is not there."""
    with_end = cursor.u16(f"{label}Length")
    length = cursor.u16(f"{label}Length2")
    if with_end != length + 1:
        cursor.damage(f"{label}Length is {with_end}, {label}Length2 {length}: not one less")
    if length:
        cursor.string8(label, length)


def _reserved(cursor: Cursor, label: str) -> None:
    size = cursor.u32(f"{label}Size")
    if size:
        cursor.binary(label, size)


def _clock(minutes: int) -> str:
    days, rest = divmod(minutes, _MINUTES_A_DAY)
    later = f" {days} day{'s' if days > 1 else ''} later" if days else ""
    return f"{rest // 60:02}:{rest % 60:02}{later}"


def _time_of_day(minutes: int) -> str:
    return f"{_clock(minutes)} = {show.minutes(minutes)}"


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "APPOINTMENTRECURRENCEPATTERN": appointment_recurrence
}

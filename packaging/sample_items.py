"""The sample items that are no mails: a recurring appointment, a contact, a task.

Structures follow [MS-OXOCAL] (recurrence, time zones, global object ids), [MS-OXOCNTC] and
[MS-OXOTASK].
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from typing import Final

from sample_parts import (
    ADA,
    BEN,
    BINARY,
    BOOLEAN,
    CARLA,
    CC,
    DOUBLE,
    INTEGER,
    KEIKO,
    MANY_INTEGERS,
    MANY_STRINGS,
    PS_PUBLIC_STRINGS,
    PSETID_COMMON,
    STRING,
    TIME,
    TO,
    Envelope,
    add_recipients,
    attach,
    bar_chart,
    fixed_uuid,
    moment,
    name_attachment,
    set_receiver,
    set_sender,
    start_message,
)

from msginspector.oxmsg.pack import AnyValue, filetime
from msginspector.oxmsg.writer import MessageWriter

PSETID_APPOINTMENT: Final = "{00062002-0000-0000-C000-000000000046}"
PSETID_TASK: Final = "{00062003-0000-0000-C000-000000000046}"
PSETID_ADDRESS: Final = "{00062004-0000-0000-C000-000000000046}"
PSETID_MEETING: Final = "{6ED8DA90-450B-101B-98DA-00AA003F1305}"

_ZONE: Final = "W. Europe Standard Time"
_ZONE_TEXT: Final = "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"
_STANDARD: Final = struct.pack("<8H", 0, 10, 0, 5, 3, 0, 0, 0)  # last Sunday of October, 03:00
_DAYLIGHT: Final = struct.pack("<8H", 0, 3, 0, 5, 2, 0, 0, 0)  # last Sunday of March, 02:00
_BIASES: Final = struct.pack("<iii", -60, 0, -60)

_SUBJECT: Final = "Engine room: weekly review"
_ROOM: Final = "Room 4.12"
_MOVED_ROOM: Final = "Video call"


def set_named(message: MessageWriter, guid: str, values: dict[int, tuple[int, AnyValue]]) -> None:
    """Sets many numerical names of one set: LID -> (type, value)."""
    for lid, (kind, value) in values.items():
        message.set_named(guid, lid, kind, value)


def _minutes(local: datetime) -> int:
    """Minutes since 1601-01-01, the unit of recurrence patterns."""
    return filetime(local) // 600_000_000


def time_zone_struct() -> bytes:
    """PidLidTimeZoneStruct ([MS-OXOCAL] 2.2.1.39)."""
    return _BIASES + struct.pack("<H", 0) + _STANDARD + struct.pack("<H", 0) + _DAYLIGHT


def time_zone_definition(flags: int) -> bytes:
    """PidLidAppointmentTimeZoneDefinition… ([MS-OXOCAL] 2.2.1.41) with one rule."""
    name = _ZONE.encode("utf-16-le")
    head = struct.pack("<BBHHH", 2, 1, 6 + len(name), 2, len(_ZONE)) + name
    rule = struct.pack("<BBHHH14x", 2, 1, 0x3E, flags, 2024) + _BIASES + _STANDARD + _DAYLIGHT
    return head + struct.pack("<H", 1) + rule


def recurrence(first: datetime, moved: datetime, moved_to: datetime, skipped: datetime) -> bytes:
    """PidLidAppointmentRecur ([MS-OXOCAL] 2.2.1.44.5): weekly, 12 times, one moved, one deleted.

    All times are local. The moved one also changes its place.
    """
    midnight = [_minutes(day.replace(hour=0, minute=0)) for day in (moved, skipped, moved_to)]
    start = _minutes(first.replace(hour=0, minute=0))
    sunday = _minutes((first - timedelta(days=first.isoweekday() % 7)).replace(hour=0, minute=0))
    day_mask = 1 << first.isoweekday() % 7
    pattern = struct.pack("<HHHHH", 0x3004, 0x3004, 0x200B, 1, 0)
    pattern += struct.pack("<IIII", sunday % 10_080, 1, 0, day_mask)
    pattern += struct.pack("<III", 0x2022, 12, 0)  # ends after a number of occurrences
    pattern += struct.pack("<III", 2, *midnight[:2]) + struct.pack("<II", 1, midnight[2])
    pattern += struct.pack("<II", start, start + 11 * 10_080)
    minute = first.hour * 60 + first.minute
    pattern += struct.pack("<IIII", 0x3006, 0x3009, minute, minute + 45)
    return pattern + _exception(moved, moved_to)


def _exception(moved: datetime, moved_to: datetime) -> bytes:
    """ExceptionInfo and ExtendedException ([MS-OXOCAL] 2.2.1.44.2, 2.2.1.44.4): a new place."""
    times = [_minutes(moved_to), _minutes(moved_to) + 45, _minutes(moved)]
    place = _MOVED_ROOM.encode("ascii")
    info = struct.pack("<H", 1) + struct.pack("<III", *times) + struct.pack("<H", 0x0010)
    info += struct.pack("<HH", len(place) + 1, len(place)) + place
    extended = struct.pack("<III", 4, 0, 0) + struct.pack("<III", *times)
    extended += struct.pack("<H", len(place)) + _MOVED_ROOM.encode("utf-16-le")
    return info + struct.pack("<I", 0) + extended + struct.pack("<II", 0, 0)


def global_object_id(created: datetime, day: datetime | None = None) -> bytes:
    """PidLidGlobalObjectId ([MS-OXOCAL] 2.2.1.27); `day` names one occurrence."""
    head = bytes.fromhex("040000008200E00074C5B7101A82E008")
    date = struct.pack(">HBB", day.year, day.month, day.day) if day else bytes(4)
    data = fixed_uuid(_SUBJECT).bytes
    return head + date + struct.pack("<Q8xI", filetime(created), len(data)) + data


def appointment() -> bytes:
    """A weekly meeting with one moved and one deleted occurrence."""
    created = moment("2024-03-01 10:02:00")
    first = datetime(2024, 3, 12, 14, 0, tzinfo=UTC)  # local
    moved, moved_to = first + timedelta(days=21), first + timedelta(days=22, hours=1)
    message = MessageWriter()
    envelope = Envelope("IPM.Appointment", _SUBJECT, created, flags=0x11, icon=0x403)
    start_message(message, envelope)
    set_sender(message, ADA)
    set_receiver(message, ADA)
    add_recipients(message, [(TO, ADA), (TO, BEN), (TO, KEIKO), (CC, CARLA)])
    agenda = "1. Numbers\r\n2. Open tickets\r\n3. Anything else\r\n"
    utc = first - timedelta(hours=1)
    message.set_all(
        {
            0x1000001F: agenda,  # PR_BODY
            0x00600040: utc,  # PR_START_DATE
            0x00610040: utc + timedelta(minutes=45),  # PR_END_DATE
            0x0062_0003: 0x4C41_0001,  # PR_OWNER_APPT_ID
            0x0063000B: True,  # PR_RESPONSE_REQUESTED
        }
    )
    _set_calendar(message, utc, created)
    recur = recurrence(first, moved, moved_to, first + timedelta(days=49))
    message.set_named(PSETID_APPOINTMENT, 0x8216, BINARY, recur)
    message.set_named(PS_PUBLIC_STRINGS, "Keywords", MANY_STRINGS, ["Review"])
    _attach_exception(message, moved, moved_to - timedelta(hours=2))
    return message.to_bytes()


def _set_calendar(message: MessageWriter, start: datetime, created: datetime) -> None:
    """The named properties of a recurring meeting; `start` in UTC."""
    end = start + timedelta(minutes=45)
    last = datetime(4500, 8, 31, 23, 59, tzinfo=UTC)  # how the field says "no end"
    values: dict[int, tuple[int, AnyValue]] = {
        0x8201: (INTEGER, 2),  # PidLidAppointmentSequence
        0x8205: (INTEGER, 2),  # PidLidBusyStatus: busy
        0x8208: (STRING, _ROOM),  # PidLidLocation
        0x820D: (TIME, start),  # PidLidAppointmentStartWhole
        0x820E: (TIME, end),  # PidLidAppointmentEndWhole
        0x8213: (INTEGER, 45),  # PidLidAppointmentDuration
        0x8215: (BOOLEAN, False),  # PidLidAppointmentSubType: not all day
        0x8217: (INTEGER, 1),  # PidLidAppointmentStateFlags: a meeting
        0x8218: (INTEGER, 1),  # PidLidResponseStatus: organiser
        0x8223: (BOOLEAN, True),  # PidLidRecurring
        0x8231: (INTEGER, 2),  # PidLidRecurrenceType: weekly
        0x8232: (STRING, "every Tuesday from 14:00 to 14:45"),  # PidLidRecurrencePattern
        0x8233: (BINARY, time_zone_struct()),  # PidLidTimeZoneStruct
        0x8234: (STRING, _ZONE_TEXT),  # PidLidTimeZoneDescription
        0x8235: (TIME, start.replace(hour=0)),  # PidLidClipStart
        0x8236: (TIME, last),  # PidLidClipEnd
        0x8238: (STRING, "Ben Lindqvist; 田中 恵子; Carla Nunes"),  # PidLidAllAttendeesString
        0x823B: (STRING, "Ben Lindqvist; 田中 恵子"),  # PidLidToAttendeesString
        0x823C: (STRING, "Carla Nunes"),  # PidLidCcAttendeesString
        0x825E: (BINARY, time_zone_definition(0x0002)),
        0x825F: (BINARY, time_zone_definition(0x0002)),
        0x8260: (BINARY, time_zone_definition(0x0003)),
    }
    set_named(message, PSETID_APPOINTMENT, values)
    goid = global_object_id(created)
    meeting: dict[int, tuple[int, AnyValue]] = {
        0x0003: (BINARY, goid),  # PidLidGlobalObjectId
        0x0023: (BINARY, goid),  # PidLidCleanGlobalObjectId
        0x000A: (BOOLEAN, False),  # PidLidIsException
        0x0005: (BOOLEAN, True),  # PidLidIsRecurring
    }
    set_named(message, PSETID_MEETING, meeting)
    common: dict[int, tuple[int, AnyValue]] = {
        0x8501: (INTEGER, 15),  # PidLidReminderDelta
        0x8502: (TIME, start),  # PidLidReminderTime
        0x8503: (BOOLEAN, True),  # PidLidReminderSet
        0x8560: (TIME, start - timedelta(minutes=15)),  # PidLidReminderSignalTime
        0x8516: (TIME, start),  # PidLidCommonStart
        0x8517: (TIME, end),  # PidLidCommonEnd
    }
    set_named(message, PSETID_COMMON, common)


def _attach_exception(message: MessageWriter, moved: datetime, start: datetime) -> None:
    """The moved occurrence as an embedded message ([MS-OXOCAL] 2.2.10); `start` in UTC."""
    part = message.add_attachment()
    name_attachment(part, "Untitled.msg", "message/rfc822", start)
    part.set_all(
        {
            0x7FFB0040: moved,  # PR_EXCEPTION_STARTTIME, local
            0x7FFC0040: moved + timedelta(minutes=45),  # PR_EXCEPTION_ENDTIME, local
            0x7FFD0003: 2,  # PR_ATTACHMENT_FLAGS: an exception
            0x7FFE000B: True,  # PR_ATTACHMENT_HIDDEN
        }
    )
    inner = part.embed()
    kind = "IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}"
    start_message(inner, Envelope(kind, _SUBJECT, moment("2024-03-28 08:40:00")))
    values: dict[int, tuple[int, AnyValue]] = {
        0x8208: (STRING, _MOVED_ROOM),
        0x820D: (TIME, start),
        0x820E: (TIME, start + timedelta(minutes=45)),
        0x8228: (TIME, moved - timedelta(hours=2)),  # PidLidExceptionReplaceTime, UTC
    }
    set_named(inner, PSETID_APPOINTMENT, values)
    goid = global_object_id(moment("2024-03-01 10:02:00"), moved)
    inner.set_named(PSETID_MEETING, 0x0003, BINARY, goid)
    inner.set_named(PSETID_MEETING, 0x000A, BOOLEAN, True)


def contact() -> bytes:
    """A contact with a picture, two addresses and two mail addresses."""
    created = moment("2023-11-14 15:30:00")
    message = MessageWriter()
    envelope = Envelope("IPM.Contact", "Carla Nunes", created, flags=0x11, icon=0x200)
    start_message(message, envelope)
    message.set_all(
        {
            0x3001001F: "Carla Nunes",  # PR_DISPLAY_NAME
            0x3A06001F: "Carla",  # PR_GIVEN_NAME
            0x3A11001F: "Nunes",  # PR_SURNAME
            0x3A0A001F: "CN",  # PR_INITIALS
            0x3A4F001F: "Car",  # PR_NICKNAME
            0x3A16001F: "Fabrikam, Lda.",  # PR_COMPANY_NAME
            0x3A17001F: "Head of Support",  # PR_TITLE
            0x3A18001F: "Customer Care",  # PR_DEPARTMENT_NAME
            0x3A08001F: "+351 21 555 0142",  # PR_BUSINESS_TELEPHONE_NUMBER
            0x3A1C001F: "+351 91 555 0108",  # PR_MOBILE_TELEPHONE_NUMBER
            0x3A51001F: "https://www.fabrikam.example/",  # PR_BUSINESS_HOME_PAGE
            0x3A29001F: "Rua das Flores 17",  # PR_STREET_ADDRESS
            0x3A27001F: "Lisboa",  # PR_LOCALITY
            0x3A2A001F: "1200-194",  # PR_POSTAL_CODE
            0x3A26001F: "Portugal",  # PR_COUNTRY
            0x3A15001F: "Rua das Flores 17\r\n1200-194 Lisboa\r\nPortugal",
            0x3A420040: moment("1984-06-21 00:00"),  # PR_BIRTHDAY
            0x3A4D0002: 1,  # PR_GENDER: female
            0x1000001F: "Met at the migration workshop. Prefers calls before noon.\r\n",
        }
    )
    _set_contact_names(message)
    attach(message, "ContactPicture.png", "image/png", bar_chart((60, 24, 48), 72), created).set(
        0x7FFF000B,  # PR_ATTACHMENT_CONTACTPHOTO
        True,
    )
    return message.to_bytes()


def _set_contact_names(message: MessageWriter) -> None:
    """The named properties of [MS-OXOCNTC] 2.2.1."""
    values: dict[int, tuple[int, AnyValue]] = {
        0x8005: (STRING, "Nunes, Carla"),  # PidLidFileUnder
        0x8006: (INTEGER, 0x8017),  # PidLidFileUnderId: last, first
        0x8015: (BOOLEAN, True),  # PidLidHasPicture
        0x801B: (STRING, "Rua das Flores 17\r\n1200-194 Lisboa\r\nPortugal"),
        0x8045: (STRING, "Rua das Flores 17"),  # PidLidWorkAddressStreet
        0x8046: (STRING, "Lisboa"),  # PidLidWorkAddressCity
        0x8048: (STRING, "1200-194"),  # PidLidWorkAddressPostalCode
        0x8049: (STRING, "Portugal"),  # PidLidWorkAddressCountry
        0x8022: (INTEGER, 2),  # PidLidPostalAddressId: work
        0x8028: (MANY_INTEGERS, [0, 1]),  # PidLidAddressBookProviderEmailList
        0x8029: (INTEGER, 3),  # PidLidAddressBookProviderArrayType: e-mail 1 and 2
        0x8062: (STRING, "sip:carla.nunes@fabrikam.example"),
        0x8080: (STRING, "Carla Nunes (carla.nunes@fabrikam.example)"),
        0x8082: (STRING, "SMTP"),  # PidLidEmail1AddressType
        0x8083: (STRING, CARLA.smtp),  # PidLidEmail1EmailAddress
        0x8084: (STRING, CARLA.smtp),  # PidLidEmail1OriginalDisplayName
        0x8085: (BINARY, CARLA.entry_id),  # PidLidEmail1OriginalEntryId
        0x8090: (STRING, "Carla (private)"),  # PidLidEmail2DisplayName
        0x8092: (STRING, "SMTP"),
        0x8093: (STRING, "carla@nunes.example"),
    }
    set_named(message, PSETID_ADDRESS, values)
    message.set_named(PS_PUBLIC_STRINGS, "Keywords", MANY_STRINGS, ["Customer", "Lisboa"])


def task() -> bytes:
    """A task under way."""
    start = moment("2024-07-01 00:00")
    message = MessageWriter()
    envelope = Envelope("IPM.Task", "Move the archive to the new server", start, icon=0x500)
    start_message(message, envelope)
    set_sender(message, ADA)
    message.set_all(
        {
            0x1000001F: "Copy in the evening, verify checksums, then switch the aliases.\r\n",
            0x00170003: 2,  # PR_IMPORTANCE: high
            0x00260003: 1,  # PR_PRIORITY: urgent
        }
    )
    values: dict[int, tuple[int, AnyValue]] = {
        0x8101: (INTEGER, 1),  # PidLidTaskStatus: in progress
        0x8102: (DOUBLE, 0.4),  # PidLidPercentComplete
        0x8103: (BOOLEAN, False),  # PidLidTeamTask
        0x8104: (TIME, start),  # PidLidTaskStartDate
        0x8105: (TIME, start + timedelta(days=18)),  # PidLidTaskDueDate
        0x8110: (INTEGER, 380),  # PidLidTaskActualEffort, minutes
        0x8111: (INTEGER, 960),  # PidLidTaskEstimatedEffort, minutes
        0x8112: (INTEGER, 4),  # PidLidTaskVersion
        0x8113: (INTEGER, 1),  # PidLidTaskState
        0x811C: (BOOLEAN, False),  # PidLidTaskComplete
        0x811F: (STRING, "Ada Okafor"),  # PidLidTaskOwner
        0x8121: (STRING, "Ben Lindqvist"),  # PidLidTaskAssigner
        0x8123: (INTEGER, 0x7FFF_FFFF),  # PidLidTaskOrdinal
        0x8126: (BOOLEAN, False),  # PidLidTaskFRecurring
        0x8129: (INTEGER, 0),  # PidLidTaskOwnership
        0x812A: (INTEGER, 0),  # PidLidTaskAcceptanceState
    }
    set_named(message, PSETID_TASK, values)
    common: dict[int, tuple[int, AnyValue]] = {
        0x8503: (BOOLEAN, True),  # PidLidReminderSet
        0x8502: (TIME, start + timedelta(days=17, hours=8)),  # PidLidReminderTime
        0x8516: (TIME, start),  # PidLidCommonStart
        0x8517: (TIME, start + timedelta(days=18)),  # PidLidCommonEnd
        0x8518: (INTEGER, 0),  # PidLidTaskMode
        0x853A: (MANY_STRINGS, ["Fabrikam, Lda."]),  # PidLidContacts
    }
    set_named(message, PSETID_COMMON, common)
    message.set_named(PS_PUBLIC_STRINGS, "Keywords", MANY_STRINGS, ["Archive"])
    return message.to_bytes()

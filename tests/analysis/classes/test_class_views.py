"""What messages say by their class. Classes that no real file at hand has are built as the examples
of the specifications have them: meeting messages [MS-OXOCAL] 4.2, task requests [MS-OXOTASK] 4.2,
journal entries [MS-OXOJRNL] 4, long lists [MS-OXOCNTC] 2.2.2.2.4."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msginspector.analysis.classes.dispatch import class_title, class_view
from msginspector.analysis.classes.lists import checksum_of
from msginspector.analysis.classes.views import Source
from msginspector.errors import InspectorError
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import ObjectRow, Workspace
from tests.analysis.classes.building import (
    ADDRESS,
    APPOINTMENT,
    BYTES,
    COMMON,
    DOUBLE,
    EXCEPTION_CLASS,
    LOG,
    LONG,
    MANY_BYTES,
    MEETING,
    NOTE,
    PUBLIC,
    TASK,
    TEXT,
    TEXTS,
    TIME,
    TRUTH,
    Change,
    Pattern,
    cells,
    give,
    item,
    one_off,
    said,
    utc,
)
from tests.builders.messages import written

Open = Callable[[MessageWriter], ObjectRow]
GOLDEN = Path(__file__).parents[2] / "structures" / "golden"
REQUEST = "IPM.Schedule.Meeting.Request"


def zone() -> bytes:
    """The definition of Pacific Standard Time out of [MS-OXOCAL]'s examples."""
    return bytes.fromhex((GOLDEN / "TIMEZONEDEFINITION-1.hex").read_text("ascii"))


def attendee(message: MessageWriter, name: str, kind: int, **values: Any) -> None:
    row = message.add_recipient()
    row.set(0x3001001F, name)
    row.set(0x39FE001F, f"{name.lower()}@example.com")
    row.set(0x0C150003, kind)
    numbers = {"flags": 0x5FFD0003, "status": 0x5FFF0003, "answered": 0x5FFB0040,
               "proposes": 0x5FE1000B, "start": 0x5FE30040, "end": 0x5FE40040}  # fmt: skip
    for key, value in values.items():
        row.set(numbers[key], value)


def meeting(message_class: str = REQUEST, **named: Any) -> MessageWriter:
    """A meeting on 12 March 2024, 13:00 to 13:45 UTC."""
    message = item(
        message_class,
        {0x0042001F: "Ada", 0x0065001F: "ada@example.com"},
        {
            (APPOINTMENT, 0x820D): (TIME, utc("2024-03-12 13:00")),
            (APPOINTMENT, 0x820E): (TIME, utc("2024-03-12 13:45")),
            (APPOINTMENT, 0x8213): (LONG, 45),
            (APPOINTMENT, 0x8208): (TEXT, "Room 5"),
            (APPOINTMENT, 0x8205): (LONG, 1),
            (APPOINTMENT, 0x8224): (LONG, 2),
            (APPOINTMENT, 0x8217): (LONG, 3),
        },
    )
    give(message, None, named.get("more"))
    return message


def test_a_meeting_request_says_when_where_and_what_kind_it_is(opened: Open) -> None:
    message = meeting(
        more={
            (MEETING, 0x0026): (LONG, 0x10000),
            (APPOINTMENT, 0x8204): (LONG, 0x9),
            (APPOINTMENT, 0x8201): (LONG, 2),
            (MEETING, 0x0028): (TEXT, "Room 4"),
            (MEETING, 0x0029): (TIME, utc("2024-03-11 13:00")),
            (APPOINTMENT, 0x825A): (TRUTH, True),
            (APPOINTMENT, 0x825E): (BYTES, zone()),
        }
    )
    view = class_view(opened(message))
    assert view is not None
    assert (view.kind, view.title) == ("meeting", "Meeting request")
    facts = said(view)
    assert facts["When: Start"].endswith("(2024-03-12 13:00:00 UTC)")
    assert facts["When: Start"].startswith("Tuesday 2024-03-12 0")
    assert facts["When: Duration"] == "45 min"
    assert facts["When: Was from"].endswith("(2024-03-11 13:00:00 UTC)")
    assert facts["Details: Location"] == "Room 5"
    assert facts["Details: Was at"] == "Room 4"
    assert facts["Details: Shown as"] == "tentative"
    assert facts["Details: To be shown as"] == "busy"
    assert facts["People: Organizer"] == "Ada <ada@example.com>"
    assert facts["People: New times"] == "must not be proposed"
    assert facts["Meeting: State"] == "a meeting, received"
    assert facts["Meeting: Kind"] == "full update: time or recurrence changed"
    assert facts["Meeting: Changed"] == "start, location"
    assert facts["Meeting: Update"] == "number 2"


def test_attendees_stand_by_list_with_their_answers(opened: Open) -> None:
    message = meeting("IPM.Appointment")
    attendee(message, "Ada", 1, flags=3)
    attendee(message, "Ben", 1, status=3, answered=utc("2024-03-01 09:00"))
    attendee(message, "Carla", 2, status=4, flags=0x21)
    attendee(message, "Room", 3, status=5)
    view = class_view(opened(message))
    assert cells(view, "Attendees") == [
        ("Name", "Address", "Asked as", "Answer", "Answered"),
        ("Ada", "ada@example.com", "organizer", "", ""),
        ("Ben", "ben@example.com", "required", "accepted", "2024-03-01 09:00:00 UTC"),
        ("Carla", "carla@example.com", "optional", "declined, taken off an occurrence", ""),
        ("Room", "room@example.com", "resource", "no answer yet", ""),
    ]
    assert view is not None
    [table] = [one for section in view.sections for one in section.tables]
    status = Source("/recipients/1", 0x5FFF0003, "PidTagRecipientTrackStatus")
    assert table.lines[1].source == status


def test_a_counter_proposal_says_the_times_proposed(opened: Open) -> None:
    # [MS-OXOCAL] 2.2.8: a tentative response with PidLidAppointmentCounterProposal
    message = meeting(
        "IPM.Schedule.Meeting.Resp.Tent",
        more={
            (APPOINTMENT, 0x8257): (TRUTH, True),
            (APPOINTMENT, 0x8250): (TIME, utc("2024-03-13 08:00")),
            (APPOINTMENT, 0x8251): (TIME, utc("2024-03-13 08:30")),
            (APPOINTMENT, 0x8256): (LONG, 30),
        },
    )
    attendee(
        message, "Ben", 1, proposes=True,
        start=utc("2024-03-13 08:00"), end=utc("2024-03-13 08:30"),
    )  # fmt: skip
    view = class_view(opened(message))
    facts = said(view)
    assert view is not None
    assert view.title == "Meeting tentatively accepted"
    assert facts["People: New time proposed"] == "yes"
    assert facts["When: Proposed start"] == "2024-03-13 08:00:00 UTC"
    assert facts["When: Proposed end"] == "2024-03-13 08:30:00 UTC"
    assert facts["When: Proposed duration"] == "30 min"
    proposed = "2024-03-13 08:00:00 UTC to 2024-03-13 08:30:00 UTC"
    assert cells(view, "Attendees")[1][-1] == proposed


def test_a_recurring_appointment_has_words_a_table_of_changes_and_months(opened: Open) -> None:
    moved = Change(
        datetime(2024, 3, 14, 12), datetime(2024, 3, 14, 12, 30), datetime(2024, 3, 15, 10), "Later"
    )
    pattern = Pattern(
        date(2024, 3, 1), 0x200B, 1, 1, struct.pack("<I", 0x20), 0x21C0,
        deleted=[date(2024, 3, 22)], changes=[moved],
    )  # fmt: skip
    message = meeting("IPM.Appointment", more={(APPOINTMENT, 0x8216): (BYTES, pattern.whole())})
    part = message.add_attachment()
    part.set_all({0x7FFB0040: utc("2024-03-14 12:00")})
    inner = part.embed()
    inner.set(0x001A001F, EXCEPTION_CLASS)
    row = opened(message)
    view = class_view(row)
    assert said(view)["When: Recurs"].startswith("every week on Friday from 2024-03-01")
    assert cells(view, "Changed and cancelled") == [
        ("Planned", "Takes place", "What", "Changed", "Subject"),
        ("2024-03-15 10:00", "Thursday 2024-03-14 12:00–12:30", "moved", "time, subject", "Later"),
        ("2024-03-22 10:00", "", "cancelled", "", ""),
    ]
    assert view is not None
    [table] = [one for section in view.sections for one in section.tables]
    assert table.lines[0].source == Source("/attachments/0/message", 0)
    assert view.month is not None
    assert view.month.month(view.month.first).count == 4
    inside = row.attachments[0].embedded
    assert inside is not None
    assert class_title(inside) == "Changed occurrence"


def test_an_all_day_appointment_that_ends_at_no_midnight_says_so(opened: Open) -> None:
    message = meeting("IPM.Appointment", more={
        (APPOINTMENT, 0x8215): (TRUTH, True), (APPOINTMENT, 0x825E): (BYTES, zone()),
    })  # fmt: skip
    facts = said(class_view(opened(message)))
    assert "midnight" in facts["When: All day"]


def test_a_series_whose_first_date_does_not_fit_says_so(opened: Open) -> None:
    pattern = Pattern(date(2024, 3, 1), period=2 * 1440, first=0 if date(2024, 3, 1).toordinal()
                      % 2 != date(1601, 1, 1).toordinal() % 2 else 1440)  # fmt: skip
    message = meeting("IPM.Appointment", more={(APPOINTMENT, 0x8216): (BYTES, pattern.whole())})
    assert "FirstDateTime does not fit" in said(class_view(opened(message)))["When: Recurs"]


def test_a_reminder_is_said_only_where_it_is_set(opened: Open) -> None:
    quiet = {(COMMON, 0x8501): (LONG, 15), (COMMON, 0x8503): (TRUTH, False)}
    facts = said(class_view(opened(meeting("IPM.Appointment", more=quiet))))
    assert "Details: Reminder" not in facts
    loud = {(COMMON, 0x8501): (LONG, 90), (COMMON, 0x8503): (TRUTH, True)}
    facts = said(class_view(opened(meeting("IPM.Appointment", more=loud))))
    assert facts["Details: Reminder"] == "1 h 30 min before the start"


def task_values() -> dict[tuple[str, int | str], tuple[int, Any]]:
    return {
        (TASK, 0x8101): (LONG, 1),
        (TASK, 0x8102): (DOUBLE, 0.25),
        (TASK, 0x8104): (TIME, utc("2024-03-01 00:00")),
        (TASK, 0x8105): (TIME, utc("4501-01-01 00:00")),
        (TASK, 0x8110): (LONG, 150),
        (TASK, 0x811F): (TEXT, "Ben"),
        (TASK, 0x8121): (TEXT, "Ada"),
        (TASK, 0x812A): (LONG, 2),
        (TASK, 0x8129): (LONG, 2),
        (PUBLIC, "Keywords"): (TEXTS, ["red", "blue"]),
    }


def test_a_task_says_its_state_and_leaves_out_days_that_are_not_set(opened: Open) -> None:
    facts = said(class_view(opened(item("IPM.Task", None, task_values()))))
    assert facts["Task: Status"] == "in progress"
    assert facts["Task: Done"] == "25 %"
    assert facts["Task: Start"] == "Friday 2024-03-01"
    assert "Task: Due" not in facts
    assert facts["Task: Work so far"] == "2 h 30 min"
    assert facts["Assignment: Answer"] == "accepted"
    assert facts["Assignment: This copy"] == "the copy of the one it is assigned to"
    assert facts["Item: Categories"] == "red, blue"


def test_a_recurring_task_has_months_and_a_regenerating_one_says_why_not(opened: Open) -> None:
    values = task_values()
    values[TASK, 0x8126] = (TRUTH, True)
    values[TASK, 0x8116] = (BYTES, Pattern(date(2024, 3, 1), period=2880, first=1440).bare())
    view = class_view(opened(item("IPM.Task", None, values)))
    assert view is not None
    assert view.month is not None
    assert said(view)["Task: Recurs"].startswith("every 2 days from 2024-03-01")
    values[TASK, 0x8116] = (BYTES, Pattern(date(2024, 3, 1), sliding=1).bare())
    view = class_view(opened(item("IPM.Task", None, values)))
    assert view is not None
    assert view.month is not None
    assert "done" in view.month.note


def test_a_task_request_shows_the_task_attached(opened: Open) -> None:
    # [MS-OXOTASK] 2.2.3: the task is the first attachment
    message = item("IPM.TaskRequest", {0x0042001F: "Ada"}, {(COMMON, 0x8518): (LONG, 1)}, "Do it")
    inner = message.add_attachment().embed()
    inner.set(0x001A001F, "IPM.Task")
    give(inner, None, task_values())
    view = class_view(opened(message))
    facts = said(view)
    assert facts["Message: In a message"] == "inside a task request"
    assert facts["Task attached: Status"] == "in progress"
    assert view is not None
    [status] = [
        fact for section in view.sections for fact in section.facts if fact.label == "Status"
    ]
    assert status.source is not None
    assert status.source.path == "/attachments/0/message"


def test_a_journal_entry_says_what_was_done_how_long(opened: Open) -> None:
    # [MS-OXOJRNL] 4: a phone call
    named = {
        (LOG, 0x8700): (TEXT, "Phone call"),
        (LOG, 0x8712): (TEXT, "Phone call"),
        (LOG, 0x8706): (TIME, utc("2024-03-12 13:00")),
        (LOG, 0x8708): (TIME, utc("2024-03-12 13:12")),
        (LOG, 0x8707): (LONG, 12),
        (LOG, 0x870C): (LONG, 0x40000000),
        (LOG, 0x870E): (TRUTH, True),
        (LOG, 0x870F): (TRUTH, False),
        (COMMON, 0x8539): (TEXTS, ["Contoso"]),
    }
    facts = said(class_view(opened(item("IPM.Activity", None, named))))
    assert facts == {
        "Journal: Kind": "Phone call",
        "Journal: Start": "2024-03-12 13:00:00 UTC",
        "Journal: End": "2024-03-12 13:12:00 UTC",
        "Journal: Duration": "12 min",
        "Journal: Linked item": "an attachment links it to another item",
        "Journal: Printed": "yes",
        "Item: Companies": "Contoso",
    }


def test_a_sticky_note_says_colour_size_and_text(opened: Open) -> None:
    named = {(NOTE, 0x8B00): (LONG, 2), (NOTE, 0x8B02): (LONG, 200), (NOTE, 0x8B03): (LONG, 162)}
    facts = said(class_view(opened(item("IPM.StickyNote", {0x1000001F: "Milk"}, named))))
    assert facts == {
        "Note: Colour": "pink",
        "Note: Size": "200 × 162 pixels",
        "Note: Text": "Milk",
    }


def test_a_post_says_who_posted_when_in_which_conversation(opened: Open) -> None:
    tags = {0x0C1A001F: "Ada", 0x0C1F001F: "ada@example.com", 0x0042001F: "Team",
            0x00390040: utc("2024-03-12 13:00"), 0x0070001F: "Plans"}  # fmt: skip
    facts = said(class_view(opened(item("IPM.Post", tags))))
    assert facts["Post: From"] == "Ada <ada@example.com>"
    assert facts["Post: Posted for"] == "Team"
    assert facts["Post: Conversation"] == "Plans"


def contact() -> MessageWriter:
    return item(
        "IPM.Contact",
        {0x3001001F: "Carla Nunes", 0x3A16001F: "Fabrikam", 0x3A17001F: "Head",
         0x3A08001F: "+351 21 1", 0x3A59001F: "Lisboa", 0x3A5D001F: "Rua 1"},
        {
            (ADDRESS, 0x8080): (TEXT, "Carla (carla@example.com)"),
            (ADDRESS, 0x8082): (TEXT, "SMTP"),
            (ADDRESS, 0x8083): (TEXT, "carla@example.com"),
            (ADDRESS, 0x8092): (TEXT, "EX"),
            (ADDRESS, 0x8093): (TEXT, "/o=X/cn=carla"),
            (ADDRESS, 0x8094): (TEXT, "c@example.org"),
            (ADDRESS, 0x80DE): (TIME, utc("1984-06-21 00:00")),
            (ADDRESS, 0x8022): (LONG, 2),
            (ADDRESS, 0x8015): (TRUTH, True),
            (ADDRESS, 0x801A): (TEXT, "Rua 1\r\nLisboa"),
        },
    )  # fmt: skip


def test_a_contact_says_its_addresses_with_their_kinds(opened: Open) -> None:
    facts = said(class_view(opened(contact())))
    assert facts["E-mail: E-mail 1"] == "Carla <carla@example.com>"
    assert facts["E-mail: E-mail 2"] == "c@example.org, EX"
    assert facts["Addresses: Home"] == "Rua 1\nLisboa"
    assert facts["Addresses: Letters go to"] == "work"
    assert facts["Personal: Birthday"] == "Thursday 1984-06-21"
    assert facts["Card: Picture"] == "said to be attached; there is none"


def test_an_address_that_is_not_written_out_is_made_of_its_parts(opened: Open) -> None:
    parts = {0x3A63001F: "Rua 1", 0x3A5F001F: "Lisboa", 0x3A61001F: "1200", 0x3A29001F: "Box"}
    facts = said(class_view(opened(item("IPM.Contact", parts))))
    assert facts["Addresses: Other"] == "Rua 1, Lisboa, 1200"
    assert facts["Addresses: Mailing"] == "Box"


@pytest.mark.parametrize(
    ("tag", "value", "name"),
    [(0x7FFF000B, True, "face.png"), (0x3703001F, ".jpg", "ContactPicture.JPG")],
)
def test_the_picture_of_a_contact_is_found(
    opened: Open, tag: int, value: object, name: str
) -> None:
    message = contact()
    message.add_attachment().set_all({0x3707001F: "other.png"})
    part = message.add_attachment()
    part.set_all({tag: value, 0x3707001F: name})  # type: ignore[dict-item]
    part.set_data(b"12345")
    view = class_view(opened(message))
    assert view is not None
    assert view.card is not None
    picture = view.card.picture
    assert picture is not None
    assert (picture.source.path, picture.source.tag) == ("/attachments/1", 0x37010102)
    assert picture.size == 5
    assert said(view)["Card: Picture"] == f"{name}, 5 bytes"
    assert view.card.name == "Carla Nunes"
    assert view.card.work == ("Head", "Fabrikam")
    assert view.card.lines == ("carla@example.com", "c@example.org, EX", "+351 21 1")


def the_list(*, first: list[bytes], second: list[bytes], checksum: int) -> MessageWriter:
    named = {
        (ADDRESS, 0x8053): (TEXT, "Team"),
        (ADDRESS, 0x8055): (MANY_BYTES, first),
        (ADDRESS, 0x8054): (MANY_BYTES, second),
        (ADDRESS, 0x804C): (LONG, checksum - (checksum >> 31 << 32)),
    }
    return item("IPM.DistList", None, named)


def test_a_list_whose_parts_agree_says_so(opened: Open) -> None:
    members = [one_off("Ada", "ada@example.com"), one_off("Ben", "ben@example.com")]
    message = the_list(first=members, second=members, checksum=checksum_of(members))
    view = class_view(opened(message))
    assert said(view)["List: Members"] == "2 members"
    assert said(view)["List: Second list"] == "names and addresses of all 2"
    assert said(view)["List: Checksum"].endswith("as it is over the members")
    assert [row[:3] for row in cells(view, "Members")] == [
        ("Name", "Address", "Kind"),
        ("Ada", "ada@example.com", "SMTP"),
        ("Ben", "ben@example.com", "SMTP"),
    ]


def test_a_list_that_was_changed_by_half_says_where(opened: Open) -> None:
    first = [one_off("Ada", "ada@example.com"), one_off("Ben", "ben@example.com")]
    second = [one_off("Ada", "ada@example.org")]
    view = class_view(opened(the_list(first=first, second=second, checksum=1)))
    facts = said(view)
    assert facts["List: Members"] == "2 members; about 2 the two lists disagree"
    assert facts["List: Second list"] == "names and addresses of 1, where the first list has 2"
    assert "they changed without it" in facts["List: Checksum"]
    assert [row[-1] for row in cells(view, "Members")] == [
        "Differs",
        "the first list has ada@example.com",
        "only in the first list",
    ]


def test_a_long_list_is_read_out_of_its_stream(opened: Open) -> None:
    stream = bytes.fromhex((GOLDEN / "DISTRIBUTIONLISTSTREAM-1.hex").read_text("ascii"))
    named = {(ADDRESS, 0x8053): (TEXT, "Team"), (ADDRESS, 0x8064): (BYTES, stream)}
    view = class_view(opened(item("IPM.DistList", None, named)))
    assert cells(view, "Members")[1][:2] == ("Anna Berg", "anna@example.com")
    assert said(view)["List: Members"] == "1 member"


def test_text_of_a_file_is_shown_literally(opened: Open) -> None:
    sneaky = "pay\u202ecod.exe\x07"
    named = {(APPOINTMENT, 0x8208): (TEXT, sneaky)}
    facts = said(class_view(opened(item("IPM.Appointment", None, named))))
    assert "\u202e" not in facts["Details: Location"]
    assert "\x07" not in facts["Details: Location"]


@pytest.mark.parametrize("message_class", ["IPM.Note", "IPM.Document.Word", "", "X"])
def test_a_plain_mail_gets_no_view(opened: Open, message_class: str) -> None:
    row = opened(item(message_class))
    assert class_view(row) is None
    assert class_title(row) == ""


def test_a_recipient_has_no_view(opened: Open) -> None:
    message = meeting()
    attendee(message, "Ada", 1)
    assert class_view(opened(message).recipients[0]) is None


def test_a_closed_message_is_not_read(tmp_path: Path) -> None:
    with Workspace() as workspace:
        session = workspace.open_session()
        row = session.open_file(written(tmp_path, meeting())).row
        session.close()
        with pytest.raises(InspectorError):
            class_view(row)


KEYS = [(APPOINTMENT, lid) for lid in (0x820D, 0x820E, 0x8213, 0x8215, 0x8216, 0x825E, 0x8217)]
KEYS += [(ADDRESS, lid) for lid in (0x8055, 0x8054, 0x804C, 0x8064, 0x8083, 0x8040, 0x8015)]
KEYS += [(TASK, 0x8116), (TASK, 0x8102), (TASK, 0x8126), (COMMON, 0x8501), (MEETING, 3)]
VALUES = st.one_of(
    st.tuples(st.just(LONG), st.integers(-(1 << 31), (1 << 31) - 1)),
    st.tuples(st.just(DOUBLE), st.floats()),
    st.tuples(st.just(TRUTH), st.booleans()),
    st.tuples(st.just(BYTES), st.binary(max_size=60)),
    st.tuples(st.just(MANY_BYTES), st.lists(st.binary(max_size=30), max_size=3)),
    st.tuples(st.just(TEXT), st.text(st.characters(exclude_categories=["Cs"]), max_size=9)),
)
CLASSES = ["IPM.Appointment", REQUEST, "IPM.Task", "IPM.Contact", "IPM.DistList", "IPM.StickyNote",
           "IPM.Activity", "IPM.Post", "IPM.TaskRequest", EXCEPTION_CLASS]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CLASSES), st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=12))
def test_values_of_any_type_make_a_view(
    tmp_path_factory: pytest.TempPathFactory,
    message_class: str,
    named: dict[tuple[str, int | str], tuple[int, Any]],
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with Workspace() as workspace:
        path = written(folder, item(message_class, None, named))
        view = class_view(workspace.open_session().open_file(path).row)
        assert view is not None
        for section in view.sections:
            assert section.facts or section.tables
            assert all(fact.text and len(fact.text) < 5000 for fact in section.facts)
        if view.month is not None:
            view.month.month(view.month.first)

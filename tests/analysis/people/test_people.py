"""Who a message names: roles, candidates and their choice, contradictions, display lists."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from msginspector.analysis.people import People, Person, choice, read_people
from msginspector.analysis.people.display_lists import compare
from msginspector.inputs.one_off import Person as OneOff
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import MessageSession, Workspace
from tests.builders.messages import note, written

TO, CC, BCC = 1, 2, 3
DN = "/o=Org/ou=Unit/cn=Recipients/cn=anna"


@pytest.fixture
def session() -> Iterator[MessageSession]:
    with Workspace() as workspace:
        yield workspace.open_session()


@pytest.fixture
def people(session: MessageSession, tmp_path: Path) -> object:
    def read(message: MessageWriter) -> People:
        return read_people(session.open_file(str(written(tmp_path, message))).row)

    return read


def with_recipient(
    *properties: tuple[int, object], message: MessageWriter | None = None
) -> MessageWriter:
    made = message or note()
    row = made.add_recipient()
    row.set(0x0C150003, TO)
    for tag, value in properties:
        row.set(tag, value)
    return made


def only(people: People, role: str) -> Person:
    [person] = [one for one in people.persons if one.role == role]
    return person


def test_the_smtp_property_goes_before_the_address_of_exchange(people) -> None:
    person = only(people(with_recipient(
        (0x3001001F, "Anna"), (0x3002001F, "EX"), (0x3003001F, DN), (0x39FE001F, "anna@x.org"),
    )), "to")  # fmt: skip
    assert person.address == "anna@x.org"
    assert person.reason == "It is the property that holds nothing but an SMTP address."
    assert [(one.kind, one.address) for one in person.candidates] == [
        ("SMTP", "anna@x.org"), ("EX", DN)]  # fmt: skip
    assert person.candidates[0].source.tag == 0x39FE001F
    assert person.candidates[0].source.path == "/recipients/0"
    assert person.marks == ()


def test_an_address_of_exchange_stands_where_there_is_no_other(people) -> None:
    person = only(people(with_recipient((0x3002001F, "EX"), (0x3003001F, DN))), "to")
    assert (person.address, person.chosen.kind) == (DN, "EX")


def test_a_one_off_entry_id_gives_name_and_address(people) -> None:
    entry = OneOff("Bert", "bert@x.org").entry_id()
    person = only(people(with_recipient((0x0FFF0102, entry))), "to")
    assert (person.name, person.address) == ("Bert", "bert@x.org")
    assert person.entry_kind == "one-off"
    assert person.candidates[0].source.words == "PidTagEntryId, one-off"


def test_a_search_key_gives_an_address_in_capitals(people) -> None:
    person = only(people(with_recipient((0x300B0102, b"SMTP:C@X.ORG\0"))), "to")
    assert person.address == "C@X.ORG"


def test_an_address_in_another_case_is_the_same(people) -> None:
    person = only(people(with_recipient(
        (0x39FE001F, "anna@x.org"), (0x300B0102, b"SMTP:ANNA@X.ORG\0"),
    )), "to")  # fmt: skip
    assert person.marks == ()
    assert person.others == 0


def test_two_addresses_of_one_type_are_marked(people) -> None:
    person = only(people(with_recipient(
        (0x39FE001F, "anna@x.org"), (0x3002001F, "SMTP"), (0x3003001F, "eve@evil.org"),
    )), "to")  # fmt: skip
    assert person.marks == (
        "PidTagEmailAddress gives another SMTP address, “eve@evil.org”,"
        " than PidTagSmtpAddress, “anna@x.org”.",
    )
    assert [one.differs for one in person.candidates] == [False, True]


def test_a_name_that_looks_like_another_address_is_marked(people) -> None:
    person = only(people(with_recipient(
        (0x3001001F, "bank@bank.org"), (0x39FE001F, "eve@evil.org"),
    )), "to")  # fmt: skip
    assert person.address == "eve@evil.org"
    assert "looks like an address, “bank@bank.org”" in person.marks[0]


def test_the_headers_give_an_address_to_the_only_one_of_that_name(people) -> None:
    message = note()
    message.set(0x007D001F, 'From: S <s@x.org>\r\nTo: "Anna" <anna@x.org>, Bo <bo@x.org>\r\n\r\n')
    with_recipient((0x3001001F, "Anna"), (0x3002001F, "EX"), (0x3003001F, DN), message=message)
    person = only(people(message), "to")
    assert person.address == "anna@x.org"
    assert person.chosen.source.words == "PR_TRANSPORT_MESSAGE_HEADERS, To"


def test_the_headers_say_nothing_of_two_of_one_name(people) -> None:
    message = note()
    message.set(0x007D001F, "To: Anna <anna@x.org>\r\n\r\n")
    for _ in range(2):
        with_recipient((0x3001001F, "Anna"), message=message)
    assert [one.address for one in people(message).persons] == ["", ""]


def test_sender_and_represented_sender_are_people_of_their_own(people) -> None:
    message = note()
    message.set_all({
        0x0C1A001F: "Sec", 0x0C1E001F: "SMTP", 0x0C1F001F: "sec@x.org",
        0x0042001F: "Boss", 0x0064001F: "SMTP", 0x0065001F: "boss@x.org",
        0x007D001F: "From: Boss <boss@x.org>\r\nSender: Sec <other@x.org>\r\n\r\n",
    })  # fmt: skip
    found = people(message)
    assert [one.role for one in found.persons] == ["sender", "represented"]
    assert only(found, "represented").marks == ()
    assert "other@x.org" in only(found, "sender").marks[0]


def test_the_from_field_is_that_of_a_sender_who_sends_for_nobody_else(people) -> None:
    message = note()
    message.set_all({
        0x0C1A001F: "Sec", 0x0C1E001F: "EX", 0x0C1F001F: DN,
        0x007D001F: "From: Sec <sec@x.org>\r\n\r\n",
    })  # fmt: skip
    assert only(people(message), "sender").address == "sec@x.org"


def test_the_from_field_is_not_that_of_a_delegate(people) -> None:
    message = note()
    message.set_all({
        0x0C1A001F: "Sec", 0x0C1F001F: DN, 0x0C1E001F: "EX", 0x0042001F: "Boss",
        0x007D001F: "From: Boss <boss@x.org>\r\n\r\n",
    })  # fmt: skip
    assert only(people(message), "sender").address == DN


def test_reply_to_is_decoded_entry_by_entry(people) -> None:
    ids = [OneOff(f"R{n}", f"r{n}@x.org").entry_id() for n in range(2)]
    body = b""
    for number, one in enumerate(ids):
        body += len(one).to_bytes(4, "little") + one
        if number + 1 < len(ids):
            body += bytes(-len(one) % 4)
    message = note()
    message.set(0x004F0102, len(ids).to_bytes(4, "little") + len(body).to_bytes(4, "little") + body)
    message.set(0x0050001F, "R0; R1")
    found = [one for one in people(message).persons if one.role == "reply_to"]
    assert [(one.name, one.address) for one in found] == [("R0", "r0@x.org"), ("R1", "r1@x.org")]


def test_of_very_many_names_to_reply_to_the_first_ones_are_told(people) -> None:
    message = note()
    message.set(0x0050001F, "a;" * 5_000)
    found = [one for one in people(message).persons if one.role == "reply_to"]
    assert len(found) == 1_000
    assert found[0].marks == ("Only the first 1,000 of 5,000 people an answer goes to are told.",)
    assert found[1].marks == ()


def test_names_to_reply_to_stand_without_entries(people) -> None:
    message = note()
    message.set(0x0050001F, "a@x.org; Bo")
    found = people(message).persons
    assert [(one.name, one.address) for one in found] == [("a@x.org", "a@x.org"), ("Bo", "")]


@pytest.mark.parametrize(
    ("message_class", "role"), [("IPM.Note", "bcc"), ("IPM.Appointment", "resource")]
)
def test_type_3_is_a_resource_in_meetings_only(people, message_class: str, role: str) -> None:
    message = note()
    message.set(0x001A001F, message_class)
    row = message.add_recipient()
    row.set_all({0x0C150003: 3, 0x3001001F: "Room 1"})
    assert people(message).persons[0].role == role


def test_recipients_stand_in_the_order_of_their_roles(people) -> None:
    message = note()
    for number, kind in enumerate((CC, TO, BCC, TO)):
        row = message.add_recipient()
        row.set_all({0x0C150003: kind, 0x3001001F: f"R{number}"})
    assert [one.name for one in people(message).persons] == ["R1", "R3", "R0", "R2"]


def test_answers_and_kinds_are_words(people) -> None:
    person = only(people(with_recipient(
        (0x5FFF0003, 3), (0x39050003, 7), (0x5FFD0003, 0x201), (0x5FE1000B, True),
    )), "to")  # fmt: skip
    assert (person.response, person.object_kind) == ("accepted", "room")
    said = {one.label: one.text for one in person.facts}
    assert said["Flags"] == "can be sent to, 0x200"
    assert said["Proposed another time"] == "yes"


def test_values_of_a_wrong_type_say_nothing(people) -> None:
    message = note()
    row = message.add_recipient()
    row.set_all({0x0C15001F: "one", 0x39FE0102: b"a@b", 0x3003000B: True, 0x5FFF001F: "x"})
    [person] = people(message).persons
    assert (person.role, person.address, person.response) == ("other", "", "")


def test_damaged_entry_ids_say_nothing(people) -> None:
    message = note()
    message.set(0x004F0102, b"\xff" * 11)
    with_recipient((0x0FFF0102, b"\0\0\0\0short"), (0x5FF70102, b"\x99" * 40), message=message)
    [person] = people(message).persons
    assert person.candidates == ()


NAMES = [("Anna", "anna@x.org"), ("Bo", "bo@x.org")]


@pytest.mark.parametrize(("text", "said"), [
    ("Anna; Bo", ""),
    ("Anna;Bo", ""),
    ("anna@x.org; 'Bo'", ""),
    ("Bo; Anna", "has the names in another order than the table."),
    ("Anna", "lacks “Bo”."),
    ("Anna; Bo; Cy", "names “Cy”, whom the table lacks."),
    ("Anna; Cy", "lacks “Bo” and names “Cy”, whom the table lacks."),
    ("", "is empty; the table has 2 recipients of this kind."),
    ("Anna; Anna; Bo", "names “Anna”, whom the table lacks."),
])  # fmt: skip
def test_a_display_list_is_compared_with_the_table(text: str, said: str) -> None:
    assert compare(text, NAMES) == said


def test_a_name_with_a_semicolon_is_no_difference() -> None:
    assert compare("Smith; Anna; Bo", [("Smith; Anna",), ("Bo",)]) == ""


def test_a_long_list_that_ends_early_is_cut() -> None:
    table = [(f"Recipient number {number}",) for number in range(100)]
    whole = "; ".join(names[0] for names in table)
    assert compare(whole[: whole.index("; Recipient number 20")], table) == (
        "is cut: the table has 80 more of this kind."
    )
    assert compare(whole[: whole.index("number 20")], table) == (
        "is cut within a name: the table has 80 more of this kind."
    )


def test_a_list_of_a_kind_the_table_lacks_is_said(people) -> None:
    message = note(recipients=("Anna",))
    message.set_all({0x0E04001F: "Anna", 0x0E03001F: "Bo"})
    [check] = people(message).checks
    assert check.sentence == (
        "PidTagDisplayCc names “Bo”, but the table has no recipient of this kind."
    )
    assert check.source.tag == 0x0E03001F


def test_every_rule_is_reached_by_its_own_candidate() -> None:
    assert len({(origin, smtp) for origin, smtp, _why in choice.RULES}) == len(choice.RULES)


def test_time_is_linear_in_the_recipients(session: MessageSession, tmp_path: Path) -> None:
    def seconds(count: int) -> float:
        message = note(recipients=[f"R{n}" for n in range(count)])
        message.set(0x0E04001F, "; ".join(f"R{n}" for n in reversed(range(count))))
        row = session.open_file(str(written(tmp_path, message, f"{count}.msg"))).row
        best = math.inf
        for _ in range(3):
            start = time.perf_counter()
            assert len(read_people(row).persons) == count
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds(2000) < 24 * seconds(250)

"""What the fields of a query find in the properties of a message."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from msginspector.analysis.query import compile_query
from msginspector.analysis.query.find import excerpt, find, found
from msginspector.analysis.query.matching import SLICE
from msginspector.analysis.query.properties import PROPERTIES, PropertyEntry
from msginspector.errors import QueryError
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import Message, Workspace
from tests.builders.messages import written

SUBJECT, BODY, SIZE, TIME, FLAGS = 0x0037001F, 0x1000001F, 0x0E080003, 0x00390040, 0x0E070003
DATA, CLASS, IMPORTANCE, NEGATIVE = 0x00FF0102, 0x001A001F, 0x00170003, 0x10800003
JUNE_2024 = 133_616_736_000_000_000  # 2024-06-01T00:00Z


@pytest.fixture
def message(tmp_path: Path) -> Iterator[Message]:
    made = MessageWriter()
    made.set(SUBJECT, "Budget for Straße 7")
    made.set(CLASS, "IPM.Note")
    made.set(BODY, "x" * 70_000 + "needle")
    made.set(FLAGS, 0x11)
    made.set(SIZE, 4096)
    made.set(NEGATIVE, -2)
    made.set(TIME, JUNE_2024)
    made.set(DATA, b"\0" * (1 << 18) + b"\xde\xad" + b"\0" * 10)
    path = written(tmp_path, made)
    with Workspace() as workspace, workspace.open_session() as session:
        yield session.open_file(str(path))


def tags(message: Message, query: str) -> set[int]:
    return {one.row.tag for one in found(message.walk(), compile_query(query, PROPERTIES))}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("budget", {SUBJECT}),
        ("BUDGET strasse", {SUBJECT}),
        ("needle", {BODY}),
        ('"for straße"', {SUBJECT}),
        ("budget needle", set()),
        ("budget or needle", {SUBJECT, BODY}),
        ("name:subject", {SUBJECT}),
        ("name=pr_subject", {SUBJECT}),
        ("name=Subject", {SUBJECT}),
        ("name:sub*ct", {SUBJECT}),
        ('name:"sub*ct"', set()),
        ("tag:0x0037", {SUBJECT}),
        ("tag:37", {SUBJECT}),
        ("tag:0037001F", {SUBJECT}),
        ("tag:0x00370040", set()),
        ("tag:0x003*", {SUBJECT, TIME}),
        ("type:PtypTime", {TIME}),
        ("type:pt_systime", {TIME}),
        ("type:0040", {TIME}),
        ("type:time", {TIME}),
        ("type:binary", {DATA}),
        ("value>4000 value<5k", {SIZE}),
        ("value=0x1000", {SIZE}),
        ("value:4096", {SIZE}),
        ("time>=2024-06-01 time<2024-06-02", {TIME}),
        ("time:2024", {TIME}),
        ("time=2024-06", {TIME}),
        ("time>2024-06-01", set()),
        ("value>2024-05-31", {TIME}),
        ("value=0xFFFFFFFE", {NEGATIVE}),
        ("value:0xfffffffe", {NEGATIVE}),
        ("value=0xFFFE", set()),
        ("value:0x1000", {SIZE}),
        ("flag:MSGFLAG_READ", {FLAGS}),
        ("flag=MSGFLAG_READ", {FLAGS}),
        ("size>200k", {DATA}),
        ("size>=0.1M", {DATA, BODY}),
        ("hex:DE AD", {DATA}),
        ("hex:AD DE", set()),
        ("hex:00DEAD00", {DATA}),
        ("/b.dget/", {SUBJECT}),
        ("/need?le$/", {BODY}),
        ("value:/^x+needle/", {BODY}),
        ("path=/ name:subject", {SUBJECT}),
        ("path:/attachments", set()),
        ("kind:message class:ipm.note name:body", {BODY}),
        ("name:subject and not value:budget", set()),
    ],
)
def test_a_query_finds(message: Message, query: str, expected: set[int]) -> None:
    assert tags(message, query) == expected


def test_not_and_unequal_are_the_rest(message: Message) -> None:
    every = tags(message, "")
    assert tags(message, "type!=PtypTime") == every - {TIME}
    assert tags(message, "not type:PtypTime") == every - {TIME}
    assert tags(message, "-budget") == every - {SUBJECT}
    assert tags(message, "tag!=0x0037") == every - {SUBJECT}


def test_named_sets_ids_and_decoded_values_of_a_real_looking_message(samples: Path) -> None:
    with Workspace() as workspace, workspace.open_session() as session:
        mail = session.open_file(str(samples / "attachments.msg"))
        common = compile_query("set:PSETID_Common", PROPERTIES)
        named = [one.row.named for one in found(mail.walk(), common)]
        assert {one.set for one in named if one} == {"PSETID_Common"}
        [one] = found(mail.walk(), compile_query("id=0x8510", PROPERTIES))
        assert one.row.name == "PidLidSideEffects"
        assert len([*found(mail.walk(), compile_query("id:0x8510", PROPERTIES))]) == 1
        assert [*found(mail.walk(), compile_query("decoded:UTC name:Conversation*", PROPERTIES))]


@pytest.mark.parametrize(
    ("query", "place"),
    [("a type:Foo", "Foo"), ("tag:zz", "zz"), ("tag:12345", "12345"), ("size>x", "x"),
     ("time:soon", "soon"), ("time>2024-13-45", "2024-13-45"), ("a /b(/", "(")],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_marked(query: str, place: str) -> None:
    with pytest.raises(QueryError) as caught:
        compile_query(query, PROPERTIES)
    error = caught.value
    assert query[error.offset : error.offset + error.length] == place
    assert error.hint or place == "("


def test_long_values_are_searched_in_steps(message: Message) -> None:
    """Neither an expression over a long text nor bytes of a large value are one step."""
    for text, tag in (("value:/needle$/", BODY), ("hex:DE AD", DATA)):
        query = compile_query(text, PROPERTIES)
        [row] = [row for row in message.properties if row.tag == tag]
        entry = PropertyEntry(row, patient=True)
        steps, answer = _worked(query.steps(entry))
        assert answer is True
        assert steps >= 2, (text, SLICE)


def _worked(work: Generator[None, None, bool]) -> tuple[int, bool]:
    """How many steps a work took, and its answer."""
    answers: list[bool] = []

    def run() -> Iterator[None]:
        answers.append((yield from work))

    return sum(1 for _ in run()), answers[0]


def test_a_search_pauses_at_every_property(message: Message) -> None:
    query = compile_query("no such thing", PROPERTIES)
    pauses = sum(one is None for one in find(message.walk(), query))
    assert pauses > len(message.properties)


def test_an_excerpt_shows_where_a_long_value_has_what_was_looked_for() -> None:
    text = excerpt(["x" * 500 + "needle" + "y" * 500], ("needle",))
    assert "xneedley" in text
    assert text.startswith("…")
    assert text.endswith("…")
    assert excerpt(["a\nb\u202e"], ()) == "a\\nb\\u202e"

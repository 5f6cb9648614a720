"""What is offered while somebody types a query."""

from __future__ import annotations

import pytest

from msginspector.analysis.query.completion import complete
from msginspector.analysis.query.properties import PROPERTIES


def offered(text: str, *, every: bool = False) -> tuple[str, ...]:
    return complete(text, len(text), PROPERTIES, every=every).choices


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("na", "name:"),
        ("x and (siz", "size:"),
        ("-fla", "flag:"),
        ("lid", "id:"),
        ("name:PidTagSubj", "PidTagSubject"),
        ("name:subject", "PidTagSubject"),
        ("type=ptypint", "PtypInteger16"),
        ("set:task", "PSETID_Task"),
        ("flag:msgflag_r", "MSGFLAG_READ"),
        ("kind:", "orphan"),
        ("class:ipm.n", "IPM.Note"),
    ],
)
def test_the_likeliest_comes_first(text: str, first: str) -> None:
    assert offered(text)[0] == first


@pytest.mark.parametrize(
    "text", ["", "n", "budget", 'x "na', "tag:00", "RE:", "x:na", "kind:orphan"]
)
def test_nothing_is_offered_for_plain_words_and_what_is_complete(text: str) -> None:
    assert offered(text) == ()


def test_everything_is_offered_to_who_asks() -> None:
    assert set(offered("", every=True)) == {f"{field.name}:" for field in PROPERTIES.fields}


def test_what_is_offered_replaces_what_was_typed_at_the_cursor() -> None:
    found = complete("a type:ptypst b", 13, PROPERTIES)
    assert (found.start, found.end) == (7, 13)
    assert complete("a and siz", 9, PROPERTIES).start == 6

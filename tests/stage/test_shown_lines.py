"""What a played line shows in a window: marks and words, taken from what the player says."""

from __future__ import annotations

from pathlib import Path

import pytest

from msginspector.session import Workspace
from msginspector.stage.script import Player, Told, bounded, experiments, parse, summary, told
from msginspector.stage.script.shown import MARKS, ROWS_LIMIT


def played(text: str) -> list[tuple[Told, ...]]:
    with Workspace() as workspace:
        player = Player(parse(text, "test"), workspace, Path())
        return [told(outcome) for outcome in iter(player.next, None)]


def test_what_is_opened_has_the_mark_of_its_state() -> None:
    (row,), *_ = played("open session S")
    assert row == Told("open", "opened session S, 1 reference")


def test_a_release_that_leaves_a_reference_leaves_it_open() -> None:
    text = "open session S\nopen file M plain-mail.msg in S\nreference M\nrelease M\nrelease M"
    *_, first, second = played(text)
    assert [row.mark for row in (*first, *second)][:2] == ["open", "released"]


def test_a_visit_of_the_cascade_is_one_row_with_the_references_it_found() -> None:
    *_, rows = played("open session S\nopen file M plain-mail.msg in S\nreference M\nclose S")
    assert [row.mark for row in rows] == ["closed"] * 3
    assert rows[0].text == "closed message M, 2 references found"


def test_a_fault_stands_before_the_object_it_happened_to_is_closed() -> None:
    *_, rows = played("open session S\nfault S broken\nclose S")
    assert [row.mark for row in rows] == ["failed", "closed"]
    assert rows[0].text == "fault: session S: broken"


def test_an_error_is_told_by_name_and_code_and_then_in_words() -> None:
    (name, words), (met,) = played("open session S flags 1\nexpect error MAPI_E_UNKNOWN_FLAGS")
    assert name == Told("error", "error MAPI_E_UNKNOWN_FLAGS (0x80040106)")
    assert words.mark == ""
    assert words.text.startswith("OpenIMsgSession takes no flags")
    assert met == Told("met", "as expected: error MAPI_E_UNKNOWN_FLAGS")


def test_an_expectation_that_does_not_hold_says_what_was_found_and_what_was_expected() -> None:
    *_, (row,) = played("open session S\nexpect S closed")
    assert row == Told("missed", "not as expected: S is open; the script expects: S is closed")


def test_what_the_session_does_not_hear_of_is_said_to_be_no_event() -> None:
    text = "open file M plain-mail.msg without session\nforget M"
    *_, rows = played(text)
    assert rows == (Told("quiet", "no event"),)


def test_many_rows_are_bounded_and_the_last_ones_are_kept() -> None:
    rows = tuple(Told("closed", str(number)) for number in range(1000))
    kept, left_out = bounded(rows)
    assert len(kept) == ROWS_LIMIT
    assert left_out == 1000 - ROWS_LIMIT
    assert kept[-1].text == "999"
    assert bounded(rows[:3]) == (rows[:3], 0)


@pytest.mark.parametrize("script", experiments(), ids=lambda script: script.name)
def test_every_word_of_an_experiment_has_its_mark(script) -> None:
    known = {*MARKS.values(), "", "quiet"}
    with Workspace() as workspace:
        player = Player(script, workspace, Path())
        for outcome in iter(player.next, None):
            assert {row.mark for row in told(outcome)} <= known
            assert all(row.mark for row in told(outcome)[: len(outcome.said[:1])])


@pytest.mark.parametrize("script", experiments(), ids=lambda script: script.name)
def test_every_experiment_says_in_one_sentence_what_it_is_about(script) -> None:
    assert summary(script).endswith(".")
    assert len(summary(script)) < 160


def test_a_script_that_says_nothing_of_itself_has_no_summary() -> None:
    assert summary(parse("open session S", "bare")) == ""

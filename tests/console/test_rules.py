"""The judge judged: a session that obeys the rules passes, and each broken rule is noticed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.console import rules
from tests.console.play import Change, Play, changed, renumber, two_messages
from tests.console.rules_open_all import ExpectedMessage

ROOT = Path(__file__).resolve().parents[2]
Session = dict[str, Any]


def event(session: Session, name: str, number: int) -> dict[str, Any]:
    """The first event `name` of the object `number`."""
    return next(e for e in session["events"] if (e["event"], e["id"]) == (name, number))


def put(name: str, number: int, **keys: object) -> Change:
    """Sets keys of an event."""
    return lambda session: event(session, name, number).update(keys)


def everywhere(number: int, **keys: object) -> Change:
    """Sets keys in all events of an object."""

    def change(session: Session) -> None:
        for one in session["events"]:
            if one["id"] == number:
                one.update(keys)

    return change


def drop(*wanted: tuple[str, int]) -> Change:
    """Removes events, keeping the numbers whole."""

    def change(session: Session) -> None:
        session["events"] = [e for e in session["events"] if (e["event"], e["id"]) not in wanted]
        renumber(session)

    return change


def swap_visits(one: int, other: int) -> Change:
    """Exchanges two visits of the cascade; steps and report follow."""

    def change(session: Session) -> None:
        order = [step["id"] for step in session["report"]["steps"]]
        first, second = order.index(one), order.index(other)
        order[first], order[second] = other, one
        _reorder(session, order)

    return change


def _reorder(session: Session, order: list[int]) -> None:
    events = session["events"]
    opening = [e for e in events if e["step"] is None]
    closing = [e for number in order for e in events if e["step"] and e["id"] == number]
    for one in closing:
        one["step"] = order.index(one["id"]) + 1
    session["events"] = opening + closing
    steps = {step["id"]: step for step in session["report"]["steps"]}
    session["report"]["steps"] = [
        steps[number] | {"step": place} for place, number in enumerate(order, start=1)
    ]
    renumber(session)


def move(name: str, number: int, place: int) -> Change:
    """Moves an event to another place among the events."""

    def change(session: Session) -> None:
        one = event(session, name, number)
        session["events"].remove(one)
        session["events"].insert(place if place >= 0 else len(session["events"]), one)
        renumber(session)

    return change


def twice(number: int) -> Change:
    """Visits an object a second time, before the session's visit."""

    def change(session: Session) -> None:
        last = event(session, "closing", 1)
        copies = [dict(event(session, name, number)) for name in ("closing", "closed")]
        place = session["events"].index(last)
        session["events"][place:place] = [one | {"step": last["step"]} for one in copies]
        for one in session["events"][place + 2 :]:
            one["step"] += 1
        renumber(session)

    return change


def test_a_session_that_obeys_every_rule_passes() -> None:
    assert rules.check(two_messages().document()) == []


def test_a_session_with_faults_that_are_reported_passes() -> None:
    assert rules.check(two_messages().document(7, 3, 1)) == []


def test_an_empty_session_passes() -> None:
    assert rules.check(Play().document()) == []


def test_a_release_during_the_cascade_only_lowers_the_count() -> None:
    document = two_messages().document()
    session = document["sessions"][0]
    release = event(session, "opened", 6) | {"event": "released", "state": "open"}
    release |= {"references": 1}
    session["events"].insert(session["events"].index(event(session, "closing", 8)), release)
    renumber(session)
    event(session, "closing", 6)["references"] = 1
    next(step for step in session["report"]["steps"] if step["id"] == 6)["references"] = 1
    assert rules.check(document) == []


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        pytest.param("seq", put("opened", 3, seq=99), id="seq counts by one"),
        pytest.param("seq", put("opened", 3, t=9.0), id="time does not run backwards"),
        pytest.param("json", put("opened", 3, references="1"), id="references is a number"),
        pytest.param("json", put("opened", 3, references=True), id="a boolean is no number"),
        pytest.param("json", put("opened", 3, event="begun"), id="events have known names"),
        pytest.param("json", lambda s: event(s, "opened", 3).pop("call"), id="no key is missing"),
        pytest.param("json", lambda s: s.pop("report"), id="a session has a report"),
        pytest.param("12", put("opened", 3, step=1), id="opening is no step"),
        pytest.param("12", put("closing", 13, step=7), id="steps count from one"),
        pytest.param("12", put("closed", 13, step=None), id="a visit has a step"),
        pytest.param("kinds", everywhere(4, kind="recipient"), id="recipients are not tracked"),
        pytest.param("kinds", everywhere(12, kind="property"), id="properties are not tracked"),
        pytest.param("1", drop(("opened", 12)), id="only what was opened is tracked"),
        pytest.param("1", drop(("opened", 1)), id="the session is opened first"),
        pytest.param("1", put("closing", 12, path="/x"), id="an object keeps its path"),
        pytest.param("1", everywhere(12, session=2), id="events belong to the session"),
        pytest.param("1", lambda s: s.update(id=5), id="the session has one id"),
        pytest.param("2", put("opened", 12, id=11), id="an id belongs to one object"),
        pytest.param(
            "2",
            everywhere(8, label="attachment /attachments/0", path="/attachments/0"),
            id="an open object opened again is the same object",
        ),
        pytest.param("1", move("released", 4, 3), id="nothing happens before it is opened"),
        pytest.param("parent", everywhere(6, parent=5), id="a table opens no attachment"),
        pytest.param("parent", everywhere(9, parent=3), id="a message opens no message"),
        pytest.param("parent", everywhere(7, parent=None), id="only a session has no parent"),
        pytest.param("parent", everywhere(12, parent=77), id="a parent was opened"),
        pytest.param("6", move("opened", 2, 3), id="the storage is opened before its message"),
        pytest.param("6", everywhere(2, file="b.msg"), id="the storage is the message's own"),
        pytest.param(
            "6",
            drop(("opened", 14), ("released", 14), ("closing", 14), ("closed", 14)),
            id="a storage without its message",
        ),
        pytest.param("path", everywhere(3, path="/x"), id="a top-level message is at the root"),
        pytest.param("path", everywhere(9, path="/message"), id="a message is in its attachment"),
        pytest.param("path", everywhere(6, path="/attachments/x"), id="attachments are numbered"),
        pytest.param("path", everywhere(10, path="/"), id="a table is in its message"),
        pytest.param("path", everywhere(12, file="b.msg"), id="a stream is in its message's file"),
        pytest.param("call", put("opened", 6, call=""), id="every opening has its call"),
        pytest.param("call", put("opened", 3, call="Open()"), id="OpenIMsgOnIStg opens a message"),
        pytest.param("call", put("opened", 1, call="Open()"), id="OpenIMsgSession opens it"),
        pytest.param("3", put("opened", 12, references=2), id="a new object has one reference"),
        pytest.param("3", put("released", 4, references=1), id="release takes one reference"),
        pytest.param("3", put("released", 4, state="open"), id="at zero it is released"),
        pytest.param("8", put("closing", 6, references=1), id="closing tells the count found"),
        pytest.param("8", put("closed", 6, references=2), id="closed has no reference"),
        pytest.param("states", put("opened", 3, state="listed"), id="opened is open"),
        pytest.param("states", put("closed", 3, state="released"), id="closed is closed"),
        pytest.param("states", put("closing", 3, state="open"), id="closing is closing"),
        pytest.param("8", swap_visits(3, 6), id="a parent goes after what was opened from it"),
        pytest.param("8", swap_visits(6, 8), id="siblings go in reverse order of opening"),
        pytest.param("8", swap_visits(4, 5), id="siblings of any kind go in reverse order"),
        pytest.param("8", swap_visits(2, 13), id="a storage goes right after its message"),
        pytest.param("8", swap_visits(1, 2), id="the session goes last"),
        pytest.param("8", drop(("closing", 4), ("closed", 4)), id="released objects are closed"),
        pytest.param("8", drop(("closing", 1), ("closed", 1)), id="the session itself is closed"),
        pytest.param("8", twice(4), id="nothing is visited twice"),
        pytest.param("8", drop(("closed", 12)), id="a visit ends with closed"),
        pytest.param("8", drop(("closing", 12)), id="a visit begins with closing"),
        pytest.param("8", move("closed", 12, -1), id="a visit is not interrupted"),
        pytest.param("8", put("closed", 12, event="failed"), id="failed is not the end"),
        pytest.param("9", move("opened", 12, -3), id="nothing is opened while closing"),
        pytest.param("4", move("opened", 12, -3), id="only closing happens while closing"),
        pytest.param("8", lambda s: s["report"]["steps"].pop(), id="the report has every step"),
        pytest.param("8", lambda s: s["report"]["steps"][0].update(id=3), id="the same objects"),
        pytest.param("8", lambda s: s["report"]["steps"][0].update(fault="x"), id="no lies"),
        pytest.param("8", lambda s: s["report"]["faults"].append({}), id="faults are counted"),
        pytest.param("json", lambda s: s["report"]["steps"][0].pop("kind"), id="steps are whole"),
    ],
)
def test_a_broken_rule_is_noticed(rule: str, change: Change) -> None:
    assert rule in {violation.rule for violation in rules.check(changed(change))}


def test_an_unreported_fault_is_noticed() -> None:
    document = changed(lambda s: s["report"]["faults"].clear(), 7)
    assert [violation.rule for violation in rules.check(document)] == ["8"]


def test_a_new_object_under_a_released_one_is_noticed() -> None:
    play = Play()
    play.open("storage", 1, "/", "a.msg")
    play.open("message", 1, "/", "a.msg")
    play.release(3)
    play.open("recipient_table", 3, "/", "a.msg")
    assert {violation.rule for violation in rules.check(play.document())} == {"10"}


def test_an_object_opened_again_after_its_release_must_be_new() -> None:
    play = Play()
    play.open("storage", 1, "/", "a.msg")
    play.open("message", 1, "/", "a.msg")
    table = play.open("recipient_table", 3, "/", "a.msg")
    play.release(table)
    good = Play.document(play)
    play.reopen(table)
    assert rules.check(good) == []
    assert "2" in {violation.rule for violation in rules.check(play.document())}


@pytest.mark.parametrize("document", [None, [], {}, {"schema": 1, "command": "session"}])
def test_something_else_than_a_session_document_is_noticed(document: object) -> None:
    assert {violation.rule for violation in rules.check(document)} == {"json"}


EXPECTED = {
    "a.msg": {
        "/": ExpectedMessage({"/attachments/0": "stream", "/attachments/1": "message"}, 1),
        "/attachments/1/message": ExpectedMessage({}, 0),
    },
    "b.msg": {"/": ExpectedMessage({}, 0)},
}


def test_what_open_all_leaves_unopened_is_noticed() -> None:
    found = rules.check(two_messages().document(), EXPECTED)
    assert {str(violation.text) for violation in found} == {
        "not one recipient_table was opened",
        "not one attachment_table was opened",
    }


@pytest.mark.parametrize(
    ("path", "held"),
    [
        ("/", ExpectedMessage({"/attachments/0": "stream"}, 1)),
        ("/", ExpectedMessage({"/attachments/0": "stream", "/attachments/1": "storage"}, 1)),
        ("/", ExpectedMessage({"/attachments/0": None, "/attachments/1": "message"}, 1)),
        ("/", ExpectedMessage({"/attachments/0": "stream", "/attachments/1": "message"}, 2)),
        ("/attachments/0/message", ExpectedMessage({}, 0)),
    ],
)
def test_an_expectation_not_met_is_noticed(path: str, held: ExpectedMessage) -> None:
    few = rules.check(two_messages().document(), EXPECTED)
    more = rules.check(
        two_messages().document(), {**EXPECTED, "a.msg": {**EXPECTED["a.msg"], path: held}}
    )
    assert len(more) > len(few)


@pytest.mark.parametrize(("change", "code"), [(lambda s: None, 0), (put("opened", 3, seq=9), 1)])
def test_the_judge_is_a_program(change: Change, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.console.rules"],
        input=json.dumps(changed(change)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == code
    assert bool(done.stdout) == bool(code)

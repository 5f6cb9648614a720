"""Tables of which a query shows a part: what is on show is what the query holds for, always."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtTest import QAbstractItemModelTester

from msginspector.gui import ledger
from msginspector.gui.ledger import TrackedRow
from msginspector.gui.models.events import EventsModel
from msginspector.gui.models.tracked import TrackedModel
from msginspector.session import Event
from tests.gui.model_walks import complaints

STATES = ("open", "released", "closed")


def event(seq: int, number: int, label: str = "", **more: object) -> Event:
    values: dict[str, object] = {
        "seq": seq, "event": "opened", "step": None, "kind": "message", "id": number,
        "parent": None, "session": 1, "file": "a.msg", "path": "/", "label": label or f"M{number}",
        "references": 1, "reopened": False, "state": "open", "call": "OpenIMsgOnIStg(…)", "t": 0.25,
    }  # fmt: skip
    return Event(**(values | more))  # type: ignore[arg-type]


def objects(number: int, first: int = 1) -> list[TrackedRow]:
    return [TrackedRow(event(n, n), n) for n in range(first, first + number)]


def shown(model: TrackedModel | EventsModel) -> list[int]:
    model.finish()
    return [getattr(row, "seq", row.id) for row in model.rows]


@pytest.fixture
def tracked(qapp) -> Iterator[TrackedModel]:
    model = TrackedModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield model
    model.set_words("")


def test_a_row_that_changes_comes_and_goes_with_what_is_asked(tracked: TrackedModel) -> None:
    rows = objects(5)
    tracked.merge(rows)
    assert tracked.set_words("state:open") is None
    assert shown(tracked) == [1, 2, 3, 4, 5]
    rows[1].state = rows[3].state = ledger.CLOSED
    tracked.merge([rows[3], rows[1]])
    assert shown(tracked) == [1, 3, 5]
    assert tracked.row_of(5) == 2
    assert tracked.row_of(4) is None
    assert tracked.has(4)
    rows[3].state = ledger.OPEN
    tracked.merge([rows[3], *objects(2, 6)])
    assert shown(tracked) == [1, 3, 4, 5, 6, 7]
    assert (tracked.total, tracked.rowCount()) == (7, 6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("new"), st.integers(1, 9)),
            st.tuples(st.sampled_from(STATES), st.sets(st.integers(1, 40))),
            st.tuples(st.just("ask"), st.sampled_from(["", "state:open", "not closed", "m1"])),
            st.tuples(st.just("forget"), st.sets(st.integers(1, 40))),
            st.tuples(st.just("wait"), st.just(0)),
        ),
        max_size=25,
    )
)
def test_whatever_happens_the_rows_on_show_are_those_asked_for(qapp, steps) -> None:
    with complaints() as said:
        model = TrackedModel()
        checker = QAbstractItemModelTester(model)
        rows: dict[int, TrackedRow] = {}
        words = ""
        for what, value in steps:
            if what == "new":
                fresh = objects(value, len(rows) + 1)
                fresh = [row for row in fresh if row.id not in rows]
                rows.update((row.id, row) for row in fresh)
                model.merge(fresh)
            elif what == "ask":
                words = value
                model.set_words(value)
            elif what == "forget":
                rows = {n: row for n, row in rows.items() if n not in value}
                model.reset_to(rows.values())
            elif what == "wait":
                model.finish()
            else:
                changed = [rows[n] for n in value if n in rows]
                for row in changed:
                    row.state = what
                model.merge(changed)
        tests = {
            "": lambda row: True,
            "state:open": lambda row: row.state == "open",
            "not closed": lambda row: row.state != "closed",
            "m1": lambda row: row.label.startswith("M1"),
        }
        assert shown(model) == [n for n, row in rows.items() if tests[words](row)]
        assert [model.row_of(n) for n in shown(model)] == list(range(model.rowCount()))
        assert model.total == len(rows)
        checker.deleteLater()
    assert said == []


def test_events_that_come_later_are_asked_too_and_the_oldest_go(qapp) -> None:
    model = EventsModel(limit=6)
    model.add([event(n, n, "odd" if n % 2 else "even") for n in range(1, 5)])
    assert model.set_words("odd") is None
    assert shown(model) == [1, 3]
    model.add([event(n, n, "odd" if n % 2 else "even") for n in range(5, 10)])
    assert shown(model) == [5, 7, 9]
    assert (model.total, model.dropped) == (6, 3)
    model.set_words("")
    assert shown(model) == [4, 5, 6, 7, 8, 9]


def test_a_mistake_leaves_what_is_on_show(tracked: TrackedModel) -> None:
    tracked.merge(objects(12))
    tracked.set_words("M1")
    before = shown(tracked)
    mistake = tracked.set_words('state:"open')
    assert mistake is not None
    assert shown(tracked) == before == [1, 10, 11, 12]


def test_many_rows_are_asked_in_slices_and_counted_as_they_are_found(qapp, qtbot) -> None:
    model = EventsModel()
    model.add([event(n, n) for n in range(1, 20_001)])
    model.set_words("M2")
    assert model.is_sifting  # not all of them at once
    first = model.rowCount()
    qtbot.waitUntil(lambda: model.rowCount() > first)
    model.add([event(20_001, 2)])  # meanwhile
    model.drop_first(2)
    found = shown(model)
    assert found == [n for n in range(3, 20_001) if str(n).startswith("2")] + [20_001]
    assert not model.is_sifting


def test_a_new_question_stops_the_old_one(qapp) -> None:
    model = EventsModel()
    model.add([event(n, n) for n in range(1, 20_001)])
    model.set_words("M2")
    model.set_words("id:7 or M20000")
    model.set_words("M20000")
    assert shown(model) == [20_000]


def test_ages_are_asked_as_numbers_and_words_are_not_looked_for_in_them(
    tracked: TrackedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = objects(3)
    for row, born in zip(rows, (100.0, 150.0, 190.0), strict=True):
        row.born = born
    monkeypatch.setattr("msginspector.gui.models.tracked.now", lambda: 200.0)
    tracked.merge(rows)
    tracked.set_words("age>=50")
    assert shown(tracked) == [1, 2]
    tracked.set_words("min")
    assert shown(tracked) == []
    column = next(column for column in tracked.columns if column.key == "age")
    assert [column.text(row) for row in rows] == ["1 min", "50 s", "10 s"]
    rows[0].ended = 100.02
    assert column.text(rows[0]) == "20 ms"


def test_what_is_there_sorts_after_what_is_gone_and_by_its_age(tracked: TrackedModel) -> None:
    rows = objects(4)
    for row, born in zip(rows, (100.0, 150.0, 190.0, 195.0), strict=True):
        row.born = born
    rows[0].ended, rows[2].ended = 130.0, 191.0
    column = next(column for column in tracked.columns if column.key == "age")
    assert column.sort is not None
    assert [row.id for row in sorted(rows, key=column.sort)] == [3, 1, 4, 2]

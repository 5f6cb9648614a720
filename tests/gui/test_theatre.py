"""The teardown as a theatre: its speeds, why it is whose turn, faults, replay, saved reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from msginspector.gui.main_window import MainWindow


@pytest.fixture
def busy(opened, node_at) -> MainWindow:
    """A window with two messages, an attachment opened twice and a table."""
    window = opened("nested-three-deep.msg", "attachments.msg")
    for kind, path in (("recipient_table", "/recipients"), ("attachment", "/attachments/0")):
        window.tree_dock.select(node_at(kind, path))
    window.actions_["open-again"].trigger()
    window.tree_dock.select(node_at("message", "/"))
    return window


def note(window: MainWindow) -> str:
    label = window.tracked_dock.note
    return label.full_text() if label.isVisible() else ""


def states(window: MainWindow) -> list[str]:
    return [row.state for row in window.tracked_dock.model.rows]


def close_all(window: MainWindow) -> None:
    window.actions_["close-session"].trigger()
    window.closing.finish()


def test_step_by_step_nothing_closes_until_somebody_asks(busy, qtbot) -> None:
    busy.actions_["speed-step"].trigger()
    busy.actions_["close-session"].trigger()
    teardown = busy.closing.teardown
    assert not teardown.running
    qtbot.wait(100)
    assert teardown.done == 0
    QTest.keyClick(busy, Qt.Key.Key_F8)
    assert teardown.done == 1
    assert states(busy).count("closed") == 1


def test_slowly_it_goes_one_by_one_and_can_be_hurried(busy, qtbot) -> None:
    busy.actions_["speed-slow"].trigger()
    busy.actions_["close-session"].trigger()
    teardown = busy.closing.teardown
    assert teardown.running
    qtbot.waitUntil(lambda: teardown.done == 1, timeout=5000)
    busy.actions_["speed-full"].trigger()
    qtbot.waitUntil(lambda: busy.closing.teardown is None, timeout=5000)
    assert set(states(busy)) == {"closed"}


def test_the_speed_is_remembered_and_marked(window) -> None:
    window.actions_["speed-slow"].trigger()
    assert window.settings.text("speed") == "slow"
    marked = [name for name in ("full", "slow", "step")
              if window.actions_[f"speed-{name}"].isChecked()]  # fmt: skip
    assert marked == ["slow"]


def test_the_object_that_is_next_is_named_with_the_reason(busy) -> None:
    busy.actions_["speed-step"].trigger()
    busy.actions_["close-session"].trigger()
    assert note(busy).startswith("Next: The ")
    said = [note(busy)]
    while busy.closing.teardown is not None:
        busy.actions_["teardown-step"].trigger()
        said.append(note(busy))
    assert any("Nothing was opened from it, and it is the youngest" in one for one in said)
    assert any("2 references are still out" in one for one in said)
    assert "the session goes last" in said[-2]
    assert said[-1] == ""


def test_closing_can_be_made_to_fail_and_goes_on(busy, node_at) -> None:
    node = node_at("attachment", "/attachments/0")
    busy.tree_dock.select(node)
    busy.actions_["fail-closing"].trigger()
    assert "will fail" in busy.status.currentMessage()
    close_all(busy)
    faults = [step.label for step in busy.bench.sessions[0].report.faults]
    assert faults == [node.label]
    assert set(states(busy)) == {"closed"}


def test_making_it_fail_is_not_offered_for_what_is_closed(busy) -> None:
    close_all(busy)
    assert not busy.actions_["fail-closing"].isEnabled()


# -- replay --------------------------------------------------------------------------------------


@pytest.fixture
def replayed(busy) -> MainWindow:
    close_all(busy)
    busy.actions_["replay"].trigger()
    busy.actions_["teardown-pause"].trigger()
    busy.stage.replaying.go(0)
    return busy


def test_a_replay_begins_with_nothing_opened(replayed) -> None:
    assert set(states(replayed)) == {"listed"}
    assert note(replayed) == "Nothing has been opened yet."
    model = replayed.tracked_dock.model
    ages = [model.index(row, model.column("age")).data() for row in range(model.rowCount())]
    assert set(ages) == {""}


def test_it_goes_forwards_and_backwards_by_keys(replayed) -> None:
    for _ in range(3):
        QTest.keyClick(replayed, Qt.Key.Key_F8)
    assert states(replayed)[:3] == ["open", "open", "open"]
    QTest.keyClick(replayed, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert states(replayed)[:3] == ["open", "open", "listed"]
    QTest.keyClick(replayed, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    assert set(states(replayed)) == {"closed"}
    QTest.keyClick(replayed, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert set(states(replayed)) == {"listed"}


def test_it_shows_the_same_steps_as_the_events(replayed) -> None:
    replaying = replayed.stage.replaying
    events = [event for event in replayed.bench.workspace.log.events() if event.session == 1]
    for event in events:
        replayed.actions_["teardown-step"].trigger()
        assert replaying.recording.event == event
        row = next(row for row in replayed.tracked_dock.model.rows if row.id == event.id)
        assert (row.state, row.references) == (event.state, event.references)


def test_the_slider_goes_anywhere(replayed) -> None:
    bar = replayed.stage.replaying._bar
    bar.slider.setValue(bar.slider.maximum())
    assert set(states(replayed)) == {"closed"}
    bar.slider.setValue(1)
    assert states(replayed).count("open") == 1


def test_it_plays_by_itself_and_stops_at_the_end(replayed, qtbot) -> None:
    replaying = replayed.stage.replaying
    replaying.go(len(replaying.recording) - 1)
    replayed.actions_["teardown-pause"].trigger()
    qtbot.waitUntil(lambda: replaying.recording.position == len(replaying.recording), timeout=5000)
    qtbot.waitUntil(lambda: not replaying.playing, timeout=5000)


def test_its_end_shows_everything_as_it_is(replayed, samples: Path) -> None:
    replayed.open_paths([str(samples / "task.msg")])
    replayed.bench.runner.drain()
    replayed.bench.ledger.flush()
    assert set(states(replayed)) == {"listed"}
    replayed.actions_["teardown-finish"].trigger()
    assert states(replayed) == [row.state for row in replayed.bench.ledger.rows.values()]
    assert "open" in states(replayed)
    seen = [event.seq for event in replayed.story_dock.view("events").model.rows]
    assert seen == list(range(1, len(seen) + 1))
    assert not replayed.stage.replaying._bar.isVisible()
    assert note(replayed) == ""


def test_taking_the_session_off_ends_its_replay(replayed) -> None:
    replayed.actions_["remove"].trigger()
    assert replayed.stage.replaying.recording is None


def test_closing_another_session_ends_a_replay(replayed, samples: Path) -> None:
    replayed.actions_["new-session"].trigger()
    replayed.actions_["close-session"].trigger()
    assert replayed.stage.replaying.recording is None
    replayed.closing.finish()


# -- the report ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.html", "a.json", "a.txt"])
def test_the_report_is_saved_as_a_new_file(busy, monkeypatch, tmp_path: Path, name: str) -> None:
    close_all(busy)
    target = tmp_path / "out" / name
    target.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    busy.actions_["save-report"].trigger()
    text = target.read_text(encoding="utf-8")
    assert "Session 1" in text
    if name.endswith("json"):
        steps = json.loads(text)["sessions"][0]["report"]["steps"]
        assert len(steps) == len(busy.bench.sessions[0].report.steps)
    before = target.read_bytes()
    busy.actions_["save-report"].trigger()
    assert target.read_bytes() == before
    assert busy.message_bar.headline() == "The report was not saved"
    assert "Choose another name." in busy.message_bar.explanation()


def test_a_report_whose_name_has_no_ending_is_of_the_kind_that_was_chosen(
    busy, monkeypatch, tmp_path: Path
) -> None:
    close_all(busy)
    chosen = (str(tmp_path / "monday"), "JSON (*.json)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: chosen)
    busy.actions_["save-report"].trigger()
    assert json.loads((tmp_path / "monday.json").read_text(encoding="utf-8"))


def test_a_fault_is_told_in_words_where_a_column_is_narrow(busy, node_at) -> None:
    node = node_at("attachment", "/attachments/0")
    busy.tree_dock.select(node)
    busy.actions_["fail-closing"].trigger()
    close_all(busy)
    model = busy.tracked_dock.model
    row = next(row for row in model.rows if row.failed)
    column = model.columns[model.column("state")]
    assert column.text(row) == "closed, failed"
    assert column.short(row) == "failed"

"""Lessons in the window: experiments and own scripts, played line by line on real sessions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from msginspector.gui.main_window import MainWindow
from msginspector.gui.stage.lessons import Lessons
from msginspector.gui.stage.words import Words
from msginspector.stage.script import experiments, summary


@pytest.fixture
def lessons(window: MainWindow) -> Lessons:
    window.actions_["lessons"].trigger()
    return window.stage.lessons


def choose(lessons: Lessons, name: str) -> None:
    names = [script.name for script in experiments()]
    lessons.dock.scripts.setCurrentRow(names.index(name))
    QTest.keyClick(lessons.dock.scripts, Qt.Key.Key_Return)


def play(window: MainWindow, lines: int = 100) -> None:
    for _ in range(lines):
        window.actions_["lesson-next"].trigger()
    window.bench.ledger.flush()


def words(lessons: Lessons) -> str:
    QApplication.processEvents()  # new labels are shown by the event loop
    labels = lessons.dock.lines.findChildren(Words)
    return "\n".join(label.words for label in labels if label.isVisible())


def test_every_experiment_is_offered_by_its_title_and_one_sentence(window, lessons) -> None:
    rows = lessons.dock.scripts.rows()
    assert [(row.title, row.words) for row in rows] == [
        (one.title, summary(one)) for one in experiments()
    ]
    assert lessons.dock.isVisible()
    assert lessons.dock.scripts.hasFocus()


@pytest.mark.parametrize("name", [script.name for script in experiments()])
def test_every_experiment_ends_as_it_says(window, lessons, name: str) -> None:
    choose(lessons, name)
    play(window)
    assert lessons.player.over
    assert lessons.dock.said()[1] == "It ended as it says."
    assert "not as expected" not in words(lessons)


def test_what_a_line_opens_is_in_tree_table_and_log(window, lessons) -> None:
    choose(lessons, "use-after-close")
    play(window, 3)
    (session,) = window.bench.tree.sessions()
    assert [child.label for child in session.children] == ["Papers for delivery 20417"]
    assert [row.kind for row in window.tracked_dock.model.rows] == [
        "session", "storage", "message", "attachment",
    ]  # fmt: skip
    events = window.story_dock.view("events").model.rows
    told = [event for outcome in lessons.player.outcomes for event in outcome.events]
    assert list(events) == told


def test_the_next_line_is_marked_and_played_by_the_space_key(window, lessons) -> None:
    choose(lessons, "open-twice")
    marked = [card for card in lessons.dock.lines.cards() if card.state == "next"]
    assert [card.line.text for card in marked] == ["open session S"]
    QTest.keyClick(lessons.dock.lines, Qt.Key.Key_Space)
    assert lessons.player.position == 1
    assert "opened session S, 1 reference" in words(lessons)
    assert "S = workspace.open_session()" in words(lessons)


def test_an_error_is_shown_with_its_name_and_in_words(window, lessons) -> None:
    choose(lessons, "use-after-close")
    play(window)
    assert "MAPI_E_INVALID_OBJECT (0x80040108)" in words(lessons)
    assert "by step 1 of closing Session 1" in words(lessons)
    assert "as expected: error MAPI_E_INVALID_OBJECT" in words(lessons)


def test_a_class_is_asked_before_a_line_is_played(window, lessons) -> None:
    choose(lessons, "release-to-zero")
    window.actions_["lesson-ask"].trigger()
    window.actions_["lesson-next"].trigger()
    assert lessons.player.position == 0
    assert lessons.dock.said()[0] == "What will be opened, and with how many references?"
    window.actions_["lesson-next"].trigger()
    assert lessons.player.position == 1
    assert lessons.dock.said()[0] == ""


def test_it_plays_by_itself_and_can_be_held(window, lessons, qtbot) -> None:
    choose(lessons, "session-flags")
    lessons.pace = 0
    window.actions_["lesson-play"].trigger()
    assert window.actions_["lesson-play"].isChecked()
    qtbot.waitUntil(lambda: lessons.player.over, timeout=5000)
    assert not lessons.playing


def test_the_calls_are_shown_in_c_too_or_not_at_all(window, lessons) -> None:
    choose(lessons, "use-after-close")
    play(window, 2)
    lessons.dock.choose_language("c")
    assert "OpenIMsgSession(MAPIGetDefaultMalloc(), 0, &S);" in words(lessons)
    lessons.dock.choose_language("none")
    assert "OpenIMsgSession(" not in words(lessons)
    assert "open_session" not in words(lessons)


def test_restarting_closes_what_was_open_and_begins_anew(window, lessons) -> None:
    choose(lessons, "open-twice")
    play(window, 4)
    (first,) = window.bench.sessions
    window.actions_["lesson-restart"].trigger()
    assert lessons.player.position == 0
    assert first.closed
    assert window.bench.tree.sessions() == ()
    assert window.bench.ledger.rows == {}
    assert "opened session" not in words(lessons)
    assert [card.state for card in lessons.dock.lines.cards()][:2] == ["next", "coming"]
    play(window)
    assert lessons.player.failures == 0
    assert [session.closed for session in window.bench.sessions] == [True]


def test_restarting_leaves_a_session_alone_that_somebody_opened_something_else_in(
    window, lessons, samples: Path
) -> None:
    choose(lessons, "open-twice")
    play(window, 2)
    window.open_paths([str(samples / "task.msg")])
    window.bench.runner.drain()
    window.actions_["lesson-restart"].trigger()
    (session,) = window.bench.sessions
    assert session
    assert len(window.bench.tree.messages(session.id)) == 2


def test_the_copied_program_runs_and_says_what_the_window_said(
    window, lessons, tmp_path: Path, root: Path
) -> None:
    choose(lessons, "callback-frees-the-storage")
    play(window)
    window.actions_["lesson-copy"].trigger()
    program = tmp_path / "pasted.py"
    program.write_text(QGuiApplication.clipboard().text(), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, encoding="utf-8", timeout=60,
        check=False, env={"PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    said = [line for outcome in lessons.player.outcomes for line in outcome.said]
    assert done.stdout.splitlines() == said


def test_a_dropped_script_is_shown_and_messages_beside_it_are_opened(
    window, samples: Path, tmp_path: Path
) -> None:
    script = tmp_path / "Mine.Script"
    script.write_text("# My lesson\n\nopen session S\nclose S\n", encoding="utf-8")
    window.drop_zone.dropped.emit([str(script), str(samples / "task.msg")])
    window.bench.runner.drain()
    assert window.stage.lessons.player.script.title == "My lesson"
    assert window.bench.ledger.open_messages == 1


def test_all_mistakes_of_a_script_are_told_in_its_place(window, tmp_path: Path) -> None:
    script = tmp_path / "bad.script"
    script.write_text("open sesion S\nfly\n", encoding="utf-8")
    window.open_paths([str(script)])
    dock = window.stage.lessons.dock
    assert dock.shows_mistakes
    first, second = dock.mistakes.rows()
    assert (first.front, first.words) == ("line 1, column 6", "Did you mean “session”?")
    assert second.front == "line 2, column 1"
    assert window.message_bar.number == 0
    script.write_text("open session S\n", encoding="utf-8")
    dock.again.trigger()
    assert dock.shows_lesson
    assert window.stage.lessons.player.script.name == "bad"


def test_a_script_that_is_not_there_is_a_problem_and_changes_nothing(window, tmp_path) -> None:
    window.open_paths([str(tmp_path / "none.script")])
    assert window.message_bar.number == 1
    assert window.stage.lessons.player is None


def test_leaving_a_script_goes_back_to_the_list(window, lessons) -> None:
    choose(lessons, "open-twice")
    play(window, 2)
    lessons.dock.back.trigger()
    assert lessons.player is None
    assert not window.actions_["lesson-next"].isEnabled()
    assert not lessons.dock.shows_lesson


def test_the_session_of_a_script_is_closed_and_replayed_like_any_other(window, lessons) -> None:
    choose(lessons, "open-twice")
    play(window, 4)
    window.actions_["close-session"].trigger()
    window.closing.finish()
    window.actions_["replay"].trigger()
    assert window.stage.replaying.recording is not None
    play(window)
    assert lessons.player.over
    assert lessons.player.failures > 0


def test_larger_text_reaches_the_lines(window, lessons) -> None:
    choose(lessons, "open-twice")
    before = lessons.dock.lines.cards()[0]._text.font().pixelSize()
    for _ in range(3):
        window.actions_["text-larger"].trigger()
    assert lessons.dock.lines.cards()[0]._text.font().pixelSize() > before


def test_a_long_script_shows_the_lines_around_the_next_one(window, tmp_path: Path) -> None:
    script = tmp_path / "long.script"
    script.write_text("open session S\n" + "expect S open\n" * 5000, encoding="utf-8")
    window.open_paths([str(script)])
    play(window, 120)
    lessons = window.stage.lessons
    assert len(lessons.dock.lines.cards()) <= 100
    assert lessons.player.position == 120


def test_a_message_without_a_session_stands_under_no_session_and_can_be_leaked(
    window, lessons
) -> None:
    choose(lessons, "forgotten-without-a-session")
    play(window, 2)
    (top,) = window.bench.tree.sessions()
    assert top.label == "No session"
    (message,) = top.children
    assert window.node is message
    window.bench.tree.list_children(message)
    assert [child.label for child in message.children][:2] == ["Recipients", "Attachments"]
    assert "opened without a session" in window.page.note.text()
    play(window)
    assert lessons.player.failures == 0
    assert len(window.bench.workspace.leaks()) == 1
    window.tree_dock.select(message.children[0])  # nothing is opened, nothing is refused
    window.tree_dock.select(message)
    assert window.message_bar.number == 0


def test_the_tree_follows_what_a_line_is_about_and_opens_nothing_again(window, lessons) -> None:
    choose(lessons, "release-to-zero")
    seen = []
    while not lessons.player.over:
        play(window, 1)
        seen.append((lessons.player.outcomes[-1].line.form, window.node and window.node.label))
    told = [event for outcome in lessons.player.outcomes for event in outcome.events]
    assert list(window.bench.workspace.log.events()) == told
    assert seen[0] == ("session", "Session 1")
    assert seen[1] == ("file", "FW: FW: Invoice 7731 was paid twice")
    assert window.message_bar.number == 0


def test_space_and_return_play_on_wherever_they_mean_nothing_else(window, lessons) -> None:
    choose(lessons, "open-twice")
    assert lessons.dock.lines.hasFocus()
    QTest.keyClick(lessons.dock.lines, Qt.Key.Key_Return)
    assert lessons.player.position == 1
    window.tree_dock.filter.setFocus()
    QTest.keyClicks(window.tree_dock.filter, "a b")
    assert window.tree_dock.filter.text() == "a b"
    assert lessons.player.position == 1
    window.tree_dock.filter.clear()
    ask = next(b for b in lessons.dock.findChildren(QToolButton) if "Ask" in b.accessibleName())
    QTest.keyClick(ask, Qt.Key.Key_Space)  # a button does what it says
    assert lessons.asks
    assert lessons.player.position == 1


def test_a_key_that_is_held_down_does_not_run_through_the_lesson(window, lessons) -> None:
    choose(lessons, "open-twice")
    kinds = QEvent.Type
    for _ in range(5):
        press = QKeyEvent(kinds.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ",
                          True)  # fmt: skip
        QApplication.sendEvent(lessons.dock.lines, press)
    assert lessons.player.position == 0


def test_after_the_last_line_a_key_too_many_does_nothing(window, lessons) -> None:
    choose(lessons, "session-flags")
    for _ in range(100):
        focus = QApplication.focusWidget()
        QTest.keyClick(focus, Qt.Key.Key_Space)
    assert lessons.player.over
    assert lessons.player.script.name == "session-flags"
    assert lessons.dock.said()[1] == "It ended as it says."


def test_a_question_comes_before_what_gives_its_answer_away(window, lessons) -> None:
    choose(lessons, "callback-frees-the-storage")
    window.actions_["lesson-ask"].trigger()
    while lessons.player.coming.text != "release paper":
        play(window, 1)
    shown = words(lessons)
    assert "expect paper released" not in shown  # what comes later would tell
    assert "release paper" in shown
    assert "4 more lines" in shown or "3 more lines" in shown
    window.actions_["lesson-ask"].trigger()
    assert "expect paper released" in words(lessons)


def test_an_expectation_that_does_not_hold_is_seen_and_counted(window, tmp_path: Path) -> None:
    script = tmp_path / "wrong.script"
    script.write_text("open session S\nexpect S closed\n", encoding="utf-8")
    window.open_paths([str(script)])
    play(window)
    lessons = window.stage.lessons
    assert "not as expected: S is open; the script expects: S is closed" in words(lessons)
    assert lessons.dock.said()[1] == "One expectation did not hold."


def test_one_experiment_leads_to_the_next_one(window, lessons) -> None:
    every = experiments()
    choose(lessons, every[0].name)
    play(window)
    lessons.dock.another.trigger()
    assert lessons.player.script.name == every[1].name
    choose(lessons, every[0].name)
    lessons.start(every[-1], Path())
    assert not lessons.dock.another.isVisible()


def test_own_scripts_are_remembered_and_offered_again(window, tmp_path: Path) -> None:
    script = tmp_path / "mine.script"
    script.write_text("open session S\n", encoding="utf-8")
    window.open_paths([str(script)])
    window.actions_["lessons"].trigger()
    heading, row = window.stage.lessons.dock.scripts.rows()[-2:]
    assert heading.title == "Your scripts"
    assert (row.title, row.words) == ("mine.script", str(tmp_path))
    window.stage.lessons.dock.scripts.chosen.emit(row.value)
    assert window.stage.lessons.player.script.name == "mine"


def test_a_script_is_played_as_its_file_is_now(window, tmp_path: Path) -> None:
    script = tmp_path / "mine.script"
    script.write_text("open session S\n", encoding="utf-8")
    window.open_paths([str(script)])
    play(window)
    script.write_text("# Better\n\nopen session S\nclose S\n", encoding="utf-8")
    window.actions_["lesson-restart"].trigger()
    assert window.stage.lessons.player.script.title == "Better"


def test_a_drag_of_a_script_says_that_it_will_be_played(window, tmp_path: Path) -> None:
    script = tmp_path / "mine.script"
    script.write_text("open session S\n", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(script))])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(window, enter)
    assert window.drop_zone.hint._text == "Drop to play this script"


def test_closing_thousands_in_one_line_shows_few_rows(window, samples: Path, tmp_path) -> None:
    script = tmp_path / "many.script"
    lines = ["open session S", *(f"open file m{n} plain-mail.msg in S" for n in range(60))]
    script.write_text("\n".join([*lines, "close S"]), encoding="utf-8")
    window.open_paths([str(script)])
    play(window, 62)
    (card,) = [c for c in window.stage.lessons.dock.lines.cards() if c.line.form == "close"]
    assert len(card.rows()) == 24
    assert "… and 97 more" in words(window.stage.lessons)


def test_a_line_ends_the_replay_that_is_on(window, lessons) -> None:
    choose(lessons, "open-twice")
    play(window)
    window.tree_dock.select(window.bench.tree.sessions()[0])
    window.actions_["replay"].trigger()
    choose_again = experiments()[0]
    lessons.start(choose_again, Path())
    play(window, 1)
    assert window.stage.replaying.recording is None


def test_a_session_that_is_closing_step_by_step_is_closed_by_the_script(window, lessons) -> None:
    choose(lessons, "use-after-close")
    play(window, 4)
    window.actions_["speed-step"].trigger()
    window.actions_["close-session"].trigger()
    window.actions_["teardown-step"].trigger()
    play(window)
    window.actions_["teardown-finish"].trigger()
    assert lessons.player.over
    assert window.closing.teardown is None
    assert all(session.closed for session in window.bench.sessions)

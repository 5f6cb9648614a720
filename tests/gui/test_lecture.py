"""Lecture mode: large words, captions, keys; and the window as it was after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QToolBar

from msginspector.gui.main_window import MainWindow
from msginspector.gui.settings import Settings


def toggle(window: MainWindow) -> None:
    window.actions_["lecture"].trigger()


def said(window: MainWindow) -> tuple[str, str, str]:
    return window.stage.lecture.bar.said()


def test_it_makes_words_large_and_hides_what_a_class_does_not_need(opened) -> None:
    window = opened("attachments.msg")
    toolbar = window.findChild(QToolBar, "toolbar")
    toggle(window)
    assert window.theme.type.percent == 150
    assert not toolbar.isVisible()
    assert not window.status.isVisible()
    assert window.tree_dock.isVisible()
    assert window.tracked_dock.isVisible()
    assert window.stage.lecture.bar.isVisible()


def test_leaving_it_puts_everything_back(opened, qtbot) -> None:
    window = opened("attachments.msg")
    window.tracked_dock.hide()
    size = window.size()
    toggle(window)
    toggle(window)
    assert window.theme.type.percent == 100
    assert window.findChild(QToolBar, "toolbar").isVisible()
    assert window.status.isVisible()
    assert not window.tracked_dock.isVisible()
    assert not window.stage.lecture.bar.isVisible()
    assert window.size() == size


@pytest.mark.parametrize("known", [False, True])
def test_a_lesson_that_came_meanwhile_stays_and_goes_to_its_place(window, known: bool) -> None:
    window.resize(1440, 800)
    if known:
        window.stage.lessons.open(0)
        window.stage.lessons.dock.hide()
    toggle(window)
    lessons = window.stage.lessons
    lessons.open(0)
    toggle(window)
    assert lessons.dock.isVisible()
    assert lessons.dock.x() > window.centralWidget().x()
    assert window.tabifiedDockWidgets(lessons.dock) == []


def test_in_a_narrow_window_such_a_lesson_shares_the_place_of_the_tree(window) -> None:
    window.resize(800, 600)
    toggle(window)
    window.stage.lessons.open(0)
    toggle(window)
    assert window.tabifiedDockWidgets(window.tree_dock) == [window.stage.lessons.dock]


def test_a_lesson_that_was_there_before_stays_where_it_was(window) -> None:
    window.resize(1440, 800)
    dock = window.stage.lessons.dock
    window.stage.lessons.open(0)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    toggle(window)
    toggle(window)
    assert dock.isVisible()
    assert window.dockWidgetArea(dock) == Qt.DockWidgetArea.LeftDockWidgetArea


def test_words_that_are_larger_already_stay_as_they_are(window) -> None:
    for _ in range(5):
        window.actions_["text-larger"].trigger()
    before = window.theme.type.percent
    assert before > 150
    toggle(window)
    assert window.theme.type.percent == before


def test_the_window_keeps_its_size(window) -> None:
    window.resize(1024, 700)
    toggle(window)
    assert (window.width(), window.height()) == (1024, 700)


def test_what_happens_is_said(opened, node_at) -> None:
    window = opened("attachments.msg")
    toggle(window)
    window.tree_dock.select(node_at("attachment", "/attachments/0"))
    window.actions_["open-again"].trigger()
    happened, means, call = said(window)
    assert "was opened again: it has 2 references now." in happened
    assert "given back" in means
    assert call == "IUnknown::AddRef()"


def test_the_keys_that_work_now_are_told(opened, node_at) -> None:
    window = opened("attachments.msg")
    toggle(window)
    window.tree_dock.select(node_at("attachment", "/attachments/0"))
    keys = window.stage.lecture.bar.keys.said()
    assert "Ctrl+W: Close session" in keys
    assert any(key.endswith("Release (−1)") for key in keys)
    assert not any(key.startswith("F8") for key in keys)
    window.actions_["close-session"].trigger()
    assert "F8: Step" in window.stage.lecture.bar.keys.said()
    window.closing.finish()
    assert "F8: Step" not in window.stage.lecture.bar.keys.said()


def test_nothing_of_it_is_remembered(window, qtbot, theme, tmp_path: Path) -> None:
    toggle(window)
    window.close()
    kept = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    assert kept.number("type/percent") == 100
    assert theme.type.percent == 100
    assert window.findChild(QToolBar, "toolbar").isVisibleTo(window)

"""A lesson can be read: nothing is cut off, in any size; keys and marks are seen and said."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolButton, QWidget

from msginspector.gui import theme as sizes
from msginspector.gui.layout import SIZE
from msginspector.gui.main_window import MainWindow
from msginspector.gui.stage.words import BREAK, Words, breakable
from msginspector.gui.theme import SCHEMES, Type
from tests.gui.test_focus_is_seen import picture
from tests.gui.test_nothing_is_clipped import clipped_widgets

# Longest names and errors of all experiments.
LESSONS = ("use-after-close", "write-only-storage", "fault-while-closing")


def settle() -> None:
    for _ in range(4):  # words are broken once their width is known, which changes heights
        QApplication.processEvents()


def lesson(window: MainWindow, name: str, lines: int = 100) -> QWidget:
    lessons = window.stage.lessons
    lessons.show_list()
    names = [script.name for script in lessons._known()]
    lessons.open(names.index(name))
    for _ in range(lines):
        window.actions_["lesson-next"].trigger()
    window.bench.ledger.flush()
    settle()
    return lessons.dock


def cut_off(dock: QWidget) -> list[str]:
    """Words and buttons that are higher or wider than their place."""
    found = []
    for label in dock.findChildren(Words):
        if label.isVisible():
            room = label.contentsRect()
            flags = int(Qt.TextFlag.TextWordWrap)
            needed = label.fontMetrics().boundingRect(0, 0, room.width(), 100_000, flags,
                                                      label.text())  # fmt: skip
            if needed.width() > room.width() + 1 or needed.height() > room.height() + 1:
                found.append(label.words)
    for button in dock.findChildren(QAbstractButton):
        shown = not isinstance(button, QToolButton) or button.toolButtonStyle() != _ICON_ONLY
        if button.isVisible() and shown and button.sizeHint().width() > button.width():
            found.append(button.text())
    return found


_ICON_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly


@pytest.mark.parametrize("scheme", ["light", "contrast-dark"])
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_cuts_nothing_off(window, name: str, scheme: str) -> None:
    window.theme.choose(scheme)
    window.resize(SIZE)
    dock = lesson(window, name)
    assert cut_off(dock) == []
    assert clipped_widgets(dock) == []


@pytest.mark.parametrize(
    ("percent", "size"),
    [(100, QSize(640, 480)), (200, QSize(1024, 700)), (300, QSize(1280, 800))],
)
def test_in_narrow_windows_and_large_words_a_lesson_cuts_nothing_off(window, percent, size) -> None:
    window.resize(size)
    window.theme.set_type(Type(percent))
    try:
        dock = lesson(window, "use-after-close")
        assert cut_off(dock) == []
        assert window.width() == size.width()  # the dock takes the place of the tree where need be
        window.stage.lessons.show_list()
        settle()
        assert cut_off(dock) == []
    finally:
        window.theme.set_type(Type(100))


def test_what_a_line_did_is_read_from_its_beginning_where_not_all_of_it_fits(window) -> None:
    window.resize(640, 400)
    window.theme.set_type(Type(150))
    try:
        lines = lesson(window, "callback-raises", 5).lines
        played = next(card for card in lines.cards() if card.line.text == "close S")
        assert played.height() > lines.viewport().height()
        assert played.mapTo(lines.viewport(), QPoint(0, 0)).y() == 0
    finally:
        window.theme.set_type(Type(100))


def test_a_name_that_is_wider_than_its_place_goes_on_in_the_next_row(qapp) -> None:
    metrics = QFontMetrics(sizes.text_font())
    width = metrics.horizontalAdvance("MAPI_E_INVALID")
    shown = breakable("error MAPI_E_INVALID_OBJECT", metrics, width)
    assert shown.replace(BREAK, "") == "error MAPI_E_INVALID_OBJECT"
    pieces = shown.replace(" ", BREAK).split(BREAK)
    assert all(metrics.horizontalAdvance(piece) <= width for piece in pieces)
    assert breakable("short words", metrics, 1000) == "short words"
    assert BREAK in breakable("W" * 50, metrics, width)


def test_everything_of_a_lesson_says_what_it_is(window) -> None:
    dock = lesson(window, "use-after-close", 5)
    nameless = [
        widget for widget in dock.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]  # fmt: skip
    assert nameless == []
    here = next(card for card in window.stage.lessons.dock.lines.cards() if card.state == "next")
    assert here.accessibleName() == "expect paper closed, next"
    closed = next(c for c in window.stage.lessons.dock.lines.cards() if c.line.form == "close")
    assert closed.accessibleName() == "close S, played"
    assert "closed session S" in closed.accessibleDescription()


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_who_uses_the_keyboard_sees_that_the_lesson_has_it(window, scheme: str) -> None:
    window.theme.choose(scheme)
    window.resize(SIZE)
    lesson(window, "use-after-close", 3)
    dock = window.stage.lessons.dock
    for widget in (dock.lines, dock.scripts):
        if widget is dock.scripts:
            window.stage.lessons.show_list()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        with_keyboard = picture(widget)
        window.tree_dock.view.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        assert picture(widget) != with_keyboard


def test_what_happened_has_its_mark_by_shape_and_words(window) -> None:
    dock = lesson(window, "fault-while-closing")
    rows = [row for card in dock.lines.cards() for row in card.rows()]
    assert {row.row.mark for row in rows} >= {"open", "closed", "failed", "met"}
    pictures = {}
    for row in rows:
        dock.lines.ensureWidgetVisible(row)
        settle()
        side = sizes.scaled(22)
        pictures[row.row.mark] = row.grab().toImage().copy(0, 0, side, side)
    marks = ("open", "closed", "failed", "met")
    assert len({pictures[mark].bits().tobytes() for mark in marks}) == len(marks)


def test_the_tabulator_goes_through_a_lesson(window) -> None:
    lesson(window, "use-after-close", 3)
    dock = window.stage.lessons.dock
    dock.lines.setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _ in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is dock.lines:
            break
    assert dock.foot.next in seen
    assert window.tree_dock.view in seen
    assert QApplication.focusWidget() is dock.lines


def test_the_dock_is_hidden_and_comes_back_with_its_lesson(window) -> None:
    lesson(window, "use-after-close", 3)
    dock = window.stage.lessons.dock
    dock.hide()
    window.actions_["lesson-next"].trigger()
    assert window.stage.lessons.player.position == 4
    assert not dock.isVisible()  # whoever hid it plays on without it


def test_labels_of_a_lesson_are_plain_text(window) -> None:
    dock = lesson(window, "use-after-close")
    rich = [
        label.text() for label in dock.findChildren(QLabel)
        if label.text() and label.textFormat() != Qt.TextFormat.PlainText
    ]  # fmt: skip
    assert rich == []

"""Find in a text: a line, how many places there are, the next and the previous one.

All places are looked for in slices; the text is searched as it is shown. Case does not count.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from msginspector.gui import icons, texts
from msginspector.gui.views.chrome import flat_button
from msginspector.gui.views.filter_line import FilterLine
from msginspector.gui.workers import SliceRunner, Work

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme

MOST: Final = 10_000
MARKED: Final = 500
WINDOW: Final = 1 << 16
"""Characters that are searched in one step."""

View = QPlainTextEdit | QTextBrowser
_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")


class FindBar(QWidget):
    """Hidden until somebody looks for something; Escape hides it again."""

    closed = Signal()

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("byte-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = colors
        self._view: View | None = None
        self._places: list[int] = []
        self._length = 0
        self._more = False
        self.runner = SliceRunner(self)
        self.line: QLineEdit = FilterLine(self.tr("Find in the body"), self.tr("Find"), self)
        self.count = QLabel(self)
        self.count.setObjectName("dim")
        self.previous = self._action("up", self.tr("Previous place"), lambda: self.go(-1))
        self.next = self._action("down", self.tr("Next place"), lambda: self.go(1))
        self.close_action = self._action("close", self.tr("Close"), self.leave)
        self.buttons = [flat_button(self, one) for one in self._actions()]
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(6)
        row.addWidget(self.line, 1)
        row.addWidget(self.count)
        for button in self.buttons:
            row.addWidget(button)
        self.line.textChanged.connect(self.search)
        colors.changed.connect(self._dress)
        self._dress()
        self.hide()

    # -- what others ask --------------------------------------------------------------------------

    @property
    def places(self) -> list[int]:
        """Where the words stand, in the positions of the document."""
        return self._places

    def look_in(self, view: View) -> None:
        """Search this view from now on."""
        if self._view is not None and self._view is not view:
            self._view.setExtraSelections([])
        self._view = view
        self.search()

    def open(self) -> None:
        """Show it with the keyboard in its line; what is selected is what is looked for."""
        view = self._view
        chosen = "" if view is None else view.textCursor().selectedText()
        self.show()
        if chosen and "\u2029" not in chosen and len(chosen) < 200:
            self.line.setText(chosen)
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()
        self.search()

    def leave(self) -> None:
        """Hide it; what was found stays selected."""
        self.hide()
        self.forget()
        self.closed.emit()

    def forget(self) -> None:
        """Nothing is found any more; what was looked for stays in the line."""
        self.runner.cancel()
        self._places = []
        if self._view is not None:
            self._view.setExtraSelections([])
        self._say()

    def search(self) -> None:
        """Look for the words anew, from the beginning."""
        self.forget()
        word = self.line.text()
        if self._view is None or not word or self.isHidden():
            return
        self.runner.add(self._search(self._view.document().toPlainText(), word))
        self.runner.run_slice()

    def go(self, step: int) -> None:
        """Select the next place, or the previous one; behind the last one comes the first."""
        if not self._places or self._view is None:
            return
        cursor = self._view.textCursor()
        here = cursor.selectionStart()
        number = bisect_left(self._places, here)
        on_one = number < len(self._places) and self._places[number] == here
        if step > 0:
            number += on_one and cursor.hasSelection()
        else:
            number -= 1
        self._select(number % len(self._places))

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard."""
        return (self.line, *self.buttons)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.go(-1 if back else 1)
        else:
            super().keyPressEvent(event)

    # -- inside -----------------------------------------------------------------------------------

    def _search(self, text: str, word: str) -> Work:
        pattern = re.compile(re.escape(word), re.IGNORECASE)
        astral = [found.start() for found in _ASTRAL.finditer(text)]
        self._length = len(word.encode("utf-16-le")) // 2
        found: list[int] = []
        place = 0
        while place < len(text) and len(found) <= MOST:
            end = min(len(text), place + WINDOW)
            for match in pattern.finditer(text, place, min(len(text), end + len(word) - 1)):
                if match.start() < end:
                    found.append(match.start() + bisect_left(astral, match.start()))
            place = end
            yield None
        self._more = len(found) > MOST
        self._places = found[:MOST]
        self._mark()
        if self._places:
            self._select_from_here()
        else:
            self._say(searching=False)
        return None

    def _select_from_here(self) -> None:
        assert self._view is not None
        here = self._view.textCursor().selectionStart()
        self._select(bisect_left(self._places, here) % len(self._places))

    def _select(self, number: int) -> None:
        if self._view is None:
            return
        cursor = self._view.textCursor()
        cursor.setPosition(self._places[number])
        cursor.setPosition(self._places[number] + self._length, QTextCursor.MoveMode.KeepAnchor)
        self._view.setTextCursor(cursor)
        self._view.ensureCursorVisible()
        self._say(number)

    def _mark(self) -> None:
        view = self._view
        if view is None:
            return
        marks = []
        shade = QColor(view.palette().color(QPalette.ColorRole.Link))
        shade.setAlpha(60)
        look = QTextCharFormat()
        look.setBackground(shade)
        for place in self._places[:MARKED]:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(view.document())
            cursor.setPosition(place)
            cursor.setPosition(place + self._length, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
        view.setExtraSelections(marks)

    def _say(self, number: int | None = None, *, searching: bool = True) -> None:
        total = texts.grouped(len(self._places)) + ("+" if self._more and self._places else "")
        if not self.line.text() or self._view is None or self.isHidden():
            said = ""
        elif not self._places:
            said = self.tr("Searching…") if searching else self.tr("Not found")
        else:
            said = self.tr("{0} of {1}").format(texts.grouped((number or 0) + 1), total)
        self.count.setText(said)
        for action in (self.previous, self.next):
            action.setEnabled(bool(self._places))

    def _action(self, icon: str, text: str, handler: object) -> QAction:
        action = QAction(text, self)
        action.setObjectName(icon)
        action.triggered.connect(lambda _on=False: handler())  # type: ignore[operator]
        return action

    def _actions(self) -> tuple[QAction, QAction, QAction]:
        return self.previous, self.next, self.close_action

    def _dress(self) -> None:
        for action in self._actions():
            action.setIcon(icons.icon(self._theme, action.objectName()))

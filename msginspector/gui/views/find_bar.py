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

from msginspector.analysis.mail_html import ZERO_WIDTH_SPACE
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
        self._found: list[tuple[int, int]] = []  # positions in the document
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
        self._found = []
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
        if not self._found or self._view is None:
            return
        cursor = self._view.textCursor()
        here = cursor.selectionStart()
        number = bisect_left(self._found, (here, 0))
        on_one = number < len(self._found) and self._found[number][0] == here
        if step > 0:
            number += on_one and cursor.hasSelection()
        else:
            number -= 1
        self._select(number % len(self._found))

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
        """Places to break long words do not count: nobody sees them."""
        pattern = re.compile(f"{ZERO_WIDTH_SPACE}?".join(map(re.escape, word)), re.IGNORECASE)
        astral = [found.start() for found in _ASTRAL.finditer(text)]
        found: list[tuple[int, int]] = []
        place, reach = 0, 2 * len(word)
        while place < len(text) and len(found) <= MOST:
            end = min(len(text), place + WINDOW)
            for match in pattern.finditer(text, place, min(len(text), end + reach)):
                if match.start() < end:
                    begin, stop = match.span()
                    found.append((begin + bisect_left(astral, begin),
                                  stop + bisect_left(astral, stop)))  # fmt: skip
            place = end
            yield None
        self._more = len(found) > MOST
        self._found = found[:MOST]
        self._mark()
        if self._found:
            self._select_from_here()
        else:
            self._say(searching=False)
        return None

    def _select_from_here(self) -> None:
        assert self._view is not None
        here = self._view.textCursor().selectionStart()
        self._select(bisect_left(self._found, (here, 0)) % len(self._found))

    def _select(self, number: int) -> None:
        if self._view is None:
            return
        self._view.setTextCursor(self._cursor(self._view, number))
        self._view.ensureCursorVisible()
        self._say(number)

    def _cursor(self, view: View, number: int) -> QTextCursor:
        cursor = QTextCursor(view.document())
        begin, end = self._found[number]
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _mark(self) -> None:
        view = self._view
        if view is None:
            return
        marks = []
        shade = QColor(view.palette().color(QPalette.ColorRole.Link))
        shade.setAlpha(60)
        look = QTextCharFormat()
        look.setBackground(shade)
        for number in range(min(MARKED, len(self._found))):
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = self._cursor(view, number), look
            marks.append(mark)
        view.setExtraSelections(marks)

    def _say(self, number: int | None = None, *, searching: bool = True) -> None:
        total = texts.grouped(len(self._found)) + ("+" if self._more and self._found else "")
        if not self.line.text() or self._view is None or self.isHidden():
            said = ""
        elif not self._found:
            said = self.tr("Searching…") if searching else self.tr("Not found")
        else:
            said = self.tr("{0} of {1}").format(texts.grouped((number or 0) + 1), total)
        self.count.setText(said)
        for action in (self.previous, self.next):
            action.setEnabled(bool(self._found))

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

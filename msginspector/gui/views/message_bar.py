"""The calm place for failures: one bar above the page, never a dialog, never a traceback.

It says what, where, why and what now for the first problem, counts the others, and lists the newest
of them on request. *Copy details* puts everything on the clipboard. A problem more costs as little
when there are thousands as when there are two.
"""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from msginspector.gui import icons, texts
from msginspector.gui.views.chrome import ElidedLabel, FlatButton
from msginspector.gui.workers import Coalescer

if TYPE_CHECKING:
    from msginspector.gui.opening import Problem
    from msginspector.gui.theme import Theme

ICONS: Final = {
    "info": ("info", "accent"),
    "warning": ("warning", "released"),
    "error": ("error", "error"),
}
LIST_PX: Final = 168
KEPT: Final = 10_000  # problems; older ones are only counted
LISTED: Final = 200  # the newest problems, in the list


class MessageBar(QWidget):
    """Shows problems until they are dismissed."""

    def __init__(self, colors: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._theme = colors
        self._problems: deque[Problem] = deque(maxlen=KEPT)
        self._first: Problem | None = None
        self._number = 0
        self._worst = ""
        self._listing = Coalescer(self._list_newest, self)
        self._icon = QLabel(self)
        self._what = ElidedLabel("what", self)
        self._why = ElidedLabel("dim", self)
        self._more = self._button(self.tr("Show all"), "expand", self._toggle)
        self._copy = self._button(self.tr("Copy details"), "copy", self.copy_details)
        self._close = self._button(self.tr("Dismiss"), "close", self.dismiss, words=False)
        self._list: QPlainTextEdit | None = None
        self._lay_out()
        colors.changed.connect(self._paint_icons)
        self.hide()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What has not been dismissed, oldest first, as far as it is kept."""
        return tuple(self._problems)

    @property
    def number(self) -> int:
        """How many problems there are, those that are not kept too."""
        return self._number

    def add(self, problem: Problem) -> None:
        """Show one more problem."""
        self._problems.append(problem)
        self._first = self._first or problem
        self._number += 1
        self._set_severity(problem.severity)
        self._show(self._first)
        self._listing.start()
        self.show()

    def dismiss(self) -> None:
        """Forget everything shown."""
        self._problems.clear()
        self._first = None
        self._number = 0
        self._worst = ""
        if self._list is not None:
            self._show_list(self._list, False)
        self.hide()

    def copy_details(self) -> None:
        """Everything, as text, to the clipboard."""
        QGuiApplication.clipboard().setText(self.details())

    def details(self) -> str:
        """Everything as text: what, where, why, what now, and the code of each."""
        gone = self._number - len(self._problems)
        head = [self.tr("{0} older ones were not kept").format(texts.grouped(gone))] if gone else []
        return "\n\n".join([*head, *(problem.details() for problem in self._problems)])

    def headline(self) -> str:
        """The bold line."""
        return self._what.full_text()

    def explanation(self) -> str:
        """The line below it."""
        return self._why.full_text()

    def _button(self, text: str, icon: str, slot: object, *, words: bool = True) -> QToolButton:
        button = FlatButton(self)
        button.setText(text)
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setProperty("icon-name", icon)
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly
        )
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._what)
        words.addWidget(self._why)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._icon)
        line.addLayout(words, 1)
        for button in (self._more, self._copy, self._close):
            line.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 7, 8, 7)
        self._column.setSpacing(7)
        self._column.addLayout(line)

    def _show(self, first: Problem) -> None:
        number = self._number
        self._more.setVisible(number > 1)
        if number == 1:
            self._what.set_text(first.what)
            self._why.set_text(f"{first.why} {first.hint}".strip())
        else:
            others = texts.count(number - 1, "other problem")
            self._what.set_text(self.tr("{0}, and {1}").format(first.what, others))
        self.setAccessibleName(f"{self._what.full_text()}. {self._why.full_text()}")

    def _paint_icons(self) -> None:
        """In the colours of the theme, which may have changed. A bar that is empty has none."""
        if not self._worst:
            return
        self._paint_severity()
        for button in (self._more, self._copy, self._close):
            button.setIcon(icons.icon(self._theme, button.property("icon-name"), "dim"))

    def _set_severity(self, severity: str) -> None:
        ranks = list(ICONS)
        if not self._worst or ranks.index(severity) > ranks.index(self._worst):
            self._worst = severity
            self.setProperty("severity", severity)
            self._paint_icons()
            self.style().unpolish(self)
            self.style().polish(self)

    def _paint_severity(self) -> None:
        name, token = ICONS[self._worst]
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(self._theme, name, token, ratio=ratio))

    def _toggle(self) -> None:
        shown = self._list is None or self._list.isHidden()
        if self._list is None:
            self._list = self._make_list()
        self._show_list(self._list, shown)

    def _make_list(self) -> QPlainTextEdit:
        made = QPlainTextEdit(self)
        made.setReadOnly(True)
        made.setAccessibleName(self.tr("All problems"))
        made.setFixedHeight(LIST_PX)
        self._column.addWidget(made)
        return made

    def _list_newest(self) -> None:
        """All problems, or the newest of very many after a line that says so, where listed."""
        if self._list is None or self._list.isHidden():
            return
        newest = list(islice(reversed(self._problems), LISTED))[::-1]
        lines = [problem.details() for problem in newest]
        if self._number > len(newest):
            some = self.tr("The newest {0} of {1}. “Copy details” has the others, too.")
            head = some.format(texts.grouped(len(newest)), texts.grouped(self._number))
            lines.insert(0, head)
        place = self._list.verticalScrollBar().value()
        self._list.setPlainText("\n\n".join(lines))
        self._list.verticalScrollBar().setValue(place)

    def _show_list(self, everything: QPlainTextEdit, shown: bool) -> None:
        everything.setVisible(shown)
        self._list_newest()
        self._more.setText(self.tr("Show less") if shown else self.tr("Show all"))

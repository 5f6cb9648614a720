"""Lookup: what a tag, name, GUID, id, flag, error code or structure is called, in every direction.

Matches at the left, everything about the chosen one at the right, with links from one to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelection, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from msginspector.analysis.lookup import Answer, ask
from msginspector.analysis.lookup_details import details
from msginspector.gui import icons, texts
from msginspector.gui.models.lookup import COLUMNS
from msginspector.gui.models.table import TableModel
from msginspector.gui.views.filter_line import FilterLine
from msginspector.gui.views.lookup_page import LookupPage
from msginspector.gui.views.tables import SortedTable

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme
    from msginspector.mapi.catalogue import Match

SIZE: Final = (1180, 640)
SPLIT: Final = (560, 620)
HIDDEN: Final = ("type", "set", "names", "detail")
MOST_BACK: Final = 100
EXAMPLES: Final = "PidTagSubject, 0x0037, PSETID_Common/0x8510, 0x0E07 = 0x19, MAPI_E_NOT_FOUND"
_ROWS: Final = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class QuestionLine(FilterLine):
    """The line a question is typed into; keys that move between rows move in the matches."""

    row_key = Signal(QKeyEvent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _ROWS:
            self.row_key.emit(event)
        else:
            super().keyPressEvent(event)


class LookupDialog(QDialog):
    """A window of its own beside the main one; it needs no message and no network."""

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Lookup"))
        self.setObjectName("lookup")
        self._theme = colors
        self._answer = Answer((), 0)
        self._before: list[str] = []
        name = self.tr("Tag, name, GUID, flag, error code or structure")
        self.wanted = QuestionLine(name, self.tr("For example {0}").format(EXAMPLES), self)
        self.count = QLabel(self)
        self.count.setObjectName("dim")
        self.back = self._back_button()
        self.table = SortedTable(self.tr("Matches"), TableModel(COLUMNS), colors, self)
        self.table.dress(hidden=HIDDEN)
        self.page = LookupPage(self.tr("About the match"), colors, self)
        self._lay_out()
        self.resize(*SIZE)
        self.wanted.textChanged.connect(self._look)
        self.wanted.row_key.connect(self._move)
        self.wanted.returnPressed.connect(self._read)
        self.table.chosen.connect(lambda _match: self._read())
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.page.asked.connect(self.follow)
        self._look("")

    def ask(self, text: str) -> None:
        """Look this up, ready to be typed over."""
        if text:
            self.wanted.setText(text)
        self.show()
        self.activateWindow()
        self.wanted.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self.wanted.selectAll()

    def follow(self, question: str) -> None:
        """Look up what a link leads to; *Back* leads back."""
        self._before = [*self._before, self.wanted.text()][-MOST_BACK:]
        self.wanted.setText(question)
        self.back.setEnabled(True)
        self._read()

    def go_back(self) -> None:
        """Look up again what was looked up before the last link."""
        if self._before:
            self.wanted.setText(self._before.pop())
        self.back.setEnabled(bool(self._before))

    def _back_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setAccessibleName(self.tr("Back"))
        button.setToolTip(self.tr("Back to what was looked up before (Alt+Left)"))
        button.setIcon(icons.icon(self._theme, "back"))
        button.setEnabled(False)
        button.clicked.connect(self.go_back)
        self._theme.changed.connect(lambda: button.setIcon(icons.icon(self._theme, "back")))
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)
        return button

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(12, 10, 14, 10)
        line.setSpacing(10)
        line.addWidget(self.back)
        line.addWidget(self.wanted, 1)
        line.addWidget(self.count)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.page)
        self.splitter.setSizes(SPLIT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self.splitter, 1)

    def _look(self, text: str) -> None:
        found = self._answer = ask(text)
        self.table.source.set_rows(found.matches)
        if found.truncated:
            number = self.tr("the first {0} of {1}").format(
                len(found.matches), texts.grouped(found.total)
            )
        else:
            number = texts.count(found.total, "match", "matches")
        self.count.setText(number if text.strip() else "")
        if found.matches:
            self.table.select_row(0)
        else:
            self.page.show_sections(self._nothing(text), ())

    def _nothing(self, text: str) -> str:
        if text.strip():
            return self.tr("Nothing is known by that.")
        return self.tr("Type a tag, a name, a GUID, a flag, an error code or a structure.")

    def _selected(self, _on: QItemSelection, _off: QItemSelection) -> None:
        match: Match | None = self.table.current_object()  # type: ignore[assignment]
        if match is not None:
            self.page.show_sections("", details(match, self._answer.value))

    def _move(self, event: QKeyEvent) -> None:
        QApplication.sendEvent(self.table, event)

    def _read(self) -> None:
        if self._answer.matches:
            self.page.setFocus(Qt.FocusReason.OtherFocusReason)

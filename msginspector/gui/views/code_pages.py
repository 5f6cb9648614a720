"""Which code page the bytes of a body are read in: all that are known, with a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from msginspector.gui.models.table import Column, TableModel
from msginspector.gui.views.dialog_foot import dialog_foot, push_button
from msginspector.gui.views.list_tab import ListTab
from msginspector.mapi import codepages

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme

SIZE: Final = (640, 520)


class PageLine(NamedTuple):
    """One code page."""

    number: int
    name: str
    codec: str


COLUMNS: Final = (
    Column("number", "Code page", 100, lambda line: str(line.number), sort=lambda line: line.number,
           right=True, mono=True),
    Column("name", "Name", 300, lambda line: line.name),
    Column("codec", "Codec", 140, lambda line: line.codec, mono=True, tone=lambda line: "dim"),
)  # fmt: skip


class CodePagesDialog(QDialog):
    """The code pages; the one in use is selected. It stays open: the body is read anew at once."""

    chosen = Signal(object)  # number, or None: the one the message names

    def __init__(self, current: int, reason: str, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Code page of the body"))
        self.setObjectName("code-pages")
        nouns = (self.tr("code page"), self.tr("code pages"))
        self.list = ListTab(self.tr("Code pages"), nouns, TableModel(COLUMNS), colors, self)
        self.reason = QLabel(reason, self)
        self.reason.setObjectName("dim")
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setWordWrap(True)
        self.reason.setContentsMargins(14, 8, 14, 4)
        self.automatic = push_button(
            self, self.tr("As the message says"), lambda: self._choose(None)
        )
        self.use = push_button(self, self.tr("Use"), self._use_current)
        self.done_button = push_button(self, self.tr("Close"), self.accept)
        self._lay_out()
        self.list.fill(lines())
        numbers = [line.number for line in self.list.table.source.rows]
        if current in numbers:
            self.list.table.select_row(numbers.index(current))
        self.list.table.chosen.connect(lambda line: self._choose(line.number))
        self.list.filter.returnPressed.connect(self._use_first)
        self.resize(*SIZE)
        self.list.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_reason(self, reason: str) -> None:
        """Why it is the one in use."""
        self.reason.setText(reason)

    def _use_current(self) -> None:
        line = self.list.table.current_object()
        if isinstance(line, PageLine):
            self._choose(line.number)

    def _use_first(self) -> None:
        index = self.list.table.proxy.index(0, 0)
        if index.isValid():
            self.list.table.selectRow(0)
            self._use_current()

    def _choose(self, number: int | None) -> None:
        self.chosen.emit(number)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.reason)
        layout.addWidget(self.list, 1)
        layout.addWidget(dialog_foot(self, self.automatic, (self.use, self.done_button)))


def lines() -> list[PageLine]:
    """All code pages that can be read."""
    numbers = codepages.known_codepages()
    return [
        PageLine(number, codepages.codepage_name(number), codepages.codec_name(number) or "")
        for number in numbers
    ]

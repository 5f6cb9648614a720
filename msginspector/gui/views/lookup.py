"""Lookup: what a tag, name, GUID, id, flag or error code is called, in every direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from msginspector.gui import texts
from msginspector.gui.models.lookup import COLUMNS
from msginspector.gui.models.table import TableModel
from msginspector.gui.views.tables import SortedTable
from msginspector.mapi.lookup import search

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme

SIZE: Final = (1160, 520)
EXAMPLES: Final = "PidTagSubject, 0x0037, PSETID_Common/0x8510, MAPI_E_NOT_FOUND, MSGFLAG_READ"


class LookupDialog(QDialog):
    """A window of its own beside the main one; it needs no message and no network."""

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Lookup"))
        self.setObjectName("lookup")
        self.wanted = QLineEdit(self)
        self.wanted.setAccessibleName(self.tr("Tag, name, GUID, flag or error code"))
        self.wanted.setPlaceholderText(self.tr("For example {0}").format(EXAMPLES))
        self.wanted.setClearButtonEnabled(True)
        self.count = QLabel(self)
        self.count.setObjectName("dim")
        self.table = SortedTable(self.tr("Matches"), TableModel(COLUMNS), colors, self)
        self.table.dress()
        line = QHBoxLayout()
        line.setContentsMargins(12, 10, 14, 10)
        line.setSpacing(10)
        line.addWidget(self.wanted, 1)
        line.addWidget(self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        self.resize(*SIZE)
        self.wanted.textChanged.connect(self._look)
        self._look("")

    def ask(self, text: str) -> None:
        """Look this up, ready to be typed over."""
        if text:
            self.wanted.setText(text)
        self.show()
        self.activateWindow()
        self.wanted.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self.wanted.selectAll()

    def _look(self, text: str) -> None:
        found = search(text)
        self.table.source.set_rows(found.matches)
        if found.truncated:
            number = self.tr("the first {0} of {1}").format(
                len(found.matches), texts.grouped(found.total)
            )
        else:
            number = texts.count(found.total, "match", "matches")
        self.count.setText(number if text.strip() else "")

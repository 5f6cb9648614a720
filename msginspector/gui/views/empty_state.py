"""What the window says where nothing is open yet: drop, open, samples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from msginspector.gui.views.chrome import IconLabel

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme


class EmptyState(QWidget):
    """An invitation in the middle of the page, with buttons for `actions`."""

    def __init__(
        self, name: str, words: str, actions: Iterable[QAction], colors: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("empty-state")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(2)
        layout.addWidget(IconLabel(colors, "drop", "accent", 44, self), 0, _CENTER)
        layout.addSpacing(8)
        layout.addWidget(self._line(self.tr("Drop .msg, .oft and .eml files here"), "drop-title"))
        layout.addWidget(self._line(words, "dim"))
        layout.addSpacing(12)
        layout.addLayout(self._buttons(actions))
        layout.addStretch(3)

    def _line(self, text: str, name: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName(name)
        label.setAlignment(_CENTER)
        label.setWordWrap(True)
        return label

    def _buttons(self, actions: Iterable[QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for number, action in enumerate(actions):
            button = QPushButton(action.text(), self)
            button.setObjectName("" if number else "primary")
            button.setAccessibleName(action.text())
            button.setToolTip(action.toolTip())
            button.setVisible(action.isEnabled())
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setVisible)
            row.addWidget(button)
        row.addStretch(1)
        return row


_CENTER = Qt.AlignmentFlag.AlignCenter

"""A line above a value that says what is missing from it, or what has just been done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from msginspector.gui import theme
from msginspector.gui.views.chrome import IconLabel


class CutNote(QWidget):
    """Absent while it has nothing to say."""

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("cut-note")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(8)
        row.addWidget(IconLabel(colors, "warning", "released", 16, self))
        row.addWidget(self._label, 1)
        self.hide()

    def text(self) -> str:
        """What it says, "" while it is absent."""
        return self._label.text()

    def set_note(self, text: str) -> None:
        """Say this; nothing to say hides the line."""
        self._label.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

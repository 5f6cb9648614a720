"""What a page shows when values are no longer served: why, and what can be done now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from msginspector.gui.views.chrome import IconLabel

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme


class BlankNote(QWidget):
    """A sentence in the middle of an otherwise empty page."""

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("blank-page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = QLabel(self)
        self._label.setObjectName("dim")
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setWordWrap(True)
        center = Qt.AlignmentFlag.AlignCenter
        layout = QVBoxLayout(self)
        layout.setContentsMargins(48, 24, 48, 24)
        layout.setSpacing(12)
        layout.addStretch(2)
        layout.addWidget(IconLabel(colors, "blank", "closed", 36, self), 0, center)
        layout.addWidget(self._label)
        layout.addStretch(3)

    def text(self) -> str:
        """The sentence."""
        return self._label.text()

    def set_text(self, text: str) -> None:
        """Say why the page is empty."""
        self._label.setText(text)
        self.setAccessibleName(text)

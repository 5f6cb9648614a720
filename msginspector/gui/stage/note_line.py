"""The line that says why: under the header of the lifecycle dock, while something plays."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class NoteLine(QLabel):
    """Some words over the table; absent while there is nothing to say.

    It does not shrink while it is there: a table that jumps at every step cannot be followed.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("note-line")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._needed = True
        self.hide()

    def say(self, text: str) -> None:
        """Show a text; "" takes the line away."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
        self.setVisible(bool(text) and self._needed)
        self._grow(self.minimumHeight() if text else 0)

    def set_needed(self, needed: bool) -> None:
        """Whether it is to be there at all; something else may say the same."""
        self._needed = needed
        self.say(self.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._grow(0)

    def _grow(self, least: int) -> None:
        if not least:
            self.setMinimumHeight(0)  # which a label counts among what it needs
        wanted = max(least, self.heightForWidth(self.width()) if self.text() else 0)
        if wanted != self.minimumHeight():
            self.setMinimumHeight(wanted)

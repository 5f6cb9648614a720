"""The line that says why: under the header of the lifecycle dock, while something plays."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from msginspector.gui import tips

ANY_HEIGHT: Final = 1 << 20


class NoteLine(QLabel):
    """Some words over the table; absent while there is nothing to say.

    It does not shrink while it is there: a table that jumps at every step cannot be followed. In a
    low dock it leaves words out at its end, which the tip has, so that the table can be seen.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("note-line")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._needed = True
        self._full = ""
        self._most = ANY_HEIGHT
        self.hide()

    def say(self, text: str) -> None:
        """Show a text; "" takes the line away."""
        if text != self._full:
            self._full = text
            self.setAccessibleName(text)
        self.setVisible(bool(text) and self._needed)
        self._grow(self.minimumHeight() if text else 0)

    def full_text(self) -> str:
        """What it says, with the words that are left out."""
        return self._full

    def limit_to(self, pixels: int) -> None:
        """Be no higher than that, but for one line."""
        if pixels != self._most:
            self._most = pixels
            self._grow(0)

    def set_needed(self, needed: bool) -> None:
        """Whether it is to be there at all; something else may say the same."""
        self._needed = needed
        self.say(self._full)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._grow(0)

    def _grow(self, least: int) -> None:
        self.setMinimumHeight(0)  # which a label counts among what it needs
        most = max(self._most, self._height("…"))
        shown = self._cut(most)
        wanted = min(most, max(least, self._height(shown)))
        self.setText(shown)
        self.setToolTip("" if shown == self._full else tips.plain(self._full))
        self.setMinimumHeight(wanted)

    def _cut(self, most: int) -> str:
        """As many of its words as are no higher than that."""
        if self._height(self._full) <= most:
            return self._full
        words = self._full.split(" ")
        first = [f"{' '.join(words[:number])}…" for number in range(len(words))]
        fits = bisect_left(first, True, key=lambda text: self._height(text) > most)
        return first[max(0, fits - 1)]

    def _height(self, text: str) -> int:
        """What a text needs at the width that there is."""
        self.setText(text)
        return self.heightForWidth(self.width()) if text else 0

"""Words that can always be read: names that are wider than their place go on in the next row."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

BREAK: Final = "\u200b"  # nothing to be seen; a row may end there
_TOKEN: Final = re.compile(r"\S+")
_JOINT: Final = re.compile(r"([_/\\.,(>-]|[a-z](?=[A-Z]))")
_PIECE: Final = 6  # characters of a token without joints


def breakable(text: str, metrics: QFontMetrics, width: int) -> str:
    """`text`, with places to break in those of its words that are wider than `width`."""
    if metrics.horizontalAdvance(text) <= width:
        return text

    def piece(found: re.Match[str]) -> str:
        token = found[0]
        if metrics.horizontalAdvance(token) <= width:
            return token
        parts = _JOINT.sub(rf"\1{BREAK}", token).split(BREAK)
        short = (part if metrics.horizontalAdvance(part) <= width else _chopped(part)
                 for part in parts)  # fmt: skip
        return BREAK.join(short)

    return _TOKEN.sub(piece, text)


def _chopped(text: str) -> str:
    return BREAK.join(text[at : at + _PIECE] for at in range(0, len(text), _PIECE))


class Words(QLabel):
    """Plain text to be read and selected, in as many rows as it needs."""

    def __init__(self, text: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = text
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.say(text)

    def say(self, text: str) -> None:
        """Show another text."""
        self.words = text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        shown = breakable(self.words, self.fontMetrics(), max(1, self.contentsRect().width()))
        if shown != self.text():
            self.setText(shown)

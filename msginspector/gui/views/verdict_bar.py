"""A line above facts that says how it stands: a shape, a word, a colour, and why.

The shape and the word say all the colour says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from msginspector.analysis.sealed import verdicts
from msginspector.gui import icons, theme

ICON: Final = 24

# state -> icon, colour
LOOKS: Final = {
    verdicts.VALID: ("seal-valid", "open"),
    verdicts.INVALID: ("seal-invalid", "error"),
    verdicts.UNKNOWN: ("warning", "released"),
    verdicts.CLOSED: ("lock", "accent"),
    verdicts.GOOD: ("check", "open"),
    verdicts.BAD: ("error", "error"),
    verdicts.PLAIN: ("info", "accent"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the line says; `more` are sentences below, each on a line of its own."""

    state: str
    word: str
    reason: str
    more: tuple[str, ...] = ()


class VerdictBar(QWidget):
    """Absent while it has nothing to say."""

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("header-card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = colors
        self.shown: Shown | None = None
        self.icon = QLabel(self)
        self.icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.word = self._text("verdict")
        self.reason = self._text("fact")
        self.more = self._text("dim")
        column = QVBoxLayout()
        column.setSpacing(2)
        for one in (self.word, self.reason, self.more):
            column.addWidget(one)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 10, 16, 10)
        row.setSpacing(12)
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        colors.changed.connect(self._paint)
        self.hide()

    def _text(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def show_verdict(self, shown: Shown | None) -> None:
        """Say this; None hides the line."""
        self.shown = shown
        if shown is not None:
            self.word.setText(shown.word)
            self.reason.setText(shown.reason)
            self.more.setText("\n".join(shown.more))
            self.more.setVisible(bool(shown.more))
            self.setAccessibleName(f"{shown.word}. {shown.reason}")
            self.setAccessibleDescription(" ".join(shown.more))
            self._paint()
        self.setVisible(shown is not None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._paint()

    def _paint(self) -> None:
        if self.shown is None:
            return
        name, token = LOOKS[self.shown.state]
        pixels, ratio = theme.scaled(ICON), self.devicePixelRatioF()
        self.icon.setPixmap(icons.pixmap(self._theme, name, token, pixels=pixels, ratio=ratio))
        font = QFont(theme.text_font(theme.TEXT_PX))
        font.setWeight(QFont.Weight.DemiBold)
        self.word.setFont(font)
        palette = self.word.palette()
        palette.setColor(self.word.foregroundRole(), self._theme.color(token))
        self.word.setPalette(palette)

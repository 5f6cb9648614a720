"""What servers state of SPF, DKIM, DMARC, ARC and the composite check, and labels: a row of chips.

Each says its result in words and leads to the field that states it. Nothing here is verified, which
the row says at its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from msginspector.analysis.headers.authentication import DKIM
from msginspector.gui import theme, tips
from msginspector.gui.header_words import (
    arc_words,
    result_sentences,
    result_tone,
    verdict_words,
)
from msginspector.gui.models.headers import shown
from msginspector.gui.views.delegates import paint_badge
from msginspector.gui.views.flow import FlowLayout

if TYPE_CHECKING:
    from msginspector.analysis.headers.fields import HeaderField
    from msginspector.analysis.headers.report import Headers

_PAD_PX: Final = 12
_MOST_PX: Final = 300
_MOVES: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A chip: what it says, in which colour, why, and where that stands."""

    text: str
    tone: str
    tip: str
    field: HeaderField | None
    place: tuple[str, int]
    """Path and tag of the property, where there is no field to show."""


def verdicts(headers: Headers) -> list[Verdict]:
    """The chips of a message: a stated result each, ARC, labels."""
    found = headers.authentication
    stated = found.verdicts
    signatures = sum(one.method == DKIM for one in stated)
    made = [
        Verdict(shown(verdict_words(one, whose=signatures > 1)), result_tone(one.result),
                "\n".join(map(shown, result_sentences(one))), one.field, ("", 0))
        for one in stated
    ]  # fmt: skip
    if found.arc and not any(one.method == "arc" for one in stated):
        newest = found.arc[-1]
        field = newest.seal.field if newest.seal is not None else newest.results
        tip = "As stated by the servers that handed it on, not verified here."
        made.append(
            Verdict(shown(arc_words(found)), result_tone(newest.chain), tip, field, ("", 0))
        )
    for label in headers.labels:
        text = f"Label {label.name or label.id}"
        place = (label.source.path, label.source.tag)
        made.append(Verdict(shown(text), "accent", "Sensitivity label", label.field, place))
    return made


class VerdictChip(QToolButton):
    """A chip that can be chosen."""

    moved = Signal(object)  # -1 or 1

    def __init__(self, verdict: Verdict, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.verdict = verdict
        self._theme = colors
        self.setText(verdict.text)
        self.setToolTip(tips.plain(verdict.tip))
        self.setAccessibleName(verdict.text)
        self.setAccessibleDescription(verdict.tip.replace("\n", ". "))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2 * _PAD_PX
        return QSize(min(width, theme.scaled(_MOST_PX)), theme.tall(theme.CHIP_PX + 2))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.rect().adjusted(1, 1, -1, -1)
        room = box.width() - _PAD_PX
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        paint_badge(painter, box, text, self.verdict.tone, self._theme, theme.SMALL_PX)
        if self.hasFocus() or self.underMouse():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            token = "accent" if self.hasFocus() else "faint"
            painter.setPen(QPen(self._theme.color(token), 2 if self.hasFocus() else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _MOVES.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(step)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()


class VerdictStrip(QWidget):
    """The chips of a message; the arrow keys go from one to the next."""

    chosen = Signal(object)  # Verdict

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filter-row")  # its background
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Authentication, as stated"))
        self._theme = colors
        self.chips: list[VerdictChip] = []
        self.said = QLabel(self)
        self.said.setObjectName("dim")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self._flow = FlowLayout(self, 6, 4)
        self._flow.setContentsMargins(12, 7, 12, 7)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_verdicts(self, found: list[Verdict]) -> None:
        """Show these chips; the row is absent where there are none."""
        while self._flow.count():
            self._flow.takeAt(0)
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = [VerdictChip(one, self._theme, self) for one in found]
        for number, chip in enumerate(self.chips):
            chip.clicked.connect(lambda _on=False, chip=chip: self.chosen.emit(chip.verdict))
            chip.moved.connect(lambda step, chip=chip: self._step(chip, step))
            strong, none = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.NoFocus
            chip.setFocusPolicy(none if number else strong)
            self._flow.addWidget(chip)
            chip.show()
        stated = any(one.field is not None and one.tone != "accent" for one in found)
        self.said.setText(self.tr("as stated, not verified here"))
        self.said.setVisible(stated)
        self._flow.addWidget(self.said)
        self.setVisible(bool(found))
        self.updateGeometry()

    def stop(self) -> QWidget | None:
        """The chip that takes the tabulator."""
        strong = Qt.FocusPolicy.StrongFocus
        return next((one for one in self.chips if one.focusPolicy() == strong), None)

    def _step(self, chip: VerdictChip, step: int) -> None:
        here = self.chips.index(chip)
        there = self.chips[max(0, min(len(self.chips) - 1, here + step))]
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        there.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        there.setFocus(Qt.FocusReason.TabFocusReason)

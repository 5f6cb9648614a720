"""A script's lines as a class reads them: caption, line, and below it what playing it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from msginspector.gui import theme
from msginspector.gui.workers import Coalescer

if TYPE_CHECKING:
    from msginspector.stage.script import Line, Outcome, Script

AROUND: Final = 40
"""Lines before and after the coming one that are shown: a script may have thousands."""
PLAYED: Final = "✓"
MET: Final = "✓ as expected"
MISSED: Final = "✗ not as expected"
NEXT: Final = "▶"
COMING: Final = "○"
REVEALED_PX: Final = 60
SAID_FROM: Final = 14
"""Where a line of a `Teller` goes on after its first word."""


class LineCard(QFrame):
    """One line: what is said before it, the line, and its outcome once it was played."""

    def __init__(self, line: Line, parent: QWidget) -> None:
        super().__init__(parent)
        self.line = line
        self.setObjectName("line-card")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(3)
        self._column = column
        if line.caption:
            column.addWidget(_label(line.caption, "line-caption", self))
        self._text = _label("", "line-text", self)
        self._text.setFont(theme.mono_font(theme.TEXT_PX))
        column.addWidget(self._text)
        self._below: list[QLabel] = []
        self._shown: tuple[Outcome, str] | None = None
        self.show_state(COMING)

    def show_state(self, mark: str) -> None:
        """Coming, next, or played."""
        self._text.setText(f"{mark}  {self.line.text}")
        self.setProperty("state", {NEXT: "next", COMING: "coming"}.get(mark, "played"))
        for part in (self, self._text):
            part.style().unpolish(part)
            part.style().polish(part)
        self.setAccessibleName(f"{self.line.text}: {self.property('state')}")

    def show_outcome(self, outcome: Outcome, language: str) -> None:
        """What playing it did; `language` of the call behind it, "" for none."""
        if self._shown == (outcome, language):
            return
        self._shown = outcome, language
        for label in self._below:
            label.hide()
            label.deleteLater()
        self._below.clear()
        self.show_state(PLAYED)
        if outcome.met is not None:
            found = outcome.said[0][SAID_FROM:] if outcome.said else ""
            mark, name = (MET, "line-met") if outcome.met else (MISSED, "mistake")
            self._add(f"{mark}: {found}", name)
            return
        code = {"python": outcome.statement.python, "c": outcome.statement.c}.get(language, "")
        if code:
            self._add(code, "line-code", mono=True)
        for said in outcome.said:
            self._add(said, "line-said", mono=True)
        if outcome.error is not None:
            self._add(outcome.error.text, "mistake")

    def _add(self, text: str, name: str, *, mono: bool = False) -> None:
        label = _label(text, name, self)
        if mono:
            label.setFont(theme.mono_font())
        label.setContentsMargins(theme.scaled(18), 0, 0, 0)
        self._column.addWidget(label)
        self._below.append(label)


class LineList(QScrollArea):
    """The lines around the coming one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("line-list")
        self.setAccessibleName(self.tr("Lines of the script"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cards: dict[int, LineCard] = {}
        self._here: LineCard | None = None
        self._revealing = Coalescer(self._reveal, self, 0)  # once the lines have their heights
        self._body = QWidget(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._revealing.start()

    def cards(self) -> list[LineCard]:
        """The lines on show."""
        return list(self._cards.values())

    def show_lines(
        self, script: Script, position: int, outcomes: list[Outcome], language: str
    ) -> None:
        """The lines around a position, those before it with what they did."""
        first = max(0, position - AROUND)
        wanted = script.lines[first : position + AROUND]
        numbers = [line.number for line in wanted]
        if list(self._cards) != numbers or any(
            card.line is not line for card, line in zip(self._cards.values(), wanted, strict=True)
        ):
            self._build(script, wanted)
        done = {outcome.line.number: outcome for outcome in outcomes[first:]}
        for place, line in enumerate(wanted, start=first):
            card = self._cards[line.number]
            if place < position and line.number in done:
                card.show_outcome(done[line.number], language)
            else:
                card.show_state(NEXT if place == position else COMING)
        here = wanted[min(position, len(script.lines) - 1) - first]
        self._here = self._cards[here.number]
        self._revealing.start()

    def forget(self) -> None:
        """Words have another size: the lines are made anew when they are shown next."""
        self._cards = {}
        self._here = None

    def _reveal(self) -> None:
        """Bring the coming line into view, and what comes after it."""
        if self._here is not None:
            self.ensureWidgetVisible(self._here, 0, theme.scaled(REVEALED_PX))

    def _build(self, script: Script, lines: tuple[Line, ...]) -> None:
        self._body = QWidget(self)
        self._body.setObjectName("line-body")
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(0)
        self._cards = {}
        if script.about and lines[0] is script.lines[0]:
            about = _label(script.about, "line-caption", self._body)
            about.setContentsMargins(15, 6, 12, 6)
            column.addWidget(about)
        for line in lines:
            card = LineCard(line, self._body)
            column.addWidget(card)
            self._cards[line.number] = card
        column.addStretch(1)
        self.setWidget(self._body)


def _label(text: str, name: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label

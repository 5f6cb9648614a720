"""Sections of facts with their sources: the Summary, and what a class of messages says.

Each fact that a property says names it at the right; choosing the name shows the property.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from msginspector.gui import texts, theme, tips
from msginspector.mapi.tags import tag_name

if TYPE_CHECKING:
    from msginspector.gui.facts import Fact, Section

LABEL_PX: Final = 132
LEAST_SOURCE_PX: Final = 90
SOURCE_PADDING_PX: Final = 14  # at both sides, with the frame
NAME_LIMIT: Final = 28  # letters of the name of a source; all of it is said on pointing at it
LIFT_PX: Final = 2  # from the top of a source to the top of its text
_MOVES: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class SourceButton(QToolButton):
    """Leads to the property that says a fact; arrow keys lead to its neighbours."""

    moved = Signal(object)  # -1 or 1

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("source")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """In a narrow window the facts come first: a name gives way."""
        whole = super().minimumSizeHint()
        return QSize(min(whole.width(), theme.scaled(LEAST_SOURCE_PX)), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        room = self.width() - SOURCE_PADDING_PX
        middle = Qt.TextElideMode.ElideMiddle
        option.text = self.fontMetrics().elidedText(self.text(), middle, room)
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _MOVES.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(step)


class FactLine:
    """The widgets of one fact; they are used again for another."""

    def __init__(self, parent: FactsView) -> None:
        self.tag: int | None = None
        self._path: str | None = None
        self.label = _text(parent.card, "dim")
        self.value = _text(parent.card, "fact")
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.value.setWordWrap(True)
        for text in (self.label, self.value):
            text.setContentsMargins(0, LIFT_PX, 0, 0)
        self.source = SourceButton(parent.card)
        self.source.clicked.connect(lambda: parent.source_chosen.emit(self._path, self.tag))
        self.source.moved.connect(lambda step: parent.step(self, step))

    def show(self, fact: Fact) -> None:
        """Say this fact."""
        self.tag, self._path = fact.tag, fact.path
        self.label.setText(fact.label)
        self.value.setText(fact.text)
        self.value.setAccessibleName(f"{fact.label}: {fact.text}")
        if fact.tag is not None:
            name = fact.name or tag_name(fact.tag) or texts.tag(fact.tag)
            self.source.setText(_short(name))
            tip = self.source.tr("Show {0} ({1})").format(name, texts.tag(fact.tag))
            self.source.setToolTip(tips.plain(tip))
            self.source.setAccessibleName(f"{fact.label}: {name}")
        else:  # what is not laid out would show in a corner
            self.source.hide()

    def widgets(self) -> tuple[QWidget, ...]:
        """Label, value and, where a property says it, source."""
        return (self.label, self.value, self.source)[: 3 if self.tag is not None else 2]

    def hide(self) -> None:
        """Say nothing."""
        for widget in (self.label, self.value, self.source):
            widget.hide()


class FactsView(QScrollArea):
    """Sections of facts, one below the other; the arrow keys go from source to source."""

    source_chosen = Signal(object, object)  # path of its object, None for the one shown; tag

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("summary")
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.card = QWidget(self)
        self.card.setObjectName("summary-card")
        self._grid = QGridLayout(self.card)
        self._grid.setContentsMargins(20, 14, 14, 18)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, LABEL_PX)
        self._grid.setColumnStretch(1, 1)
        body = QWidget(self)
        body.setObjectName("summary-body")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        column.addStretch(1)
        self.setWidget(body)
        self._headings: list[QLabel] = []
        self._lines: list[FactLine] = []
        self._shown: list[FactLine] = []

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show these facts."""
        self.card.hide()  # what is inside is laid out once, when all of it is there
        self.clear()
        row = facts = 0
        for number, section in enumerate(sections):
            heading = self._heading(number)
            heading.setText(section.title)
            self._grid.addWidget(heading, row, 0, 1, 3)
            heading.show()
            row += 1
            for fact in section.facts:
                self._place(self._line(facts), fact, row)
                row, facts = row + 1, facts + 1
        self._first_source()
        self.card.show()
        self.verticalScrollBar().setValue(0)

    def clear(self) -> None:
        """Show nothing."""
        for heading in self._headings:
            heading.hide()
        for line in self._shown:
            line.hide()
        self._shown = []

    def text(self) -> str:
        """Everything shown, a fact a line."""
        return "\n".join(f"{line.label.text()}\t{line.value.text()}" for line in self._shown)

    def sources(self) -> list[SourceButton]:
        """The buttons that lead to properties, from the top down."""
        return [line.source for line in self._shown if line.tag is not None]

    def _place(self, line: FactLine, fact: Fact, row: int) -> None:
        line.show(fact)
        top = Qt.AlignmentFlag.AlignTop
        sides = (top, top, top | Qt.AlignmentFlag.AlignRight)
        for column, (widget, side) in enumerate(zip(line.widgets(), sides, strict=False)):
            self._grid.addWidget(widget, row, column, side)
            widget.show()
        self._shown.append(line)

    def _heading(self, number: int) -> QLabel:
        if number == len(self._headings):
            made = _text(self.card, "summary-heading")
            made.setContentsMargins(0, 10 if number else 0, 0, 2)
            self._headings.append(made)
        return self._headings[number]

    def _line(self, number: int) -> FactLine:
        if number == len(self._lines):
            self._lines.append(FactLine(self))
        return self._lines[number]

    def _first_source(self) -> None:
        """One source takes the tabulator; from there the arrow keys go on."""
        for number, button in enumerate(self.sources()):
            policy = Qt.FocusPolicy.NoFocus if number else Qt.FocusPolicy.StrongFocus
            button.setFocusPolicy(policy)

    def step(self, line: FactLine, step: int) -> None:
        """From the source of a line to the one above (-1) or below (1)."""
        buttons = self.sources()
        here = buttons.index(line.source)
        there = max(0, min(len(buttons) - 1, here + step))
        buttons[here].setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons[there].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        buttons[there].setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(buttons[there])


def _short(name: str) -> str:
    """A long name without its middle: how it begins and ends tells more."""
    half = NAME_LIMIT // 2
    return name if len(name) <= NAME_LIMIT else f"{name[:half]}…{name[-half:]}"


def _text(parent: QWidget, name: str) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    return label

"""The line that a query is typed into: words, fields, a mark under a mistake, help and completion.

A mistake is marked at its place and said below the line; what was shown before it stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAction,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from msginspector.gui import icons, texts, tips

if TYPE_CHECKING:
    from msginspector.analysis.query import Vocabulary
    from msginspector.errors import QueryError
    from msginspector.gui.views.query_completer import QueryCompleter

WAVE_PX: Final = 2
_COMPLETE: Final = (Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)


class FilterLine(QLineEdit):
    """A line with a name, a hint what to type, and buttons for help and for clearing it.

    `ask` gives it the fields that can be asked; without them it takes plain text.
    """

    entered = Signal()  # somebody is about to type
    mistake_changed = Signal(str)  # what is wrong, "" for nothing

    _clear: QAction | None = None
    _help: QAction | None = None

    def __init__(self, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        self._clear = self.findChild(QAction)
        for button in self.findChildren(QAbstractButton):  # Qt gives its button no name
            button.setAccessibleName(self.tr("Clear the filter"))
        self.mistake: QueryError | None = None
        self._vocabulary: Callable[[], Vocabulary] | None = None
        self._completer: QueryCompleter | None = None
        self._dress()

    @property
    def vocabulary(self) -> Vocabulary | None:
        """What can be asked; None for a line of plain text."""
        return None if self._vocabulary is None else self._vocabulary()

    @property
    def completions(self) -> QueryCompleter:
        """The list of what could be meant, made when it is first needed."""
        if self._completer is None:
            from msginspector.gui.views.query_completer import QueryCompleter

            self._completer = QueryCompleter(self)
        return self._completer

    def ask(self, vocabulary: Callable[[], Vocabulary]) -> None:
        """Speak the query language, with these fields; they are made when somebody types."""
        self._vocabulary = vocabulary
        self._help = QAction(self)
        self._help.setToolTip(self.tr("What can be asked (Shift+F1)"))
        self._help.triggered.connect(self.show_help)
        known = set(self.findChildren(QAbstractButton))
        self.addAction(self._help, QLineEdit.ActionPosition.TrailingPosition)
        for button in set(self.findChildren(QAbstractButton)) - known:
            button.setAccessibleName(self.tr("What can be asked"))
        self.textEdited.connect(lambda _text: self.completions.offer())
        self._dress()

    def show_help(self) -> None:
        """The fields that can be asked, with examples."""
        from msginspector.gui.views.query_help import show_query_help

        show_query_help(self)

    def show_mistake(self, mistake: QueryError | None) -> None:
        """Mark the place of a mistake and say what it is; None: there is none."""
        self.mistake = mistake
        said = "" if mistake is None else f"{mistake.text} {mistake.hint}".rstrip()
        self.setToolTip(tips.plain(said))
        self.setAccessibleDescription(said)
        self.mistake_changed.emit(said)
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
        self.update()

    def replace_part(self, start: int, end: int, text: str) -> None:
        """Replace a part of the text, as if it had been typed."""
        whole = self.text()
        self.setText(whole[:start] + text + whole[end:])
        self.setCursorPosition(start + len(text))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._dress()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._vocabulary is not None:
            if (event.key(), event.modifiers()) == _COMPLETE:
                self.completions.offer(every=True)
                return
            if (event.key(), event.modifiers()) == (
                Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier,
            ):  # fmt: skip
                self.show_help()
                return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.mistake is not None and self.text():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._mark_color(), 1.4))
            painter.setClipRect(self.rect().adjusted(8, 0, -8, 0))
            painter.drawPath(self._wave())

    def _wave(self) -> QPainterPath:
        """A wave under the mistake; it is at least as wide as a letter."""
        assert self.mistake is not None
        start = self._x_of(self.mistake.offset)
        end = self._x_of(self.mistake.offset + self.mistake.length)
        if end - start < 6:
            start, end = end - 4 if self.mistake.length == 0 else start, max(end, start + 8)
        below = self.rect().center().y() + self.fontMetrics().ascent() // 2 + 3
        path = QPainterPath(QPoint(start, below).toPointF())
        for number, x in enumerate(range(start, end, WAVE_PX)):
            path.lineTo(x, below + (WAVE_PX if number % 2 else 0))
        return path

    def _x_of(self, place: int) -> int:
        """Where a character stands; the cursor says how far the text has been scrolled."""
        measure, text = self.fontMetrics().horizontalAdvance, self.text()
        cursor = self.cursorRect().center().x()
        return cursor + measure(text[:place]) - measure(text[: self.cursorPosition()])

    def _mark_color(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.BrightText)

    def _dress(self) -> None:
        """Our icons instead of Qt's, which are black in every theme."""
        color = self.palette().color(QPalette.ColorRole.PlaceholderText)
        if self._clear is not None:
            self._clear.setIcon(icons.tinted("close", color))
        if self._help is not None:
            self._help.setIcon(icons.tinted("help", color))


class MistakeNote(QLabel):
    """What is wrong with the query of a line, below it; hidden while nothing is."""

    def __init__(self, line: FilterLine, parent: QWidget) -> None:
        super().__init__(parent)
        self._line = line
        self.setObjectName("mistake")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()
        line.mistake_changed.connect(self._show)

    def _show(self, said: str) -> None:
        mistake = self._line.mistake
        name = "dim" if mistake is not None and mistake.incomplete else "mistake"
        if name != self.objectName():
            self.setObjectName(name)
            self.style().polish(self)
        self.setText(said)
        self.setVisible(bool(said))


class FilterRow(QWidget):
    """A filter above a table, how many of its rows it lets through, and what is wrong with it."""

    def __init__(self, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filter-row")
        self.line = FilterLine(name, hint, self)
        self.note = MistakeNote(self.line, self)
        self.count = QLabel(self)
        self.count.setObjectName("dim")
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.line, 1)
        row.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 14, 8)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.note)

    def show_count(self, shown: int, total: int, nouns: tuple[str, str]) -> None:
        """`3 of 74`, or `74 properties` where nothing is hidden."""
        some = self.tr("{0} of {1}").format(texts.grouped(shown), texts.grouped(total))
        self.count.setText(some if shown != total else texts.count(total, *nouns))

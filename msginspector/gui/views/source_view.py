"""A text of any length as it is: source of HTML or RTF, or plain words. Filled in slices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from msginspector.gui import theme

if TYPE_CHECKING:
    from msginspector.gui.body_reading import Lines
    from msginspector.gui.theme import Theme

GAP_PX: Final = 8
LEAST_PX: Final = 80
_BLOCK_END: Final = "\u2029"


class SourceView(QPlainTextEdit):
    """Read-only; `numbers` are those of the lines of the source, broken ones have one."""

    zoom_wanted = Signal(object)  # steps, positive for larger

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._numbers: list[int] = []
        self._continued: frozenset[int] = frozenset()
        self._shows_numbers = True
        self._factor = 1.0
        self.margin = _Margin(self)
        self.setAccessibleName(self.tr("Body as text"))
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self.updateRequest.connect(self._scrolled)
        colors.changed.connect(self._measure)

    # -- what others ask --------------------------------------------------------------------------

    def show_lines(self, lines: Lines, *, source: bool) -> Iterator[None]:
        """Show a text, some hundred lines a step."""
        self.blank()
        self._continued = lines.continued
        self._shows_numbers = source
        self._measure()
        for number, piece in enumerate(lines.pieces):
            if number:
                self.appendPlainText(piece)
            else:
                self.setPlainText(piece)
            self._count()
            yield
        self._measure()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def set_factor(self, factor: float) -> None:
        """Letters times `factor`."""
        self._factor = factor
        self._measure()

    def go_to(self, place: int, length: int) -> None:
        """Select characters of what is shown, in the middle of the view."""
        last = self.document().characterCount() - 1
        cursor = self.textCursor()
        cursor.setPosition(min(place, last))
        cursor.setPosition(min(place + length, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.centerCursor()

    def blank(self) -> None:
        """Show nothing."""
        self._numbers = []
        self._continued = frozenset()
        self.clear()
        self.setExtraSelections([])

    # -- Qt's questions ---------------------------------------------------------------------------

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied is the text: lines that were broken for the view are whole."""
        cursor = self.textCursor()
        first = self.document().findBlock(cursor.selectionStart()).blockNumber()
        lines = cursor.selectedText().split(_BLOCK_END)
        made = [lines[0]]
        for number, line in enumerate(lines[1:], first + 1):
            made.append(line if number in self._continued else f"\n{line}")
        data = QMimeData()
        data.setText("".join(made))
        return data

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_PX, theme.tall(theme.ROW_PX))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = event.angleDelta().y()
            self.zoom_wanted.emit((steps > 0) - (steps < 0))
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_margin()

    # -- inside -----------------------------------------------------------------------------------

    def _count(self) -> None:
        """Numbers of the lines that have come."""
        number = self._numbers[-1] if self._numbers else 0
        for block in range(len(self._numbers), self.blockCount()):
            number += block not in self._continued
            self._numbers.append(number)

    def _measure(self) -> None:
        mono, pixels = self._shows_numbers, theme.MONO_PX if self._shows_numbers else theme.TEXT_PX
        font = theme.mono_font(pixels) if mono else theme.text_font(pixels)
        font.setPixelSize(max(4, round(font.pixelSize() * self._factor)))
        sheet = f"QPlainTextEdit {{ font-size: {font.pixelSize()}px; }}"
        if font != self.font() or sheet != self.styleSheet():
            self.setFont(font)
            self.setStyleSheet(sheet)
        self._place_margin()

    def margin_width(self) -> int:
        """What the numbers of the lines need."""
        if not self._shows_numbers or not self._numbers:
            return 0
        digits = max(3, len(str(self._numbers[-1])))
        return digits * self.fontMetrics().horizontalAdvance("0") + 2 * GAP_PX

    def _place_margin(self) -> None:
        width = self.margin_width()
        if self.viewportMargins().left() != width:
            self.setViewportMargins(width, 0, 0, 0)
        inside = self.contentsRect()
        self.margin.setGeometry(QRect(inside.left(), inside.top(), width, inside.height()))
        self.margin.setVisible(width > 0)

    def _scrolled(self, rect: QRect, dy: int) -> None:
        if dy:
            self.margin.scroll(0, dy)
        else:
            self.margin.update(0, rect.y(), self.margin.width(), rect.height())

    def paint_margin(self, event: QPaintEvent) -> None:
        """The numbers of the lines on show."""
        painter = QPainter(self.margin)
        painter.fillRect(event.rect(), self._theme.color("panel"))
        painter.setPen(self._theme.color("dim"))
        painter.setFont(self.font())
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        high, width = self.fontMetrics().height(), self.margin.width() - GAP_PX
        while block.isValid() and top <= event.rect().bottom():
            number = block.blockNumber()
            if number < len(self._numbers) and number not in self._continued:
                text = str(self._numbers[number])
                painter.drawText(0, round(top), width, high, Qt.AlignmentFlag.AlignRight, text)
            top += self.blockBoundingRect(block).height()
            block = block.next()


class _Margin(QWidget):
    """Where the numbers of the lines stand."""

    def __init__(self, view: SourceView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        return QSize(self._view.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_margin(event)

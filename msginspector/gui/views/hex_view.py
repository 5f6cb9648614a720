"""Bytes in hexadecimal and ASCII, painted row by row; any size, read only where it is looked at.

The bytes come from a callable `read(offset, size) -> bytes`; nothing else is known of them. A
row shows 16 bytes. Offsets are those of the value, from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from msginspector.errors import InspectorError
from msginspector.gui import spoken, theme
from msginspector.gui.views.hex_grid import LEADING, ROW_BYTES, HexGrid, metrics
from msginspector.gui.views.hex_paint import Marks, RowPainter, Span, printable

Reader = Callable[[int, int], bytes]

COPY_LIMIT: Final = 1 << 20
LEAST_PX: Final = 160  # of width

_STEPS: Final[dict[Qt.Key, int]] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -ROW_BYTES,
    Qt.Key.Key_Down: ROW_BYTES,
}


class HexView(QAbstractScrollArea):
    """A scrollable view of `size` bytes with a selection."""

    selection_changed = Signal(object, object)  # first offset, length: may exceed 31 bits
    pointed = Signal(object)  # offset of the byte under the mouse, None: of none
    failed = Signal(object)  # InspectorError: the bytes cannot be read any more

    def __init__(self, colors: theme.Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = colors
        self._read: Reader | None = None
        self._size = 0
        self._anchor = 0
        self._cursor = 0
        self._selected = 0
        self._pointed: int | None = None
        self._marks = Marks()
        self._metrics = metrics()
        self._grid = HexGrid.of(self._metrics, 0)
        self.setObjectName("hex-view")
        spoken.say_roles()
        self.setAccessibleName(self.tr("Bytes of the value"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setMouseTracking(True)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # bytes are, in any language
        colors.changed.connect(self._measure)

    # -- what others ask ------------------------------------------------------------------------

    @property
    def size_in_bytes(self) -> int:
        """How many bytes there are to show."""
        return self._size

    @property
    def selection(self) -> tuple[int, int]:
        """First offset and length of the selection; length 0 when nothing is selected."""
        return min(self._anchor, self._cursor), self._selected

    @property
    def outline(self) -> Span:
        """What is outlined: first offset and length."""
        return self._marks.outline

    @property
    def shades(self) -> Sequence[Span]:
        """The parts around the selection that are shaded, the innermost first."""
        return self._marks.shades

    def set_source(self, read: Reader | None, size: int) -> None:
        """Show `size` bytes from `read`, or nothing."""
        self._read = read
        self._size = size if read else 0
        self._anchor = self._cursor = self._selected = 0
        self._pointed = None
        self._marks = Marks()
        self._grid = HexGrid.of(self._metrics, self._size)
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)
        self._update_ranges()
        self._describe()
        self.viewport().update()

    def select(self, offset: int, length: int) -> None:
        """Select bytes and scroll to them; what lies outside the value is cut off."""
        first = max(0, min(offset, self._size))
        self._selected = max(0, min(length, self._size - first))
        self._anchor, self._cursor = first, first + max(self._selected - 1, 0)
        self._ensure_visible(self._cursor)
        self._ensure_visible(first)
        self._announce()

    def set_shades(self, spans: Sequence[Span]) -> None:
        """Shade the parts around the selection, the innermost first."""
        self._marks.shades = tuple(spans)
        self.viewport().update()

    def set_outline(self, offset: int, length: int) -> None:
        """Outline bytes lightly; length 0 outlines none."""
        if self._marks.outline != (offset, length):
            self._marks.outline = (offset, length)
            self.viewport().update()

    def offset_at(self, position: QPoint) -> int | None:
        """The offset of the byte drawn at a point of the viewport; None beside the bytes."""
        row = self._grid.row_at(position.y()) + self.verticalScrollBar().value()
        column = self._grid.column_at(position.x() + self.horizontalScrollBar().value())
        if column is None:
            return None
        offset = row * ROW_BYTES + column
        return offset if 0 <= offset < self._size else None

    def place_of(self, offset: int) -> QPoint:
        """The middle of the digits of a byte in the viewport."""
        place = self._grid.place(offset, self.verticalScrollBar().value())
        return place - QPoint(self.horizontalScrollBar().value(), 0)

    def selected_bytes(self, limit: int = COPY_LIMIT) -> bytes:
        """The selected bytes, at most `limit` of them."""
        first, length = self.selection
        return self.bytes_at(first, min(length, limit))

    def selected_hex(self) -> str:
        """The selected bytes in hex, at most `COPY_LIMIT` of them."""
        return self.selected_bytes().hex(" ").upper()

    def row_text(self, row: int) -> str:
        """One row as text: offset, bytes, characters. For tests and assistive technology."""
        data = self.bytes_at(row * ROW_BYTES, ROW_BYTES)
        digits = " ".join(f"{byte:02X}" for byte in data)
        return f"{row * ROW_BYTES:0{self._grid.digits}X}  {digits}  {''.join(map(printable, data))}"

    def bytes_at(self, offset: int, size: int) -> bytes:
        """Some of the bytes; none where they cannot be read any more, which `failed` says."""
        size = min(size, self._size - offset)
        if not self._read or size <= 0:
            return b""
        try:
            return self._read(offset, size)
        except InspectorError as error:
            self._read, self._size = None, 0
            self.failed.emit(error)
            return b""

    # -- inside ---------------------------------------------------------------------------------

    def _rows(self) -> int:
        return -(-self._size // ROW_BYTES)

    def _visible_rows(self) -> int:
        return max(1, (self.viewport().height() - LEADING) // self._grid.row)

    def _measure(self) -> None:
        """Colours or the size of letters are others now."""
        self._metrics = metrics()
        self._grid = HexGrid.of(self._metrics, self._size)
        self.updateGeometry()
        self._update_ranges()
        self._ensure_visible(self._cursor)
        self.viewport().update()

    def _update_ranges(self) -> None:
        page = self._visible_rows()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, self._rows() - page))
        vertical.setPageStep(page)
        wide = self._grid.width
        horizontal.setRange(0, max(0, wide - self.viewport().width()) if self._size else 0)
        horizontal.setPageStep(self.viewport().width())
        horizontal.setSingleStep(self._grid.char)

    def _ensure_visible(self, offset: int) -> None:
        bar, row = self.verticalScrollBar(), offset // ROW_BYTES
        if row < bar.value():
            bar.setValue(row)
        elif row >= bar.value() + self._visible_rows():
            bar.setValue(row - self._visible_rows() + 1)

    def _announce(self) -> None:
        first, length = self.selection
        self._marks.shades = ()
        self.viewport().update()
        self._describe()
        self.selection_changed.emit(first, length)

    def _describe(self) -> None:
        """What is read out: the row of the cursor."""
        row = self.row_text(self._cursor // ROW_BYTES) if self._size else ""
        self.setAccessibleDescription(row)

    def _move_to(self, offset: int, *, extend: bool) -> None:
        if not self._size:
            return
        self._cursor = max(0, min(offset, self._size - 1))
        if not extend:
            self._anchor = self._cursor
        self._selected = abs(self._cursor - self._anchor) + 1
        self._ensure_visible(self._cursor)
        self._announce()

    def _dragged_to(self, position: QPoint) -> int | None:
        """The byte a selection is dragged to; above and below the bytes it scrolls."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if not 0 <= position.y() < height:
            bar.setValue(bar.value() + (-1 if position.y() < 0 else 1))
        return self.offset_at(QPoint(position.x(), max(LEADING, min(position.y(), height - 1))))

    def _point_at(self, offset: int | None) -> None:
        if offset != self._pointed:
            self._pointed = offset
            self.pointed.emit(offset)

    # -- Qt's -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(self._grid.width + 12, 8 * self._grid.row)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_PX, 2 * self._grid.row + LEADING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_ranges()

    def paintEvent(self, event: QPaintEvent) -> None:
        first = self.verticalScrollBar().value()
        number = min(self._visible_rows() + 1, self._rows() - first)
        data = self.bytes_at(first * ROW_BYTES, number * ROW_BYTES)
        # Elsewhere: an error of reading keeps all names of this method, and so would a painter.
        self._paint(event.rect(), first, data)

    def _paint(self, rect: QRect, first: int, data: bytes) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(rect, self._theme.color("base"))
        painter.setFont(theme.mono_font())
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.translate(-self.horizontalScrollBar().value(), 0)
        self._marks.selection = self.selection
        self._marks.cursor = self._cursor if self._selected else None
        rows = RowPainter(painter, self._theme, self._grid, self._metrics.ascent())
        rows.paint(data, first, self._marks, focused=self.hasFocus())
        if self.hasFocus():
            self._paint_focus(painter)

    def _paint_focus(self, painter: QPainter) -> None:
        """A frame around all bytes: these keys move among them."""
        painter.resetTransform()
        painter.setPen(QPen(self._theme.color("accent"), 0))
        painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        if query == Qt.InputMethodQuery.ImCursorRectangle:  # where the menu of the keyboard opens
            return QRectF(QPointF(self.place_of(self._cursor)), QSizeF(1, 1))
        return super().inputMethodQuery(query)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_hex())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select(0, self._size)
        elif key in _STEPS:
            self._move_to(self._cursor + _STEPS[key], extend=extend)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            page = self._visible_rows() * ROW_BYTES
            step = page if key == Qt.Key.Key_PageDown else -page
            self._move_to(self._cursor + step, extend=extend)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._move_to(0 if key == Qt.Key.Key_Home else self._size - 1, extend=extend)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        offset = self.offset_at(event.position().toPoint())
        if offset is not None and event.button() == Qt.MouseButton.LeftButton:
            extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move_to(offset, extend=extend)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        offset = self.offset_at(event.position().toPoint())
        if event.buttons() & Qt.MouseButton.LeftButton:
            offset = self._dragged_to(event.position().toPoint())
            if offset is not None:
                self._move_to(offset, extend=True)
        else:
            self._point_at(offset)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point_at(None)
        return super().viewportEvent(event)

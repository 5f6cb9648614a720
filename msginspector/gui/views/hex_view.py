"""Bytes in hexadecimal and ASCII, painted row by row; any size, read only where it is looked at.

The bytes come from a callable `read(offset, size) -> bytes`; nothing else is known of them. A
row shows 16 bytes. Offsets are those of the value, from 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
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

from msginspector.gui import spoken, theme

Reader = Callable[[int, int], bytes]

ROW_BYTES: Final = 16
COPY_LIMIT: Final = 1 << 20
LEAST_PX: Final = 160  # of width
_MARGIN: Final = 12
_LEADING: Final = 6

_STEPS: Final[dict[Qt.Key, int]] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -ROW_BYTES,
    Qt.Key.Key_Down: ROW_BYTES,
}


def printable(byte: int) -> str:
    """The ASCII character of a byte, a middle dot for whatever is not printable."""
    return chr(byte) if 0x20 <= byte < 0x7F else "·"


class HexView(QAbstractScrollArea):
    """A scrollable view of `size` bytes with a selection."""

    selection_changed = Signal(object, object)  # first offset, length: may exceed 31 bits

    def __init__(self, colors: theme.Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = colors
        self._read: Reader | None = None
        self._size = 0
        self._anchor = 0
        self._cursor = 0
        self._selected = 0
        self._metrics = QFontMetrics(theme.mono_font())
        self.setObjectName("hex-view")
        spoken.say_roles()
        self.setAccessibleName(self.tr("Bytes of the value"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        colors.changed.connect(self._measure)

    @property
    def size_in_bytes(self) -> int:
        """How many bytes there are to show."""
        return self._size

    @property
    def selection(self) -> tuple[int, int]:
        """First offset and length of the selection; length 0 when nothing is selected."""
        return min(self._anchor, self._cursor), self._selected

    def set_source(self, read: Reader | None, size: int) -> None:
        """Show `size` bytes from `read`, or nothing."""
        self._read = read
        self._size = size if read else 0
        self._anchor = self._cursor = self._selected = 0
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
        self._ensure_visible(first)
        self._announce()

    def offset_at(self, position: QPoint) -> int | None:
        """The offset of the byte drawn at a point of the viewport; None beside the bytes."""
        row = (position.y() - _LEADING) // self._row_height() + self.verticalScrollBar().value()
        x = position.x() + self.horizontalScrollBar().value()
        for column in range(ROW_BYTES):
            for left, width in ((self._hex_x(column), 3), (self._text_x(column), 1)):
                if left <= x < left + width * self._char():
                    offset = int(row) * ROW_BYTES + column
                    return offset if 0 <= offset < self._size else None
        return None

    def selected_hex(self) -> str:
        """The selected bytes in hex, at most `COPY_LIMIT` of them."""
        first, length = self.selection
        return self._bytes(first, min(length, COPY_LIMIT)).hex(" ").upper()

    def row_text(self, row: int) -> str:
        """One row as text: offset, bytes, characters. For tests and assistive technology."""
        data = self._bytes(row * ROW_BYTES, ROW_BYTES)
        digits = " ".join(f"{byte:02X}" for byte in data)
        return f"{row * ROW_BYTES:0{self._digits()}X}  {digits}  {''.join(map(printable, data))}"

    def _bytes(self, offset: int, size: int) -> bytes:
        size = min(size, self._size - offset)
        return self._read(offset, size) if self._read and size > 0 else b""

    def _rows(self) -> int:
        return -(-self._size // ROW_BYTES)

    def _row_height(self) -> int:
        return self._metrics.height() + _LEADING

    def _char(self) -> int:
        return self._metrics.horizontalAdvance("0")

    def _digits(self) -> int:
        return max(8, len(f"{max(self._size - 1, 0):X}"))

    def _hex_x(self, column: int) -> int:
        gap = column * 3 + (1 if column >= ROW_BYTES // 2 else 0)
        return _MARGIN + (self._digits() + 2 + gap) * self._char()

    def _text_x(self, column: int) -> int:
        return self._hex_x(ROW_BYTES) + (1 + column) * self._char()

    def _visible_rows(self) -> int:
        return max(1, (self.viewport().height() - _LEADING) // self._row_height())

    def _measure(self) -> None:
        """Colours or the size of letters are others now."""
        self._metrics = QFontMetrics(theme.mono_font())
        self.updateGeometry()
        self._update_ranges()
        self._ensure_visible(self._cursor)
        self.viewport().update()

    def _update_ranges(self) -> None:
        page = self._visible_rows()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, self._rows() - page))
        vertical.setPageStep(page)
        width = self._text_x(ROW_BYTES) + _MARGIN
        horizontal.setRange(0, max(0, width - self.viewport().width()) if self._size else 0)
        horizontal.setPageStep(self.viewport().width())
        horizontal.setSingleStep(self._char())

    def _ensure_visible(self, offset: int) -> None:
        bar, row = self.verticalScrollBar(), offset // ROW_BYTES
        if row < bar.value():
            bar.setValue(row)
        elif row >= bar.value() + self._visible_rows():
            bar.setValue(row - self._visible_rows() + 1)

    def _announce(self) -> None:
        first, length = self.selection
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

    def _paint_row(self, painter: QPainter, row: int, top: int, data: bytes) -> None:
        base = row * ROW_BYTES
        self._paint_selection(painter, base, top, len(data))
        baseline = top + self._metrics.ascent() + _LEADING // 2
        dim, text = self._theme.color("dim"), self._theme.color("text")
        painter.setPen(dim)
        painter.drawText(_MARGIN, baseline, f"{base:0{self._digits()}X}")
        for column, byte in enumerate(data):
            painter.setPen(text if byte else dim)
            painter.drawText(self._hex_x(column), baseline, f"{byte:02X}")
        painter.setPen(dim)
        painter.drawText(self._text_x(0), baseline, "".join(map(printable, data)))

    def _paint_focus(self, painter: QPainter) -> None:
        """A frame around all bytes: these keys move among them."""
        painter.resetTransform()
        painter.setPen(QPen(self._theme.color("accent"), 0))
        painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _paint_selection(self, painter: QPainter, base: int, top: int, size: int) -> None:
        first, length = self.selection
        start, end = max(first, base) - base, min(first + length, base + size) - base
        if start >= end:
            return
        color, height, half = self._theme.color("selection"), self._row_height(), self._char() // 2
        left, right = self._hex_x(start), self._hex_x(end - 1) + 2 * self._char()
        text_left, text_right = self._text_x(start), self._text_x(end)
        text = QRect(text_left, top, text_right - text_left, height)
        for rect in (QRect(left - half, top, right - left + 2 * half, height), text):
            painter.fillRect(rect, color)
            if self._theme.frames_selection:
                painter.setPen(QPen(self._theme.color("frame"), 0))
                painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def sizeHint(self) -> QSize:
        return QSize(self._text_x(ROW_BYTES) + 2 * _MARGIN, 8 * self._row_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_PX, 2 * self._row_height() + _LEADING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_ranges()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.color("base"))
        painter.setFont(theme.mono_font())
        painter.translate(-self.horizontalScrollBar().value(), 0)
        first = self.verticalScrollBar().value()
        number = min(self._visible_rows() + 1, self._rows() - first)
        data = self._bytes(first * ROW_BYTES, number * ROW_BYTES)
        for row in range(number):
            part = data[row * ROW_BYTES : (row + 1) * ROW_BYTES]
            self._paint_row(painter, first + row, _LEADING + row * self._row_height(), part)
        if self.hasFocus():
            self._paint_focus(painter)

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
        if offset is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._move_to(offset, extend=True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

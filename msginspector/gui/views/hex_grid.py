"""Where the bytes of a hex view stand: rows of 16, their digits, their characters. Pixels only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics

from msginspector.gui import theme

ROW_BYTES: Final = 16
MARGIN: Final = 12
LEADING: Final = 6


@dataclass(frozen=True, slots=True)
class HexGrid:
    """The places of the bytes of a value, in pixels from the left edge of what is scrolled."""

    char: int
    """Width of a character."""
    row: int
    """Height of a row."""
    digits: int
    """Digits of an offset."""

    @classmethod
    def of(cls, metrics: QFontMetrics, size: int) -> HexGrid:
        """The grid of a value of that size in a font."""
        digits = max(8, len(f"{max(size - 1, 0):X}"))
        return cls(metrics.horizontalAdvance("0"), metrics.height() + LEADING, digits)

    def hex_x(self, column: int) -> int:
        """The left edge of the digits of a column; of 16 the end of the digits."""
        gap = column * 3 + (1 if column >= ROW_BYTES // 2 else 0)
        return MARGIN + (self.digits + 2 + gap) * self.char

    def text_x(self, column: int) -> int:
        """The left edge of the character of a column; of 16 the end of the characters."""
        return self.hex_x(ROW_BYTES) + (1 + column) * self.char

    @property
    def width(self) -> int:
        """The width of a whole row."""
        return self.text_x(ROW_BYTES) + MARGIN

    def column_at(self, x: int) -> int | None:
        """The column whose digits or character stand there; None beside them."""
        for column in range(ROW_BYTES):
            left = self.hex_x(column) - self.char // 2
            if left <= x < left + 3 * self.char:
                return column
            if self.text_x(column) <= x < self.text_x(column + 1):
                return column
        return None

    def top(self, row: int) -> int:
        """The upper edge of a row, counted from the first one that shows."""
        return LEADING + row * self.row

    def row_at(self, y: int) -> int:
        """The row at a height, counted from the first one that shows."""
        return (y - LEADING) // self.row

    def rects(self, first: int, end: int, base: int, row: int) -> Iterator[QRect]:
        """The places of the bytes from `first` to `end` in the row that begins with `base`.

        One of digits, one of characters; none where the row has none of them.
        """
        start, stop = max(first - base, 0), min(end - base, ROW_BYTES)
        if start >= stop:
            return
        top, half = self.top(row), self.char // 2
        left, right = self.hex_x(start), self.hex_x(stop - 1) + 2 * self.char
        yield QRect(left - half, top, right - left + 2 * half, self.row)
        yield QRect(self.text_x(start), top, (stop - start) * self.char, self.row)

    def place(self, offset: int, first_row: int) -> QPoint:
        """The middle of the digits of a byte, seen from the first row that shows."""
        row, column = divmod(offset, ROW_BYTES)
        return QPoint(self.hex_x(column) + self.char, self.top(row - first_row) + self.row // 2)


def metrics() -> QFontMetrics:
    """The measures of the font of bytes at the text size of now."""
    return QFontMetrics(theme.mono_font())

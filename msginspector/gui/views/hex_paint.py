"""Painting of a hex view: rows, the selection, the parts around it by shades, outlines.

From behind to front: the parts that the selected one lies in, the outermost in the lightest shade;
the selection; digits and characters; the outline of what is pointed at; the frame of the cursor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from msginspector.gui.theme import Theme
from msginspector.gui.views.hex_grid import LEADING, MARGIN, ROW_BYTES, HexGrid

Span = tuple[int, int]
"""First offset and length."""

SHADES: Final = (0.42, 0.25, 0.15)
"""How much of the colour of the selection the parts around it have, from the inside out."""
_OUTLINE_INSET: Final = 0.5


def printable(byte: int) -> str:
    """The ASCII character of a byte, a middle dot for whatever is not printable."""
    return chr(byte) if 0x20 <= byte < 0x7F else "·"


@dataclass(slots=True)
class Marks:
    """What is marked among the bytes."""

    selection: Span = (0, 0)
    shades: Sequence[Span] = ()
    """The parts around the selection, the innermost first."""
    outline: Span = (0, 0)
    cursor: int | None = None


class RowPainter:
    """Paints the rows that show."""

    def __init__(self, painter: QPainter, colors: Theme, grid: HexGrid, ascent: int) -> None:
        self._painter = painter
        self._theme = colors
        self._grid = grid
        self._ascent = ascent

    def paint(self, data: bytes, first_row: int, marks: Marks, *, focused: bool) -> None:
        """The rows of `data`, which begin with the row `first_row` of the value."""
        rows = range(-(-len(data) // ROW_BYTES))
        for row in rows:
            self._backgrounds((first_row + row) * ROW_BYTES, row, len(data), first_row, marks)
        for row in rows:
            self._row(data[row * ROW_BYTES : (row + 1) * ROW_BYTES], first_row + row, row)
        self._outline(marks.outline, first_row, len(rows), "faint")
        if self._theme.frames_selection:
            self._outline(marks.selection, first_row, len(rows), "frame")
        if marks.cursor is not None and focused:
            self._outline((marks.cursor, 1), first_row, len(rows), "accent")

    def _backgrounds(self, base: int, row: int, size: int, first_row: int, marks: Marks) -> None:
        end = first_row * ROW_BYTES + size
        for depth in reversed(range(min(len(marks.shades), len(SHADES)))):
            color = mixed(self._theme.color("selection"), self._theme.color("base"), SHADES[depth])
            self._fill(marks.shades[depth], base, row, end, color)
        self._fill(marks.selection, base, row, end, self._theme.color("selection"))

    def _fill(self, span: Span, base: int, row: int, end: int, color: QColor) -> None:
        first, length = span
        for rect in self._grid.rects(first, min(first + length, end), base, row):
            self._painter.fillRect(rect, color)

    def _row(self, data: bytes, number: int, row: int) -> None:
        grid, painter = self._grid, self._painter
        baseline = grid.top(row) + self._ascent + LEADING // 2
        dim, text = self._theme.color("dim"), self._theme.color("text")
        painter.setPen(dim)
        painter.drawText(MARGIN, baseline, f"{number * ROW_BYTES:0{grid.digits}X}")
        for column, byte in enumerate(data):
            painter.setPen(text if byte else dim)
            painter.drawText(grid.hex_x(column), baseline, f"{byte:02X}")
        painter.setPen(dim)
        painter.drawText(grid.text_x(0), baseline, "".join(map(printable, data)))

    def _outline(self, span: Span, first_row: int, rows: int, token: str) -> None:
        """A line around bytes, which may go over several rows."""
        first, length = span
        end = min(first + length, (first_row + rows) * ROW_BYTES)
        if first >= end:
            return
        self._painter.setPen(QPen(self._theme.color(token), 0))
        for path in self._paths(first, end, first_row, rows):
            self._painter.drawPath(path)

    def _paths(self, first: int, end: int, first_row: int, rows: int) -> Iterator[QPainterPath]:
        """One line around the digits, one around the characters."""
        start = max(0, first // ROW_BYTES - first_row)
        stop = min(rows, (end - 1) // ROW_BYTES - first_row + 1)
        sides: list[list[QRect]] = [[], []]
        for row in range(start, stop):
            base = (first_row + row) * ROW_BYTES
            for side, rect in zip(sides, self._grid.rects(first, end, base, row), strict=False):
                side.append(rect)
        for side in sides:
            path = QPainterPath()
            for rect in side:
                inset = _OUTLINE_INSET
                path.addRect(QRectF(rect).adjusted(inset, inset, -inset, inset))
            yield path.simplified() if len(side) > 1 else path


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`share` of one colour, the rest of the other."""
    parts = (
        (one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue())
    )  # fmt: skip
    return QColor(*(round(a * share + b * (1 - share)) for a, b in parts))

"""How long a text document would take to lay the copy out, and whether that is too long.

`QTextDocument` lays the content of a table cell out twice, so that each level of nesting doubles
the work: 18 nested tables of 271 bytes take two seconds. Work is estimated in microseconds, as
measured on a slow computer. Tables of one column, which newsletters nest for margins, can be taken
for blocks below each other: then they do not double anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

NESTED_TABLES: Final = 8
DEPTH: Final = 200
"""Elements inside each other."""
CELLS: Final = 5000
RUN: Final = 20_000
"""Characters without a place to break the line."""
TOTAL: Final = 2 << 20
"""Characters of HTML."""
TAGS: Final = 50_000
WORK: Final = 400_000
"""Microseconds of layout."""
SPAN: Final = 100
"""Columns or rows a cell may span."""

CELL: Final = 60.0
BLOCK: Final = 6.0
ITEM: Final = 50.0
INLINE: Final = 12.0
BREAK: Final = 4.0
PICTURE: Final = 50.0
LETTER: Final = 0.15
DEAR_LETTER: Final = 0.6
"""Of a letter that is laid out at once: in a table, or in a long paragraph."""
LONG: Final = 5000


@dataclass(slots=True, eq=False)
class Table:
    """One table: how many rows and columns, and where its tags stand in the copy."""

    bordered: bool
    pieces: list[tuple[int, str]] = field(default_factory=list)
    """Numbers of pieces of the copy, and what stands there where the table is flat."""
    rows: int = 0
    columns: int = 0
    width: int = 0
    """Columns of the row so far."""
    spanning: dict[int, int] = field(default_factory=dict)
    """By the number of a row, columns that cells of earlier rows take up to it."""
    taken: int = 0
    row_open: bool = False
    cell_open: bool = False
    work: float = 0.0
    flat_work: float = 0.0
    height: int = 0
    flat_height: int = 0

    @property
    def is_flat(self) -> bool:
        """It has one column and may as well be blocks below each other."""
        return self.columns <= 1 and not self.bordered

    @property
    def grid(self) -> int:
        """Cells, those that are only spanned included."""
        return self.rows * self.columns

    def begin_row(self) -> None:
        """One more row."""
        self.row_open = True
        self.taken -= self.spanning.pop(self.rows, 0)
        self.rows += 1
        self.width = self.taken
        self.columns = max(self.columns, self.width)

    def begin_cell(self, columns: int, rows: int) -> None:
        """One more cell of the row."""
        self.cell_open = True
        self.width += columns
        self.columns = max(self.columns, self.width)
        if rows > 1:
            ends = self.rows + rows - 1
            self.spanning[ends] = self.spanning.get(ends, 0) + columns
            self.taken += columns


class Layout:
    """The work and the sizes of a copy while it is made."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.done: list[Table] = []
        self._root = Table(False)
        self._cells = 0
        self._run = 0
        self._letters = 0
        self.reason = ""

    @property
    def table(self) -> Table | None:
        """The innermost open table."""
        return self.tables[-1] if self.tables else None

    def add(self, work: float) -> None:
        """Something is laid out where we are."""
        here = self.tables[-1] if self.tables else self._root
        here.work += work
        here.flat_work += work

    def block(self, work: float = BLOCK) -> None:
        """A paragraph begins."""
        self._letters = self._run = 0
        self.add(work)

    def text(self, length: int, lines: int, first: int, longest: int, last: int) -> None:
        """Letters; the lengths of the first, longest and last run without a break among them."""
        self._letters = self._letters + length if lines == 1 else length // lines
        dear = bool(self.tables) or self._letters > LONG
        self.add(length * (DEAR_LETTER if dear else LETTER))
        self._run = self._run + length if first == length else last
        if max(self._run, longest, first) > RUN:
            self.refuse(f"a run of more than {RUN:,} characters has no place to break the line")

    def open_table(self, bordered: bool) -> Table:
        """A table begins."""
        self.tables.append(Table(bordered))
        self.block(BLOCK)
        return self.tables[-1]

    def close_table(self) -> None:
        """The innermost table ends: what it holds is laid out twice."""
        table = self.tables.pop()
        self.done.append(table)
        around = self.tables[-1] if self.tables else self._root
        cells = table.grid * CELL
        self._cells += table.grid
        around.work += 2 * table.work + cells
        around.height = max(around.height, table.height + 1)
        flat = table.is_flat
        around.flat_work += table.flat_work if flat else 2 * table.flat_work + cells
        around.flat_height = max(around.flat_height, table.flat_height + (not flat))

    def count_cells(self) -> None:
        """After each cell: refuse too many."""
        if self._cells + self.tables[-1].grid > CELLS:
            self.refuse(f"its tables have more than {CELLS:,} cells")

    def refuse(self, reason: str) -> None:
        """It is too complex; the first reason stays."""
        self.reason = self.reason or reason

    def settle(self) -> bool:
        """At the end: whether flat tables become blocks. May refuse."""
        root = self._root
        if root.height <= NESTED_TABLES and root.work <= WORK / 4:
            return False
        if root.flat_height > NESTED_TABLES:
            self.refuse(f"{root.flat_height} tables lie inside each other, more than "
                        f"{NESTED_TABLES}")  # fmt: skip
        elif root.flat_work > WORK:
            self.refuse("laying it out would hold the window up")
        return True

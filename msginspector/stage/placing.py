"""Where the cells of a picture stand: columns by depth, children in a block beside their parent.

Places are counted in columns and rows. A parent stands at the middle of its children, so that the
edges to them are short; a little room is left between the children of different parents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from msginspector.stage.cells import Cell

APART: Final = 0.25  # rows between the children of different parents
ROOTS_APART: Final = 0.5  # rows between sessions
GROUP_ROWS: Final = 1.5  # the height of a group


def height(cell: Cell) -> float:
    """How many rows a cell takes; `row` of a cell is the row its middle is at."""
    return GROUP_ROWS if cell.is_group else 1.0


def place(root: Cell) -> tuple[int, float]:
    """Give every cell below `root` its place; how many columns and rows there are then."""
    columns, rows, gap = 0, 0.0, 0.0
    root.column = -1
    stack: list[tuple[Cell, float | None]] = [(cell, None) for cell in root.children()[::-1]]
    while stack:
        cell, top = stack.pop()
        assert cell.parent is not None
        children, high = cell.children(), height(cell)
        cell.column = cell.parent.column + 1
        if children and top is None:
            rows, gap = rows + gap, 0.0
            stack.append((cell, rows))
            stack += [(child, None) for child in children[::-1]]
            continue
        if top is None:
            cell.row = rows + gap + (high - 1) / 2
            columns, rows, gap = max(columns, cell.column + 1), rows + gap + high, 0.0
        else:
            if rows - top < high:
                _lower(cell, (high - rows + top) / 2)
                rows = top + high
            cell.row = (children[0].row + children[-1].row) / 2
            gap = max(gap, APART)
        if cell.parent is root:
            gap = ROOTS_APART
    return columns, rows


def _lower(cell: Cell, rows: float) -> None:
    """Everything below a cell stands so much lower: the cell is higher than all of that."""
    stack = cell.children()
    while stack:
        found = stack.pop()
        found.row += rows
        stack += found.children()

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


def place(root: Cell) -> tuple[int, float]:
    """Give every cell below `root` its place; how many columns and rows there are then."""
    columns, rows, gap = 0, 0.0, 0.0
    root.column = -1
    stack = [(cell, False) for cell in root.children()[::-1]]
    while stack:
        cell, done = stack.pop()
        assert cell.parent is not None
        children = cell.children()
        cell.column = cell.parent.column + 1
        if children and not done:
            stack.append((cell, True))
            stack += [(child, False) for child in children[::-1]]
            continue
        if done:
            cell.row = (children[0].row + children[-1].row) / 2
            gap = max(gap, APART)
        else:
            cell.row = rows + gap
            columns, rows, gap = max(columns, cell.column + 1), cell.row + 1, 0.0
        if cell.parent is root:
            gap = ROOTS_APART
    return columns, rows

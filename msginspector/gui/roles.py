"""Item data roles, named once for models, views, delegates and tests."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from PySide6.QtCore import Qt

_FIRST = int(Qt.ItemDataRole.UserRole)


class Role(IntEnum):
    """Roles beyond Qt's own. Column numbers live in the column tables of each model."""

    SORT = _FIRST + 1  # one plain type per column: int, float, str or bytes
    OBJECT = _FIRST + 2  # the row, snapshot, event or finding behind the index
    NODE = _FIRST + 3  # integer id of a tree node
    STATE = _FIRST + 4  # "", listed, open, released, closing, closed
    BADGES = _FIRST + 5  # tuple of (text, tone)
    ICON = _FIRST + 6  # icon name
    TONE = _FIRST + 7  # theme token the text is painted in, "" for the normal one
    KIND = _FIRST + 8  # kind of a tree node
    LOOK = _FIRST + 9  # a `Look`: all of the above in one call, for painting


class Look(NamedTuple):
    """Everything a delegate paints of an index. One call a cell: painting asks for thousands."""

    text: str
    tone: str = ""
    state: str = ""
    icon: str = ""
    mono: bool = False
    right: bool = False
    middle: bool = False
    badges: tuple[tuple[str, str], ...] = ()
    short: str = ""  # said where `text` does not fit; "" when it has no shorter form

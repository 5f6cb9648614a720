"""Who was opened from whom, as a drawing: boxes in columns, children right of their parents.

Siblings of one kind are one box together where there are many of them, so that five objects and
five thousand are as easy to read. Places are in cells: column, and row from the top; a box is one
cell. No two boxes share a cell. Nothing here knows how it is painted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

TOGETHER: Final = 8
"""Siblings of one kind up to this number stand alone."""
SHOWN: Final = 40
"""Boxes that a group shows when it is opened up; the rest of it stays a group."""
BOXES: Final = 400
"""Boxes of a drawing from which on siblings are always together."""
NO_SESSION: Final = 0
"""The number of the box that holds what belongs to no session."""
_ORDER: Final = ("closing", "open", "released", "closed", "listed")

Key = tuple[int, str]
"""What names a box from drawing to drawing: an object and its kind; of a group, its parent's."""


class Owned(Protocol):
    """A tracked object: a row of the window, or of a recording."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def parent(self) -> int | None:
        """What it was opened from."""


@dataclass(slots=True)
class Box:
    """One object, or several of a kind and parent. `depth` and `row` are its cell."""

    key: Key
    members: tuple[int, ...]
    parent: Key | None
    depth: int
    row: int = 0

    @property
    def is_group(self) -> bool:
        """It stands for several objects."""
        return len(self.members) > 1


@dataclass(slots=True)
class Drawing:
    """Boxes, parents first, and where each object is found."""

    boxes: list[Box] = field(default_factory=list)
    box_of: dict[int, Box] = field(default_factory=dict)
    columns: int = 0
    rows: int = 0


def state_of(states: Iterable[str]) -> str:
    """The state of a group: of what plays in it first, then of what can still be used."""
    found = set(states)
    return next((state for state in _ORDER if state in found), "listed")


def counted(states: Iterable[str]) -> list[tuple[str, int]]:
    """How many of each state, in the order of their weight."""
    numbers = Counter(states)
    return [(state, numbers[state]) for state in _ORDER if numbers[state]]


def draw(rows: Sequence[Owned], opened_up: frozenset[Key] = frozenset()) -> Drawing:
    """Place these objects; groups named in `opened_up` show their members."""
    drawing = Drawing()
    _enter(drawing, _children(rows), opened_up)
    _place(drawing)
    return drawing


def _children(rows: Sequence[Owned]) -> Mapping[int | None, list[Owned]]:
    """By parent, in the order of opening; what belongs to no session is under a box of its own."""
    known = {row.id for row in rows}
    found: dict[int | None, list[Owned]] = {}
    for row in rows:
        parent = row.parent if row.parent in known else None
        if parent is None and row.kind != "session":
            parent = NO_SESSION
        found.setdefault(parent, []).append(row)
    return found


def _enter(
    drawing: Drawing, children: Mapping[int | None, list[Owned]], opened_up: frozenset[Key]
) -> None:
    """Boxes in depth-first order, iteratively: messages nest as deeply as a file cares to."""
    waiting: list[Box] = []
    if NO_SESSION in children:
        waiting.append(Box((NO_SESSION, "no-session"), (), None, 0))
    waiting += reversed(_boxes(children.get(None, []), None, opened_up, len(waiting)))
    while waiting:
        box = waiting.pop()
        drawing.boxes.append(box)
        for member in box.members:
            drawing.box_of[member] = box
        taken = len(drawing.boxes) + len(waiting)
        waiting += reversed(_boxes(_below(box, children), box, opened_up, taken))


def _below(box: Box, children: Mapping[int | None, list[Owned]]) -> list[Owned]:
    members = box.members or (NO_SESSION,)
    if len(members) == 1:
        return children.get(members[0], [])
    return [child for member in members for child in children.get(member, [])]


def _boxes(
    rows: Sequence[Owned], parent: Box | None, opened_up: frozenset[Key], taken: int
) -> list[Box]:
    """The boxes of what was opened from one box: alone where few are of a kind, else together."""
    by_kind: dict[str, list[Owned]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    above = parent.key if parent is not None else None
    depth = parent.depth + 1 if parent is not None else 0
    crowded = (parent is not None and parent.is_group) or taken + len(rows) > BOXES
    found: list[Box] = []
    for kind, alike in by_kind.items():
        group = (above[0] if above is not None else -1, kind)
        alone = len(alike) if len(alike) <= TOGETHER else 0
        alone = min(len(alike), SHOWN) if group in opened_up else alone
        alone = 0 if crowded else alone
        found += [Box((row.id, kind), (row.id,), above, depth) for row in alike[:alone]]
        rest = tuple(row.id for row in alike[alone:])
        if rest:
            found.append(Box(group if len(rest) > 1 else (rest[0], kind), rest, above, depth))
    found.sort(key=lambda box: box.members[0])  # in the order of opening
    return found


def _place(drawing: Drawing) -> None:
    """Rows: a leaf takes the next free one, a parent stands beside the middle of its children."""
    below: dict[Key, list[Box]] = {}
    for box in drawing.boxes:
        if box.parent is not None:
            below.setdefault(box.parent, []).append(box)
    free = 0
    last_in_column: dict[int, int] = {}
    for box in _children_first(drawing.boxes):
        children = below.get(box.key)
        row = free if children is None else (children[0].row + children[-1].row) // 2
        box.row = max(row, last_in_column.get(box.depth, -1) + 1)
        last_in_column[box.depth] = box.row
        free = max(free, box.row + (children is None))
    drawing.columns = max((box.depth for box in drawing.boxes), default=-1) + 1
    drawing.rows = max((box.row for box in drawing.boxes), default=-1) + 1


def _children_first(boxes: Sequence[Box]) -> list[Box]:
    """The same boxes, which come parents first, with every parent after its last child."""
    ended: list[Box] = []
    open_: list[Box] = []
    for box in boxes:
        while open_ and box.depth <= open_[-1].depth:
            ended.append(open_.pop())
        open_.append(box)
    return [*ended, *reversed(open_)]

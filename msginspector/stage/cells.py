"""What a picture of tracked objects is made of: copies of them, and the cells they are in."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, Final

SESSION: Final = "session"
NO_SESSION: Final = "no session"
LEAKED: Final = "leaked"
REST: Final = "rest"
LISTED: Final = "listed"
OPEN: Final = "open"
RELEASED: Final = "released"
CLOSING: Final = "closing"
CLOSED: Final = "closed"
STATES: Final = (LISTED, OPEN, RELEASED, CLOSING, CLOSED)

LANES: Final = {NO_SESSION: 1 << 62, LEAKED: (1 << 62) + 1}
"""Cells of what no session closes, and where they stand: after all sessions."""

_by_first = attrgetter("first")


class Owned:
    """A copy of what is shown of a tracked object, and the cell it is in."""

    __slots__ = (
        "cell", "failed", "id", "in_session", "kind", "label", "parent", "path", "references",
        "state", "step", "top",
    )  # fmt: skip

    cell: Cell

    def __init__(self, row: Any) -> None:
        self.id: int = row.id
        self.kind: str = row.kind
        self.label: str = row.label
        self.path: str = row.path
        self.parent: int | None = row.parent
        self.in_session = row.kind == SESSION or row.session is not None
        self.top: int = getattr(row, "top", row.id)
        self.failed = False
        self.note(row)

    def note(self, row: Any) -> None:
        """Be as the row is now."""
        self.state: str = getattr(row, "shown_state", row.state)
        self.references: int = row.references
        self.step: int | None = row.step
        self.failed = getattr(row, "failed", self.failed)

    def differs(self, row: Any) -> bool:
        """The row says something else."""
        return (
            self.state != getattr(row, "shown_state", row.state)
            or self.references != row.references
            or self.failed != getattr(row, "failed", self.failed)
            or self.step != row.step
        )


class Cell:
    """A place in the picture: an object, a group of them, or a lane of what has no session.

    `first` is the id of its oldest object. A group that is opened has `pages`, or, if it is what
    was too deep, children of all kinds. `room` says how many columns there may be to its right,
    `allowed` how many objects of one kind may have cells of their own there.
    """

    __slots__ = (
        "allowed", "by_kind", "column", "counts", "failed", "first", "inside", "is_opened", "kind",
        "level", "members", "now", "page_size", "pages", "parent", "references", "room", "row",
        "start",
    )  # fmt: skip

    def __init__(
        self, parent: Cell | None, kind: str, first: int, room: int, allowed: int, level: int = 0
    ) -> None:
        self.parent = parent
        self.kind = kind
        self.first = first
        self.room = max(0, room)
        self.allowed = allowed
        self.level = level  # 0, or how many groups it is a page of
        self.start = 0  # of a page: which of the group's objects is its first
        self.inside: bool = parent is not None and (parent.inside or parent.is_opened)
        self.by_kind: dict[str, list[Cell]] = {}
        self.pages: list[Cell] | None = None
        self.page_size = 0
        self.is_opened: bool = False
        self.column = 0
        self.row = 0.0
        self.empty()

    def empty(self) -> None:
        """Have no objects."""
        self.members: list[Owned] = []
        self.counts = dict.fromkeys(STATES, 0)
        self.references = 0
        self.failed = 0
        self.now: Owned | None = None  # what is being closed

    @property
    def key(self) -> tuple[int, int]:
        """What tells a group from all others, whatever becomes of the rest."""
        return self.first, -1 if self.kind == REST else self.level

    @property
    def is_group(self) -> bool:
        """It has several objects, or had them before it was opened."""
        return self.is_opened or len(self.members) > 1

    @property
    def is_lane(self) -> bool:
        """It stands for what has no session."""
        return self.kind in LANES

    @property
    def alone(self) -> Owned | None:
        """Its only object; None for a group and for a lane."""
        return None if self.is_group or not self.members else self.members[0]

    @property
    def state(self) -> str:
        """The state it is shown in: that of all its objects, or the one that says most.

        A group is closing while one of its objects is, and open as long as one of them is open.
        """
        counts = self.counts
        for state in (CLOSING, OPEN, RELEASED, CLOSED):
            if counts[state]:
                return state
        return LISTED

    def tally(self, owned: Owned, change: int) -> None:
        """Count an object in (1) or out (-1)."""
        self.counts[owned.state] += change
        self.references += change * owned.references
        self.failed += change * owned.failed
        if owned.state == CLOSING:
            self.now = owned if change > 0 else None

    def children(self) -> list[Cell]:
        """What was opened from its objects, in the order of opening; the pages of an open group."""
        if self.pages is not None:
            return list(self.pages)
        return sorted((cell for cells in self.by_kind.values() for cell in cells), key=_by_first)

"""Who was opened from whom, as few enough cells to be drawn: objects, and groups of alike ones.

The tree of tracked objects may have any size, the picture of it may not. Objects of one kind that
were opened from the same object share a cell once there are too many of them, and what was opened
from the objects of such a group is grouped in the same way. A group can be opened into pages and
objects. However the tree looks, every object is in exactly one cell, there are not many more
cells than `BUDGET`, and an event costs no more than what it changes.

Objects are entered one at a time, in the order of opening. Nothing depends on how many come at
once, and the cells stay as they are while objects only change their states.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from msginspector.stage.cells import LANES, LEAKED, NO_SESSION, REST, Cell, Owned

if TYPE_CHECKING:
    from msginspector.session import Event

LEVELS: Final = ((8, 10), (5, 10), (3, 10), (2, 10), (1, 10), (1, 6), (1, 4), (1, 3), (1, 2))
"""How many alike objects of one parent have cells of their own, and how many columns there are
before what is deeper shares one cell: the first level at which there are few enough cells."""
BUDGET: Final = 72
"""From so many cells on, fewer alike objects have their own; opened groups do not count."""
LEAST_BUDGET: Final = 16
"""A small picture has fewer cells, but not less than that."""
BUDGET_STEP: Final = 8
OPENED_BUDGET: Final = 400
"""From so many cells in opened groups on, the group that was opened first is shut."""
OPENED_MOST: Final = 48
"""How many groups are open at most."""
PAGES: Final = 40
"""How many cells an opened group has at most."""

_by_id = attrgetter("id")


def page_size(number: int) -> int:
    """How many objects a page of a group of that many holds: 1, 10, 100 and so on."""
    size = 1
    while number > size * PAGES:
        size *= 10
    return size


class Ownership:
    """The cells of all tracked objects.

    `root` is the cell of the workspace, which is not drawn; `version` grows whenever there are
    other cells than before, `take_touched` gives the cells whose contents changed.
    """

    def __init__(self) -> None:
        self.version = 0
        self._budget = BUDGET
        self._opened: dict[tuple[int, int], None] = {}  # keys of groups, the first opened first
        self._leaked: frozenset[int] = frozenset()
        self._objects: dict[int, Owned] = {}
        self._touched: set[Cell] = set()
        self._clear(0)

    def _clear(self, level: int) -> None:
        self._level = level
        self._few = self._many = 0  # cells: outside, and inside of opened groups
        self._allowed, self._columns = LEVELS[level]
        self.root = Cell(None, "", 0, room=self._columns, allowed=self._allowed)
        self.version += 1

    # -- what others ask --------------------------------------------------------------------------

    def __len__(self) -> int:
        """How many objects there are."""
        return len(self._objects)

    def cell_of(self, number: int) -> Cell | None:
        """The cell an object is in; None where there is no such object."""
        owned = self._objects.get(number)
        return None if owned is None else owned.cell

    def cells(self) -> Iterator[Cell]:
        """Every cell that is drawn, parents before what was opened from them."""
        return below(self.root)

    def take_touched(self) -> Collection[Cell]:
        """The cells whose contents changed since the last time."""
        touched, self._touched = self._touched, set()
        return touched

    # -- what happens -----------------------------------------------------------------------------

    def add(self, rows: Iterable[Any]) -> None:
        """Take in rows of tracked objects that are new or have changed, oldest first.

        A row has the fields of an `Event`; `shown_state` and `failed`, where it has them.
        """
        for row in rows:
            owned = self._objects.get(row.id)
            if owned is None:
                self._enter(row)
            elif owned.differs(row):
                self._note(owned, row)

    def hear(self, events: Iterable[Event]) -> None:
        """Take in events, where there are no rows."""
        for event in events:
            self.add((event,))
            if event.event == "failed":
                self._fail(self._objects[event.id])

    def reset(self, rows: Iterable[Any]) -> None:
        """These are all objects there are; groups that were opened stay so."""
        self._objects = {}
        self._clear(0)
        self.add(rows)

    def limit_to(self, budget: int) -> None:
        """Make do with about that many cells, because there is room for so many; opened groups do
        not count."""
        budget = max(LEAST_BUDGET, min(BUDGET, budget // BUDGET_STEP * BUDGET_STEP))
        if budget != self._budget:
            self._budget = budget
            self._regroup()

    def mark_leaked(self, numbers: Iterable[int]) -> None:
        """These independent messages can be released by nobody any more."""
        leaked = frozenset(numbers)
        if leaked != self._leaked:
            self._leaked = leaked
            self._rebuild(self._level)
            self._keep_few()

    def toggle(self, cell: Cell) -> None:
        """Open a group into pages and objects, or shut it again; nothing if it has gone."""
        if not cell.is_group or not self._is_there(cell):
            return
        if cell.key in self._opened:
            del self._opened[cell.key]
        else:
            self._opened[cell.key] = None
        self._replant(cell)
        self._shut_oldest(cell.key)

    def _is_there(self, cell: Cell) -> bool:
        while cell.parent is not None and cell in cell.parent.children():
            cell = cell.parent
        return cell is self.root

    # -- entering ---------------------------------------------------------------------------------

    def _enter(self, row: Any) -> None:
        owned = self._objects[row.id] = Owned(row)
        self._seat(owned)
        self._keep_few()
        if self._many > OPENED_BUDGET:
            self._shut_oldest(None)

    def _keep_few(self) -> None:
        while self._few > self._budget and self._level + 1 < len(LEVELS):
            self._rebuild(self._level + 1)

    def _seat(self, owned: Owned) -> None:
        """Find the cell of an object: where its parent is, beside those of its kind."""
        at = self._above(owned)
        while True:
            if at.kind == REST and not at.is_opened:
                self._join(at, owned)
                return
            kind = owned.kind if at.room else REST
            if kind == REST and not at.by_kind and (owned.id, -1) in self._opened:
                self._open_rest(at, owned)
            there = at.by_kind.get(kind)
            if not there or kind != REST or not there[0].is_opened:
                break
            at = there[0]
        if not there:
            at.by_kind[kind] = [self._make(at, kind, owned)]
        elif there[0].is_group or kind == REST:
            self._join(there[0], owned)
        elif len(there) < at.allowed:
            there.append(self._make(at, kind, owned))
        else:
            self._gather(at, kind, owned)

    def _above(self, owned: Owned) -> Cell:
        parent = None if owned.parent is None else self._objects.get(owned.parent)
        if parent is not None:
            return parent.cell
        if owned.in_session:  # what it was opened from may be forgotten
            return self.root
        kind = LEAKED if owned.top in self._leaked else NO_SESSION
        if kind not in self.root.by_kind:
            lane = Cell(self.root, kind, LANES[kind], self.root.room - 1, self.root.allowed)
            self.root.by_kind[kind] = [lane]
            self._count(lane, 1)
        return self.root.by_kind[kind][0]

    def _make(self, at: Cell, kind: str, owned: Owned) -> Cell:
        """A cell of its own."""
        cell = Cell(at, kind, owned.id, 0 if kind == REST else at.room - 1, at.allowed)
        self._count(cell, 1)
        self._put(cell, owned)
        return cell

    def _open_rest(self, at: Cell, owned: Owned) -> None:
        """What is too deep was opened before: its cell is there before anybody is below it."""
        rest = Cell(at, REST, owned.id, self._columns, self._allowed)
        rest.is_opened = True
        at.by_kind[REST] = [rest]
        self._count(rest, 1)

    def _join(self, cell: Cell, owned: Owned) -> None:
        """Into a group that is there, or into a page of it."""
        while cell.pages is not None:
            cell.members.append(owned)
            if page_size(len(cell.members)) != cell.page_size:
                owned.cell = cell
                self._tally_up(cell, owned)
                self._replant(cell)
                return
            last = cell.pages[-1]
            if len(last.members) == cell.page_size:
                cell.pages.append(self._page(cell, owned))
                return
            cell = last
        self._put(cell, owned)
        if cell.is_group and cell.key in self._opened and not cell.is_opened:
            self._replant(cell)
        elif len(cell.members) == 2:  # it was no group until now
            self.version += 1

    def _page(self, group: Cell, owned: Owned) -> Cell:
        """A new page, which begins with that object."""
        page = Cell(group, group.kind, owned.id, group.room - 1, 1, group.level + 1)
        page.start = (len(group.pages or ()) * group.page_size) + 1
        self._count(page, 1)
        self._put(page, owned)
        return page

    def _gather(self, at: Cell, kind: str, owned: Owned) -> None:
        """There are too many of a kind: they share a cell from now on."""
        cells = at.by_kind[kind]
        members = [member for cell in cells for member in cell.members]
        others = self._uproot(cells) - set(members)
        group = Cell(at, kind, cells[0].first, at.room - 1, 1)
        at.by_kind[kind] = [group]
        self._count(group, 1)
        for member in (*members, owned):
            self._put(group, member)
        self._plant(group, others)

    def _put(self, cell: Cell, owned: Owned) -> None:
        owned.cell = cell
        cell.members.append(owned)
        self._tally_up(cell, owned)

    def _tally_up(self, cell: Cell, owned: Owned) -> None:
        for one in chain(cell):
            one.tally(owned, 1)
            self._touched.add(one)

    # -- changing ---------------------------------------------------------------------------------

    def _note(self, owned: Owned, row: Any) -> None:
        """State and references of an object are others now."""
        cells = chain(owned.cell)
        for cell in cells:
            cell.tally(owned, -1)
        owned.note(row)
        for cell in cells:
            cell.tally(owned, 1)
        self._touched.update(cells)

    def _fail(self, owned: Owned) -> None:
        for cell in chain(owned.cell):
            cell.failed += not owned.failed
            self._touched.add(cell)
        owned.failed = True

    def _regroup(self) -> None:
        """Enter every object anew, for another number of cells."""
        if not self._level and self._few <= self._budget:
            return
        objects, self._objects = self._objects, {}
        self._clear(0)
        for number, owned in objects.items():
            self._objects[number] = owned
            self._seat(owned)
            self._keep_few()

    def _rebuild(self, level: int) -> None:
        """Seat every object anew."""
        self._clear(level)
        for owned in self._objects.values():
            self._seat(owned)

    def _replant(self, cell: Cell) -> None:
        """Divide what is in a group, and below it, anew: it was opened or shut."""
        own = set() if cell.kind == REST else set(cell.members)
        others = self._uproot(cell.children()) | set(cell.members)
        if cell.kind == REST:
            cell.empty()
        self._plant(cell, others - own)

    def _uproot(self, cells: Sequence[Cell]) -> set[Owned]:
        """Everything in cells that are no more, and below them."""
        found: set[Owned] = set()
        for top in cells:
            for cell in (top, *below(top)):
                found.update(cell.members)
                self._count(cell, -1)
        return found

    def _plant(self, group: Cell, others: set[Owned]) -> None:
        """Make the pages of a group, if it is opened, and seat what was opened from it."""
        group.by_kind, group.pages = {}, None
        opened = group.key in self._opened
        group.is_opened = opened
        if group.kind == REST:
            group.room = self._columns if opened else 0
            group.allowed = self._allowed if opened else 1
        elif opened:
            self._divide(group)
        else:
            for member in group.members:
                member.cell = group
        for owned in sorted(others, key=_by_id):
            self._seat(owned)
        self._touched.add(group)
        self.version += 1

    def _divide(self, group: Cell) -> None:
        """Pages; those that were opened before are divided, too."""
        group.page_size, group.pages = page_size(len(group.members)), []
        for start in range(0, len(group.members), group.page_size):
            members = group.members[start : start + group.page_size]
            page = Cell(group, group.kind, members[0].id, group.room - 1, 1, group.level + 1)
            page.start = start + 1
            self._count(page, 1)
            for member in members:
                member.cell = page
                page.members.append(member)
                page.tally(member, 1)
            group.pages.append(page)
            if page.is_group and page.key in self._opened:
                page.is_opened = True
                self._divide(page)

    def _count(self, cell: Cell, change: int) -> None:
        """Keep count of cells; others than before are there."""
        if cell.inside:
            self._many += change
        else:
            self._few += change
        self.version += 1

    def _shut_oldest(self, kept: tuple[int, int] | None) -> None:
        """Opened groups take no more than their share of cells; one may stay open at least."""
        while len(self._opened) > OPENED_MOST or (
            self._many > OPENED_BUDGET and len(self._opened) > 1
        ):
            oldest = next(iter(self._opened))
            if oldest == kept:
                break
            del self._opened[oldest]
            self._shut(oldest)

    def _shut(self, key: tuple[int, int]) -> None:
        """Gather the group of that key again, if it is there: no other changes."""
        owned = self._objects.get(key[0])
        cell = None if owned is None else owned.cell
        while cell is not None and cell.key != key:
            cell = cell.parent
        if cell is not None and cell.is_opened:
            self._replant(cell)


def chain(cell: Cell) -> list[Cell]:
    """A cell and the groups that it is a page of."""
    found = [cell]
    while (parent := found[-1].parent) is not None and parent.pages is not None:
        found.append(parent)
    return found


def below(cell: Cell) -> Iterator[Cell]:
    """What is below a cell: parents before their children, in the order of opening."""
    stack = cell.children()[::-1]
    while stack:
        found = stack.pop()
        yield found
        stack += found.children()[::-1]

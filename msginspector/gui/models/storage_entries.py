"""Storages and streams of a file as a tree for Qt, and the filter above it.

Below the root stand what belongs to it, then a group of orphans and one of free entries, where
there are any. Lines are made when somebody looks at them and kept until the tree is emptied.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from msginspector.errors import InspectorError
from msginspector.gui import texts, tips
from msginspector.gui.models.storage_lines import (
    COLUMNS,
    EntryLine,
    accessible,
    look,
    said,
    whole,
)
from msginspector.gui.models.table import header_of, vocabulary_of
from msginspector.gui.roles import Role

if TYPE_CHECKING:
    from msginspector.analysis.query import Query, Vocabulary
    from msginspector.gui.models.table import Column
    from msginspector.gui.times import Clock
    from msginspector.session.listed_storage import ListedStorage

Index = QModelIndex | QPersistentModelIndex
ORPHANS: Final = 1
FREE: Final = 2
_FIRST: Final = 3
"""Ids of nodes: 1 and 2 are the groups, from here on directory entries."""
_STEP: Final = 64
_ROOT: Final = QModelIndex()
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class StorageEntries(QAbstractItemModel):
    """Thin adapter between a listed storage and Qt's indexes; ids are numbers of entries."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: Final = COLUMNS
        self._clock = clock
        self._listed: ListedStorage | None = None
        self._tops: list[int] = []
        self._below: dict[int, list[int]] = {}
        self._rows: dict[int, int] = {}
        self._above: dict[int, int] = {}
        self._lines: dict[int, EntryLine] = {}
        self._vocabulary: Vocabulary | None = None
        self._roles: dict[int, Callable[[EntryLine, Column], object]] = {
            Qt.ItemDataRole.DisplayRole: lambda line, column: column.text(line),
            Qt.ItemDataRole.AccessibleTextRole: accessible,
            Qt.ItemDataRole.ToolTipRole: lambda line, column: (
                column.tip and tips.plain(column.tip(line))
            ),
            Qt.ItemDataRole.TextAlignmentRole: lambda _l, column: _RIGHT if column.right else _LEFT,
            Role.SORT: lambda line, column: (
                column.sort(line) if column.sort else column.text(line).casefold()
            ),
            Role.OBJECT: lambda line, _column: line,
            Role.LOOK: look,
        }

    @property
    def listed(self) -> ListedStorage | None:
        """What is shown."""
        return self._listed

    def show(self, listed: ListedStorage | None) -> None:
        """Show this storage, or nothing. May raise InspectorError."""
        groups = [] if listed is None else [(ORPHANS, listed.orphans()), (FREE, listed.free())]
        self.beginResetModel()
        self._listed = listed
        self._below, self._rows, self._above, self._lines = {}, {}, {}, {}
        self._tops = [] if listed is None else [_FIRST]
        for group, members in groups:
            if members:
                self._tops.append(group)
                self._adopt(group, [index + _FIRST for index in members])
        self._rows.update((node, row) for row, node in enumerate(self._tops))
        self.endResetModel()

    def entry_of(self, index: Index) -> int | None:
        """The directory entry of an index; None of a group."""
        number = int(index.internalId()) if index.isValid() else 0
        return number - _FIRST if number >= _FIRST else None

    def index_of(self, entry: int) -> QModelIndex:
        """The index of a directory entry; what it lies in is listed on the way."""
        if self._listed is None:
            return QModelIndex()
        way = [entry]
        above = self._listed.parent(entry)
        while above is not None and len(way) <= self._listed.count:
            way.append(above)
            above = self._listed.parent(above)
        for storage in reversed(way[1:]):
            self._list(storage + _FIRST)
        node = entry + _FIRST
        return self.createIndex(self._rows[node], 0, node) if node in self._rows else _ROOT

    def line(self, index: Index) -> EntryLine:
        """What is said of the row of an index."""
        return self._line(int(index.internalId()))

    @property
    def vocabulary(self) -> Vocabulary:
        """What a query can ask of an entry: the columns."""
        if self._vocabulary is None:
            self._vocabulary = vocabulary_of(self.columns, whole, lambda line: line.folded)
        return self._vocabulary

    def matching(self, query: Query) -> Generator[None, None, set[int]]:
        """The ids of rows for which a query holds, of all above and below them; in steps.

        Raises QueryError where it costs too much.
        """
        order, hits = list(self._tops), []
        query.refill()
        for done, node in enumerate(order):  # grows while it is walked
            order += self._list(node)
            if node >= _FIRST and query.matches(self._line(node)):
                hits.append(node)
            if done % _STEP == 0:
                yield
        kept: set[int] = set()
        for node in hits:
            while node not in kept:
                kept.add(node)
                node = self._above.get(node, node)
        below = set(hits)
        for node in order:
            if self._above.get(node) in below:
                below.add(node)
        return kept | below

    def number(self) -> int:
        """How many directory entries there are."""
        return 0 if self._listed is None else self._listed.count

    # -- inside ---------------------------------------------------------------------------------

    def _adopt(self, node: int, children: list[int]) -> None:
        self._below[node] = children
        for row, child in enumerate(children):
            self._rows[child] = row
            self._above[child] = node

    def _list(self, node: int) -> list[int]:
        """The children of a node; a storage is listed when it is first asked for."""
        found = self._below.get(node)
        if found is None:
            try:
                listed = self._listed.children(node - _FIRST) if self._listed else []
            except InspectorError:
                return []
            self._adopt(node, [child + _FIRST for child in listed])
            found = self._below[node]
        return found

    def _line(self, node: int) -> EntryLine:
        line = self._lines.get(node)
        if line is None:
            line = self._lines[node] = self._made(node)
        return line

    def _made(self, node: int) -> EntryLine:
        if node >= _FIRST:
            return EntryLine(self._listed, node - _FIRST, self._clock)
        name = said("Orphans") if node == ORPHANS else said("Free entries")
        count = texts.count(len(self._below[node]), "entry", "entries")
        return EntryLine.of_group(name, count, self._clock)

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        nodes = self._list(int(parent.internalId())) if parent.isValid() else self._tops
        if not 0 <= column < len(self.columns) or not 0 <= row < len(nodes):
            return QModelIndex()
        return self.createIndex(row, column, nodes[row])

    def parent(self, child: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        above = self._above.get(int(child.internalId())) if child.isValid() else None
        return QModelIndex() if above is None else self.createIndex(self._rows[above], 0, above)

    def rowCount(self, parent: Index = _ROOT) -> int:
        if not parent.isValid():
            return len(self._tops)
        return len(self._list(int(parent.internalId()))) if parent.column() == 0 else 0

    def columnCount(self, _parent: Index = _ROOT) -> int:
        return len(self.columns)

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        # Asked for every row that is laid out: a storage is not listed for that.
        entry = self.entry_of(parent)
        if entry is None or self._listed is None or entry + _FIRST in self._below:
            return self.rowCount(parent) > 0
        try:
            return parent.column() == 0 and self._listed.has_children(entry)
        except InspectorError:
            return False

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        answer = self._roles.get(role)
        if answer is None or not index.isValid():
            return None
        return answer(self.line(index), self.columns[index.column()])

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        return header_of(self.columns, section, orientation, role)


class EntriesFilter(QSortFilterProxyModel):
    """Sorts the rows of each storage, and keeps those that have every word of a filter."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: set[int] | None = None
        self.setSortRole(Role.SORT)

    def set_kept(self, kept: set[int] | None) -> None:
        """Show these rows of the source alone, by their ids; None shows everything."""
        if kept is None and self._kept is None:
            return
        self.beginResetModel()
        self._kept = kept
        self.endResetModel()

    @property
    def shown(self) -> int | None:
        """How many entries the filter lets through; None where there is none."""
        return None if self._kept is None else sum(node >= _FIRST for node in self._kept)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        if self._kept is None:
            return True
        index = self.sourceModel().index(source_row, 0, source_parent)
        return int(index.internalId()) in self._kept

"""A table of many rows of which a query may show a part, worked out in slices.

Qt sees only the rows that are shown: a proxy would be asked for every row again. What is added or
has changed is looked at alone, however many rows there are.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QObject, Signal

from msginspector.errors import QueryError
from msginspector.gui.models.table import Column, TableModel
from msginspector.gui.workers import SliceRunner, Work

if TYPE_CHECKING:
    from msginspector.analysis.query import Query

SLICE_SECONDS: Final = 0.002
LOOK_EACH: Final = 32  # rows between two looks at the clock
GAP: Final = 64  # rows that are quicker repainted than left out
_ROOT: Final = QModelIndex()


class SiftedModel(TableModel):
    """`rows` are those on show; `total` is how many there are."""

    counted = Signal()  # the number of rows, or of those on show, may have changed
    mistaken = Signal(object)  # QueryError: a mistake that shows only while rows are looked at

    def __init__(self, columns: tuple[Column, ...], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._query: Query | None = None
        self._every: list[Any] = []  # all rows, while a query holds; else `_rows` are all
        self._seen = 0  # of them have been looked at
        self._broken = False  # the query cannot be answered
        self._runner: SliceRunner | None = None

    @property
    def every(self) -> Sequence[Any]:
        """All rows, those that are not shown too."""
        return self._rows if self._query is None else self._every

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self.every)

    @property
    def is_sifting(self) -> bool:
        """Some rows have not been looked at yet."""
        return self._query is not None and self._seen < len(self._every)

    def folded(self, line: Any) -> str:
        """The same with its case folded; not kept, for many rows are not worth the memory."""
        return self.whole(line).casefold()

    def set_words(self, text: str) -> QueryError | None:
        """Show the rows a query holds for; nothing shows all. A mistake changes nothing."""
        try:
            query = self._understood(text)
        except QueryError as mistake:
            return mistake
        every = list(self.every)
        self._stop()
        self.beginResetModel()
        self._query = query
        self._rows, self._every = (every, []) if query is None else ([], every)
        self.endResetModel()
        self._sift()
        return None

    def finish(self) -> None:
        """Look at all rows that are left; for pictures and for tests without an event loop."""
        if self._runner is not None:
            self._runner.drain()

    # -- rows -----------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Any]) -> None:
        """There are these rows instead."""
        self._stop()
        if self._query is None:
            super().set_rows(rows)
        else:
            self._every = list(rows)
            super().set_rows(())
            self._sift()
        self.counted.emit()

    def append_rows(self, rows: Sequence[Any]) -> None:
        """Add rows at the end; those are shown that the query holds for."""
        if self._query is None:
            super().append_rows(rows)
        else:
            sifting = self.is_sifting
            self._every.extend(rows)
            if not sifting:  # else they are looked at in their turn
                self._seen = len(self._every)
                self._query.refill()
                super().append_rows([row for row in rows if self._holds(row)])
        self.counted.emit()

    def drop_first(self, number: int) -> None:
        """Forget the oldest rows, shown or not."""
        if self._query is None:
            super().drop_first(number)
        else:
            gone = self._every[: max(0, number)]
            del self._every[: len(gone)]
            self._seen = max(0, self._seen - len(gone))
            super().drop_first(_leading(self._rows, gone))
        self.counted.emit()

    def revise(self, changed: Sequence[Any], place: Callable[[Any], int]) -> None:
        """Repaint, show or hide rows that have changed; `place` is where a row is among all."""
        if self._query is None:
            for low, high in _runs(sorted(map(place, changed))):
                self.rows_changed(low, high)
            return
        self._query.refill()
        stay: list[int] = []
        go: list[int] = []
        come: list[Any] = []
        for row in changed:
            if place(row) >= self._seen:
                continue  # it is looked at in its turn
            here = self.shown_at(place(row), place)
            holds = self._holds(row)
            if here is None:
                come += [row] if holds else []
            else:
                (stay if holds else go).append(here)
        for low, high in _runs(sorted(stay)):
            self.rows_changed(low, high)
        self._take_out(sorted(go))
        self._put_in(sorted(come, key=place), place)
        self.counted.emit()

    def shown_at(self, wanted: int, place: Callable[[Any], int]) -> int | None:
        """The number of the row on show of that place among all, None where it is not shown."""
        here = bisect_left(self._rows, wanted, key=place)
        return here if here < len(self._rows) and place(self._rows[here]) == wanted else None

    def _take_out(self, numbers: Sequence[int]) -> None:
        for low, high in reversed(list(_runs(numbers, 1))):
            self.beginRemoveRows(_ROOT, low, high)
            del self._rows[low : high + 1]
            self.endRemoveRows()

    def _put_in(self, rows: Sequence[Any], place: Callable[[Any], int]) -> None:
        """Rows in their order, together where they lie together."""
        first = 0
        while first < len(rows):
            here = bisect_left(self._rows, place(rows[first]), key=place)
            end = place(self._rows[here]) if here < len(self._rows) else None
            last = first + 1
            while last < len(rows) and (end is None or place(rows[last]) < end):
                last += 1
            self.beginInsertRows(_ROOT, here, here + last - first - 1)
            self._rows[here:here] = rows[first:last]
            self.endInsertRows()
            first = last

    # -- sifting --------------------------------------------------------------------------------

    def _understood(self, text: str) -> Query | None:
        if not text.strip():
            return None
        from msginspector.analysis.query import compile_query

        return compile_query(text, self.vocabulary)

    def _sift(self) -> None:
        """Look at all rows: what a slice manages at once, the rest when there is time."""
        self._seen, self._broken = 0, False
        if self._query is None:
            self.counted.emit()
            return
        self._query.refill()
        self._runner = self._runner or SliceRunner(self)
        self._runner.add(self._sifting())
        self._runner.run_slice()

    def _sifting(self) -> Work:
        while self._seen < len(self._every):
            TableModel.append_rows(self, self._slice())
            self.counted.emit()
            yield None
        self.counted.emit()
        return None

    def _slice(self) -> list[Any]:
        """The rows that hold among those a few milliseconds are enough for."""
        kept: list[Any] = []
        end = time.perf_counter() + SLICE_SECONDS
        while self._seen < len(self._every) and time.perf_counter() < end:
            some = self._every[self._seen : self._seen + LOOK_EACH]
            kept += [row for row in some if self._holds(row)]
            self._seen += len(some)
        return kept

    def _holds(self, row: Any) -> bool:
        if self._query is None or self._broken:
            return False
        try:
            return self._query.matches(row)
        except QueryError as mistake:
            self._broken = True
            self.mistaken.emit(mistake)
            return False

    def _stop(self) -> None:
        if self._runner is not None:
            self._runner.cancel()


def _leading(shown: Sequence[Any], gone: Iterable[Any]) -> int:
    """How many of the first rows on show are among those that go, both in the same order."""
    number = 0
    for row in gone:
        if number < len(shown) and shown[number] is row:
            number += 1
    return number


def _runs(places: Sequence[int], gap: int = GAP) -> Iterator[tuple[int, int]]:
    """First and last of the rows that lie together: a proxy looks at every row between the two."""
    first = 0
    for number in range(1, len(places) + 1):
        if number == len(places) or places[number] - places[number - 1] > gap:
            yield places[first], places[number - 1]
            first = number

"""A sorting proxy that keeps the rows of a table for which a query holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QObject, QSortFilterProxyModel

from msginspector.errors import InspectorError, QueryError
from msginspector.gui.models.table import Index, TableModel
from msginspector.gui.roles import Role
from msginspector.gui.workers import SliceRunner, Work

if TYPE_CHECKING:
    from msginspector.analysis.query import Query


class WordsFilter(QSortFilterProxyModel):
    """Sorts by the sort role; what a query asks of a row, its `TableModel` knows.

    Which rows are kept is worked out before Qt asks for them, all at once: a mistake that shows
    only while values are looked at leaves the last good result, too.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._query: Query | None = None
        self._kept: list[bool] | None = None
        self._warming: SliceRunner | None = None
        self.setSortRole(Role.SORT)

    def setSourceModel(self, model: QAbstractItemModel) -> None:
        # Before the proxy itself hears of a change.
        for change in (model.modelAboutToBeReset, model.rowsInserted, model.rowsRemoved,
                       model.dataChanged):  # fmt: skip
            change.connect(self._forget)
        super().setSourceModel(model)

    def set_words(self, text: str) -> QueryError | None:
        """Filter by a query; nothing shows everything. A mistake changes nothing."""
        try:
            query = self._understood(text)
            kept = None if query is None else self._judged(query)
        except QueryError as mistake:
            return mistake
        self.beginResetModel()
        self._query, self._kept = query, kept
        self.endResetModel()
        return None

    @property
    def is_warming(self) -> bool:
        """Values are being read ahead."""
        return self._warming is not None and self._warming.busy

    def warm_up(self) -> None:
        """Read what words are looked for in, in slices: the first word then need not wait."""
        if self._warming is None:
            self._warming = SliceRunner(self)
        if not self._warming.busy:
            self._warming.add(self._reading())

    def _reading(self) -> Work:
        source = self.sourceModel()
        assert isinstance(source, TableModel)
        for line in tuple(source.rows):
            try:
                source.read_ahead(line)
            except InspectorError:
                break
            yield None
        return None

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        if self._query is None:
            return True
        if self._kept is None:
            try:
                self._kept = self._judged(self._query)
            except QueryError:
                self._kept = []
        return source_row < len(self._kept) and self._kept[source_row]

    def _understood(self, text: str) -> Query | None:
        source = self.sourceModel()
        if not text.strip() or not isinstance(source, TableModel):
            return None
        from msginspector.analysis.query import compile_query

        return compile_query(text, source.vocabulary)

    def _judged(self, query: Query) -> list[bool]:
        source = self.sourceModel()
        assert isinstance(source, TableModel)
        query.refill()
        return [_holds(query, source.asked(line)) for line in source.rows]

    def _forget(self) -> None:
        self._kept = None
        if self._warming is not None:
            self._warming.cancel()


def _holds(query: Query, row: object) -> bool:
    """What cannot be read any more, no query holds for."""
    try:
        return query.matches(row)
    except QueryError:
        raise
    except InspectorError:
        return False

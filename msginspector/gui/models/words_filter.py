"""A sorting proxy that keeps the rows of a table that have every word of a filter."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSortFilterProxyModel

from msginspector.gui.models.table import Index, TableModel
from msginspector.gui.roles import Role


class WordsFilter(QSortFilterProxyModel):
    """Sorts by the sort role; which words a row has, its `TableModel` knows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self.setSortRole(Role.SORT)

    def set_words(self, text: str) -> None:
        """Filter by the words of `text`; nothing shows everything."""
        self.beginResetModel()
        self._words = tuple(text.casefold().split())
        self.endResetModel()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        if not self._words:
            return True
        source = self.sourceModel()
        return isinstance(source, TableModel) and source.matches(source_row, self._words)

"""The proxy of the property table: pinned rows come first, in whatever order the others are."""

from __future__ import annotations

from PySide6.QtCore import Qt

from msginspector.gui.models.properties import PropertiesModel
from msginspector.gui.models.table import Index
from msginspector.gui.models.words_filter import WordsFilter

_ASCENDING = Qt.SortOrder.AscendingOrder


class PinnedFilter(WordsFilter):
    """Without a sort column rows are in the order of the file, pinned ones before the others.

    A pinned row that the filter takes out is out.
    """

    _column = -1
    _order = _ASCENDING

    def resort(self) -> None:
        """Put rows into order again after pins have changed."""
        self.sort(self._column, self._order)

    def sort(self, column: int, order: Qt.SortOrder = _ASCENDING) -> None:
        """See `QSortFilterProxyModel.sort`; -1 is the order of the file."""
        self._column, self._order = column, order
        source = self.sourceModel()
        if column < 0 and isinstance(source, PropertiesModel) and source.pins:
            column, order = 0, _ASCENDING  # Qt asks `lessThan` only where there is a column
        same = (self.sortColumn(), self.sortOrder()) == (column, order)
        super().sort(column, order)
        if same:  # Qt takes the rows for sorted
            self.invalidate()

    def lessThan(self, left: Index, right: Index) -> bool:
        source = self.sourceModel()
        assert isinstance(source, PropertiesModel)
        one, other = source.rows[left.row()].pinned, source.rows[right.row()].pinned
        if one != other:
            return one is (self._column < 0 or self._order == _ASCENDING)
        if self._column < 0:
            return left.row() < right.row()
        return super().lessThan(left, right)

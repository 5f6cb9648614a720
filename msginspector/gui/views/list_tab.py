"""A tab that lists objects or findings: a filter, how many rows it leaves, and their table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from msginspector.gui.models.words_filter import WordsFilter
from msginspector.gui.views.filter_line import FilterRow
from msginspector.gui.views.tables import SortedTable

if TYPE_CHECKING:
    from msginspector.gui.models.table import TableModel
    from msginspector.gui.theme import Theme


class ListTab(QWidget):
    """`nouns` are what a row is called, one and many."""

    def __init__(
        self, name: str, nouns: tuple[str, str], model: TableModel, colors: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._nouns = nouns
        self._words = WordsFilter(self)
        self.table = SortedTable(name, model, colors, self, self._words)
        self.table.dress()
        self.row = FilterRow(self.tr("Filter {0}").format(nouns[1]), self._hint(), self)
        self.filter = self.row.line
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.row)
        layout.addWidget(self.table, 1)
        self.filter.ask(lambda: model.vocabulary)
        self.filter.entered.connect(self._words.warm_up)
        self.filter.textChanged.connect(self._filter)

    def set_rows(self, rows: Iterable[Any]) -> None:
        """List these; what is typed into the filter stays."""
        self.table.source.set_rows(list(rows))
        self._count()

    def _hint(self) -> str:
        return self.tr("Filter {0} by any column").format(self._nouns[1])

    def _filter(self, text: str) -> None:
        self.filter.show_mistake(self._words.set_words(text))
        self._count()

    def _count(self) -> None:
        total = self.table.source.rowCount()
        self.row.show_count(self._words.rowCount(), total, self._nouns)
        none = self.tr("There are no {0}.").format(self._nouns[1])
        self.table.set_note(self.tr("No row matches the filter.") if total else none)

"""A tab that lists objects or findings: a filter, how many rows it leaves, and their table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from msginspector.gui.models.words_filter import WordsFilter
from msginspector.gui.views.filter_line import FilterLine, FilterRow
from msginspector.gui.views.tab import Tab
from msginspector.gui.views.tables import SortedTable

if TYPE_CHECKING:
    from msginspector.gui.layout import Part
    from msginspector.gui.models.table import TableModel
    from msginspector.gui.theme import Theme
    from msginspector.gui.views.storage_tree import StorageTree


class ListTab(Tab):
    """`nouns` are what a row is called, one and many; `line` makes a row of the table.

    `key` is that of its columns in the settings.
    """

    def __init__(
        self, name: str, nouns: tuple[str, str], model: TableModel, colors: Theme, parent: QWidget,
        key: str = "", line: Callable[[Any], Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._key = key
        self._nouns = nouns
        self._line = line
        self._words = WordsFilter(self)
        self._table = SortedTable(name, model, colors, self, self._words)
        self._table.dress()
        self.row = FilterRow(self.tr("Filter {0}").format(nouns[1]), self._hint(), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.row)
        layout.addWidget(self._table, 1)
        self.filter.ask(lambda: model.vocabulary)
        self.filter.entered.connect(self._words.warm_up)
        self.filter.textChanged.connect(self._filter)
        if line is not None:
            self._table.chosen.connect(lambda chosen: self.row_activated.emit(chosen.path))

    @property
    def table(self) -> SortedTable:
        """The list."""
        return self._table

    @property
    def filter(self) -> FilterLine:
        """What filters it."""
        return self.row.line

    def fill(self, content: Iterable[Any]) -> None:
        """List these; what is typed into the filter stays."""
        made = list(content) if self._line is None else [self._line(item) for item in content]
        self._table.source.set_rows(made)
        self._count()

    def blank(self) -> None:
        """List nothing."""
        self._table.source.set_rows(())

    def stops(self) -> tuple[QWidget, ...]:
        """Filter, list."""
        return (self.filter, self._table)

    def parts(self) -> dict[str, Part]:
        """The columns."""
        return {f"columns/{self._key}": self._table} if self._key else {}

    def tables(self) -> dict[SortedTable | StorageTree, str]:
        """The list; rows of objects can be opened from its menu."""
        return {self._table: "list"}

    def _hint(self) -> str:
        return self.tr("Filter {0} by any column").format(self._nouns[1])

    def _filter(self, text: str) -> None:
        self.filter.show_mistake(self._words.set_words(text))
        self._count()

    def _count(self) -> None:
        total = self._table.source.rowCount()
        self.row.show_count(self._words.rowCount(), total, self._nouns)
        none = self.tr("There are no {0}.").format(self._nouns[1])
        self._table.set_note(self.tr("No row matches the filter.") if total else none)

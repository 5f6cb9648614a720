"""The Properties tab: filter, property table, and the value of the current property."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelection, Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from msginspector.gui.models.pinned_filter import PinnedFilter
from msginspector.gui.models.properties import PropertiesModel, PropertyLine
from msginspector.gui.pins import toggled
from msginspector.gui.roles import Role
from msginspector.gui.views.filter_line import FilterLine, FilterRow
from msginspector.gui.views.tab import Tab
from msginspector.gui.views.tables import SortedTable
from msginspector.gui.views.value_panel import ValuePanel

if TYPE_CHECKING:
    from msginspector.gui.layout import Part
    from msginspector.gui.theme import Theme
    from msginspector.gui.times import Clock
    from msginspector.gui.views.storage_tree import StorageTree
    from msginspector.session import PropertyRow

HIDDEN_COLUMNS: Final = ("names", "named", "offset", "stream")


class PropertiesTab(Tab):
    """Filter line, property table, and the value of the current property."""

    line_changed = Signal(object)  # PropertyLine or None
    pins_changed = Signal(object)  # a sorted list of keys

    def __init__(self, colors: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        hint = self.tr("Filter by name, tag, type or value")
        self._row = FilterRow(self.tr("Filter properties"), hint, self)
        self.count = self._row.count
        self.model = PropertiesModel(clock, self)
        self.words = PinnedFilter(self)
        self._table = SortedTable(self.tr("Properties"), self.model, colors, self, self.words)
        self.table.dress(hidden=HIDDEN_COLUMNS)
        self.value = ValuePanel(colors, clock, self)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.value)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 3)
        self.splitter.setSizes([240, 360])
        self._chosen: PropertyLine | None = None
        self._lay_out()
        self.filter.ask(lambda: self.model.vocabulary)
        self.filter.entered.connect(self.words.warm_up)
        self.filter.textChanged.connect(self._filter)
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.table.proxy.modelReset.connect(self._count)
        self.value.place_wanted.connect(self.place_wanted)

    @property
    def table(self) -> SortedTable:
        """The properties."""
        return self._table

    @property
    def filter(self) -> FilterLine:
        """What filters them."""
        return self._row.line

    @property
    def current(self) -> PropertyLine | None:
        """The current property."""
        line = self.table.current_object()
        return line if isinstance(line, PropertyLine) else None

    def fill(self, content: Iterable[PropertyRow]) -> None:
        """List these properties, the first one selected."""
        self._chosen = None
        self.model.show(content)
        self._settle()

    def select(self, number: int) -> None:
        """Select a property by its number in the file; a filter that hides it is taken off."""
        if number >= len(self.model.rows):  # they could not be read, as has been said
            return
        if self.current is self.model.rows[number]:
            return
        if not self.table.proxy.mapFromSource(self.model.index(number, 0)).isValid():
            self.filter.clear()
        self.table.select_row(number)

    def select_tag(self, tag: int) -> None:
        """Select the first property with that tag."""
        numbers = [number for number, line in enumerate(self.model.rows) if line.tag == tag]
        for number in numbers[:1]:
            self.select(number)

    def set_pins(self, keys: Iterable[str]) -> None:
        """Keep what is known by these keys at the top, in every message."""
        self.model.set_pins(frozenset(keys))
        self.words.resort()

    def toggle_pins(self) -> None:
        """Pin the selected properties; where all of them are pinned, unpin them."""
        lines = (index.data(Role.OBJECT) for index in self.table.selectionModel().selectedRows())
        self._change_pins(toggled(self.model.pins, {line.pin for line in lines}))

    def unpin_all(self) -> None:
        """Pin nothing."""
        self._change_pins(frozenset())

    def _change_pins(self, pins: frozenset[str]) -> None:
        self.set_pins(pins)
        self.table.scrollTo(self.table.currentIndex())
        self.pins_changed.emit(sorted(pins))

    def blank(self) -> None:
        """Empty everything."""
        self._chosen = None
        self.model.set_rows(())
        self._count()
        self.value.clear()

    def finish(self) -> None:
        """Show the value at once."""
        self.value.finish()

    def stops(self) -> tuple[QWidget, ...]:
        """Filter, properties, value."""
        return (self.filter, self.table, *self.value.stops())

    def parts(self) -> dict[str, Part]:
        """Columns, the share of the value, and how it is shown."""
        return {
            "columns/properties": self.table,
            "splitter/page": self.splitter,
            "splitter/value": self.value.splitter,
            "view/value": self.value,
        }

    def tables(self) -> dict[SortedTable | StorageTree, str]:
        """The properties."""
        return {self.table: "row"}

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._row)
        layout.addWidget(self.splitter, 1)

    def _filter(self, text: str) -> None:
        mistake = self.words.set_words(text)
        self.filter.show_mistake(mistake)
        if mistake is None:
            self._settle()

    def _settle(self) -> None:
        """After a change of rows: what somebody chose is selected, else the first row there is.

        What was chosen is remembered, and comes back when the filter lets it.
        """
        chosen = self._chosen
        self._count()
        index = self.table.proxy.index(0, 0)
        if chosen is not None:
            place = self.model.index(list(self.model.rows).index(chosen), 0)
            kept = self.table.proxy.mapFromSource(place)
            index = kept if kept.isValid() else index
        if index.isValid():
            self.table.selectRow(index.row())
            self.table.scrollTo(index)
        else:
            self.value.clear(self.tr("No property matches the filter.") if self.model.rows else "")
            self.line_changed.emit(None)
        self._chosen = chosen or self.current

    def _count(self) -> None:
        self._row.show_count(
            self.table.proxy.rowCount(), self.model.rowCount(), ("property", "properties")
        )

    def _selected(self, _on: QItemSelection, _off: QItemSelection) -> None:
        line = self.current if self.table.selectionModel().hasSelection() else None
        if line is None:
            self.value.clear()
        else:
            self._chosen = line
            self.value.show_line(line)
        self.line_changed.emit(line)

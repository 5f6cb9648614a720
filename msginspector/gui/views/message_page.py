"""The page of what is selected in a message: header card, then the tabs that fit the object."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from msginspector.gui import texts
from msginspector.gui.models import rows as row_columns
from msginspector.gui.models.findings import FindingsModel
from msginspector.gui.models.properties import PropertiesModel, PropertyLine, WordsFilter
from msginspector.gui.models.table import Column, TableModel
from msginspector.gui.roles import Role
from msginspector.gui.views.blank_note import BlankNote
from msginspector.gui.views.chrome import HeaderCard
from msginspector.gui.views.tables import SortedTable
from msginspector.gui.views.value_panel import ValuePanel

if TYPE_CHECKING:
    from msginspector.findings import Finding
    from msginspector.gui.layout import Part
    from msginspector.gui.summary import Card
    from msginspector.gui.theme import Theme
    from msginspector.session import ObjectRow, PropertyRow

HIDDEN_COLUMNS = ("names", "named")


class PropertiesTab(QWidget):
    """Filter line, property table, and the value of the current property."""

    line_changed = Signal(object)  # PropertyLine or None

    def __init__(self, colors: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("Filter by name, tag, type or value"))
        self.filter.setAccessibleName(self.tr("Filter properties"))
        self.filter.setClearButtonEnabled(True)
        self.count = QLabel(self)
        self.count.setObjectName("dim")
        self.model = PropertiesModel(self)
        self.words = WordsFilter(self)
        self.table = SortedTable(self.tr("Properties"), self.model, colors, self, self.words)
        self.table.dress(hidden=HIDDEN_COLUMNS)
        self.value = ValuePanel(colors, self)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.value)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([310, 222])
        self._chosen: PropertyLine | None = None
        self._lay_out()
        self.filter.textChanged.connect(self._filter)
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.table.proxy.modelReset.connect(self._count)

    @property
    def current(self) -> PropertyLine | None:
        """The current property."""
        line = self.table.current_object()
        return line if isinstance(line, PropertyLine) else None

    def show_rows(self, rows: Iterable[PropertyRow]) -> None:
        """List these properties, the first one selected."""
        self._chosen = None
        self.model.show(rows)
        self._settle()

    def select(self, number: int) -> None:
        """Select a property by its number in the file; a filter that hides it is taken off."""
        if self.current is self.model.rows[number]:
            return
        if not self.table.proxy.mapFromSource(self.model.index(number, 0)).isValid():
            self.filter.clear()
        self.table.select_row(number)

    def blank(self) -> None:
        """Empty everything."""
        self._chosen = None
        self.model.set_rows(())
        self._count()
        self.value.clear()

    def _lay_out(self) -> None:
        line = QWidget(self)
        line.setObjectName("filter-row")
        row = QHBoxLayout(line)
        row.setContentsMargins(12, 8, 14, 8)
        row.setSpacing(10)
        row.addWidget(self.filter, 1)
        row.addWidget(self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(line)
        layout.addWidget(self.splitter, 1)

    def _filter(self, text: str) -> None:
        self.words.set_words(text)
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
        shown, total = self.table.proxy.rowCount(), self.model.rowCount()
        words = self.tr("{0} of {1}").format(shown, total)
        every = texts.count(total, "property", "properties")
        self.count.setText(words if shown != total else every)

    def _selected(self, _on: QItemSelection, _off: QItemSelection) -> None:
        line = self.current if self.table.selectionModel().hasSelection() else None
        if line is None:
            self.value.clear()
        else:
            self._chosen = line
            self.value.show_line(line)
        self.line_changed.emit(line)


class MessagePage(QWidget):
    """Header card and tabs; what does not fit the object is absent."""

    row_activated = Signal(object)  # path of the object of a row

    def __init__(self, colors: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = colors
        self.card = HeaderCard(colors, self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Views of the selected object"))
        self.properties = PropertiesTab(colors, self)
        self.findings = SortedTable(self.tr("Findings"), FindingsModel(), colors, self)
        self.findings.dress()
        self.tabs.addTab(self.properties, self.tr("Properties"))
        self.lists = {
            "recipients": self._list(self.tr("Recipients"), row_columns.RECIPIENTS),
            "attachments": self._list(self.tr("Attachments"), row_columns.ATTACHMENTS),
            "storages": self._list(self.tr("Storage"), row_columns.STORAGES),
        }
        self.tabs.addTab(self.findings, self.tr("Findings"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.card)
        layout.addWidget(self.tabs, 1)
        self.note = BlankNote(colors, self)
        self.note.hide()
        layout.addWidget(self.note, 1)

    def parts(self) -> dict[str, Part]:
        """What is remembered of how the page is arranged."""
        parts: dict[str, Part] = {
            "columns/properties": self.properties.table,
            "columns/findings": self.findings,
            "splitter/page": self.properties.splitter,
            "splitter/value": self.properties.value.splitter,
        }
        for name, table in self.lists.items():
            parts[f"columns/{name}"] = table
        return parts

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in the order of reading."""
        tab = self.properties
        inside = (tab.filter, tab.table, tab.value.text, tab.value.hex)
        return (self.tabs.tabBar(), *inside, *self.lists.values(), self.findings)

    def show_card(self, card: Card) -> None:
        """The header."""
        self.card.show_card(card.title, card.subtitle, card.chips)

    def show_properties(self, rows: Iterable[PropertyRow]) -> None:
        """The Properties tab."""
        self.properties.show_rows(rows)
        self._only(self.properties)

    def show_list(self, name: str, rows: Iterable[ObjectRow]) -> None:
        """One of the tables of listed objects."""
        table = self.lists[name]
        table.source.set_rows([row_columns.ObjectLine(row) for row in rows])
        self._only(table)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """The Findings tab, absent where there are none."""
        self.findings.source.set_rows(findings)
        place = self.tabs.indexOf(self.findings)
        self.tabs.setTabText(place, f"{self.tr('Findings')}  {len(findings)}")
        self.tabs.setTabVisible(place, bool(findings))

    def blank(self, card: Card, note: str) -> None:
        """Values are no longer served: nothing is left but the header and the reason."""
        self.show_card(card)
        self.properties.blank()
        for table in (*self.lists.values(), self.findings):
            table.source.set_rows(())
        self.note.set_text(note)
        self.tabs.hide()
        self.note.show()

    def _only(self, wanted: QWidget) -> None:
        was = self.tabs.currentWidget()
        self.note.hide()
        self.tabs.show()
        for tab in (self.properties, *self.lists.values()):
            self.tabs.setTabVisible(self.tabs.indexOf(tab), tab is wanted)
        if was is not self.findings or not self.tabs.isTabVisible(self.tabs.indexOf(was)):
            self.tabs.setCurrentWidget(wanted)

    def _list(self, name: str, columns: tuple[Column, ...]) -> SortedTable:
        table = SortedTable(name, TableModel(columns), self._theme, self)
        table.dress()
        table.activated.connect(self._activate)
        self.tabs.addTab(table, name)
        return table

    def _activate(self, index: QModelIndex) -> None:
        self.row_activated.emit(index.data(Role.OBJECT).path)

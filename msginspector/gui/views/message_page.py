"""The page of what is selected in a message: header card, then the tabs that fit the object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
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
from msginspector.gui.views.filter_line import FilterLine
from msginspector.gui.views.summary_tab import SummaryTab
from msginspector.gui.views.tables import SortedTable
from msginspector.gui.views.value_panel import ValuePanel

if TYPE_CHECKING:
    from msginspector.gui.layout import Part
    from msginspector.gui.summary import Card
    from msginspector.gui.theme import Theme
    from msginspector.session import ObjectRow, PropertyRow

HIDDEN_COLUMNS: Final = ("names", "named", "offset", "stream")

# the tabs of the page, in their order
SUMMARY: Final = "summary"
PROPERTIES: Final = "properties"
RECIPIENTS: Final = "recipients"
ATTACHMENTS: Final = "attachments"
STORAGES: Final = "storages"
FINDINGS: Final = "findings"


class PropertiesTab(QWidget):
    """Filter line, property table, and the value of the current property."""

    line_changed = Signal(object)  # PropertyLine or None

    def __init__(self, colors: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Properties"))
        hint = self.tr("Filter by name, tag, type or value")
        self.filter = FilterLine(self.tr("Filter properties"), hint, self)
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
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([300, 300])
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

    def select_tag(self, tag: int) -> None:
        """Select the first property with that tag."""
        numbers = [number for number, line in enumerate(self.model.rows) if line.tag == tag]
        for number in numbers[:1]:
            self.select(number)

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


@dataclass(frozen=True, slots=True)
class Content:
    """What a tab shows: how many rows, and how to get them once somebody looks at it."""

    rows: Callable[[], Iterable[Any]]
    count: int | None = None


class MessagePage(QWidget):
    """Header card and tabs; what does not fit the object is absent.

    A tab is filled when it is looked at. The tab somebody has chosen stays the one shown, from
    object to object, wherever there is such a tab.
    """

    row_activated = Signal(object)  # path of the object of a row
    tab_shown = Signal()

    def __init__(self, colors: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = colors
        self.contents: dict[str, Content] = {}  # by name of the tab; empty while it is blank
        self._waiting: set[str] = set()
        self._favourite = SUMMARY
        self._arranging = False
        self.card = HeaderCard(colors, self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Views of the selected object"))
        self.summary = SummaryTab(self)
        self.properties = PropertiesTab(colors, self)
        self.lists = {
            RECIPIENTS: self._list(self.tr("Recipients"), row_columns.RECIPIENTS),
            ATTACHMENTS: self._list(self.tr("Attachments"), row_columns.ATTACHMENTS),
            STORAGES: self._list(self.tr("Storage"), row_columns.STORAGES),
        }
        self.findings = SortedTable(self.tr("Findings"), FindingsModel(), colors, self)
        self.findings.dress()
        self._tabs: dict[str, QWidget] = {
            SUMMARY: self.summary,
            PROPERTIES: self.properties,
            **self.lists,
            FINDINGS: self.findings,
        }
        self._fillers: dict[str, Callable[[Iterable[Any]], None]] = {
            SUMMARY: lambda sections: self.summary.show_sections(list(sections)),
            PROPERTIES: self.properties.show_rows,
            FINDINGS: lambda found: self.findings.source.set_rows(list(found)),
        }
        for name, table in self.lists.items():
            self._fillers[name] = partial(_list_rows, table)
        self._titles = {name: tab.accessibleName() for name, tab in self._tabs.items()}
        for name, tab in self._tabs.items():
            self.tabs.addTab(tab, self._titles[name])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.card)
        layout.addWidget(self.tabs, 1)
        self.note = BlankNote(colors, self)
        self.note.hide()
        layout.addWidget(self.note, 1)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.summary.source_chosen.connect(self.show_property)

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
        return (self.tabs.tabBar(), self.summary, *inside, *self.lists.values(), self.findings)

    @property
    def tab(self) -> str:
        """The name of the tab on show, "" while the page is blank."""
        here = self.tabs.currentWidget()
        return next((name for name in self.contents if self._tabs[name] is here), "")

    @property
    def table(self) -> SortedTable | None:
        """The table on show, None where there is none."""
        here = self.properties.table if self.tab == PROPERTIES else self._tabs.get(self.tab)
        return here if isinstance(here, SortedTable) else None

    def show_card(self, card: Card) -> None:
        """The header."""
        self.card.show_card(card.title, card.subtitle, card.chips)

    def show_object(self, card: Card, contents: Mapping[str, Content], wanted: str = "") -> None:
        """An object: its header, and tabs for what it has; `wanted` is brought to the front."""
        self.show_card(card)
        self.contents = dict(contents)
        self.note.hide()
        self.tabs.show()
        with self._arrange():
            for name, tab in self._tabs.items():
                place = self.tabs.indexOf(tab)
                self.tabs.setTabVisible(place, name in contents)
                self.tabs.setTabText(place, self._title(name))
        self._waiting = set(contents)
        self.show_tab(wanted)

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front; where there is no such tab, the favourite or the first one."""
        names = [wanted for wanted in (name, self._favourite) if wanted in self.contents]
        chosen = next(iter([*names, *self.contents]), "")
        if chosen:
            with self._arrange():
                self.tabs.setCurrentWidget(self._tabs[chosen])
            self._fill(chosen)

    def prefer(self, name: str) -> None:
        """Show this tab of every object that has one, as if somebody had chosen it."""
        self._favourite = name
        self.show_tab(name)

    def show_property(self, tag: int) -> None:
        """Bring a property of the object shown to the front."""
        self.show_tab(PROPERTIES)
        self.properties.select_tag(tag)

    def blank(self, card: Card, note: str) -> None:
        """Values are no longer served: nothing is left but the header and the reason."""
        self.contents = {}
        self._waiting = set()
        self.show_card(card)
        self.summary.clear()
        self.properties.blank()
        for table in (*self.lists.values(), self.findings):
            table.source.set_rows(())
        self.note.set_text(note)
        self.tabs.hide()
        self.note.show()

    @contextmanager
    def _arrange(self) -> Iterator[None]:
        """Tabs change, but nobody has chosen one."""
        self._arranging = True
        try:
            yield
        finally:
            self._arranging = False

    def _title(self, name: str) -> str:
        content = self.contents.get(name)
        count = content.count if content is not None else None
        return self._titles[name] if count is None else f"{self._titles[name]}  {count}"

    def _tab_changed(self, _place: int) -> None:
        if self._arranging or not self.tab:
            return
        self._favourite = self.tab
        self._fill(self.tab)
        self.tab_shown.emit()

    def _fill(self, name: str) -> None:
        if name in self._waiting:
            self._waiting.discard(name)
            self._fillers[name](self.contents[name].rows())

    def _list(self, name: str, columns: tuple[Column, ...]) -> SortedTable:
        table = SortedTable(name, TableModel(columns), self._theme, self)
        table.dress()
        table.activated.connect(self._activate)
        return table

    def _activate(self, index: QModelIndex) -> None:
        self.row_activated.emit(index.data(Role.OBJECT).path)


def _list_rows(table: SortedTable, rows: Iterable[ObjectRow]) -> None:
    table.source.set_rows([row_columns.ObjectLine(row) for row in rows])

"""The page of what is selected in a message: header card, then the tabs that fit the object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from msginspector.gui.models import rows as row_columns
from msginspector.gui.models.findings import FindingsModel
from msginspector.gui.models.table import TableModel
from msginspector.gui.views.blank_note import BlankNote
from msginspector.gui.views.chrome import HeaderCard
from msginspector.gui.views.list_tab import ListTab
from msginspector.gui.views.properties_tab import PropertiesTab
from msginspector.gui.views.storage_tab import StorageTab
from msginspector.gui.views.summary_tab import SummaryTab

if TYPE_CHECKING:
    from msginspector.gui.layout import Part
    from msginspector.gui.summary import Card
    from msginspector.gui.theme import Theme
    from msginspector.gui.times import Clock
    from msginspector.gui.views.filter_line import FilterLine
    from msginspector.gui.views.tables import SortedTable
    from msginspector.session import ObjectRow

# the tabs of the page, in their order
SUMMARY: Final = "summary"
PROPERTIES: Final = "properties"
RECIPIENTS: Final = "recipients"
ATTACHMENTS: Final = "attachments"
STORAGES: Final = "storages"
FINDINGS: Final = "findings"

NOUNS: Final = {
    RECIPIENTS: ("recipient", "recipients"),
    ATTACHMENTS: ("attachment", "attachments"),
    FINDINGS: ("finding", "findings"),
}


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
    property_wanted = Signal(object, object)  # path of an object; tag, 0 for the object itself
    tab_shown = Signal()

    def __init__(self, colors: Theme, clock: Clock, parent: QWidget | None = None) -> None:
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
        self.properties = PropertiesTab(colors, clock, self)
        lists = {name: self._list(name, model) for name, model in _models().items()}
        self.lists = {name: tab.table for name, tab in lists.items() if name != FINDINGS}
        self.findings = lists[FINDINGS].table
        self.storage = StorageTab(colors, clock, self)
        self._tabs: dict[str, QWidget] = {
            SUMMARY: self.summary,
            PROPERTIES: self.properties,
            RECIPIENTS: lists[RECIPIENTS],
            ATTACHMENTS: lists[ATTACHMENTS],
            STORAGES: self.storage,
            FINDINGS: lists[FINDINGS],
        }
        self._fillers: dict[str, Callable[[Iterable[Any]], None]] = {
            SUMMARY: lambda sections: self.summary.show_sections(list(sections)),
            PROPERTIES: self.properties.show_rows,
            STORAGES: self._show_storage,
            FINDINGS: lists[FINDINGS].set_rows,
        }
        for name in self.lists:
            self._fillers[name] = partial(_list_rows, lists[name])
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
        self.properties.value.place_wanted.connect(self.show_place)
        self.storage.property_wanted.connect(self.property_wanted)

    def parts(self) -> dict[str, Part]:
        """What is remembered of how the page is arranged."""
        parts: dict[str, Part] = {
            "columns/properties": self.properties.table,
            "columns/findings": self.findings,
            "splitter/page": self.properties.splitter,
            "splitter/value": self.properties.value.splitter,
            "view/value": self.properties.value,
            "columns/storages": self.storage.tree,
            "splitter/storage": self.storage.splitter,
            "splitter/sectors": self.storage.foot,
        }
        for name, table in self.lists.items():
            parts[f"columns/{name}"] = table
        return parts

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in the order of reading."""
        tab = self.properties
        inside = (tab.filter, tab.table, *tab.value.stops())
        lists = [tab for tab in self._tabs.values() if isinstance(tab, ListTab)]
        each = [widget for tab in lists for widget in (tab.filter, tab.table)]
        stops = (self.tabs.tabBar(), self.summary, *inside, *each[:-2])
        return (*stops, *self.storage.stops(), *each[-2:])

    @property
    def tab(self) -> str:
        """The name of the tab on show, "" while the page is blank."""
        here = self.tabs.currentWidget()
        return next((name for name in self.contents if self._tabs[name] is here), "")

    @property
    def table(self) -> SortedTable | None:
        """The table on show, None where there is none."""
        here = self._tabs.get(self.tab)
        return here.table if isinstance(here, PropertiesTab | ListTab) else None

    @property
    def filter(self) -> FilterLine | None:
        """The filter on show, None where there is none."""
        here = self._tabs.get(self.tab)
        filtered = PropertiesTab | ListTab | StorageTab
        return here.filter if isinstance(here, filtered) else None

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

    def show_place(self, stream: str, offset: int, length: int) -> None:
        """Show bytes of a stream where the storage of the file is shown."""
        self.show_tab(STORAGES)
        self.storage.show_place(stream, offset, length)

    def blank(self, card: Card, note: str) -> None:
        """Values are no longer served: nothing is left but the header and the reason."""
        self.contents = {}
        self._waiting = set()
        self.show_card(card)
        self.summary.clear()
        self.properties.blank()
        self.storage.blank()
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

    def _show_storage(self, rows: Iterable[Any]) -> None:
        """The listing of the file and where to start in it; nothing where it cannot be read."""
        for steps, start in rows:
            self.storage.show_listing(steps, start)

    def _list(self, name: str, model: TableModel) -> ListTab:
        titles = {
            RECIPIENTS: self.tr("Recipients"), ATTACHMENTS: self.tr("Attachments"),
            FINDINGS: self.tr("Findings"),
        }  # fmt: skip
        tab = ListTab(titles[name], NOUNS[name], model, self._theme, self)
        tab.table.chosen.connect(lambda line: self.row_activated.emit(line.path))
        return tab


def _models() -> dict[str, TableModel]:
    """The models of the tabs that are lists, in the order of the tabs."""
    return {
        RECIPIENTS: TableModel(row_columns.RECIPIENTS),
        ATTACHMENTS: TableModel(row_columns.ATTACHMENTS),
        FINDINGS: FindingsModel(),
    }


def _list_rows(tab: ListTab, rows: Iterable[ObjectRow]) -> None:
    tab.set_rows(row_columns.ObjectLine(row) for row in rows)

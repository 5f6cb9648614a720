"""The page of what is selected in a message: header card, then the tabs that fit the object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from msginspector.gui import theme
from msginspector.gui.tabs import FINDINGS, PROPERTIES, STORAGES, SUMMARY, Content, tab_kinds
from msginspector.gui.views.blank_note import BlankNote
from msginspector.gui.views.chrome import HeaderCard

if TYPE_CHECKING:
    from msginspector.gui.layout import Part
    from msginspector.gui.summary import Card
    from msginspector.gui.theme import Theme
    from msginspector.gui.times import Clock
    from msginspector.gui.views.filter_line import FilterLine
    from msginspector.gui.views.properties_tab import PropertiesTab
    from msginspector.gui.views.storage_tab import StorageTab
    from msginspector.gui.views.summary_tab import SummaryTab
    from msginspector.gui.views.tab import Tab
    from msginspector.gui.views.tables import SortedTable

LOW_PX: Final = 320  # the header would leave no room for the tabs


class MessagePage(QWidget):
    """Header card and tabs; what does not fit the object is absent.

    A tab is built and filled when it is looked at. The tab somebody has chosen stays the one
    shown, from object to object, wherever there is such a tab.
    """

    row_activated = Signal(object)  # path of the object of a row
    property_wanted = Signal(object, object)  # path of an object; tag, 0 for the object itself
    tab_shown = Signal()
    tab_built = Signal(str, object)  # its name; Tab

    def __init__(self, colors: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = colors
        self._clock = clock
        self.contents: dict[str, Content] = {}  # by name of the tab; empty while it is blank
        self._waiting: set[str] = set()
        self._favourite = SUMMARY
        self._arranging = False
        self.card = HeaderCard(colors, self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Views of the selected object"))
        self._kinds = {kind.name: kind for kind in tab_kinds()}
        self._homes = {name: _home(kind.title, self.tabs) for name, kind in self._kinds.items()}
        self._built: dict[str, Tab] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.card)
        layout.addWidget(self.tabs, 1)
        self.note = BlankNote(colors, self)
        self.note.hide()
        layout.addWidget(self.note, 1)
        self.tabs.currentChanged.connect(self._tab_changed)

    # -- its tabs -----------------------------------------------------------------------------

    @property
    def summary(self) -> SummaryTab:
        """The card of facts."""
        return cast("SummaryTab", self.tab_of(SUMMARY))

    @property
    def properties(self) -> PropertiesTab:
        """The properties and their values."""
        return cast("PropertiesTab", self.tab_of(PROPERTIES))

    @property
    def storage(self) -> StorageTab:
        """The storages and streams of the file."""
        return cast("StorageTab", self.tab_of(STORAGES))

    @property
    def findings(self) -> SortedTable:
        """The table of findings."""
        return self.table_of(FINDINGS)

    @property
    def built(self) -> tuple[Tab, ...]:
        """The tabs somebody has looked at, in their order."""
        return tuple(self._built[name] for name in self._kinds if name in self._built)

    def tab_of(self, name: str) -> Tab:
        """A tab by its name; it is built if nobody has looked at it yet."""
        if name not in self._built:
            self._build(name)
        return self._built[name]

    def table_of(self, name: str) -> SortedTable:
        """The table of a tab by its name; raises LookupError for a tab that has none."""
        table = self.tab_of(name).table
        if table is None:
            raise LookupError(name)
        return table

    def is_built(self, name: str) -> bool:
        """Somebody has looked at this tab."""
        return name in self._built

    def parts(self) -> dict[str, Part]:
        """What is remembered of how the tabs built so far are arranged."""
        return {key: part for tab in self.built for key, part in tab.parts().items()}

    def shown(self) -> tuple[QWidget, ...]:
        """What can be seen of it, in the order of reading."""
        here = self._built.get(self.tab)
        return (self.card, self.tabs.tabBar(), *([] if here is None else [here]), self.note)

    @property
    def tab(self) -> str:
        """The name of the tab on show, "" while the page is blank."""
        here = self.tabs.currentWidget()
        return next((name for name in self.contents if self._homes[name] is here), "")

    @property
    def table(self) -> SortedTable | None:
        """The table on show, None where there is none."""
        here = self._built.get(self.tab)
        return None if here is None else here.table

    @property
    def filter(self) -> FilterLine | None:
        """The filter on show, None where there is none."""
        here = self._built.get(self.tab)
        return None if here is None else here.filter

    # -- what it shows ------------------------------------------------------------------------

    def show_card(self, card: Card) -> None:
        """The header."""
        self.card.show_card(card.title, card.subtitle, card.chips)

    def show_object(self, card: Card, contents: Mapping[str, Content], wanted: str = "") -> None:
        """An object: its header, and tabs for what it has; `wanted` is brought to the front."""
        self.show_card(card)
        self.contents = dict(contents)
        self.note.hide()
        self.tabs.show()
        self._fit()
        with self._arrange():
            for name, home in self._homes.items():
                place = self.tabs.indexOf(home)
                self.tabs.setTabVisible(place, name in contents)
                self.tabs.setTabText(place, self._title(name))
        self._leave_others(contents)
        self._waiting = set(contents)
        self.show_tab(wanted)

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front; where there is no such tab, the favourite or the first one."""
        names = [wanted for wanted in (name, self._favourite) if wanted in self.contents]
        chosen = next(iter([*names, *self.contents]), "")
        if chosen:
            self.tab_of(chosen)
            with self._arrange():
                self.tabs.setCurrentWidget(self._homes[chosen])
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
        self._leave_others({})
        self.note.set_text(note)
        self.tabs.hide()
        self.note.show()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # -- inside -------------------------------------------------------------------------------

    def _fit(self) -> None:
        """The header gives way in a very low page: the tree says whose page it is."""
        low = self.height() < theme.scaled(LOW_PX)
        self.card.setHidden(low and not self.tabs.isHidden())

    def _leave_others(self, contents: Mapping[str, Content]) -> None:
        """Tabs that are not offered now show nothing of what was shown before."""
        for name, tab in self._built.items():
            if name not in contents:
                tab.blank()

    def _build(self, name: str) -> None:
        kind, home = self._kinds[name], self._homes[name]
        tab = kind.make(self._theme, self._clock, home)
        layout = QVBoxLayout(home)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(tab)
        self._built[name] = tab
        tab.property_wanted.connect(self.property_wanted)
        tab.row_activated.connect(self.row_activated)
        tab.place_wanted.connect(self.show_place)
        self.tab_built.emit(name, tab)

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
        if content is None:
            return self._kinds[name].title
        title = content.title or self._kinds[name].title
        return title if content.count is None else f"{title}  {content.count}"

    def _tab_changed(self, _place: int) -> None:
        if self._arranging or not self.tab:
            return
        self._favourite = self.tab
        self._fill(self.tab)
        self.tab_shown.emit()

    def _fill(self, name: str) -> None:
        if name in self._waiting:
            self._waiting.discard(name)
            self.tab_of(name).fill(self.contents[name].rows())


def _home(title: str, tabs: QTabWidget) -> QWidget:
    """The place of a tab that is not built yet."""
    home = QWidget(tabs)
    home.setAccessibleName(title)
    tabs.addTab(home, title)
    return home

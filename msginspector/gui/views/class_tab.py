"""What a message says by its class: facts in words, a month picture or a contact card, tables.

Where there is room the picture stands beside the facts, else above them. Reading and decoding
happen on a thread; what comes too late is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from msginspector.analysis.classes.dispatch import class_view
from msginspector.errors import InspectorError
from msginspector.gui import texts, theme
from msginspector.gui.facts import Fact, Section
from msginspector.gui.models.class_rows import NOUNS, TITLES, columns_of, hidden_of, lines_of
from msginspector.gui.models.table import TableModel
from msginspector.gui.views.chrome import PanelHeader
from msginspector.gui.views.contact_card import ContactCard
from msginspector.gui.views.facts_view import FactsView
from msginspector.gui.views.list_tab import ListTab
from msginspector.gui.views.month_panel import MonthPanel
from msginspector.gui.views.segments import Segments
from msginspector.gui.views.tab import Tab
from msginspector.gui.workers import Background

if TYPE_CHECKING:
    from msginspector.analysis.classes.views import ClassView, Picture, Table
    from msginspector.gui.models.class_rows import ClassLine
    from msginspector.gui.theme import Theme
    from msginspector.gui.times import Clock
    from msginspector.gui.views.filter_line import FilterLine
    from msginspector.gui.views.storage_tree import StorageTree
    from msginspector.gui.views.tables import SortedTable
    from msginspector.session import ObjectRow

WIDE_PX: Final = 720
"""From here on the picture stands beside the facts."""
WIDER: Final = 1.4  # than it wishes, where it stands above the facts
PHOTO_BYTES: Final = 16 << 20
SHARE: Final = 0.45  # of the height for a table with many rows, more where facts are few
LEAST_ROWS: Final = 2
FILTERED_ROWS: Final = 12
"""A table with fewer rows is seen whole: it has no filter."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the thread has made of a message."""

    view: ClassView | None
    photo: QImage | None


def read_class(row: ObjectRow, clock: Clock) -> Read:
    """The view of a message and the picture of a contact; raises InspectorError."""
    view = class_view(row, clock)
    picture = None if view is None or view.card is None else view.card.picture
    return Read(view, None if picture is None else _photo(row, picture))


def _photo(row: ObjectRow, picture: Picture) -> QImage | None:
    """The decoded picture; None for one that is too large, or none."""
    from msginspector.gui.body_pictures import decoded

    owners = (row, *row.attachments[:50])
    owner = next((one for one in owners if one.path == picture.source.path), None)
    prop = None if owner is None else owner.properties.by_tag(picture.source.tag)
    if prop is None or (prop.size or 0) > PHOTO_BYTES:
        return None
    return decoded(prop.raw(PHOTO_BYTES)[0])


def sections_of(view: ClassView) -> list[Section]:
    """The sections as the window shows facts; those of tables alone are left to the tables."""
    made = [
        Section(section.title, tuple(
            Fact(fact.label, fact.text, fact.source.tag, fact.source.path, fact.source.name)
            if fact.source is not None else Fact(fact.label, fact.text)
            for fact in section.facts
        ))
        for section in view.sections
    ]  # fmt: skip
    return [section for section in made if section.facts]


class ClassFacts(FactsView):
    """Facts with something to look at beside them, or above where the window is narrow."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        column = cast("QVBoxLayout", cast("QWidget", self.widget()).layout())
        column.removeWidget(self.card)
        self._row = QBoxLayout(QBoxLayout.Direction.RightToLeft)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        column.insertLayout(0, self._row)
        self._sides: list[QWidget] = []
        self._row.addWidget(self.card, 1, Qt.AlignmentFlag.AlignTop)

    @property
    def is_wide(self) -> bool:
        """There is room for something beside the facts."""
        return self.viewport().width() >= theme.scaled(WIDE_PX)

    def add_side(self, widget: QWidget) -> None:
        """Something that stands beside the facts while it is shown."""
        self._row.insertWidget(len(self._sides), widget, 0, Qt.AlignmentFlag.AlignTop)
        self._sides.append(widget)
        widget.hide()
        self._arrange()

    def content_height(self) -> int:
        """Pixels that show all of it."""
        inside = self.widget()
        layout = None if inside is None else inside.layout()
        return 0 if layout is None else layout.totalHeightForWidth(self.viewport().width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.RightToLeft if self.is_wide else ways.TopToBottom)
        for side in self._sides:
            width = side.sizeHint().width()
            room = min(round(width * WIDER), self.viewport().width())
            side.setMaximumWidth(width if self.is_wide else max(1, room))
            side.setMinimumWidth(width if self.is_wide else 0)


class ClassTab(Tab):
    """One message by its class."""

    def __init__(self, colors: Theme, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._clock = clock
        self.view: ClassView | None = None
        self.background = Background(self)
        self.background.done.connect(self._read)
        self.facts = ClassFacts(self.tr("What the message says by its class"), self)
        self.facts.source_chosen.connect(self.property_wanted)
        self.month = MonthPanel(colors, self)
        self.card = ContactCard(colors, self)
        for side in (self.month, self.card):
            self.facts.add_side(side)
        self.lists: dict[str, ListTab] = {}
        self.header = PanelHeader("", self)
        self.switch = Segments(self.tr("Table"), {title: self.tr(title) for title in TITLES}, self)
        self.switch.chosen.connect(self.show_table)
        self.header.add_widget(self.switch)
        self.stack = QStackedWidget(self)
        self.stack.setMinimumSize(1, 1)
        self._build()

    def _build(self) -> None:
        self.below = QWidget(self)
        column = QVBoxLayout(self.below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.facts)
        self.splitter.addWidget(self.below)
        self.splitter.setStretchFactor(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.below.hide()

    # -- as every tab ---------------------------------------------------------------------------

    def fill(self, content: Iterable[ObjectRow]) -> None:
        """Show what a message says; it is read on the thread."""
        self.blank()
        for row in content:
            self.background.run(row, partial(read_class, row, self._clock))

    def blank(self) -> None:
        """Show nothing, and drop what is being read."""
        self.background.forget()
        self.view = None
        self.facts.clear()
        self.month.show_plan(None)
        self.card.show_card(None, None)
        for side in (self.month, self.card, self.below):
            side.hide()
        for one in self.lists.values():
            one.blank()

    def finish(self) -> None:
        """Wait for what is being read."""
        self.background.finish()

    def stops(self) -> tuple[QWidget, ...]:
        """Sources, months, tables."""
        shown = self.current_list
        table = () if shown is None else shown.stops()
        buttons = [self.switch.button(title) for title in self.switch.offered()]
        months = (*self.month.buttons, self.month.grid)
        return (*months, *self.facts.sources()[:1], *buttons, *table)

    def tables(self) -> dict[SortedTable | StorageTree, str]:
        """Those of attendees, changes, members."""
        return {one.table: "list" for one in self.lists.values()}

    @property
    def current_list(self) -> ListTab | None:
        """The table on show."""
        if self.below.isHidden():
            return None
        return next((one for one in self.lists.values() if one is self.stack.currentWidget()), None)

    @property
    def table(self) -> SortedTable | None:
        """The table on show."""
        shown = self.current_list
        return None if shown is None else shown.table

    @property
    def filter(self) -> FilterLine | None:
        """What filters it."""
        shown = self.current_list
        return None if shown is None or shown.row.isHidden() else shown.filter

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    # -- inside ---------------------------------------------------------------------------------

    def _read(self, _row: object, result: object) -> None:
        if isinstance(result, InspectorError):
            self.facts.show_sections([Section("", (Fact(self.tr("Not read"), result.text),))])
        elif isinstance(result, Read) and result.view is not None:
            self._show(result.view, result.photo)

    def _show(self, view: ClassView, photo: QImage | None) -> None:
        self.view = view
        self.facts.show_sections(sections_of(view))
        self.month.show_plan(view.month)
        self.month.setVisible(view.month is not None)
        self.card.show_card(view.card, photo)
        self.card.setVisible(view.card is not None)
        tables = [table for section in view.sections for table in section.tables]
        for table in tables:
            self._fill_table(table)
        self.below.setVisible(bool(tables))
        self.switch.offer(table.title for table in tables)
        if tables:
            self.show_table(tables[0].title)
        self._share()

    def _fill_table(self, table: Table) -> None:
        one = self._list(table.title)
        one.fill(lines_of(table))
        one.row.setVisible(len(table.lines) >= FILTERED_ROWS or bool(one.filter.text()))
        hidden = hidden_of(table)
        for number, column in enumerate(columns_of(table.title)):
            one.table.setColumnHidden(number, column.key in hidden)

    def _list(self, title: str) -> ListTab:
        """The table of a title; made when a message has one."""
        if title not in self.lists:
            model = TableModel(columns_of(title))
            made = ListTab(self.tr(title), NOUNS[title], model, self._theme, self)
            made.table.chosen.connect(self._choose)
            self.stack.addWidget(made)
            self.lists[title] = made
        return self.lists[title]

    def show_table(self, title: str) -> None:
        """Bring a table to the front."""
        self.stack.setCurrentWidget(self.lists[title])
        self.switch.hold(title)
        switched = len(self.switch.offered()) > 1  # the switch says the title, a filter the count
        counted = self._count(title) if switched or self.filter is None else ""
        self.header.set_facts(texts.joined(("" if switched else self.tr(title), counted)))
        self._share()

    def _count(self, title: str) -> str:
        """How many rows there are, and how many are not shown."""
        assert self.view is not None
        tables = (table for section in self.view.sections for table in section.tables)
        table = next(one for one in tables if one.title == title)
        total = texts.count(len(table.lines) + table.more, *NOUNS[title])
        more = self.tr("the first {0} are shown").format(len(table.lines)) if table.more else ""
        return texts.joined((total, more))

    def _choose(self, line: ClassLine) -> None:
        """Go to what a row comes from: an object, or a property."""
        source = line.source
        if source is None:
            return
        if source.tag:
            self.property_wanted.emit(source.path, source.tag)
        else:
            self.row_activated.emit(source.path)

    def _share(self) -> None:
        """Room for all rows of the table, as long as more than half is left for the facts."""
        shown = self.current_list
        if shown is None or not self.height():
            return
        table = shown.table
        rows = max(LEAST_ROWS, table.source.rowCount())
        names = table.horizontalHeader().sizeHint().height()
        names += table.horizontalScrollBar().sizeHint().height()
        bar = 0 if shown.row.isHidden() else shown.row.sizeHint().height()
        wanted = self.header.sizeHint().height() + bar + names + rows * theme.tall(theme.ROW_PX)
        # Facts that need less than their half leave the rest to the table.
        content = self.facts.content_height()
        wanted = min(wanted, max(round(self.height() * SHARE), self.height() - content))
        self.splitter.setSizes([self.height() - wanted, wanted])

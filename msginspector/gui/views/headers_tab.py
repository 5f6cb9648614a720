"""The headers of a message: verdicts as stated, the hops as a picture, tables, the selected field.

Selecting a chip, a hop or a row selects its field everywhere. What is read is read in slices.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from msginspector.analysis.headers.report import header_steps
from msginspector.errors import InspectorError
from msginspector.gui import texts, theme, tips
from msginspector.gui.header_words import field_words, route_facts
from msginspector.gui.models import headers as models
from msginspector.gui.models.table import Column, TableModel
from msginspector.gui.roles import Role
from msginspector.gui.views.chrome import PanelHeader
from msginspector.gui.views.field_detail import FieldDetail
from msginspector.gui.views.hop_chart import HopChart
from msginspector.gui.views.list_tab import ListTab
from msginspector.gui.views.segments import Segments
from msginspector.gui.views.tab import Tab
from msginspector.gui.views.verdict_strip import Verdict, VerdictStrip, verdicts
from msginspector.gui.workers import SliceRunner
from msginspector.mapi.scalars import Filetime

if TYPE_CHECKING:
    from msginspector.analysis.headers.fields import HeaderField
    from msginspector.analysis.headers.report import Headers
    from msginspector.gui.layout import Part
    from msginspector.gui.models.headers import FieldLine, HopLine, PartLine
    from msginspector.gui.times import Clock
    from msginspector.gui.views.filter_line import FilterLine
    from msginspector.gui.views.storage_tree import StorageTree
    from msginspector.gui.views.tables import SortedTable
    from msginspector.gui.workers import Work
    from msginspector.session import ObjectRow, PropertyRow

FIELDS: Final = "fields"
EXPLAINED: Final = "explained"
HOPS: Final = "hops"
CHART_SHARE: Final = 0.5
NARROW_PX: Final = 760
"""Below this width the field stands under the table."""
LOW_ROWS: Final = 10
"""In a tab of fewer rows the picture gives way to the tables, which say the same."""
SHARES: Final = (640, 400)


class HeadersTab(Tab):
    """Chips, picture, tables and the field."""

    def __init__(self, colors: theme.Theme, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._clock = clock
        self._headers: Headers | None = None
        self._prop: PropertyRow | None = None
        self._selecting = False
        self._moved = False
        self.runner = SliceRunner(self)
        self.strip = VerdictStrip(colors, self)
        self.chart_header = PanelHeader(self.tr("Hops"), self)
        self.chart = HopChart(colors, self)
        self.lists_header = PanelHeader(self.tr("Fields"), self)
        self.detail = FieldDetail(colors, self)
        self.lists = {
            FIELDS: self._list(FIELDS, self.tr("Header fields"), ("field", "fields"), models.FIELDS,
                               models.FIELDS_HIDDEN, colors),
            EXPLAINED: self._list(EXPLAINED, self.tr("Explained headers"),
                                  ("fact", "facts"), models.PARTS, (), colors),
            HOPS: self._list(HOPS, self.tr("Table of hops"), ("hop", "hops"), models.HOPS,
                             models.HOPS_HIDDEN, colors),
        }  # fmt: skip
        words = {FIELDS: self.tr("All fields"), EXPLAINED: self.tr("Explained"),
                 HOPS: self.tr("Hops")}  # fmt: skip
        self.switch = Segments(self.tr("Table"), words, self)
        self.stack = QStackedWidget(self)
        self.foot = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._lay_out()
        self.switch.chosen.connect(self.show_list)
        self.strip.chosen.connect(self._verdict_chosen)
        self.chart.chosen.connect(self.select_field)
        self.detail.property_wanted.connect(self.property_wanted)
        self.splitter.splitterMoved.connect(lambda _place, _number: self._keep())
        colors.changed.connect(self._share)
        self.show_list(FIELDS)
        self.blank()

    # -- what others ask ------------------------------------------------------------------------

    def fill(self, content: Iterable[ObjectRow]) -> None:
        """Read and show the headers of a message."""
        self.blank()
        for row in content:
            self.runner.add(self._read(row))
            self.runner.run_slice()

    def blank(self) -> None:
        """Show nothing, and stop reading."""
        self.runner.cancel()
        self._headers, self._prop = None, None
        self.strip.show_verdicts([])
        self.chart.show_route(None, self._time)
        self.detail.show_field(None, [], None)
        self.switch.offer(())
        for one in self.lists.values():
            one.blank()

    def finish(self) -> None:
        """Read all of it at once."""
        self.runner.drain()

    @property
    def headers(self) -> Headers | None:
        """What is shown; None before it is read."""
        return self._headers

    @property
    def table(self) -> SortedTable:
        """The table on show."""
        return self._shown().table

    @property
    def filter(self) -> FilterLine:
        """What filters the table on show."""
        return self._shown().filter

    def show_list(self, key: str) -> None:
        """Show one of the tables."""
        self.switch.hold(key)
        self.stack.setCurrentWidget(self.lists[key])
        self._head()

    def select_field(self, field: HeaderField) -> None:
        """Select a field everywhere; the table on show changes where it does not list it."""
        headers = self._headers
        if headers is None or self._selecting:
            return
        self._selecting = True
        try:
            for key, one in self.lists.items():
                if not self._select_in(one, field) and key == self.switch.held != FIELDS:
                    self.show_list(FIELDS)
            self.chart.select_field(field.index)
            offset = headers.text.byte_offset(field)
            self.detail.show_field(field, field_words(headers, field, self._time), offset)
        finally:
            self._selecting = False

    def stops(self) -> tuple[QWidget, ...]:
        """Chips, picture, switch, filter and table, the field."""
        chip = self.strip.stop()
        switch = [self.switch.button(key) for key in self.switch.offered()]
        lists = [widget for one in self.lists.values() for widget in one.stops()]
        return (*([chip] if chip else []), self.chart, *switch, *lists, *self.detail.stops())

    def parts(self) -> dict[str, Part]:
        """Columns and shares."""
        columns = {f"columns/headers-{key}": one.table for key, one in self.lists.items()}
        return {**columns, "splitter/headers-field": self.foot}

    def tables(self) -> dict[SortedTable | StorageTree, str]:
        """The tables, whose rows can be copied."""
        return {one.table: "" for one in self.lists.values()}

    # -- inside ---------------------------------------------------------------------------------

    def _list(
        self, key: str, name: str, nouns: tuple[str, str],
        columns: tuple[Column, ...], hidden: tuple[str, ...], colors: theme.Theme,
    ) -> ListTab:  # fmt: skip
        made = ListTab(name, nouns, TableModel(columns), colors, self)
        made.table.dress(hidden=hidden)
        made.table.selectionModel().currentRowChanged.connect(
            lambda index, _before, key=key: self._row_chosen(key, index)
        )
        return made

    def _lay_out(self) -> None:
        upper, below = QWidget(self), QWidget(self)
        self.upper = upper
        for box, widgets in ((upper, (self.chart_header, self.chart)),
                             (below, (self.lists_header, self.stack))):  # fmt: skip
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            for widget in widgets:
                column.addWidget(widget)
        self.lists_header.add_widget(self.switch)
        for one in self.lists.values():
            self.stack.addWidget(one)
        self.foot.addWidget(below)
        self.foot.addWidget(self.detail)
        self.foot.setSizes(list(SHARES))
        self.splitter.addWidget(upper)
        self.splitter.addWidget(self.foot)
        for splitter in (self.foot, self.splitter):
            splitter.setChildrenCollapsible(False)
        for number, share in enumerate(SHARES):
            self.foot.setStretchFactor(number, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(self.splitter, 1)

    def _read(self, row: ObjectRow) -> Work:
        try:
            headers = yield from header_steps(row)
            self._prop = row.first(0x007D)
        except InspectorError as error:
            self.lists[FIELDS].table.set_note(f"{error.text} {error.hint}".rstrip())
            return None
        yield None
        self._headers = headers
        yield from self._show(headers)
        return None

    def _show(self, headers: Headers) -> Work:
        self.strip.show_verdicts(verdicts(headers))
        hops = headers.route.hops
        self.chart_header.set_facts(self.tr("Hops"), *route_facts(headers))
        self.chart.show_route(headers.route if hops else None, self._time)
        self._make_room()
        yield None
        self.lists[FIELDS].fill(models.field_lines(headers))
        yield None
        self.lists[EXPLAINED].fill(models.part_lines(headers))
        self.lists[HOPS].fill(models.hop_lines(headers, self._time))
        filled = [key for key, one in self.lists.items() if one.table.source.rowCount()]
        self.switch.offer(filled)
        if self.switch.held not in filled:
            self.show_list(FIELDS)
        self._head()
        self._share()
        first = hops[0].field if hops else next(iter(headers.fields), None)
        if first is not None:
            self.select_field(first)
        return None

    def _head(self) -> None:
        """What the tables show, and where the fields are stored."""
        headers = self._headers
        if headers is None:
            self.lists_header.set_facts(self.tr("Fields"))
            return
        source = headers.text.source
        named = self.tr("named properties of PS_INTERNET_HEADERS")
        problems = len(headers.problems) + sum(bool(one.problems) for one in headers.fields)
        self.lists_header.set_facts(
            source.name if source is not None else named,
            texts.count(len(headers.fields), self.tr("field"), self.tr("fields")),
            *([texts.count(problems, self.tr("problem"), self.tr("problems"))] if problems else []),
        )
        problems_said = "\n".join(map(models.shown, headers.problems))
        self.lists_header.setToolTip(tips.plain(problems_said))

    def _shown(self) -> ListTab:
        return self.lists[self.switch.held or FIELDS]

    def _time(self, moment: datetime) -> str:
        """A moment in the zone that was chosen."""
        ticks = (moment - _EPOCH) // _MICROSECOND * 10
        return self._clock.text(Filetime(ticks), self._prop)

    def _row_chosen(self, key: str, index: QModelIndex) -> None:
        line = index.data(Role.OBJECT) if index.isValid() else None
        if line is not None and key == self.switch.held:
            self.select_field(line.field)

    def _select_in(self, one: ListTab, field: HeaderField) -> bool:
        """Make the row of a field the current one; whether the table lists it."""
        current: FieldLine | HopLine | PartLine | None
        current = one.table.currentIndex().data(Role.OBJECT)
        if current is not None and current.field.index == field.index:
            return True
        for number, line in enumerate(one.table.source.rows):
            if line.field.index == field.index:
                one.table.select_row(number)
                return True
        return False

    def _verdict_chosen(self, verdict: Verdict) -> None:
        if verdict.field is not None:
            self.select_field(verdict.field)
        elif verdict.place[1]:
            self.property_wanted.emit(*verdict.place)

    def _keep(self) -> None:
        self._moved = True

    def _make_room(self) -> None:
        """Where there is little, the picture gives way, and the field stands beside the table."""
        low = self.height() < LOW_ROWS * theme.tall(theme.ROW_PX)
        narrow = self.width() < theme.scaled(NARROW_PX)
        upright = narrow and not low
        self.foot.setOrientation(Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal)
        has_hops = self._headers is not None and bool(self._headers.route.hops)
        self.upper.setVisible(has_hops and not low)

    def _share(self) -> None:
        """Room for every hop, as long as more than half is left for the tables."""
        self._make_room()
        if self._moved or not self.splitter.height() or self.upper.isHidden():
            return
        wanted = self.chart_header.height() + self.chart.wished_height()
        wanted = min(wanted, round(self.splitter.height() * CHART_SHARE))
        self.splitter.setSizes([wanted, self.splitter.height() - wanted])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()


_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

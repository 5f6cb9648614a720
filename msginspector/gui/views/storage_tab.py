"""The storage of a file: storages and streams, the map of its sectors, the bytes of any of them.

Nothing here opens anything in the session. The listing is made in slices when somebody looks.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from msginspector.analysis.node_index import NodeIndex
from msginspector.errors import InspectorError, QueryError
from msginspector.gui import texts
from msginspector.gui.views.filter_line import FilterLine, FilterRow
from msginspector.gui.views.node_link import NodeLink
from msginspector.gui.views.sector_look import kind_name
from msginspector.gui.views.sector_panel import SectorPanel
from msginspector.gui.views.storage_tree import StorageTree
from msginspector.gui.views.stream_panel import StreamPanel
from msginspector.gui.views.tab import Tab
from msginspector.gui.workers import SliceRunner, Work

if TYPE_CHECKING:
    from msginspector.gui.layout import Part
    from msginspector.gui.theme import Theme
    from msginspector.gui.times import Clock
    from msginspector.gui.views.tables import SortedTable
    from msginspector.oxmsg.storage_listing import Pointer
    from msginspector.session.listed_storage import ListedStorage

FILTER: Final = "filter"
NOUNS: Final = ("entry", "entries")
SHARES: Final = (320, 330)
FOOT_SHARES: Final = (480, 640)

Listing = Generator[None, None, "ListedStorage"]


class StorageTab(Tab):
    """Filter, tree, sector map and bytes."""

    failed = Signal(object)  # InspectorError
    listed = Signal()

    def __init__(self, colors: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runner = SliceRunner(self)
        self._listed: ListedStorage | None = None
        self._ready = False  # all of it is on show
        self._start = ""
        self._wanted: tuple[str, int, int] | None = None
        hint = self.tr("Filter by name, meaning, kind or class")
        self._row = FilterRow(self.tr("Filter storages and streams"), hint, self)
        self.count = self._row.count
        self.tree = StorageTree(colors, clock, self)
        self.sectors = SectorPanel(colors, self)
        self.stream = StreamPanel(colors, self)
        self.link = NodeLink(self.sectors.tree, self.stream.hex, self)
        self.sectors.owner_words = self._owner
        self.sectors.lit = self._lit
        self.foot = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._lay_out()
        self.filter.ask(lambda: self.tree.entries.vocabulary)
        self.filter.textChanged.connect(self._filter)
        self.tree.chosen.connect(self._chosen)
        self.sectors.chosen.connect(self._sector_chosen)
        self.sectors.view_chosen.connect(lambda _key: self.link.renew())
        self.stream.pointer_wanted.connect(self._go)
        self.stream.failed.connect(self._fail)

    # -- what others ask ------------------------------------------------------------------------

    @property
    def filter(self) -> FilterLine:
        """What filters the storages and streams."""
        return self._row.line

    def fill(self, content: Iterable[tuple[Listing, str]]) -> None:
        """The listing of the file and where to start in it; nothing where it cannot be read."""
        for steps, start in content:
            self.show_listing(steps, start)

    def finish(self) -> None:
        """List all of it at once."""
        self.runner.drain()

    def parts(self) -> dict[str, Part]:
        """Columns and shares."""
        return {
            "columns/storages": self.tree,
            "splitter/storage": self.splitter,
            "splitter/sectors": self.foot,
        }

    def tables(self) -> dict[SortedTable | StorageTree, str]:
        """The tree of storages and streams."""
        return {self.tree: ""}

    @property
    def storage(self) -> ListedStorage | None:
        """What is listed; None before, and once it is blank."""
        return self._listed

    def show_listing(self, steps: Listing, start: str = "") -> None:
        """List this storage; the entry with the path `start` is selected first."""
        self.blank(self.tr("Listing…"))
        self._start = start
        self.runner.add(self._list(steps))
        self.runner.run_slice()

    def show_place(self, stream: str, offset: int, length: int) -> None:
        """Select a stream by its storage path, and mark some of its bytes."""
        if self._listed is None or not self._ready:
            self._wanted = stream, offset, length
            return
        try:
            entry = self._listed.find(stream)
        except InspectorError as error:
            self._fail(error)
            return
        if entry is None:
            return
        self.select(entry)
        self.stream.hex.select(offset, length)

    def select(self, entry: int) -> None:
        """Select a directory entry; a filter that hides it is taken off."""
        if not self.tree.shows(entry) or (self.filter.text() and self.runner.busy):
            self.filter.clear()
            self.runner.cancel_for(FILTER)
            self.tree.proxy.set_kept(None)
            self.tree.unfold()
            self._count()
        self.tree.select(entry)

    def blank(self, note: str = "") -> None:
        """Empty everything."""
        self.runner.cancel()
        self._listed = None
        self._ready = False
        self._wanted = None
        self.tree.entries.show(None)
        self.tree.set_note(note)
        self.sectors.show_sectors(None)
        self.stream.clear()
        self._count()

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in the order of reading."""
        switch = [self.sectors.switch.button(key) for key in ("file", "mini", "decoded")]
        return (self.filter, self.tree, *switch, self.sectors.map, self.sectors.tree,
                *self.stream.stops())  # fmt: skip

    # -- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.foot.setChildrenCollapsible(False)
        self.foot.addWidget(self.sectors)
        self.foot.addWidget(self.stream)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.tree)
        self.splitter.addWidget(self.foot)
        for splitter, shares in ((self.foot, FOOT_SHARES), (self.splitter, SHARES)):
            for number, share in enumerate(shares):
                splitter.setStretchFactor(number, share)
            splitter.setSizes(list(shares))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._row)
        layout.addWidget(self.splitter, 1)

    def _list(self, steps: Listing) -> Work:
        try:
            made = yield from steps
            yield from self._show(made)
        except InspectorError as error:
            self._fail(error)
        return None

    def _show(self, made: ListedStorage) -> Iterator[None]:
        self._listed = made
        self.tree.entries.show(made)
        self.tree.set_note(self.tr("No row matches the filter."))
        yield
        yield from self._sift(self.filter.text())
        yield
        self.sectors.show_sectors(made.sectors)
        yield
        self._ready = True
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            self._select_first()
        else:
            self.show_place(*wanted)
        self.listed.emit()

    def _select_first(self) -> None:
        """Select where somebody starts: the storage of the object shown."""
        entry = self._listed.find(self._start) if self._listed is not None else None
        if entry is not None:
            self.tree.select(entry)

    def _fail(self, error: InspectorError) -> None:
        self.blank(f"{error.text} {error.hint}")
        self.failed.emit(error)

    def _filter(self, text: str) -> None:
        """Sift in slices, what is typed meanwhile counts; of a small file it is over at once."""
        if self._listed is None:
            self.filter.show_mistake(None)
            return
        self.runner.cancel_for(FILTER)
        self.runner.add(self._sift_and_stay(text), FILTER)
        self.runner.run_slice()

    def _sift_and_stay(self, text: str) -> Work:
        entry = self.tree.current
        yield from self._sift(text)
        if entry is not None:
            self.tree.select(entry)
        return None

    def _sift(self, text: str) -> Iterator[None]:
        """Show the rows for which a query holds; a mistake changes nothing."""
        kept, mistake = None, None
        try:
            if text.strip():
                from msginspector.analysis.query import compile_query

                query = compile_query(text, self.tree.entries.vocabulary)
                kept = yield from self.tree.entries.matching(query)
        except QueryError as error:
            mistake = error
        self.filter.show_mistake(mistake)
        if mistake is not None:
            return
        self.tree.proxy.set_kept(kept)
        self.tree.unfold()
        self._count()

    def _count(self) -> None:
        total = self.tree.entries.number()
        shown = self.tree.proxy.shown
        self._row.show_count(total if shown is None else shown, total, NOUNS)

    def _chosen(self, entry: int | None) -> None:
        listed = self._listed
        if listed is None:
            return
        try:
            if entry is None:
                self.stream.clear()
                self.sectors.show_entry(self.sectors.is_mini, "", None)
            else:
                self._show_entry(listed, entry)
        except InspectorError as error:
            self._fail(error)

    def _show_entry(self, listed: ListedStorage, entry: int) -> None:
        self.stream.show_entry(listed, entry)
        node = listed.decode(entry)
        title = node.label if node is not None else ""
        nodes = None if node is None else NodeIndex(node)
        self.sectors.show_entry(listed.sectors.use(entry).mini, title, nodes)
        self.link.renew()

    def _sector_chosen(self, mini: bool, number: int) -> None:
        """The stream of a sector is selected; what is nobody's shows its bytes."""
        listed = self._listed
        if listed is None:
            return
        table = listed.sectors.mini if mini else listed.sectors.file
        owners = table.claims(number) if number >= 0 else ()
        try:
            if owners and owners[0]:
                self.select(owners[0])
                self._mark(listed, owners[0], mini, number)
            else:
                self.tree.clearSelection()
                self._show_sector(listed, mini, number)
        except InspectorError as error:
            self._fail(error)

    def _mark(self, listed: ListedStorage, entry: int, mini: bool, number: int) -> None:
        """Mark the bytes of a stream that lie in a sector."""
        use = listed.sectors.use(entry)
        if use.runs == 1:
            size = (listed.sectors.mini if mini else listed.sectors.file).sector_size
            self.stream.hex.select((number - use.low) * size, size)

    def _show_sector(self, listed: ListedStorage, mini: bool, number: int) -> None:
        """The bytes of a sector that belongs to no stream."""
        sectors = listed.sectors
        if mini:
            size = sectors.mini.sector_size
            ranges = listed.ranges_of_mini(number * size, size)
            place, length = ranges[0] if ranges else (0, 0)
            title = texts.joined((self.tr("Mini sector {0}").format(number),
                                  kind_name(sectors.mini.kind(number))))  # fmt: skip
        elif number < 0:
            place, length, title = 0, sectors.header_size, self.tr("Header of the file")
        else:
            place = sectors.offset(number)
            length = min(sectors.file.sector_size, listed.size - place)
            title = texts.joined((self.tr("Sector {0}").format(number),
                                  kind_name(sectors.file.first_kind(number))))  # fmt: skip
        self.stream.show_sector(listed, place, length, title)

    def _owner(self, entry: int) -> str:
        """The owner of a sector in words."""
        if self._listed is None:
            return ""
        try:
            found = self._listed.entry(entry)
        except InspectorError as error:
            return error.text
        return texts.joined((found.name, found.meaning.text))

    def _lit(self, mini: bool) -> tuple[Callable[[int, int], bool] | None, int | None]:
        """Which sectors belong to what is selected, and the first of them."""
        listed, entry = self._listed, self.tree.current
        if listed is None or entry is None:
            return None, None
        use = listed.sectors.use(entry)
        table = listed.sectors.mini if mini else listed.sectors.file
        if use.mini is mini and use.sectors:

            def own(first: int, number: int) -> bool:
                near = first <= use.high and first + number > use.low
                return (near or bool(use.spare)) and table.has(first, number, entry)

            return own, use.low
        if mini:
            return None, None
        size = table.sector_size
        spans = [(place // size - 1, (place + length - 1) // size - 1)
                 for place, length in listed.ranges(entry, 0, listed.length(entry))]  # fmt: skip

        def holds(first: int, number: int) -> bool:
            return any(low < first + number and first <= high for low, high in spans)

        return holds, spans[0][0] if spans else None

    def _go(self, pointer: Pointer) -> None:
        self.property_wanted.emit(pointer.path, pointer.tag)

"""The left foot of the storage view: the map of sectors or mini sectors, or a stream decoded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from msginspector.gui import texts, theme
from msginspector.gui.views.chrome import ElidedLabel, PanelHeader
from msginspector.gui.views.node_tree import NodeTree
from msginspector.gui.views.sector_legend import SectorLegend
from msginspector.gui.views.sector_look import kind_name
from msginspector.gui.views.sector_map import SectorMapView
from msginspector.gui.views.segments import Segments
from msginspector.storage.sector_table import Kind

if TYPE_CHECKING:
    from msginspector.analysis.node_index import NodeIndex
    from msginspector.storage.sector_map import SectorMap
    from msginspector.storage.sector_table import SectorTable

FILE: Final = "file"
MINI: Final = "mini"
DECODED: Final = "decoded"
LEAST_PX: Final = 1  # of height
MAP_PX: Final = 32  # of a map that is still of use


class SectorPanel(QWidget):
    """Header with a switch, the map or the tree, the legend, and what is pointed at."""

    chosen = Signal(object, object)  # the table is the mini one; number of a sector
    view_chosen = Signal(object)

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("value-panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sectors: SectorMap | None = None
        self._nodes: NodeIndex | None = None
        self._favourite = FILE
        self._title = ""
        self.owner_words: Callable[[int], str] = lambda _entry: ""
        self.lit: Callable[[bool], tuple[Callable[[int, int], bool] | None, int | None]] = (
            lambda _mini: (None, None)
        )
        self.header = PanelHeader(self.tr("Sectors"), self)
        words = {FILE: self.tr("Sectors"), MINI: self.tr("Mini"),
                 DECODED: self.tr("Decoded")}  # fmt: skip
        self.switch = Segments(self.tr("View of the storage"), words, self)
        self.header.add_widget(self.switch)
        self.map = SectorMapView(colors, self)
        self.map.words = self.words
        self.tree = NodeTree(colors, self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.map)
        self.stack.addWidget(self.tree)
        self.stack.setMinimumHeight(LEAST_PX)
        self.legend = SectorLegend(colors, self)
        self.status = ElidedLabel("dim", self)
        self.status.setContentsMargins(12, 0, 12, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.legend)
        layout.addWidget(self.status)
        self.switch.chosen.connect(self._choose_view)
        self.map.chosen.connect(lambda number: self.chosen.emit(self.is_mini, number))
        self.map.pointed.connect(self._pointed)
        self.map.moved.connect(self._pointed)
        self.map.rescaled.connect(self._show_facts)
        colors.changed.connect(self._give_way)

    @property
    def is_mini(self) -> bool:
        """The map is that of the mini stream."""
        return self.switch.held == MINI

    @property
    def table(self) -> SectorTable | None:
        """The sectors on show."""
        if self._sectors is None:
            return None
        return self._sectors.mini if self.is_mini else self._sectors.file

    def show_sectors(self, sectors: SectorMap | None) -> None:
        """The sectors of a file, or none."""
        self._sectors = sectors
        self._nodes = None
        self._offer()
        self._show(self._favourite if self._favourite in self.switch.offered() else FILE)

    def show_entry(self, mini: bool, title: str, nodes: NodeIndex | None) -> None:
        """Light up the sectors of what is selected, and offer its tree where it has one."""
        self._nodes, self._title = nodes, title
        self._offer()
        maps = [MINI if mini else FILE] if self._favourite != DECODED or nodes is None else []
        wanted = DECODED if not maps else maps[0]
        self._show(wanted if wanted in self.switch.offered() else FILE)

    def show_map(self) -> None:
        """Bring a map to the front."""
        if self.switch.held == DECODED:
            self._show(FILE)

    def words(self, first: int, number: int) -> str:
        """What the sectors of a cell are."""
        table = self.table
        if table is None or self._sectors is None or number <= 0:
            return ""
        if number == 1:
            return self._one(table, first)
        own = max(first, 0)
        counted = table.kinds[own : first + number]
        parts = [(counted.count(kind), kind) for kind in Kind if counted.count(kind)]
        said = [f"{texts.grouped(many)} {kind_name(kind)}" for many, kind in sorted(parts)[::-1]]
        place = f"{texts.grouped(own)}–{texts.grouped(first + number - 1)}"
        return texts.joined((self.tr("Sectors {0}").format(place), self._place(own), *said))

    def minimumSizeHint(self) -> QSize:
        """Next to nothing: in a low window the list of streams comes first."""
        return QSize(super().minimumSizeHint().width(), LEAST_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    # -- inside ---------------------------------------------------------------------------------

    def _give_way(self) -> None:
        """Status and legend need room below the map; the status comes first."""
        drawn = self.switch.held != DECODED
        room = self.height() - self.header.height() - theme.scaled(MAP_PX)
        room -= self.status.sizeHint().height()
        self.status.setVisible(drawn and room >= 0)
        self.legend.setVisible(drawn and room >= self.legend.heightForWidth(self.width()))

    def _one(self, table: SectorTable, number: int) -> str:
        if number < 0:
            return texts.joined((self.tr("Header"), "0x00000000"))
        said = self.tr("Mini sector {0}") if self.is_mini else self.tr("Sector {0}")
        kind = table.kind(number)
        words = [said.format(texts.grouped(number)), self._place(number), kind_name(kind)]
        if kind is Kind.CROSSED:
            words.append(kind_name(table.first_kind(number)))
        words += [self.owner_words(entry) for entry in table.claims(number)]
        return texts.joined(words)

    def _place(self, number: int) -> str:
        if self._sectors is None:
            return ""
        if self.is_mini:
            return f"0x{number * self._sectors.mini.sector_size:X}"
        return f"0x{self._sectors.offset(number):08X}"

    def _offer(self) -> None:
        sectors = self._sectors
        keys = [FILE]
        if sectors is not None and sectors.mini.count:
            keys.append(MINI)
        if self._nodes is not None:
            keys.append(DECODED)
        self.switch.offer(keys)

    def _choose_view(self, key: str) -> None:
        self._favourite = key
        self._show(key)
        self.view_chosen.emit(key)

    def _show(self, key: str) -> None:
        self.switch.hold(key)
        self._give_way()
        if key == DECODED:
            if self.tree.nodes.nodes is not self._nodes:
                self.tree.show_nodes(self._nodes)
            self.stack.setCurrentWidget(self.tree)
            self.header.set_facts(self._title)
            return
        self.tree.show_nodes(None)
        self.stack.setCurrentWidget(self.map)
        table, lead = self.table, key == FILE
        beyond = 0 if self._sectors is None else self._sectors.beyond(mini=key == MINI)
        if table is not self.map.table or table is None:  # else it stays as it was looked at
            self.map.show_table(table, lead=lead)
            self.legend.show_table(table, beyond, lead=lead and table is not None)
            self._give_way()
        self.map.light(*self.lit(key == MINI))
        self._show_facts()

    def _show_facts(self) -> None:
        table, key = self.table, self.switch.held
        if key == DECODED:
            return
        title = self.tr("Mini sectors") if key == MINI else self.tr("Sectors")
        if table is None:
            self.header.set_facts(title)
            return
        each = self.tr("{0} of {1}").format(
            texts.grouped(table.count), texts.size(table.sector_size)
        )
        part = "" if self._sectors is None or self._sectors.complete else self.tr("incomplete")
        self.header.set_facts(title, each, part)
        self._pointed(None)

    def _pointed(self, cell: tuple[int, int] | None) -> None:
        """What is pointed at; else for how many sectors a cell stands, where it is not one."""
        many = self.map.per_cell
        said = self.tr("{0} sectors a cell").format(texts.grouped(many)) if many > 1 else ""
        self.status.set_text(said if cell is None else self.words(*cell))

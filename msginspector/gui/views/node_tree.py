"""The decoded value as a tree of fields with their values and places, in step with the bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QTreeView

from msginspector.gui import theme
from msginspector.gui.models.value_nodes import (
    FIELD,
    HEADERS,
    OFFSET,
    SIZE,
    VALUE,
    ValueNodes,
    offset_text,
    size_text,
)
from msginspector.gui.views.branches import INDENT_PX, paint_branch
from msginspector.gui.views.current_row import CurrentRow
from msginspector.gui.views.delegates import CellDelegate, Index, paint_frame

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from msginspector.analysis.node_index import NodeIndex

ROW_PX: Final = 24
FIELD_PX: Final = 150
FIELD_SHARE: Final = 0.4  # of the width, at most
VALUE_LEAST_PX: Final = 70
_CELL_PAD: Final = 18  # at both ends of a number
UNFOLDED_MOST: Final = 4_000  # rows that are unfolded at a time
_PAD: Final = 34  # of a field: ends of the cell and the branch before it
_MEASURED: Final = 200  # rows whose labels say how wide the first column is


class NodeDelegate(CellDelegate):
    """A cell of the tree; frames go around whole rows, which the tree paints."""

    def __init__(self, colors: theme.Theme, view: NodeTree) -> None:
        super().__init__(colors, view)  # type: ignore[arg-type]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, theme.tall(ROW_PX))

    def _frame(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """See `NodeTree.drawRow`."""


class NodeTree(QTreeView):
    """Fields, values, offsets and sizes; the last two are always on show."""

    chosen = Signal(object)  # number of a node: somebody selected it
    pointed = Signal(object)  # number of the node under the mouse, 0: of none

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._current_row = CurrentRow(self)
        self._theme = colors
        self._pointed = QModelIndex()
        self._under = 0
        self._following = False
        self.nodes = ValueNodes(self)
        self.setModel(self.nodes)
        self.setObjectName("node-tree")
        self.setAccessibleName(self.tr("Decoded value"))
        self.setItemDelegate(NodeDelegate(colors, self))
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = self.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(30)
        for column in (FIELD, OFFSET, SIZE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._resized)
        self._chosen_width = 0
        self._fitting = False
        self._measure()
        colors.changed.connect(self._measure)

    # -- what others ask ------------------------------------------------------------------------

    def show_nodes(self, nodes: NodeIndex | None) -> None:
        """Show this tree, its upper levels unfolded, nothing selected."""
        self._pointed, self._under = QModelIndex(), 0
        self.nodes.show(nodes)
        for number in nodes.first_open() if nodes is not None else ():
            self.setExpanded(self.nodes.index_of(number), True)
        self.scrollToTop()
        self._fit()

    def current(self) -> int:
        """The number of the selected node; 0 for none."""
        chosen = self.selectionModel().selectedRows()
        return self.nodes.number(chosen[0]) if chosen else 0

    def follow(self, number: int) -> None:
        """Select a node because the bytes are selected; 0 selects none. `chosen` stays silent."""
        self._following = True
        try:
            if not number:
                self.selectionModel().clear()
                return
            index = self.nodes.index_of(number)
            self.setCurrentIndex(index)
            self.scrollTo(index)
        finally:
            self._following = False

    def point_at(self, number: int) -> None:
        """Outline a node, or the part it is folded into; 0 outlines none."""
        index = self.nodes.index_of(number)
        while index.parent().isValid() and not self.isExpanded(index.parent()):
            index = index.parent()
        if index != self._pointed:
            self._pointed = index
            self.viewport().update()

    @property
    def outlined(self) -> int:
        """The number of the node that is outlined; 0 for none."""
        return self.nodes.number(self._pointed)

    def unfold(self) -> None:
        """Unfold everything, of a very large tree the upper levels."""
        nodes = self.nodes.nodes
        if nodes is None:
            return
        if len(nodes) <= UNFOLDED_MOST:
            self.expandAll()
        else:
            for number in nodes.first_open(UNFOLDED_MOST):
                self.setExpanded(self.nodes.index_of(number), True)

    def copy(self) -> None:
        """The selected row to the clipboard: a tabulator between the columns."""
        number = self.current()
        cells = (self.nodes.index_of(number, column).data() for column in range(len(HEADERS)))
        if number:
            QGuiApplication.clipboard().setText("\t".join(map(str, cells)))

    # -- inside ---------------------------------------------------------------------------------

    def _measure(self) -> None:
        self.setIndentation(theme.scaled(INDENT_PX))
        self.doItemsLayout()
        self._fit()

    def _resized(self, column: int, _before: int, width: int) -> None:
        if column == FIELD and not self._fitting:
            self._chosen_width = width

    def _fit(self) -> None:
        """Labels have the room they need, as far as values and places keep theirs."""
        self._fitting = True
        offset, size = self._number_width(OFFSET), self._number_width(SIZE)
        self.setColumnWidth(OFFSET, offset)
        self.setColumnWidth(SIZE, size)
        room = self.viewport().width()
        wanted = self._chosen_width or min(self._wanted(), round(room * FIELD_SHARE))
        most = room - offset - size - theme.scaled(VALUE_LEAST_PX)
        self.setColumnWidth(FIELD, max(theme.scaled(60), min(wanted, most)))
        self._fitting = False

    def _number_width(self, column: int) -> int:
        """The width of offsets or sizes: of the longest among the first, and of the header."""
        title = str(self.nodes.headerData(column, Qt.Orientation.Horizontal))
        widest = self.header().fontMetrics().horizontalAdvance(title)
        nodes = self.nodes.nodes
        if nodes is not None:
            number = QFontMetrics(theme.mono_font()).horizontalAdvance("0")
            of = offset_text if column == OFFSET else size_text
            texts = [of(node) for node in nodes.nodes[-_MEASURED:] + nodes.nodes[:_MEASURED]]
            widest = max(widest, number * max(map(len, texts)))
        return widest + _CELL_PAD

    def _wanted(self) -> int:
        """The width of the labels that show at first."""
        widest = theme.scaled(FIELD_PX)
        nodes = self.nodes.nodes
        if nodes is None:
            return widest
        measure = self.fontMetrics().horizontalAdvance
        for number in range(1, min(len(nodes), _MEASURED)):
            index = self.nodes.index_of(number)
            depth = len(nodes.ancestors(number))
            width = measure(index.data()) + depth * self.indentation() + theme.scaled(_PAD)
            widest = max(widest, width)
        return widest

    # -- Qt's -----------------------------------------------------------------------------------

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._current_row.note(selected)
        if not self._following:
            self.chosen.emit(self.current())

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """A row, the frame of the selected one, and the light outline of the one pointed at."""
        super().drawRow(painter, option, index)
        row = QRect(0, option.rect.top(), self.viewport().width(), option.rect.height())
        number = self.nodes.number(index)
        if number == self.outlined:
            painter.setPen(QPen(self._theme.color("faint"), 0))
            painter.drawRect(row.adjusted(0, 0, -1, -1))
        selected = self.selectionModel().isSelected(index)
        keyboard = self.hasFocus() and number == self.nodes.number(self.currentIndex())
        if keyboard or (selected and self._theme.frames_selection):
            paint_frame(painter, row, self._theme, keyboard=keyboard)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        paint_branch(painter, rect, index, self, self._theme)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(self.nodes.number(self.indexAt(event.position().toPoint())))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point(0)
        return super().viewportEvent(event)

    def _point(self, number: int) -> None:
        if number != self._under:
            self._under = number
            self.pointed.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(80, theme.tall(ROW_PX))

"""The session tree with its filter line, as a dock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QItemSelection,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QVBoxLayout, QWidget

from msginspector.gui import texts, theme
from msginspector.gui.ledger import RELEASED
from msginspector.gui.views.branches import INDENT_PX, paint_branch
from msginspector.gui.views.chrome import ElidedLabel
from msginspector.gui.views.current_row import CurrentRow
from msginspector.gui.views.delegates import TreeDelegate
from msginspector.gui.views.filter_line import FilterLine, MistakeNote
from msginspector.gui.views.panel_dock import PanelDock

if TYPE_CHECKING:
    from msginspector.gui.models.nodes import Node
    from msginspector.gui.models.session_tree import SessionTree
    from msginspector.gui.models.table import Index

LOOKED_UP: Final = 64  # rows that change at once
_INTO_THE_TREE = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return})


class TreeView(QTreeView):
    """The tree itself: house style, small triangles instead of the style's branch marks."""

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._current_row = CurrentRow(self)
        self._theme = colors
        self._restyling = False
        self.setAccessibleName(self.tr("Sessions and messages"))
        self.setItemDelegate(TreeDelegate(colors, self))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self._measure()
        colors.changed.connect(self._measure)
        self.setMouseTracking(True)
        self.setAnimated(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _measure(self) -> None:
        """Rows are as high and as far indented as the text size wants them."""
        indent = theme.scaled(INDENT_PX)
        if indent != self.indentation():
            self.setIndentation(indent)
            self.doItemsLayout()

    def event(self, event: QEvent) -> bool:
        self._restyling = event.type() == QEvent.Type.StyleChange
        try:
            return super().event(event)
        finally:
            self._restyling = False

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._current_row.note(selected)

    def doItemsLayout(self) -> None:
        # Rows have one height in every style: a switch of the theme need not look at each of them.
        if not self._restyling:
            super().doItemsLayout()

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        # Qt looks up every row of a range to see what of it is in view: all of that is painted in
        # less time when a teardown closes hundreds of messages at once.
        if bottom.row() - top.row() < LOOKED_UP:
            super().dataChanged(top, bottom, list(roles))
        else:
            self.viewport().update()

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        paint_branch(painter, rect, index, self, self._theme)


class TreeDock(PanelDock):
    """Filter line and tree; speaks of nodes, not of indexes."""

    node_selected = Signal(object)  # Node or None
    node_filtered = Signal(object, object)  # the selected Node; whether the filter shows it
    menu_wanted = Signal(object, object)  # Node, global position

    def __init__(self, model: SessionTree, colors: theme.Theme, parent: QWidget) -> None:
        title = QCoreApplication.translate("TreeDock", "Sessions")
        super().__init__("dock-tree", title, parent)
        self.model = model
        self._hidden: Node | None = None
        self._filtering = False
        self._words = ""
        self._kept: Node | None = None
        self._opened: list[Node] = []  # expanded when the filter began
        self.filter = FilterLine(self.tr("Filter the tree"), self.tr("Filter the tree"), self)
        self.filter.ask(lambda: self.model.asking.vocabulary)
        self.filter.installEventFilter(self)
        self.found = ElidedLabel("dim", self)
        self.found.hide()
        self.view = TreeView(colors, self)
        self.view.setModel(model)
        self.column.addWidget(self._filter_row())
        self.column.addWidget(self.view, 1)
        self.setMinimumWidth(220)
        self.filter.textChanged.connect(self._filter)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._recall)
        self.view.selectionModel().currentChanged.connect(self._current_changed)
        self.view.clicked.connect(self._again)
        self.view.activated.connect(self._again)
        self.view.customContextMenuRequested.connect(self._menu)

    def current(self) -> Node | None:
        """The selected node."""
        return self.model.node(self.view.currentIndex())

    @property
    def hidden(self) -> Node | None:
        """The node that was selected when the filter hid it, while the filter does."""
        node = self._hidden
        return node if node is not None and self.model.node_by_id(node.id) is node else None

    def shows(self, node: Node) -> bool:
        """The filter lets that node through."""
        return self._index(node).isValid()

    def select(self, node: Node | None) -> None:
        """Make a node the current one and bring it into view; None: nothing is current."""
        self._hidden = None
        if node is not None and not self.shows(node):
            self.filter.clear()
        index = self._index(node)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)

    def expand(self, node: Node) -> None:
        """Expand a node, which lists it."""
        self.view.expand(self._index(node))

    def reveal(self, node: Node) -> None:
        """Bring a node into view, and leave what is selected as it is."""
        self.view.scrollTo(self._index(node))

    def _index(self, node: Node | None) -> QModelIndex:
        """The index of a node, invalid for None and for what is filtered out."""
        return QModelIndex() if node is None else self.model.index_of(node)

    def _filter_row(self) -> QWidget:
        row = QWidget(self)
        row.setObjectName("tree-filter-row")
        row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(row)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.filter)
        layout.addWidget(MistakeNote(self.filter, row))
        layout.addWidget(self.found)
        return row

    def _filter(self, text: str) -> None:
        opened = self._opened if self._words else self._expanded_nodes()
        before, self._opened, self._words = (self._opened, self._words), opened, text.strip()
        mistake = self.model.set_words(text)
        if mistake is not None:  # what was shown before stays
            self._opened, self._words = before
        self.filter.show_mistake(mistake)
        self._say_found()

    def _say_found(self) -> None:
        """How many rows have the words: the filter sees what has been listed, and says so."""
        number = self.model.matching() if self._words else 0
        found = texts.count(number, "row matches", "rows match")
        said = found if number else self.tr("Nothing matches")
        self.found.set_text(self.tr("{0} among what has been listed").format(said))
        self.found.setToolTip(self.tr("Branches that were never expanded are not looked into."))
        self.found.setVisible(bool(self._words))

    def _expanded_nodes(self) -> list[Node]:
        listed = (node for node in self.model.listed() if node.shown)
        return [node for node in listed if self.view.isExpanded(self.model.index_of(node))]

    def _remember(self) -> None:
        self._kept = self.current() or self.hidden
        self._filtering = True

    def _recall(self) -> None:
        """After filtering: what is listed is expanded, or what was expanded before the filter.

        The selected node stays selected, or is hidden until the filter lets it back. It opens
        nothing: only choosing does.
        """
        kept, was_hidden = self._kept, self.hidden is not None
        listed = (node for node in self.model.listed() if node.shown)
        for node in listed if self._words else self._opened:
            self.expand(node)
        index = self._index(kept)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
        self._filtering = False
        self._hidden = None if index.isValid() else kept
        if kept is not None and was_hidden == index.isValid():
            self.node_filtered.emit(kept, index.isValid())

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if self._filtering:
            return
        self._hidden = None
        self.node_selected.emit(self.model.node(current))

    def _again(self, index: QModelIndex) -> None:
        """The current row was chosen once more: what was released there opens again."""
        node = self.model.node(index)
        if node is not None and self.model.state(node) == RELEASED:
            self.node_selected.emit(node)

    def _menu(self, position: QPoint) -> None:
        node = self.model.node(self.view.indexAt(position))
        if node is not None:
            self.menu_wanted.emit(node, self.view.viewport().mapToGlobal(position))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the filter, Escape clears it and Down leads into the tree, as people expect."""
        key = event.key() if isinstance(event, QKeyEvent) else None
        pressed = watched is self.filter and event.type() == QEvent.Type.KeyPress
        if not pressed or key not in _INTO_THE_TREE:
            return super().eventFilter(watched, event)
        if key == Qt.Key.Key_Escape:
            self.filter.clear()
        self._enter_tree()
        return True

    def _enter_tree(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0, 0))

    def sizeHint(self) -> QSize:
        return QSize(330, 600)

"""The decoded value as a tree for Qt: labels, values, offsets, sizes. Nothing is decoded here.

Indexes carry the numbers of a `NodeIndex`; the root is not shown, what it is the header says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from msginspector.gui import texts, tips
from msginspector.gui.roles import Look, Role
from msginspector.mapi.text import visible
from msginspector.structures.nodes import DAMAGE, LEFTOVER, Node

if TYPE_CHECKING:
    from msginspector.analysis.node_index import NodeIndex

Index = QModelIndex | QPersistentModelIndex
FIELD, VALUE, OFFSET, SIZE = range(4)
HEADERS: Final = ("Field", "Value", "Offset", "Size")
TEXT_LIMIT: Final = 400
PAGE: Final = 1_000
"""Children of a node that are listed at a time; views lay out all there are at once."""
TONES: Final = {DAMAGE: "error", LEFTOVER: "released"}
ICONS: Final = {DAMAGE: "warning", LEFTOVER: "orphan"}

_ROOT: Final = QModelIndex()
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def offset_text(node: Node) -> str:
    """Where the bytes of a node begin; "" for what has none."""
    return texts.grouped(node.offset) if node.size else ""


def size_text(node: Node) -> str:
    """How many bytes it has, of a bit field which bits; "" for what is worked out."""
    if node.bit_offset is None or node.bit_size is None:
        return texts.grouped(node.size) if node.size else ""
    if node.bit_size == 1:
        return f"bit {node.bit_offset}"
    return f"bits {node.bit_offset}–{node.bit_offset + node.bit_size - 1}"


def value_text(node: Node) -> str:
    """What it says, on one line."""
    return visible(texts.one_line(node.text), TEXT_LIMIT)


_TEXTS: Final[tuple[Callable[[Node], str], ...]] = (
    lambda node: visible(texts.one_line(node.label), TEXT_LIMIT),
    value_text,
    offset_text,
    size_text,
)


class ValueNodes(QAbstractItemModel):
    """Thin adapter between a `NodeIndex` and Qt's indexes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: NodeIndex | None = None
        self._listed: dict[int, int] = {}  # of nodes with more than a page of children

    @property
    def nodes(self) -> NodeIndex | None:
        """What is shown."""
        return self._nodes

    def show(self, nodes: NodeIndex | None) -> None:
        """Show this tree, or nothing."""
        self.beginResetModel()
        self._nodes = nodes
        self._listed = {}
        self.endResetModel()

    def number(self, index: Index) -> int:
        """The number of the node of an index; 0, the root, for none."""
        return int(index.internalId()) if index.isValid() else 0

    def index_of(self, number: int, column: int = FIELD) -> QModelIndex:
        """The index of a node; invalid for the root and for numbers there are not.

        A node that is not listed yet is listed, and those before it.
        """
        if self._nodes is None or not 0 < number < len(self._nodes):
            return QModelIndex()
        row = self._nodes.row(number)
        if row >= PAGE:
            self._list(self._nodes.parents[number], row + 1)
        return self.createIndex(row, column, number)

    # -- Qt's -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        if self._nodes is None or (parent.isValid() and parent.column()):
            return 0
        return self._rows(self.number(parent))

    def canFetchMore(self, parent: Index) -> bool:
        return self._more(self.number(parent)) > 0

    def fetchMore(self, parent: Index) -> None:
        number = self.number(parent)
        if self._more(number):
            self._list(number, self._rows(number) + PAGE)

    def columnCount(self, _parent: Index = _ROOT) -> int:
        return len(HEADERS)

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        return self.rowCount(parent) > 0

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        if self._nodes is None or not 0 <= column < len(HEADERS):
            return QModelIndex()
        if not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        return self.createIndex(row, column, self._nodes.children(self.number(parent))[row])

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        if self._nodes is None or not index.isValid():
            return QModelIndex()
        return self.index_of(self._nodes.parents[self.number(index)])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._nodes is None or not index.isValid():
            return None
        answer = _ROLES.get(role)
        if answer is None:
            return None
        number = self.number(index)
        if role == Role.NODE:
            return number
        return answer(self._nodes.nodes[number], index.column())

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(HEADERS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return QCoreApplication.translate("Column", HEADERS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in (OFFSET, SIZE) else _LEFT
        return None

    # -- inside ---------------------------------------------------------------------------------

    def _rows(self, number: int) -> int:
        """The children of a node that are listed."""
        assert self._nodes is not None
        return min(len(self._nodes.children(number)), self._listed.get(number, PAGE))

    def _more(self, number: int) -> int:
        """The children of a node that are not."""
        if self._nodes is None:
            return 0
        return len(self._nodes.children(number)) - self._rows(number)

    def _list(self, number: int, rows: int) -> None:
        """List that many children of a node, by whole pages."""
        before, every = self._rows(number), self._rows(number) + self._more(number)
        after = min(every, -(-rows // PAGE) * PAGE)
        if after > before:
            self.beginInsertRows(self.index_of(number), before, after - 1)
            self._listed[number] = after
            self.endInsertRows()


def _text(node: Node, column: int) -> str:
    return _TEXTS[column](node)


def _accessible(node: Node, column: int) -> str:
    """The first cell says it all: what is read out of a row."""
    if column != FIELD:
        return f"{HEADERS[column]}: {_text(node, column)}"
    place = f"bytes {node.offset} to {node.end - 1}" if node.size else ""
    said = (node.label, node.text, KINDS.get(node.kind, ""), place)
    return visible(texts.one_line(", ".join(part for part in said if part)), 2 * TEXT_LIMIT)


KINDS: Final = {DAMAGE: "damaged", LEFTOVER: "not understood"}


def _tip(node: Node, column: int) -> str | None:
    if column in (OFFSET, SIZE) and node.size:
        return f"0x{node.offset:X} – 0x{node.end - 1:X}"
    return tips.plain(_text(node, column)) or None


def _tone(node: Node, column: int) -> str:
    if node.kind:
        return TONES[node.kind]
    if column in (OFFSET, SIZE):
        return "dim"
    return "dim" if not node.size and column == FIELD else ""


def _icon(node: Node, column: int) -> str:
    return ICONS.get(node.kind, "") if column == FIELD else ""


def _look(node: Node, column: int) -> Look:
    numbers = column in (OFFSET, SIZE)
    return Look(
        _text(node, column),
        _tone(node, column),
        icon=_icon(node, column),
        mono=numbers,
        right=numbers,
    )


_ROLES: Final[dict[int, Callable[[Node, int], object]]] = {
    Qt.ItemDataRole.DisplayRole: _text,
    Qt.ItemDataRole.ToolTipRole: _tip,
    Qt.ItemDataRole.AccessibleTextRole: _accessible,
    Qt.ItemDataRole.TextAlignmentRole: lambda _node, column: (
        _RIGHT if column in (OFFSET, SIZE) else _LEFT
    ),
    Role.OBJECT: lambda node, _column: node,
    Role.NODE: lambda node, _column: node,
    Role.KIND: lambda node, _column: node.kind,
    Role.TONE: _tone,
    Role.ICON: _icon,
    Role.LOOK: _look,
}

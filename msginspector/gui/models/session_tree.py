"""The tree: sessions, messages, recipients, attachments, embedded messages, properties, storage.

Nodes are made when a branch is expanded, from rows the session lists; expanding opens nothing.
Labels are copies, so a closed session keeps its tree. Indexes carry integer ids of nodes. States
come from the ledger at paint time; the model reads no files and formats no values.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from msginspector.errors import InspectorError, QueryError
from msginspector.gui import ledger, texts, tips
from msginspector.gui.ledger import Key, Ledger, TrackedRow
from msginspector.gui.models.asking import Asking
from msginspector.gui.models.listing import (
    NO_SESSION,
    PROPERTIES,
    PROPERTY,
    Child,
    children_of,
)
from msginspector.gui.models.nodes import Node
from msginspector.gui.models.sifting import numbered, sift
from msginspector.gui.roles import Look, Role

if TYPE_CHECKING:
    from msginspector.session import ObjectRow

Index = QModelIndex | QPersistentModelIndex
Badges = tuple[tuple[str, str], ...]

_ROOT: Final = QModelIndex()


Source = Callable[[Node], "ObjectRow"]
_UNTRACKED: Final = frozenset({PROPERTIES, PROPERTY, NO_SESSION})


class SessionTree(QAbstractItemModel):
    """Thin adapter between the ledger, the rows a message lists, and Qt's indexes."""

    listing_failed = Signal(object, object)  # Node, InspectorError

    def __init__(self, books: Ledger, source: Source, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ledger = books
        self._source = source
        self._ids = itertools.count(1)
        self._nodes: dict[int, Node] = {}
        self._tops: list[Node] = []
        self._shown: list[Node] = []
        self.asking = Asking(self.state)
        self._by_key: dict[Key, Node] = {}
        self._findings: dict[int, Badges] = {}
        self._closing: dict[int, str] = {}
        self._roles: dict[int, Callable[[Node], object]] = {
            Qt.ItemDataRole.DisplayRole: lambda node: node.label,
            Qt.ItemDataRole.ToolTipRole: self._tip,
            Qt.ItemDataRole.AccessibleTextRole: self._accessible,
            Role.NODE: lambda node: node.id,
            Role.KIND: lambda node: node.kind,
            Role.ICON: lambda node: node.icon,
            Role.STATE: self.state,
            Role.BADGES: self._badges,
            Role.TONE: self._tone,
            Role.LOOK: self._look,
        }

    # -- what there is ------------------------------------------------------------------------

    def node(self, index: Index) -> Node | None:
        """The node behind an index of this model."""
        return self._nodes.get(index.internalId()) if index.isValid() else None

    def node_by_id(self, number: int) -> Node | None:
        """The node with that id, None when it has been removed."""
        return self._nodes.get(number)

    def index_of(self, node: Node) -> QModelIndex:
        """The index of a node, invalid where the filter hides it."""
        return self.createIndex(node.row, 0, node.id) if node.row >= 0 else QModelIndex()

    def listed(self) -> list[Node]:
        """Every node there is, parents first."""
        found = list(self._tops)
        for node in found:  # grows while it is walked
            found.extend(node.children or ())
        return found

    def sessions(self) -> tuple[Node, ...]:
        """The nodes at the top, in order."""
        return tuple(self._tops)

    def session_node(self, session: int | None) -> Node | None:
        """The node of a session, of *No session* for None."""
        return next((node for node in self._tops if node.session == session), None)

    def messages(self, session: int | None) -> list[Node]:
        """The top-level messages of a session."""
        node = self.session_node(session)
        return list(node.children or ()) if node else []

    def find(self, key: Key) -> Node | None:
        """The node of a place; branches on the way are listed as far as they can be."""
        if key in self._by_key:
            return self._by_key[key]
        node = self._by_key.get(Key(key.top, ledger.MESSAGE, "/"))
        while node is not None and node.key != key:
            self.list_children(node)
            node = self._towards(node, key)
        return node

    def _towards(self, node: Node, key: Key) -> Node | None:
        for child in node.children or ():
            inside = key.path.startswith(f"{child.path}/")
            if child.key == key or (inside and child.kind != PROPERTIES):
                return child
        return None

    # -- changes ------------------------------------------------------------------------------

    def set_words(self, text: str) -> QueryError | None:
        """Show only nodes a query holds for, with what is above and below; a mistake stops it."""
        try:
            query = self.asking.understood(text, self.listed())
        except QueryError as mistake:
            return mistake
        if query is not self.asking.query:
            with self._sifting():
                self.asking.query = query
        return None

    def matching(self) -> int:
        """For how many listed nodes the query of the filter holds itself."""
        return sum(map(self.asking.holds, self.listed()))

    def add_session(self, session: int | None, label: str) -> Node:
        """A session node; None is *No session*, which stands last."""
        last = self.session_node(None)
        row = len(self._tops) - (1 if last else 0) if session is not None else len(self._tops)
        kind, icon = (NO_SESSION, "no-session") if session is None else (ledger.SESSION, "session")
        node = Node(next(self._ids), None, Child(kind, label, icon, "", 0), session or 0)
        node.session = session
        node.children = []
        with self._inserting(_ROOT, row, 1):
            self._nodes[node.id] = node
            self._by_key[node.key] = node
            self._tops.insert(row, node)
            self._shown = numbered(self._tops)
        return node

    def add_messages(self, session: Node, messages: Sequence[tuple[Child, int]]) -> list[Node]:
        """Top-level messages, each with the id of its tracked object, below their session."""
        first = len(session.children or ())
        with self._inserting(self.index_of(session), first, len(messages)):
            return [self._append(session, child, top) for child, top in messages]

    def remove(self, node: Node) -> None:
        """Take a session, or a message of one, and everything below it off the tree."""
        parent = node.parent
        shown = self._shown if parent is None else parent.shown
        visible = node.row >= 0
        if visible:
            above = _ROOT if parent is None else self.index_of(parent)
            self.beginRemoveRows(above, node.row, node.row)
            rest = numbered([other for other in shown if other is not node])
            shown[:] = rest
        (self._tops if parent is None else parent.children or []).remove(node)
        self._forget(node)
        if visible:
            self.endRemoveRows()

    def list_children(self, node: Node) -> None:
        """List a branch that has not been listed; nothing is opened."""
        if not self._can_list(node):
            return
        try:
            children = list(children_of(node.kind, self._source(node)))
        except InspectorError as error:
            children = []
            self.listing_failed.emit(node, error)
        if not children:
            node.children, node.count = [], 0
            return
        # What a filter shows without its children has every word itself: they are shown, too.
        index = self.index_of(node)
        if index.isValid():
            self.beginInsertRows(index, 0, len(children) - 1)
        for child in children:
            self._append(node, child, node.top)
        if index.isValid():
            self.endInsertRows()

    def set_findings(self, top: int, badges: Badges) -> None:
        """The badge of findings of a top-level message."""
        self._findings[top] = badges
        self._repaint(self._by_key.get(Key(top, ledger.MESSAGE, "/")))

    def set_closing(self, session: int, text: str) -> None:
        """The badge of a session while it closes, "" to show its open objects again."""
        self._closing[session] = text
        self._repaint(self.session_node(session))

    def states_changed(self, rows: Iterable[TrackedRow]) -> None:
        """Repaint the nodes of tracked objects that changed, and what is listed below them."""
        parents: dict[int, tuple[int, int]] = {}
        sessions: set[int | None] = set()
        for row in rows:
            sessions.add(row.id if row.kind == ledger.SESSION else row.session)
            node = self._by_key.get(Key(row.top, row.kind, row.path))
            if node is not None and node.parent is not None and node.row >= 0:
                low, high = parents.get(node.parent.id, (node.row, node.row))
                parents[node.parent.id] = (min(low, node.row), max(high, node.row))
                if row.kind == ledger.MESSAGE and self._ledger.is_closed(row.id):
                    self._repaint_below(node)
        for number, (low, high) in parents.items():
            self._repaint_range(self._nodes[number], low, high)
        for session in sessions:
            self._repaint(self.session_node(session))

    def state(self, node: Node) -> str:
        """The state a node shows; "" for groups and leaves that have no lifetime of their own.

        What nobody has opened stays listed: only tracked objects are ever closed.
        """
        return "" if node.kind in _UNTRACKED else self._ledger.state(node.key)

    def _ended(self, node: Node) -> bool:
        """It is closed, or what it was listed in is: its values are not served any more."""
        return self.state(node) == ledger.CLOSED or self._ledger.is_closed(node.top)

    # -- inside -------------------------------------------------------------------------------

    def _append(self, parent: Node, child: Child, top: int) -> Node:
        node = Node(next(self._ids), parent, child, top)
        if parent.children is None:
            parent.children = []
        node.row = len(parent.shown) if parent.row >= 0 else -1
        parent.children.append(node)
        if node.row >= 0:
            parent.shown.append(node)
        self._nodes[node.id] = node
        if node.kind not in _UNTRACKED:
            self._by_key[node.key] = node
        return node

    @contextmanager
    def _inserting(self, parent: QModelIndex, first: int, number: int) -> Iterator[None]:
        """Rows come at that place; with a filter, anything may change with them."""
        if self.asking.query is not None:
            with self._sifting():
                yield
        else:
            self.beginInsertRows(parent, first, first + number - 1)
            yield
            self.endInsertRows()

    @contextmanager
    def _sifting(self) -> Iterator[None]:
        self.beginResetModel()
        yield
        self._shown = sift(self._tops, self.asking.holds)
        self.endResetModel()

    def _forget(self, node: Node) -> None:
        pending = [node]
        while pending:
            gone = pending.pop()
            pending.extend(gone.children or ())
            self._nodes.pop(gone.id, None)
            self._by_key.pop(gone.key, None)

    def _can_list(self, node: Node) -> bool:
        return node.children is None and node.count > 0 and self._ledger.is_usable(node.top)

    def _repaint(self, node: Node | None) -> None:
        if node is not None and node.row >= 0:
            index = self.index_of(node)
            self.dataChanged.emit(index, index)

    def _repaint_range(self, parent: Node, low: int, high: int) -> None:
        rows = parent.shown
        self.dataChanged.emit(self.index_of(rows[low]), self.index_of(rows[high]))

    def _repaint_below(self, node: Node) -> None:
        """What a message lists ends with it, the rows that nobody opened, too."""
        waiting = [node]
        while waiting:
            parent = waiting.pop()
            if parent.shown:
                self._repaint_range(parent, 0, len(parent.shown) - 1)
                waiting += parent.shown

    def _badges(self, node: Node) -> Badges:
        if node.kind in (ledger.SESSION, NO_SESSION):
            count = texts.grouped(self._ledger.open_count(node.session))
            return ((self._closing.get(node.top, "") or self.tr("{0} open").format(count), "dim"),)
        if node.kind == ledger.MESSAGE and node.path == "/":
            return self._findings.get(node.top, ())
        if node.kind in (ledger.RECIPIENT_TABLE, ledger.ATTACHMENT_TABLE, PROPERTIES):
            return ((str(node.count), "dim"),)
        return ()

    def _tone(self, node: Node) -> str:
        return "closed" if self._ended(node) else ""

    def _look(self, node: Node) -> Look:
        badges = self._badges(node)
        return Look(node.label, self._tone(node), self.state(node), node.icon, badges=badges)

    def _tip(self, node: Node) -> str:
        parts = [node.label]
        row = self._ledger.at(node.key)
        if row is not None:
            parts.append(f"{row.state}, {texts.count(row.references, 'reference')}")
            parts.append(row.call)
        return tips.plain("\n".join(parts))

    def _accessible(self, node: Node) -> str:
        words = [node.label, node.kind.replace("_", " "), self.state(node)]
        words += [text for text, _tone in self._badges(node)]
        return ", ".join(word for word in words if word)

    # -- Qt -----------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        # Asked for every row whenever the tree is laid out, as is hasChildren: the shortest way.
        if parent.isValid():
            node = self._nodes.get(parent.internalId())
            shown = node.shown if node is not None else ()
        else:
            shown = self._shown
        if column != 0 or not 0 <= row < len(shown):
            return QModelIndex()
        return self.createIndex(row, 0, shown[row].id)

    def parent(self, child: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        node = self.node(child)
        return QModelIndex() if node is None or node.parent is None else self.index_of(node.parent)

    def rowCount(self, parent: Index = _ROOT) -> int:
        if not parent.isValid():
            return len(self._shown)
        node = self.node(parent)
        return len(node.shown) if node and parent.column() == 0 else 0

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 1

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        node = self._nodes.get(parent.internalId()) if parent.isValid() else None
        if node is None:
            return bool(self._shown)
        return bool(node.shown) or (node.count > 0 and self._can_list(node))

    def canFetchMore(self, parent: Index) -> bool:
        node = self.node(parent)
        return node is not None and self._can_list(node)

    def fetchMore(self, parent: Index) -> None:
        node = self.node(parent)
        if node is not None:
            self.list_children(node)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        node, answer = self.node(index), self._roles.get(role)
        return answer(node) if node is not None and answer is not None else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if section == 0 and role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Sessions")
        return None

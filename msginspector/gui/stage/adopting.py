"""Gives what a script opens its place in the tree, and lets the tree follow what a line touches.

The tree learns of sessions and messages from events. What a script opens without a session stays
its own: the window borrows it for as long as it takes to look, because a message that nobody holds
any more is leaked, and a script must be able to show that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from msginspector.errors import InspectorError
from msginspector.gui import ledger
from msginspector.gui.ledger import Key
from msginspector.gui.models.listing import message_child

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.main_window import MainWindow
    from msginspector.gui.models.nodes import Node
    from msginspector.session import Event
    from msginspector.stage.script import Line, Player

# the place of a line that says what it is about, the first that it has
TOUCHED: Final = ("NEW", "SUBOBJECT", "OBJECT", "FAULTY", "OWNER", "MESSAGE", "SESSION")


class Adopting(QObject):
    """The tree of one window and what the script of one player does to it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._bench = window.bench
        self._alone: list[int] = []  # messages without a session
        self._sessions: list[int] = []
        self._messages: set[int] = set()

    def begin(self, player: Player) -> None:
        """Another play begins: what it holds may be borrowed, what the last one held is lost."""
        self._bench.borrow(player.handle_of)
        self._bench.find_lost(self._alone)
        self._sessions, self._messages = [], set()

    def end(self) -> None:
        """Nothing is played any more."""
        self._bench.borrow(lambda _number: None)
        self._bench.find_lost(self._alone)
        self._window.refresh()

    def clear(self) -> None:
        """Take the sessions of the last play off the window; those that are open are closed.

        A session that somebody has opened something else in stays.
        """
        for number in self._sessions:
            node, session = self._bench.tree.session_node(number), self._bench.session(number)
            if node is None or session is None:
                continue
            if {child.top for child in node.children or ()} <= self._messages:
                self._window.closing.finish()
                session.close()
                self._bench.ledger.flush()
                self._window.forget(node)
        self._sessions = []

    def take(self, line: Line, events: Sequence[Event], player: Player) -> None:
        """After a line was played: new nodes, and the node of what it was about is selected."""
        for event in events:
            if event.event == "opened" and not event.reopened:
                self._place(event)
        self._bench.ledger.flush()
        self._bench.find_lost(self._alone)
        names = (str(line.values[place]) for place in TOUCHED if place in line.values)
        number = next((found for name in names if (found := player.id_of(name))), None)
        if number is not None and not line.expects:
            self._follow(number)

    def _place(self, event: Event) -> None:
        tree = self._bench.tree
        if event.kind == ledger.SESSION:
            self._sessions.append(event.id)
            tree.add_session(event.id, event.label)
        elif event.kind == ledger.MESSAGE and event.path == "/":
            self._messages.add(event.id)
            if event.session is None:
                self._alone.append(event.id)
            where = tree.session_node(event.session)
            if where is None and event.session is None:
                where = tree.add_session(None, self.tr("No session"))
            if where is not None:
                child = message_child(event.label, self._class_of(event.id), "/")
                tree.add_messages(where, [(child, event.id)])

    def _class_of(self, number: int) -> str | None:
        """The class of a message that was just opened, None where it cannot be read."""
        try:
            message_class: str | None = self._bench.top(number).message_class
        except InspectorError:
            return None
        return message_class

    def _follow(self, number: int) -> None:
        """Show an object, or the nearest one above it that the tree shows.

        Selecting what was released would open it again: it is only brought into view.
        """
        rows, window = self._bench.ledger.rows, self._window
        row = rows.get(number)
        node = None
        while row is not None and node is None:
            node = self._node_of(row)
            row = rows.get(row.parent) if row.parent is not None else None
        if node is None:
            return
        tracked = self._bench.tracked(node)
        if tracked is not None and tracked.state == ledger.RELEASED:
            window.tree_dock.reveal(node)
        else:
            window.tree_dock.select(node)
            window.tree_dock.expand(node)
        window.tracked_dock.follow(number)

    def _node_of(self, row: TrackedRow) -> Node | None:
        if row.kind == ledger.SESSION:
            return self._bench.tree.session_node(row.id)
        return self._bench.tree.find(Key(row.top, row.kind, row.path))

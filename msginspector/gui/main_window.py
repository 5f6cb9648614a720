"""The main window: puts the parts together and carries gestures from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from msginspector.errors import InspectorError
from msginspector.gui import icons, ledger, texts
from msginspector.gui.actions import FILE, VIEW, Actions
from msginspector.gui.arrivals import Arrivals
from msginspector.gui.commands import Commands, sample_files, session_of
from msginspector.gui.context_menus import ContextMenus
from msginspector.gui.file_search import is_script
from msginspector.gui.layout import SIZE, Layout
from msginspector.gui.models.listing import PROPERTY
from msginspector.gui.preferences import Preferences
from msginspector.gui.presenter import SESSION_KINDS, Presenter
from msginspector.gui.stage.closing import TEARDOWN_CONTROLS
from msginspector.gui.stage.stage import Stage
from msginspector.gui.tab_order import move_focus, tab_order
from msginspector.gui.tabs import PROPERTIES
from msginspector.gui.views.drop_hint import DropZone
from msginspector.gui.views.empty_state import EmptyState
from msginspector.gui.views.message_bar import MessageBar
from msginspector.gui.views.recent_menu import RecentMenu
from msginspector.gui.views.status import Status
from msginspector.gui.views.toolbar import make_toolbar
from msginspector.gui.views.tree_panel import TreeDock
from msginspector.gui.ways import Ways

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.models.nodes import Node
    from msginspector.gui.models.properties import PropertyLine
    from msginspector.gui.settings import Settings
    from msginspector.gui.theme import Theme
    from msginspector.gui.views.message_page import MessagePage
    from msginspector.gui.views.tab import Tab
    from msginspector.gui.views.teardown_panel import SessionPage
    from msginspector.gui.workbench import Workbench
    from msginspector.session import Event

FIRST: Final = ("open", "open-folder", "open-samples")  # offered by an empty window
AFTER_TEARDOWN: Final = ("replay", "save-report", "copy-report", "reopen", "remove")


class MainWindow(QMainWindow):
    """One window on one workbench."""

    def __init__(self, bench: Workbench, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.bench = bench
        self.theme = theme
        self.settings = settings
        self.ways = Ways(self)
        self._samples = bool(sample_files())
        self.commands = Commands(self)
        self.actions_ = Actions(self.commands, theme)
        self.menus = ContextMenus(self.actions_, self._update, self)
        self.setWindowTitle("msginspector")
        self.setWindowIcon(icons.app_icon())
        self.resize(SIZE.boundedTo(self.screen().availableSize()))
        self.preferences = Preferences(self)
        self._build_center()
        self._build_docks()
        self._build_bars()
        self._connect()
        self.preferences.prepare()
        self.layout_.complete()
        self.tree_dock.view.setFocus()
        self._update()

    # -- what others ask ----------------------------------------------------------------------

    @property
    def node(self) -> Node | None:
        """The selected node."""
        return self.presenter.node

    @property
    def page(self) -> MessagePage:
        """The page of what is selected in a message."""
        return self.presenter.page

    @property
    def place(self) -> Node | None:
        """The selected node, also while the filter of the tree hides it."""
        return self.node or self.tree_dock.hidden

    @property
    def subject(self) -> Node | None:
        """The node that object actions work on: of a row with its menu open, else the selected."""
        row = self.menus.target
        return self.node if row is None else self.ways.node_of(row)

    @property
    def pointed(self) -> Node | None:
        """The same, also while the filter of the tree hides what is selected."""
        return self.place if self.menus.target is None else self.subject

    def session_node(self) -> Node | None:
        """The session that session actions work on."""
        return session_of(self, self.place)

    def target(self) -> TrackedRow | None:
        """The tracked object that object actions work on."""
        if self.menus.target is not None:
            return self.menus.target
        node = self.node
        return None if node is None or node.kind in SESSION_KINDS else self.bench.tracked(node)

    def facts(self) -> set[str]:
        """What holds now; the conditions of the action table."""
        node, subject, target = self.session_node(), self.subject, self.target()
        session = self.bench.session(node.session) if node is not None else None
        over = session is not None and session.closed
        held = {
            "can_close_session": bool(session) and self.closing.teardown is None,
            "is_closed": self.bench.closed(self.pointed) is not None,
            "has_report": over,
            "can_replay": over and self.closing.teardown is None,
            **self.stage.facts(target),
            "is_open_object": self.bench.is_held(target),
            "can_open_again": self.bench.is_held(target) and self.bench.takes(target),
            "has_object": subject is not None and subject.kind not in SESSION_KINDS,
            "has_file": self._file() is not None,
            "can_reload": self._file() is not None and self.bench.takes(self._message()),
            "has_rows": self.presenter.has_rows,
            "has_property": self.presenter.has_property,
            "has_properties": self.presenter.has_properties,
            "has_pins": self.presenter.has_pins,
            "has_attachment": self.presenter.has_files,
            "can_go_back": self.ways.history.can_go(-1),
            "can_go_forward": self.ways.history.can_go(1),
            "has_samples": self._samples,
            "has_session": node is not None,
            "is_tracked": self.stage.jumps.has_row(),
            "has_tracked": bool(self.bench.ledger.rows),
        }
        return {fact for fact, holds in held.items() if holds}

    def _file(self) -> str | None:
        """The file of the selected message, where it can be opened (again)."""
        row = self._message()
        usable = row is not None and row.state in (ledger.OPEN, ledger.RELEASED)
        return row.file if row is not None and usable else None

    def _message(self) -> TrackedRow | None:
        """The top-level message of the object that actions work on."""
        node = self.subject
        return None if node is None else self.bench.ledger.rows.get(node.top)

    # -- gestures -----------------------------------------------------------------------------

    def open_paths(self, paths: Sequence[str]) -> None:
        """Open files and folders in the current open session, else in a new one; play scripts."""
        scripts = [path for path in paths if is_script(path)]
        files = [path for path in paths if path not in scripts]
        if files:
            self.arrivals.expect(files)
            self.bench.open_paths(files, self.bench.session_for(self.place))
        for path in scripts[-1:]:
            self.stage.lessons.open_file(path)

    def forget(self, node: Node) -> None:
        """Take what is closed, and its report, off the window.

        Where it is selected itself, its neighbour is then.
        """
        if self.place is None or self.bench.closed(self.place) is node:
            self._select_beside(node)
        self.bench.forget(node)
        self.ways.forget_gone()
        self.stage.reset(list(self.bench.ledger.rows.values()))
        self._update()

    def _select_beside(self, node: Node) -> None:
        every = self._sessions() if node.parent is None else list(node.parent.children or ())
        rest = [*every[every.index(node) + 1 :], *reversed(every[: every.index(node)])]
        others = rest or [other for other in self._sessions() if other is not (node.parent or node)]
        self.tree_dock.select(others[0] if others else None)

    def _drop_session(self) -> Node | None:
        """Where a drop goes, None: to a new session."""
        return self.bench.open_session_for(self.place)

    # -- building -----------------------------------------------------------------------------

    def _build_center(self) -> None:
        self.message_bar = MessageBar(self.theme, self)
        stack = QStackedWidget(self)
        empty = EmptyState(
            self.tr("Nothing is open"),
            self.tr(
                "Files and folders open in one message session. "
                "Nothing you open is ever written to."
            ),
            [self.actions_[name] for name in FIRST],
            self.theme,
            stack,
        )
        self.presenter = Presenter(
            self.bench, stack, empty, self._make_page, self._make_session_page
        )
        center = QWidget(self)
        column = QVBoxLayout(center)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.message_bar)
        column.addWidget(stack, 1)
        self.setCentralWidget(center)
        self.drop_zone = DropZone(self.theme, self, self._drop_session)
        self.drop_zone.dropped.connect(self.open_paths)

    def _make_page(self) -> MessagePage:
        from msginspector.gui.views.message_page import MessagePage

        page = MessagePage(self.theme, self.bench.clock, self.centralWidget())
        page.row_activated.connect(self.ways.to_object)
        page.property_wanted.connect(self.ways.to_property)
        page.tab_shown.connect(self._update)
        page.tab_built.connect(self._tab_built)
        return page

    def _tab_built(self, name: str, tab: Tab) -> None:
        """Somebody looked at a tab for the first time."""
        self.layout_.watch(tab.parts())
        for table, menu in tab.tables().items():
            self.menus.watch_table(table, menu)
            if menu in ("list", "attachment"):
                table.selectionModel().selectionChanged.connect(self._update)
        if name == PROPERTIES:
            properties = self.page.properties
            properties.line_changed.connect(self._line_changed)
            properties.set_pins(self.settings.strings("pins"))
            properties.pins_changed.connect(self._keep_pins)

    def _make_session_page(self) -> SessionPage:
        from msginspector.gui.views.teardown_panel import SessionPage

        self.actions_.dress(AFTER_TEARDOWN)
        first, after = (
            [self.actions_[name] for name in names] for names in (FIRST, AFTER_TEARDOWN)
        )
        page = SessionPage(self.theme, first, after, self.centralWidget())
        for table in (page.messages, page.steps):
            self.menus.watch_table(table)
        page.messages.chosen.connect(lambda line: self.ways.to_tracked(line.row.id))
        page.steps.chosen.connect(lambda step: self.ways.to_tracked(step.id))
        self.layout_.watch(page.parts())
        return page

    def _build_docks(self) -> None:
        self.tree_dock = TreeDock(self.bench.tree, self.theme, self)
        self.stage = Stage(self)
        self.tracked_dock, self.story_dock = self.stage.objects, self.stage.story
        self.closing = self.stage.closing
        self.layout_ = Layout(self, self.settings, self.tree_dock, list(self.stage.docks))

    def _build_bars(self) -> None:
        menus = self.actions_.fill_menus(self.menuBar())
        recent = RecentMenu(self.settings, self)
        recent.chosen.connect(lambda path: self.open_paths([path]))
        menus[FILE].insertMenu(self.actions_["open-independent"], recent)
        view = menus[VIEW]
        view.addSeparator()
        for dock in (self.tree_dock, *self.stage.docks):
            view.addAction(dock.toggleViewAction())
        self.addToolBar(make_toolbar(self.actions_, self))
        self.addActions([self.actions_[name] for name in TEARDOWN_CONTROLS])
        self.status = Status(self.bench, self)
        self.setStatusBar(self.status)

    def _connect(self) -> None:
        bench = self.bench
        bench.problem.connect(self.message_bar.add)
        self.arrivals = Arrivals(bench, self.tree_dock, self.settings, self._show_something)
        self.arrivals.batch_over.connect(self._update)
        bench.ledger.flushed.connect(self._flushed)
        bench.checksums.done.connect(self._update)
        bench.tree.listing_failed.connect(
            lambda node, error: bench.report(
                self.tr("“{0}” cannot be listed").format(node.label), node.path, error
            )
        )
        self.theme.changed.connect(self._fit)
        self.closing.begun.connect(self._update)
        self.closing.ended.connect(self._teardown_ended)
        self.tree_dock.node_selected.connect(self._node_selected)
        self.tree_dock.node_filtered.connect(self._node_filtered)
        self.menus.watch_tree(self.tree_dock)
        self.stage.connect_parts()

    # -- reactions ----------------------------------------------------------------------------

    def _node_selected(self, node: Node | None) -> None:
        if node is not None:
            self.ways.history.add(node.id)
            try:
                self.bench.select(node)
            except InspectorError as error:
                what = self.tr("“{0}” was not opened").format(node.label)
                self.bench.report(what, node.path, error)
        self.presenter.show(node)
        self.bench.ledger.flush()
        self._update()

    def _node_filtered(self, node: Node, visible: bool) -> None:
        """The filter of the tree hides what was selected, or lets it come back. Opens nothing."""
        if visible:
            self.presenter.show(node)
        else:
            self.presenter.show_hidden(node)
        self._update()

    def _keep_pins(self, pins: list[str]) -> None:
        self.settings.put("pins", pins)
        self._update()

    def _line_changed(self, line: PropertyLine | None) -> None:
        """Another property was selected in the table: the tree follows, if it is at a property."""
        node = None if self.presenter.filling else self.node
        if line is not None and node is not None and node.kind == PROPERTY and node.parent:
            number = self.page.properties.model.rows.index(line)
            other = (node.parent.children or [node])[number]
            if other is not node and self.tree_dock.shows(other):
                self.tree_dock.select(other)
        self._update()

    def _show_something(self) -> None:
        """Nothing of a batch was opened: what was selected stays, else the newest session."""
        if self.place is None:
            self.tree_dock.select(next(reversed(self._sessions()), None))

    def _sessions(self) -> Sequence[Node]:
        return self.bench.tree.sessions()

    def _flushed(self, events: Sequence[Event], rows: Sequence[TrackedRow]) -> None:
        self.stage.take(events, rows)
        if self.presenter.outdated(rows):
            self.presenter.reload()
        self._update()

    def _teardown_ended(self, session: int) -> None:
        node = self.bench.tree.session_node(session)
        if node is not None:
            self.tree_dock.select(node)
        self._update()

    def refresh(self) -> None:
        """Something may be possible now that was not, or no longer."""
        self._update()

    def _update(self) -> None:
        self.actions_.update(self.facts())
        self.stage.refresh()
        self.status.refresh(self.node)
        messages = self.bench.ledger.open_messages
        self.tree_dock.header.set_facts(
            self.tr("Sessions"), texts.count(messages, "message") if messages else ""
        )
        books, handles = self.bench.ledger, self.bench.open_handles
        self.tracked_dock.set_facts(len(books.rows), books.references, handles)

    def _fit(self) -> None:
        self.layout_.fit(self.height())

    # -- Qt -----------------------------------------------------------------------------------

    def focusNextPrevChild(self, next_: bool) -> bool:
        parts: list[QWidget] = [self.tree_dock, self.message_bar, *self.presenter.parts()]
        order = tab_order([*parts, *self.stage.parts()])
        return move_focus(order, next_)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stage.end()
        self.layout_.save()
        self.presenter.show(None)
        self.bench.close()
        super().closeEvent(event)

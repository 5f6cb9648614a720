"""The dock that tells the story of the sessions: one view at a time, chosen in its header."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from msginspector.gui import theme
from msginspector.gui.models.events import LIMIT
from msginspector.gui.stage.story_views import EVENTS, FIRST, StoryKind, story_kinds
from msginspector.gui.views.panel_dock import PanelDock
from msginspector.gui.views.segments import Segments
from msginspector.gui.views.switch_menu import SwitchMenu

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.stage.story_view import StoryView
    from msginspector.session import Event

LEAST_PX: Final = 80
TITLE_ROOM_PX: Final = 150
"""What title and filter button of the header are left at least."""

LATE_MOST: Final = 100_000
"""Events that a view nobody looks at is left to hear of later."""

_said = QCoreApplication.translate  # titles are said before there is an object to ask


class _Late:
    """What a view is still to hear of."""

    __slots__ = ("events", "rows")

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.rows: dict[int, TrackedRow] = {}

    def add(self, events: Sequence[Event], rows: Sequence[TrackedRow]) -> None:
        """More of it."""
        self.events += events
        self.rows.update((row.id, row) for row in rows)


class StoryDock(PanelDock):
    """Views of the same events. Each is built when it is first looked at, from `history`.

    `history` gives every event that is still known, and every row.
    """

    built = Signal(object)  # StoryView
    object_wanted = Signal(object)

    def __init__(
        self,
        colors: theme.Theme,
        history: Callable[[], tuple[Sequence[Event], Sequence[TrackedRow]]],
        parent: QWidget,
    ) -> None:
        super().__init__("dock-story", _said("StoryDock", "Story"), parent)
        self._colors = colors
        self._history = history
        self._kinds: dict[str, StoryKind] = {kind.name: kind for kind in story_kinds()}
        self._views: dict[str, StoryView] = {}
        self._late: dict[str, _Late] = {}
        self._limit = LIMIT
        self._stack = QStackedWidget(self)
        self._stack.setMinimumSize(LEAST_PX, 1)  # a dock gives way to the page
        self.column.addWidget(self._stack)
        words = {kind.name: kind.title for kind in self._kinds.values()}
        self.switch = Segments(self.tr("Views of the story"), words, self)
        self.switch.offer(words)
        self.switch.chosen.connect(self.show_view)
        self.header.add_widget(self.switch)
        self.switch_menu = SwitchMenu(self.switch, words, self)
        self.header.add_widget(self.switch_menu)
        self.filter_button: QWidget | None = None
        """Leads to the filter of the view on show; it hides where that one has none."""

    @property
    def current(self) -> str:
        """The name of the view on show."""
        return self.switch.held

    def view(self, name: str) -> StoryView:
        """A view, built if need be, which knows all that has happened."""
        if name not in self._views:
            self._build(name)
        self._catch_up(name)
        return self._views[name]

    def show_view(self, name: str) -> None:
        """Let one view be seen."""
        self._stack.setCurrentWidget(self.view(name))
        self.switch.hold(name)
        self.switch_menu.show_held()
        if self.filter_button is not None:
            self.filter_button.setVisible(self.view(name).sift is not None)
        self._show_facts()

    def show_first(self) -> None:
        """The view of a first start, unless one is on show."""
        if not self.current:
            self.show_view(FIRST)

    def take(self, events: Sequence[Event], rows: Sequence[TrackedRow]) -> None:
        """New events, and the rows that they changed.

        Views that nobody looks at hear of them later: a teardown waits for the one on show alone.
        """
        for name, view in self._views.items():
            if name == self.current:
                view.take(events, rows)
            else:
                self._late.setdefault(name, _Late()).add(events, rows)
                if len(self._late[name].events) > LATE_MOST:
                    self._catch_up(name)

    def reset(self, rows: Sequence[TrackedRow]) -> None:
        """Some closed objects were taken off the window: these are left."""
        for name, view in self._views.items():
            self._catch_up(name)
            view.reset(rows)

    def show_moment(self, rows: Sequence[TrackedRow], every: bool) -> None:
        """A replay shows these objects as they were: all of them, or those that changed."""
        for name, view in self._views.items():
            self._catch_up(name)
            view.show_moment(rows, every)

    def show_leaks(self, numbers: Collection[int]) -> None:
        """These independent messages are leaked."""
        for view in self._views.values():
            view.show_leaks(numbers)

    def follow(self, number: int) -> None:
        """Bring a tracked object into view."""
        if self.current:
            self._views[self.current].follow(number)

    def ask_filter(self) -> None:
        """Let somebody filter the view on show; the events where that one has no filter."""
        self.show()
        if not self.current or self.view(self.current).sift is None:
            self.show_view(EVENTS)
        sift = self.view(self.current).sift
        if sift is not None:
            sift.toggle()

    def pointed(self) -> int | None:
        """The tracked object the view on show has the keyboard on."""
        return self.view(self.current).pointed() if self.current else None

    def limit_to(self, number: int) -> None:
        """Keep that many events in views that keep any."""
        self._limit = number
        for view in self._views.values():
            view.limit_to(number)

    def stops(self) -> tuple[QWidget, ...]:
        """What the tabulator visits."""
        inside = self._views[self.current].stops() if self.current else ()
        return (self.switch, self.switch_menu, *inside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_switch()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit_switch()

    def _fit_switch(self) -> None:
        self.switch_menu.fit(self.width() - theme.scaled(TITLE_ROOM_PX))

    def _catch_up(self, name: str) -> None:
        late = self._late.pop(name, None)
        if late is not None:
            self._views[name].take(late.events, list(late.rows.values()))

    def _build(self, name: str) -> None:
        events, rows = self._history()  # which tells what is new to those that are there
        view = self._kinds[name].make(self._colors, self._stack)
        self._views[name] = view
        self._stack.addWidget(view)
        view.limit_to(self._limit)
        view.facts_changed.connect(self._show_facts)
        view.object_wanted.connect(self.object_wanted)
        self.built.emit(view)
        view.take(events, rows)

    def _show_facts(self) -> None:
        if self.current:
            self.header.set_facts(self._kinds[self.current].title, *self.view(self.current).facts())

"""The tour: a session of its own is opened, looked at and closed while the window is explained.

It works on a sample that comes with the program, by the ways a user has. What a step does first is
done once: going back only shows earlier words again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from msginspector.errors import InspectorError, ResourceError
from msginspector.gui import ledger
from msginspector.gui.ledger import Key
from msginspector.gui.stage.tour_sheet import TourSheet
from msginspector.gui.stage.tour_steps import STEPS
from msginspector.gui.tabs import PROPERTIES, SUMMARY
from msginspector.resources import resource_path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.main_window import MainWindow
    from msginspector.gui.models.nodes import Node
    from msginspector.session import MessageSession

SAMPLE: Final = "attachments.msg"
ATTACHMENT: Final = "/attachments/0"
HELD_AFTER: Final = 2
"""Steps of the teardown that the tour shows before it holds."""


class Tour(QObject):
    """The tour of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.sheet = TourSheet(window.theme, window)
        self.sheet.card.moved.connect(self.move)
        self.sheet.card.ended.connect(self.end)
        window.bench.batch_done.connect(self._opened)
        self.number: int | None = None
        self._done = 0
        self._session: Node | None = None

    def start(self) -> None:
        """Begin at the first step."""
        self.number, self._done, self._session = 0, 1, None
        self._show()

    def move(self, steps: int) -> None:
        """Go on or back; behind the last step the tour ends."""
        if self.number is None:
            return
        number = self.number + steps
        if number >= len(STEPS):
            self.end()
            return
        self.number = max(0, number)
        if self.number >= self._done:
            self._done = self.number + 1
            self._do(STEPS[self.number].before)
        self._show()

    def end(self) -> None:
        """Take it off; its session stays, as any other."""
        self.number = None
        self.sheet.hide()
        self._window.tree_dock.view.setFocus()

    def part(self, name: str) -> QWidget | None:
        """A part of the window that steps point at."""
        window = self._window
        parts: dict[str, QWidget | None] = {
            "tree": window.tree_dock,
            "page": window.centralWidget(),
            "objects": window.tracked_dock,
            "story": window.story_dock,
            "menu": window.menuBar(),
        }
        found = parts.get(name)
        if found is not None and not found.isVisible():
            found.show()
        return found

    # -- what steps do first ----------------------------------------------------------------------

    def open_sample(self) -> None:
        """A sample in a session of its own."""
        bench = self._window.bench
        try:
            path = str(resource_path("samples") / SAMPLE)
        except ResourceError as error:
            bench.report("The tour has no sample", SAMPLE, error)
            return
        self._session = bench.new_session()
        self._window.arrivals.expect([path])
        bench.open_paths([path], self._session)

    def show_message(self) -> None:
        """The message, as it presents itself."""
        if self._select("/", ledger.MESSAGE):
            self._window.page.show_tab(SUMMARY)

    def show_property(self) -> None:
        """A property with its bytes."""
        if self._select("/", ledger.MESSAGE):
            self._window.page.show_tab(PROPERTIES)
            table = self._window.page.properties.table
            table.setCurrentIndex(table.model().index(0, 0))

    def open_attachment(self) -> None:
        """What selecting does."""
        self._select(ATTACHMENT, ledger.ATTACHMENT)

    def open_again(self) -> None:
        """One reference more."""
        row = self._row(ATTACHMENT, ledger.ATTACHMENT)
        if row is not None and self._window.bench.is_held(row):
            try:
                self._window.bench.handle(row).add_reference()
            except InspectorError as error:
                self._window.bench.report("It was not opened again", row.path, error)
            self._window.bench.ledger.flush()
            self._window.tracked_dock.follow(row.id)

    def show_ownership(self) -> None:
        """The diagram."""
        self._window.story_dock.show_view("ownership")

    def show_calls(self) -> None:
        """The log of calls."""
        self._window.story_dock.show_view("calls")

    def begin_closing(self) -> None:
        """Close, and hold after a few steps."""
        closing, session = self._window.closing, self._tour_session()
        if session is not None and session and closing.teardown is None:
            closing.start(session)
            if closing.teardown is not None:
                closing.teardown.step(HELD_AFTER)

    def finish_closing(self) -> None:
        """Close what is left, and show the report."""
        self._window.closing.finish()
        if self._session is not None and self._tour_session() is not None:
            self._window.tree_dock.select(self._session)

    # -- inside -----------------------------------------------------------------------------------

    def _do(self, name: str) -> None:
        if name:
            getattr(self, name)()

    def _show(self) -> None:
        if self.number is not None:
            step = STEPS[self.number]
            self.sheet.card.say(step.title, step.text, self.number + 1, len(STEPS))
            self.sheet.point_at(self.part(step.target))
            self.sheet.card.setFocus()

    def _opened(self, _first: object, _failed: object) -> None:
        if self.number is not None:  # the window's focus goes to what was opened
            self._show()

    def _tour_session(self) -> MessageSession | None:
        node = self._session
        return None if node is None else self._window.bench.session(node.session)

    def _select(self, path: str, kind: str) -> bool:
        """Select an object of the tour's message; False where it is no longer there."""
        top = self._top()
        node = None if top is None else self._window.bench.tree.find(Key(top, kind, path))
        if node is None:
            return False
        self._window.tree_dock.select(node)
        return True

    def _row(self, path: str, kind: str) -> TrackedRow | None:
        top = self._top()
        return None if top is None else self._window.bench.ledger.at(Key(top, kind, path))

    def _top(self) -> int | None:
        children = (self._session.children or []) if self._session is not None else []
        return children[0].top if children else None

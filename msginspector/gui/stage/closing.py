"""Closing a session where everybody can watch it: one teardown at a time, in tree and dock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from msginspector.gui import texts
from msginspector.gui.stage.teardown import FULL, Teardown

if TYPE_CHECKING:
    from msginspector.gui.actions import Actions
    from msginspector.gui.stage.objects_dock import TrackedDock
    from msginspector.gui.stage.story_dock import StoryDock
    from msginspector.gui.workbench import Workbench
    from msginspector.session import MessageSession, TeardownReport


TEARDOWN_CONTROLS: Final = ("teardown-pause", "teardown-step", "teardown-finish")


class Closing(QObject):
    """Runs the teardown of a session and keeps ledger, tree and dock in step with it."""

    begun = Signal()
    coming = Signal(object)  # TrackedRow of the object that is closed next
    ended = Signal(object)  # id of the session that is closed now

    def __init__(
        self,
        bench: Workbench,
        dock: TrackedDock,
        story: StoryDock,
        actions: Actions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.teardown: Teardown | None = None
        self._bench = bench
        self._dock = dock
        self._story = story
        self._actions = actions
        self.speed = FULL

    def set_speed(self, speed: str) -> None:
        """How fast sessions close from now on, the one that closes included."""
        self.speed = speed
        if self.teardown is not None:
            self.teardown.set_speed(speed)

    def start(self, session: MessageSession) -> None:
        """Begin to close a session, unless another one is being closed."""
        if self.teardown is not None:
            return
        self._bench.runner.cancel_for(session.id)
        teardown = Teardown(session, self, self.speed)
        self.teardown = teardown
        self._bench.closing = session.id
        teardown.progressed.connect(self._progressed)
        teardown.finished.connect(self._finished)
        self._dock.show()
        self._actions.dress(TEARDOWN_CONTROLS)
        self.begun.emit()
        teardown.start()

    def finish(self) -> None:
        """Close all that is left of a running teardown at once."""
        if self.teardown is not None:
            self.teardown.finish()

    def notice(self) -> None:
        """Somebody else, a script, may have closed the session that closes here: it is over."""
        if self.teardown is not None and self.teardown.session.closed:
            self.teardown.finish()

    def _progressed(self, done: int, total: int) -> None:
        teardown = self.teardown
        if teardown is None:
            return
        upcoming = self._bench.ledger.mark_next(teardown.session.id)
        position = f"{texts.grouped(done)}/{texts.grouped(total)}"
        self._bench.tree.set_closing(teardown.session.id, self.tr("closing {0}").format(position))
        self._bench.ledger.flush()
        self._dock.show_teardown(teardown)
        self._actions.show_playing(held=not teardown.running)
        if upcoming is not None:
            self._dock.follow(upcoming.id)
            self._story.follow(upcoming.id)
            self.coming.emit(upcoming)

    def _finished(self, report: TeardownReport) -> None:
        teardown, self.teardown = self.teardown, None
        self._bench.closing = None
        if teardown is not None:
            teardown.deleteLater()
        self._bench.ledger.mark_next(None)
        self._bench.ledger.flush()
        self._bench.tree.set_closing(report.session, "")
        self._dock.show_teardown(None)
        self._actions.show_playing(held=False)
        self.ended.emit(report.session)

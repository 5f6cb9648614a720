"""Replay: the recorded events of a session, forwards and backwards, in table and diagram.

It plays a recording: nothing is opened or closed. While it is on, the lifecycle table and the
diagram show the session as it was; what happens meanwhile is shown when it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal

from msginspector.gui.workers import Ticker
from msginspector.stage.captions import caption
from msginspector.stage.reasons import Reasons
from msginspector.stage.replay import Recording, of_session

if TYPE_CHECKING:
    from msginspector.gui.stage.replay_bar import ReplayBar
    from msginspector.session import Event

PLAY_MS: Final = 600

Rows = Sequence[Any]


class Replaying(QObject):
    """One replay at a time: `show` gets the rows that changed, or all of them with True."""

    changed = Signal()  # on, off, playing, held
    moved = Signal(object)  # the Event that has happened last, or None

    def __init__(
        self,
        bar: ReplayBar,
        show: Callable[[Rows, bool], object],
        say: Callable[[str], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.recording: Recording | None = None
        self.session: int | None = None
        self._bar = bar
        self._show = show
        self._say = say
        self._reasons = Reasons()
        self._ticker = Ticker(self._tick, self)
        self._ticker.setInterval(PLAY_MS)
        bar.wanted.connect(self.go)

    @property
    def playing(self) -> bool:
        """It goes on by itself."""
        return self._ticker.isActive()

    def start(self, events: Sequence[Event], session: int) -> None:
        """Show a session before anything was opened in it, and play from there."""
        self.recording = Recording(of_session(events, session))
        self.session = session
        self._reasons = Reasons()
        self._reasons.add(self.recording.events)
        self._show(self.recording.rows, True)
        self._bar.show()
        self._moved(())
        self._ticker.start()
        self.changed.emit()

    def end(self) -> None:
        """Everything is shown as it is now."""
        if self.recording is not None:
            self.recording = self.session = None
            self._ticker.stop()
            self._bar.put_away()
            self._say("")
            self.moved.emit(None)
            self.changed.emit()

    def toggle(self) -> None:
        """Hold it, or let it play on; from its end, anew."""
        if self.recording is None:
            return
        if self.playing:
            self._ticker.stop()
        else:
            if self.recording.position == len(self.recording):
                self.go(0)
            self._ticker.start()
        self.changed.emit()

    def step(self, number: int) -> None:
        """Hold it, and go that many events on or back."""
        if self.recording is not None:
            self.hold()
            self.go(self.recording.position + number)

    def hold(self) -> None:
        """Do not go on by itself."""
        if self.playing:
            self._ticker.stop()
            self.changed.emit()

    def go(self, position: int) -> None:
        """Show the session after that many events."""
        if self.recording is not None:
            self._moved(self.recording.go(position))

    def _tick(self) -> None:
        recording = self.recording
        if recording is None or recording.position == len(recording):
            self.hold()
            return
        self.go(recording.position + 1)

    def _moved(self, rows: Rows) -> None:
        recording = self.recording
        assert recording is not None
        if rows:
            self._show(rows, False)
        self._bar.show_place(recording.position, len(recording))
        event = recording.event
        self._say(self.tr("Nothing has been opened yet.") if event is None else self._told(event))
        self.moved.emit(event)

    def _told(self, event: Event) -> str:
        said = caption(event)
        why = self._reasons.why(event) if event.event == "closing" else said.means
        return f"{said.said} {why}".strip()

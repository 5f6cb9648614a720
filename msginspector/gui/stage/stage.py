"""What of the window shows a session's life: its docks, its teardown, its lessons, as one part."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QPoint

from msginspector.gui.ledger import OPEN, RELEASED
from msginspector.gui.stage.closing import TEARDOWN_CONTROLS, Closing
from msginspector.gui.stage.jumps import Jumps
from msginspector.gui.stage.objects_dock import TrackedDock
from msginspector.gui.stage.replay_bar import ReplayBar
from msginspector.gui.stage.replaying import Replaying
from msginspector.gui.stage.story_dock import StoryDock
from msginspector.gui.stage.teardown import SPEEDS
from msginspector.stage.captions import named
from msginspector.stage.reasons import Reasons

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.main_window import MainWindow
    from msginspector.gui.stage.lecture import Lecture
    from msginspector.gui.stage.lessons import Lessons
    from msginspector.gui.stage.story_view import StoryView
    from msginspector.gui.stage.tour import Tour
    from msginspector.gui.views.panel_dock import PanelDock
    from msginspector.session import Event
    from msginspector.stage.reasons import Visited

REPLAY_CONTROLS: Final = ("replay-first", "replay-back", "teardown-pause", "teardown-step",
                          "replay-last", "teardown-finish")  # fmt: skip
MESSAGE_MS: Final = 5000


class Stage(QObject):
    """The docks of the lifecycle and what plays in them. `window` gives bench, actions, theme."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        controls = [window.actions_[name] for name in TEARDOWN_CONTROLS]
        self.objects = TrackedDock(window.theme, controls, window)
        self.story = StoryDock(window.theme, window.bench.history, window)
        self.jumps = Jumps(window)
        filters = ("filter-objects", "filter-story")
        window.actions_.dress(filters)
        self.objects.header.add_button(window.actions_["filter-objects"])
        self.story.filter_button = self.story.header.add_button(window.actions_["filter-story"])
        self.closing = Closing(window.bench, self.objects, self.story, window.actions_, self)
        self._reasons = Reasons()
        self._missed: list[Event] = []
        controls = [window.actions_[name] for name in REPLAY_CONTROLS]
        bar = ReplayBar(controls, self.objects.table, self.objects)
        self.objects.column.insertWidget(0, bar)
        self.replaying = Replaying(bar, self._show_moment, self.objects.note.say, self)
        self.replaying.changed.connect(self._replay_changed)
        self.closing.begun.connect(self.replaying.end)
        self.closing.begun.connect(lambda: window.layout_.raise_foot())
        self.closing.coming.connect(self._say_next)
        self.closing.ended.connect(lambda _session: self.objects.note.say(""))

    @property
    def docks(self) -> list[PanelDock]:
        """The docks at the foot of the window, from left to right."""
        return [self.objects, self.story]

    def connect_parts(self) -> None:
        """Once the window's other parts are there."""
        window = self._window
        window.layout_.watch({"columns/tracked": self.objects.table})
        window.menus.watch_tracked(self.objects.table, lambda n: window.bench.ledger.rows.get(n))
        self.objects.table.chosen.connect(lambda row: window.ways.to_tracked(row.id))
        self.story.object_wanted.connect(window.ways.to_tracked)
        self.story.built.connect(self._view_built)
        self.story.show_first()

    @cached_property
    def lessons(self) -> Lessons:
        """The lessons, made when somebody wants one."""
        from msginspector.gui.stage.lessons import Lessons

        made = Lessons(self._window)
        made.changed.connect(self._window.refresh)
        return made

    @property
    def shows_lesson(self) -> bool:
        """The dock of the lessons is on show."""
        return "lessons" in self.__dict__ and not self.lessons.dock.isHidden()

    def facts(self, target: TrackedRow | None) -> dict[str, bool]:
        """What holds now of all this; conditions of the action table."""
        lessons = self.__dict__.get("lessons")
        player = lessons.player if lessons is not None else None
        return {
            "is_playing": self.is_playing,
            "is_replaying": self.replaying.recording is not None,
            "is_in_session": self.can_fail(target),
            "has_lesson": player is not None,
            "has_next_line": player is not None and not player.over,
        }

    @cached_property
    def tour(self) -> Tour:
        """The tour, made when somebody takes it."""
        from msginspector.gui.stage.tour import Tour

        return Tour(self._window)

    @cached_property
    def lecture(self) -> Lecture:
        """The lecture mode, made when somebody wants it."""
        from msginspector.gui.stage.lecture import Lecture

        return Lecture(self._window)

    # -- what plays ---------------------------------------------------------------------------

    @property
    def is_playing(self) -> bool:
        """A session closes, or a replay is on."""
        return self.closing.teardown is not None or self.replaying.recording is not None

    def pause(self) -> None:
        """Hold what plays, or let it run on."""
        if self.closing.teardown is not None:
            self.closing.teardown.pause()
        else:
            self.replaying.toggle()

    def step(self) -> None:
        """One step of what plays, then hold."""
        if self.closing.teardown is not None:
            self.closing.teardown.step()
        else:
            self.replaying.step(1)

    def finish(self) -> None:
        """Close all that is left; end a replay."""
        if self.closing.teardown is not None:
            self.closing.finish()
        else:
            self.replaying.end()

    def replay(self, session: int) -> None:
        """Play a session's events again, from the first."""
        if self.closing.teardown is not None:
            return
        self.replaying.end()
        self._window.actions_.dress((*REPLAY_CONTROLS, *TEARDOWN_CONTROLS))
        events, _rows = self._window.bench.history()
        self.objects.show()
        self._window.layout_.raise_foot()
        self.replaying.start(events, session)

    def why(self, visited: Visited) -> str:
        """Why it is that object's turn in the cascade."""
        return self._reasons.why(visited)

    def set_speed(self, speed: str) -> None:
        """How fast sessions close from now on; it is remembered."""
        self._window.settings.put("speed", speed)
        self.closing.set_speed(speed)
        self.refresh()

    def can_fail(self, row: TrackedRow | None) -> bool:
        """Closing that object can be made to fail."""
        if row is None or row.session is None or row.state not in (OPEN, RELEASED):
            return False
        session = self._window.bench.session(row.session)
        return session is not None and not session.closed

    def fail_closing(self, row: TrackedRow) -> None:
        """For a lesson: closing that object will fail."""
        session = self._window.bench.session(row.session)
        if session is not None and self.can_fail(row):
            session.inject_fault(row.id)
            said = self._window.tr("Closing “{0}” will fail.").format(row.label)
            self._window.status.showMessage(said, MESSAGE_MS)

    def _say_next(self, row: TrackedRow) -> None:
        """Why the object that is closed next is the one."""
        said = self._window.tr("Next: {0}. {1}").format(named(row), self.why(row))
        self.objects.note.say(said)

    def _show_moment(self, rows: Sequence[Any], every: bool) -> None:
        """A replay shows the session as it was."""
        if every:
            self.objects.model.reset_to(rows)
        else:
            self.objects.merge(rows)
            self.objects.follow(rows[-1].id)
        self.story.show_moment(rows, every)

    def _replay_changed(self) -> None:
        """A replay is on, held, or over; what it kept back is shown then."""
        replaying = self.replaying
        if replaying.recording is None:
            rows = list(self._window.bench.ledger.rows.values())
            self.objects.model.reset_to(rows)
            self.story.show_moment(rows, True)
            missed, self._missed = self._missed, []
            self.story.take(missed, rows)
        on = replaying.recording is not None
        session = self._window.bench.session(replaying.session) if on else None
        title = (
            self._window.tr("Replay of {0}").format(session.label) if session is not None else ""
        )
        self.objects.show_replay(title)
        held = on and not replaying.playing
        self._window.actions_.show_playing(held=held, replay=on)
        self._window.refresh()

    def refresh(self) -> None:
        """Something may be possible now that was not before."""
        for speed in SPEEDS:
            self._window.actions_[f"speed-{speed}"].setChecked(speed == self.closing.speed)
        lessons = self.__dict__.get("lessons")
        actions = self._window.actions_
        actions["lesson-ask"].setChecked(lessons is not None and lessons.asks)
        actions["lesson-play"].setChecked(lessons is not None and lessons.playing)
        if "lecture" in self.__dict__:
            self.lecture.refresh()

    def end(self) -> None:
        """The window goes: what is remembered of it is how it was before a lecture."""
        if "lessons" in self.__dict__:
            self.lessons.end()
        self.replaying.end()
        self.closing.finish()
        if "lecture" in self.__dict__:
            self.lecture.leave()

    def take(self, events: Sequence[Event], rows: Sequence[TrackedRow]) -> None:
        """What has happened since the last time."""
        self._reasons.add(events)
        if self.replaying.recording is None:
            self.story.take(events, rows)
            self.story.show_leaks(self._window.bench.ledger.lost)
            self.objects.merge(rows)
            if "lecture" in self.__dict__:
                self.lecture.take(events)
        else:
            self._missed += events

    def reset(self, rows: Sequence[TrackedRow]) -> None:
        """Some closed objects were taken off the window: these are left."""
        self.replaying.end()
        self.objects.model.reset_to(rows)
        self.story.reset(rows)

    def parts(self) -> tuple[QWidget, ...]:
        """What the tabulator visits of it, part by part."""
        lessons = self.__dict__.get("lessons")
        return (self.objects, self.story, *((lessons.dock,) if lessons is not None else ()))

    def _view_built(self, view: StoryView) -> None:
        window = self._window
        window.layout_.watch(view.parts())
        for table in view.tables():
            window.menus.watch_table(table, "story")
        view.menu_wanted.connect(self._object_menu)
        view.show_leaks(window.bench.ledger.lost)

    def _object_menu(self, number: int, position: QPoint) -> None:
        row = self._window.bench.ledger.rows.get(number)
        if row is not None:
            self._window.menus.ask_for(row, position)

"""What of the window shows a session's life: its docks, its teardown, its lessons, as one part."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from msginspector.gui.stage.closing import TEARDOWN_CONTROLS, Closing
from msginspector.gui.stage.jumps import Jumps
from msginspector.gui.stage.objects_dock import TrackedDock
from msginspector.gui.stage.story_dock import StoryDock

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.main_window import MainWindow
    from msginspector.gui.stage.lecture import Lecture
    from msginspector.gui.stage.story_view import StoryView
    from msginspector.gui.stage.tour import Tour
    from msginspector.gui.views.panel_dock import PanelDock
    from msginspector.session import Event


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

    @property
    def docks(self) -> list[PanelDock]:
        """The docks at the foot of the window, from left to right."""
        return [self.objects, self.story]

    def connect_parts(self) -> None:
        """Once the window's other parts are there."""
        window = self._window
        window.layout_.watch({"columns/tracked": self.objects.table})
        window.menus.watch_tracked(self.objects.table)
        self.objects.table.chosen.connect(lambda row: window.ways.to_tracked(row.id))
        self.story.object_wanted.connect(window.ways.to_tracked)
        self.story.built.connect(self._view_built)
        self.story.show_first()

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

    def refresh(self) -> None:
        """Something may be possible now that was not before."""
        if "lecture" in self.__dict__:
            self.lecture.refresh()

    def end(self) -> None:
        """The window goes: what is remembered of it is how it was before a lecture."""
        if "lecture" in self.__dict__:
            self.lecture.leave()

    def take(self, events: Sequence[Event], rows: Sequence[TrackedRow]) -> None:
        """What has happened since the last time."""
        self.story.take(events, rows)
        self.objects.merge(rows)
        if "lecture" in self.__dict__:
            self.lecture.take(events)

    def reset(self, rows: Sequence[TrackedRow]) -> None:
        """Some closed objects were taken off the window: these are left."""
        self.objects.model.reset_to(rows)
        self.story.reset(rows)

    def parts(self) -> tuple[QWidget, ...]:
        """What the tabulator visits of it, part by part."""
        return (self.objects, self.story)

    def _view_built(self, view: StoryView) -> None:
        window = self._window
        window.layout_.watch(view.parts())
        for table in view.tables():
            window.menus.watch_table(table, "story")

"""Lecture mode: the window as a projector wants it, and back as it was.

Words are large, what a class does not need is hidden, what happens is said in a caption with the
keys that work now. Nothing of it is remembered: leaving it, or the window, puts everything back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtWidgets import QDockWidget, QToolBar

from msginspector.gui.stage.caption_bar import CaptionBar
from msginspector.gui.theme import Type
from msginspector.stage.captions import Caption, caption_of_many

if TYPE_CHECKING:
    from msginspector.gui.main_window import MainWindow
    from msginspector.session import Event

PERCENT: Final = 150
"""Words are at least this large."""
TREE_SHARE: Final = {1: 0.3, 2: 0.26}
"""Of the width, for each dock at the sides: the tree, and a lesson where there is one."""
FOOT_SHARE: Final = 0.44
KEYS: Final = (
    "lesson-next", "teardown-step", "teardown-pause", "teardown-finish", "open", "open-again",
    "release", "close-session", "lecture",
)  # fmt: skip
"""Actions whose keys the caption tells, in this order, while they can be triggered."""


@dataclass(frozen=True, slots=True)
class _Before:
    """How the window was."""

    state: QByteArray
    type: Type
    status: bool
    lesson: bool
    """There was one on show."""


class Lecture(QObject):
    """The mode of one window: on or off."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._before: _Before | None = None
        self.bar = CaptionBar(window)
        window.addToolBar(Qt.ToolBarArea.BottomToolBarArea, self.bar)
        self.bar.hide()
        self.bar.say(_welcome())
        window.stage.replaying.moved.connect(self._replayed)

    @property
    def is_on(self) -> bool:
        """The window is arranged for a lecture."""
        return self._before is not None

    def toggle(self) -> None:
        """Enter it, or leave it."""
        if self.is_on:
            self.leave()
        else:
            self.enter()

    def enter(self) -> None:
        """Large words, the tree, the docks of the lifecycle and captions; no toolbar, no status."""
        window = self._window
        kind = window.theme.type
        lesson = window.stage.shows_lesson
        self._before = _Before(window.saveState(), kind, window.status.isVisible(), lesson)
        if kind.percent < PERCENT:
            window.theme.set_type(replace(kind, percent=PERCENT))
        window.status.hide()
        window.stage.objects.note.set_needed(False)  # the caption says the same
        for bar in window.findChildren(QToolBar):
            bar.setVisible(bar is self.bar)
        for dock in (window.tree_dock, *window.stage.docks):
            dock.show()
        self._share_room()
        self._name(self.tr("Leave lecture mode"))
        self.refresh()

    def leave(self) -> None:
        """Everything as it was before."""
        before, self._before = self._before, None
        if before is None:
            return
        stage = self._window.stage
        came = stage.shows_lesson and not before.lesson
        self._window.theme.set_type(before.type)
        stage.objects.note.set_needed(True)
        self._window.status.setVisible(before.status)
        self._window.restoreState(before.state)
        if came:
            stage.lessons.settle()
        self.bar.hide()
        self._name(self.tr("Lecture mode"))

    def take(self, events: Sequence[Event]) -> None:
        """Say what has happened."""
        if not events:
            return
        said, last = caption_of_many(events), events[-1]
        if last.event == "closed":
            visits = (event for event in reversed(events) if event.event == "closing")
            visit = next((event for event in visits if event.id == last.id), None)
            if visit is not None:
                said = replace(said, means=self._window.stage.why(visit))
        self.bar.say(said)

    def _replayed(self, event: Event | None) -> None:
        """What a replay is at; what happened last once it is over."""
        if event is not None:
            self.take((event,))
        elif self._window.stage.replaying.recording is not None:
            self.bar.say(Caption(self.tr("Nothing has been opened yet."), "", ""))
        else:
            self.take(self._window.bench.workspace.log.events()[-1:])

    def refresh(self) -> None:
        """Tell the keys that work now."""
        if self.is_on:
            self.bar.offer([self._window.actions_[name] for name in KEYS])

    def _name(self, words: str) -> None:
        action = self._window.actions_["lecture"]
        action.setText(words)
        action.setIconText(f" {words}")

    def _share_room(self) -> None:
        window = self._window
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        docks: list[QDockWidget] = list(window.stage.docks)
        sides = [dock for dock in window.findChildren(QDockWidget) if dock.isVisible()]
        sides = [dock for dock in sides if dock not in docks]  # the tree, and a lesson
        widths = [round(window.width() * TREE_SHARE[len(sides)])] * len(sides)
        window.resizeDocks(sides, widths, horizontal)
        window.resizeDocks(docks, [round(window.height() * FOOT_SHARE)] * len(docks), vertical)


def _welcome() -> Caption:
    return Caption(
        "A message session: what is opened in it is closed with it.",
        "A model of MAPI’s OpenIMsgSession, OpenIMsgOnIStg and CloseIMsgSession.",
        "",
    )

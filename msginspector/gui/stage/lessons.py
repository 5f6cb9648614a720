"""Lessons: scripts played in the window, line by line, on its own workspace.

What a line does are events like any others, so that tree, table, diagram and log show it; what it
opens gets its place in the tree (`adopting`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from msginspector.errors import InspectorError
from msginspector.gui import theme
from msginspector.gui.file_search import is_script
from msginspector.gui.stage.adopting import Adopting
from msginspector.gui.stage.lesson_dock import LessonDock, Offer, width
from msginspector.gui.workers import Ticker
from msginspector.stage.script import (
    Player,
    Script,
    ScriptError,
    c_program,
    experiments,
    load,
    python_program,
    summary,
)

if TYPE_CHECKING:
    from msginspector.gui.main_window import MainWindow

PLAY_MS: Final = 1500
READING_MS: Final = 45  # a character of what is said before a line
LONGEST_MS: Final = 9000
MESSAGE_MS: Final = 5000
OWN_MOST: Final = 8
NARROW_PX: Final = 820
ACTIONS: Final = ("open-script", "lesson-next", "lesson-restart", "lesson-play", "lesson-ask",
                  "lesson-copy", "lesson-copy-c")  # fmt: skip


class Lessons(QObject):
    """The lessons of one window: which script is on, where it is, whether it plays by itself."""

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._bench = window.bench
        self.player: Player | None = None
        self.asks = False
        """A class is asked what happens next, before it happens."""
        self.pace = 1.0
        """By how much longer than usual it waits after a line when it plays by itself."""
        self._asked = False
        self._folder = Path()
        self._file = ""
        self._adopting = Adopting(window)
        self._experiments: Sequence[Script] = ()
        window.actions_.dress(ACTIONS)
        actions = {name: window.actions_[name] for name in ACTIONS}
        self.dock = LessonDock(actions, window.theme, window)
        self._connect()
        self._ticker = Ticker(self.next, self)
        self._tabbed = False
        if not window.restoreDockWidget(self.dock):
            window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.hide()

    @property
    def playing(self) -> bool:
        """It goes on by itself."""
        return self._ticker.isActive()

    # -- choosing -----------------------------------------------------------------------------

    def show_list(self) -> None:
        """The experiments and own scripts; a script that is on is let go of."""
        self._stop()
        known = enumerate(self._known())
        offers = [Offer(number, script.title, summary(script)) for number, script in known]
        self.dock.offer(offers, self._own())
        self.dock.show_list()
        self._raise()
        self.changed.emit()

    def open(self, wanted: int | str) -> None:
        """An experiment by its number from 0, or the script of a file."""
        if isinstance(wanted, str):
            self.open_file(wanted)
        else:
            self.start(self._known()[wanted], Path())

    def open_file(self, path: str) -> None:
        """Read a script and show it; its mistakes are told in its place."""
        try:
            script = load(Path(path))
        except ScriptError as error:
            self._stop()
            self._file = path
            self.dock.show_mistakes(path, os.path.basename(path), error.mistakes)
            self._raise()
            self.changed.emit()
        except InspectorError as error:
            self._bench.report(self.tr("The script cannot be read"), path, error)
        else:
            self._window.settings.add_recent(path)
            self.start(script, Path(path).parent, path)

    def start(self, script: Script, folder: Path, file: str = "") -> None:
        """Show a script before its first line."""
        self._stop()
        self._folder, self._file = folder, file
        self.player = Player(script, self._bench.workspace, folder)
        self._adopting.begin(self.player)
        self.dock.another.setVisible(self._after(script) is not None)
        self._show()
        self._raise()
        self.changed.emit()

    def restart(self) -> None:
        """The same script from its first line, as its file is now; what it opened goes."""
        if self.player is None:
            return
        script, folder, file = self.player.script, self._folder, self._file
        self._stop()
        self._adopting.clear()
        if file:
            self.open_file(file)
        else:
            self.start(script, folder)

    # -- playing ------------------------------------------------------------------------------

    def next(self) -> None:
        """Ask, or play the next line."""
        player = self.player
        if player is None or player.coming is None:
            return
        self._window.stage.replaying.end()
        waits = PLAY_MS + READING_MS * len(player.coming.caption)
        if self.asks and not self._asked:
            self._asked = True
            waits = LONGEST_MS
        else:
            self._asked = False
            outcome = player.next()
            if outcome is not None:
                self._adopting.take(outcome.line, outcome.events, player)
                self._window.closing.notice()
        self._ticker.setInterval(round(self.pace * min(waits, LONGEST_MS)))
        if player.over:
            self._ticker.stop()
        self._show()
        self.changed.emit()

    def toggle_play(self) -> None:
        """Let it play by itself, or hold it."""
        if self.playing:
            self._ticker.stop()
        elif self.player is not None and not self.player.over:
            self._ticker.setInterval(round(self.pace * PLAY_MS))
            self._ticker.start()
        self.changed.emit()

    def toggle_asking(self) -> None:
        """Ask before each line, or no longer."""
        self.asks = not self.asks
        self._asked = False
        self._show()
        self.changed.emit()

    def copy(self, language: str) -> None:
        """The script as a program."""
        if self.player is not None:
            write = c_program if language == "c" else python_program
            QGuiApplication.clipboard().setText(write(self.player.script, self._folder))
            self._window.status.showMessage(self.tr("The program was copied."), MESSAGE_MS)

    def end(self) -> None:
        """The window goes."""
        self._stop()

    # -- inside -------------------------------------------------------------------------------

    def settle(self) -> None:
        """Come up at its own place: the docks were put back as they were before it came."""
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self._tabbed = False
        self._come_up()

    def _connect(self) -> None:
        self.dock.script_wanted.connect(self.open)
        self.dock.next_wanted.connect(self.next)
        self.dock.language_chosen.connect(lambda _language: self._show())
        self.dock.another.triggered.connect(lambda _on=False: self._go_on())
        self.dock.back.triggered.connect(lambda _on=False: self.show_list())
        self.dock.again.triggered.connect(lambda _on=False: self.open_file(self._file))
        self._window.theme.changed.connect(self._dress)

    def _stop(self) -> None:
        self._ticker.stop()
        self._asked = False
        if self.player is not None:
            self.player.end()
            self.player = None
            self._adopting.end()

    def _show(self) -> None:
        if self.player is not None:
            question = self.player.question if self._asked else ""
            self.dock.show_player(self.player, question, self.asks)

    def _dress(self) -> None:
        self.dock.lines.forget()
        self._show()

    def _raise(self) -> None:
        if self.dock.isHidden():
            self._come_up()
        self.dock.raise_()
        self.dock.take_keyboard()

    def _come_up(self) -> None:
        self._place()
        self.dock.show()
        self.dock.raise_()
        if not self._tabbed:
            wanted = width(self._window.width())
            self._window.resizeDocks([self.dock], [wanted], Qt.Orientation.Horizontal)

    def _place(self) -> None:
        """In a narrow window it shares the place of the tree."""
        window = self._window
        if window.width() < theme.scaled(NARROW_PX):
            window.tabifyDockWidget(window.tree_dock, self.dock)
            self._tabbed = True
        elif self._tabbed:
            window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
            self._tabbed = False

    def _known(self) -> Sequence[Script]:
        self._experiments = self._experiments or experiments()
        return self._experiments

    def _own(self) -> list[Offer]:
        """Scripts that were opened lately and are still there."""
        recent = self._window.settings.strings("recent")
        paths = [path for path in recent if is_script(path) and os.path.isfile(path)]
        return [
            Offer(path, os.path.basename(path), os.path.dirname(path)) for path in paths[:OWN_MOST]
        ]

    def _after(self, script: Script) -> Script | None:
        """The experiment that follows this one."""
        every = list(self._known())
        place = every.index(script) + 1 if script in every else len(every)
        return every[place] if place < len(every) else None

    def _go_on(self) -> None:
        following = self._after(self.player.script) if self.player is not None else None
        if following is not None:
            self.start(following, Path())

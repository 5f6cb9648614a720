"""Lessons: scripts played in the window, line by line, on its own workspace.

What a line does are events like any others, so that tree, table, diagram and log show it; what it
opens gets its place in the tree (`adopting`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from msginspector.errors import InspectorError
from msginspector.gui.opening import Problem
from msginspector.gui.stage.adopting import Adopting
from msginspector.gui.stage.lesson_dock import LessonDock, width
from msginspector.gui.workers import Ticker
from msginspector.stage.script import (
    Player,
    Script,
    ScriptError,
    c_program,
    experiments,
    load,
    python_program,
)

if TYPE_CHECKING:
    from msginspector.gui.main_window import MainWindow

PLAY_MS: Final = 1500
ACTIONS: Final = ("open-script", "lesson-next", "lesson-list", "lesson-restart", "lesson-play",
                  "lesson-ask", "lesson-copy")  # fmt: skip


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
        self._asked = False
        self._folder = Path()
        self._adopting = Adopting(window)
        self._scripts: Sequence[Script] = ()
        window.actions_.dress(ACTIONS)
        self.dock = LessonDock({name: window.actions_[name] for name in ACTIONS}, window)
        self.dock.script_wanted.connect(lambda number: self.start(self._scripts[number], Path()))
        self.dock.next_wanted.connect(self.next)
        self.dock.language_chosen.connect(lambda _: self._show())
        window.theme.changed.connect(self._dress)
        self._ticker = Ticker(self._tick, self)
        self._ticker.setInterval(PLAY_MS)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.hide()

    @property
    def playing(self) -> bool:
        """It goes on by itself."""
        return self._ticker.isActive()

    def show_list(self) -> None:
        """The experiments; a script that is on is let go of."""
        self._stop()
        if not self._scripts:
            self._scripts = experiments()
            self.dock.scripts.show_scripts(self._scripts)
        self.dock.show_list()
        self._raise()
        self.dock.scripts.setFocus()
        self.changed.emit()

    def open_file(self, path: str) -> None:
        """Read a script and show it; its mistakes are told in the window."""
        try:
            script = load(Path(path))
        except ScriptError as error:
            for mistake in error.mistakes:
                where = f"{path}: line {mistake.line}, column {mistake.column}"
                what = self.tr("The script cannot be played")
                self._bench.problem.emit(
                    Problem(what, where, f"{mistake.text}.", mistake.hint, error.code, "error")
                )
            return
        except InspectorError as error:
            self._bench.report(self.tr("The script cannot be read"), path, error)
            return
        self.start(script, Path(path).parent)

    def start(self, script: Script, folder: Path) -> None:
        """Show a script before its first line."""
        self._stop()
        self._folder = folder
        self.player = Player(script, self._bench.workspace, folder)
        self._adopting.begin(self.player)
        self._raise()
        self._show()
        self.dock.next.setFocus()
        self.changed.emit()

    def restart(self) -> None:
        """The same script from its first line; what it opened before stays as it is."""
        if self.player is not None:
            self.start(self.player.script, self._folder)

    def next(self) -> None:
        """Ask, or play the next line."""
        player = self.player
        if player is None or player.over:
            return
        if self.asks and not self._asked:
            self._asked = True
        else:
            self._asked = False
            outcome = player.next()
            if outcome is not None:
                self._adopting.take(outcome.line, outcome.events, player)
        if player.over:
            self._ticker.stop()
        self._show()
        self.changed.emit()

    def toggle_play(self) -> None:
        """Let it play by itself, or hold it."""
        if self.playing:
            self._ticker.stop()
        elif self.player is not None and not self.player.over:
            self._ticker.start()
        self.changed.emit()

    def toggle_asking(self) -> None:
        """Ask before each line, or no longer."""
        self.asks = not self.asks
        self._asked = False
        self._show()
        self.changed.emit()

    def copy(self) -> None:
        """The script as a program, in the language on show."""
        if self.player is not None:
            write = c_program if self.dock.language == "c" else python_program
            text = write(self.player.script, self._folder)
            QGuiApplication.clipboard().setText(text)
            self._window.status.showMessage(self.tr("The program was copied."), 5000)

    def end(self) -> None:
        """The window goes."""
        self._stop()

    def _stop(self) -> None:
        self._ticker.stop()
        self._asked = False
        if self.player is not None:
            self.player.end()
            self.player = None
            self._adopting.end()

    def _tick(self) -> None:
        self.next()

    def _show(self) -> None:
        if self.player is not None:
            question = self.player.question if self._asked else ""
            self.dock.show_player(self.player, question)

    def _dress(self) -> None:
        self.dock.lines.forget()
        self._show()

    def _raise(self) -> None:
        fresh = not self.dock.isVisible()
        self.dock.show()
        self.dock.raise_()
        if fresh:
            wanted = min(width(), round(self._window.width() * 0.4))
            self._window.resizeDocks([self.dock], [wanted], Qt.Orientation.Horizontal)

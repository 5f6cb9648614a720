"""What the actions of the stage do: one method per handler named in the action table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msginspector.gui.main_window import MainWindow


class StageCommands:
    """Handlers of teardown and teaching; mixed into `Commands`."""

    _window: MainWindow

    def pause_teardown(self) -> None:
        """Hold the running teardown, or let it run on."""
        if self._window.closing.teardown is not None:
            self._window.closing.teardown.pause()

    def step_teardown(self) -> None:
        """Close one more object, then hold."""
        if self._window.closing.teardown is not None:
            self._window.closing.teardown.step()

    def finish_teardown(self) -> None:
        """Close all that is left."""
        self._window.closing.finish()

"""What the actions of the stage do: one method per handler named in the action table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

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

    # -- lifecycle and story ------------------------------------------------------------------

    def filter_objects(self) -> None:
        """Filter the tracked objects, or no longer."""
        self._window.stage.objects.ask_filter()

    def filter_story(self) -> None:
        """Filter the view of the story on show."""
        self._window.stage.story.ask_filter()

    def show_tracked(self) -> None:
        """From the tree to the row."""
        self._window.stage.jumps.to_row()

    def show_in_tree(self) -> None:
        """From the row to the tree."""
        self._window.stage.jumps.to_tree()

    # -- Teach --------------------------------------------------------------------------------

    def start_tour(self) -> None:
        """Begin the tour."""
        self._window.stage.tour.start()

    def toggle_lecture(self) -> None:
        """Arrange the window for a class, or as it was."""
        self._window.stage.lecture.toggle()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or no longer."""
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

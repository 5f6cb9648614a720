"""What the actions of the stage do: one method per handler named in the action table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from msginspector.gui.stage.teardown import FULL, SLOW, STEP

if TYPE_CHECKING:
    from msginspector.gui.main_window import MainWindow


class StageCommands:
    """Handlers of teardown and teaching; mixed into `Commands`."""

    _window: MainWindow

    def pause_teardown(self) -> None:
        """Hold what plays, or let it run on."""
        self._window.stage.pause()

    def step_teardown(self) -> None:
        """Close one more object, or play one more event, then hold."""
        self._window.stage.step()

    def finish_teardown(self) -> None:
        """Close all that is left; end a replay."""
        self._window.stage.finish()

    def replay(self) -> None:
        """Play the closed session again."""
        node = self._window.session_node()
        if node is not None and node.session is not None:
            self._window.stage.replay(node.session)

    def step_back(self) -> None:
        """One event of the replay back."""
        self._window.stage.replaying.step(-1)

    def replay_first(self) -> None:
        """Before anything was opened."""
        self._window.stage.replaying.step(-len(self._window.bench.workspace.log.events()))

    def replay_last(self) -> None:
        """To the end of the replay."""
        self._window.stage.replaying.step(len(self._window.bench.workspace.log.events()))

    def save_report(self) -> None:
        """Ask for a file, and save the report there."""
        from msginspector.gui.stage.reports import ask_and_save

        ask_and_save(self._window)

    def fail_closing(self) -> None:
        """Closing the object will fail."""
        row = self._window.target()
        if row is not None:
            self._window.stage.fail_closing(row)

    def close_fast(self) -> None:
        """Sessions close at full speed."""
        self._window.stage.set_speed(FULL)

    def close_slowly(self) -> None:
        """Sessions close slowly."""
        self._window.stage.set_speed(SLOW)

    def close_by_steps(self) -> None:
        """Sessions close step by step."""
        self._window.stage.set_speed(STEP)

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

    def show_lessons(self) -> None:
        """The list of experiments."""
        self._window.stage.lessons.show_list()

    def open_script(self) -> None:
        """Choose a script and show it."""
        from PySide6.QtWidgets import QFileDialog

        start = self._window.settings.text("folder")
        path, _chosen = QFileDialog.getOpenFileName(
            self._window, self._window.tr("Open script"), start, "Scripts (*.script);;All files (*)"
        )
        if path:
            self._window.stage.lessons.open_file(path)

    def next_line(self) -> None:
        """Ask, or play the next line."""
        self._window.stage.lessons.next()

    def play_lesson(self) -> None:
        """Let the script play by itself, or hold it."""
        self._window.stage.lessons.toggle_play()

    def restart_lesson(self) -> None:
        """The script from its first line."""
        self._window.stage.lessons.restart()

    def toggle_asking(self) -> None:
        """Ask before each line, or no longer."""
        self._window.stage.lessons.toggle_asking()

    def copy_lesson(self) -> None:
        """The script as a Python program, to the clipboard."""
        self._window.stage.lessons.copy("python")

    def copy_lesson_in_c(self) -> None:
        """Its calls in C, to the clipboard."""
        self._window.stage.lessons.copy("c")

    def start_tour(self) -> None:
        """Begin the tour."""
        self._window.stage.tour.start()

    def toggle_lecture(self) -> None:
        """Arrange the window for a class, or as it was."""
        self._window.stage.lecture.toggle()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or no longer."""
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

"""What the actions do: one method per handler named in the action table.

Dialogs are imported when they are asked for: the first window does not wait for them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from msginspector import __version__
from msginspector.errors import InspectorError, ResourceError
from msginspector.gui import theme
from msginspector.gui.file_search import message_files
from msginspector.gui.stage.commands import StageCommands
from msginspector.resources import resource_path

if TYPE_CHECKING:
    from msginspector.gui.main_window import MainWindow
    from msginspector.gui.models.nodes import Node

FILE_FILTER = (
    "Messages (*.msg *.oft *.eml *.tnef winmail.dat *.MSG *.OFT *.EML *.TNEF WINMAIL.DAT)"
    ";;Scripts (*.script *.SCRIPT);;All files (*)"
)


def sample_files() -> list[str]:
    """The sample messages that come with the program; empty when they are not installed."""
    try:
        return list(message_files([resource_path("samples")]))
    except ResourceError:
        return []


class Commands(StageCommands, QObject):
    """Handlers of the actions of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._bench = window.bench
        window.bench.checksums.done.connect(lambda top: _copy(window.bench.checksums.of(top)))

    # -- File ---------------------------------------------------------------------------------

    def open_files_dialog(self) -> None:
        """Choose files; they open in the current session."""
        self._window.open_paths(self._ask_files(self.tr("Open messages")))

    def open_folder_dialog(self) -> None:
        """Choose a folder; its messages open in the current session."""
        from PySide6.QtWidgets import QFileDialog

        start = self._window.settings.text("folder")
        folder = QFileDialog.getExistingDirectory(self._window, self.tr("Open folder"), start)
        if folder:
            self._window.settings.put("folder", folder)
            self._window.open_paths([folder])

    def open_independent_dialog(self) -> None:
        """Choose files; each opens without a session."""
        paths = self._ask_files(self.tr("Open messages without a session"))
        if paths:
            self._window.arrivals.expect(paths)
            self._bench.open_paths(paths, None)

    def open_samples(self) -> None:
        """Open the sample messages."""
        self._window.open_paths(sample_files())

    def close(self) -> None:
        """Close the window."""
        self._window.close()

    # -- Session ------------------------------------------------------------------------------

    def new_session(self) -> None:
        """Open another session and select it."""
        self._window.tree_dock.select(self._bench.new_session())

    def close_session(self) -> None:
        """Start the cascade of the current session."""
        node = self._window.session_node()
        session = self._bench.session(node.session) if node is not None else None
        if session:
            self._window.closing.start(session)

    def reopen(self) -> None:
        """Open the files of the closed session in a new one, a message without one again so."""
        node = self._bench.closed(self._window.pointed)
        if node is not None:
            files = self._bench.files_of(node)
            fresh = self._bench.new_session() if node.parent is None else None
            if fresh is not None:
                self._window.tree_dock.select(fresh)
            self._bench.open_paths(files, fresh)

    def remove(self) -> None:
        """Take what is closed off the window."""
        node = self._bench.closed(self._window.pointed)
        if node is not None:
            self._window.forget(node)

    def copy_report(self) -> None:
        """The report of the closed session to the clipboard."""
        node = self._window.session_node()
        session = self._bench.session(node.session) if node is not None else None
        if session is not None:
            from msginspector.gui.views.teardown_panel import report_text

            _copy(report_text(session.report))

    # -- Object -------------------------------------------------------------------------------

    def open_again(self) -> None:
        """AddRef on the object."""
        self._with_handle("add_reference")

    def release_object(self) -> None:
        """Release on the object."""
        self._with_handle("release")

    def reload_message(self) -> None:
        """Release the selected message and open its file anew, in the same session."""
        node = self._window.subject
        if node is not None:
            self._bench.reload(node)

    def compute_checksum(self) -> None:
        """SHA-256 of the file of the selected message."""
        node = self._window.subject
        if node is not None:
            self._bench.checksums.compute(node)

    def copy_rows(self) -> None:
        """The selected rows as tab-separated text."""
        table = self._window.page.table
        if table is not None:
            _copy(table.selected_text())

    def save_attachment(self) -> None:
        """Save the chosen attachments as new files."""
        self._with_files("save_chosen")

    def save_attachments(self) -> None:
        """Save all attachments of the message."""
        self._with_files("save_every")

    def copy_attachment(self) -> None:
        """The chosen attachments as files to the clipboard."""
        self._with_files("copy_chosen")

    def sum_attachment(self) -> None:
        """Checksums of the chosen attachments."""
        self._with_files("sum_chosen")

    def copy_value(self) -> None:
        """The value of the current property."""
        line = self._window.page.properties.current
        if line is not None:
            try:
                _copy(line.row.text)
            except InspectorError as error:
                self._bench.report(self.tr("The value was not copied"), line.title, error)

    def copy_tag(self) -> None:
        """The tag of the current property."""
        line = self._window.page.properties.current
        if line is not None:
            _copy(f"0x{line.tag:08X}")

    def copy_path(self) -> None:
        """The path of the object."""
        node = self._window.subject
        if node is not None:
            _copy(node.path)

    def toggle_pins(self) -> None:
        """Keep the selected properties at the top, or no longer."""
        self._window.page.properties.toggle_pins()

    def unpin_all(self) -> None:
        """Keep no property at the top."""
        self._window.settings.put("pins", [])
        if self._window.presenter.has_pins:
            self._window.page.properties.unpin_all()

    # -- View ---------------------------------------------------------------------------------

    def go_back(self) -> None:
        """Select what was selected before."""
        self._window.ways.back_or_on(-1)

    def go_forward(self) -> None:
        """Select what was selected after."""
        self._window.ways.back_or_on(1)

    def show_lookup(self) -> None:
        """The window of lookups, asked for the tag of the current property."""
        from msginspector.gui.views.lookup import LookupDialog

        dialog = self._window.findChild(LookupDialog)
        if dialog is None:
            dialog = LookupDialog(self._window.theme, self._window)
        known = self._window.presenter.has_property
        line = self._window.page.properties.current if known else None
        dialog.ask("" if line is None else line.name or f"0x{line.tag:08X}")

    def search_session(self) -> None:
        """The window that searches all messages of the current session."""
        from msginspector.gui.views.search import SearchDialog

        dialog = self._window.findChild(SearchDialog)
        if dialog is None:
            dialog = SearchDialog(self._bench, self._window.theme, self._window)
            dialog.chosen.connect(self._window.ways.to_hit)
        dialog.ask(self._window.session_node())

    def focus_tree_filter(self) -> None:
        """Type into the tree's filter."""
        self._window.tree_dock.show()
        self._focus(self._window.tree_dock.filter)

    def focus_page_filter(self) -> None:
        """Type into the filter of the table on show; of the properties where there is none."""
        page = self._window.page
        if page.filter is None:
            page.show_tab("properties")
        self._focus(page.filter)

    def switch_theme(self) -> None:
        """Light becomes dark, dark light."""
        self._choose_theme(theme.OPPOSITE[self._window.theme.scheme])

    def follow_system_theme(self) -> None:
        """Light or dark as the desktop has it."""
        self._choose_theme(theme.SYSTEM)

    def switch_contrast(self) -> None:
        """High contrast on or off; light stays light, dark stays dark."""
        self._choose_theme(theme.CONTRAST[self._window.theme.scheme])

    def enlarge_text(self) -> None:
        """The next larger text size."""
        now = self._window.theme.type.percent
        self._set_text_size(next((size for size in theme.PERCENTS if size > now), now))

    def reduce_text(self) -> None:
        """The next smaller text size."""
        now = self._window.theme.type.percent
        self._set_text_size(next((size for size in theme.PERCENTS[::-1] if size < now), now))

    def reset_text(self) -> None:
        """The text size of a first start."""
        self._set_text_size(theme.PERCENTS[0])

    def reset_layout(self) -> None:
        """Docks, columns and splitters as they were at first."""
        self._window.layout_.reset()

    # -- Help ---------------------------------------------------------------------------------

    def show_preferences(self) -> None:
        """What somebody prefers; shown at once, kept by OK."""
        from msginspector.gui.views.preferences import PreferencesDialog

        dialog = PreferencesDialog(self._window.settings, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self._window.preferences.apply)
        dialog.open()

    def show_shortcuts(self) -> None:
        """Every action with its keys."""
        from msginspector.gui.views.shortcuts import ShortcutsDialog

        dialog = ShortcutsDialog(self._window.actions_, self._window.theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_about(self) -> None:
        """What this is, and that its session is a model."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("About msginspector"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"msginspector {__version__}")
        box.setInformativeText(
            self.tr(
                "An inspector of Outlook message files. It never writes to what it opens.\n\n"
                "The message session is a model of OpenIMsgSession, OpenIMsgOnIStg and "
                "CloseIMsgSession: there is no MAPI on this computer behind it.\n\n"
                "Free software under the GNU General Public License, version 3 or later."
            )
        )
        box.open()

    # -- inside -------------------------------------------------------------------------------

    def _ask_files(self, title: str) -> list[str]:
        from PySide6.QtWidgets import QFileDialog

        start = self._window.settings.text("folder")
        paths, _chosen = QFileDialog.getOpenFileNames(self._window, title, start, FILE_FILTER)
        if paths:
            self._window.settings.put("folder", os.path.dirname(paths[0]))
        return paths

    def _with_files(self, method: str) -> None:
        """Something with the attachments on show."""
        if self._window.presenter.has_files:
            page = self._window.page
            getattr(page.tab_of(page.tab), method)()

    def _with_handle(self, method: str) -> None:
        row = self._window.target()
        if row is None or not self._bench.is_held(row):
            return
        handle = self._bench.handle(row)
        try:
            getattr(handle, method)()
        except InspectorError as error:
            self._bench.report(f"“{row.label}”: {method} was refused", row.path, error)
        self._bench.ledger.flush()

    def _set_text_size(self, percent: int) -> None:
        self._window.settings.put("type/percent", percent)
        self._window.preferences.apply()

    def _choose_theme(self, choice: str) -> None:
        self._window.settings.put("theme", choice)
        self._window.theme.choose(choice)

    def _focus(self, widget: Any) -> None:
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        widget.selectAll()


def session_of(window: MainWindow, node: Node | None) -> Node | None:
    """The session node that session actions work on: the selected one, else the newest open."""
    tree = window.bench.tree
    if node is not None and node.session is not None:
        return tree.session_node(node.session)
    for session in reversed(window.bench.sessions):
        if session:
            return tree.session_node(session.id)
    return None


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)

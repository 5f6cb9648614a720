"""The attachments of a message, and one attachment on its own: list, preview, files out of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QByteArray, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from msginspector.errors import InspectorError
from msginspector.gui import icons, theme
from msginspector.gui.models.attachments import COLUMNS, HIDDEN_AT_FIRST, AttachmentLine, lines_of
from msginspector.gui.models.table import TableModel
from msginspector.gui.roles import Role
from msginspector.gui.taking_out import DragOut, TakingOut
from msginspector.gui.views.attachment_view import AttachmentView
from msginspector.gui.views.list_tab import ListTab
from msginspector.gui.views.saving_bar import SavingBar
from msginspector.gui.views.tab import Tab
from msginspector.gui.workers import SliceRunner

if TYPE_CHECKING:
    from msginspector.gui.layout import Part
    from msginspector.gui.theme import Theme
    from msginspector.gui.times import Clock
    from msginspector.gui.views.filter_line import FilterLine
    from msginspector.gui.views.storage_tree import StorageTree
    from msginspector.gui.views.tables import SortedTable
    from msginspector.gui.workers import Work
    from msginspector.session import ObjectRow

MENU: Final = "attachment"
SUMS: Final = "sums"
LOOK: Final = "look"
LEAST_ROWS: Final = 2
LIST_SHARE: Final = 0.45


class FilesTab(Tab):
    """What both tabs share: one attachment on show, and attachments that go out as files."""

    def __init__(self, colors: Theme, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self.colors = colors
        self.runner = SliceRunner(self)
        self.out = TakingOut(self)
        self.view = AttachmentView(colors, clock, self)
        self.bar = SavingBar(colors, self)
        self.out.said.connect(self.bar.say)
        self.out.progressed.connect(self.bar.show_progress)
        self.bar.cancelled.connect(self.out.cancel)
        self.view.source_chosen.connect(self._source_chosen)
        DragOut(self.out, self.view.picture, self.view.attachment_at)
        self.save_action = self._action("save", self.tr("Save…"), self.save_chosen)
        self.save_all_action = self._action("save-all", self.tr("Save all…"), self.save_every)
        self.copy_action = self._action("copy", self.tr("Copy file"), self.copy_chosen)
        self.sums_action = self._action("check", self.tr("Checksums"), self.sum_chosen)
        self.buttons = self.view.header.add_actions(self.shown_actions())
        colors.changed.connect(self._dress)

    def shown_actions(self) -> tuple[QAction, ...]:
        """What has a button."""
        return (self.save_action, self.copy_action, self.sums_action)

    def chosen_lines(self) -> list[AttachmentLine]:
        """The attachments that actions work on."""
        line = self.view.line
        return [] if line is None else [line]

    def every_line(self) -> list[AttachmentLine]:
        """All attachments there are."""
        return self.chosen_lines()

    def line_changed(self, line: AttachmentLine) -> None:
        """Something has been found out of an attachment."""
        if line is self.view.line:
            self.view.renew()

    # -- what can be done -----------------------------------------------------------------------

    def save_chosen(self) -> None:
        """Save the chosen attachment under a name to be asked for; of several ask for a folder."""
        lines = self.chosen_lines()
        if len(lines) == 1:
            self._save_one(lines[0])
        elif lines:
            self._save_into_folder([line.row for line in lines])

    def save_every(self) -> None:
        """Save all attachments into a folder to be asked for."""
        rows = [line.row for line in self.every_line()]
        if rows:
            self._save_into_folder(rows)

    def copy_chosen(self) -> None:
        """The chosen attachments as files onto the clipboard."""
        self.out.copy([line.row for line in self.chosen_lines()])

    def sum_chosen(self) -> None:
        """SHA-256, SHA-1 and MD5 of the chosen attachments."""
        self.runner.cancel_for(SUMS)
        self.runner.add(self._sum(self.chosen_lines()), SUMS)

    def _sum(self, lines: list[AttachmentLine]) -> Work:
        from msginspector.analysis.attachments.looks import sums

        for line in lines:
            if line.data_kind != "stream":
                self.bar.say(self.tr("Only files have checksums; save it to have one."), False)
                continue
            try:
                line.sums = yield from sums(line.row)
            except InspectorError as error:
                self.bar.say(f"{error.text} {error.hint}".rstrip(), True)
                return None
            self.line_changed(line)
            if len(lines) == 1:
                QGuiApplication.clipboard().setText(line.sha256)
                self.bar.say(self.tr("SHA-256 is on the clipboard: {0}").format(line.sha256), False)
        return None

    def _save_one(self, line: AttachmentLine) -> None:
        from PySide6.QtWidgets import QFileDialog

        from msginspector.export.attachment_files import saved_form

        try:
            form = saved_form(line.row)
        except InspectorError as error:
            self.bar.say(f"{error.text} {error.hint}".rstrip(), True)
            return
        path, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Save the attachment as a new file"), form.name,
            self.tr("All files (*)"), options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if path:
            self.out.save_as(line.row, os.path.abspath(path))

    def _save_into_folder(self, rows: list[ObjectRow]) -> None:
        from PySide6.QtWidgets import QFileDialog

        folder = QFileDialog.getExistingDirectory(
            self, self.tr("Save {0} attachments into a folder").format(len(rows))
        )
        if folder:
            self.out.save_all(rows, folder)

    # -- inside ---------------------------------------------------------------------------------

    def blank(self) -> None:
        """Show nothing, and stop reading and saving."""
        self.out.cancel()
        self.runner.cancel()
        self.bar.say("", False)
        self.view.clear()

    def finish(self) -> None:
        """Read what is to be shown at once."""
        self.runner.drain()
        self.view.finish()

    def _source_chosen(self, path: object, tag: object) -> None:
        line = self.view.line
        if line is not None:
            self.property_wanted.emit(path or line.path, tag)

    def _action(self, icon: str, text: str, run: Any) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"attachment-{icon}")
        action.setToolTip(text)
        action.setData(icon)
        action.setIcon(icons.icon(self.colors, icon, "dim"))
        action.triggered.connect(lambda _on=False: run())
        return action

    def _dress(self) -> None:
        own = (self.save_action, self.save_all_action, self.copy_action, self.sums_action)
        for action in own:  # the filter and texts below have actions of their own
            action.setIcon(icons.icon(self.colors, action.data(), "dim"))


class ListSplitter(QSplitter):
    """A list above what is shown of one row: as high as its rows, until somebody has moved it."""

    share_of_list = LIST_SHARE

    def __init__(self, above: ListTab, below: QWidget, colors: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._list = above
        self._moved = False
        self.setChildrenCollapsible(False)
        self.addWidget(above)
        self.addWidget(below)
        self.splitterMoved.connect(lambda _place, _number: self._keep())
        colors.changed.connect(self.share)

    def share(self) -> None:
        """Room for all rows, as long as more than half is left for what is below."""
        if self._moved or not self.height():
            return
        table = self._list.table
        rows = max(LEAST_ROWS, table.source.rowCount())
        names = table.horizontalHeader().height() + table.horizontalScrollBar().height()
        wanted = self._list.row.sizeHint().height() + names + rows * theme.tall(theme.ROW_PX)
        wanted = min(wanted, round(self.height() * self.share_of_list))
        self.setSizes([wanted, self.height() - wanted - self.handleWidth()])

    def saveState(self) -> QByteArray:
        """Where somebody has moved it; empty where nobody has."""
        return super().saveState() if self._moved else QByteArray()

    def restoreState(self, state: QByteArray) -> bool:  # type: ignore[override]
        """As it was saved; an empty state is that of the beginning."""
        self._moved = not state.isEmpty()
        if not self._moved:
            self.share()
            return True
        return super().restoreState(state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share()

    def _keep(self) -> None:
        self._moved = True


class AttachmentsTab(FilesTab):
    """The list of a message's attachments, and the one that is current below it."""

    def __init__(self, colors: Theme, clock: Clock, parent: QWidget) -> None:
        super().__init__(colors, clock, parent)
        nouns = (self.tr("attachment"), self.tr("attachments"))
        self.model = TableModel(COLUMNS)
        name = self.tr("Attachments")
        self.list = ListTab(name, nouns, self.model, colors, self, "attachments", lambda one: one)
        self.list.table.dress(hidden=HIDDEN_AT_FIRST)
        self.list.row_activated.connect(self.row_activated)
        self.splitter = ListSplitter(self.list, self.view, colors, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.splitter, 1)
        self.list.table.selectionModel().currentRowChanged.connect(self._show_current)
        DragOut(self.out, self.list.table.viewport(), self._rows_at, self._choose_alone)

    def shown_actions(self) -> tuple[QAction, ...]:
        """One more: all of them."""
        save, *others = super().shown_actions()
        return (save, self.save_all_action, *others)

    def fill(self, content: Iterable[tuple[ObjectRow, tuple[ObjectRow, ...]]]) -> None:
        """List the attachments of a message; the first one is shown."""
        self.blank()
        for message, rows in content:
            lines = list(lines_of(rows, message))
            self.list.fill(lines)
            self.runner.add(self._look(lines), LOOK)
        self.splitter.share()
        if self.model.rowCount():
            self.list.table.selectRow(0)
        self._show_current(self.list.table.currentIndex())

    def blank(self) -> None:
        """List nothing."""
        super().blank()
        self.list.blank()

    def chosen_lines(self) -> list[AttachmentLine]:
        """The selected rows, else the current one."""
        found = self.list.table.selectionModel().selectedRows()
        lines = [index.data(Role.OBJECT) for index in sorted(found, key=lambda index: index.row())]
        return lines or super().chosen_lines()

    def every_line(self) -> list[AttachmentLine]:
        """All rows, whatever the filter shows."""
        return list(self.model.rows)

    def line_changed(self, line: AttachmentLine) -> None:
        """Its row says what is known now."""
        super().line_changed(line)
        self.list.table.setColumnHidden(self.model.column("sha256"), False)
        row = next((n for n, other in enumerate(self.model.rows) if other is line), None)
        if row is not None:
            self.model.rows_changed(row, row)

    @property
    def table(self) -> SortedTable:
        """The list."""
        return self.list.table

    @property
    def filter(self) -> FilterLine:
        """What filters it."""
        return self.list.filter

    def stops(self) -> tuple[QWidget, ...]:
        """List, then what is shown of one."""
        return (*self.list.stops(), *self.buttons, *self.view.stops(), self.bar.button)

    def parts(self) -> dict[str, Part]:
        """Columns, and where the list ends."""
        return {**self.list.parts(), "splitter/attachments": self.splitter}

    def tables(self) -> dict[SortedTable | StorageTree, str]:
        """The list has the menu of attachments, the storages that of copying."""
        return {self.list.table: MENU, self.view.parts: ""}

    def _look(self, lines: list[AttachmentLine]) -> Work:
        """Look at each before somebody sorts or filters by what is seen."""
        for line in lines:
            if line.look is not None:
                yield None
        return None

    def _show_current(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        line = index.data(Role.OBJECT) if index.isValid() else None
        if isinstance(line, AttachmentLine):
            if line is not self.view.line:
                self.view.show_line(line)
        else:
            self.view.clear()

    def _choose_alone(self, place: QPoint) -> None:
        """A click on one of several selected rows: it alone is selected."""
        index = self.list.table.indexAt(place)
        if index.isValid():
            self.list.table.selectRow(index.row())

    def _rows_at(self, place: QPoint) -> tuple[ObjectRow, ...]:
        """What a drag from a place of the list takes along: the selection it is part of."""
        table = self.list.table
        index = table.indexAt(place)
        if not index.isValid():
            return ()
        if table.selectionModel().isSelected(index):
            return tuple(line.row for line in self.chosen_lines())
        return (index.data(Role.OBJECT).row,)


class PreviewTab(FilesTab):
    """One attachment that is selected itself."""

    def __init__(self, colors: Theme, clock: Clock, parent: QWidget) -> None:
        super().__init__(colors, clock, parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.view, 1)

    def fill(self, content: Iterable[ObjectRow]) -> None:
        """Show the attachment."""
        self.blank()
        for row in content:
            self.view.show_line(AttachmentLine(row, _ids_of_message(row)))

    def stops(self) -> tuple[QWidget, ...]:
        """What is shown of it."""
        return (*self.buttons, *self.view.stops(), self.bar.button)

    def tables(self) -> dict[SortedTable | StorageTree, str]:
        """The storages can be copied."""
        return {self.view.parts: ""}


def _ids_of_message(row: ObjectRow) -> frozenset[str]:
    """The content ids the body of the attachment's message shows."""
    from msginspector.analysis.attachments.looks import ids_in

    try:
        prop = next(iter(row.properties), None)
        html = None if prop is None else prop.of_message(0x10130102) or prop.of_message(0x1013001F)
        return frozenset() if html is None else ids_in(html)
    except InspectorError:
        return frozenset()

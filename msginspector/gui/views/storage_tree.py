"""The table of storages and streams: a tree in house style with columns, sorting and a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QByteArray,
    QItemSelection,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QStyleOptionViewItem, QTreeView, QWidget

from msginspector.gui import theme
from msginspector.gui.models.storage_entries import EntriesFilter, StorageEntries
from msginspector.gui.views.branches import INDENT_PX, paint_branch
from msginspector.gui.views.current_row import CurrentRow
from msginspector.gui.views.delegates import CellDelegate, Index, paint_frame
from msginspector.gui.views.fitted_columns import FittedColumns
from msginspector.gui.views.row_view import fill_formats_menu, paint_blank

if TYPE_CHECKING:
    from msginspector.gui.times import Clock

HIDDEN: Final = ("created",)
OPEN_ROWS: Final = 200
"""Storages below the root that are unfolded together where there are no more entries than this."""


class EntryDelegate(CellDelegate):
    """A cell of the tree; the frame of a row goes round the whole row."""

    def __init__(self, colors: theme.Theme, view: StorageTree) -> None:
        super().__init__(colors, view)  # type: ignore[arg-type]
        self._tree = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, theme.tall(theme.ROW_PX))

    def _frame(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self._tree
        current = view.currentIndex()
        same = current.row() == index.row() and current.parent() == index.parent()
        selected = view.selectionModel().isSelected(index)
        keyboard = view.hasFocus() and same
        if keyboard or (selected and self._theme.frames_selection):
            painter.setClipRect(option.rect)
            row = QRect(-view.horizontalOffset(), option.rect.top(), view.header().length(),
                        option.rect.height())  # fmt: skip
            paint_frame(painter, row, self._theme, keyboard=keyboard)
            painter.setClipping(False)


class StorageTree(QTreeView):
    """Storages and streams; speaks of directory entries, not of indexes."""

    chosen = Signal(object)  # directory entry, None for a group or nothing

    def __init__(self, colors: theme.Theme, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._current_row = CurrentRow(self)
        self._theme = colors
        self._note = ""
        self.entries = StorageEntries(clock, self)
        self.proxy = EntriesFilter(self)
        self.proxy.setSourceModel(self.entries)
        self.setModel(self.proxy)
        self.setAccessibleName(self.tr("Storages and streams"))
        delegate = EntryDelegate(colors, self)
        self.setItemDelegate(delegate)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(False)
        self.setMouseTracking(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._layout = FittedColumns(self, self.header(), self.entries.columns)
        self._layout.dress(HIDDEN)
        delegate.cut.connect(self._layout.need, Qt.ConnectionType.QueuedConnection)
        self.header().setFirstSectionMovable(False)
        self.setSortingEnabled(True)
        self._measure()
        colors.changed.connect(self._measure)

    # -- what others ask ------------------------------------------------------------------------

    @property
    def current(self) -> int | None:
        """The directory entry of the current row."""
        return self.entry_at(self.currentIndex())

    def entry_at(self, index: Index) -> int | None:
        """The directory entry of an index of this view; None of a group."""
        return self.entries.entry_of(self.proxy.mapToSource(index))

    def unfold(self) -> None:
        """Show what lies below the root, and in a small file what lies in its storages."""
        root = self.proxy.index(0, 0)
        self.setExpanded(root, True)
        if self.entries.number() <= OPEN_ROWS or self.proxy.shown is not None:
            self.expandAll()

    def select(self, entry: int) -> bool:
        """Make the row of a directory entry the current one; False where the filter hides it."""
        index = self.proxy.mapFromSource(self.entries.index_of(entry))
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def shows(self, entry: int) -> bool:
        """The filter lets a directory entry through."""
        return self.proxy.mapFromSource(self.entries.index_of(entry)).isValid()

    def set_note(self, text: str) -> None:
        """What an empty table says."""
        self._note = text
        self.viewport().update()

    def copy(self, name: str = "tsv") -> None:
        """The selected rows to the clipboard, in one of the row formats."""
        QGuiApplication.clipboard().setText(self.selected_text(name))

    def selected_text(self, name: str = "tsv") -> str:
        """The selected rows as text in one of the row formats, with the columns on show."""
        from msginspector.export.row_formats import FORMATS, Rows

        rows = self.selectionModel().selectedRows()
        rows.sort(key=lambda index: self.visualRect(index).y())
        numbers = self.columns_on_show()
        columns = [self.entries.columns[number] for number in numbers]
        cells = [[str(index.siblingAtColumn(n).data() or "") for n in numbers] for index in rows]
        keys = [column.key for column in columns]
        write = next(one.write for one in FORMATS if one.name == name)
        documents = (dict(zip(keys, row, strict=True)) for row in cells)
        return write(Rows([column.title for column in columns], cells, lambda: documents))

    def fill_formats_menu(self, menu: QMenu) -> QMenu:
        """An entry for each way to copy the selected rows."""
        return fill_formats_menu(menu, self.copy)

    def columns_on_show(self) -> list[int]:
        """The numbers of the columns that are not hidden, in the order somebody gave them."""
        return self._layout.on_show()

    def saveState(self) -> QByteArray:
        """Order, widths and choice of the columns; empty where nobody has changed them."""
        return self._layout.save()

    def restoreState(self, state: QByteArray) -> bool:
        """Columns as they were saved; whether they could be restored."""
        return self._layout.restore(state)

    def fill_columns_menu(self, menu: QMenu) -> QMenu:
        """An entry for each column that shows or hides it; the first one always stays."""
        return self._layout.fill_menu(menu)

    # -- inside ---------------------------------------------------------------------------------

    def _measure(self) -> None:
        """Rows and columns grow with the text."""
        self.setIndentation(theme.scaled(INDENT_PX))
        self.doItemsLayout()
        self._layout.measure()

    # -- Qt's -----------------------------------------------------------------------------------

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._current_row.note(selected)
        rows = self.selectionModel().selectedRows()
        if rows:
            self.chosen.emit(self.entry_at(self.currentIndex()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        paint_branch(painter, rect, index, self, self._theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_blank(self, self._note, self._theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layout.fit()

    def minimumSizeHint(self) -> QSize:
        return self._layout.least_size()

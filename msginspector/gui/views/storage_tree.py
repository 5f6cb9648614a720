"""The table of storages and streams: a tree in house style with columns, sorting and a filter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QItemSelection,
    QPoint,
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

if TYPE_CHECKING:
    from msginspector.gui.times import Clock

HIDDEN: Final = ("created",)
LEAST_PX: Final = 80
OPEN_ROWS: Final = 200
"""Storages below the root that are unfolded together where there are no more entries than this."""
_NOTE: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


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
        self.setItemDelegate(EntryDelegate(colors, self))
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(False)
        self.setMouseTracking(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._dress_header()
        self._scale = theme.scaled(100)
        self._fitted: list[int] = []
        for number, column in enumerate(self.entries.columns):
            self.setColumnWidth(number, self._wide(number))
            self.setColumnHidden(number, column.key in HIDDEN)
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
        from msginspector.export.row_formats import FORMATS

        for one in FORMATS:
            title = QCoreApplication.translate("RowFormat", one.title)
            action = menu.addAction(title, partial(self.copy, one.name))
            action.setObjectName(f"copy-as-{one.name}")
        return menu

    def columns_on_show(self) -> list[int]:
        """The numbers of the columns that are not hidden, in the order somebody gave them."""
        shown = (n for n in range(len(self.entries.columns)) if not self.isColumnHidden(n))
        return sorted(shown, key=self.header().visualIndex)

    def saveState(self) -> QByteArray:
        """Order, widths and choice of the columns."""
        return self.header().saveState()

    def restoreState(self, state: QByteArray) -> bool:
        """Columns as they were saved; whether they could be restored."""
        restored = self.header().restoreState(state)
        self._fit()
        return restored

    def fill_columns_menu(self, menu: QMenu) -> QMenu:
        """An entry for each column that shows or hides it; the first one always stays."""
        for number, column in enumerate(self.entries.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.setEnabled(number > 0)
            action.toggled.connect(lambda on, n=number: self.setColumnHidden(n, not on))
        return menu

    # -- inside ---------------------------------------------------------------------------------

    def _dress_header(self) -> None:
        header = self.header()
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setFirstSectionMovable(False)
        header.setMinimumSectionSize(40)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._choose_columns)

    def _choose_columns(self, position: QPoint) -> None:
        menu = self.fill_columns_menu(QMenu(self))
        menu.exec(self.header().mapToGlobal(position))
        menu.deleteLater()

    def _measure(self) -> None:
        """Rows and columns grow with the text."""
        self.setIndentation(theme.scaled(INDENT_PX))
        scale = theme.scaled(100)
        if scale != self._scale:
            before, self._scale = self._scale, scale
            for number in range(len(self.entries.columns)):
                self.setColumnWidth(number, round(self.columnWidth(number) * scale / before))
            self._fitted = self._widths()
        self.doItemsLayout()
        self._fit()

    def _wide(self, number: int) -> int:
        return round(self.entries.columns[number].width * self._scale / 100)

    def _widths(self) -> list[int]:
        return [self.columnWidth(number) for number in self.columns_on_show()[:-1]]

    def _wished(self) -> list[int]:
        return [self._wide(number) for number in self.columns_on_show()[:-1]]

    def _fit(self) -> None:
        """Let columns give way to a narrow window, unless somebody has set their widths."""
        if self._widths() not in (self._fitted, self._wished()):
            return
        shown = self.columns_on_show()
        over = sum(map(self._wide, shown)) - self.viewport().width()
        for number in shown:
            least = round(self.entries.columns[number].least * self._scale / 100)
            give = max(0, min(over, self._wide(number) - least)) if least else 0
            self.setColumnWidth(number, self._wide(number) - give)
            over -= give
        self._fitted = self._widths()

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
        if self._note and not self.proxy.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(self._theme.color("dim"))
            room = self.viewport().rect().adjusted(12, 12, -12, -12)
            painter.drawText(room, _NOTE, self._note)
        if self.hasFocus() and not self.currentIndex().isValid():  # no row shows the keyboard
            frame = self.viewport().rect()
            paint_frame(QPainter(self.viewport()), frame, self._theme, keyboard=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Column names and one row."""
        names = self.header().sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(LEAST_PX, names + theme.tall(theme.ROW_PX) + bar)

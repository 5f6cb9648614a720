"""Tables in house style, for models whose columns are rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QByteArray,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from msginspector.gui import theme
from msginspector.gui.roles import Role
from msginspector.gui.views.current_row import CurrentRow
from msginspector.gui.views.delegates import CellDelegate
from msginspector.gui.views.fitted_columns import FittedColumns
from msginspector.gui.views.row_view import fill_formats_menu, paint_blank

if TYPE_CHECKING:
    from msginspector.export.row_formats import Rows
    from msginspector.gui.models.table import Column, TableModel


class HouseTable(QTableView):
    """A table view in house style for a model made of `Column`s."""

    def __init__(
        self, name: str, columns: tuple[Column, ...], colors: theme.Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._current_row = CurrentRow(self)
        self.setAccessibleName(name)
        self._columns = columns
        self._theme = colors
        self._note = ""
        delegate = CellDelegate(colors, self)
        self.setItemDelegate(delegate)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._layout = FittedColumns(self, self.horizontalHeader(), columns)
        delegate.cut.connect(self._layout.need, Qt.ConnectionType.QueuedConnection)
        self._measure()
        colors.changed.connect(self._measure)

    @property
    def colors(self) -> theme.Theme:
        """The theme it is painted in."""
        return self._theme

    def _measure(self) -> None:
        """Rows are as high as the text size wants them; columns keep their proportions."""
        rows, height = self.verticalHeader(), theme.tall(theme.ROW_PX)
        rows.setMinimumSectionSize(height)
        rows.setDefaultSectionSize(height)
        self._layout.measure()

    def dress(self, *, sortable: bool = True, hidden: Iterable[str] = ()) -> None:
        """Column widths, sorting and hidden columns, once the model is set."""
        self._layout.dress(hidden)
        if sortable:
            self.setSortingEnabled(True)

    def saveState(self) -> QByteArray:
        """Order, widths and choice of the columns; empty where nobody has changed them."""
        return self._layout.save()

    def restoreState(self, state: QByteArray) -> bool:
        """Columns as they were saved; whether they could be restored."""
        return self._layout.restore(state)

    def set_note(self, text: str) -> None:
        """What an empty table says."""
        self._note = text
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_blank(self, self._note, self._theme)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._current_row.note(selected)

    def selectRow(self, row: int) -> None:
        # Qt looks for a column at the edge of the viewport: read from right to left there is none.
        choose = QItemSelectionModel.SelectionFlag
        index = self.model().index(row, self.columns_on_show()[0])
        self.selectionModel().setCurrentIndex(index, choose.ClearAndSelect | choose.Rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt would copy the current cell alone.
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layout.fit()

    def minimumSizeHint(self) -> QSize:
        return self._layout.least_size()

    def copy(self, name: str = "tsv") -> None:
        """The selected rows to the clipboard, in one of the row formats."""
        QGuiApplication.clipboard().setText(self.selected_text(name))

    def selected_text(self, name: str = "tsv") -> str:
        """The selected rows as text in one of the row formats, with the columns on show."""
        from msginspector.export.row_formats import FORMATS  # not before the first window

        write = next(one.write for one in FORMATS if one.name == name)
        return write(self._selected_rows())

    def _selected_rows(self) -> Rows:
        from msginspector.export.row_formats import Rows

        rows = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        numbers = self.columns_on_show()
        columns = [self._columns[number] for number in numbers]
        cells = [[str(index.siblingAtColumn(n).data() or "") for n in numbers] for index in rows]
        return Rows(
            [column.title for column in columns], cells,
            lambda: (self._document(index.data(Role.OBJECT), columns) for index in rows),
        )  # fmt: skip

    def _document(self, line: object, columns: Sequence[Column]) -> object:
        """A row for JSON."""
        return {column.key: column.text(line) for column in columns}

    def fill_formats_menu(self, menu: QMenu) -> QMenu:
        """An entry for each way to copy the selected rows."""
        return fill_formats_menu(menu, self.copy)

    def columns_on_show(self) -> list[int]:
        """The numbers of the columns that are not hidden, in the order somebody gave them."""
        return self._layout.on_show()

    def fill_columns_menu(self, menu: QMenu) -> QMenu:
        """An entry for each column that shows or hides it; the first one always stays."""
        return self._layout.fill_menu(menu)


class SortedTable(HouseTable):
    """A house table with its own model and a sorting proxy."""

    chosen = Signal(object)  # the object of a row: double click, or Return

    def __init__(
        self,
        name: str,
        model: TableModel,
        colors: theme.Theme,
        parent: QWidget,
        proxy: QSortFilterProxyModel | None = None,
    ) -> None:
        super().__init__(name, model.columns, colors, parent)
        self.source = model
        model.setParent(self)
        # A filter in Python costs a call a row: tables without a filter line go without.
        self.proxy = proxy or QSortFilterProxyModel(self)
        self.proxy.setSortRole(Role.SORT)
        self.proxy.setSourceModel(model)
        self.setModel(self.proxy)
        self.activated.connect(self._choose)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(Role.OBJECT))

    def current_object(self) -> object:
        """The object of the one selected row, else of the current row; None if there is none."""
        chosen = self.selectionModel().selection()
        alone = chosen.size() == 1 and chosen.first().height() == 1
        index = chosen.first().topLeft() if alone else self.currentIndex()
        return index.data(Role.OBJECT) if index.isValid() else None

    def _document(self, line: object, columns: Sequence[Column]) -> object:
        return self.source.document(line, columns)

    def select_row(self, source_row: int) -> None:
        """Make a row of the model the current one and bring it into view."""
        index = self.proxy.mapFromSource(self.source.index(source_row, 0))
        if index.isValid():
            self.selectRow(index.row())
            self.scrollTo(index)

"""Tables in house style, for models whose columns are rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from msginspector.gui import theme
from msginspector.gui.roles import Role
from msginspector.gui.views.current_row import CurrentRow
from msginspector.gui.views.delegates import CellDelegate, paint_frame

if TYPE_CHECKING:
    from msginspector.export.row_formats import Rows
    from msginspector.gui.models.table import Column, TableModel

LEAST_PX: Final = 80  # of width
_NAME_PAD: Final = 8  # at both ends of a column name; the arrow of sorting stands in it
_NOTE: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


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
        self._fitted: list[int] = []
        self.setItemDelegate(CellDelegate(colors, self))
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
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(40)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._scale = theme.scaled(100)
        self._names: list[int] = []
        self._measure()
        colors.changed.connect(self._measure)
        header.customContextMenuRequested.connect(self._choose_columns)

    @property
    def colors(self) -> theme.Theme:
        """The theme it is painted in."""
        return self._theme

    def _measure(self) -> None:
        """Rows are as high as the text size wants them; columns keep their proportions."""
        rows, height, scale = self.verticalHeader(), theme.tall(theme.ROW_PX), theme.scaled(100)
        rows.setMinimumSectionSize(height)
        rows.setDefaultSectionSize(height)
        untouched = self.model() is not None and self._untouched()
        words = QFontMetrics(theme.text_font())
        self._names = [
            words.horizontalAdvance(column.title) + 2 * _NAME_PAD for column in self._columns
        ]
        before, self._scale = self._scale, scale
        if self.model() is None:
            return
        for number in range(len(self._columns)):
            width = round(self.columnWidth(number) * scale / before)
            self.setColumnWidth(number, self._wide(number) if untouched or not width else width)
        self._fit()

    def _wide(self, number: int) -> int:
        """How wide a column is where there is room."""
        return self._in_pixels(number, self._columns[number].width)

    def _in_pixels(self, number: int, width: int) -> int:
        """A width of a column at the size of text; its name fits, whatever the font."""
        return max(round(width * self._scale / 100), self._names[number])

    def dress(self, *, sortable: bool = True, hidden: Iterable[str] = ()) -> None:
        """Column widths, sorting and hidden columns, once the model is set."""
        unwanted = frozenset(hidden)
        for number, column in enumerate(self._columns):
            self.setColumnWidth(number, self._wide(number))
            self.setColumnHidden(number, column.key in unwanted)
        if sortable:
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self.setSortingEnabled(True)

    def saveState(self) -> QByteArray:
        """Order, widths and choice of the columns."""
        return self.horizontalHeader().saveState()

    def restoreState(self, state: QByteArray) -> bool:
        """Columns as they were saved; whether they could be restored."""
        restored = self.horizontalHeader().restoreState(state)
        self._fit()
        return restored

    def set_note(self, text: str) -> None:
        """What an empty table says."""
        self._note = text
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._note and not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(self._theme.color("dim"))
            room = self.viewport().rect().adjusted(12, 12, -12, -12)
            painter.drawText(room, _NOTE, self._note)
        if self.hasFocus() and not self.currentIndex().isValid():  # no row shows the keyboard
            frame = self.viewport().rect()
            paint_frame(QPainter(self.viewport()), frame, self._theme, keyboard=True)

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
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Column names and one row."""
        names = self.horizontalHeader().sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(LEAST_PX, names + theme.tall(theme.ROW_PX) + bar)

    def _fit(self) -> None:
        """Let columns give way to a narrow window, unless somebody has set their widths."""
        if self.model() is None or not self._untouched():
            return
        shown = self.columns_on_show()
        over = sum(map(self._wide, shown)) - self.viewport().width()
        for number in shown:
            least = self._columns[number].least
            give = self._wide(number) - self._in_pixels(number, least) if least else 0
            give = max(0, min(over, give))
            self.setColumnWidth(number, self._wide(number) - give)
            over -= give
        self._fitted = self._widths()

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
        from msginspector.export.row_formats import FORMATS

        for one in FORMATS:
            title = QCoreApplication.translate("RowFormat", one.title)
            action = menu.addAction(title, partial(self.copy, one.name))
            action.setObjectName(f"copy-as-{one.name}")
        return menu

    def columns_on_show(self) -> list[int]:
        """The numbers of the columns that are not hidden, in the order somebody gave them."""
        shown = (n for n in range(len(self._columns)) if not self.isColumnHidden(n))
        return sorted(shown, key=self.horizontalHeader().visualIndex)

    def _widths(self) -> list[int]:
        """The widths of the columns on show, without the last one, which stretches."""
        return [self.columnWidth(number) for number in self.columns_on_show()[:-1]]

    def _untouched(self) -> bool:
        """Whether nobody has set the widths of its columns."""
        wished = [self._wide(number) for number in self.columns_on_show()[:-1]]
        return self._widths() in (self._fitted, wished)

    def fill_columns_menu(self, menu: QMenu) -> QMenu:
        """An entry for each column that shows or hides it; the first one always stays."""
        for number, column in enumerate(self._columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.setEnabled(number > 0)
            action.toggled.connect(lambda on, n=number: self.setColumnHidden(n, not on))
        return menu

    def _choose_columns(self, position: QPoint) -> None:
        menu = self.fill_columns_menu(QMenu(self))
        menu.exec(self.horizontalHeader().mapToGlobal(position))
        menu.deleteLater()


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

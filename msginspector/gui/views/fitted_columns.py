"""The columns of a table or tree: how wide they are, which are on show, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu

from msginspector.gui import theme

if TYPE_CHECKING:
    from msginspector.gui.models.table import Column

LEAST_PX: Final = 80  # of width
_LEAST_COLUMN_PX: Final = 40
_NAME_PAD: Final = 8  # at both ends of a column name; the arrow of sorting stands in it


class FittedColumns(QObject):
    """Lays out the columns of a view.

    They grow with words, none is narrower than its name or a number in it, and those that may give
    way to a narrow window, until somebody sets their widths. The delegate of the view tells of
    numbers that are cut.
    """

    def __init__(
        self, view: QAbstractItemView, header: QHeaderView, columns: tuple[Column, ...]
    ) -> None:
        super().__init__(view)
        self._view = view
        self._header = header
        self._columns = columns
        self._fitted: list[int] = []
        self._scale = theme.scaled(100)
        self._names = [0] * len(columns)  # until it is measured
        self._numbers: dict[int, int] = {}
        self._hidden: frozenset[int] = frozenset()  # at first
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(_LEAST_COLUMN_PX)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._choose)

    def dress(self, hidden: Iterable[str] = ()) -> None:
        """Widths and hidden columns at first, once the model is set."""
        unwanted = frozenset(hidden)
        self._hidden = frozenset(n for n, one in enumerate(self._columns) if one.key in unwanted)
        self._begin()

    def measure(self) -> None:
        """Words have another size or font: columns keep their proportions."""
        untouched = self._untouched()
        self._names = self._name_widths()
        self._numbers.clear()
        before, self._scale = self._scale, theme.scaled(100)
        if not self._header.count():
            return
        for number in range(len(self._columns)):
            width = round(self._header.sectionSize(number) * self._scale / before)
            chosen = width and not untouched
            self._header.resizeSection(number, width if chosen else self._wide(number))
        self.fit()

    def fit(self) -> None:
        """Let columns give way to a narrow window, unless somebody has set their widths."""
        if not self._header.count() or not self._untouched():
            return
        shown = self.on_show()
        over = sum(map(self._wide, shown)) - self._view.viewport().width()
        for number in shown:
            least = self._columns[number].least
            give = self._wide(number) - self._in_pixels(number, least) if least else 0
            give = max(0, min(over, give))
            self._header.resizeSection(number, self._wide(number) - give)
            over -= give
        self._fitted = self._widths()

    def need(self, number: int, pixels: int) -> None:
        """A number in a column needs so many pixels."""
        if pixels > self._numbers.get(number, 0) and self._untouched():
            self._numbers[number] = pixels
            self.fit()

    def save(self) -> QByteArray:
        """Order, widths and choice of the columns; empty where nobody has changed them."""
        return QByteArray() if self._is_as_at_first() else self._header.saveState()

    def restore(self, state: QByteArray) -> bool:
        """Columns as they were saved; whether they could be. An empty state is that at first."""
        restored = True
        if state.isEmpty():
            self._begin()
        else:
            restored = self._header.restoreState(state)
        self.fit()
        return restored

    def on_show(self) -> list[int]:
        """The numbers of the columns that are not hidden, in the order somebody gave them."""
        header = self._header
        shown = (n for n in range(len(self._columns)) if not header.isSectionHidden(n))
        return sorted(shown, key=header.visualIndex)

    def fill_menu(self, menu: QMenu) -> QMenu:
        """An entry for each column that shows or hides it; the first one always stays."""
        for number, column in enumerate(self._columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self._header.isSectionHidden(number))
            action.setEnabled(number > 0)
            action.toggled.connect(partial(self._show, number))
        return menu

    def least_size(self) -> QSize:
        """Room for column names and one row."""
        names = self._header.sizeHint().height()
        bar = self._view.horizontalScrollBar().sizeHint().height()
        return QSize(LEAST_PX, names + theme.tall(theme.ROW_PX) + bar)

    def _show(self, number: int, on: bool) -> None:
        """Show or hide a column; the others make room for it, or take its own."""
        untouched = self._untouched()
        self._header.setSectionHidden(number, not on)
        if untouched:
            self._fitted = self._widths()
            self.fit()

    def _begin(self) -> None:
        """Widths, order and choice as they are at first, nothing sorted."""
        header = self._header
        for number in range(len(self._columns)):
            header.moveSection(header.visualIndex(number), number)
            header.resizeSection(number, self._wide(number))
            header.setSectionHidden(number, number in self._hidden)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _is_as_at_first(self) -> bool:
        header, numbers = self._header, range(len(self._columns))
        return (
            self._untouched()
            and header.sortIndicatorSection() == -1
            and all(header.visualIndex(number) == number for number in numbers)
            and all(header.isSectionHidden(n) is (n in self._hidden) for n in numbers)
        )

    def _choose(self, position: QPoint) -> None:
        menu = self.fill_menu(QMenu(self._view))
        menu.exec(self._header.mapToGlobal(position))
        menu.deleteLater()

    def _name_widths(self) -> list[int]:
        words = QFontMetrics(theme.text_font())
        return [words.horizontalAdvance(column.title) + 2 * _NAME_PAD for column in self._columns]

    def _wide(self, number: int) -> int:
        """How wide a column is where there is room."""
        return self._in_pixels(number, self._columns[number].width)

    def _in_pixels(self, number: int, width: int) -> int:
        """A width of a column at the size of words; its name fits, whatever the font."""
        least = max(self._names[number], self._numbers.get(number, 0))
        return max(round(width * self._scale / 100), least)

    def _untouched(self) -> bool:
        """Nobody has set the widths of the columns."""
        if not self._header.count():
            return True
        return self._widths() in (self._fitted, [self._wide(n) for n in self.on_show()[:-1]])

    def _widths(self) -> list[int]:
        """The widths of the columns on show, without the last one, which stretches."""
        return [self._header.sectionSize(number) for number in self.on_show()[:-1]]

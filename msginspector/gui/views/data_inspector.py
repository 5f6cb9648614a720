"""What the bytes at the cursor would be: a compact list of readings, which follows the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from msginspector.analysis.byte_values import WINDOW, Reading, readings
from msginspector.gui import icons, theme
from msginspector.gui.models.table import Column, TableModel
from msginspector.gui.roles import Role
from msginspector.gui.views.chrome import PanelHeader
from msginspector.gui.views.delegates import paint_frame

if TYPE_CHECKING:
    from collections.abc import Callable

ROW_PX: Final = 22
LABEL_PX: Final = 92
COLUMN_PX: Final = 230  # of a reading, at least
LEAST_ROWS: Final = 3
_PAD: Final = 12


def _said(reading: Reading) -> str:
    return f"{reading.label}: {reading.text}"


COLUMNS: Final = (
    Column("reading", "Reading", COLUMN_PX, _said, tip=lambda reading: reading.text, mono=True),
)


class ReadingDelegate(QStyledItemDelegate):
    """Label and value of a reading side by side."""

    def __init__(self, colors: theme.Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = colors
        self._view = view

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        reading: Reading = index.data(Role.OBJECT)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self._theme.color("selection"))
            keyboard = self._view.hasFocus()
            if keyboard or self._theme.frames_selection:
                paint_frame(painter, option.rect, self._theme, keyboard=keyboard)
        rect = option.rect.adjusted(_PAD, 0, -4, 0)
        line = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(theme.text_font(theme.SMALL_PX))
        painter.setPen(self._theme.color("dim"))
        painter.drawText(rect, line, reading.label)
        rect = QRect(rect)
        rect.setLeft(rect.left() + theme.scaled(LABEL_PX))
        font = theme.mono_font()
        painter.setFont(font)
        painter.setPen(self._theme.color("text" if reading.size else "dim"))
        mode = Qt.TextElideMode.ElideRight
        text = QFontMetrics(font).elidedText(reading.text, mode, rect.width())
        painter.drawText(rect, line, text)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(theme.scaled(COLUMN_PX), theme.tall(ROW_PX))


class ReadingList(QListView):
    """Readings in as many columns as there is room for."""

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("readings")
        self.setAccessibleName(self.tr("Readings of the bytes at the cursor"))
        self.source = TableModel(COLUMNS)
        self.source.setParent(self)
        self.setModel(self.source)
        self.setItemDelegate(ReadingDelegate(colors, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        colors.changed.connect(self._fit)

    def rows(self) -> int:
        """Rows that all readings take in the columns there are."""
        return -(-self.source.rowCount() // self._columns())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            QGuiApplication.clipboard().setText(self.currentIndex().data(Role.OBJECT).text)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.selectedIndexes():  # the frame of the selected one shows the keyboard
            self.setCurrentIndex(self.source.index(max(self.currentIndex().row(), 0), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _columns(self) -> int:
        return max(1, self.viewport().width() // theme.scaled(COLUMN_PX))

    def _fit(self) -> None:
        wide = max(1, (self.viewport().width() - 1) // self._columns())
        self.setGridSize(QSize(wide, theme.tall(ROW_PX)))


class DataInspector(QWidget):
    """Header with the place and the order of bytes, readings below."""

    order_changed = Signal()

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("data-inspector")
        self._theme = colors
        self._at: Callable[[], tuple[int, bytes]] = lambda: (0, b"")
        self.header = PanelHeader(self.tr("Data inspector"), self)
        self.big_endian = QAction(self.tr("Big-endian"), self)
        self.big_endian.setCheckable(True)
        self.big_endian.setToolTip(self.tr("Read numbers with their highest byte first"))
        self.big_endian.toggled.connect(lambda _on: self._turned())
        self.close_ = QAction(self.tr("Close the data inspector"), self)
        self.header.add_button(self.big_endian, words=True)
        self.header.add_button(self.close_)
        self.list = ReadingList(colors, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.list, 1)
        colors.changed.connect(self._dress)
        self._dress()
        self.show_at(0, b"")

    def watch(self, at: Callable[[], tuple[int, bytes]]) -> None:
        """Where the bytes come from: their offset and up to `WINDOW` of them."""
        self._at = at

    def follow(self) -> None:
        """The cursor is elsewhere; nothing is read while the list does not show."""
        if self.isVisible():
            self.show_at(*self._at())

    def show_at(self, offset: int, data: bytes) -> None:
        """Show the readings of these bytes."""
        place = self.tr("at {0} (0x{1})").format(offset, f"{offset:X}") if data else ""
        self.header.set_facts(self.tr("Data inspector"), place)
        row = self.list.currentIndex().row()
        big = self.big_endian.isChecked()
        self.list.source.set_rows(readings(data[:WINDOW], big_endian=big))
        if row >= 0:
            self.list.setCurrentIndex(self.list.source.index(row, 0))

    def reading(self, key: str) -> str:
        """What one of the readings says."""
        rows: list[Reading] = list(self.list.source.rows)
        return next(row.text for row in rows if row.key == key)

    def wanted_height(self) -> int:
        """The height at which nothing has to be scrolled to."""
        return self.header.height() + self.list.rows() * theme.tall(ROW_PX) + 4

    def least_height(self) -> int:
        """The height below which the inspector is of no use."""
        return self.header.height() + LEAST_ROWS * theme.tall(ROW_PX) + 4

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.header.height())

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.follow()

    def _turned(self) -> None:
        self.follow()
        self.order_changed.emit()

    def _dress(self) -> None:
        self.close_.setIcon(icons.icon(self._theme, "close", "dim"))

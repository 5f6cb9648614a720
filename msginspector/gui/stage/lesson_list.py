"""A list of titles with a sentence below each: scripts to choose from, mistakes of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from msginspector.gui import theme, tips
from msginspector.gui.roles import Role
from msginspector.gui.stage.words import breakable
from msginspector.gui.views.delegates import paint_frame, paint_ground

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex

EDGE_PX: Final = 14
PAD_PX: Final = 9
GAP_PX: Final = 2
LINES_LIMIT: Final = 12  # of text in a row
_FLAGS: Final = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row: what stands in front, a title, a sentence; `value` is what choosing it chooses.

    Without a value it is a heading.
    """

    title: str
    words: str = ""
    front: str = ""
    value: object = None


class RowDelegate(QStyledItemDelegate):
    """Paints rows as high as their words need."""

    def __init__(self, colors: Theme, view: RowList) -> None:
        super().__init__(view)
        self._theme = colors
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(Role.OBJECT)
        colors = self._theme
        painter.save()
        if row.value is not None:
            paint_ground(painter, option, colors)
        for text, font, token, place in self._parts(row, option.rect):
            painter.setFont(font)
            painter.setPen(colors.color(token))
            shown = QStyle.visualRect(option.direction, option.rect, place)
            painter.drawText(shown, int(_FLAGS), text)
        painter.setPen(colors.color("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()
        keyboard = self._view.hasFocus() and index == self._view.currentIndex()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if row.value is not None and (keyboard or (selected and colors.frames_selection)):
            paint_frame(painter, option.rect, colors, keyboard=keyboard)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._view.room()
        parts = self._parts(index.data(Role.OBJECT), QRect(0, 0, width, 0))
        return QSize(width, max(place.bottom() for *_, place in parts) + 1 + PAD_PX)

    def _parts(self, row: ListedRow, rect: QRect) -> list[tuple[str, QFont, str, QRect]]:
        """Words with font, colour and place."""
        heading = row.value is None
        strong = theme.text_font(theme.SMALL_PX if heading else theme.TEXT_PX, strong=True)
        gutter = 0 if heading else self._gutter()
        left, top = rect.left() + EDGE_PX + gutter, rect.top() + PAD_PX
        width = max(1, rect.left() + self._view.room() - EDGE_PX - left)
        parts = []
        if row.front:
            place = QRect(left - gutter, top, gutter, _height(row.title, strong, width))
            parts.append((row.front, theme.text_font(), "dim", place))
        for text, font, token in (
            (row.title, strong, "dim" if heading else "text"),
            (row.words, theme.text_font(), "dim"),
        ):
            if text:
                text = breakable(text, QFontMetrics(font), width)
                height = _height(text, font, width)
                parts.append((text, font, token, QRect(left, top, width, height)))
                top += height + GAP_PX
        return parts

    def _gutter(self) -> int:
        """As wide as the longest of what stands in front."""
        longest = self._view.widest
        if not longest:
            return 0
        return QFontMetrics(theme.text_font()).horizontalAdvance(longest) + EDGE_PX


def _height(text: str, font: QFont, width: int) -> int:
    metrics = QFontMetrics(font)
    room = QRect(0, 0, width, LINES_LIMIT * metrics.lineSpacing())
    return min(metrics.boundingRect(room, int(_FLAGS), text).height(), room.height())


class RowList(QListWidget):
    """Rows to choose from, by mouse or by Return and Space."""

    chosen = Signal(object)  # the value of a row

    def __init__(self, name: str, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.widest = ""
        """The longest of what stands in front of a row."""
        self.setObjectName("row-list")
        self.setAccessibleName(name)
        self.setItemDelegate(RowDelegate(colors, self))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.itemClicked.connect(self._choose)
        colors.changed.connect(self.doItemsLayout)

    def show_rows(self, rows: Iterable[ListedRow]) -> None:
        """These, and the first that can be chosen is current."""
        self.clear()
        listed = list(rows)
        self.widest = max((row.front for row in listed), key=len, default="")
        for row in listed:
            item = QListWidgetItem(row.title, self)
            item.setData(Role.OBJECT, row)
            item.setData(Qt.ItemDataRole.AccessibleTextRole,
                         " ".join(filter(None, (row.front, row.title))))  # fmt: skip
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, row.words)
            item.setToolTip(tips.plain(row.words))
            if row.value is None:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
        first = next((n for n, row in enumerate(listed) if row.value is not None), -1)
        self.setCurrentRow(first)

    def rows(self) -> list[ListedRow]:
        """What is listed."""
        return [self.item(number).data(Role.OBJECT) for number in range(self.count())]

    def room(self) -> int:
        """The width of rows, with a scroll bar and without: rows must not change with it."""
        return self.width() - 2 * self.frameWidth() - self.verticalScrollBar().sizeHint().width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentItem())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.doItemsLayout()

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(Role.OBJECT).value is not None:
            self.chosen.emit(item.data(Role.OBJECT).value)

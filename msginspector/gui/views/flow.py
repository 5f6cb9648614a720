"""A row of controls that goes on in the next line where the window is narrow or words are large."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class FlowLayout(QLayout):
    """Lays widgets side by side; those from `break_before` on stand at the right where they fit."""

    def __init__(self, parent: QWidget, spacing: int, line_spacing: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._right: QWidget | None = None
        self._gaps = spacing, line_spacing

    def push_right_from(self, widget: QWidget) -> None:
        """This widget and all after it stand at the right end of their line."""
        self._right = widget

    # -- Qt's questions ---------------------------------------------------------------------------

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay_out(rect, place=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    # -- inside -----------------------------------------------------------------------------------

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lay_out(self, rect: QRect, *, place: bool) -> int:
        margins = self.contentsMargins()
        room = rect.width() - margins.left() - margins.right()
        y = rect.y() + margins.top()
        for line in self._lines(room):
            height = max(item.sizeHint().height() for item in line)
            if place:
                self._place_line(line, QRect(rect.x() + margins.left(), y, room, height))
            y += height + self._gaps[1]
        y = max(y - self._gaps[1], rect.y() + margins.top())
        return y + margins.bottom() - rect.y()

    def _lines(self, room: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        items = self._shown()
        for number, item in enumerate(items):
            # what stands at the right stays together where a line has room for it
            together = items[number:] if item.widget() is self._right else [item]
            width = self._wide(together)
            if width > room:
                width = item.sizeHint().width()
            if not lines or used + self._gaps[0] + width > room:
                lines.append([])
                used = -self._gaps[0]
            lines[-1].append(item)
            used += self._gaps[0] + item.sizeHint().width()
        return lines

    def _wide(self, items: list[QLayoutItem]) -> int:
        gaps = self._gaps[0] * (len(items) - 1)
        return sum(item.sizeHint().width() for item in items) + gaps

    def _place_line(self, line: list[QLayoutItem], rect: QRect) -> None:
        x = rect.x()
        for number, item in enumerate(line):
            size = item.sizeHint()
            if item.widget() is self._right:
                x = max(x, rect.right() + 1 - self._wide(line[number:]))
            width = min(size.width(), rect.width())
            top = rect.y() + (rect.height() - size.height()) // 2
            place = QRect(x, top, width, size.height())
            item.setGeometry(QStyle.visualRect(self._direction(), rect, place))
            x += width + self._gaps[0]

    def _direction(self) -> Qt.LayoutDirection:
        """The way words are read where this is laid out."""
        widget = self.parentWidget()
        return Qt.LayoutDirection.LeftToRight if widget is None else widget.layoutDirection()

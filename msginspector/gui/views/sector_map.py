"""The sectors of a file as a picture: a cell a sector, or for so many sectors as the room allows.

Cells say their kind by colour and by a letter or pattern; the sectors of what is selected are
filled with the accent. The mouse points, a click or Return chooses; keys move from cell to cell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from msginspector.gui import spoken, theme
from msginspector.gui.views.sector_look import GAP_PX, HEADER, WRONG, Swatches, pitch

if TYPE_CHECKING:
    from msginspector.storage.sector_table import SectorTable

MARGIN_PX: Final = 12
LEAST_PX: Final = 120
MOST_ZOOM: Final = 1 << 24
FEW_PAGES: Final = 4
"""So many times the room are few sectors: each has a cell, and the map scrolls."""
Lit = Callable[[int, int], bool]
"""Whether one of the sectors (first, number) belongs to what is selected."""

_STEPS: Final[dict[Qt.Key, tuple[int, int]]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ZOOMS: Final = {
    Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_0: 0
}  # fmt: skip


def _nothing_lit(_first: int, _number: int) -> bool:
    return False


class SectorMapView(QAbstractScrollArea):
    """The map of one `SectorTable`. With `lead` the header has a cell before sector 0."""

    chosen = Signal(object)  # number of a sector, -1 for the header
    pointed = Signal(object)  # (first sector, number) of the cell under the mouse, None: of none
    moved = Signal(object)  # (first sector, number) of the cell of the keyboard
    rescaled = Signal()  # a cell stands for more or fewer sectors now

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._swatches = Swatches(colors)
        self._table: SectorTable | None = None
        self._lead = 0
        self._zoom = 0  # 0: as many sectors a cell as show all of them
        self._per = 1
        self._current = 0
        self._pointed: int | None = None
        self._lit: Lit = _nothing_lit
        self._cells: dict[int, tuple[int, int]] = {}
        self._lights: dict[int, bool] = {}
        self.words: Callable[[int, int], str] = lambda _first, _number: ""
        self.setObjectName("hex-view")
        spoken.say_roles()
        self.setAccessibleName(self.tr("Sector map"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        colors.changed.connect(self._measure)

    # -- what others ask ------------------------------------------------------------------------

    @property
    def table(self) -> SectorTable | None:
        """What is shown."""
        return self._table

    @property
    def per_cell(self) -> int:
        """How many sectors a cell stands for."""
        return self._per

    @property
    def current(self) -> tuple[int, int]:
        """First sector and number of the cell the keyboard is on."""
        return self.sectors_of(self._current)

    def units(self) -> int:
        """How many sectors there are, the header among them."""
        return 0 if self._table is None else self._table.count + self._lead

    def show_table(self, table: SectorTable | None, *, lead: bool = False) -> None:
        """Show these sectors, or nothing."""
        self._table = table
        self._lead = int(lead and table is not None)
        self._lit = _nothing_lit
        self._current, self._zoom, self._pointed = 0, 0, None
        self._renew()

    def light(self, lit: Lit | None, first: int | None = None) -> None:
        """Fill the cells of what is selected; bring its first sector into view."""
        self._lit = lit or _nothing_lit
        self._lights.clear()
        if first is not None and self._table is not None:
            self._current = self._cell_of(first)
            self._ensure_visible()
            self._describe()
        self.viewport().update()

    def zoom(self, step: int) -> None:
        """Half or twice the sectors a cell; 0: all of them at once."""
        first = self.current[0]
        fitted = self.per_cell
        wanted = 0 if not step else fitted // 2 if step > 0 else fitted * 2
        self._zoom = max(1, min(wanted, MOST_ZOOM)) if step else 0
        self._renew()
        self._current = self._cell_of(first)
        self._ensure_visible()

    def sectors_of(self, cell: int) -> tuple[int, int]:
        """First sector, -1 for the header, and number of sectors of a cell."""
        per = self.per_cell
        first = cell * per
        return first - self._lead, max(0, min(per, self.units() - first))

    def cell_at(self, place: QPoint) -> int | None:
        """The cell drawn at a point of the viewport; None beside the cells."""
        side = pitch()
        column, row = (place.x() - MARGIN_PX) // side, (place.y() - MARGIN_PX) // side
        if place.x() < MARGIN_PX or place.y() < MARGIN_PX or column >= self._columns():
            return None
        cell = (row + self.verticalScrollBar().value()) * self._columns() + column
        return cell if cell < self._count() else None

    def place_of(self, sector: int) -> QPoint:
        """The middle of the cell of a sector, in the viewport."""
        return self._rect(self._cell_of(sector)).center()

    def kind_at(self, cell: int) -> tuple[int, int]:
        """What most sectors of a cell are, and 1 + a kind that is wrong among them, 0 for none."""
        found = self._cells.get(cell)
        if found is None:
            found = self._cells[cell] = self._kind(*self.sectors_of(cell))
        return found

    def is_lit(self, cell: int) -> bool:
        """A sector of the cell belongs to what is selected."""
        found = self._lights.get(cell)
        if found is None:
            first, number = self.sectors_of(cell)
            own = max(first, 0)
            found = self._lights[cell] = self._lit(own, number - (own - first))
        return found

    # -- inside ---------------------------------------------------------------------------------

    def _kind(self, first: int, number: int) -> tuple[int, int]:
        if self._table is None or (first < 0 and number == 1):
            return HEADER, 0
        own = max(first, 0)
        part = self._table.kinds[own : first + number]
        kind = part[0] if part else 0
        if len(part) > 1 and part.count(kind) != len(part):
            kind = max(set(part), key=part.count)
        wrong = next((1 + bad for bad in WRONG if bad in part), 0)
        return kind, wrong

    def _fitting(self) -> int:
        """One sector a cell where there are few, else as many as show all of them at once."""
        room = self._columns() * self._visible_rows()
        number = 1
        if self.units() <= FEW_PAGES * room:
            return number
        while number < MOST_ZOOM and -(-self.units() // number) > room:
            number *= 2
        return number

    def _columns(self) -> int:
        return max(1, (self.viewport().width() - 2 * MARGIN_PX + GAP_PX) // pitch())

    def _visible_rows(self) -> int:
        return max(1, (self.viewport().height() - 2 * MARGIN_PX + GAP_PX) // pitch())

    def _count(self) -> int:
        return -(-self.units() // self.per_cell)

    def _cell_of(self, sector: int) -> int:
        return max(0, min((sector + self._lead) // self.per_cell, self._count() - 1))

    def _rect(self, cell: int) -> QRect:
        row, column = divmod(cell, self._columns())
        side, top = pitch(), row - self.verticalScrollBar().value()
        size = side - GAP_PX
        return QRect(MARGIN_PX + column * side, MARGIN_PX + top * side, size, size)

    def _measure(self) -> None:
        self.updateGeometry()
        self._renew()

    def _renew(self) -> None:
        """The cells are others now."""
        self._cells.clear()
        self._lights.clear()
        before, self._per = self._per, self._zoom or self._fitting()
        self._update_range()
        self._current = max(0, min(self._current, self._count() - 1))
        self._describe()
        self.viewport().update()
        if before != self._per:
            self.rescaled.emit()

    def _update_range(self) -> None:
        rows, page = -(-self._count() // self._columns()), self._visible_rows()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, rows - page))
        bar.setPageStep(page)

    def _ensure_visible(self) -> None:
        bar, row = self.verticalScrollBar(), self._current // self._columns()
        if row < bar.value():
            bar.setValue(row)
        elif row >= bar.value() + self._visible_rows():
            bar.setValue(row - self._visible_rows() + 1)

    def _describe(self) -> None:
        """What is read out: the cell of the keyboard."""
        said = self.words(*self.current) if self.units() else ""
        self.setAccessibleDescription(said)

    def _move_to(self, cell: int) -> None:
        self._current = max(0, min(cell, self._count() - 1))
        self._ensure_visible()
        self._describe()
        self.viewport().update()
        self.moved.emit(self.current)

    def _point_at(self, cell: int | None) -> None:
        if cell == self._pointed:
            return
        for one in (self._pointed, cell):
            if one is not None:
                self.viewport().update(self._rect(one).adjusted(-2, -2, 2, 2))
        self._pointed = cell
        self.pointed.emit(None if cell is None else self.sectors_of(cell))

    # -- Qt's -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(30 * pitch(), 10 * pitch())

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_PX, 2 * pitch() + 2 * MARGIN_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        first = self.current[0]
        self._renew()
        if self.units():
            self._current = self._cell_of(first)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.color("base"))
        columns, ratio = self._columns(), self.viewport().devicePixelRatioF()
        first = self.verticalScrollBar().value() * columns
        last = min(first + columns * (self._visible_rows() + 1), self._count())
        touched = event.rect()
        for cell in range(first, last):
            box = self._rect(cell)
            if box.intersects(touched):
                kind, wrong = self.kind_at(cell)
                picture = self._swatches.get(kind, self.is_lit(cell), wrong, ratio)
                painter.drawPixmap(box.topLeft(), picture)
        self._paint_frames(painter)

    def _paint_frames(self, painter: QPainter) -> None:
        """Around the cell under the mouse, the cell of the keyboard, and the map that has it."""
        if self._pointed is not None:
            painter.setPen(QPen(self._theme.color("text"), 1))
            painter.drawRect(self._rect(self._pointed).adjusted(-1, -1, 0, 0))
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent"), 2))
            if self.units():
                painter.drawRect(self._rect(self._current).adjusted(-1, -1, 1, 1))
            painter.setPen(QPen(self._theme.color("accent"), 0))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        page = self._columns() * self._visible_rows()
        jumps = {
            Qt.Key.Key_Home: 0, Qt.Key.Key_End: self._count() - 1,
            Qt.Key.Key_PageUp: self._current - page, Qt.Key.Key_PageDown: self._current + page,
        }  # fmt: skip
        if key in _STEPS:
            across, down = _STEPS[key]
            self._move_to(self._current + across + down * self._columns())
        elif key in jumps:
            self._move_to(jumps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.units():
            self.chosen.emit(self.current[0])
        elif key in _ZOOMS:
            self.zoom(_ZOOMS[key])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._move_to(cell)
            self.chosen.emit(self.current[0])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.cell_at(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point_at(None)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(event.pos())
            said = "" if cell is None else self.words(*self.sectors_of(cell))
            QToolTip.showText(event.globalPos(), said, self.viewport())
            return True
        return super().viewportEvent(event)

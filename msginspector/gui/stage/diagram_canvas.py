"""The sheet the diagram is drawn on: cells and edges, moved, scaled, walked through with keys.

Cells keep their items while they are there, so that a change moves what moves and paints what is
other than before. Each cell is painted once into a cache of its own: scrolling paints none anew.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QPoint,
    QPointF,
    QRectF,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QStyle, QToolTip, QWidget

from msginspector.gui import spoken, theme, tips
from msginspector.gui.stage import diagram_words
from msginspector.gui.stage.diagram_cell import CellItem, Key, Measures, key_of
from msginspector.gui.stage.diagram_edges import Edges
from msginspector.gui.stage.diagram_sheet import ZOOM_STEP, Sheet, least
from msginspector.stage.placing import place

if TYPE_CHECKING:
    from msginspector.stage.cells import Cell
    from msginspector.stage.ownership import Ownership

MARGIN_PX: Final = 14
WIDE_STEP_PX: Final = 8
COLUMN_PX: Final = 180
COLUMNS_MOST: Final = 4  # of which each is as full as the last
MOVE_MS: Final = 180
MOVED_MOST: Final = 160
"""So many cells glide to their places; more would stutter."""


class DiagramCanvas(Sheet):
    """The cells of an `Ownership`."""

    chosen = Signal(object)  # id of an object: somebody wants to see it
    toggled = Signal(object)  # a group: somebody wants to unfold or fold it
    moved = Signal()  # the current cell is another one
    menu_wanted = Signal(object, QPoint)  # id of an object, place on the screen

    def __init__(self, ownership: Ownership, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(colors, parent)
        self._ownership = ownership
        self._theme = colors
        self._look = Measures(colors)
        self._items: dict[Key, CellItem] = {}
        self._edges = Edges(self.scene())
        self._version = -1
        self._arranged = 0  # for so much room
        self._current: Key | None = None
        self._hovered: Key | None = None
        self._pressed: QPoint | None = None
        self._goals: dict[Key, tuple[QPointF, QPointF]] = {}  # from where to where a cell glides
        self._moving = QVariantAnimation(self)
        self._dress()

    def _dress(self) -> None:
        self.setObjectName("diagram")
        spoken.say_roles()
        self.setAccessibleName(self.tr("Ownership diagram"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(1, 1)  # a dock gives way to the page
        self.viewport().setMouseTracking(True)
        self._moving.setStartValue(0.0)
        self._moving.setEndValue(1.0)
        self._moving.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._moving.valueChanged.connect(self._glide)
        self._theme.changed.connect(self._measure)

    # -- showing ----------------------------------------------------------------------------------

    def refresh(self, touched: Collection[Cell], *, glides: bool = True) -> None:
        """Show the cells as they are now; these have other contents than before."""
        version, wide = self._ownership.version, self._wide()
        if (version, wide) != (self._version, self._arranged):
            glides = glides and version != self._version
            self._version, self._arranged = version, wide
            self._arrange(glides=glides)
        for cell in touched:
            item = self._items.get(key_of(cell))
            if item is not None and item.cell is cell:
                item.update()
        if touched and self._current is not None:
            self.moved.emit()

    def show_object(self, number: int) -> None:
        """Bring the cell of an object into view."""
        cell = self._ownership.cell_of(number)
        item = None if cell is None else self._items.get(key_of(cell))
        if item is not None:
            self._bring(item)

    def show_current(self) -> None:
        """Bring the current cell into view."""
        item = None if self._current is None else self._items.get(self._current)
        if item is not None:
            self._bring(item)

    @property
    def current(self) -> Cell | None:
        """The cell that the keyboard is on."""
        item = None if self._current is None else self._items.get(self._current)
        return None if item is None else item.cell

    def room(self) -> int:
        """How many cells there is room for, about: as many rows as can be read, a few columns."""
        rows = self.height() / (self._look.row * least())
        columns = self.width() / (theme.scaled(COLUMN_PX) * least())
        return round(rows * min(columns, COLUMNS_MOST))

    def _wide(self) -> int:
        """How wide the sheet may be to be seen whole, in steps: not every pixel counts."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        wide = (self.width() - bar) / least() - 2 * MARGIN_PX
        return int(wide) // WIDE_STEP_PX * WIDE_STEP_PX

    def select(self, cell: Cell | None, *, bring: bool = True) -> None:
        """Make a cell the current one; nothing moves under a mouse that points at it."""
        before, self._current = self._current, None if cell is None else key_of(cell)
        for key in {before, self._current}:
            self._mark(key)
        item = None if self._current is None else self._items.get(self._current)
        if item is not None and bring:
            self._bring(item)
        self.moved.emit()

    def settle(self) -> None:
        """Be where everything glides to."""
        if self._moving.state() == QVariantAnimation.State.Running:
            self._moving.setCurrentTime(self._moving.duration())
            self._moving.stop()

    # -- cells and edges --------------------------------------------------------------------------

    def _arrange(self, *, glides: bool) -> None:
        """Give every cell an item and a place; new ones come out of their parents."""
        place(self._ownership.root)
        cells = list(self._ownership.cells())
        self._look.arrange(cells, self._arranged)
        gone = self._items.keys() - {key_of(cell) for cell in cells}
        for key in gone:
            self.scene().removeItem(self._items.pop(key))
        fresh = [cell for cell in cells if key_of(cell) not in self._items]
        glides = glides and bool(self._items) and self._is_animated(len(cells))
        starts = {key: item.pos() for key, item in self._items.items()}
        for cell in cells:
            self._show_cell(cell, starts)
        self._edges.draw(cells, self._look)
        self._fit_scene()
        if self.fitting:
            self.fit()
        self._start_moving(starts, glides, fresh)
        if self._current in gone:
            self._current = None
            self.moved.emit()

    def _show_cell(self, cell: Cell, starts: dict[Key, QPointF]) -> None:
        key = key_of(cell)
        item = self._items.get(key)
        if item is None:
            item = self._items[key] = CellItem(cell, self._look)
            item.setZValue(1)
            self.scene().addItem(item)
            above = None if cell.parent is None else starts.get(key_of(cell.parent))
            if above is not None:
                starts[key] = above
        else:
            item.show_cell(cell, self._look)

    def _start_moving(self, starts: dict[Key, QPointF], glides: bool, fresh: list[Cell]) -> None:
        self._moving.stop()
        self._goals = {
            key: (starts.get(key, goal), goal)
            for key, item in self._items.items()
            if starts.get(key) != (goal := self._look.place(item.cell))
        }
        new = {key_of(cell) for cell in fresh}
        for key, item in self._items.items():
            item.setOpacity(0.0 if glides and key in new else 1.0)
        self._moving.setDuration(MOVE_MS if glides else 0)
        if glides and self._goals:
            self._glide(0.0)
            self._moving.start()
        else:
            self._glide(1.0)

    def _glide(self, share: float) -> None:
        """Every cell as far on its way as this."""
        for key, (start, goal) in self._goals.items():
            item = self._items.get(key)
            if item is not None:
                item.setPos(start + (goal - start) * share)
                if item.opacity() < 1.0:
                    item.setOpacity(share)
        self._edges.bend(self._items)

    def _is_animated(self, number: int) -> bool:
        """Things glide: somebody sees it, and nobody asked to leave it."""
        return number <= MOVED_MOST and self.isVisible() and self._theme.may_move

    def _measure(self) -> None:
        self._look = Measures(self._theme)
        self._version = -1
        if self._items:
            self.settle()
            self.refresh(())

    def _fit_scene(self) -> None:
        """The sheet is as large as what is on it, with a margin."""
        around = QRectF()
        for item in self._items.values():
            around = around.united(item.box.translated(self._look.place(item.cell)))
        self.setSceneRect(around.adjusted(-MARGIN_PX, -MARGIN_PX, MARGIN_PX, MARGIN_PX))

    def _bring(self, item: CellItem) -> None:
        """Scroll no further than need be; what an item stands for is where it glides to."""
        box = item.box.translated(self._look.place(item.cell))
        self.ensureVisible(box, MARGIN_PX, MARGIN_PX)

    # -- keys, mouse ------------------------------------------------------------------------------

    def step(self, key: Qt.Key) -> None:
        """Go to the cell at that side of the current one; to the first if there is none."""
        here, cells = self.current, [item.cell for item in self._items.values()]
        if here is None or key == Qt.Key.Key_Home:
            found = min(cells, key=lambda cell: (cell.column, cell.row), default=None)
        elif key == Qt.Key.Key_End:
            found = max(cells, key=lambda cell: (cell.row, cell.column))
        elif key == Qt.Key.Key_Left:
            found = here.parent if here.column else None
        else:
            found = min(_beside(here, cells, key), key=lambda cell: abs(cell.row - here.row),
                        default=None)  # fmt: skip
        if found is not None:
            self.select(found)

    def activate(self, cell: Cell) -> None:
        """Unfold or fold a group, lead to an object."""
        owned = cell.alone
        if cell.is_group:
            self.toggled.emit(cell)
        elif owned is not None:
            self.chosen.emit(owned.id)

    def cell_at(self, place: QPoint) -> Cell | None:
        """The cell at a point of the viewport."""
        item = self.itemAt(place)
        return item.cell if isinstance(item, CellItem) else None

    def read_out(self) -> None:
        """Say to assistive technology what the current cell is."""
        cell = self.current
        self.setAccessibleDescription("" if cell is None else diagram_words.told(cell))
        if self.hasFocus():
            changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(changed)

    def _mark(self, key: Key | None) -> None:
        item = None if key is None else self._items.get(key)
        if item is not None:
            current = key == self._current
            item.mark(current, current and self.hasFocus(), key == self._hovered)

    def _hover(self, cell: Cell | None) -> None:
        before, self._hovered = self._hovered, None if cell is None else key_of(cell)
        if before != self._hovered:
            self._mark(before)
            self._mark(self._hovered)
            hand = Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(hand if cell is not None else Qt.CursorShape.ArrowCursor)

    # -- Qt's -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, key = Qt.Key, Qt.Key(event.key())
        cell = self.current
        if key in (keys.Key_Left, keys.Key_Right, keys.Key_Up, keys.Key_Down, keys.Key_Home,
                   keys.Key_End):  # fmt: skip
            self.step(key)
        elif key in (keys.Key_Return, keys.Key_Enter, keys.Key_Space) and cell is not None:
            self.activate(cell)
        elif key in (keys.Key_Plus, keys.Key_Equal):
            self.zoom(ZOOM_STEP)
            self.show_current()
        elif key == keys.Key_Minus:
            self.zoom(1 / ZOOM_STEP)
            self.show_current()
        elif key == keys.Key_0:
            self.fit()
        else:
            QWidget.keyPressEvent(self, event)  # the sheet itself knows no keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._dragged = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._pressed is None:
            self._hover(self.cell_at(place))
            return
        if (place - self._pressed).manhattanLength() > 4:
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.scroll_by(self._dragged.x() - place.x(), self._dragged.y() - place.y())
            self._dragged = place

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        place, pressed = event.position().toPoint(), self._pressed
        self._pressed = None
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        if (place - pressed).manhattanLength() <= 4:
            cell = self.cell_at(place)
            self.select(cell, bring=False)
            if cell is not None and cell.is_group:
                self.toggled.emit(cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell is not None:
            self.activate(cell)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        cell = self.current if by_key else self.cell_at(event.pos())
        owned = None if cell is None else cell.alone
        if owned is not None:
            self.select(cell, bring=by_key)
            self.menu_wanted.emit(owned.id, event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(event.pos())
            said = "" if cell is None else tips.plain(diagram_words.told(cell))
            QToolTip.showText(event.globalPos(), said, self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason  # which chooses by itself
        if self._current is None and self._items and not by_mouse:
            self.step(Qt.Key.Key_Home)
        self._mark(self._current)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark(self._current)


def _beside(here: Cell, cells: list[Cell], key: Qt.Key) -> list[Cell]:
    """The cells that a key leads to, of which the nearest is meant."""
    if key == Qt.Key.Key_Right:
        return here.children()
    sign = 1 if key == Qt.Key.Key_Down else -1
    column = [cell for cell in cells if cell.column == here.column]
    return [cell for cell in column if sign * (cell.row - here.row) > 0]

"""The canvas of the ownership diagram: boxes and lines of a drawing, walked and zoomed by keys.

It knows boxes, not sessions: faces are given to it. A drawing is taken over box by box: what stays
is not made anew, and what changes is painted alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QStyle, QWidget

from msginspector.gui import theme
from msginspector.gui.stage.ownership_items import BoxItem, Face, Lines
from msginspector.stage.drawing import Drawing, Key

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme

MARGIN_PX: Final = 22.0
LEAST_SCALE: Final = 0.92
"""Of what is fitted, at the usual text size: no word below 11 pixels."""
FARTHEST: Final = 0.2
MOST_SCALE: Final = 4.0
ZOOM_STEP: Final = 1.2
FLASH_MS: Final = 360
FLASHING: Final = 40
"""Boxes that light up at once; when more change, none does."""


class Canvas(QGraphicsView):
    """Shows a drawing. It fits as long as nobody has zoomed."""

    chosen = Signal(object)  # key of the box somebody wants to go to
    pointed = Signal(object)  # key of the current box

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("ownership")
        self.setAccessibleName(self.tr("Ownership diagram"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._theme = colors
        self._scene = QGraphicsScene(self)
        self._scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setScene(self._scene)
        self._lines = Lines(colors)
        self._scene.addItem(self._lines)
        self._items: dict[Key, BoxItem] = {}
        self._drawing = Drawing()
        self._current: Key | None = None
        self._zoomed = False
        self._flashing: list[BoxItem] = []
        self._flash = QVariantAnimation(self)
        self._flash.setStartValue(1.0)
        self._flash.setEndValue(0.0)
        self._flash.setDuration(FLASH_MS)
        self._flash.valueChanged.connect(self._fade)
        colors.changed.connect(self._dress)
        self._dress()

    @property
    def current(self) -> Key | None:
        """The box the keyboard is on."""
        return self._current

    @property
    def faces(self) -> dict[Key, Face]:
        """What each box shows."""
        return {key: item.face for key, item in self._items.items()}

    def show_drawing(self, drawing: Drawing, face: Callable[[Key], Face]) -> None:
        """Take over a drawing; boxes that stay keep their items."""
        self._drawing = drawing
        wanted = {box.key: box for box in drawing.boxes}
        for key in [key for key in self._items if key not in wanted]:
            self._scene.removeItem(self._items.pop(key))
        for key, box in wanted.items():
            item = self._items.get(key)
            if item is None or (item.box.depth, item.box.row) != (box.depth, box.row):
                if item is not None:
                    self._scene.removeItem(item)
                item = self._items[key] = BoxItem(box, self._theme)
                self._scene.addItem(item)
            item.box = box
            item.show_face(face(key))
        self._lines.connect_boxes(drawing.boxes)
        if self._current not in wanted:
            self._current = None
        self._mark(self._current)
        self._frame()

    def show_faces(self, faces: dict[Key, Face]) -> None:
        """Some boxes look different now; those whose state changed light up for a moment."""
        lit = [
            self._items[key]
            for key, face in faces.items()
            if key in self._items and self._items[key].show_face(face)
        ]
        if lit and len(lit) <= FLASHING and self._animates():
            for item in self._flashing:
                item.flash = 0.0
                item.update()
            self._flashing = lit
            self._flash.stop()
            self._flash.start()

    def follow(self, key: Key) -> None:
        """Bring a box into view."""
        item = self._items.get(key)
        if item is not None:
            self.ensureVisible(item, 40, 20)

    def fit(self) -> None:
        """All of it, as large as is readable."""
        self._zoomed = False
        self._frame()

    def zoom(self, factor: float) -> None:
        """Look closer, or from farther away."""
        wanted = self.transform().m11() * factor
        if FARTHEST <= wanted <= MOST_SCALE:
            self._zoomed = True
            self.scale(factor, factor)

    # -- Qt ---------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._frame()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        if isinstance(item, BoxItem):
            self._mark(item.box.key)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        if isinstance(item, BoxItem):
            self.chosen.emit(item.box.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = Qt.Key(event.key()), event.text()
        modified = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shifted = Qt.KeyboardModifier.ShiftModifier
        if modified not in (Qt.KeyboardModifier.NoModifier, shifted):
            super().keyPressEvent(event)
        elif key in _ARROWS:
            self._walk(key)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._current is not None:
                self.chosen.emit(self._current)
        elif text in ("+", "="):
            self.zoom(ZOOM_STEP)
        elif text == "-":
            self.zoom(1 / ZOOM_STEP)
        elif text == "0":
            self.fit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._current is None and self._drawing.boxes:
            self._mark(self._drawing.boxes[0].key)

    # -- inside -----------------------------------------------------------------------------------

    def _walk(self, key: Qt.Key) -> None:
        """Left to the parent, right to the first child, up and down in the column."""
        here = self._items.get(self._current) if self._current is not None else None
        if here is None:
            self._mark(self._drawing.boxes[0].key if self._drawing.boxes else None)
            return
        boxes, box = self._drawing.boxes, here.box
        if key == Qt.Key.Key_Left:
            found = box.parent
        elif key == Qt.Key.Key_Right:
            found = next((other.key for other in boxes if other.parent == box.key), None)
        else:
            column = sorted((other.row, other.key) for other in boxes if other.depth == box.depth)
            place = column.index((box.row, box.key)) + (1 if key == Qt.Key.Key_Down else -1)
            found = column[place][1] if 0 <= place < len(column) else None
        if found is not None:
            self._mark(found)
            self.follow(found)

    def _mark(self, key: Key | None) -> None:
        for name in {self._current, key} - {None}:
            item = self._items.get(name) if name is not None else None
            if item is not None and item.is_current != (name == key):
                item.is_current = name == key
                item.update()
        self._current = key
        if key is not None:
            self.setAccessibleDescription(self._said(key))
            self.pointed.emit(key)

    def _said(self, key: Key) -> str:
        face = self._items[key].face
        said = [face.text, face.state]
        if face.references > 1:
            said.append(self.tr("{0} references").format(face.references))
        if face.failed:
            said.append(self.tr("failed"))
        return ", ".join(said)

    def _frame(self) -> None:
        """The scene is as large as its boxes; it fits while nobody has zoomed."""
        boxes = [item.sceneBoundingRect() for item in self._items.values()]
        frame = QRectF()
        for box in boxes:
            frame = frame.united(box)
        frame = frame.adjusted(-MARGIN_PX, -MARGIN_PX, MARGIN_PX, MARGIN_PX)
        self._scene.setSceneRect(frame)
        if self._zoomed or frame.isEmpty() or not boxes:
            return
        room = self.viewport().rect()
        factor = min(room.width() / frame.width(), room.height() / frame.height())
        self.resetTransform()
        least = LEAST_SCALE * math.sqrt(theme.TEXT_PX / theme.scaled(theme.TEXT_PX))
        fitted = max(least, min(1.0, factor))
        self.scale(fitted, fitted)

    def _fade(self, value: float) -> None:
        for item in self._flashing:
            item.flash = value
            item.update()
        if not value:
            self._flashing = []

    def _animates(self) -> bool:
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return self.isVisible() and self.style().styleHint(hint, None, self) > 0

    def _dress(self) -> None:
        self.setBackgroundBrush(self._theme.color("base"))
        for item in self._items.values():
            item.update()


_ARROWS: Final = frozenset((Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down))

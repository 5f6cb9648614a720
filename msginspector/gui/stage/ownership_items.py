"""The parts of the ownership diagram: boxes whose frame tells the state, and the lines between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from msginspector.gui import icons, theme

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme
    from msginspector.stage.drawing import Box

WIDTH_PX: Final = 160
HEIGHT_PX: Final = 26
COLUMN_PX: Final = 194
ROW_PX: Final = 36
PAD_PX: Final = 8
BADGE_PX: Final = 16
ROUND: Final = 6.0
FLASH_ALPHA: Final = 70

# state -> colour token of the frame, its width, its pen; corners are square where released
FRAMES: Final = {
    "open": ("open", 1.6, Qt.PenStyle.SolidLine),
    "released": ("released", 1.6, Qt.PenStyle.SolidLine),
    "closing": ("error", 3.0, Qt.PenStyle.SolidLine),
    "closed": ("closed", 1.2, Qt.PenStyle.DashLine),
    "listed": ("faint", 1.0, Qt.PenStyle.DotLine),
}
SQUARE: Final = "released"


@dataclass(slots=True)
class Face:
    """What a box shows."""

    text: str = ""
    state: str = "listed"
    icon: str = ""
    references: int = 1
    failed: bool = False
    is_group: bool = False
    gone: float = 0.0
    """Of a group, the share that is closed."""


def place(box: Box) -> QPointF:
    """The top left corner of a box in the scene."""
    return QPointF(box.depth * theme.scaled(COLUMN_PX), box.row * theme.tall(ROW_PX))


def size() -> QRectF:
    """A box, at the text size."""
    return QRectF(0, 0, theme.scaled(WIDTH_PX), theme.tall(HEIGHT_PX))


class BoxItem(QGraphicsItem):
    """One box. It is painted anew when its face changes, and only then."""

    def __init__(self, box: Box, colors: Theme) -> None:
        super().__init__()
        self.box = box
        self.face = Face()
        self.flash = 0.0
        self.is_current = False
        self._theme = colors
        self._size = size()
        self.setPos(place(box))

    def show_face(self, face: Face) -> bool:
        """Show these facts; whether the state is another one."""
        if face == self.face:
            return False
        changed = face.state != self.face.state
        self.face = face
        self.update()
        return changed

    def boundingRect(self) -> QRectF:
        return self._size.adjusted(-5, -BADGE_PX / 2 - 2, BADGE_PX / 2 + 4, 5)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        face = self.face
        token, width, pen = FRAMES[face.state]
        frame = self._theme.color(token)
        self._paint_frame(painter, QPen(frame, width, pen), face)
        dim = face.state in ("closed", "listed")
        left = PAD_PX
        if face.icon:
            pixels = theme.scaled(theme.SMALL_ICON_PX)
            top = (self._size.height() - pixels) / 2
            ratio = painter.device().devicePixelRatioF()
            pixmap = icons.pixmap(self._theme, face.icon, "dim", pixels=pixels, ratio=ratio)
            painter.drawPixmap(QPointF(left, top), pixmap)
            left += pixels + 6
        painter.setFont(theme.text_font(theme.SMALL_PX))
        painter.setPen(self._theme.color("closed" if dim else "text"))
        room = self._size.adjusted(left, 0, -PAD_PX, 0)
        text = QFontMetrics(painter.font()).elidedText(
            face.text, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        self._paint_badges(painter, face)

    def _paint_frame(self, painter: QPainter, pen: QPen, face: Face) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        round_ = 0.0 if face.state == SQUARE else ROUND
        if face.is_group:  # a second sheet shows behind the first
            painter.setPen(QPen(pen.color(), 1.0, pen.style()))
            painter.setBrush(self._theme.color("panel"))
            painter.drawRoundedRect(self._size.translated(3, 3), round_, round_)
        if self.is_current:
            painter.setPen(QPen(self._theme.color("accent"), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._size.adjusted(-3.5, -3.5, 3.5, 3.5), ROUND + 2, ROUND + 2)
        painter.setPen(pen)
        painter.setBrush(self._theme.color("base"))
        painter.drawRoundedRect(self._size, round_, round_)
        if face.is_group and 0 < face.gone < 1:
            self._paint_share(painter, face.gone)
        if self.flash > 0:
            glow = QColor(pen.color())
            glow.setAlpha(round(FLASH_ALPHA * self.flash))
            painter.setBrush(glow)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(self._size, round_, round_)

    def _paint_share(self, painter: QPainter, gone: float) -> None:
        """How much of a group is closed: a bar along its foot."""
        bar = self._size.adjusted(4, self._size.height() - 5, -4, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("open"))
        painter.drawRect(bar)
        painter.setBrush(self._theme.color("line"))
        painter.drawRect(QRectF(bar.left(), bar.top(), bar.width() * gone, bar.height()))

    def _paint_badges(self, painter: QPainter, face: Face) -> None:
        badges = []
        if face.failed:
            badges.append(("!", "error"))
        if not face.is_group and face.references > 1:
            badges.append((str(face.references), "accent"))
        painter.setFont(theme.text_font(theme.TINY_PX, strong=True))
        metrics = QFontMetrics(painter.font())
        right = self._size.right() + BADGE_PX / 2
        for text, token in badges:
            height = float(theme.scaled(BADGE_PX))
            width = max(height, metrics.horizontalAdvance(text) + 8.0)
            badge = QRectF(right - width, -height / 2, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(token))
            painter.drawRoundedRect(badge, height / 2, height / 2)
            painter.setPen(self._theme.color("base"))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
            right -= width + 2


class Lines(QGraphicsItem):
    """The lines from parents to children, as one item: they change only with the places."""

    def __init__(self, colors: Theme) -> None:
        super().__init__()
        self._theme = colors
        self._path = QPainterPath()
        self.setZValue(-1)

    def connect_boxes(self, boxes: Iterable[Box]) -> None:
        """A curve to each box from its parent."""
        self.prepareGeometryChange()
        path, box_size = QPainterPath(), size()
        by_key = {box.key: box for box in boxes}
        for box in by_key.values():
            parent = by_key.get(box.parent) if box.parent is not None else None
            if parent is not None:
                start = place(parent) + QPointF(box_size.right(), box_size.center().y())
                end = place(box) + QPointF(0, box_size.center().y())
                half = QPointF((end.x() - start.x()) / 2, 0)
                path.moveTo(start)
                path.cubicTo(start + half, end - half, end)
        self._path = path

    def boundingRect(self) -> QRectF:
        return self._path.boundingRect().adjusted(-1, -1, 1, 1)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("faint"), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)

"""A picture, as large as it is or as the room allows, in the middle of a calm ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from msginspector.gui import theme, tips
from msginspector.gui.views.delegates import paint_frame

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme

MARGIN_PX: Final = 12
LEAST_PX: Final = 60
_SQUARE: Final = 8


class PictureView(QWidget):
    """Paints one picture; transparent parts show a chequered ground."""

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._picture: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        colors.changed.connect(self.update)
        self.clear()

    @property
    def picture(self) -> QPixmap | None:
        """What is shown."""
        return self._picture

    def show_picture(self, image: QImage, said: str) -> None:
        """Show this; `said` is what it is for who cannot see it."""
        self._picture = QPixmap.fromImage(image)
        self.setAccessibleName(said)
        self.setToolTip(tips.plain(said))
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._picture = None
        self.setAccessibleName(self.tr("No picture"))
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Small: the facts beside it come first."""
        return QSize(LEAST_PX, LEAST_PX)

    def place(self) -> QRect:
        """Where the picture is painted: never larger than it is."""
        if self._picture is None:
            return QRect()
        room = self.rect().adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
        size = self._picture.size()
        if size.width() > room.width() or size.height() > room.height():
            size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        found = QRect(room.topLeft(), size)
        found.moveCenter(room.center())
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("base"))
        if self._picture is not None:
            place = self.place()
            if self._picture.hasAlphaChannel():
                painter.fillRect(place, self._ground())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, self._picture)
        if self.hasFocus():
            paint_frame(painter, self.rect(), self._theme, keyboard=True)
        painter.end()

    def _ground(self) -> QBrush:
        """Squares in two quiet tones."""
        side = theme.scaled(_SQUARE)
        tile = QPixmap(2 * side, 2 * side)
        tile.fill(self._theme.color("base"))
        painter = QPainter(tile)
        tone = self._theme.color("chip")
        painter.fillRect(0, 0, side, side, tone)
        painter.fillRect(side, side, side, side, tone)
        painter.end()
        return QBrush(tile)

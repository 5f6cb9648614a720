"""A sheet that is looked at: scaled to fit or as somebody wants it, scrolled, with its buttons."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from msginspector.gui import theme
from msginspector.gui.stage.zoom_bar import ZoomBar

LEAST: Final = 0.92
"""Words are not made smaller than this, 11 pixels, to show all; large ones are, a little."""
MOST: Final = 1.6
"""Words are not made larger than this because there is room."""
ZOOMS: Final = (0.3, 3.0)
ZOOM_STEP: Final = 1.2
WHEEL_STEP: Final = 120


def least() -> float:
    """The smallest scale that fitting uses, at the text size."""
    return float(LEAST / (theme.scaled(100) / 100) ** 0.35)


class Sheet(QGraphicsView):
    """`fitting` keeps all of it on show as far as it can be read, until somebody zooms."""

    resized = Signal()

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.fitting = True
        self.setScene(QGraphicsScene(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.zooms = ZoomBar(colors, self)
        ways = {"closer": lambda: self.zoom(ZOOM_STEP), "farther": lambda: self.zoom(1 / ZOOM_STEP),
                "fit": self.fit}  # fmt: skip
        for name, way in ways.items():
            self.zooms.actions_[name].triggered.connect(lambda _on=False, way=way: way())

    def fit(self) -> None:
        """Show all cells, in words that can be read."""
        self.fitting = True
        room, wanted = self.viewport().rect(), self.sceneRect()
        if not wanted.isEmpty():
            share = min(room.width() / wanted.width(), room.height() / wanted.height())
            self._scale_to(max(least(), min(MOST, share)))

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Everything larger or smaller; what is at that point of the sheet stays where it is."""
        self.fitting = False
        at = self.mapToScene(self.viewport().rect().center()) if at is None else at
        before = self.mapFromScene(at)
        self._scale_to(max(ZOOMS[0], min(ZOOMS[1], self.transform().m11() * factor)))
        moved = self.mapFromScene(at) - before
        self.scroll_by(moved.x(), moved.y())

    def _scale_to(self, share: float) -> None:
        if abs(share - self.transform().m11()) > 0.001:
            self.resetTransform()
            self.scale(share, share)

    def scroll_by(self, x: int, y: int) -> None:
        """Move what is seen by so many pixels."""
        across, along = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + x)
        along.setValue(along.value() + y)

    # -- Qt's -------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turns = event.angleDelta().y() / WHEEL_STEP
            self.zoom(ZOOM_STEP**turns, self.mapToScene(event.position().toPoint()))
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
        if self.fitting:
            self.fit()

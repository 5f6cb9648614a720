"""Metafiles painted into pictures: bitmaps through their raster operations, and words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from msginspector.analysis.attachments.drawings import AND, OR, XOR, Bitmap, Drawing, Words

LARGEST_PX: Final = 1024
SMALLEST_PX: Final = 96
_MODES: Final = {
    AND: QPainter.CompositionMode.RasterOp_SourceAndDestination,
    OR: QPainter.CompositionMode.RasterOp_SourceOrDestination,
    XOR: QPainter.CompositionMode.RasterOp_SourceXorDestination,
}


def painted(drawing: Drawing) -> QImage:
    """The picture of a drawing on white ground; a small one is painted larger."""
    bounds = drawing.bounds
    width, height = abs(bounds.width), abs(bounds.height)
    scale = min(max(1.0, SMALLEST_PX / max(width, height)), LARGEST_PX / max(width, height))
    image = QImage(
        max(1, round(width * scale)), max(1, round(height * scale)), QImage.Format.Format_RGB32
    )
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(scale, scale)
    painter.translate(-min(bounds.x, bounds.x + bounds.width),
                      -min(bounds.y, bounds.y + bounds.height))  # fmt: skip
    for step in drawing.steps:
        if isinstance(step, Bitmap):
            _paint_bitmap(painter, step)
        else:
            _paint_words(painter, step)
    painter.end()
    return image


def _paint_bitmap(painter: QPainter, step: Bitmap) -> None:
    picture = QImage.fromData(step.data).convertToFormat(QImage.Format.Format_RGB32)
    if picture.isNull():
        return
    box = step.box
    target = QRectF(box.x, box.y, box.width, box.height).normalized()
    if step.part is not None:
        part = step.part
        picture = picture.copy(QRect(part.x, part.y, part.width, part.height) & picture.rect())
    normal = QPainter.CompositionMode.CompositionMode_SourceOver
    painter.setCompositionMode(_MODES.get(step.operation, normal))
    painter.drawImage(target, picture)
    painter.setCompositionMode(normal)


def _paint_words(painter: QPainter, step: Words) -> None:
    font = QFont(painter.font())
    font.setPixelSize(max(1, min(step.height, 200)))
    painter.setFont(font)
    painter.setPen(QColor(Qt.GlobalColor.black))
    painter.drawText(step.x, step.y + painter.fontMetrics().ascent(), step.text)

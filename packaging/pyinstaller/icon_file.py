"""Draws `app.svg` into the icon file Windows wants in a program: one picture for every size.

The format is the ICO of Windows with PNG pictures inside, which it reads since Vista.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from pathlib import Path

SIZES = (16, 24, 32, 48, 64, 256)


def ico(pictures: Sequence[tuple[int, bytes]]) -> bytes:
    """An ICO file of PNG pictures, each with its width in pixels (1 to 256), all square."""
    header = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(header) + 16 * len(pictures)
    entries = b""
    for pixels, png in pictures:
        side = pixels % 256  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), place)
        place += len(png)
    return header + entries + b"".join(png for _pixels, png in pictures)


def draw(svg: Path, pixels: int) -> bytes:
    """The picture as PNG, drawn by Qt without a screen."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter, QRectF(image.rect()))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return data.data()


def write_ico(svg: Path, target: Path) -> Path:
    """Writes the icon file and gives its path back."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(ico([(pixels, draw(svg, pixels)) for pixels in SIZES]))
    return target

"""Pictures of a mail, decoded for its paper. QImage is made for use on any thread.

The kind is told by the first bytes and only kinds that cannot refer to anything are decoded: an SVG
could name local files.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

ALLOCATION_MB: Final = 64
LARGEST: Final = QSize(2048, 2048)

_KINDS: Final = (
    (b"\x89PNG\r\n\x1a\n", b"png"), (b"\xff\xd8\xff", b"jpeg"), (b"GIF8", b"gif"), (b"BM", b"bmp"),
    (b"\0\0\1\0", b"ico"), (b"II*\0", b"tiff"), (b"MM\0*", b"tiff"),
)  # fmt: skip


def decoded(data: bytes) -> QImage | None:
    """A picture, smaller where it is very large; None where it is none, or too large."""
    kind = _kind(data)
    if not kind:
        return None
    QImageReader.setAllocationLimit(ALLOCATION_MB)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and (size.width() > LARGEST.width() or size.height() > LARGEST.height()):
        reader.setScaledSize(size.scaled(LARGEST, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


def _kind(data: bytes) -> bytes:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return b"webp"
    return next((kind for magic, kind in _KINDS if data.startswith(magic)), b"")

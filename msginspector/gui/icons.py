"""Icons by name: one SVG set under resources/icons, recoloured for the theme in use.

The only module that knows file names of icons. An unknown name raises `KeyError`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from msginspector.gui.theme import ICON_PX, SMALL_ICON_PX, Theme, scaled
from msginspector.resources import read_text

NAMES: Final[frozenset[str]] = frozenset(
    """
    app appointment attachment back blank blocked check close close-session contact contrast
    copy decode down drop error expand fault file file-archive file-audio file-code file-program
    file-sheet file-text filter finish first folder forward full-screen help image info inspector
    last lecture lesson link lock lookup message message-embedded message-report more new-session
    no-session note open open-again orphan pause person pin play preferences print
    properties property quit recipients release reload remove replay report samples save save-all
    seal-invalid seal-valid search session speed-full speed-slow speed-step step
    step-back storage stream task text-larger text-normal text-smaller
    theme to-row to-tree tour up warning zoom-fit zoom-in zoom-out
    """.split()
)

# message class prefix -> icon; the longest matching prefix wins
MESSAGE_ICONS: Final[dict[str, str]] = {
    "ipm.appointment": "appointment",
    "ipm.schedule": "appointment",
    "ipm.contact": "contact",
    "ipm.distlist": "recipients",
    "ipm.task": "task",
    "ipm.stickynote": "note",
    "ipm.activity": "note",
    "report": "message-report",
}

# file name extension -> icon
FILE_ICONS: Final[dict[str, str]] = {
    extension: icon
    for icon, extensions in {
        "image": "png jpg jpeg gif bmp tif tiff webp svg ico emf wmf heic",
        "file-text": "txt doc docx pdf rtf odt md log html htm",
        "file-code": "xml json py js css yml yaml ini csv",
        "file-sheet": "xls xlsx ods xlsm xlsb",
        "file-archive": "zip gz 7z rar tar tgz bz2 cab",
        "file-audio": "wav mp3 ogg m4a wma flac",
        "file-program": "exe dll com bat cmd vbs ps1 scr msi jar hta lnk pif wsf",
        "appointment": "ics",
        "contact": "vcf",
        "message-embedded": "msg oft eml",
    }.items()
    for extension in extensions.split()
}


def message_icon(message_class: str) -> str:
    """The icon name of a message class; `message` for whatever has none of its own."""
    lowered = message_class.lower()
    for prefix, icon in MESSAGE_ICONS.items():
        if lowered.startswith(prefix):
            return icon
    return "message"


def file_icon(name: str) -> str:
    """The icon name of an attachment by its file name; `file` for whatever has none."""
    return FILE_ICONS.get(name.rpartition(".")[2].lower(), "file")


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    if name not in NAMES:
        raise KeyError(name)
    return read_text("icons", f"{name}.svg")


@lru_cache(maxsize=1024)
def _pixmap(name: str, color: str, pixels: int, ratio: float) -> QPixmap:
    svg = _source(name).replace("currentColor", color)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    result = QPixmap(round(pixels * ratio), round(pixels * ratio))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter, QRectF(result.rect()))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


def pixmap(
    theme: Theme, name: str, token: str = "text", *, pixels: int = ICON_PX, ratio: float = 1.0
) -> QPixmap:
    """One icon in the colour of a token, `pixels` wide in logical pixels."""
    return _pixmap(name, theme.color(token).name(), pixels, ratio)


def icon(theme: Theme, name: str, token: str = "text") -> QIcon:
    """A QIcon with its disabled form for buttons and menus, drawn for the sharpest screen.

    Not for every ratio there may be: there are dozens of icons to draw at start.
    """
    sharpest = max((s.devicePixelRatio() for s in QGuiApplication.screens()), default=1.0)
    pixels = scaled(ICON_PX)
    result = QIcon(pixmap(theme, name, token, pixels=pixels, ratio=sharpest))
    disabled = pixmap(theme, name, "faint", pixels=pixels, ratio=sharpest)
    result.addPixmap(disabled, QIcon.Mode.Disabled)
    return result


def tinted(name: str, color: QColor) -> QIcon:
    """A QIcon in one colour, for parts that have a palette and know of no theme."""
    ratio = max((s.devicePixelRatio() for s in QGuiApplication.screens()), default=1.0)
    return QIcon(_pixmap(name, color.name(), scaled(SMALL_ICON_PX), ratio))


def app_icon() -> QIcon:
    """The program's own icon, the same in both themes."""
    result = QIcon()
    for pixels in (16, 32, 48, 128):
        result.addPixmap(_pixmap("app", "", pixels, 1.0))
    return result

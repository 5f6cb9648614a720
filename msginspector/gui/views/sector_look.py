"""How each kind of sector looks: colour, and a letter or pattern that tells it without colour.

A kind of most files is calm; what is wrong with a file stands out.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from msginspector.gui import theme
from msginspector.storage.sector_table import Kind

CELL_PX: Final = 14
GAP_PX: Final = 1
HEADER: Final = -1
"""The kind of what lies before sector 0."""


class SectorLook(NamedTuple):
    """Tokens of the theme, "" for none, and a letter, "" for none."""

    letter: str
    fill: str
    ink: str
    name: str
    """One of them, in words."""
    names: str
    """Some of them."""


LOOKS: Final[dict[int, SectorLook]] = {
    HEADER: SectorLook("H", "dim", "base", "Header", "Header"),
    Kind.FAT: SectorLook("F", "dim", "base", "FAT", "FAT"),
    Kind.DIFAT: SectorLook("X", "dim", "base", "DIFAT", "DIFAT"),
    Kind.MINI_FAT: SectorLook("f", "dim", "base", "mini FAT", "Mini FAT"),
    Kind.RANGE_LOCK: SectorLook("L", "dim", "base", "range lock", "Range lock"),
    Kind.DIRECTORY: SectorLook("D", "open", "base", "directory", "Directory"),
    Kind.MINI_STREAM: SectorLook("m", "closed", "base", "mini stream", "Mini stream"),
    Kind.STREAM: SectorLook("", "faint", "faint", "stream", "Streams"),
    Kind.FREE: SectorLook("", "", "faint", "free", "Free"),
    Kind.UNREFERENCED: SectorLook("?", "", "released", "unreferenced", "Unreferenced"),
    Kind.CROSSED: SectorLook("!", "error", "base", "claimed twice", "Claimed twice"),
}
SELECTED: Final = SectorLook("", "accent", "on_accent", "selected", "Selected")
WRONG: Final = (Kind.CROSSED, Kind.UNREFERENCED)


def kind_name(kind: int, *, many: bool = False) -> str:
    """What a kind is called in the language of the window."""
    found = LOOKS[kind]
    return QCoreApplication.translate("Sectors", found.names if many else found.name)


def pitch() -> int:
    """From one cell to the next, in pixels."""
    return theme.scaled(CELL_PX) + GAP_PX


class Swatches:
    """The cells as pictures, painted once for a theme, a text size and a screen."""

    def __init__(self, colors: theme.Theme) -> None:
        self._theme = colors
        self._made: dict[tuple[int, bool, int, float], QPixmap] = {}
        colors.changed.connect(self._made.clear)

    def get(self, kind: int, selected: bool, wrong: int, ratio: float) -> QPixmap:
        """The cell of a kind; `wrong` is a kind that is among those of the cell, 0 for none."""
        key = kind, selected, wrong, ratio
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._paint(*key)
        return found

    def _paint(self, kind: int, selected: bool, wrong: int, ratio: float) -> QPixmap:
        side = theme.scaled(CELL_PX)
        picture = QPixmap(QSize(side, side) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        look = LOOKS[kind]
        fill, ink = (SELECTED.fill, SELECTED.ink) if selected else (look.fill, look.ink)
        box = QRect(0, 0, side, side)
        if fill:
            painter.fillRect(box, self._theme.color(fill))
        else:
            painter.setPen(QPen(self._theme.color(ink), 1))
            painter.drawRect(QRectF(0.5, 0.5, side - 1, side - 1))
        if selected and not look.letter:  # what is selected can be told without colours, too
            part = (side - side // 4) // 2
            painter.fillRect(part, part, side - 2 * part, side - 2 * part, self._theme.color(ink))
        if look.letter:
            painter.setFont(theme.mono_font(theme.TINY_PX))
            painter.setPen(self._theme.color(ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, look.letter)
        if wrong and wrong - 1 != kind:
            token = LOOKS[wrong - 1].fill or LOOKS[wrong - 1].ink
            part = side // 3
            painter.fillRect(side - part, 0, part, part, self._theme.color(token))
        painter.end()
        return picture

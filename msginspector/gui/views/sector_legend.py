"""What the cells of a sector map mean: a cell, what it is called and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from msginspector.gui import spoken, texts, theme
from msginspector.gui.views.sector_look import HEADER, Swatches, kind_name
from msginspector.storage.sector_table import Kind

if TYPE_CHECKING:
    from msginspector.storage.sector_table import SectorTable

ORDER: Final = (
    Kind.STREAM, Kind.MINI_STREAM, Kind.DIRECTORY, HEADER, Kind.FAT, Kind.DIFAT, Kind.MINI_FAT,
    Kind.RANGE_LOCK, Kind.FREE, Kind.UNREFERENCED, Kind.CROSSED,
)  # fmt: skip
_PAD: Final = 12
_GAP: Final = 6
_BETWEEN: Final = 16


class Item(NamedTuple):
    """One kind and its words."""

    kind: int
    text: str


class SectorLegend(QWidget):
    """The kinds there are, in as many lines as they need."""

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._swatches = Swatches(colors)
        self._items: Sequence[Item] = ()
        spoken.say_roles()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        colors.changed.connect(self.updateGeometry)

    def items(self) -> list[str]:
        """What it says."""
        return [item.text for item in self._items]

    def show_table(self, table: SectorTable | None, beyond: int = 0, *, lead: bool = False) -> None:
        """The kinds in a table; `beyond` sectors are looked for where there are none."""
        totals: dict[int, int] = {HEADER: int(lead)}
        for found, number in ({} if table is None else table.totals()).items():
            totals[found] = number
        shown = [kind for kind in ORDER if totals.get(kind)]
        items = [Item(kind, _counted(kind, totals[kind])) for kind in shown]
        if beyond:
            text = self.tr("{0} beyond the end").format(texts.grouped(beyond))
            items.append(Item(Kind.CROSSED, text))
        self._items = items
        self.setAccessibleName(", ".join((self.tr("Kinds of sectors"), *self.items())))
        self.updateGeometry()
        self.update()

    def boxes(self, width: int) -> list[QRect]:
        """Where each of them stands in that width."""
        metrics = self._metrics()
        cell, line = theme.scaled(14), theme.tall(theme.LINE_PX)
        x, y = _PAD, _GAP
        found = []
        for item in self._items:
            wide = cell + _GAP + metrics.horizontalAdvance(item.text)
            if x > _PAD and x + wide > width - _PAD:
                x, y = _PAD, y + line
            found.append(QRect(x, y, wide, line))
            x += wide + _BETWEEN
        return found

    @staticmethod
    def _metrics() -> QFontMetrics:
        return QFontMetrics(theme.text_font(theme.SMALL_PX))

    # -- Qt's -----------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        boxes = self.boxes(width)
        return boxes[-1].bottom() + _GAP if boxes else 0

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(max(self.width(), 300)))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.text_font(theme.SMALL_PX))
        painter.setPen(self._theme.color("dim"))
        cell, ratio = theme.scaled(14), self.devicePixelRatioF()
        for item, box in zip(self._items, self.boxes(self.width()), strict=True):
            top = box.top() + (box.height() - cell) // 2
            picture = self._swatches.get(item.kind, False, 0, ratio)
            painter.drawPixmap(QPoint(box.left(), top), picture)
            words = box.adjusted(cell + _GAP, 0, 4, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, item.text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


def _counted(kind: int, number: int) -> str:
    """`Streams 214`; there is one header, so it is not counted."""
    name = kind_name(kind, many=True)
    return name if kind == HEADER else f"{name} {texts.grouped(number)}"

"""What tables and trees of rows have in common: how they look without rows, how rows are copied."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QMenu

from msginspector.gui.views.delegates import paint_frame

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme

_NOTE: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


def paint_blank(view: QAbstractItemView, note: str, colors: Theme) -> None:
    """What a view says instead of rows, and the frame of the keyboard where no row has it."""
    if note and not view.model().rowCount():
        painter = QPainter(view.viewport())
        painter.setPen(colors.color("dim"))
        painter.drawText(view.viewport().rect().adjusted(12, 12, -12, -12), _NOTE, note)
    if view.hasFocus() and not view.currentIndex().isValid():
        frame = view.viewport().rect()
        paint_frame(QPainter(view.viewport()), frame, colors, keyboard=True)


def fill_formats_menu(menu: QMenu, copy: Callable[[str], None]) -> QMenu:
    """An entry for each way to copy the selected rows."""
    from msginspector.export.row_formats import FORMATS  # not before the first window

    for one in FORMATS:
        title = QCoreApplication.translate("RowFormat", one.title)
        menu.addAction(title, partial(copy, one.name)).setObjectName(f"copy-as-{one.name}")
    return menu

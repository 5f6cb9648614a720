"""What widgets that paint themselves are to assistive technology: Qt takes them for empty space.

Only for widgets a window has few of: PySide keeps every interface that is made here for good.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

ROLES: Final = {
    "DiagramCanvas": QAccessible.Role.Chart,
    "HexView": QAccessible.Role.Document,
    "HopChart": QAccessible.Role.Chart,
    "MonthGrid": QAccessible.Role.Chart,
    "SectorMapView": QAccessible.Role.Chart,
    "TotalsChart": QAccessible.Role.Chart,
    "SectorLegend": QAccessible.Role.StaticText,
}


@lru_cache(maxsize=1)
def say_roles() -> None:
    """Tell Qt, once, what these widgets are. Names and descriptions they tell themselves."""
    QAccessible.installFactory(_interface)


def _interface(name: str, thing: QObject | None) -> QAccessibleInterface | None:
    """The interface of a widget by the name of its class, None where Qt's own will do."""
    role = ROLES.get(name)
    return QAccessibleWidget(thing, role) if role and isinstance(thing, QWidget) else None

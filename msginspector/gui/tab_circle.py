"""The tabulator comes back to where it began.

Moving widgets in Qt's chain of focus leaves those before the moved ones outside of the circle: from
the last, Tab goes on to the first that was moved. This closes the circle by hand.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class TabCircle(QObject):
    """Tab in the last of some widgets that can be seen leads to the first, and back."""

    def __init__(self, first: QWidget, last: list[QWidget]) -> None:
        super().__init__(first)
        self._first = first
        self._last = last
        for widget in (first, *last):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        end = next((widget for widget in reversed(self._last) if widget.isVisible()), None)
        if event.key() == Qt.Key.Key_Tab and watched is end:
            self._first.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if event.key() == Qt.Key.Key_Backtab and watched is self._first and end is not None:
            end.setFocus(Qt.FocusReason.BacktabFocusReason)
            return True
        return False

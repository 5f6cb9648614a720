"""The split between what a value says and its bytes: bytes have the width of a row, if there is.

Once somebody has moved it, it stays as it is.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from msginspector.gui.theme import Theme

MOST: Final = 0.6  # of the width, for the bytes


class ValueSplitter(QSplitter):
    """Two sides; the second one has the width it hints at, as far as the first keeps its share."""

    def __init__(self, left: QWidget, right: QWidget, colors: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._moved = False
        self._right = right
        self.setChildrenCollapsible(False)
        self.addWidget(left)
        self.addWidget(right)
        self.splitterMoved.connect(lambda _place, _number: self._keep())
        colors.changed.connect(self._share)

    def saveState(self) -> QByteArray:
        """Where somebody has moved it; empty where nobody has."""
        return super().saveState() if self._moved else QByteArray()

    def restoreState(self, state: QByteArray) -> bool:  # type: ignore[override]
        """As it was saved; an empty state is that of the beginning."""
        self._moved = not state.isEmpty()
        if not self._moved:
            self._share()
            return True
        return super().restoreState(state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _keep(self) -> None:
        self._moved = True

    def _share(self) -> None:
        if not self._moved and self.width():
            right = min(self._right.sizeHint().width(), round(self.width() * MOST))
            self.setSizes([self.width() - right - self.handleWidth(), right])

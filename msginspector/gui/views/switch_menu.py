"""What a switch of words is where there is no room for its words: one button with a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from msginspector.gui.views.chrome import FlatButton

if TYPE_CHECKING:
    from msginspector.gui.views.segments import Segments


class SwitchMenu(FlatButton):
    """Says which word of a switch holds; its menu has them all. One of the two is on show."""

    def __init__(self, switch: Segments, words: dict[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._switch = switch
        self._words = words
        self._name = switch.accessibleName()
        self.setPopupMode(self.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setMenu(QMenu(self))
        self.menu().aboutToShow.connect(self._fill)
        self.setObjectName("switch-menu")
        self._narrow = False
        self.hide()

    def fit(self, room: int) -> None:
        """Take the place of the switch where it is wider than that."""
        self._narrow = self._switch.sizeHint().width() > room
        self.show_held()

    def show_held(self) -> None:
        """Say what the switch holds now."""
        self.setText(self._words.get(self._switch.held, ""))
        self.setAccessibleName(f"{self._name}: {self.text()}")
        several = len(self._switch.offered()) > 1
        self.setVisible(several and self._narrow)
        self._switch.setVisible(several and not self._narrow)

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for key in self._switch.offered():
            action = QAction(self._words[key], menu)
            action.setCheckable(True)
            action.setChecked(key == self._switch.held)
            action.triggered.connect(lambda _on=False, key=key: self._switch.chosen.emit(key))
            menu.addAction(action)

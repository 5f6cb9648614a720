"""A switch of two or three words, of which one holds."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget


class Segments(QWidget):
    """Words side by side; arrow keys go from one to the next, the tabulator to the one that holds.

    With less than two of its words on show the whole switch is absent.
    """

    chosen = Signal(object)  # key: somebody chose it

    def __init__(self, name: str, words: dict[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("segments")
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(0)
        for key, text in words.items():
            button = QToolButton(self)
            button.setObjectName("segment")
            button.setText(text)
            button.setAccessibleName(f"{name}: {text}")
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            self._buttons[key] = button
            self._group.addButton(button)
            row.addWidget(button)
        self.offer(())

    def button(self, key: str) -> QToolButton:
        """The button of a word."""
        return self._buttons[key]

    def offered(self) -> list[str]:
        """The keys of the words on show."""
        return [key for key, button in self._buttons.items() if not button.isHidden()]

    def offer(self, keys: Iterable[str]) -> None:
        """Show these words only."""
        wanted = frozenset(keys)
        for key, button in self._buttons.items():
            button.setVisible(key in wanted)
        self.setVisible(len(wanted) > 1)

    def hold(self, key: str) -> None:
        """This one holds now; `chosen` stays silent."""
        for other, button in self._buttons.items():
            button.setChecked(other == key)
            mine = Qt.FocusPolicy.StrongFocus if other == key else Qt.FocusPolicy.NoFocus
            button.setFocusPolicy(mine)

    @property
    def held(self) -> str:
        """The one that holds, "" for none."""
        return next((key for key, one in self._buttons.items() if one.isChecked()), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        keys = self.offered()
        if step is None or self.held not in keys:
            super().keyPressEvent(event)
            return
        key = keys[max(0, min(len(keys) - 1, keys.index(self.held) + step))]
        self._buttons[key].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._buttons[key].setFocus(Qt.FocusReason.TabFocusReason)
        self._buttons[key].click()

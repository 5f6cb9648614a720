"""A line that says how far the saving of files is, and afterwards what became of it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from msginspector.gui import texts, theme

STEPS: Final = 1000


class SavingBar(QWidget):
    """Absent while there is nothing to say."""

    cancelled = Signal()

    def __init__(self, _colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("byte-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, STEPS)
        self.bar.setAccessibleName(self.tr("How much is saved"))
        self.button = QPushButton(self.tr("Cancel"), self)
        self.button.setAccessibleName(self.tr("Cancel saving"))
        self.button.clicked.connect(lambda: self.cancelled.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(8)
        row.addWidget(self._label, 1)
        row.addWidget(self.bar)
        row.addWidget(self.button)
        self.hide()

    def text(self) -> str:
        """What it says, "" while it is absent."""
        return self._label.text() if not self.isHidden() else ""

    def show_progress(self, done: int, total: int, name: str) -> None:
        """So many bytes of so many are written, and which file is."""
        self._set(self.tr("Saving {0} · {1} of {2}").format(
            name, texts.size(done), texts.size(total)), "dim")  # fmt: skip
        self.bar.setValue(round(STEPS * done / total) if total else 0)
        self._show(running=True)

    def say(self, text: str, is_bad: bool) -> None:
        """Say what became of it; "" hides the line."""
        self._set(text, "mistake" if is_bad else "dim")
        self._show(running=False)
        self.setVisible(bool(text))

    def _set(self, text: str, name: str) -> None:
        if self._label.objectName() != name:
            self._label.setObjectName(name)
            self._label.style().unpolish(self._label)
            self._label.style().polish(self._label)
        self._label.setText(text)
        self.setAccessibleName(text)

    def _show(self, *, running: bool) -> None:
        self.bar.setVisible(running)
        self.button.setVisible(running)
        self.show()

"""The line that words of a filter are typed into."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget


class FilterLine(QLineEdit):
    """A line with a name, a hint what to type, and a button that clears it."""

    def __init__(self, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        for button in self.findChildren(QAbstractButton):  # Qt gives its button no name
            button.setAccessibleName(self.tr("Clear the filter"))

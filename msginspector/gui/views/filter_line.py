"""The line that words of a filter are typed into."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QLineEdit, QWidget

from msginspector.gui import icons, texts


class FilterLine(QLineEdit):
    """A line with a name, a hint what to type, and a button that clears it."""

    _clear: QAction | None = None

    def __init__(self, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        self._clear = self.findChild(QAction)
        for button in self.findChildren(QAbstractButton):  # Qt gives its button no name
            button.setAccessibleName(self.tr("Clear the filter"))
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._dress()

    def _dress(self) -> None:
        """Our icon instead of Qt's, which is black in every theme."""
        if self._clear is not None:
            color = self.palette().color(QPalette.ColorRole.PlaceholderText)
            self._clear.setIcon(icons.tinted("close", color))


class FilterRow(QWidget):
    """A filter above a table, and how many of its rows the filter lets through."""

    def __init__(self, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filter-row")
        self.line = FilterLine(name, hint, self)
        self.count = QLabel(self)
        self.count.setObjectName("dim")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 14, 8)
        row.setSpacing(10)
        row.addWidget(self.line, 1)
        row.addWidget(self.count)

    def show_count(self, shown: int, total: int, nouns: tuple[str, str]) -> None:
        """`3 of 74`, or `74 properties` where nothing is hidden."""
        some = self.tr("{0} of {1}").format(texts.grouped(shown), texts.grouped(total))
        self.count.setText(some if shown != total else texts.count(total, *nouns))

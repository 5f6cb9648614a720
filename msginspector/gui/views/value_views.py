"""The left side of the value inspector: the value as text, as a decoded tree, or item by item."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from msginspector.gui import icons
from msginspector.gui.value_forms import DECODED, ITEMS, TEXT
from msginspector.gui.views.chrome import PanelHeader
from msginspector.gui.views.cut_note import CutNote
from msginspector.gui.views.node_tree import NodeTree
from msginspector.gui.views.segments import Segments

if TYPE_CHECKING:
    from msginspector.analysis.node_index import NodeIndex
    from msginspector.gui.theme import Theme

ORDER = (TEXT, DECODED, ITEMS)


class ValueViews(QWidget):
    """Header with a switch, and what the switch has chosen below it."""

    decode_wanted = Signal()  # of a value too large to be decoded without being asked for
    decode_as_wanted = Signal()

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self.header = PanelHeader(self.tr("Value"), self)
        words = {TEXT: self.tr("Text"), DECODED: self.tr("Decoded"), ITEMS: self.tr("Items")}
        self.switch = Segments(self.tr("View of the value"), words, self)
        self.decode_as = QAction(self.tr("Decode as…"), self)
        self.decode_as.setToolTip(self.tr("Decode these bytes as another structure (Ctrl+D)"))
        self.decode_as.triggered.connect(lambda _on=False: self.decode_as_wanted.emit())
        self.header.add_widget(self.switch)
        self.decode_button = self.header.add_button(self.decode_as)
        self.note = CutNote(colors, self)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Value as text"))
        self.text.document().setDocumentMargin(10)
        self.tree = NodeTree(colors, self)
        self.waiting = Waiting(self)
        self.waiting.button.clicked.connect(lambda: self.decode_wanted.emit())
        self.stack = QStackedWidget(self)
        for page in (self.text, self.tree, self.waiting):
            self.stack.addWidget(page)
        self.stack.setMinimumHeight(1)  # in a low window the title comes first
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget, stretch in ((self.header, 0), (self.note, 0), (self.stack, 1)):
            layout.addWidget(widget, stretch)
        colors.changed.connect(self._dress)
        self._dress()

    @property
    def shown(self) -> str:
        """The view on show."""
        return self.switch.held or TEXT

    def offer(self, keys: Iterable[str]) -> None:
        """The views there are of the value, besides the text."""
        wanted = {TEXT, *keys}
        self.switch.offer(key for key in ORDER if key in wanted)

    def show_text(self, text: str, hint: str) -> None:
        """Text; `hint` where it is empty."""
        self.text.setPlainText(text)
        self.text.setPlaceholderText(hint)
        self.tree.show_nodes(None)
        self.stack.setCurrentWidget(self.text)

    def show_tree(self, nodes: NodeIndex) -> None:
        """A tree, unless it is there already."""
        if self.tree.nodes.nodes is not nodes:
            self.tree.show_nodes(nodes)
        self.stack.setCurrentWidget(self.tree)

    def show_waiting(self, text: str, button: str = "") -> None:
        """Why there is no tree (yet), and a button that makes it."""
        self.tree.show_nodes(None)
        self.waiting.say(text, button)
        self.stack.setCurrentWidget(self.waiting)

    def _dress(self) -> None:
        self.decode_as.setIcon(icons.icon(self._theme, "decode", "dim"))


class Waiting(QWidget):
    """A sentence in place of a tree, with a button or without."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("waiting")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = QLabel(self)
        self._label.setObjectName("dim")
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self.button = QPushButton(self)
        self.button.setAccessibleName(self.tr("Decode the value"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        layout.addWidget(self._label)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self.say("")

    def text(self) -> str:
        """The sentence."""
        return self._label.text()

    def say(self, text: str, button: str = "") -> None:
        """Say this; no button where there is nothing to ask for."""
        self._label.setText(text)
        self.button.setText(button)
        self.button.setVisible(bool(button))

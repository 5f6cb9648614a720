"""Lines above the bytes to type into: what to find, and where to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from msginspector.analysis.bytes_search import ASCII, HEX, UTF16, Needle, needle
from msginspector.analysis.offsets import parse_offset
from msginspector.gui import icons
from msginspector.gui.views.chrome import ElidedLabel, flat_button

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme

KIND_WORDS: Final = {HEX: "Hex", ASCII: "ASCII", UTF16: "UTF-16"}
SAID_LEAST_PX: Final = 90


class ByteBar(QWidget):
    """A line to type into, what came of it, and a button that closes it; Escape does, too."""

    closed = Signal()

    def __init__(self, name: str, hint: str, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("byte-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = colors
        self._dressed: list[tuple[QAction, str]] = []
        self.line = QLineEdit(self)
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(hint)
        self.said = ElidedLabel("dim", self)
        self.said.setMinimumWidth(SAID_LEAST_PX)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 6, 6, 6)
        self.row.setSpacing(6)
        self.row.addWidget(self.line, 3)
        self.row.addWidget(self.said, 2)
        colors.changed.connect(self._dress)
        self.hide()

    def ask(self) -> None:
        """Show the line, ready to be typed over."""
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def say(self, text: str) -> None:
        """What came of it."""
        self.said.set_text(text)

    def action(self, text: str, icon: str) -> QAction:
        """One more button at the end of the line."""
        action = QAction(text, self)
        self._dressed.append((action, icon))
        action.setIcon(icons.icon(self._theme, icon, "dim"))
        self.row.addWidget(flat_button(self, action))
        return action

    def add_close(self) -> None:
        """The last button."""
        self.action(self.tr("Close"), "close").triggered.connect(lambda _on=False: self.leave())

    def leave(self) -> None:
        """Close the line."""
        self.hide()
        self.say("")
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        for action, icon in self._dressed:
            action.setIcon(icons.icon(self._theme, icon, "dim"))


class FindBar(ByteBar):
    """What to find: bytes in hex, ASCII or UTF-16 text; next, previous."""

    wanted = Signal(object, object)  # Needle, whether backwards
    stopped = Signal()

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__("", "", colors, parent)
        self.line.setAccessibleName(self.tr("Bytes or text to find"))
        self.line.setPlaceholderText(self.tr("01 DC 9A, or text"))
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(self.tr("What is typed"))
        self.kind.view().setAccessibleName(self.tr("What is typed"))
        for kind, word in KIND_WORDS.items():
            self.kind.addItem(word, kind)
        self.row.insertWidget(0, self.kind)
        self.fold = QAction(self.tr("Aa"), self)
        self.fold.setCheckable(True)
        self.fold.setChecked(True)
        self.fold.setToolTip(self.tr("Letters of either case"))
        button = flat_button(self, self.fold, words=True)
        button.setAccessibleName(self.tr("Letters of either case"))
        self.row.insertWidget(2, button)
        self.previous = self.action(self.tr("Find previous (Shift+F3)"), "up")
        self.next = self.action(self.tr("Find next (F3)"), "down")
        self.add_close()
        self.previous.triggered.connect(lambda _on=False: self.go_on(backwards=True))
        self.next.triggered.connect(lambda _on=False: self.go_on())
        self.line.returnPressed.connect(self.go_on)
        self.line.textEdited.connect(self._guess)
        self.kind.currentIndexChanged.connect(lambda _row: self.say(""))

    def go_on(self, *, backwards: bool = False) -> None:
        """Ask for the next or the previous match; what cannot be found is said."""
        try:
            sought = self.needle()
        except ValueError as error:
            self.say(str(error))
            return
        self.wanted.emit(sought, backwards)

    def needle(self) -> Needle:
        """What is typed as bytes; ValueError with a sentence where it is none."""
        return needle(self.line.text(), self.kind.currentData(), fold=self.fold.isChecked())

    def leave(self) -> None:
        """Close the line, and give up the search."""
        self.stopped.emit()
        super().leave()

    def _guess(self, text: str) -> None:
        """Who types what cannot be hex means text."""
        self.say("")
        typed = text.strip()
        if self.kind.currentData() == HEX and any(c not in _HEX_TYPED for c in typed):
            self.kind.setCurrentIndex(self.kind.findData(ASCII if typed.isascii() else UTF16))


_HEX_TYPED: Final = frozenset("0123456789abcdefABCDEFxX ,;:-")


class GoToBar(ByteBar):
    """Where to go: an offset, decimal, hex, from here, or the end."""

    wanted = Signal(object)  # offset

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__("", "", colors, parent)
        self.line.setAccessibleName(self.tr("Offset to go to"))
        self.line.setPlaceholderText(self.tr("300, 0x12C, +16, -16 or end"))
        self.add_close()
        self.here = self.size_in_bytes = 0
        self.line.returnPressed.connect(self._go)
        self.line.textEdited.connect(lambda _text: self.say(""))

    def ask_from(self, here: int, size: int) -> None:
        """Show the line; offsets count from `here` in `size` bytes."""
        self.here, self.size_in_bytes = here, size
        self.ask()

    def _go(self) -> None:
        try:
            place = parse_offset(self.line.text(), self.here, self.size_in_bytes)
        except ValueError as error:
            self.say(str(error))
            return
        self.wanted.emit(place)

"""Where the bytes lie: stream, offset in it, offset in the file, property entry; as links.

The facts are those of the selected bytes, else of all of them. A link asks for its place to be
shown where the storage is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from msginspector.gui import texts, tips
from msginspector.gui.views.chrome import ElidedLabel

if TYPE_CHECKING:
    from msginspector.oxmsg import SourcePlace
    from msginspector.session import PropertyRow

STREAM: Final = "Stream"
IN_STREAM: Final = "In stream"
IN_FILE: Final = "In file"
DECLARED: Final = "Declared size"
ENTRY: Final = "Entry"
FLAGS: Final = "Flags"
FACTS: Final = (STREAM, IN_STREAM, IN_FILE, DECLARED, ENTRY, FLAGS)
LINKS: Final = frozenset((STREAM, IN_FILE, ENTRY))
ENTRY_BYTES: Final = 16
_LINK_LEAST_PX: Final = 60
_PAD: Final = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Bytes of a stream."""

    stream: str
    offset: int
    length: int


class PlaceLink(QPushButton):
    """A place as a link that elides in its middle; disabled where there is no place."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("place")
        self._name = name
        self._full = ""
        self.place: Place | None = None
        self.setFlat(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def full_text(self) -> str:
        """The text without elision."""
        return self._full

    def set_place(self, text: str, place: Place | None) -> None:
        """Say this, and lead there."""
        self._full = text
        self.place = place if text and text != texts.NOTHING else None
        self.setEnabled(self.place is not None)
        self.setAccessibleName(f"{self._name}: {text}")
        said = self.tr("Show {0} in the storage").format(text)
        self.setToolTip(tips.plain(said if self.place else text))
        self._elide()

    def sizeHint(self) -> QSize:
        """As wide as its column: what it says gives way, and the tooltip has it whole."""
        return QSize(_LINK_LEAST_PX, self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._elide()

    def _elide(self) -> None:
        room = self.width() - _PAD + 2
        mode = Qt.TextElideMode.ElideMiddle
        self.setText(self.fontMetrics().elidedText(self._full, mode, room))


class Held(Protocol):
    """Bytes that are somewhere in the file."""

    size: int

    def read(self, offset: int, size: int, /) -> bytes:
        """Some of them."""

    def locate(self, offset: int, size: int = 1, /) -> SourcePlace:
        """Where some of them lie."""


class PlaceFacts(QWidget):
    """Facts in two columns; `links` of them are links."""

    place_wanted = Signal(object, object, object)  # stream, offset, length: may exceed 31 bits

    def __init__(
        self, parent: QWidget, names: Sequence[str] = FACTS, links: frozenset[str] = LINKS
    ) -> None:
        super().__init__(parent)
        self.setObjectName("facts")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._links = links
        self._values: dict[str, PlaceLink | ElidedLabel] = {}
        self._bytes: Held | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 7, 12, 7)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        for number, name in enumerate(names):
            caption = QLabel(self.tr(name), self)
            caption.setObjectName("dim")
            value = self._value(name)
            caption.setBuddy(value)
            row, column = number // 2, 2 * (number % 2)
            grid.addWidget(caption, row, column)
            grid.addWidget(value, row, column + 1)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 2)

    def fact(self, name: str) -> str:
        """One of the facts."""
        return self._values[name].full_text()

    def links(self) -> list[PlaceLink]:
        """The links, from the top down."""
        return [value for value in self._values.values() if isinstance(value, PlaceLink)]

    def show_row(self, row: PropertyRow, held: Held) -> None:
        """The facts of a property. Raises InspectorError where they cannot be read."""
        entry = row.entry
        offset = f"0x{entry.offset:04X}"
        self._say(FLAGS, f"0x{row.flags:08X}")
        self._say(DECLARED, texts.size(row.declared_size))
        place = Place(entry.stream, entry.offset, ENTRY_BYTES)
        self._say(ENTRY, texts.joined((entry.stream, offset)), place)
        self.show_held(held)

    def show_held(self, held: Held) -> None:
        """The places of bytes. Raises InspectorError where they cannot be read."""
        self._bytes = held
        self.show_span(0, held.size)

    def show_span(self, first: int, length: int) -> None:
        """The places of some of the bytes, of all of them for none. May raise InspectorError."""
        if self._bytes is None:
            return
        if not length:
            first, length = 0, self._bytes.size
        self._show_found(self._bytes.locate(first, length), length)

    def _show_found(self, found: SourcePlace, length: int) -> None:
        place = Place(found.stream, found.offset, length) if found.stream else None
        self._say(STREAM, found.stream or texts.NOTHING, place)
        self._say(IN_STREAM, span(found.offset, length))
        self._say(IN_FILE, _ranges(found.ranges), place)

    def clear(self) -> None:
        """No property."""
        self._bytes = None
        for name in self._values:
            self._say(name, "")

    def _value(self, name: str) -> PlaceLink | ElidedLabel:
        value: PlaceLink | ElidedLabel
        if name in self._links:
            value = PlaceLink(self.tr(name), self)
            value.clicked.connect(lambda: self._go(name))
        else:
            value = ElidedLabel("fact", self, Qt.TextElideMode.ElideMiddle)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._values[name] = value
        return value

    def _say(self, name: str, text: str, place: Place | None = None) -> None:
        value = self._values[name]
        if isinstance(value, PlaceLink):
            value.set_place(text, place)
        else:
            value.set_text(text)

    def _go(self, name: str) -> None:
        link = self._values[name]
        if isinstance(link, PlaceLink) and link.place is not None:
            self.place_wanted.emit(link.place.stream, link.place.offset, link.place.length)


def span(first: int, length: int) -> str:
    """Offsets of the first and the last byte, as `0 – 26`; a single one alone."""
    if length < 2:
        return str(first) if length else texts.NOTHING
    return f"{first} {texts.NOTHING} {first + length - 1}"


def _ranges(parts: Sequence[tuple[int, int]]) -> str:
    """The first places in the file, as `0x00003A41 – 0x00003A45`, and how many more there are."""
    if not parts:
        return texts.NOTHING
    start, length = parts[0]
    more = f"  +{len(parts) - 1}" if len(parts) > 1 else ""
    if length < 2:
        return f"0x{start:08X}{more}"
    return f"0x{start:08X} {texts.NOTHING} 0x{start + length - 1:08X}{more}"

"""The right foot of the storage view: the bytes of a stream, and the properties it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from msginspector.errors import InspectorError
from msginspector.gui import texts, tips
from msginspector.gui.views.bytes_panel import BytesPanel
from msginspector.gui.views.place_facts import IN_FILE, IN_STREAM, STREAM, PlaceFacts, PlaceLink
from msginspector.mapi.text import visible
from msginspector.oxmsg.properties import SourcePlace
from msginspector.oxmsg.storage_listing import Pointer

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme
    from msginspector.session.listed_storage import ListedStorage

SECTOR: Final = "Sector"
LINKS: Final = 3
_LIMIT: Final = 200
LEAST_PX: Final = 1


class StreamBytes:
    """The bytes of a directory entry's stream, or of a part of the file itself."""

    def __init__(
        self, listed: ListedStorage, entry: int | None, place: int = 0, length: int = 0
    ) -> None:
        self._listed = listed
        self._entry = entry
        self._place = place
        self.size = length if entry is None else listed.length(entry)
        self._path = "" if entry is None else _path(listed, entry)

    def read(self, offset: int, size: int) -> bytes:
        """Some of them."""
        if self._entry is None:
            return self._listed.read_file(self._place + offset, min(size, self.size - offset))
        return self._listed.read(self._entry, offset, size)

    def locate(self, offset: int, size: int = 1) -> SourcePlace:
        """Where some of them lie."""
        if self._entry is None:
            return SourcePlace(self._path, offset, [(self._place + offset, size)])
        return SourcePlace(self._path, offset, self._listed.ranges(self._entry, offset, size))

    def sectors(self, ranges: Sequence[tuple[int, int]]) -> str:
        """The numbers of the sectors that file ranges lie in; the first ones."""
        size = self._listed.sectors.file.sector_size
        found = []
        for place, length in ranges[:3]:
            first, last = place // size - 1, (place + max(length, 1) - 1) // size - 1
            said = "header" if first < 0 else texts.grouped(first)
            found.append(said if last <= first else f"{said}–{texts.grouped(last)}")
        return ", ".join(dict.fromkeys(found)) + (" …" if len(ranges) > 3 else "")


def _path(listed: ListedStorage, entry: int) -> str:
    """The path of a stream; of anything else where its bytes come from."""
    if listed.entry(entry).kind == "stream":
        return listed.path(entry)
    return f"directory, entry {entry}"


class StreamFacts(PlaceFacts):
    """Where selected bytes lie: stream, offset in it, sector, offset in the file."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, (STREAM, IN_STREAM, IN_FILE, SECTOR), frozenset())

    def _show_found(self, found: SourcePlace, length: int) -> None:
        super()._show_found(found, length)
        held = self._bytes
        self._say(SECTOR, held.sectors(found.ranges) if isinstance(held, StreamBytes) else "")


class PointerLink(PlaceLink):
    """A property, or an object, as a link."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.pointer: Pointer | None = None
        self.setAccessibleName(self.tr("Property"))
        self.hide()

    def set_pointer(self, pointer: Pointer | None) -> None:
        """Lead there; None hides the link."""
        self.pointer = pointer
        self.setVisible(pointer is not None)
        if pointer is None:
            return
        name = visible(pointer.name, _LIMIT, one_line=True)
        if pointer.tag:
            name = texts.joined((name or texts.tag(pointer.tag), pointer.path))
        self._full = name
        self.setEnabled(True)
        self.setAccessibleName(self.tr("Show {0}").format(self._full))
        self.setToolTip(tips.plain(self.accessibleName()))
        self._elide()


class Pointers(QWidget):
    """The properties that point at a stream; links that go there."""

    wanted = Signal(object)  # Pointer

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("byte-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.caption = QLabel(self)
        self.caption.setObjectName("dim")
        self.more = QLabel(self)
        self.more.setObjectName("dim")
        self.links = [PointerLink(self) for _ in range(LINKS)]
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 12, 3)
        row.setSpacing(8)
        row.addWidget(self.caption)
        for link in self.links:
            link.clicked.connect(lambda _on=False, link=link: self.wanted.emit(link.pointer))
            row.addWidget(link, 1)
        row.addWidget(self.more)

    def show_pointers(self, caption: str, pointers: Sequence[Pointer]) -> None:
        """Say this, and lead there; nothing at all hides the row."""
        self.caption.setText(caption)
        padded = [*pointers[:LINKS], *[None] * (LINKS - len(pointers[:LINKS]))]
        for link, pointer in zip(self.links, padded, strict=True):
            link.set_pointer(pointer)
        rest = len(pointers) - LINKS
        self.more.setText(self.tr("and {0} more").format(texts.grouped(rest)) if rest > 0 else "")
        self.more.setVisible(rest > 0)
        self.setVisible(bool(caption))


class StreamPanel(QWidget):
    """Bytes with their tools, and the links above them."""

    pointer_wanted = Signal(object)  # Pointer
    failed = Signal(object)  # InspectorError

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._listed: ListedStorage | None = None
        self._entry: int | None = None
        self.pointers = Pointers(self)
        self.bytes = BytesPanel(colors, self, StreamFacts(self))
        self.hex = self.bytes.hex
        self.hex.setAccessibleName(self.tr("Bytes of the stream"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bytes, 1)
        inner = self.bytes.layout()
        inner.insertWidget(1, self.pointers)  # type: ignore[union-attr]
        self.pointers.wanted.connect(self.pointer_wanted)
        self.bytes.failed.connect(self.failed, Qt.ConnectionType.QueuedConnection)
        self.hex.selection_changed.connect(self._selected)
        self.clear()

    def clear(self) -> None:
        """No bytes."""
        self._listed = self._entry = None
        self.pointers.show_pointers("", ())
        self.bytes.word = self.tr("Bytes")
        self.bytes.clear()

    def show_entry(self, listed: ListedStorage, entry: int) -> None:
        """The bytes of a directory entry. May raise InspectorError."""
        self._listed, self._entry = listed, entry
        shown = listed.entry(entry)
        is_stream = shown.kind == "stream"
        self.bytes.word = shown.name if is_stream else self.tr("Directory entry")
        self.bytes.show_held(shown.name, StreamBytes(listed, entry))
        self._show_pointers()

    def show_sector(self, listed: ListedStorage, place: int, length: int, title: str) -> None:
        """A part of the file itself. May raise InspectorError."""
        self._listed, self._entry = listed, None
        self.bytes.word = title
        self.bytes.show_held(title, StreamBytes(listed, None, place, length))
        self.pointers.show_pointers("", ())

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in the order of reading."""
        bytes_ = self.bytes
        return (*self.pointers.links, bytes_.toggle_button, bytes_.find_button, self.hex,
                bytes_.inspector.list)  # fmt: skip

    def minimumSizeHint(self) -> QSize:
        """Next to nothing: in a low window the list of streams comes first."""
        return QSize(super().minimumSizeHint().width(), LEAST_PX)

    def _selected(self, first: int, length: int) -> None:
        """In a property stream the property of the selected entry is what is pointed at."""
        if self._listed is None or self._entry is None:
            return
        try:
            if self._listed.entries(self._entry) is not None:
                self._show_pointers(first if length else None)
        except InspectorError as error:
            self.failed.emit(error)

    def _object(self, path: str) -> str:
        """What an object is called."""
        if self._listed is None or self._entry is None:
            return path
        label = self._listed.label(self._entry)
        what = self.tr("Message") if path == "/" else path
        return texts.joined((what, visible(label, _LIMIT, one_line=True)))

    def _show_pointers(self, offset: int | None = None) -> None:
        if self._listed is None or self._entry is None:
            return
        listed, entry = self._listed, self._entry
        number = listed.entries(entry)
        path = listed.object_path(entry)
        if number is not None:
            found = listed.pointed(entry, offset) if offset is not None else []
            said = texts.count(number, "entry", "entries")
            self.pointers.show_pointers(self.tr("Entry of") if found else said, found)
        elif path:
            found = listed.pointers(entry)
            self.pointers.show_pointers(
                self.tr("Storage of"), [Pointer(path, 0, self._object(path)), *found]
            )
        else:
            found = listed.pointers(entry)
            none = self.tr("No property points here")
            self.pointers.show_pointers(self.tr("Value of") if found else none, found)

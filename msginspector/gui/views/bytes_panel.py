"""The right side of the value inspector: bytes, what they would be, and where they lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from msginspector.analysis.byte_values import WINDOW
from msginspector.analysis.bytes_search import Needle, search
from msginspector.errors import InspectorError
from msginspector.export.byte_file import safe_name, save_steps
from msginspector.export.byte_formats import FORMATS, LIMIT
from msginspector.gui import icons, texts
from msginspector.gui.byte_commands import COPY, ByteKeys
from msginspector.gui.views.byte_bars import FindBar, GoToBar
from msginspector.gui.views.chrome import PanelHeader
from msginspector.gui.views.cut_note import CutNote
from msginspector.gui.views.data_inspector import DataInspector
from msginspector.gui.views.hex_view import HexView
from msginspector.gui.views.place_facts import Held, PlaceFacts, span
from msginspector.gui.workers import SliceRunner

if TYPE_CHECKING:
    from msginspector.gui.models.properties import PropertyLine
    from msginspector.gui.theme import Theme
    from msginspector.gui.workers import Work

PIECE: Final = 1 << 18  # bytes that are saved in one step
FIND: Final = "find"
SAVE: Final = "save"


class BytesPanel(QWidget):
    """The bytes of one value, read where somebody looks, searches or copies."""

    decode_as_wanted = Signal()
    failed = Signal(object)  # InspectorError

    def __init__(self, colors: Theme, parent: QWidget, facts: PlaceFacts | None = None) -> None:
        super().__init__(parent)
        self._theme = colors
        self._title = ""
        self.word = self.tr("Bytes")
        self._bytes: Held | None = None
        self.runner = SliceRunner(self)
        self.header = PanelHeader(self.word, self)
        self.note = CutNote(colors, self)
        self.find_bar = FindBar(colors, self)
        self.go_bar = GoToBar(colors, self)
        self.hex = HexView(colors, self)
        self.inspector = DataInspector(colors, self)
        self.inspector.hide()
        self.facts = facts or PlaceFacts(self)
        self._run_table: dict[str, Callable[[], object]] = {
            "select-all": lambda: self.hex.select(0, self.hex.size_in_bytes),
            "find": self.find_bar.ask,
            "find-next": self.find_bar.go_on,
            "find-previous": lambda: self.find_bar.go_on(backwards=True),
            "go-to": self._ask_where,
            "decode-as": self.decode_as_wanted.emit,
            "inspector": lambda: self.toggle.toggle(),
            "save": self.save_dialog,
        }
        self.keys = ByteKeys(self.run, self)
        self.keys.watch(self.hex)
        self._menu: QMenu | None = None
        self._build()
        self._connect()
        self.clear()

    # -- what others ask ------------------------------------------------------------------------

    def show_bytes(self, line: PropertyLine, held: Held) -> None:
        """The bytes of a property. Raises InspectorError where they cannot be read."""
        self.facts.show_row(line.row, held)
        self._show_held(line.title, held)

    def show_held(self, title: str, held: Held) -> None:
        """Bytes that are no value; the title is offered as the name of a file."""
        self.facts.show_held(held)
        self._show_held(title, held)

    def _show_held(self, title: str, held: Held) -> None:
        self.runner.cancel()
        self._title, self._bytes = title, held
        self.note.set_note("")
        self.find_bar.say("")
        self.go_bar.hide()
        self.hex.set_source(held.read, held.size)
        self._show_size()
        self.inspector.follow()
        self._give_way()

    def clear(self) -> None:
        """No bytes."""
        self.runner.cancel()
        self._title, self._bytes = "", None
        self.note.set_note("")
        self.find_bar.hide()
        self.go_bar.hide()
        self.hex.set_source(None, 0)
        self.facts.clear()
        self.inspector.show_at(0, b"")
        self.header.set_facts(self.word)
        self._give_way()

    def run(self, name: str) -> None:
        """A command of the table of byte commands."""
        if not self.hex.size_in_bytes:
            return
        if name.startswith(COPY):
            self._copy(name.removeprefix(COPY))
        else:
            self._run_table[name]()

    def save_to(self, path: str) -> None:
        """Save the selected bytes, or all of them, to a new file."""
        self.runner.cancel_for(SAVE)
        self.runner.add(self._save(path), SAVE)

    def save_dialog(self) -> None:
        """Ask for the name of the new file."""
        from PySide6.QtWidgets import QFileDialog

        path, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Save bytes to a new file"), safe_name(self._title),
            self.tr("All files (*)"), options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if path:
            self.save_to(path)

    # -- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.toggle = QAction(self.tr("Data inspector"), self)
        self.toggle.setCheckable(True)
        self.toggle.setToolTip(self.tr("What the bytes at the cursor would be (Ctrl+I)"))
        self.find_action = QAction(self.tr("Find bytes"), self)
        self.find_action.setToolTip(self.tr("Find bytes or text (Ctrl+F)"))
        self.toggle_button = self.header.add_button(self.toggle)
        self.find_button = self.header.add_button(self.find_action)
        layout = self._rows = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.header, self.note, self.find_bar, self.go_bar):
            layout.addWidget(widget)
        layout.addWidget(self.hex, 1)
        layout.addWidget(self.inspector)
        layout.addWidget(self.facts)
        self._theme.changed.connect(self._dress)
        self._dress()

    def _connect(self) -> None:
        self.hex.selection_changed.connect(self._selected)
        self.hex.failed.connect(self.failed)
        self.hex.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.hex.customContextMenuRequested.connect(
            lambda place: self.popup(self.hex.viewport().mapToGlobal(place))
        )
        self.toggle.toggled.connect(self._show_inspector)
        self.find_action.triggered.connect(lambda _on=False: self.run(FIND))
        self.inspector.watch(self._at_cursor)
        self.inspector.close_.triggered.connect(lambda _on=False: self.toggle.setChecked(False))
        self.find_bar.wanted.connect(self._find)
        self.find_bar.stopped.connect(lambda: self.runner.cancel_for(FIND))
        self.go_bar.wanted.connect(self._go)
        for bar in (self.find_bar, self.go_bar):
            bar.closed.connect(self.hex.setFocus)

    def _dress(self) -> None:
        self.toggle.setIcon(icons.icon(self._theme, "inspector", "dim"))
        self.find_action.setIcon(icons.icon(self._theme, "search", "dim"))

    # -- reactions ------------------------------------------------------------------------------

    def popup(self, place: QPoint) -> None:
        """The menu of the bytes."""
        if self._menu is None:  # one for good: Qt has no words for actions of deleted menus
            self._menu = self.keys.fill(QMenu(self))
        if self.hex.size_in_bytes:
            self._menu.exec(place)

    def _selected(self, first: int, length: int) -> None:
        self._show_size()
        try:
            self.facts.show_span(first, length)
        except InspectorError as error:
            self.failed.emit(error)
            return
        self.inspector.follow()

    def _show_size(self) -> None:
        first, length = self.hex.selection
        word = self.tr("selected {0}").format(span(first, length)) if length else ""
        count = texts.size(length) if length > 1 else ""
        size = texts.size(self.hex.size_in_bytes)
        self.header.set_facts(self.word, size, word, count)

    def _at_cursor(self) -> tuple[int, bytes]:
        first, _length = self.hex.selection
        return first, self.hex.bytes_at(first, WINDOW)

    def _show_inspector(self, shown: bool) -> None:
        self.inspector.setVisible(shown)
        self._give_way()

    def _ask_where(self) -> None:
        first, _length = self.hex.selection
        self.find_bar.hide()
        self.go_bar.ask_from(first, self.hex.size_in_bytes)

    def _go(self, offset: int) -> None:
        self.go_bar.leave()
        self.hex.select(offset, 1)

    def _copy(self, name: str) -> None:
        first, length = self.hex.selection
        if not length:
            first, length = 0, self.hex.size_in_bytes
        write = next(one.write for one in FORMATS if one.name == name)
        data = self.hex.bytes_at(first, min(length, LIMIT))
        QGuiApplication.clipboard().setText(write(data, first))
        said = self.tr("Only the first {0} of {1} were copied; save the bytes to have them all.")
        cut = said.format(texts.size(LIMIT), texts.size(length)) if length > LIMIT else ""
        self.note.set_note(cut)

    def _find(self, sought: Needle, backwards: bool) -> None:
        self.runner.cancel_for(FIND)
        if not self.find_bar.isVisible():
            self.find_bar.show()
        self.runner.add(self._search(sought, backwards), FIND)

    def _search(self, sought: Needle, backwards: bool) -> Work:
        first, length = self.hex.selection
        size = self.hex.size_in_bytes
        start = first if not length else first - 1 if backwards else first + 1
        start, told = start if start >= 0 else size - 1, -1
        for step in search(self.hex.bytes_at, size, sought, start, backwards=backwards):
            if step.found is not None:
                self.find_bar.say(self.tr("at {0}").format(f"{step.found} (0x{step.found:X})"))
                self.hex.select(step.found, len(sought.data))
                return None
            share = step.done * 100 // size
            if share != told:
                told = share
                self.find_bar.say(self.tr("{0} % searched").format(share))
            yield None
        self.find_bar.say(self.tr("not found"))
        return None

    def _save(self, path: str) -> Work:
        first, length = self.hex.selection
        if length < 2:
            first, length = 0, self.hex.size_in_bytes
        try:
            for written in save_steps(path, self._pieces(first, length)):
                share = written * 100 // max(length, 1)
                self.note.set_note(self.tr("Saving to {0}: {1} %").format(path, share))
                yield None
        except FileExistsError:
            said = self.tr("{0} exists already: bytes are saved to new files only.")
            self.note.set_note(said.format(path))
        except OSError as error:
            self.note.set_note(self.tr("{0} was not saved: {1}").format(path, error.strerror))
        except InspectorError as error:
            self.note.set_note(self.tr("{0} was not saved: {1}").format(path, error.text))
        else:
            self.note.set_note(self.tr("{0} saved to {1}").format(texts.size(length), path))
        return None

    def _pieces(self, first: int, length: int) -> Iterator[bytes]:
        assert self._bytes is not None
        held, end = self._bytes, first + length
        for start in range(first, end, PIECE):
            yield held.read(start, min(PIECE, end - start))

    # -- room -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """As wide as a row of bytes."""
        return QSize(self.hex.sizeHint().width(), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def event(self, event: QEvent) -> bool:
        # A bar above the bytes has come or gone.
        if event.type() == QEvent.Type.LayoutRequest:
            self._give_way()
        return super().event(event)

    def _give_way(self) -> None:
        """Facts and readings need room below two rows of bytes; readings come first."""
        room = self.height() - self._taken() - self.hex.minimumSizeHint().height()
        if self.toggle.isChecked():
            least = self.inspector.least_height()
            most = max(least, room - self.facts.sizeHint().height())
            height = min(self.inspector.wanted_height(), most, max(room, least))
            self.inspector.setFixedHeight(height)
            room -= height
        fits = room >= self.facts.sizeHint().height()
        self.facts.setVisible(self._bytes is not None and fits)

    def _taken(self) -> int:
        """How high everything is that does not give way: title, notes, bars."""
        items = (self._rows.itemAt(number) for number in range(self._rows.count()))
        yielding = (self.hex, self.inspector, self.facts)
        widgets = (item.widget() for item in items if item is not None)
        stay = (one for one in widgets if one is not None and one not in yielding)
        return sum(one.sizeHint().height() for one in stay if one.isVisibleTo(self))

"""The value inspector: the selected property decoded and as text, its bytes, and where they lie."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from msginspector.analysis.node_index import NodeIndex
from msginspector.errors import InspectorError
from msginspector.gui import texts
from msginspector.gui.byte_commands import COPY
from msginspector.gui.value_forms import DECODED, ITEMS, TEXT, ValueForms
from msginspector.gui.views.bytes_panel import BytesPanel
from msginspector.gui.views.node_link import NodeLink
from msginspector.gui.views.value_splitter import ValueSplitter
from msginspector.gui.views.value_views import ValueViews
from msginspector.mapi.text import LIMIT, visible
from msginspector.mapi.types import MULTIVALUED, PT_BINARY, PT_STRING8, PT_UNICODE

if TYPE_CHECKING:
    from msginspector.gui.models.properties import PropertyLine
    from msginspector.gui.theme import Theme
    from msginspector.gui.times import Clock
    from msginspector.session import PropertyRow
    from msginspector.structures.registry import Structure

LEAST_PX: Final = 1  # of height
TEXT_LIMIT: Final = 1 << 18
LINE_LIMIT: Final = 2000
_LONG_LINE: Final = re.compile(f"[^\n]{{{LINE_LIMIT}}}(?=[^\n])")
_INSPECTOR: Final = "inspector"
_BIG_ENDIAN: Final = "big-endian"


class ValuePanel(QWidget):
    """What the value says at the left, bytes and their place at the right.

    It remembers which view somebody prefers, from property to property.
    """

    place_wanted = Signal(object, object, object)  # stream, offset, length: may exceed 31 bits

    def __init__(self, colors: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("value-panel")
        self._theme = colors
        self._favourite = DECODED
        self.views = ValueViews(colors, self)
        self.bytes = BytesPanel(colors, self)
        self.forms = ValueForms(clock, self)
        self.header, self.text, self.tree = self.views.header, self.views.text, self.views.tree
        self.bytes_header, self.hex = self.bytes.header, self.bytes.hex
        self.text_cut = self.views.note
        self.link = NodeLink(self.tree, self.hex, self)
        self._tree_menu: QMenu | None = None
        self.splitter = ValueSplitter(self.views, self.bytes, colors, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self._connect()
        self.clear()

    # -- what others ask ------------------------------------------------------------------------

    def clear(self, note: str = "") -> None:
        """Show nothing but a note that says why."""
        self.forms.clear()
        self.header.set_facts(self.tr("Value"))
        self.views.offer(())
        self.views.switch.hold(TEXT)
        self.views.show_text("", note or self.tr("Select a property to see its value."))
        self.views.decode_button.hide()
        self.text_cut.set_note("")
        self.bytes.clear()

    def show_line(self, line: PropertyLine) -> None:
        """Show one property; a value that cannot be read shows why instead."""
        try:
            held = line.row.value_bytes()
            self.forms.begin(line, held.size)
            self.bytes.show_bytes(line, held)
            self.views.decode_button.setVisible(_is_binary(line.row) and held.size > 0)
            self._show()
        except InspectorError as error:
            self._fail(error)

    def decode_as(self, structure: Structure | None) -> None:
        """Decode the value as this structure; None is the one its property says."""
        try:
            self.forms.use(structure)
            if structure is not None:
                self._favourite = DECODED
            self._show()
        except InspectorError as error:
            self._fail(error)

    def show_view(self, key: str) -> None:
        """Text, decoded tree or items, from now on where there is such a view."""
        self._favourite = key
        try:
            self._show()
        except InspectorError as error:
            self._fail(error)

    def fact(self, name: str) -> str:
        """One of the facts below the bytes."""
        return self.bytes.facts.fact(name)

    def finish(self) -> None:
        """Wait for what is being decoded."""
        self.forms.background.finish()

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in the order of reading."""
        switch = [self.views.switch.button(key) for key in (TEXT, DECODED, ITEMS)]
        left = (*switch, self.views.decode_button, self.text, self.tree, self.views.waiting.button)
        right = (self.bytes.toggle_button, self.bytes.find_button, self.hex)
        return (*left, *right, self.bytes.inspector.list, *self.bytes.facts.links())

    # -- what is remembered ---------------------------------------------------------------------

    def saveState(self) -> QByteArray:
        """The view somebody prefers, and whether the data inspector shows."""
        words = [self._favourite]
        words += [_INSPECTOR] if self.bytes.toggle.isChecked() else []
        words += [_BIG_ENDIAN] if self.bytes.inspector.big_endian.isChecked() else []
        return QByteArray(" ".join(words).encode("ascii"))

    def restoreState(self, state: QByteArray) -> bool:
        """As it was saved; whether that could be read."""
        words = bytes(state.data()).decode("ascii", "replace").split()
        if not words or words[0] not in (TEXT, DECODED, ITEMS):
            return False
        self._favourite = words[0]
        self.bytes.toggle.setChecked(_INSPECTOR in words)
        self.bytes.inspector.big_endian.setChecked(_BIG_ENDIAN in words)
        return True

    # -- inside ---------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.views.switch.chosen.connect(self.show_view)
        self.views.decode_wanted.connect(self._ask_for_tree)
        self.views.decode_as_wanted.connect(self._ask_for_structure)
        self.bytes.decode_as_wanted.connect(self._ask_for_structure)
        self.bytes.failed.connect(self._fail, Qt.ConnectionType.QueuedConnection)
        self.bytes.facts.place_wanted.connect(self.place_wanted)
        self.forms.ready.connect(self._ready)
        self.bytes.keys.watch(self.tree, (f"{COPY}spaced", "select-all"))
        self.bytes.keys.watch(self.text, ("select-all", "find", "find-next", "find-previous",
                                          f"{COPY}spaced"))  # fmt: skip
        self.tree.customContextMenuRequested.connect(self._popup)

    def _fail(self, error: InspectorError) -> None:
        self.clear(f"{error.text} {error.hint}")

    def _view(self) -> str:
        """The view to show: the favourite, else the one nearest to it."""
        keys = self.forms.keys()
        if self._favourite == TEXT or not keys:
            return TEXT
        return self._favourite if self._favourite in keys else keys[0]

    def _show(self) -> None:
        view = self._view()
        self.views.offer(self.forms.keys())
        self.views.switch.hold(view)
        self._show_title(view)
        if view == TEXT:
            self.forms.want(DECODED)
            self._show_text()
        else:
            self._show_form(view)

    def _show_title(self, view: str) -> None:
        line, structure = self.forms.line, self.forms.chosen
        if line is None:
            return
        if view == DECODED and structure is not None:
            self.header.set_facts(structure.title, specification(structure))
        else:
            type_ = line.type_name
            self.header.set_facts(line.title, texts.tag(line.tag), type_, texts.size(line.size))

    def _show_text(self) -> None:
        """The value as text; of numbers and structures that are decoded what they mean."""
        line = self.forms.line
        if line is None:
            return
        made = self.forms.made(DECODED)
        text, cut = _text(line.row)
        if isinstance(made, NodeIndex):
            text, cut = "\n".join(made.lines()) or text, False
        self.views.show_text(text, self.tr("The value is empty."))
        said = self.tr("Only the beginning of the text is shown: {0} characters.")
        notes = [said.format(texts.grouped(len(text)))] if cut else []
        if line.doubt:
            notes.append(self.tr("{0} Such bytes are shown as \\xNN.").format(line.doubt))
        self.text_cut.set_note("\n".join(notes))

    def _show_form(self, view: str) -> None:
        self.text_cut.set_note("")
        self.forms.want(view)
        if self.forms.is_made(view):
            self._show_made(view)
        elif self.forms.waits(view):
            size = texts.size(self.hex.size_in_bytes)
            said = self.tr("This value is large: it is decoded when you ask for it.")
            self.views.show_waiting(said, self.tr("Decode {0}").format(size))
        else:
            self.views.show_waiting(self.tr("Decoding…"))

    def _show_made(self, view: str) -> None:
        made = self.forms.made(view)
        if isinstance(made, NodeIndex):
            self.views.show_tree(made)
            self.link.renew()
        elif made is None:
            self.views.show_waiting(self.tr("There is nothing in this value to decode."))
        else:
            self.views.show_waiting(f"{made.text} {made.hint}")

    def _ready(self, key: str) -> None:
        """A tree has been made: it is shown where it is waited for."""
        if self.views.shown == key:
            self._show_made(key)

    def _ask_for_tree(self) -> None:
        view = self.views.shown
        self.views.show_waiting(self.tr("Decoding…"))
        self.forms.want(view, asked=True)

    def _ask_for_structure(self) -> None:
        line = self.forms.line
        if line is None:
            return
        from msginspector.gui.views.decode_as import DecodeAsDialog

        dialog = DecodeAsDialog(line.row, self.forms.chosen, self._theme, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self.decode_as)
        dialog.open()

    def _popup(self, place: QPoint) -> None:
        if self._tree_menu is None:
            self._tree_menu = QMenu(self)
            self._tree_menu.addAction(self.tr("Copy row"), self.tree.copy)
            self._tree_menu.addAction(self.tr("Unfold all"), self.tree.unfold)
            self._tree_menu.addAction(self.tr("Fold all"), self.tree.collapseAll)
            self._tree_menu.addSeparator()
            self.bytes.keys.fill(self._tree_menu)
        self._tree_menu.exec(self.tree.viewport().mapToGlobal(place))

    def minimumSizeHint(self) -> QSize:
        """Next to nothing: in a low window the list of properties comes first."""
        return QSize(super().minimumSizeHint().width(), LEAST_PX)


def specification(structure: Structure) -> str:
    """Document and first section of a structure, as `[MS-OXOMSG] 2.2.1.3`."""
    document, _, sections = structure.specification.partition(" ")
    if not document.startswith("MS-"):
        return structure.specification
    section = sections.partition(" ")[0].rstrip(",;")
    return f"[{document}] {section}".strip()


def _is_binary(row: PropertyRow) -> bool:
    return row.type & ~MULTIVALUED == PT_BINARY


def _text(row: PropertyRow) -> tuple[str, bool]:
    """The value as text, nothing in it invisible, and whether it goes on.

    The text form of a row is as short as a table wants it; a string is shown further than that.
    """
    text = row.text
    if len(text) <= LIMIT or row.type not in (PT_UNICODE, PT_STRING8):
        return text, len(text) > LIMIT
    value = _long_text(row) if row.type == PT_UNICODE else row.value
    return _broken(visible(value, TEXT_LIMIT)), len(value) > TEXT_LIMIT


def _long_text(row: PropertyRow) -> str:
    """As much of a long text as is shown, and one character that says it goes on."""
    data = row.value_bytes().read(0, 2 * (TEXT_LIMIT + 1))
    return data[: len(data) & ~1].decode("utf-16-le", "surrogatepass").removesuffix("\0")


def _broken(text: str) -> str:
    """`text` with a line end after every `LINE_LIMIT` characters that have none.

    Qt lays out a run of characters in a time that grows with the square of its length: a body of
    one line would hold the window for many seconds.
    """
    return _LONG_LINE.sub(r"\g<0>\n", text)

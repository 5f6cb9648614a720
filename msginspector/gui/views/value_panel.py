"""The value inspector: the selected property as text, its stored bytes, and where they lie."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from msginspector.errors import InspectorError
from msginspector.gui import texts, theme
from msginspector.gui.views.chrome import ElidedLabel, IconLabel, PanelHeader
from msginspector.gui.views.hex_view import HexView
from msginspector.mapi.text import LIMIT, visible

if TYPE_CHECKING:
    from msginspector.gui.models.properties import PropertyLine
    from msginspector.session import PropertyRow

LEAST_PX: Final = 1  # of height
BYTES_LIMIT: Final = 4 << 20
TEXT_LIMIT: Final = 1 << 18
LINE_LIMIT: Final = 2000
_LONG_LINE: Final = re.compile(f"[^\n]{{{LINE_LIMIT}}}(?=[^\n])")
FACTS: Final = ("Stream", "In stream", "In file", "Declared size", "Entry", "Flags")


class ValuePanel(QWidget):
    """Text at the left, bytes and their place at the right."""

    def __init__(self, colors: theme.Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("value-panel")
        self.header = PanelHeader(self.tr("Value"), self)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Value as text"))
        self.text.document().setDocumentMargin(10)
        self.bytes_header = PanelHeader(self.tr("Bytes"), self)
        self.hex = HexView(colors, self)
        self.bytes_limit = BYTES_LIMIT
        self._facts: dict[str, ElidedLabel] = {}
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.text_cut = CutNote(colors, self)
        self.bytes_cut = CutNote(colors, self)
        self._bytes_cut = self._has_facts = False
        self.splitter.addWidget(_stack(self.header, self.text_cut, self.text))
        self.splitter.addWidget(
            _stack(self.bytes_header, self.bytes_cut, self.hex, self._fact_grid())
        )
        self.splitter.setSizes([500, 620])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.hex.selection_changed.connect(self._show_selection)
        self._start = 0
        self.clear()

    def clear(self, note: str = "") -> None:
        """Show nothing but a note that says why."""
        self.header.set_facts(self.tr("Value"))
        self.bytes_header.set_facts(self.tr("Bytes"))
        self.text.setPlainText("")
        self.text.setPlaceholderText(note or self.tr("Select a property to see its value."))
        self._bytes_cut = False
        self.text_cut.set_note("")
        self.bytes_cut.set_note("")
        self.hex.set_source(None, 0)
        for label in self._facts.values():
            label.set_text("")
        self._has_facts = False
        self._give_way()

    def show_line(self, line: PropertyLine) -> None:
        """Show one property; a value that cannot be read shows why instead."""
        try:
            self._show(line)
        except InspectorError as error:
            self.clear(f"{error.text} {error.hint}")

    def fact(self, name: str) -> str:
        """One of the facts below the bytes."""
        return self._facts[name].full_text()

    def _show(self, line: PropertyLine) -> None:
        row = line.row
        data, more = row.raw(self.bytes_limit)
        size = texts.size(line.size)
        self.header.set_facts(line.title, texts.tag(line.tag), line.type_name, size)
        text, cut = _text(row)
        self.text.setPlainText(text)
        self.text.setPlaceholderText(self.tr("The value is empty."))
        said = self.tr("Only the beginning of the text is shown: {0} characters.")
        self.text_cut.set_note(said.format(texts.grouped(len(text))) if cut else "")
        self._bytes_cut = more
        self._show_size(len(data))
        said = self.tr("Only the first {0} of {1} are shown and can be selected.")
        self.bytes_cut.set_note(said.format(texts.size(len(data)), size) if more else "")
        self.hex.set_source(lambda offset, number: data[offset : offset + number], len(data))
        self._show_place(line, len(data))

    def _show_place(self, line: PropertyLine, length: int) -> None:
        row, source = line.row, line.row.source
        self._start = source.offset or 0
        self._facts["Stream"].set_text(source.stream)
        self._facts["In stream"].set_text(_span(self._start, length))
        self._facts["In file"].set_text(_ranges(source.ranges))
        self._facts["Entry"].set_text(_entry(row.entry))
        self._facts["Flags"].set_text(f"0x{row.flags:08X}")
        self._facts["Declared size"].set_text(texts.size(row.declared_size))
        self._has_facts = True
        self._give_way()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def minimumSizeHint(self) -> QSize:
        """Next to nothing: in a low window the list of properties comes first."""
        return QSize(super().minimumSizeHint().width(), LEAST_PX)

    def _give_way(self) -> None:
        """The facts need room below two rows of bytes."""
        bytes_ = self.bytes_header.height() + self.hex.minimumSizeHint().height()
        room = self.height() - bytes_
        self._fact_box.setVisible(self._has_facts and room >= self._fact_box.sizeHint().height())

    def _show_selection(self, first: int, length: int) -> None:
        selected = _span(first, length) if length else ""
        word = self.tr("selected {0}").format(selected) if selected else ""
        self._show_size(self.hex.size_in_bytes, word)

    def _show_size(self, number: int, selected: str = "") -> None:
        size = texts.size(number)
        shown = self.tr("the first {0}").format(size) if self._bytes_cut else size
        self.bytes_header.set_facts(self.tr("Bytes"), shown, selected)

    def _fact_grid(self) -> QWidget:
        self._fact_box = QWidget(self)
        self._fact_box.setObjectName("facts")
        self._fact_box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(self._fact_box)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        for number, name in enumerate(FACTS):
            row, column = number // 2, 2 * (number % 2)
            caption = QLabel(self.tr(name), self._fact_box)
            caption.setObjectName("dim")
            value = ElidedLabel("fact", self._fact_box, Qt.TextElideMode.ElideMiddle)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            caption.setBuddy(value)
            self._facts[name] = value
            grid.addWidget(caption, row, column)
            grid.addWidget(value, row, column + 1)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 2)
        return self._fact_box


class CutNote(QWidget):
    """A line above a value that is too long to be shown whole; absent above any other."""

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("cut-note")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(8)
        row.addWidget(IconLabel(colors, "warning", "released", 16, self))
        row.addWidget(self._label, 1)
        self.hide()

    def text(self) -> str:
        """What it says, "" while it is absent."""
        return self._label.text()

    def set_note(self, text: str) -> None:
        """Say this; nothing to say hides the line."""
        self._label.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))


def _stack(*widgets: QWidget) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        grows = isinstance(widget, QAbstractScrollArea)
        layout.addWidget(widget, 1 if grows else 0)
    return box


def _text(row: PropertyRow) -> tuple[str, bool]:
    """The value as text, nothing in it invisible, and whether it goes on.

    The text form of a row is as short as a table wants it; a string is shown further than that.
    """
    if len(row.text) <= LIMIT:
        return row.text, False
    value = row.value
    if not isinstance(value, str):
        return row.text, True
    return _broken(visible(value, TEXT_LIMIT)), len(value) > TEXT_LIMIT


def _broken(text: str) -> str:
    """`text` with a line end after every `LINE_LIMIT` characters that have none.

    Qt lays out a run of characters in a time that grows with the square of its length: a body of
    one line would hold the window for many seconds.
    """
    return _LONG_LINE.sub(r"\g<0>\n", text)


def _span(first: int, length: int) -> str:
    """Offsets of the first and the last byte, as `0 – 26`."""
    return texts.NOTHING if not length else f"{first} {texts.NOTHING} {first + length - 1}"


def _ranges(ranges: object) -> str:
    """The first places in the file, as `0x00003A41 – 0x00003A45`, and how many more there are."""
    parts = list(ranges)  # type: ignore[call-overload]
    if not parts:
        return texts.NOTHING
    start, length = parts[0]
    more = f"  +{len(parts) - 1}" if len(parts) > 1 else ""
    return f"0x{start:08X} {texts.NOTHING} 0x{start + max(length, 1) - 1:08X}{more}"


def _entry(entry: object) -> str:
    """Where the 16-byte property entry stands."""
    stream = getattr(entry, "stream", "")
    offset = getattr(entry, "offset", None)
    return texts.joined((stream, "" if offset is None else f"0x{offset:04X}"))

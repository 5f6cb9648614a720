"""One header field: its text as it is stored, its place, and everything known of it in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from msginspector.gui import icons, texts, theme
from msginspector.gui.models.headers import shown
from msginspector.gui.views.chrome import PanelHeader
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from msginspector.analysis.headers.fields import HeaderField

RAW_LIMIT: Final = 100_000
"""Characters of a field that are shown."""
WORDS_LIMIT: Final = 60
"""Sentences that are shown."""


class FieldDetail(QWidget):
    """The field that is selected."""

    property_wanted = Signal(object, object)  # path, tag

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._field: HeaderField | None = None
        self._words: list[str] = []
        self._offset: int | None = None
        self.header = PanelHeader(self.tr("Field"), self)
        self.action = QAction(self.tr("Show the property"), self)
        self.action.triggered.connect(self._show_property)
        [self.button] = self.header.add_actions((self.action,))
        self.text = QPlainTextEdit(self)
        self.text.setObjectName("value-text")
        self.text.setReadOnly(True)
        self.text.setUndoRedoEnabled(False)
        self.text.setTabChangesFocus(True)
        flags = Qt.TextInteractionFlag
        self.text.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
        )
        self.text.document().setDocumentMargin(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.text, 1)
        colors.changed.connect(self._dress)
        self._dress()

    @property
    def field(self) -> HeaderField | None:
        """What is shown."""
        return self._field

    def show_field(self, field: HeaderField | None, words: list[str], offset: int | None) -> None:
        """A field, what is known of it, and where it begins in the bytes of the property."""
        self._field, self._words, self._offset = field, words, offset
        self.action.setEnabled(field is not None)
        self._write()

    def stops(self) -> tuple[QWidget, ...]:
        """Button and text."""
        return (self.button, self.text)

    def _facts(self) -> list[str]:
        field = self._field
        if field is None:
            return [self.tr("Field")]
        facts = [shown(field.name) or self.tr("Not a header")]
        if field.line:
            facts.append(self.tr("line {0}").format(texts.grouped(field.line)))
        if self._offset is not None:
            facts.append(self.tr("byte {0}").format(texts.grouped(self._offset)))
        if not field.line:
            facts.append(self.tr("named property {0}").format(texts.tag(field.source.tag)))
        return facts

    def _write(self) -> None:
        self.header.set_facts(*self._facts())
        self.text.clear()
        self.text.setAccessibleName(self.header.text())
        field = self._field
        if field is None:
            return
        cursor = self.text.textCursor()
        lines = field.raw.replace("\r\n", "\n").replace("\r", "\n")
        if lines:
            cursor.insertText(visible(lines, RAW_LIMIT), self._format("text", mono=True))
        else:
            cursor.insertText(self.tr("(empty)"), self._format("dim"))
        if field.decoded != field.value:
            cursor.insertText("\n\n" + visible(field.decoded, RAW_LIMIT), self._format("text"))
        for number, line in enumerate(self._words[:WORDS_LIMIT]):
            gap = "\n" if number else "\n\n"
            token = "released" if line in field.problems else "dim"
            cursor.insertText(gap + shown(line), self._format(token))
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _format(self, token: str, *, mono: bool = False) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(theme.mono_font() if mono else theme.text_font())
        made.setForeground(self._theme.color(token))
        return made

    def _dress(self) -> None:
        self.action.setIcon(icons.icon(self._theme, "property", "dim"))
        self._write()

    def _show_property(self) -> None:
        if self._field is not None:
            self.property_wanted.emit(self._field.source.path, self._field.source.tag)

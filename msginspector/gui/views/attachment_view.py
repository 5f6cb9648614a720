"""One attachment: what can be seen of it, its facts, and the storages of OLE objects.

Where there is room the preview stands beside the rest, else a switch leads from one to the other.
Reading and decoding happen on a thread; what comes too late is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from msginspector.errors import InspectorError
from msginspector.gui import texts, theme
from msginspector.gui.attachment_facts import sections
from msginspector.gui.models.attachments import PARTS, PartLine
from msginspector.gui.models.table import TableModel
from msginspector.gui.views.chrome import PanelHeader
from msginspector.gui.views.cut_note import CutNote
from msginspector.gui.views.facts_view import FactsView
from msginspector.gui.views.picture_view import PictureView
from msginspector.gui.views.segments import Segments
from msginspector.gui.views.tables import SortedTable
from msginspector.gui.views.value_views import Waiting
from msginspector.gui.workers import Background

if TYPE_CHECKING:
    from msginspector.analysis.attachments.documents import DocumentFact
    from msginspector.analysis.attachments.looks import AttachmentLook
    from msginspector.analysis.attachments.ole import OleObject
    from msginspector.gui.models.attachments import AttachmentLine
    from msginspector.gui.previews import Preview
    from msginspector.gui.theme import Theme
    from msginspector.gui.times import Clock
    from msginspector.session import ObjectRow

PREVIEW: Final = "preview"
FACTS: Final = "facts"
PARTS_VIEW: Final = "parts"
WIDE_PX: Final = 760  # from here on the preview stands beside the rest
LEAST_PX: Final = 60
_COMPOUND: Final = "compound file"


@dataclass(frozen=True, slots=True)
class Seen:
    """What reading an attachment has given."""

    preview: Preview
    ole: OleObject | None
    document: tuple[DocumentFact, ...]
    parts: tuple[PartLine, ...]


def seen(row: ObjectRow, look: AttachmentLook) -> Seen:
    """Read what the view shows; for the thread. Raises InspectorError where it cannot be read."""
    from msginspector.analysis.attachments.documents import document_facts, document_tree
    from msginspector.analysis.attachments.looks import peek_of
    from msginspector.analysis.attachments.ole import ole_object
    from msginspector.gui.previews import preview_of

    ole = ole_object(row)
    peek, content = peek_of(row), look.content
    is_document = content is not None and _COMPOUND in f"{content.name} {content.reason}"
    tree: tuple[tuple[tuple[str, ...], int | None], ...] = ()
    if ole is not None:
        tree = tuple((one.names, one.size if one.is_stream else None) for one in ole.tree)
    elif peek is not None and is_document:
        tree = document_tree(peek)
    document = document_facts(peek) if peek is not None and is_document else ()
    parts = tuple(PartLine(names, size) for names, size in tree)
    return Seen(preview_of(row, look, ole), ole, document, parts)


class AttachmentView(QWidget):
    """Header with a switch; below it preview and facts."""

    source_chosen = Signal(object, object)  # path of an object, None: the attachment; tag

    def __init__(self, colors: Theme, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._clock = clock
        self._line: AttachmentLine | None = None
        self._seen: Seen | None = None
        self._favourite = PREVIEW
        self.background = Background(self)
        self.background.done.connect(self._read)
        self.header = PanelHeader(self.tr("Preview"), self)
        words = {
            PREVIEW: self.tr("Preview"),
            FACTS: self.tr("Facts"),
            PARTS_VIEW: self.tr("Storage"),
        }
        self.switch = Segments(self.tr("View of the attachment"), words, self)
        self.switch.chosen.connect(self.show_view)
        self.header.add_widget(self.switch)
        self._build(colors)
        self.clear()

    def _build(self, colors: Theme) -> None:
        self.note = CutNote(colors, self)
        self.picture = PictureView(colors, self)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Text of the attachment"))
        self.text.document().setDocumentMargin(10)
        self.waiting = Waiting(self)
        self.stack = QStackedWidget(self)
        for page in (self.picture, self.text, self.waiting):
            self.stack.addWidget(page)
        self.stack.setMinimumSize(1, 1)
        self.facts = FactsView(self.tr("Facts of the attachment"), self)
        self.facts.source_chosen.connect(self.source_chosen)
        self.parts = SortedTable(self.tr("Storages and streams"), TableModel(PARTS), colors, self)
        self.parts.dress(sortable=False)
        self.rest = QStackedWidget(self)
        self.rest.addWidget(self.facts)
        self.rest.addWidget(self.parts)
        self.rest.setMinimumSize(1, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.stack)
        self.splitter.addWidget(self.rest)
        self.splitter.setStretchFactor(0, 4)
        self.splitter.setStretchFactor(1, 5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget, stretch in ((self.header, 0), (self.note, 0), (self.splitter, 1)):
            layout.addWidget(widget, stretch)
        colors.changed.connect(self._dress)
        self._dress()

    # -- what others ask ------------------------------------------------------------------------

    @property
    def line(self) -> AttachmentLine | None:
        """The attachment on show."""
        return self._line

    def clear(self, note: str = "") -> None:
        """Show no attachment."""
        self.background.forget()
        self._line = self._seen = None
        self.header.set_facts(self.tr("Preview"))
        self.note.set_note("")
        self._say(note or self.tr("Select an attachment to see it."))
        self.facts.clear()
        self.parts.source.set_rows(())
        self._arrange()

    def show_line(self, line: AttachmentLine) -> None:
        """Show an attachment; what cannot be read says why instead."""
        look = line.look
        if look is None:
            refused = line.refused
            self.clear(f"{refused.text} {refused.hint}".rstrip() if refused is not None else "")
            return
        self.background.forget()
        self._line, self._seen = line, None
        self._tell()
        self.note.set_note("")
        self._say(self.tr("Reading…"))
        self.parts.source.set_rows(())
        self._show_facts()
        self._arrange()
        self.background.run(line, partial(seen, line.row, look))

    def renew(self) -> None:
        """Something has been found out of the attachment on show."""
        self._show_facts()

    def show_view(self, key: str) -> None:
        """Preview, facts or storage, from now on where there is such a view."""
        self._favourite = key
        self._arrange()

    def finish(self) -> None:
        """Wait for what is being read."""
        self.background.finish()

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in the order of reading."""
        switch = [self.switch.button(key) for key in (PREVIEW, FACTS, PARTS_VIEW)]
        return (*switch, self.picture, self.text, self.facts, self.parts)

    @property
    def is_wide(self) -> bool:
        """Preview and facts stand side by side."""
        return self.width() >= theme.scaled(WIDE_PX)

    # -- inside ---------------------------------------------------------------------------------

    def _read(self, line: object, result: object) -> None:
        """What was read has come; of another attachment it is of no use any more."""
        if line is not self._line:
            return
        if isinstance(result, Seen):
            self._seen = result
            self._show_preview(result.preview)
            self.parts.source.set_rows(result.parts)
            self._show_facts()
            self._arrange()
        elif isinstance(result, InspectorError):
            self._say(f"{result.text} {result.hint}".rstrip())

    def _show_preview(self, preview: Preview) -> None:
        self.note.set_note(preview.note if preview.picture or preview.text is not None else "")
        if preview.picture is not None and preview.size is not None:
            size = f"{preview.size.width()} × {preview.size.height()}"
            said = texts.joined((self.tr("Picture"), preview.caption, size))
            self.picture.show_picture(preview.picture, said)
            self.stack.setCurrentWidget(self.picture)
            self._tell(preview.caption, size)
        elif preview.text is not None:
            self.text.setPlainText(preview.text)
            self.text.setPlaceholderText(self.tr("There is no text in it."))
            self.stack.setCurrentWidget(self.text)
            self._tell(preview.caption)
        else:
            self._say(preview.note)

    def _tell(self, *more: str) -> None:
        line = self._line
        if line is not None:
            facts = [line.name, line.type, texts.size(line.size) if line.size is not None else ""]
            self.header.set_facts(*facts, *(word for word in more if word and word != line.type))

    def _say(self, text: str) -> None:
        self.picture.clear()
        self.text.clear()
        self.waiting.say(text)
        self.stack.setCurrentWidget(self.waiting)

    def _show_facts(self) -> None:
        line = self._line
        look = None if line is None else line.look
        if line is None or look is None:
            return
        found = self._seen
        try:
            shown = sections(
                look, line.row, self._clock, is_inline=line.is_inline, sums=line.sums,
                ole=None if found is None else found.ole,
                document=() if found is None else found.document,
            )  # fmt: skip
        except InspectorError as error:
            self.clear(f"{error.text} {error.hint}".rstrip())
            return
        self.facts.show_sections(shown)

    def _dress(self) -> None:
        self.text.setFont(theme.mono_font())
        self._arrange()

    def _arrange(self) -> None:
        """Which views there are, and which are on show."""
        has_parts = self._seen is not None and bool(self._seen.parts)
        wanted = self._favourite if self._favourite != PARTS_VIEW or has_parts else FACTS
        offered: tuple[str, ...] = ()
        if self._line is None:
            wanted = PREVIEW
        elif self.is_wide:
            wanted = FACTS if wanted == PREVIEW else wanted
            offered = (FACTS, PARTS_VIEW) if has_parts else ()
        else:
            offered = (PREVIEW, FACTS, PARTS_VIEW) if has_parts else (PREVIEW, FACTS)
        self.switch.offer(offered)
        self.switch.hold(wanted)
        self.rest.setCurrentWidget(self.parts if wanted == PARTS_VIEW else self.facts)
        alone = self._line is None or not self.is_wide
        self.stack.setVisible(not alone or wanted == PREVIEW)
        self.rest.setVisible(not alone or wanted != PREVIEW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Next to nothing: in a low window the list comes first."""
        return QSize(super().minimumSizeHint().width(), LEAST_PX)

    def attachment_at(self, _place: QPoint) -> tuple[ObjectRow, ...]:
        """What a drag from the picture takes along."""
        return () if self._line is None else (self._line.row,)

"""A tab with a list, and below it the facts of the current row, each with its source.

What is read is read in slices: `work` gives a generator that returns the lines. A line of text
above the list says what is wrong with the whole; it is absent where nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from msginspector.errors import InspectorError
from msginspector.gui.views.attachments_tab import ListSplitter
from msginspector.gui.views.chrome import IconLabel
from msginspector.gui.views.facts_view import FactsView
from msginspector.gui.views.list_tab import ListTab
from msginspector.gui.views.tab import Tab
from msginspector.gui.workers import SliceRunner

if TYPE_CHECKING:
    from collections.abc import Generator

    from msginspector.gui.facts import Section
    from msginspector.gui.layout import Part
    from msginspector.gui.models.table import TableModel
    from msginspector.gui.theme import Theme
    from msginspector.gui.views.filter_line import FilterLine
    from msginspector.gui.views.storage_tree import StorageTree
    from msginspector.gui.views.tables import SortedTable
    from msginspector.gui.workers import Work
    from msginspector.session import ObjectRow

    Lines = Generator[None, None, Sequence[Any]]

ICON_PX: Final = 16


class TallListSplitter(ListSplitter):
    """The list gets more than the facts: it is what is read first."""

    share_of_list = 0.62


class NoteBar(QWidget):
    """Sentences about the whole list, with a sign; absent while there are none."""

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("byte-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(8)
        sign = IconLabel(colors, "warning", "released", ICON_PX, self)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 1)
        self.hide()

    def say(self, sentences: Sequence[str]) -> None:
        """Say these, a line each; none hides it."""
        self._label.setText("\n".join(sentences))
        self.setAccessibleName(" ".join(sentences))
        self.setVisible(bool(sentences))

    def text(self) -> str:
        """What it says, "" while it is absent."""
        return self._label.text() if not self.isHidden() else ""


class ListFactsTab(Tab):
    """`key` is that of its columns and its splitter in the settings."""

    def __init__(
        self, name: str, nouns: tuple[str, str], model: TableModel, colors: Theme, parent: QWidget,
        key: str, hidden: Iterable[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._key = key
        self.runner = SliceRunner(self)
        self.bar = NoteBar(colors, self)
        self.list = ListTab(name, nouns, model, colors, self, key)
        self.list.table.dress(hidden=hidden)
        self.facts = FactsView(name, self)
        self.splitter = TallListSplitter(self.list, self.facts, colors, self)
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(0, 0, 0, 0)
        self.layout_.setSpacing(0)
        self.layout_.addWidget(self.bar)
        self.layout_.addWidget(self.splitter, 1)
        self.list.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.list.table.chosen.connect(self.choose)
        self.facts.source_chosen.connect(self._source_chosen)

    # -- what the subject says ------------------------------------------------------------------

    def work(self, row: ObjectRow) -> Lines:
        """Reads the lines; may call `bar.say`. Raises InspectorError."""
        raise NotImplementedError

    def sections_of(self, line: Any) -> tuple[Section, ...]:
        """The facts of a line."""
        raise NotImplementedError

    def choose(self, line: Any) -> None:
        """Go where a row leads."""
        raise NotImplementedError

    def show_lines(self, lines: Sequence[Any]) -> None:
        """All lines have been read."""
        self.list.fill(lines)
        row = self.list.row.layout()
        if row is not None:
            row.activate()  # the count has another width than before
        self.splitter.share()
        if lines:
            self.list.table.selectRow(0)

    # -- as every tab ---------------------------------------------------------------------------

    def fill(self, content: Iterable[ObjectRow]) -> None:
        """List what a message says; short work is done before anything is painted."""
        self.blank()
        for row in content:
            self.list.table.set_note(self.tr("Reading…"))
            self.runner.add(self._read(row))
            self.runner.run_slice()

    def blank(self) -> None:
        """List nothing, and stop reading."""
        self.runner.cancel()
        self.bar.say(())
        self.list.blank()
        self.facts.clear()

    def finish(self) -> None:
        """Read all of it at once."""
        self.runner.drain()

    def stops(self) -> tuple[QWidget, ...]:
        """Filter, list, sources."""
        return (*self.list.stops(), *self.facts.sources()[:1])

    def parts(self) -> dict[str, Part]:
        """Columns, and where the list ends."""
        return {**self.list.parts(), f"splitter/{self._key}": self.splitter}

    def tables(self) -> dict[SortedTable | StorageTree, str]:
        """The list; rows of objects can be opened from its menu."""
        return {self.list.table: "list"}

    @property
    def table(self) -> SortedTable:
        """The list."""
        return self.list.table

    @property
    def filter(self) -> FilterLine:
        """What filters it."""
        return self.list.filter

    def _read(self, row: ObjectRow) -> Work:
        try:
            lines = yield from self.work(row)
        except InspectorError as error:
            self.list.table.set_note(error.text)
            return None
        self.show_lines(lines)
        return None

    def _show_current(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        if index.isValid():
            from msginspector.gui.roles import Role

            self.facts.show_sections(self.sections_of(index.data(Role.OBJECT)))
        else:
            self.facts.clear()

    def _source_chosen(self, path: object, tag: object) -> None:
        self.property_wanted.emit(path, tag)

"""What can be asked in a filter: its fields, and how what is asked is put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout

from msginspector.gui.models.table import Column, TableModel
from msginspector.gui.views.tables import SortedTable

if TYPE_CHECKING:
    from msginspector.analysis.query import Vocabulary
    from msginspector.gui.views.filter_line import FilterLine

SIZE: Final = (760, 560)


class Line(NamedTuple):
    """One row of the help: what is written, what it finds."""

    example: str
    meaning: str


GRAMMAR: Final = (
    Line("budget 2024", "rows that have both words, in any column"),
    Line('"two words"', "the words as they stand there, together"),
    Line("budget or invoice", "rows that have one of them; “and” binds tighter"),
    Line("not draft", "rows that do not have it; -draft is the same"),
    Line("(a or b) c", "parentheses group"),
    Line("/inv[0-9]+/", "a regular expression, in lines, case does not count"),
)

COLUMNS: Final = (
    Column("example", "Write", 220, lambda line: line.example, mono=True),
    Column("meaning", "To find", 420, lambda line: QCoreApplication.translate("QueryHelp",
           line.meaning), least=200),
)  # fmt: skip


def help_lines(vocabulary: Vocabulary) -> list[Line]:
    """The grammar, then each field of the vocabulary."""
    fields = [Line(field.example, field.meaning) for field in vocabulary.fields]
    return [*GRAMMAR, *fields]


class QueryHelp(QDialog):
    """The help of one line; choosing an example puts it into the line."""

    def __init__(self, line: FilterLine, vocabulary: Vocabulary) -> None:
        super().__init__(line.window())
        from msginspector.gui.views.tables import HouseTable

        self.setWindowTitle(self.tr("What can be asked"))
        self.setObjectName("query-help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        colors = next(table.colors for table in line.window().findChildren(HouseTable))
        note = QLabel(self.tr("Return or a double click puts an example into the line."), self)
        note.setObjectName("dim")
        note.setContentsMargins(12, 10, 12, 8)
        self.table = SortedTable(self.tr("What can be asked"), TableModel(COLUMNS), colors, self)
        self.table.dress(sortable=False)
        self.table.source.set_rows(help_lines(vocabulary))
        self.table.chosen.connect(lambda row: self._put(line, row.example))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(note)
        layout.addWidget(self.table, 1)
        self.resize(*SIZE)

    def _put(self, line: FilterLine, example: str) -> None:
        self.close()
        line.setText(example.removesuffix("…"))
        line.setFocus(Qt.FocusReason.OtherFocusReason)


def show_query_help(line: FilterLine) -> None:
    """The help of a line, once."""
    vocabulary = line.vocabulary
    if vocabulary is not None:
        QueryHelp(line, vocabulary).open()

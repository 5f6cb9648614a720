"""The times of a message: a picture of their order, the table, the facts of the current one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from msginspector.analysis.moments import moment_steps
from msginspector.gui.models.moments import COLUMNS, HIDDEN_AT_FIRST, MomentLine, sections
from msginspector.gui.models.table import TableModel
from msginspector.gui.tabs import TIMES
from msginspector.gui.views.list_facts_tab import ListFactsTab
from msginspector.gui.views.time_line import TimeLine
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from msginspector.gui.facts import Section
    from msginspector.gui.theme import Theme
    from msginspector.gui.times import Clock
    from msginspector.gui.views.list_facts_tab import Lines
    from msginspector.session import ObjectRow


class TimesTab(ListFactsTab):
    """Every time, the oldest first; what contradicts itself is said above."""

    def __init__(self, colors: Theme, _clock: Clock, parent: QWidget) -> None:
        name = QCoreApplication.translate("TimesTab", "Times")
        nouns = ("time", "times")
        model = TableModel(COLUMNS)
        super().__init__(name, nouns, model, colors, parent, TIMES, HIDDEN_AT_FIRST)
        self.line = TimeLine(colors, self)
        self.layout_.insertWidget(1, self.line)
        self.line.chosen.connect(self.list.table.select_row)

    def work(self, row: ObjectRow) -> Lines:
        """Read them; says what contradicts itself."""
        found = yield from moment_steps(row)
        said = [*(check.sentence for check in found.checks), *found.problems]
        self.bar.say([visible(one, 600) for one in said])
        return [MomentLine(one, place, found) for place, one in enumerate(found.moments)]

    def show_lines(self, lines: Sequence[Any]) -> None:
        """All times have been read."""
        super().show_lines(lines)
        self.line.show_lines(lines)

    def blank(self) -> None:
        """Show nothing."""
        super().blank()
        self.line.show_lines(())

    def sections_of(self, line: MomentLine) -> tuple[Section, ...]:
        """The time in every zone, its ticks, where it stands."""
        return sections(line)

    def choose(self, line: MomentLine) -> None:
        """A row leads to its property; times of the container have none."""
        if line.moment.tag is not None:
            self.property_wanted.emit(line.path, line.moment.tag)

"""The people of a message: who, in which role, by which address, and what does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from msginspector.analysis.people import people_steps
from msginspector.gui.models.people import COLUMNS, HIDDEN_AT_FIRST, PersonLine, sections
from msginspector.gui.models.table import TableModel
from msginspector.gui.tabs import RECIPIENTS
from msginspector.gui.views.list_facts_tab import ListFactsTab
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from msginspector.gui.facts import Section
    from msginspector.gui.theme import Theme
    from msginspector.gui.times import Clock
    from msginspector.gui.views.list_facts_tab import Lines
    from msginspector.session import ObjectRow


class PeopleTab(ListFactsTab):
    """Recipients, and whoever else the message names; the facts of the current one below."""

    def __init__(self, colors: Theme, clock: Clock, parent: QWidget) -> None:
        model = TableModel(COLUMNS)
        super().__init__(
            QCoreApplication.translate("PeopleTab", "Recipients"), ("person", "people"), model,
            colors, parent, RECIPIENTS, HIDDEN_AT_FIRST,
        )  # fmt: skip
        self._clock = clock

    def work(self, row: ObjectRow) -> Lines:
        """Read them; says where display lists and recipient table disagree."""
        people = yield from people_steps(row)
        self.bar.say([visible(check.sentence, 600) for check in people.checks])
        return [PersonLine(person, place) for place, person in enumerate(people.persons)]

    def sections_of(self, line: PersonLine) -> tuple[Section, ...]:
        """Addresses, the chosen one first; why; what else is known."""
        return sections(line, self._clock)

    def choose(self, line: PersonLine) -> None:
        """A recipient leads to its row in the tree, all else to the property of the name."""
        if line.person.is_recipient:
            self.row_activated.emit(line.path)
        elif line.person.name_source is not None:
            self.property_wanted.emit(line.path, line.person.name_source.tag)
        elif line.person.chosen is not None:
            self.property_wanted.emit(line.path, line.person.chosen.source.tag)

"""Which structure the bytes of a value are decoded as: a list to choose from, or a trial of all.

A trial decodes the first megabyte with every decoder there is, one after the other beside the
window, and puts first what the property is named for, then what understands most of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from msginspector.errors import InspectorError
from msginspector.gui import texts
from msginspector.gui.models.table import Column, TableModel
from msginspector.gui.views.chrome import ElidedLabel
from msginspector.gui.views.dialog_foot import dialog_foot, push_button
from msginspector.gui.views.list_tab import ListTab
from msginspector.gui.workers import Background
from msginspector.structures.nodes import Node
from msginspector.structures.registry import Attempt, Structure, ranked, structures, try_all

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme
    from msginspector.session import PropertyRow

SIZE: Final = (900, 560)
TRIED_BYTES: Final = 1 << 20
_NO_TREE: Final = Node("", None, "", 0, 0)


@dataclass(frozen=True, slots=True)
class StructureLine:
    """A structure, and what came of trying it."""

    structure: Structure
    attempt: Attempt | None = None
    likely: bool = False
    size: int = 0
    place: int = 0
    """Its place among those that were tried, 0 for the best."""

    @property
    def understood(self) -> str:
        """How much of the bytes it understands, in words; "" before it has been tried."""
        if self.attempt is None:
            return "the property says so" if self.likely else ""
        share = f"{texts.grouped(self.attempt.understood)} of {texts.grouped(self.size)} bytes"
        number = self.attempt.damages
        faults = texts.count(number, "fault") if number else ""
        said = "the property says so" if self.likely else ""
        return ", ".join(part for part in (share, faults, said) if part)

    @property
    def rank(self) -> float:
        """Where a sorted table puts it: by its place; before the trial, what is likely."""
        return float(self.likely if self.attempt is None else -self.place)

    @property
    def tone(self) -> str:
        """The colour of what came of it."""
        if self.attempt is None:
            return "dim"
        whole = self.attempt.understood == self.size and not self.attempt.damages
        return "open" if whole else "dim"


COLUMNS: Final = (
    Column("title", "Structure", 290, lambda line: line.structure.title,
           icon=lambda line: "decode"),
    Column("understood", "Understands", 200, lambda line: line.understood,
           sort=lambda line: line.rank, tone=lambda line: line.tone),
    Column("specification", "Specification", 240, lambda line: line.structure.specification,
           least=120, tone=lambda line: "dim", tip=lambda line: line.structure.specification),
    Column("name", "Name", 150, lambda line: line.structure.name, mono=True,
           tone=lambda line: "dim"),
)  # fmt: skip


class DecodeAsDialog(QDialog):
    """The structures with a filter; the one the property says comes first."""

    chosen = Signal(object)  # Structure, or None: the one the property says

    def __init__(
        self, row: PropertyRow, current: Structure | None, colors: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Decode as"))
        self.setObjectName("decode-as")
        self._row = row
        self._likely = _likely(row)
        self._current = current
        self._trial: Iterator[Attempt] = iter(())
        self._attempts: list[Attempt] = []
        self._size = 0
        self._cut = ""
        self.background = Background(self)
        self.background.done.connect(self._tried)
        nouns = (self.tr("structure"), self.tr("structures"))
        self.list = ListTab(self.tr("Structures"), nouns, TableModel(COLUMNS), colors, self)
        self.said = ElidedLabel("dim", self, Qt.TextElideMode.ElideRight)
        self.try_all = push_button(self, self.tr("Try all"), self.start_trial)
        self.automatic = push_button(self, self.tr("Automatic"), lambda: self._choose(None))
        self.use = push_button(self, self.tr("Decode"), self._use_current)
        push_button(self, self.tr("Cancel"), self.reject)
        self._lay_out()
        self._fill()
        self.list.table.chosen.connect(lambda line: self._choose(line.structure))
        self.list.table.selectionModel().selectionChanged.connect(self._update)
        self.list.filter.returnPressed.connect(self._use_first)
        self.resize(QSize(*SIZE).expandedTo(self.minimumSizeHint()))
        self.list.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def start_trial(self) -> None:
        """Decode with everything, one structure after the other."""
        try:
            data, more = self._row.raw(TRIED_BYTES)
            context = self._row.context
        except InspectorError as error:
            self.said.set_text(error.text)
            return
        self._size = len(data)
        self._attempts = []
        self._trial = try_all(data, context)
        self._cut = self.tr(" (the first {0})").format(texts.size(len(data))) if more else ""
        self.try_all.setEnabled(False)
        self._next()

    # -- inside ---------------------------------------------------------------------------------

    def _next(self) -> None:
        """One structure after the other, each a job of its own: closing ends the trial."""
        said = self.tr("Trying {0} of {1}").format(len(self._attempts) + 1, len(structures()))
        self.said.set_text(said + self._cut)
        trial = self._trial
        self.background.run(None, lambda: _next_attempt(trial))

    def _tried(self, _key: object, result: Attempt | None) -> None:
        if result is None:
            self._over()
        else:
            self._attempts.append(result)
            self._next()

    def _over(self) -> None:
        self.try_all.setEnabled(True)
        self.said.set_text(self.tr("The best is first") + self._cut)
        best = ranked(self._attempts, self._likely)
        self._show(
            [
                StructureLine(one.structure, one, one.structure in self._likely, self._size, place)
                for place, one in enumerate(best)
            ]
        )

    def _fill(self) -> None:
        every = structures().values()
        lines = [StructureLine(one, likely=one in self._likely) for one in every]
        self._show(sorted(lines, key=lambda line: (not line.likely, line.structure.title)))

    def _show(self, lines: list[StructureLine]) -> None:
        self.list.fill(lines)
        names = [line.structure.name for line in lines]
        first = (
            0 if self.said.full_text() or self._current is None else names.index(self._current.name)
        )
        self.list.table.select_row(first)
        self._update()

    def _update(self, *_changes: object) -> None:
        self.use.setEnabled(isinstance(self.list.table.current_object(), StructureLine))

    def _use_current(self) -> None:
        line = self.list.table.current_object()
        if isinstance(line, StructureLine):
            self._choose(line.structure)

    def _use_first(self) -> None:
        index = self.list.table.proxy.index(0, 0)
        if index.isValid():
            self.list.table.selectRow(0)
            self._use_current()

    def _choose(self, structure: Structure | None) -> None:
        self.background.forget()
        self.chosen.emit(structure)
        self.accept()

    def reject(self) -> None:
        """Nothing is chosen; a trial is given up."""
        self.background.forget()
        super().reject()

    def _lay_out(self) -> None:
        others = [one for one in self.findChildren(QPushButton) if one is not self.try_all]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list, 1)
        layout.addWidget(dialog_foot(self, self.try_all, others, self.said))


def _likely(row: PropertyRow) -> tuple[Structure, ...]:
    try:
        return row.structures
    except InspectorError:
        return ()


def _next_attempt(trial: Iterator[Attempt]) -> Attempt | None:
    """The next one, without the tree: those of all structures together would fill the memory.

    The tree goes node by node, its root first: all of it at once would hold the window up.
    """
    found = next(trial, None)
    if found is None:
        return None
    nodes = list(found.node.walk())
    found = replace(found, node=_NO_TREE)
    nodes.reverse()
    while nodes:
        nodes.pop()
    return found

"""The tracked objects of every session: number, object, state, references, call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from msginspector.gui import texts
from msginspector.gui.ledger import TONES
from msginspector.gui.models.table import Column, TableModel

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow

TITLES: Final = {
    "session": "Session",
    "message": "Message",
    "recipient_table": "Table",
    "attachment_table": "Table",
    "attachment": "Attachment",
    "stream": "Stream",
    "storage": "Storage",
}
KIND_ICONS: Final = {
    "session": "session",
    "message": "message",
    "recipient_table": "recipients",
    "attachment_table": "attachment",
    "attachment": "file",
    "stream": "stream",
    "storage": "storage",
}
GAP: Final = 64  # rows that are quicker repainted than left out


def title(row: TrackedRow) -> str:
    """Kind and label, with what tells an embedded message from a top-level one."""
    if row.kind == "session":
        return row.label
    embedded = " (embedded)" if row.kind == "message" and row.path != "/" else ""
    return f"{TITLES[row.kind]}  {row.label}{embedded}"


def _tone(row: TrackedRow) -> str:
    return "closed" if row.state == "closed" else ""


def _call(row: TrackedRow) -> str:
    return row.call


def _short_call(row: TrackedRow) -> str:
    return texts.call(row.call)


def _shown_state(row: TrackedRow) -> str:
    return row.shown_state


def _state(row: TrackedRow) -> str:
    return row.shown_state if row.step is None else f"{row.shown_state}, step {row.step}"


COLUMNS: Final = (
    Column("id", "#", 44, lambda row: str(row.id), sort=lambda row: row.id, right=True,
           tone=lambda row: "dim"),
    Column("object", "Object", 232, title, tone=_tone, icon=lambda row: KIND_ICONS[row.kind],
           tip=lambda row: f"{title(row)}\n{row.file or ''}", least=100,
           short=lambda row: row.label),
    Column("state", "State", 100, _state, state=_shown_state, short=_shown_state,
           tone=lambda row: TONES[row.shown_state]),
    Column("references", "Refs", 48, lambda row: str(row.references),
           sort=lambda row: row.references, right=True, tone=_tone),
    Column("call", "Call", 150, _call, tone=lambda row: "dim", mono=True, tip=_call,
           short=_short_call),
    Column("path", "Path", 200, lambda row: row.path, tone=lambda row: "dim", middle=True),
)  # fmt: skip


class TrackedModel(TableModel):
    """One row per tracked object, in the order of opening."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
        self._place: dict[int, int] = {}

    def merge(self, changed: Iterable[TrackedRow]) -> None:
        """Add the rows that are new and repaint those that are not."""
        fresh = [row for row in changed if row.id not in self._place]
        known = sorted(self._place[row.id] for row in changed if row.id in self._place)
        first = len(self.rows)
        self._place.update((row.id, first + n) for n, row in enumerate(fresh))
        self.append_rows(fresh)
        for low, high in _runs(known):
            self.rows_changed(low, high)

    def reset_to(self, rows: Iterable[TrackedRow]) -> None:
        """Show these rows only."""
        kept = list(rows)
        self._place = {row.id: n for n, row in enumerate(kept)}
        self.set_rows(kept)

    def row_of(self, number: int) -> int | None:
        """The row of a tracked object, None when it is not listed."""
        return self._place.get(number)


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of the rows that lie together: a proxy looks at every row between the two."""
    first = 0
    for number in range(1, len(places) + 1):
        if number == len(places) or places[number] - places[number - 1] > GAP:
            yield places[first], places[number - 1]
            first = number

"""The tracked objects of every session: number, object, state, references, step, age, call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from time import monotonic as now
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from msginspector.gui import texts
from msginspector.gui.ledger import LISTED, TONES
from msginspector.gui.models.sifted import SiftedModel
from msginspector.gui.models.table import Column, vocabulary_of

if TYPE_CHECKING:
    from typing import Any

    from msginspector.analysis.query import Field, Vocabulary
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

_THERE: Final = 1e12  # more seconds than any object was there


def title(row: TrackedRow) -> str:
    """Kind and label, with what tells an embedded message from a top-level one."""
    if row.kind == "session":
        return row.label
    embedded = " (embedded)" if row.kind == "message" and row.path != "/" else ""
    return f"{TITLES[row.kind]}  {row.label}{embedded}"


def age(row: TrackedRow) -> float:
    """Seconds since the object was opened; how long it was there once it is closed."""
    end = now() if row.ended is None else row.ended
    return max(0.0, end - row.born)


def _age_order(row: TrackedRow) -> float:
    """What sorts by age although ages grow: what is there comes after what is not any more."""
    return age(row) if row.ended is not None else _THERE - row.born


def _age(row: TrackedRow) -> str:
    if row.state == LISTED:  # in a replay, before it is opened
        return ""
    return texts.age(age(row)) if row.ended is None else texts.lifetime(age(row))


def _tone(row: TrackedRow) -> str:
    return "closed" if row.state == "closed" else ""


def _dim(_row: TrackedRow) -> str:
    return "dim"


def _call(row: TrackedRow) -> str:
    return row.call


def _state(row: TrackedRow) -> str:
    return f"{row.shown_state}, failed" if row.failed else row.shown_state


def _state_tip(row: TrackedRow) -> str:
    fault = " Closing it failed; the event log says why." if row.failed else ""
    step = f" It was closed at step {row.step} of its teardown." if row.step else ""
    return f"{row.shown_state.capitalize()}.{step}{fault}"


def _step(row: TrackedRow) -> str:
    return "" if row.step is None else str(row.step)


def _session(row: TrackedRow) -> str:
    return texts.NOTHING if row.session is None else str(row.session)


COLUMNS: Final = (
    Column("id", "#", 40, lambda row: str(row.id), sort=lambda row: row.id, right=True, tone=_dim),
    Column("object", "Object", 210, title, tone=_tone, icon=lambda row: KIND_ICONS[row.kind],
           tip=lambda row: f"{title(row)}\n{row.file or ''}", least=116,
           short=lambda row: row.label),
    Column("state", "State", 90, _state, state=lambda row: row.shown_state,
           short=lambda row: "failed" if row.failed else row.shown_state, tip=_state_tip,
           tone=lambda row: "error" if row.failed else TONES[row.shown_state]),
    Column("references", "Refs", 44, lambda row: str(row.references),
           sort=lambda row: row.references, right=True, tone=_tone),
    Column("step", "Step", 46, _step, sort=lambda row: row.step or 0, right=True, tone=_dim,
           tip=_state_tip),
    Column("age", "Age", 64, _age, sort=_age_order, right=True, tone=_dim),
    Column("call", "Call", 164, _call, tone=_dim, mono=True, tip=_call, least=96,
           short=lambda row: texts.call(row.call)),
    Column("kind", "Kind", 120, lambda row: row.kind, tone=_dim),
    Column("session", "Session", 64, _session, sort=lambda row: row.session or 0, right=True,
           tone=_dim),
    Column("path", "Path", 200, lambda row: row.path, tone=_dim, middle=True),
)  # fmt: skip
HIDDEN: Final = ("kind", "session", "path")
"""Columns that are not on show at first; the filter knows them all the same."""


class TrackedModel(SiftedModel):
    """One row per tracked object, in the order of opening."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
        self._place: dict[int, int] = {}

    @property
    def vocabulary(self) -> Vocabulary:
        """Its columns; states and kinds are offered, ages are numbers."""
        if self._vocabulary is None:
            plain = vocabulary_of(self.columns, self.whole, self.folded)
            self._vocabulary = replace(plain, fields=tuple(map(_asked, plain.fields)))
        return self._vocabulary

    def whole(self, line: Any) -> str:
        """What its columns say but for its age, which changes all the time."""
        return "\n".join(column.text(line) for column in COLUMNS if column.key != "age")

    def merge(self, changed: Iterable[TrackedRow]) -> None:
        """Add the rows that are new and repaint those that are not."""
        rows = list(changed)
        fresh = [row for row in rows if row.id not in self._place]
        known = [row for row in rows if row.id in self._place]
        first = self.total
        self._place.update((row.id, first + n) for n, row in enumerate(fresh))
        self.append_rows(fresh)
        self.revise(known, self._place_of)

    def reset_to(self, rows: Iterable[TrackedRow]) -> None:
        """Show these rows only."""
        kept = list(rows)
        self._place = {row.id: n for n, row in enumerate(kept)}
        self.set_rows(kept)

    def has(self, number: int) -> bool:
        """The tracked object is among all rows, shown or not."""
        return number in self._place

    def row_of(self, number: int) -> int | None:
        """The row of a tracked object, None when it is not on show."""
        place = self._place.get(number)
        return None if place is None else self.shown_at(place, self._place_of)

    def _place_of(self, row: TrackedRow) -> int:
        return self._place[row.id]


def _asked(field: Field) -> Field:
    """A field with the values it can have, or with the number that is asked for."""
    if field.name == "age":
        return replace(field, number=age, example="age>60")
    choices = {"state": tuple(TONES), "kind": tuple(TITLES)}.get(field.name)
    return field if choices is None else replace(field, choices=lambda: choices)

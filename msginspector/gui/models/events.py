"""The event log: the newest events of the workspace, one a row, in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from msginspector.gui import texts
from msginspector.gui.models.sifted import SiftedModel
from msginspector.gui.models.table import Column
from msginspector.gui.models.tracked import TITLES

if TYPE_CHECKING:
    from msginspector.session import Event

LIMIT: Final = 100_000
TONES: Final = {
    "opened": "open",
    "released": "released",
    "closing": "error",
    "closed": "closed",
    "failed": "error",
}


def _object(event: Event) -> str:
    return event.label if event.kind == "session" else f"{TITLES[event.kind]}  {event.label}"


def _what(event: Event) -> str:
    return "opened again" if event.reopened else event.event


def said_of(event: Event) -> str:
    """An event in a few words: what happened to which object."""
    name = event.label if event.kind == "session" else f"{TITLES[event.kind]} “{event.label}”"
    return f"{name} {_what(event)}"


COLUMNS: Final = (
    Column("seq", "#", 46, lambda e: str(e.seq), sort=lambda e: e.seq, right=True,
           tone=lambda e: "dim"),
    Column("t", "Seconds", 70, lambda e: texts.moment(e.t), sort=lambda e: e.t, right=True,
           mono=True, tone=lambda e: "dim"),
    Column("event", "Event", 100, _what, tone=lambda e: TONES[e.event]),
    Column("object", "Object", 146, _object, tip=_object, least=80,
           short=lambda e: e.label),
    Column("references", "Refs", 54, lambda e: str(e.references), sort=lambda e: e.references,
           right=True),
    Column("call", "Call", 172, lambda e: e.call, mono=True, tone=lambda e: "dim",
           tip=lambda e: e.call, short=lambda e: texts.call(e.call)),
    Column("session", "Session", 64, lambda e: texts.NOTHING if e.session is None
           else str(e.session), sort=lambda e: e.session or 0, right=True, tone=lambda e: "dim"),
    Column("path", "Path", 200, lambda e: e.path, tone=lambda e: "dim", middle=True),
)  # fmt: skip


class EventsModel(SiftedModel):
    """Keeps the newest `limit` events and counts what it let go of."""

    def __init__(self, parent: QObject | None = None, limit: int = LIMIT) -> None:
        super().__init__(COLUMNS, parent)
        self._limit = limit
        self.dropped = 0

    def add(self, events: Sequence[Event]) -> None:
        """Append events; beyond the limit the oldest go."""
        self.append_rows(events)
        self._shorten()

    def limit_to(self, number: int) -> None:
        """Keep that many events from now on."""
        self._limit = number
        self._shorten()

    def _shorten(self) -> None:
        surplus = self.total - self._limit
        if surplus > 0:
            self.dropped += surplus
            self.drop_first(surplus)

"""Lines of listed objects, and the table of a session's messages.

A line reads its facts when somebody looks and keeps them until the table is emptied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msginspector.errors import InspectorError
from msginspector.gui import summary
from msginspector.gui.models.table import Column

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow
    from msginspector.session import ObjectRow


class ObjectLine:
    """One listed object."""

    __slots__ = ("_facts", "data_kind", "label", "number", "path", "properties", "row", "storage")

    def __init__(self, row: ObjectRow) -> None:
        self.row = row
        self.label = row.label
        self.path = row.path
        self.storage = row.storage
        self.number = row.number
        self.properties = len(row.properties)
        self.data_kind = row.data_kind or "" if row.kind == "attachment" else ""
        self._facts: summary.Facts | None = None

    @property
    def facts(self) -> summary.Facts:
        """Its properties by id."""
        if self._facts is None:
            self._facts = summary.Facts(self.row)
        return self._facts

    @property
    def size(self) -> int | None:
        """The size of an attachment's data; where it is an object, what its property says."""
        if self.data_kind != "stream":
            return self._number(summary.ATTACH_SIZE)
        try:
            return self.facts.stored(summary.ATTACH_DATA)
        except InspectorError:
            return None

    @property
    def data(self) -> str:
        """What an attachment's data is."""
        return summary.DATA_KINDS.get(self.data_kind, "no data")

    @property
    def mime(self) -> str:
        """An attachment's MIME type."""
        return self._text(summary.MIME_TYPE)

    def _text(self, ids: tuple[int, ...]) -> str:
        """A fact as text; where the file can no longer be read, why."""
        try:
            return self.facts.text(ids)
        except InspectorError as error:
            return error.text

    def _number(self, ids: tuple[int, ...]) -> int | None:
        """A fact as a number; None, too, where the file can no longer be read."""
        try:
            return self.facts.number(ids)
        except InspectorError:
            return None


def _dim(_line: object) -> str:
    return "dim"


class MessageLine(NamedTuple):
    """A message of a session, with the icon of its class."""

    row: TrackedRow
    icon: str


def _tone(line: MessageLine) -> str:
    return "closed" if line.row.state == "closed" else ""


MESSAGES: Final = (
    Column("id", "#", 48, lambda line: str(line.row.id), sort=lambda line: line.row.id, right=True,
           tone=_dim),
    Column("name", "Message", 360, lambda line: line.row.label, tone=_tone,
           icon=lambda line: line.icon),
    Column("state", "State", 104, lambda line: line.row.shown_state,
           state=lambda line: line.row.shown_state, tone=_tone),
    Column("references", "Refs", 60, lambda line: str(line.row.references),
           sort=lambda line: line.row.references, right=True, tone=_tone),
    Column("file", "File", 200, lambda line: line.row.file or "", tone=_dim, middle=True),
)  # fmt: skip

"""Who is asked to a meeting: the recipients by list, with their answers and proposals.

[MS-OXOCAL] 2.2.4.9 and 2.2.4.10 (PidTagRecipientFlags, PidTagRecipientTrackStatus), proposals
2.2.4.10 on; PidTagRecipientType says whether somebody is required, optional or a resource.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.analysis.classes.forms import known_words
from msginspector.analysis.classes.reader import Reader, moment_of
from msginspector.analysis.classes.views import Line, Source, Table

if TYPE_CHECKING:
    from msginspector.session import ObjectRow, PropertyRow

MOST: Final = 1000
TITLE: Final = "Attendees"
COLUMNS: Final = ("Name", "Address", "Asked as", "Answer", "Answered", "Proposes")

_ADDRESS: Final = (0x39FE, 0x3003)
_TYPE, _FLAGS, _STATUS, _STATUS_TIME = 0x0C15, 0x5FFD, 0x5FFF, 0x5FFB
_PROPOSES, _PROPOSED_START, _PROPOSED_END = 0x5FE1, 0x5FE3, 0x5FE4
_ORGANIZER: Final = 0x2
_EXCEPTIONAL: Final = {0x10: "answered for an occurrence", 0x20: "taken off an occurrence"}
_KIND_MASK: Final = 0xF


def table(reader: Reader) -> Table | None:
    """The attendees, a row each; None where there are none. At most `MOST` are read."""
    recipients = reader.row.recipients
    if not recipients:
        return None
    lines = tuple(_line(Reader(row, reader.clock), row) for row in recipients[:MOST])
    used = [any(line.cells[column] for line in lines) for column in range(len(COLUMNS))]
    kept = [column for column, wanted in enumerate(used) if wanted or not column]
    shown = (Line(tuple(line.cells[column] for column in kept), line.source) for line in lines)
    columns = tuple(COLUMNS[column] for column in kept)
    return Table(TITLE, columns, tuple(shown), max(len(recipients) - MOST, 0))


def _line(reader: Reader, row: ObjectRow) -> Line:
    flags = reader.number(_FLAGS) or 0
    organizer = bool(flags & _ORGANIZER)
    status = reader.find(_STATUS)
    answer = "" if organizer else _answer(reader, flags)
    cells = (
        row.label or "(no name)",
        reader.text(*_ADDRESS),
        "organizer" if organizer else _list(reader.number(_TYPE)),
        answer,
        _when(reader, reader.find(_STATUS_TIME)),
        _proposal(reader),
    )
    source = reader.find(_TYPE) if status is None else status
    return Line(cells, Source(row.path, 0) if source is None else reader.source(source))


def _list(kind: int | None) -> str:
    return "" if kind is None else known_words("0x0C15", kind & _KIND_MASK)


def _answer(reader: Reader, flags: int) -> str:
    status = reader.number(_STATUS)
    words = "" if status is None else known_words("0x5FFF", status) or str(status)
    said = ["" if words == "none" else words]
    said.extend(text for bit, text in _EXCEPTIONAL.items() if flags & bit)
    return ", ".join(text for text in said if text)


def _when(reader: Reader, prop: PropertyRow | None) -> str:
    if prop is None or moment_of(prop) is None:
        return ""
    return reader.clock.text(prop.value, prop)


def _proposal(reader: Reader) -> str:
    """The times somebody proposes, where the row says that these are a proposal."""
    if not reader.truth(_PROPOSES):
        return ""
    times = [_when(reader, reader.find(key)) for key in (_PROPOSED_START, _PROPOSED_END)]
    return " to ".join(text for text in times if text)

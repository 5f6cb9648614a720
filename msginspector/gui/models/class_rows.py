"""Tables of the views of classes: attendees, changed occurrences, members of a list; certificates,
those a mail is encrypted for, OpenPGP packets.

The engine leaves out columns nothing stands in; a table here has them all and hides those.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from msginspector.gui.models.table import Column

if TYPE_CHECKING:
    from msginspector.analysis.classes.views import Line, Source, Table

_MARKS: Final = {"cancelled": "error", "moved": "released", "changed": "released",
                 "differs": "released"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A row: what stands in which column, where it comes from, and its place."""

    cells: dict[str, str]
    source: Source | None
    mark: str
    place: int

    @property
    def path(self) -> str:
        """The object the row leads to."""
        return "" if self.source is None else self.source.path

    @property
    def label(self) -> str:
        """What the row is called."""
        return next(iter(self.cells.values()), "")

    @property
    def tone(self) -> str:
        """The colour of what is special about it."""
        return _MARKS.get(self.mark, "")


def lines_of(table: Table) -> list[ClassLine]:
    """The rows of a table."""
    return [_line(table.columns, line, place) for place, line in enumerate(table.lines)]


def columns_of(title: str) -> tuple[Column, ...]:
    """The columns of a table by its title; LookupError for an unknown one."""
    return _COLUMNS[title]


def hidden_of(table: Table) -> frozenset[str]:
    """The keys of the columns the table has nothing in."""
    return frozenset(one.key for one in _COLUMNS[table.title]) - frozenset(table.columns)


def _line(columns: tuple[str, ...], line: Line, place: int) -> ClassLine:
    return ClassLine(dict(zip(columns, line.cells, strict=True)), line.source, line.mark, place)


def _cell(key: str) -> Callable[[ClassLine], str]:
    return partial(_text, key)


def _text(key: str, line: ClassLine) -> str:
    return line.cells.get(key, "").replace("\n", " ")


def _column(
    key: str, width: int, least: int = 0, *, dim: bool = False, toned: bool = False,
    middle: bool = False,
) -> Column:  # fmt: skip
    text = _cell(key)
    tone = (lambda line: line.tone) if toned else (lambda _line: "dim") if dim else None
    return Column(key, key, width, text, tone=tone, tip=text, middle=middle, least=least)


_COLUMNS: Final = {
    "Attendees": (
        _column("Name", 190, 110),
        _column("Address", 230, 110, middle=True),
        _column("Asked as", 90, 70),
        _column("Answer", 130, 80),
        _column("Answered", 180, 90, dim=True),
        _column("Proposes", 300, 120),
    ),
    "Changed and cancelled": (
        _column("Planned", 130, 100),
        _column("Takes place", 220, 130),
        _column("What", 80, 70, toned=True),
        _column("Changed", 160, 90),
        _column("Subject", 180, 90),
        _column("Location", 140, 80),
    ),
    "Members": (
        _column("Name", 200, 110),
        _column("Address", 230, 120, middle=True),
        _column("Kind", 70, 50, dim=True),
        _column("Entry", 260, 90, dim=True),
        _column("Differs", 240, 110, toned=True),
    ),
    "Certificates": (
        _column("Subject", 210, 110),
        _column("Issued by", 190, 100),
        _column("From", 90, 76),
        _column("Until", 90, 76),
        _column("Key", 170, 90, dim=True),
        _column("Serial number", 200, 80, dim=True, middle=True),
    ),
    "For whom": (
        _column("Key", 360, 160, middle=True),
        _column("For the", 240, 110),
        _column("Key of the content encrypted with", 230, 110, dim=True),
    ),
    "Packets": (
        _column("Packet", 60, 50, dim=True),
        _column("What it is", 240, 120),
        _column("Bytes", 70, 60, dim=True),
        _column("What it says", 420, 160),
    ),
}
TITLES: Final = tuple(_COLUMNS)
NOUNS: Final = {
    "Attendees": ("attendee", "attendees"),
    "Changed and cancelled": ("occurrence", "occurrences"),
    "Members": ("member", "members"),
    "Certificates": ("certificate", "certificates"),
    "For whom": ("recipient", "recipients"),
    "Packets": ("packet", "packets"),
}

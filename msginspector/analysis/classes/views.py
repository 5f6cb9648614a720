"""What a view of a class holds: sections of facts with their sources, tables, a month, a card.

Frozen values: they outlive the message they were read from. No Qt, no widgets, only words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from msginspector.analysis.classes.months import MonthPlan
    from msginspector.session import PropertyRow


class Clock(Protocol):
    """How moments are shown, as the window's clock does."""

    def text(self, value: object, row: PropertyRow | None = None) -> str:
        """A FILETIME in words, with its zone; "" for what is none."""


@dataclass(frozen=True, slots=True)
class Source:
    """The property that says something: the path of its object, its tag, and what it is called.

    Tag 0 is the object itself.
    """

    path: str
    tag: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is, what it says, and which property says so."""

    label: str
    text: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; `mark` is a word for what is special about it, "" for nothing."""

    cells: tuple[str, ...]
    source: Source | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column titles; `more` rows are left out."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Facts and tables under a heading."""

    title: str
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a picture lies: the attachment or message whose property holds its bytes."""

    source: Source
    name: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """A contact as a card: who it is, how to reach them, and the picture, if there is one."""

    name: str
    work: tuple[str, ...]
    lines: tuple[str, ...]
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class ClassView:
    """What a message says by its class."""

    kind: str
    """appointment, meeting, exception, task, task_message, note, journal, post, contact, list."""
    title: str
    """What such a message is called: "Meeting request"."""
    specification: str
    sections: tuple[Section, ...]
    month: MonthPlan | None = None
    card: Card | None = None

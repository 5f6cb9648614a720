"""What is known of the people of a message: values that carry the source of every fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from msginspector.mapi.scalars import Filetime

SMTP: Final = "SMTP"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: a property of an object, and a part of its value."""

    path: str
    """The object's path in the tree."""
    tag: int
    name: str
    """The property's name."""
    part: str = ""
    """What of the value says it: "one-off entry id", "From"; "" for the whole value."""

    @property
    def words(self) -> str:
        """The name, and the part where it is one."""
        return f"{self.name}, {self.part}" if self.part else self.name


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address a property gives for a person."""

    kind: str
    """The address type in capitals: SMTP, EX, X400, FAX; "" where nothing says it."""
    address: str
    origin: str
    """What kind of source it is; the first column of `choice.RULES`."""
    source: Source
    differs: bool = False
    """Another candidate of the same type has another address."""

    @property
    def is_smtp(self) -> bool:
        """It is an Internet address, and looks like one."""
        return self.kind == SMTP and "@" in self.address


@dataclass(frozen=True, slots=True)
class PersonFact:
    """Something else a property says of a person."""

    label: str
    text: str
    source: Source
    time: Filetime | None = None
    """The value where it is a time, to be shown in a zone."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a message names, in one role."""

    role: str
    """A key of `roles.ROLES`."""
    number: int
    """The place among those of the role, from 0, in the order of the file."""
    path: str
    """The recipient's path, else that of the message."""
    name: str
    name_source: Source | None
    candidates: tuple[Candidate, ...]
    """Every address, the chosen one first, then in the order of the rules."""
    reason: str
    """Why the first one was chosen; "" without any address."""
    entry_kind: str
    """What the entry id is, in words; "" without one."""
    object_kind: str
    """What the person is (user, list, room), in words; "" where nothing says it."""
    response: str
    """The answer of somebody who was invited; "" for none."""
    facts: tuple[PersonFact, ...]
    marks: tuple[str, ...]
    """What does not fit together, a sentence each."""

    @property
    def chosen(self) -> Candidate | None:
        """The address that stands for the person."""
        return self.candidates[0] if self.candidates else None

    @property
    def address(self) -> str:
        """The chosen address; "" for none."""
        return self.candidates[0].address if self.candidates else ""

    @property
    def others(self) -> int:
        """How many other addresses there are, however many properties give each."""
        spelled = {(one.kind, one.address.casefold()) for one in self.candidates}
        return max(0, len(spelled) - 1)

    @property
    def is_recipient(self) -> bool:
        """It is a row of the recipient table."""
        return "/recipients/" in self.path


@dataclass(frozen=True, slots=True)
class ListCheck:
    """A display list (PR_DISPLAY_TO) that disagrees with the recipient table."""

    role: str
    source: Source
    sentence: str


@dataclass(frozen=True, slots=True)
class People:
    """The people of a message and how its display lists fit the recipient table."""

    persons: tuple[Person, ...]
    checks: tuple[ListCheck, ...]

"""The people the headers of a message name (RFC 5322 3.6.2, 3.6.3), found by name or address.

A header goes with a recipient whose address it has, else with the only one of its name. Nothing is
matched by its place: servers leave out fields and change their order.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from msginspector.analysis.headers.fields import FIELD
from msginspector.analysis.headers.source import read_header_text
from msginspector.analysis.people.choice import HEADER
from msginspector.analysis.people.model import SMTP, Candidate, Source
from msginspector.inputs.fields import people

if TYPE_CHECKING:
    from collections.abc import Generator

    from msginspector.analysis.headers.fields import HeaderField
    from msginspector.session import ObjectRow

RECIPIENTS: Final = ("to", "cc", "bcc")
REPLY: Final = ("reply-to",)
_NAMED: Final = frozenset((*RECIPIENTS, *REPLY, "from", "sender"))
PEOPLE_LIMIT: Final = 20_000
"""Addresses of the headers that are kept."""


@dataclass(slots=True)
class Book:
    """The people of some header fields, by name and by address."""

    _by_name: dict[str, list[Candidate]] = field(default_factory=dict)
    _by_address: dict[str, Candidate] = field(default_factory=dict)

    def add(self, name: str, one: Candidate) -> None:
        """Keep an address under its name."""
        known = self._by_address.setdefault(one.address.casefold(), one)
        if known is one:
            self._by_name.setdefault(folded(name), []).append(one)

    def of(self, name: str, known: list[Candidate]) -> Candidate | None:
        """The address of somebody with one of these addresses, else of the only one so named."""
        for one in known:
            found = self._by_address.get(one.address.casefold())
            if found is not None:
                return found
        alike = self._by_name.get(folded(name), ()) if name else ()
        return alike[0] if len(alike) == 1 else None


class HeaderPeople:
    """The people of the headers of a message."""

    def __init__(self, row: ObjectRow) -> None:
        self._fields: dict[str, list[HeaderField]] = {}
        for one in read_header_text(row).fields:
            if one.kind == FIELD and not one.part and one.name.lower() in _NAMED:
                self._fields.setdefault(one.name.lower(), []).append(one)

    def first(self, names: tuple[str, ...]) -> Candidate | None:
        """The first address of the first of these fields that has one."""
        return next((one for name in names for _, one in self._addresses(name)), None)

    def book(self, names: tuple[str, ...]) -> Book:
        """All addresses of these fields."""
        made = Book()
        every = (pair for name in names for pair in self._addresses(name))
        for name, one in islice(every, PEOPLE_LIMIT):
            made.add(name, one)
        return made

    def _addresses(self, name: str) -> list[tuple[str, Candidate]]:
        found = []
        for one in self._fields.get(name, ()):
            source = Source(one.source.path, one.source.tag, one.source.name, one.name)
            found += [
                (person.name, Candidate(SMTP, person.address, HEADER, source))
                for person in people(one.value)
                if "@" in person.address
            ]
        return found


def folded(name: str) -> str:
    """A name as names are compared: no case, no quotes, single spaces."""
    return " ".join(name.casefold().strip(" '\"").split())


def only_once(rows: tuple[ObjectRow, ...]) -> Generator[None, None, frozenset[str]]:
    """The names that exactly one of the recipients has, in slices."""
    counted: Counter[str] = Counter()
    for row in rows:
        counted[folded(row.label or "")] += 1
        yield
    return frozenset(name for name, count in counted.items() if count == 1)

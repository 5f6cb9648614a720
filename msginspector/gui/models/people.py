"""The table of people: role, name, chosen address, what else is known, what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.analysis.people.roles import ROLES
from msginspector.gui.facts import Fact, Section
from msginspector.gui.models.table import Column
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from msginspector.analysis.people import Candidate, Person
    from msginspector.analysis.people.model import Source
    from msginspector.gui.times import Clock

NAME_LIMIT: Final = 256
TEXT_LIMIT: Final = 600
_PLACES: Final = {role: place for place, role in enumerate(ROLES)}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One row."""

    person: Person
    place: int
    """In the order of the engine: by role, then as the file has them."""

    @property
    def path(self) -> str:
        """The object the row leads to."""
        return self.person.path

    @property
    def label(self) -> str:
        """What the person is called."""
        return self.name

    @property
    def role(self) -> str:
        """To, Cc, Sender and so on."""
        return ROLES[self.person.role]

    @property
    def name(self) -> str:
        """The name, everything invisible escaped; nothing where there is none."""
        return visible(self.person.name, NAME_LIMIT, one_line=True)

    @property
    def address(self) -> str:
        """The chosen address, in the same way."""
        return visible(self.person.address, NAME_LIMIT, one_line=True)

    @property
    def kind(self) -> str:
        """The type of that address."""
        chosen = self.person.chosen
        return "" if chosen is None else visible(chosen.kind, 32, one_line=True)

    @property
    def doubt(self) -> str:
        """What does not fit, in a word."""
        return "Differs" if self.person.marks else ""

    @property
    def doubts(self) -> str:
        """The same in sentences."""
        return "\n".join(visible(one, TEXT_LIMIT) for one in self.person.marks)


def _dim(_line: PersonLine) -> str:
    return "dim"


def _number(line: PersonLine) -> str:
    return str(line.person.others or "")


COLUMNS: Final = (
    Column("role", "As", 150, lambda line: line.role, sort=lambda line: line.place,
           icon=lambda line: "person" if line.person.is_recipient else "message"),
    Column("name", "Name", 210, lambda line: line.name, least=130,
           tip=lambda line: line.name),
    Column("address", "Address", 250, lambda line: line.address, middle=True, least=230,
           tip=lambda line: line.address),
    Column("type", "Type", 84, lambda line: line.kind, tone=_dim, least=60),
    Column("doubt", "Check", 84, lambda line: line.doubt, tip=lambda line: line.doubts,
           tone=lambda line: "released" if line.doubt else "",
           icon=lambda line: "warning" if line.doubt else "",
           sort=lambda line: -len(line.person.marks)),
    Column("others", "Others", 62, _number, right=True, sort=lambda line: line.person.others),
    Column("response", "Answer", 92, lambda line: line.person.response, least=72),
    Column("entry", "Entry id", 120, lambda line: line.person.entry_kind, tone=_dim, least=96),
    Column("object", "Is", 84, lambda line: line.person.object_kind, tone=_dim),
    Column("path", "Object", 130, lambda line: line.path, mono=True, tone=_dim, middle=True),
)  # fmt: skip
HIDDEN_AT_FIRST: Final = ("path",)


def sections(line: PersonLine, clock: Clock) -> tuple[Section, ...]:
    """What is known of a person, each fact with its source: addresses first, the chosen on top."""
    person = line.person
    found = [Section(line.role, tuple(_who(line)))]
    addresses = tuple(_address(one, not place) for place, one in enumerate(person.candidates))
    if addresses:
        why = Fact("Chosen because", person.reason)
        found.append(Section("Addresses", (addresses[0], why, *addresses[1:])))
    if person.marks:
        marks = tuple(Fact("Check", visible(one, TEXT_LIMIT)) for one in person.marks)
        found.append(Section("What does not fit", marks))
    more = []
    for fact in person.facts:
        text = clock.text(fact.time) if fact.time is not None else ""
        more.append(_fact(fact.label, text or fact.text, fact.source))
    if more:
        found.append(Section("More", tuple(more)))
    return tuple(found)


def _who(line: PersonLine) -> list[Fact]:
    person = line.person
    found = []
    if person.name_source is not None:
        found.append(_fact("Name", person.name, person.name_source))
    else:
        found.append(Fact("Name", "none"))
    found += [
        Fact(label, text)
        for label, text in (
            ("Is", person.object_kind), ("Answer", person.response),
            ("Entry id", person.entry_kind),
        ) if text
    ]  # fmt: skip
    return found


def _address(one: Candidate, chosen: bool) -> Fact:
    kind = f"{one.kind}, chosen" if chosen else one.kind
    label = kind or "Address"
    text = f"{one.address}   ({one.source.part})" if one.source.part else one.address
    return _fact(label, text, one.source)


def _fact(label: str, text: str, source: Source) -> Fact:
    return Fact(label, visible(text, TEXT_LIMIT, one_line=True), source.tag, source.path)

"""The table of times: when, in UTC, here and there; what it is the time of; where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.analysis.moments import model
from msginspector.analysis.moments.words import in_zone
from msginspector.gui.facts import Fact, Section
from msginspector.gui.models.table import Column
from msginspector.gui.times import time_in
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from msginspector.analysis.moments import Moment, Moments

KINDS: Final = {
    model.PROPERTY: "property",
    model.STRUCTURE: "decoded",
    model.HEADER: "header",
    model.STORAGE: "storage",
    model.FILE: "file",
}
ICONS: Final = {
    model.PROPERTY: "property",
    model.STRUCTURE: "decode",
    model.HEADER: "message",
    model.STORAGE: "storage",
    model.FILE: "file",
}
NO_TIME: Final = "none"
TEXT_LIMIT: Final = 600


@dataclass(frozen=True, slots=True)
class MomentLine:
    """One row."""

    moment: Moment
    place: int
    """In the order of time; those that are none come last."""
    whole: Moments

    @property
    def path(self) -> str:
        """The object that has it."""
        return self.moment.path

    @property
    def label(self) -> str:
        """What it is the time of."""
        return self.name

    @property
    def name(self) -> str:
        """The same."""
        return visible(self.moment.name, 120, one_line=True)

    @property
    def utc(self) -> str:
        """The time in UTC, whole, to 100 ns; a word for a number that is none."""
        if self.moment.none:
            return NO_TIME
        return str(self.moment.filetime).replace("T", " ").removesuffix("Z")

    @property
    def local(self) -> str:
        """In the zone of this computer."""
        return "" if self.moment.none else time_in(self.moment.filetime, None)

    @property
    def sender(self) -> str:
        """In the zone it was written in, else in that of the sender; "" where nobody says one."""
        zone = self.moment.zone or self.whole.zone
        return "" if zone is None or self.moment.none else in_zone(self.moment.filetime, zone)

    @property
    def zone_source(self) -> str:
        """What says that zone."""
        if self.moment.zone is not None:
            return "as it was written"
        return "" if self.whole.zone is None else self.whole.zone_words

    @property
    def kind(self) -> str:
        """What kind of source it has."""
        return KINDS[self.moment.kind]

    @property
    def tag(self) -> str:
        """The property."""
        return "" if self.moment.tag is None else f"0x{self.moment.tag:08X}"

    @property
    def part(self) -> str:
        """What of the property, or of the container."""
        return visible(self.moment.part, 200, one_line=True)

    @property
    def doubt(self) -> str:
        """What does not fit, in a word."""
        if self.moment.marks:
            return "Differs"
        return "No time" if self.moment.none else ""

    @property
    def doubts(self) -> str:
        """The same in sentences."""
        said = (*self.moment.marks, self.moment.none, self.moment.note)
        return "\n".join(visible(one, TEXT_LIMIT) for one in said if one)


def _dim(_line: MomentLine) -> str:
    return "dim"


def _tone(line: MomentLine) -> str:
    return "dim" if line.moment.none else ""


COLUMNS: Final = (
    Column("utc", "UTC", 210, lambda line: line.utc, mono=True, sort=lambda line: line.place,
           tone=_tone),
    Column("name", "Time of", 210, lambda line: line.name, least=130,
           icon=lambda line: ICONS[line.moment.kind], tip=lambda line: line.name),
    Column("doubt", "Check", 92, lambda line: line.doubt, tip=lambda line: line.doubts,
           tone=lambda line: "released" if line.moment.marks else "dim",
           icon=lambda line: "warning" if line.moment.marks else "",
           sort=lambda line: -len(line.moment.marks)),
    Column("sender", "Sender's zone", 222, lambda line: line.sender, mono=True, tone=_dim,
           tip=lambda line: line.zone_source),
    Column("part", "Part", 150, lambda line: line.part, tone=_dim, middle=True, least=80,
           tip=lambda line: line.part),
    Column("path", "Object", 110, lambda line: line.path, mono=True, tone=_dim, middle=True,
           least=60),
    Column("tag", "Tag", 94, lambda line: line.tag, mono=True, tone=_dim),
    Column("kind", "From", 80, lambda line: line.kind, tone=_dim),
    Column("local", "Local", 222, lambda line: line.local, mono=True, tone=_dim),
    Column("ticks", "Ticks", 160, lambda line: str(line.moment.ticks), mono=True, tone=_dim,
           right=True, sort=lambda line: float(line.moment.ticks)),
)  # fmt: skip
HIDDEN_AT_FIRST: Final = ("local", "ticks", "kind")


def sections(line: MomentLine) -> tuple[Section, ...]:
    """What is known of a time, with its source."""
    one = line.moment
    facts = [
        Fact("UTC", line.utc if one.none else f"{line.utc} UTC", one.tag, one.path),
        Fact("Here", line.local),
        Fact("There", f"{line.sender}   ({line.zone_source})" if line.sender else ""),
        Fact("Ticks", f"{one.ticks}   (0x{one.ticks:016X})"),
        Fact("Of", one.path if one.tag is not None or one.kind == model.HEADER else ""),
        Fact("Part", line.part),
        Fact("Note", visible(one.note, TEXT_LIMIT)),
        Fact("No time", one.none),
        *(Fact("Check", visible(mark, TEXT_LIMIT)) for mark in one.marks),
    ]
    return (Section(line.name, tuple(fact for fact in facts if fact.text)),)

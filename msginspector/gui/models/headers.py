"""The tables of headers: every field, the hops, and what codes in fields mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from msginspector.analysis.headers.fields import NO_HEADER
from msginspector.analysis.headers.words import duration_text, host_text, tls_text
from msginspector.gui.models.table import Column
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from msginspector.analysis.headers.explained import Explanation, Part
    from msginspector.analysis.headers.fields import HeaderField
    from msginspector.analysis.headers.hops import Hop
    from msginspector.analysis.headers.report import Headers

CELL_LIMIT: Final = 1000
Times = Callable[[datetime], str]


def shown(text: str) -> str:
    """A text of the message in one line of a cell, everything invisible escaped."""
    return visible(text, CELL_LIMIT, one_line=True)


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of the message, with what it is for."""

    field: HeaderField
    meaning: str

    @property
    def name(self) -> str:
        """Its name, or what the line is instead."""
        return shown(self.field.name) or "(not a header)"

    @property
    def place(self) -> str:
        """The line it begins in; none of a named property."""
        return str(self.field.line) if self.field.line else ""


@dataclass(frozen=True, slots=True)
class HopLine:
    """A hop, with its time in the zone that was chosen."""

    hop: Hop
    time: str

    @property
    def field(self) -> HeaderField:
        """The field that tells of it."""
        return self.hop.field

    @property
    def delay(self) -> str:
        """The delay in words, with a mark where clocks disagree."""
        hop = self.hop
        if hop.delay is None:
            return ""
        return duration_text(hop.delay) + (" clock jump" if hop.jump else "")


@dataclass(frozen=True, slots=True)
class PartLine:
    """A code in a field and what it means; or a field on its own."""

    explanation: Explanation
    part: Part | None

    @property
    def field(self) -> HeaderField:
        """The field it stands in."""
        return self.explanation.field

    @property
    def key(self) -> str:
        """The key, with what the key is."""
        return "" if self.part is None else self.part.key

    @property
    def value(self) -> str:
        """The code; the whole value of a field without codes."""
        return self.field.decoded if self.part is None else self.part.value

    @property
    def meaning(self) -> str:
        """What the code means, else what the key or the field is for."""
        part = self.part
        if part is None:
            return self.explanation.meaning.text
        known = part.meaning or part.key_meaning
        return "" if known is None else known.text

    @property
    def source(self) -> str:
        """The document that says so."""
        part = self.part
        known = self.explanation.meaning if part is None else part.meaning or part.key_meaning
        return "" if known is None else known.source


def field_lines(headers: Headers) -> list[FieldLine]:
    """Every field, in order."""
    meanings = {one.field.index: one.meaning.text for one in headers.explained}
    return [FieldLine(one, meanings.get(one.index, "")) for one in headers.fields]


def hop_lines(headers: Headers, times: Times) -> list[HopLine]:
    """Every hop, the oldest first."""
    return [
        HopLine(hop, "" if hop.moment is None else times(hop.moment.time))
        for hop in headers.route.hops
    ]


def part_lines(headers: Headers) -> list[PartLine]:
    """What is explained: first the codes in fields, then fields without any, once by name."""
    coded = [line for one in headers.explained for line in _parts(one)]
    named = {line.field.key for line in coded}
    plain = {one.field.key: one for one in reversed(headers.explained)}
    others = [one for one in headers.explained if plain[one.field.key] is one]
    return coded + [PartLine(one, None) for one in others if one.field.key not in named]


def _parts(one: Explanation) -> Iterator[PartLine]:
    for part in one.parts:
        if part.value and (part.meaning or part.key_meaning):
            yield PartLine(one, part)


def _dim(_line: object) -> str:
    return "dim"


def _field_tone(line: FieldLine) -> str:
    if line.field.problems:
        return "released"
    return "dim" if line.field.kind == NO_HEADER or line.field.part else ""


def _field_tip(line: FieldLine) -> str:
    said = [line.meaning, *map(visible, line.field.problems)]
    return "\n".join(one for one in said if one)


def _delay_tone(line: HopLine) -> str:
    if line.hop.jump:
        return "error"
    return "accent" if line.hop.longest else ""


FIELDS: Final = (
    Column("line", "Line", 56, lambda line: line.place, right=True, tone=_dim,
           sort=lambda line: line.field.line),
    Column("name", "Name", 230, lambda line: line.name, tone=_field_tone,
           tip=_field_tip),
    Column("value", "Value", 520, lambda line: shown(line.field.decoded), least=160,
           tip=lambda line: visible(line.field.decoded)),
    Column("raw", "Raw", 320, lambda line: shown(line.field.raw), mono=True, tone=_dim),
    Column("meaning", "Meaning", 320, lambda line: line.meaning, tone=_dim),
    Column("part", "Part", 48, lambda line: str(line.field.part), right=True, tone=_dim,
           sort=lambda line: line.field.part),
    Column("problems", "Problems", 320, lambda line: shown(" ".join(line.field.problems)),
           tone=lambda _line: "released"),
)  # fmt: skip
FIELDS_HIDDEN: Final = ("raw", "part", "problems", "meaning")

HOPS: Final = (
    Column("number", "#", 40, lambda line: str(line.hop.number), right=True, tone=_dim,
           sort=lambda line: line.hop.number),
    Column("time", "Time", 190, lambda line: line.time or "no time",
           sort=lambda line: _seconds(line.hop)),
    Column("delay", "Delay", 110, lambda line: line.delay, right=True, tone=_delay_tone,
           sort=lambda line: _delay(line.hop.delay)),
    Column("from", "From", 300, lambda line: shown(host_text(line.hop.received.sender)), least=120,
           middle=True),
    Column("by", "By", 300, lambda line: shown(host_text(line.hop.received.receiver)), least=120,
           middle=True),
    Column("with", "With", 170, lambda line: shown(line.hop.received.protocol), least=80),
    Column("tls", "Encryption", 200, lambda line: shown(tls_text(line.hop.received.tls)), least=80),
    Column("id", "Id", 160, lambda line: shown(line.hop.received.id), mono=True, tone=_dim),
    Column("for", "For", 200, lambda line: shown(line.hop.received.recipient), tone=_dim),
    Column("via", "Via", 160, lambda line: shown(line.hop.received.via), tone=_dim),
    Column("notes", "Notes", 260, lambda line: shown("; ".join(line.hop.received.notes)),
           tone=_dim),
)  # fmt: skip
HOPS_HIDDEN: Final = ("tls", "id", "for", "via", "notes")

PARTS: Final = (
    Column("header", "Header", 250, lambda line: shown(line.field.name), least=130,
           tip=lambda line: line.explanation.meaning.text),
    Column("key", "Key", 64, lambda line: shown(line.key), mono=True),
    Column("value", "Value", 180, lambda line: shown(line.value), mono=True, least=80),
    Column("meaning", "Meaning", 420, lambda line: line.meaning, least=220,
           tip=lambda line: line.meaning),
    Column("source", "Source", 260, lambda line: line.source, tone=_dim, least=90),
)  # fmt: skip


def _seconds(hop: Hop) -> float:
    return -1.0 if hop.moment is None else hop.moment.time.timestamp()


def _delay(delay: timedelta | None) -> float:
    return float("-inf") if delay is None else delay.total_seconds()

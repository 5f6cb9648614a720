"""Searches messages: the properties, at any depth, for which a query holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.analysis.query.properties import PropertyEntry
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from msginspector.analysis.query.matching import Query
    from msginspector.session import ObjectRow, PropertyRow

EXCERPT: Final = 160
"""Characters of a value that show what was found in it."""
_BEFORE: Final = 40


@dataclass(frozen=True, slots=True)
class Found:
    """A property for which the query holds: its object, its number in it, and an excerpt."""

    path: str
    kind: str
    number: int
    row: PropertyRow
    text: str


def find(objects: Iterable[ObjectRow], query: Query) -> Iterator[Found | None]:
    """What is found, in order; None between two steps of a few milliseconds at most.

    Raises QueryError when a regular expression takes too many steps on a value.
    """
    needles = query.needles()
    for item in objects:
        yield None
        for number, row in enumerate(item.properties):
            entry = PropertyEntry(row, patient=True)
            holds = yield from query.steps(entry)
            if holds:
                text = excerpt(entry.texts, needles)
                yield Found(item.path, item.kind, number, row, text)
            else:
                yield None


def found(objects: Iterable[ObjectRow], query: Query) -> Iterator[Found]:
    """What is found, in order, without steps between."""
    return (one for one in find(objects, query) if one is not None)


def excerpt(texts: list[str], needles: tuple[str, ...]) -> str:
    """A value on one line; where it is long, the part around the first of what was looked for."""
    text = "; ".join(texts[:EXCERPT])
    if len(text) <= EXCERPT:
        return visible(text, one_line=True)
    folded = text.casefold()
    places = [place for place in map(folded.find, needles) if place > _BEFORE]
    start = min(places) - _BEFORE if places else 0
    shown = visible(text[start : start + EXCERPT], one_line=True)
    return f"{'…' if start else ''}{shown}{'…' if start + EXCERPT < len(text) else ''}"

"""What could be meant by what somebody is typing: names of fields, and values they can have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from msginspector.analysis.query.vocabulary import Vocabulary

MOST: Final = 200
LEAST_LETTERS: Final = 2  # of a word before names of fields are offered for it

_VALUE: Final = re.compile(r"(?:^|[\s(-])([A-Za-z]+)(?::|!?=)\s?([^\s\"()/*]*)$")
_NAME: Final = re.compile(r"(?:^|[\s(-])([A-Za-z]*)$")
_PLAIN: Final = re.compile(r"[\w.]+")


@dataclass(frozen=True, slots=True)
class Completion:
    """Texts that could stand from `start` to `end` of the query, the likeliest first."""

    start: int
    end: int
    choices: tuple[str, ...]


NONE: Final = Completion(0, 0, ())


def complete(text: str, cursor: int, vocabulary: Vocabulary, *, every: bool = False) -> Completion:
    """What could be meant at the cursor; no choices where a plain word is all it can be.

    `every`: somebody asks for it, so all fields are offered where a word could begin.
    """
    before = text[:cursor]
    if before.count('"') % 2:
        return NONE
    value = _VALUE.search(before)
    if value is not None:
        field = vocabulary.by_name.get(vocabulary.names.get(value[1].casefold(), ""))
        choices = () if field is None else _fitting(value[2], field.choices())
        return Completion(value.start(2), cursor, tuple(map(_quoted, choices)))
    name = _NAME.search(before)
    if name is None or (len(name[1]) < LEAST_LETTERS and not every):
        return NONE
    typed = name[1].casefold()
    meant = (vocabulary.names[one] for one in vocabulary.names if one.startswith(typed))
    names = tuple(f"{one}:" for one in dict.fromkeys(meant))
    return Completion(name.start(1), cursor, names)


def _fitting(typed: str, choices: Iterable[str]) -> tuple[str, ...]:
    """Those that begin with what was typed, then those that contain it; short ones first."""
    wanted = typed.casefold()
    begins: list[str] = []
    contains: list[str] = []
    for choice in choices:
        place = choice.casefold().find(wanted)
        if place >= 0:
            (contains if place else begins).append(choice)
    found = [*sorted(begins, key=len), *sorted(contains, key=len)]
    return () if found == [typed] else tuple(found[:MOST])


def _quoted(choice: str) -> str:
    return choice if _PLAIN.fullmatch(choice) else f'"{choice}"'

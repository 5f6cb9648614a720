"""Headers explained: what a field is for, and what the keys and codes in its value mean.

The facts are in `resources/tables/header_fields.tsv` and `header_values.tsv`, each with the
document that says so. What the tables do not know is left as it is.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from msginspector.analysis.headers.fields import FIELD, HeaderField
from msginspector.analysis.headers.meanings import Meaning, field_meaning, value_meaning
from msginspector.inputs.header_tokens import VALUE_LIMIT

PART_LIMIT: Final = 60
EXPLAINED_LIMIT: Final = 2_000
"""Fields that are explained."""
SLICE_FIELDS: Final = 200

_REPORTS: Final = (
    "x-forefront-antispam-report", "x-forefront-antispam-report-untrusted", "x-microsoft-antispam",
    "x-microsoft-antispam-untrusted", "x-ms-exchange-organization-antispam-report",
)  # fmt: skip
_CODES: Final = {
    "x-ms-exchange-organization-scl": "scl",
    "x-ms-exchange-organization-original-scl": "scl",
    "x-ms-exchange-organization-pcl": "pcl",
    "x-ms-exchange-organization-bcl": "bcl",
    "x-ms-exchange-organization-authas": "authas",
    "x-ms-exchange-crosstenant-authas": "authas",
    "x-ms-exchange-crosstenant-originalauthas": "authas",
    "x-ms-exchange-organization-messagedirectionality": "directionality",
    "auto-submitted": "auto-submitted",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A key of a value and what it says."""

    key: str
    """As it is written; "" where the value is only a code."""
    value: str
    key_meaning: Meaning | None
    meaning: Meaning | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a field is for, and the parts of its value that are known."""

    field: HeaderField
    meaning: Meaning
    parts: tuple[Part, ...]

    @property
    def sentence(self) -> str:
        """The parts that say something, in a line; "" where nothing in the value is a code."""
        known = [
            f"{part.key} {part.value}: {part.meaning.text}".strip()
            for part in self.parts
            if part.meaning is not None
        ]
        return "; ".join(known)


def explain(field: HeaderField) -> Explanation | None:
    """The explanation of a field; None for one that is not known."""
    meaning = field_meaning(field.key) if field.kind == FIELD else None
    if meaning is None:
        return None
    return Explanation(field, meaning, tuple(_parts(field)))


def explain_all(fields: Iterable[HeaderField]) -> tuple[Explanation, ...]:
    """The explanations of a message's own fields, in their order."""
    steps = explain_steps(fields)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: tuple[Explanation, ...] = end.value
            return found


def explain_steps(
    fields: Iterable[HeaderField],
) -> Generator[None, None, tuple[Explanation, ...]]:
    """The same in slices."""
    found: list[Explanation] = []
    for number, field in enumerate(fields, 1):
        one = None if field.part or len(found) >= EXPLAINED_LIMIT else explain(field)
        if one is not None:
            found.append(one)
        if not number % SLICE_FIELDS:
            yield
    return tuple(found)


def _parts(field: HeaderField) -> Iterator[Part]:
    value = field.value[:VALUE_LIMIT]
    if field.key in _REPORTS:
        yield from _report(value)
    elif field.key in _CODES:
        yield _code(_CODES[field.key], value.partition(";")[0].strip())
    elif field.key == "x-auto-response-suppress":
        for word in value.split(",")[:PART_LIMIT]:
            yield _code("suppress", word.strip())


def _code(key: str, value: str) -> Part:
    return Part("", value, None, value_meaning(key, value))


def _report(value: str) -> Iterator[Part]:
    """`KEY:value;KEY:value`; a value may hold colons, an IPv6 address for instance."""
    for piece in value.split(";", PART_LIMIT)[:PART_LIMIT]:
        key, colon, rest = piece.strip().partition(":")
        if not key:
            continue
        rest = rest.strip()
        meaning = value_meaning(key.lower(), rest) if colon and rest else None
        yield Part(key, rest, value_meaning("report", key), meaning)

"""What headers and their values mean, out of tables with the documents that say so.

`header_fields.tsv` has a row for each field or, with `*` at its end, for all that begin so;
`header_values.tsv` one for each value of a key, where `x` stands for any digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from msginspector import resources


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a field or a value means, and which document says so."""

    text: str
    source: str


def field_meaning(key: str) -> Meaning | None:
    """The meaning of a field by its name in lower case; None where it is not known."""
    exact, prefixes = _fields()
    if key in exact:
        return exact[key]
    return next((meaning for prefix, meaning in prefixes if key.startswith(prefix)), None)


def value_meaning(key: str, value: str) -> Meaning | None:
    """The meaning of a value of a key (spf, scl, sfv, …); None where it is not known."""
    if len(value) > 100:
        return None
    known = _values()
    value = value.strip().lower()
    found = known.get((key, value))
    if found is None and len(value) == 3 and value.isdecimal():
        found = known.get((key, value[0] + "xx"))
    return found


@lru_cache(maxsize=1)
def _fields() -> tuple[dict[str, Meaning], tuple[tuple[str, Meaning], ...]]:
    exact: dict[str, Meaning] = {}
    prefixes: list[tuple[str, Meaning]] = []
    for row in resources.table("header_fields"):
        name = row["name"].lower()
        meaning = Meaning(row["meaning"], row["source"])
        if name.endswith("*"):
            prefixes.append((name[:-1], meaning))
        else:
            exact[name] = meaning
    prefixes.sort(key=lambda one: -len(one[0]))
    return exact, tuple(prefixes)


@lru_cache(maxsize=1)
def _values() -> dict[tuple[str, str], Meaning]:
    return {
        (row["key"], row["value"].lower()): Meaning(row["meaning"], row["source"])
        for row in resources.table("header_values")
    }

"""What can be asked of rows: fields, how a row answers them, and what a bare word looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any


class Kind(Enum):
    """What the value of a field is, and so what can be asked of it."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    TAG = "tag"
    TYPE = "type"
    BYTES = "bytes"


def _none(_row: Any) -> tuple[str, ...]:
    return ()


def _no_number(_row: Any) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `texts` gives what it says of a row, as it is written; `number` what can be
    compared (for a time its ticks), None where the row has none.

    `choices` are values to offer while somebody types.
    """

    name: str
    kind: Kind
    meaning: str
    example: str
    texts: Callable[[Any], Iterable[str]] = _none
    number: Callable[[Any], float | None] = _no_number
    ticks: Callable[[Any], int | None] = _no_number
    aliases: tuple[str, ...] = ()
    choices: Callable[[], Iterable[str]] = tuple


def _whole(row: Any) -> str:
    return str(row.whole)


def _folded(row: Any) -> str:
    return str(row.folded)


def _has_bytes(row: Any, wanted: bytes) -> bool:
    return bool(row.has_bytes(wanted))


@dataclass(frozen=True)
class Vocabulary:
    """The fields of one kind of rows.

    `whole` gives all that words and expressions without a field look at, a line for each part;
    `folded` the same with its case folded; `has_bytes` whether bytes are stored.
    """

    fields: tuple[Field, ...]
    whole: Callable[[Any], str] = _whole
    folded: Callable[[Any], str] = _folded
    has_bytes: Callable[[Any, bytes], bool] = _has_bytes
    names: Mapping[str, str] = field(init=False)
    by_name: Mapping[str, Field] = field(init=False)

    def __post_init__(self) -> None:
        names = {one.name: one.name for one in self.fields}
        names.update({alias: one.name for one in self.fields for alias in one.aliases})
        object.__setattr__(self, "names", MappingProxyType(names))
        by_name = {one.name: one for one in self.fields}
        object.__setattr__(self, "by_name", MappingProxyType(by_name))

    @property
    def hex_fields(self) -> frozenset[str]:
        """The names of the fields whose values are bytes."""
        return frozenset(one.name for one in self.fields if one.kind is Kind.BYTES)

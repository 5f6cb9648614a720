"""Reads the properties of one message for the views of classes: by key, with checked types.

A key is a property id, or a property set and the number or name of a named property; in tables it
is written as in `flags.tsv`: "0x0037", "PSETID_Task/0x8101", "PS_PUBLIC_STRINGS/Keywords".
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msginspector.analysis.classes.views import Source
from msginspector.mapi.guids import all_guids
from msginspector.mapi.scalars import Filetime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from msginspector.analysis.classes.views import Clock
    from msginspector.session import ObjectRow, PropertyRow
    from msginspector.structures.nodes import Node

Key = int | tuple[str, int | str]

APPOINTMENT: Final = "{00062002-0000-0000-C000-000000000046}"
MEETING: Final = "{6ED8DA90-450B-101B-98DA-00AA003F1305}"
COMMON: Final = "{00062008-0000-0000-C000-000000000046}"
TASK: Final = "{00062003-0000-0000-C000-000000000046}"
NOTE: Final = "{0006200E-0000-0000-C000-000000000046}"
ADDRESS: Final = "{00062004-0000-0000-C000-000000000046}"

NO_TIME: Final = 0x0CB34557A3DD4000
"""1 January 4501: Outlook's time for none ([MS-OXOCAL], [MS-OXOTASK])."""


class Utc:
    """Shows moments as files store them: in UTC."""

    def text(self, value: object, row: PropertyRow | None = None) -> str:
        """A FILETIME as `2026-03-18 09:14:07 UTC`; "" for what is none."""
        moment = value.to_datetime() if isinstance(value, Filetime) else None
        return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S} UTC"


class Reader:
    """The properties of one object, and how moments are shown."""

    def __init__(self, row: ObjectRow, clock: Clock | None = None) -> None:
        self.row = row
        self.clock: Clock = clock or Utc()

    def find(self, *keys: Key) -> PropertyRow | None:
        """The first of these properties that is there and not empty; None for none."""
        return next(self.all(*keys), None)

    def all(self, *keys: Key) -> Iterator[PropertyRow]:
        """Those of these properties that are there and not empty, in their order."""
        for key in keys:
            prop = self.row.first(key) if isinstance(key, int) else self.row.named(*key)
            if prop is not None and (prop.size or prop.size is None):
                yield prop

    def source(self, prop: PropertyRow | None) -> Source | None:
        """Where a property lies."""
        return None if prop is None else Source(prop.object_path, prop.tag, prop.name)

    def text(self, *keys: Key) -> str:
        """The first of these properties that is text; "" for none."""
        values = (prop.value for prop in self.all(*keys))
        return next((value for value in values if isinstance(value, str) and value), "")

    def number(self, *keys: Key) -> int | None:
        """The first of these properties that is an integer; None for none."""
        return next((one for one in map(number_of, self.all(*keys)) if one is not None), None)

    def truth(self, *keys: Key) -> bool:
        """One of these properties is there and true."""
        return any(prop.value is True for prop in self.all(*keys))

    def moment(self, *keys: Key) -> datetime | None:
        """The first of these properties that is a time, without a zone; None for none."""
        found = (moment_of(prop) for prop in self.all(*keys))
        return next((one for one in found if one is not None), None)

    def node(self, *keys: Key) -> Node | None:
        """The first of these properties that can be decoded, decoded; None for none."""
        return next((one for one in map(_decoded, self.all(*keys)) if one is not None), None)


def number_of(prop: PropertyRow) -> int | None:
    """The value of a property that is an integer; None for any other."""
    value = prop.value
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def moment_of(prop: PropertyRow) -> datetime | None:
    """The value of a property that is a time, to the second; None for any other, and for none."""
    value = prop.value
    if not isinstance(value, Filetime) or value.ticks in (0, NO_TIME):
        return None
    return value.to_datetime()


def _decoded(prop: PropertyRow) -> Node | None:
    return prop.decode() if isinstance(prop.value, bytes) else None


@lru_cache(maxsize=512)
def key_of(text: str) -> Key:
    """The key a table writes as "0x0037" or "PSETID_Task/0x8101"; LookupError for others."""
    group, slash, name = text.partition("/")
    if not slash:
        return int(text, 16)
    return _sets()[group], int(name, 16) if name.startswith("0x") else name


@lru_cache(maxsize=1)
def _sets() -> dict[str, str]:
    return {name: guid for guid, names in all_guids().items() for name in names}

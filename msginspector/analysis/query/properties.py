"""What can be asked of properties: the fields of the property table, of `find` and of `props`.

A value is searched as text in its first `TEXT_BYTES`; its bytes are searched wherever they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from msginspector.analysis import bytes_search
from msginspector.analysis.query.matching import Pending
from msginspector.analysis.query.vocabulary import Field, Kind, Vocabulary
from msginspector.mapi import flags
from msginspector.mapi.guids import all_guids
from msginspector.mapi.scalars import Filetime
from msginspector.mapi.tags import all_tags
from msginspector.mapi.types import types

if TYPE_CHECKING:
    from msginspector.oxmsg import NamedProperty
    from msginspector.session import PropertyRow

TEXT_BYTES: Final = 2 << 20
"""Bytes of a value that are searched as text."""
KEPT: Final = 1 << 12
"""Characters of a value that are kept for the next question, in a table of many."""
SCALAR_BYTES: Final = 64
_PREFIX: Final = re.compile("PidTag|PidLid|PidName|PR_|dispid")
MOST_NODES: Final = 100_000
"""Parts of a decoded value that are searched."""


class PropertyEntry:
    """A property as queries see it; what it says is read when it is asked for, and kept.

    `patient`: a search of many bytes is put off with `Pending`, for somebody who works in steps.
    `whole` replaces what words without a field look at.
    """

    __slots__ = (
        "_answers", "_folded", "_named", "_names", "_scalars", "_sizes", "_texts", "_whole",
        "patient", "row",
    )  # fmt: skip

    def __init__(
        self, row: PropertyRow, whole: Callable[[], str] | None = None, *, patient: bool = False
    ) -> None:
        self.row = row
        self.patient = patient
        self._whole: str | Callable[[], str] = self._say if whole is None else whole
        self._folded: str | None = None
        self._texts: list[str] | None = None
        self._scalars: tuple[Any, ...] = ()
        self._sizes: tuple[int | None, ...] = ()
        self._named: tuple[NamedProperty | None, ...] = ()
        self._names: tuple[str, ...] | None = None
        self._answers: dict[bytes, bool] = {}

    @property
    def whole(self) -> str:
        """Name, other names, tag, type, set, value, meaning: where words are looked for."""
        if not isinstance(self._whole, str):
            self._whole = self._whole()
        return self._whole

    @property
    def folded(self) -> str:
        """The same with its case folded."""
        if self._folded is None:
            self._folded = self.whole.casefold()
        return self._folded

    @property
    def named(self) -> NamedProperty | None:
        """What its file maps an id from 0x8000 on to."""
        if not self._named:
            self._named = (self.row.named,)
        return self._named[0]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, with and without what all such names begin with."""
        if self._names is None:
            self._names = tuple(_with_and_without(self.row.name, *self.row.names))
        return self._names

    def read_ahead(self) -> None:
        """Read and keep what most queries ask of every property: its words, names and size."""
        _ = self.folded, self.names, self.named, self.size

    @property
    def texts(self) -> list[str]:
        """The value as text, an item each of a list."""
        if self._texts is not None:
            return self._texts
        texts = self.row.texts(TEXT_BYTES)
        if self.patient or sum(map(len, texts)) <= KEPT:
            self._texts = texts
        return texts

    @property
    def size(self) -> int | None:
        """Bytes of the stored value; None for an object."""
        if not self._sizes:
            self._sizes = (self.row.size,)
        return self._sizes[0]

    @property
    def number(self) -> float | None:
        """The value as a number; None for what is none."""
        value = self._scalar()
        if isinstance(value, str) and self.row.type_name == "PtypCurrency":
            return float(value)
        return value if isinstance(value, int | float) else None

    @property
    def ticks(self) -> int | None:
        """The value as ticks of 100 ns since 1601; None for what is no time."""
        value = self._scalar()
        return value.ticks if isinstance(value, Filetime) else None

    @property
    def flags(self) -> tuple[str, ...]:
        """The names of the value, or of its bits; () where it has none."""
        value = self._scalar()
        if not isinstance(value, int) or isinstance(value, bool):
            return ()
        named = self.named
        key = self.row.id if named is None else (named.guid, named.key)
        return tuple(name for _bits, name in flags.describe(key, value))

    def has_bytes(self, wanted: bytes) -> bool:
        """Whether the stored bytes contain these; raises Pending for many, where it is patient."""
        if wanted not in self._answers:
            size = self.row.stored_size or 0
            if size <= SCALAR_BYTES:
                self._answers[wanted] = wanted in self.row.raw(None)[0]
            elif self.patient and size > bytes_search.SLICE:
                raise Pending(self._looking_for(wanted))
            else:
                for _step in self._looking_for(wanted):
                    pass
        return self._answers[wanted]

    def _say(self) -> str:
        row = self.row
        return "\n".join(
            (row.name, *row.names, f"0x{row.tag:08X}", row.type_name, *_sets(self), *_ids(self),
             *self.texts, *self.flags)
        )  # fmt: skip

    def _looking_for(self, wanted: bytes) -> Iterator[None]:
        stored = self.row.value_bytes()
        found = False
        needle = bytes_search.Needle(wanted)
        for step in bytes_search.search(stored.read, stored.size, needle, 0):
            found = step.found is not None
            yield
        self._answers[wanted] = found

    def _scalar(self) -> Any:
        """The value where it is a single one of fixed size, else None."""
        if not self._scalars:
            row = self.row
            small = (row.size or SCALAR_BYTES) < SCALAR_BYTES
            self._scalars = (row.value if small else None,)
        return self._scalars[0]


def _names(entry: PropertyEntry) -> tuple[str, ...]:
    return entry.names


def _with_and_without(*names: str) -> Iterator[str]:
    for name in names:
        yield name
        prefix = _PREFIX.match(name)
        if prefix is not None:
            yield name[prefix.end() :]


def _sets(entry: PropertyEntry) -> Iterable[str]:
    named = entry.named
    return () if named is None else (named.set, named.guid)


def _ids(entry: PropertyEntry) -> Iterable[str]:
    named = entry.named
    if named is None:
        return ()
    return (named.name or "",) if named.lid is None else (f"0x{named.lid:08X}",)


def _lid(entry: PropertyEntry) -> int | None:
    named = entry.named
    return None if named is None else named.lid


def _decoded(entry: PropertyEntry) -> Iterator[str]:
    node = entry.row.decode()
    for number, part in enumerate(node.walk() if node is not None else ()):
        if number >= MOST_NODES:
            return
        yield part.label
        yield part.text


@lru_cache(maxsize=1)
def _known_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(info.name for info in all_tags() if info.name))


def _known_types() -> tuple[str, ...]:
    return tuple(info.name for info in types().values())


def _known_sets() -> tuple[str, ...]:
    return tuple(names[0] for names in all_guids().values() if names)


@lru_cache(maxsize=1)
def _known_flags() -> tuple[str, ...]:
    every = (
        name
        for rows in flags.all_flag_sets().values()
        for names in (rows.values, rows.flags, *rows.fields.values())
        for name in names.values()
    )
    return tuple(dict.fromkeys(every))


KINDS: Final = ("message", "recipient", "attachment", "orphan")
CLASSES: Final = ("IPM.Note", "IPM.Appointment", "IPM.Contact", "IPM.Task", "IPM.Schedule.Meeting",
                  "IPM.StickyNote", "IPM.Activity", "IPM.DistList", "REPORT.")  # fmt: skip

FIELDS: Final = (
    Field("name", Kind.TEXT, "the name of the property, any of its names", "name:subject",
          _names, aliases=("names", "property"), choices=_known_names),
    Field("tag", Kind.TAG, "its tag, its id alone, or how the tag begins", "tag:0x0037",
          lambda entry: (f"0x{entry.row.tag:08X}",), lambda entry: entry.row.tag),
    Field("type", Kind.TYPE, "its type, by any name or by code", "type:PtypString",
          lambda entry: (entry.row.type_name,), lambda entry: entry.row.type, choices=_known_types),
    Field("value", Kind.TEXT, "its value as text; with < and > as number or time", "value:budget",
          lambda entry: entry.texts, lambda entry: entry.number, lambda entry: entry.ticks,
          aliases=("text", "values")),
    Field("set", Kind.TEXT, "the set of a named property, by name or GUID", "set:PSETID_Task",
          _sets, aliases=("guid",), choices=_known_sets),
    Field("id", Kind.TEXT, "the number or name a named property has in its set", "id=0x8510",
          _ids, _lid, aliases=("lid",)),
    Field("flag", Kind.TEXT, "what a number means: names of flags and values", "flag:MSGFLAG_READ",
          lambda entry: entry.flags, aliases=("flags", "meaning"), choices=_known_flags),
    Field("decoded", Kind.TEXT, "labels and texts of the decoded value", "decoded:UTC",
          _decoded),
    Field("size", Kind.NUMBER, "the size of the stored value in bytes; k, M, G", "size>10k",
          lambda entry: (str(entry.size),), lambda entry: entry.size),
    Field("time", Kind.TIME, "the value of a time, in UTC", "time>=2024-03-01",
          ticks=lambda entry: entry.ticks, aliases=("date",)),
    Field("hex", Kind.BYTES, "stored bytes, anywhere in the value", "hex:DE AD",
          aliases=("bytes",)),
    Field("path", Kind.TEXT, "the object that has it, by its path", "path:/attachments",
          lambda entry: (entry.row.object_path,), aliases=("object",)),
    Field("kind", Kind.TEXT, "the kind of that object", "kind:attachment",
          lambda entry: (entry.row.object_kind,), choices=lambda: KINDS),
    Field("class", Kind.TEXT, "the class of its message", "class:IPM.Note",
          lambda entry: (entry.row.message_class,), choices=lambda: CLASSES),
)  # fmt: skip

PROPERTIES: Final = Vocabulary(FIELDS)

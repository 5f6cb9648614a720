"""Sensitivity labels: what `msip_labels` and the properties named MSIP_Label_… say.

Microsoft: MIP SDK metadata. A label is written as `MSIP_Label_<GUID>_<Attribute>=<value>;…`, in a
header and in the named property of the same name; Outlook also keeps attributes as named properties
of their own. GUIDs of labels and tenants are told as they are: their names live in the tenant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.analysis.headers.fields import FIELD, HeaderField, Source
from msginspector.analysis.headers.meanings import Meaning, value_meaning
from msginspector.inputs.header_tokens import VALUE_LIMIT

if TYPE_CHECKING:
    from msginspector.session import ObjectRow, PropertyRow

LABEL_LIMIT: Final = 100
HEADER: Final = "msip_labels"

_GUID: Final = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_NAME: Final = re.compile(rf"MSIP_Label_({_GUID})_(\w{{1,60}})", re.IGNORECASE)
_PAIR: Final = re.compile(rf"{_NAME.pattern}[ \t]{{0,9}}=([^;]*+)", re.IGNORECASE)
_BITS: Final = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Label:
    """A label and what is said of it; absent attributes are ""."""

    id: str
    """The GUID of the label in its tenant."""
    attributes: tuple[tuple[str, str], ...]
    """Every attribute as it is written, the first of a name counts."""
    source: Source
    field: HeaderField | None
    """The header it stands in, None of a named property."""

    def attribute(self, name: str) -> str:
        """The value of an attribute, its name in any case; "" for none."""
        wanted = name.lower()
        return next((value for key, value in self.attributes if key.lower() == wanted), "")

    @property
    def name(self) -> str:
        """Its name in the tenant, which is not always the one that is shown."""
        return self.attribute("Name")

    @property
    def enabled(self) -> bool | None:
        """Whether it applies; None where that is not said."""
        return {"true": True, "false": False}.get(self.attribute("Enabled").lower())

    @property
    def method(self) -> tuple[str, Meaning | None]:
        """How it was chosen, and what that means."""
        text = self.attribute("Method")
        return text, value_meaning("method", text)

    @property
    def set_date(self) -> str:
        """When it was set, as it is written (ISO 8601)."""
        return self.attribute("SetDate")

    @property
    def tenant(self) -> str:
        """The GUID of the tenant, SiteId."""
        return self.attribute("SiteId")

    @property
    def content_bits(self) -> tuple[int | None, tuple[str, ...]]:
        """What was added to the content: the number, and the marks it stands for."""
        text = self.attribute("ContentBits")
        if not text.isdecimal() or len(text) > 6:
            return None, ()
        number = int(text)
        meanings = (value_meaning("content-bits", str(bit)) for bit in _BITS if number & bit)
        rest = number & ~sum(_BITS)
        marks = tuple(one.text for one in meanings if one is not None)
        return number, marks + ((f"unknown 0x{rest:X}",) if rest else ())


def read_labels(row: ObjectRow, fields: Iterable[HeaderField]) -> tuple[Label, ...]:
    """The labels of a message: of its headers, and of named properties that say something else."""
    found: dict[tuple[str, tuple[tuple[str, str], ...]], Label] = {}
    for label in (*_of_headers(fields), *_of_properties(row)):
        if len(found) < LABEL_LIMIT:
            found.setdefault((label.id.lower(), label.attributes), label)
    return tuple(found.values())


def labels_in(text: str, source: Source, field: HeaderField | None = None) -> tuple[Label, ...]:
    """The labels a text holds, in the order in which they begin."""
    attributes: dict[str, list[tuple[str, str]]] = {}
    for pair in _PAIR.finditer(text[:VALUE_LIMIT]):
        attributes.setdefault(pair[1].lower(), []).append((pair[2], pair[3].strip()))
    return tuple(
        Label(guid, tuple(dict(reversed(pairs)).items())[::-1], source, field)
        for guid, pairs in attributes.items()
    )


def _of_headers(fields: Iterable[HeaderField]) -> Iterator[Label]:
    for field in fields:
        if field.kind == FIELD and not field.part and field.key == HEADER:
            yield from labels_in(field.value, field.source, field)


def _of_properties(row: ObjectRow) -> Iterator[Label]:
    apart: dict[str, list[tuple[str, str]]] = {}
    first: dict[str, Source] = {}
    for prop in row.properties:
        named = prop.named
        if named is None or not isinstance(named.key, str) or named.key[:4].lower() != "msip":
            continue
        source = Source(prop.object_path, prop.tag, named.key)
        if named.key.lower() == HEADER:
            yield from labels_in(_text(prop), source)
        elif (parts := _NAME.fullmatch(named.key)) is not None:
            first.setdefault(parts[1].lower(), source)
            apart.setdefault(parts[1].lower(), []).append((parts[2], _text(prop)))
    for guid, pairs in apart.items():
        yield Label(guid, tuple(pairs), first[guid], None)


def _text(prop: PropertyRow) -> str:
    value = prop.value
    return value[:VALUE_LIMIT] if isinstance(value, str) else prop.text

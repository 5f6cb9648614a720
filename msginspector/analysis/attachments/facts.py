"""The facts of one attachment, each with the property it comes from ([MS-OXCMSG] 2.2.2).

Only properties are read, no bytes of the attachment: `looks.py` looks at those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from msginspector.analysis.attachments.safe_names import SafeName, safe_name
from msginspector.oxmsg import Filetime
from msginspector.session.stored import stored_data

if TYPE_CHECKING:
    from msginspector.session import ObjectRow, PropertyRow

BY_VALUE: Final = 1
BY_REFERENCE: Final = 2
BY_REFERENCE_RESOLVE: Final = 3
BY_REFERENCE_ONLY: Final = 4
EMBEDDED: Final = 5
OLE: Final = 6
WEB_REFERENCE: Final = 7
REFERENCES: Final = (BY_REFERENCE, BY_REFERENCE_RESOLVE, BY_REFERENCE_ONLY, WEB_REFERENCE)

TEXT_LIMIT: Final = 1 << 16
"""Bytes of a longer text are left out: no name is that long."""

METHODS: Final = {
    0: ("NO_ATTACHMENT", "afNone", "just made, without contents"),
    BY_VALUE: ("ATTACH_BY_VALUE", "afByValue", "a file inside the message"),
    BY_REFERENCE: ("ATTACH_BY_REFERENCE", "afByReference", "a path to a file server"),
    BY_REFERENCE_RESOLVE: ("ATTACH_BY_REF_RESOLVE", "", "a path, resolved when it is sent"),
    BY_REFERENCE_ONLY: ("ATTACH_BY_REF_ONLY", "afByReferenceOnly", "a path, never resolved"),
    EMBEDDED: ("ATTACH_EMBEDDED_MSG", "afEmbeddedMessage", "a message inside the message"),
    OLE: ("ATTACH_OLE", "afStorage", "an OLE object"),
    WEB_REFERENCE: ("ATTACH_BY_WEB_REF", "afByWebReference", "a link to a file on the web"),
}
"""PidTagAttachMethod, [MS-OXCMSG] 2.2.2.9: its name in MAPI, in the protocol, and in words."""

PSETID_ATTACHMENT: Final = "{96357F7F-59E1-47D0-99A7-46515C183B54}"
_INVISIBLE_IN_HTML: Final = 1
_INVISIBLE_IN_RTF: Final = 2
_MHTML_REF: Final = 4


@dataclass(frozen=True, slots=True)
class Source:
    """The property a fact comes from."""

    path: str
    """The object's path in the tree."""
    tag: int
    """0 where it comes from no property."""
    name: str
    """PR_ATTACH_LONG_FILENAME, for instance."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value as the property has it, and where it comes from."""

    value: Any
    source: Source


@dataclass(frozen=True, slots=True)
class NameCandidate:
    """One of the names an attachment has."""

    text: str
    """As it is stored."""
    source: Source
    what: str
    """What this property is for."""


@dataclass(frozen=True, slots=True)
class AttachmentFacts:
    """What an attachment says of itself. Absent facts are None."""

    path: str
    number: int
    data_kind: str | None
    """What there is: "stream", "storage", "message", None for nothing."""
    method: Fact | None
    names: tuple[NameCandidate, ...]
    shown: NameCandidate | None
    """The name Outlook shows."""
    safe: SafeName
    """The name to save it as."""
    size: int | None
    """Bytes stored; None of messages and OLE objects, and where there is nothing."""
    declared_size: Fact | None
    """PR_ATTACH_SIZE: the bytes and the properties, as whoever wrote the file counted them."""
    mime: Fact | None
    content_id: Fact | None
    content_location: Fact | None
    hidden: Fact | None
    """Why it is not listed for a reader: True, or the flag in words. None where it is listed."""
    related: Fact | None
    """ATT_MHTML_REF: the HTML body refers to it."""
    target: Fact | None
    """Of a reference, where the file is: a path or an address."""
    provider: Fact | None
    """Of a web reference, whose service it is."""
    times: tuple[Fact, ...]
    """Created and changed, where they are set."""
    message_class: str | None = None
    """Of an embedded message."""

    @property
    def method_value(self) -> int | None:
        """PidTagAttachMethod as a number, None where it is missing."""
        return None if self.method is None else int(self.method.value)

    @property
    def name(self) -> str:
        """The name Outlook shows, as it is stored; "" for none."""
        return "" if self.shown is None else self.shown.text


_NAMES: Final = (
    (0x3707, "long file name"),
    (0x3704, "short file name (8.3)"),
    (0x3001, "display name"),
    (0x370C, "name for the transport"),
    (0x370D, "path or address"),
    (0x3708, "short path"),
    (0x3713, "content location"),
)
_SHOWN_FILES: Final = (0x3707, 0x3704, 0x3001, 0x370C)
_SHOWN_OBJECTS: Final = (0x3001, 0x3707, 0x3704, 0x370C)
_PATHS: Final = frozenset({0x370D, 0x3708, 0x3713})


def attachment_facts(row: ObjectRow) -> AttachmentFacts:
    """The facts of an attachment; raises InspectorError only when its message has ended."""
    kind = row.data_kind
    method = _number(row, 0x3705)
    names = tuple(_names(row))
    shown = _shown(names, kind, row)
    embedded = row.embedded if kind == "message" else None
    return AttachmentFacts(
        row.path,
        row.number,
        kind,
        method,
        names,
        shown,
        _safe(row, kind, names, shown),
        stored_size(row) if kind == "stream" else None,
        _number(row, 0x0E20),
        _text(row, 0x370E),
        _text(row, 0x3712),
        _text(row, 0x3713),
        _hidden(row),
        _flag(row, _MHTML_REF),
        _target(row, method),
        _provider(row),
        tuple(fact for fact in (_time(row, 0x3007), _time(row, 0x3008)) if fact is not None),
        None if embedded is None else embedded.message_class,
    )


def stored_size(row: ObjectRow) -> int | None:
    """The bytes of a file attached by value; None for anything else."""
    data = stored_data(row)
    item = None if data is None else next(data.walk())
    return item.size if item is not None and item.is_stream else None


def fact_of(prop: PropertyRow, value: Any) -> Fact:
    """A value and the property it comes from."""
    return Fact(value, source_of(prop))


def source_of(prop: PropertyRow) -> Source:
    """Where a fact comes from."""
    name = next((other for other in prop.names if other.startswith("PR_")), prop.name)
    return Source(prop.object_path, prop.tag, name.removesuffix("_A").removesuffix("_W"))


def _value(row: ObjectRow, prop_id: int, kind: type) -> Fact | None:
    prop = row.first(prop_id)
    if prop is None or (prop.stored_size or 0) > TEXT_LIMIT:
        return None
    value = prop.value
    return fact_of(prop, value) if isinstance(value, kind) else None


def _text(row: ObjectRow, prop_id: int) -> Fact | None:
    found = _value(row, prop_id, str)
    return found if found is not None and found.value else None


def _number(row: ObjectRow, prop_id: int) -> Fact | None:
    found = _value(row, prop_id, int)
    return found if found is not None and not isinstance(found.value, bool) else None


def _time(row: ObjectRow, prop_id: int) -> Fact | None:
    found = _value(row, prop_id, Filetime)
    return found if found is not None and found.value.ticks else None


def _names(row: ObjectRow) -> list[NameCandidate]:
    found = []
    for prop_id, what in _NAMES:
        fact = _text(row, prop_id)
        if fact is not None:
            found.append(NameCandidate(fact.value, fact.source, what))
    inside = row.embedded if row.data_kind == "message" else None
    subject = None if inside is None else _text(inside, 0x0037)
    if subject is not None:
        found.append(NameCandidate(subject.value, subject.source, "subject of the message"))
    return found


def _shown(
    names: tuple[NameCandidate, ...], kind: str | None, row: ObjectRow
) -> NameCandidate | None:
    """What Outlook shows: of files the file name, of messages and objects the display name."""
    order = _SHOWN_FILES if kind not in ("message", "storage") else _SHOWN_OBJECTS
    for prop_id in order:
        for name in names:
            if name.source.path == row.path and name.source.tag >> 16 == prop_id:
                return name
    return next(iter(names), None)


def _safe(
    row: ObjectRow,
    kind: str | None,
    names: tuple[NameCandidate, ...],
    shown: NameCandidate | None,
) -> SafeName:
    """The name to save as; where there is but a path, its last part."""
    ending = {"message": ".msg", "storage": ".ole"}.get(kind or "", "")
    text = "" if shown is None else shown.text
    if shown is not None and shown.source.tag >> 16 in _PATHS:
        text = text.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return safe_name(text, f"attachment {row.number}", ending)


def _hidden(row: ObjectRow) -> Fact | None:
    hidden = _value(row, 0x7FFE, bool)
    if hidden is not None and hidden.value:
        return hidden
    return _flag(row, _INVISIBLE_IN_HTML) or _flag(row, _INVISIBLE_IN_RTF)


def _flag(row: ObjectRow, bit: int) -> Fact | None:
    flags = _number(row, 0x3714)
    words = {
        _INVISIBLE_IN_HTML: "ATT_INVISIBLE_IN_HTML",
        _INVISIBLE_IN_RTF: "ATT_INVISIBLE_IN_RTF",
        _MHTML_REF: "ATT_MHTML_REF",
    }
    return Fact(words[bit], flags.source) if flags is not None and flags.value & bit else None


def _target(row: ObjectRow, method: Fact | None) -> Fact | None:
    if method is None or method.value not in REFERENCES:
        return None
    return _text(row, 0x370D) or _text(row, 0x3708)


def _provider(row: ObjectRow) -> Fact | None:
    prop = row.named(PSETID_ATTACHMENT, "AttachmentProviderType")
    value = None if prop is None else prop.value
    return fact_of(prop, value) if prop is not None and isinstance(value, str) and value else None

"""What became of a message: delivery and disposition reports, for each recipient.

From the recipients of a report ([MS-OXOMSG] 2.2.2, [MS-OXCMAIL] 2.2.3.7), and from the parts that
mail servers attach: message/delivery-status (RFC 3464), message/disposition-notification
(RFC 8098), which messages of any class may have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.analysis.classes.views import Source
from msginspector.analysis.sealed.status_codes import Status, codes_in, from_number, status
from msginspector.inputs.fields import Field, read_fields
from msginspector.inputs.header_tokens import without_comments
from msginspector.mapi.flags import describe

if TYPE_CHECKING:
    from msginspector.session import ObjectRow, PropertyRow

MAX_RECIPIENTS: Final = 500
MAX_STATUS: Final = 1 << 20
"""Bytes of an attached report that are read."""
DATA: Final = 0x3701
_REASON: Final = 0x0C04
_DIAGNOSIS: Final = 0x0C05
_SUPPLEMENT: Final = 0x0C1B
_STATUS: Final = 0x0C20
_REMOTE: Final = 0x0C21
_TEXT: Final = 0x1001
_SIGNS: Final = (_REASON, _DIAGNOSIS, _SUPPLEMENT, _STATUS, _REMOTE)

FAILED: Final = "failed"
DELAYED: Final = "delayed"
DELIVERED: Final = "delivered"
_NO_DIAGNOSIS: Final = -1


@dataclass(frozen=True, slots=True)
class Detail:
    """One more thing that is said of a recipient."""

    label: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message for one recipient; "" is what is not said."""

    recipient: str
    address: str
    action: str
    """FAILED, DELAYED, DELIVERED, another word of RFC 3464, or "" where only codes are there."""
    statuses: tuple[Status, ...]
    details: tuple[Detail, ...]
    source: Source
    addresses: frozenset[str] = frozenset()
    """Every address its fields have of the recipient, in lower case."""


@dataclass(frozen=True, slots=True)
class Attached:
    """An attached report: its fields for the whole message, and for each recipient."""

    general: tuple[Detail, ...]
    deliveries: tuple[Delivery, ...]
    more: bool = False
    """There is more in it than is read."""


# -- the recipients of a report ------------------------------------------------------------------


def of_recipients(row: ObjectRow) -> tuple[Delivery, ...]:
    """What a report says of its recipients; those of whom it says nothing are left out."""
    found = (_of_recipient(one) for one in row.recipients[:MAX_RECIPIENTS])
    return tuple(one for one in found if one is not None)


def _of_recipient(row: ObjectRow) -> Delivery | None:
    signs = [one for one in map(row.first, _SIGNS) if one is not None]
    if not signs:
        return None
    address = row.first(0x39FE, 0x3003)
    return Delivery(
        row.label,
        address.text if address is not None else "",
        "",
        _statuses(row),
        tuple(_details(row)),
        Source(row.path, signs[0].tag),
    )


def _statuses(row: ObjectRow) -> tuple[Status, ...]:
    supplement, number = row.first(_SUPPLEMENT), row.first(_STATUS)
    codes = list(codes_in(supplement.text)) if supplement is not None else []
    if number is not None and isinstance(number.value, int):
        codes.insert(0, from_number(number.value))
    return tuple(status(code) for code in dict.fromkeys(codes) if code)


def _details(row: ObjectRow) -> Iterator[Detail]:
    for label, tag in (("Reason", _REASON), ("Diagnosis", _DIAGNOSIS), ("Status", _STATUS)):
        prop = row.first(tag)
        if prop is not None and isinstance(prop.value, int):
            yield Detail(label, _code_text(prop), Source(row.path, prop.tag))
    for label, tag in (("The server said", _SUPPLEMENT), ("Reporting server", _REMOTE),
                       ("Text", _TEXT)):  # fmt: skip
        prop = row.first(tag)
        if prop is not None and prop.text:
            yield Detail(label, prop.text[:2_000], Source(row.path, prop.tag))


def _code_text(prop: PropertyRow) -> str:
    """A number of X.400 with its name and what that says."""
    value = int(prop.value)
    if prop.id == _STATUS:
        found = status(from_number(value))
        return found.text if found.meaning else str(value)
    if prop.id == _DIAGNOSIS and value == _NO_DIAGNOSIS:
        return "none (MAPI_DIAG_NO_DIAGNOSTIC)"
    names = [name for _part, name in describe(prop.id, value & 0xFFFFFFFF)]
    return f"{_words(names[0])} ({value}, {names[0]})" if names else str(value)


def _words(name: str) -> str:
    """MAPI_DIAG_MAXIMUM_TIME_EXPIRED -> "maximum time expired"."""
    return name.removeprefix("MAPI_REASON_").removeprefix("MAPI_DIAG_").replace("_", " ").lower()


# -- attached reports ---------------------------------------------------------------------------


def of_attachment(row: ObjectRow) -> Attached:
    """What an attached report says."""
    prop = row.first(DATA)
    if prop is None or row.data_kind != "stream":
        return Attached((), ())
    source = Source(row.path, prop.tag)
    stored, more = prop.raw(MAX_STATUS)
    groups = list(_groups(stored))
    if not groups:
        return Attached((), ())
    if any(one.key == "disposition" for one in groups[0]):
        return Attached(tuple(_shown(groups[0], source)), (_disposition(groups[0], source),))
    found = tuple(_delivery(group, source) for group in groups[1 : MAX_RECIPIENTS + 1])
    more = more or len(groups) > MAX_RECIPIENTS + 1
    return Attached(tuple(_shown(groups[0], source)), found, more)


def _groups(data: bytes) -> Iterator[tuple[Field, ...]]:
    """The groups of fields, which empty lines separate."""
    position = 0
    for _ in range(MAX_RECIPIENTS + 2):
        while data[position : position + 1] in (b"\r", b"\n"):
            position += 1
        if position >= len(data):
            return
        block = read_fields(data, position, len(data), 200)
        if not block.fields or block.body <= position:
            return
        yield block.fields
        position = block.body


def _shown(fields: tuple[Field, ...], source: Source) -> Iterator[Detail]:
    for one in fields:
        yield Detail(one.name, one.text[:2_000], source)


def _value(fields: tuple[Field, ...], *keys: str) -> str:
    return next((one.text.strip() for key in keys for one in fields if one.key == key), "")


def _bare(fields: tuple[Field, ...], *keys: str) -> str:
    """The same without comments, which say nothing to a program (RFC 3464 2.1.1)."""
    return without_comments(_value(fields, *keys))


def _plain(value: str) -> str:
    """An address or text without the word for its kind: "rfc822;ann@example.org"."""
    kind, separator, rest = value.partition(";")
    return rest.strip() if separator and " " not in kind else value


def _delivery(fields: tuple[Field, ...], source: Source) -> Delivery:
    address = _plain(_bare(fields, "original-recipient", "final-recipient"))
    code = _bare(fields, "status").partition(" ")[0]
    codes = [code, *codes_in(_value(fields, "diagnostic-code"))]
    found = tuple(status(one) for one in dict.fromkeys(codes) if one)
    return Delivery(
        _value(fields, "x-display-name") or address, address, _bare(fields, "action").lower(),
        found, tuple(_shown(fields, source)), source, _addresses(fields),
    )  # fmt: skip


def _addresses(fields: tuple[Field, ...]) -> frozenset[str]:
    keys = ("original-recipient", "final-recipient")
    found = (_plain(_bare(fields, key)).lower() for key in keys)
    return frozenset(filter(None, found))


def _disposition(fields: tuple[Field, ...], source: Source) -> Delivery:
    address = _plain(_bare(fields, "original-recipient", "final-recipient"))
    action = _bare(fields, "disposition").rpartition(";")[2].partition("/")[0].strip().lower()
    return Delivery(address, address, action, (), (), source)

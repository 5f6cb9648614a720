"""Whom a message says it is from, to be compared with the certificate of a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.analysis.classes.views import Source
from msginspector.analysis.headers.alignment import addresses_of
from msginspector.inputs.fields import read_fields

if TYPE_CHECKING:
    from msginspector.session import ObjectRow

_FROM: Final = (0x5D02, 0x0064, 0x0065)
_SENDER: Final = (0x5D01, 0x0C1E, 0x0C1F)
"""Address of SMTP; kind of address, address."""
_HEADERS: Final = 0x007D
_MAX_HEADERS: Final = 1 << 20


def from_address(row: ObjectRow) -> tuple[str, Source | None]:
    """The address of From and what says so; "" for none.

    Properties come first, as mail programs show them; an address of Exchange is none.
    """
    for tags in (_FROM, _SENDER):
        found = _address(row, *tags)
        if found[0]:
            return found
    return _of_headers(row)


def sender_address(row: ObjectRow) -> str:
    """The address of who sent it for the one in From; "" for none."""
    return _address(row, *_SENDER)[0]


def _address(row: ObjectRow, smtp: int, kind: int, address: int) -> tuple[str, Source | None]:
    prop = row.first(smtp)
    if prop is not None and "@" in prop.text:
        return prop.text.strip(), Source(row.path, prop.tag)
    stated, prop = row.first(kind), row.first(address)
    if prop is not None and "@" in prop.text and (stated is None or _is_smtp(stated.text)):
        return prop.text.strip(), Source(row.path, prop.tag)
    return "", None


def _is_smtp(kind: str) -> bool:
    return kind.strip().upper() == "SMTP"


def _of_headers(row: ObjectRow) -> tuple[str, Source | None]:
    prop = row.first(_HEADERS)
    if prop is None or not isinstance(prop.value, str):
        return "", None
    stored = prop.value[:_MAX_HEADERS].encode("utf-8", "replace")
    for one in read_fields(stored, 0, len(stored), 2_000).fields:
        if one.key == "from":
            found = addresses_of(one.text)
            return (found[0], Source(row.path, prop.tag)) if found else ("", None)
    return "", None

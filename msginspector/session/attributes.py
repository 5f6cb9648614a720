"""Property attributes of IMessage-on-IStorage objects (GetAttribIMsgOnIStg, imessage.h).

*Get* reads the flags field of the property entry ([MS-OXMSG] 2.4.2.1); *set* changes an overlay
of the open object and never the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.errors import (
    MAPI_E_INVALID_PARAMETER,
    MAPI_E_NO_ACCESS,
    MAPI_E_NOT_FOUND,
    MapiError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msginspector.oxmsg import OxObject
    from msginspector.session.record import Record

PROPATTR_MANDATORY: Final = 1
PROPATTR_READABLE: Final = 2
PROPATTR_WRITEABLE: Final = 4
PROPATTR_NOT_PRESENT: Final = 8

SETTABLE: Final = PROPATTR_MANDATORY | PROPATTR_READABLE | PROPATTR_WRITEABLE


@dataclass(frozen=True, slots=True)
class PropertyProblem:
    """One row of an SPropProblemArray: position in the call's arrays, tag, error."""

    index: int
    tag: int
    scode: int


def get_attributes(record: Record, owner: OxObject, tags: Sequence[int]) -> list[int]:
    """The attributes of each tag, PROPATTR_NOT_PRESENT where the object has no such entry."""
    overlay = record.attributes or {}
    return [overlay.get(tag, _stored(owner, tag)) for tag in tags]


def problems(
    owner: OxObject, tags: Sequence[int], attributes: Sequence[int]
) -> list[PropertyProblem]:
    """What `set_attributes` cannot set.

    Raises MAPI_E_INVALID_PARAMETER when the two arrays do not match in length.
    """
    if len(tags) != len(attributes):
        raise MapiError(
            MAPI_E_INVALID_PARAMETER,
            f"The call names {len(tags)} properties and {len(attributes)} attributes; "
            "the arrays must match.",
        )
    refused = (_refusal(owner, tag, value) for tag, value in zip(tags, attributes, strict=True))
    return [
        PropertyProblem(index, tags[index], scode)
        for index, scode in enumerate(refused)
        if scode is not None
    ]


def set_attributes(
    record: Record,
    tags: Sequence[int],
    attributes: Sequence[int],
    problems: Sequence[PropertyProblem],
) -> None:
    """Set all but what `problems` found; to be called with the lock of the books."""
    refused = {problem.index for problem in problems}
    taken = [index for index in range(len(tags)) if index not in refused]
    if taken:
        overlay = record.attributes or {}
        record.attributes = overlay | {tags[index]: attributes[index] for index in taken}


def require_readable(record: Record, owner: OxObject, tag: int) -> None:
    """What IMAPIProp::GetProps refuses: absent properties, and those not readable."""
    (attributes,) = get_attributes(record, owner, [tag])
    if attributes & PROPATTR_NOT_PRESENT:
        raise MapiError(MAPI_E_NOT_FOUND, f"“{record.label}” has no property 0x{tag:08X}.")
    if not attributes & PROPATTR_READABLE:
        raise MapiError(
            MAPI_E_NO_ACCESS, f"Property 0x{tag:08X} of “{record.label}” is not marked readable."
        )


def _stored(owner: OxObject, tag: int) -> int:
    prop = owner.property(tag)
    return PROPATTR_NOT_PRESENT if prop is None else prop.flags


def _refusal(owner: OxObject, tag: int, value: int) -> int | None:
    if value & ~SETTABLE:
        return MAPI_E_INVALID_PARAMETER
    return MAPI_E_NOT_FOUND if owner.property(tag) is None else None

"""Restrictions: conditions on properties, as search folders and rules store them.

[MS-OXCDATA] 2.12 in rules, where most numbers have one byte; [MS-OXOSRCH] 2.2.1.2.8.2 in search
folders, where they have four. Depth is bounded by `Cursor.group`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures import show
from msginspector.structures.cursor import Cursor
from msginspector.structures.property_values import (
    NARROW_RULE,
    PLAIN,
    RULE,
    Layout,
    name_of,
    property_row,
    property_tag,
    property_value,
)

_SHOWN: Final = 400
_TYPES: Final = "set:flagRestrictionType"
_RELATIONS: Final = {
    0: "<", 1: "<=", 2: ">", 3: ">=", 4: "=", 5: "!=", 6: "matches", 100: "is member of",
}  # fmt: skip
_FUZZY: Final = {0: "is", 1: "contains", 2: "begins with"}
_WORDS: Final = {0x10: " at any word", 0x20: " as a phrase"}
_IGNORED: Final = {0x10000: "case", 0x20000: "accents", 0x40000: "loose"}
_SUB_OBJECTS: Final = {0x0E12: "a recipient", 0x0E13: "an attachment"}


@dataclass(frozen=True, slots=True)
class Form:
    """How wide the numbers of a restriction are, and how its values are stored."""

    small: int
    """Bytes of types, relations and numbers of properties."""
    count: int
    """Bytes of the number of conditions under AND and OR."""
    values: Layout


STORED: Final = Form(4, 4, PLAIN)
"""[MS-OXOSRCH] 2.2.1.2.8.2: search folders."""
IN_RULE: Final = Form(1, 2, RULE)
"""[MS-OXCDATA] 2.12 in a rule, as tools save it: binary values have sizes of 4 bytes."""
IN_NARROW_RULE: Final = Form(1, 2, NARROW_RULE)
"""[MS-OXCDATA] 2.12 in a rule, as it travels: binary values have sizes of 2 bytes."""
IN_EXTENDED_RULE: Final = Form(1, 4, RULE)
"""[MS-OXCDATA] 2.12 in an extended rule."""


def restriction(cursor: Cursor, form: Form) -> str:
    """One restriction with everything under it; gives it as an expression."""
    kind = cursor.number("rt", form.small, _TYPES)
    read = _KINDS.get(kind)
    if read is None:
        raise cursor.stop(f"no restriction has the type {kind}")
    return visible(read(cursor, form), _SHOWN, one_line=True)


def _part(cursor: Cursor, form: Form, label: str = "lpRes") -> str:
    with cursor.group(label) as part:
        part.text = restriction(cursor, form)
    return part.text


def _joined(word: str) -> Callable[[Cursor, Form], str]:
    """AND and OR ([MS-OXCDATA] 2.12.1, 2.12.2)."""

    def read(cursor: Cursor, form: Form) -> str:
        count = cursor.number("cRes", form.count)
        possible = cursor.possible("lpRes", count, form.small)
        said = [_part(cursor, form, f"lpRes[{number}]") for number in range(possible)]
        return f" {word} ".join(f"({one})" for one in said) or f"nothing under {word}"

    return read


def _not(cursor: Cursor, form: Form) -> str:
    """NOT ([MS-OXCDATA] 2.12.3)."""
    return f"NOT ({_part(cursor, form)})"


def _content(cursor: Cursor, form: Form) -> str:
    """ContentRestriction ([MS-OXCDATA] 2.12.4): part of a text or of bytes."""
    level = cursor.u32("FuzzyLevel", "set:flagFuzzyLevel")
    tag = property_tag(cursor)
    whole = replace(form.values, whole=level & 0xFFFF == 0)
    value = _value(cursor, replace(form, values=whole))
    how = "".join(words for bit, words in _WORDS.items() if level & bit)
    ignored = [word for bit, word in _IGNORED.items() if level & bit]
    suffix = f", ignoring {' and '.join(ignored)}" if ignored else ""
    return f"{name_of(cursor, tag)} {_FUZZY.get(level & 0xF, 'matches')} {value}{how}{suffix}"


def _property(cursor: Cursor, form: Form) -> str:
    """PropertyRestriction ([MS-OXCDATA] 2.12.5)."""
    relation = _relation(cursor, form)
    tag = property_tag(cursor)
    return f"{name_of(cursor, tag)} {relation} {_value(cursor, form)}"


def _value(cursor: Cursor, form: Form) -> str:
    with cursor.group("lpProp") as part:
        _, part.text = property_value(cursor, form.values)
    return part.text


def _relation(cursor: Cursor, form: Form) -> str:
    number = cursor.number("relop", form.small, "set:flagRelop")
    return _RELATIONS.get(number, f"relation {number}")


def _compared(cursor: Cursor, form: Form) -> str:
    """ComparePropertiesRestriction ([MS-OXCDATA] 2.12.6)."""
    relation = _relation(cursor, form)
    first = property_tag(cursor, "PropTag1")
    second = property_tag(cursor, "PropTag2")
    return f"{name_of(cursor, first)} {relation} {name_of(cursor, second)}"


def _bits(cursor: Cursor, form: Form) -> str:
    """BitMaskRestriction ([MS-OXCDATA] 2.12.7)."""
    some = cursor.number("relBMR", form.small, "set:flagBitmask")
    tag = property_tag(cursor)
    mask = cursor.u32("ulMask", tag >> 16)
    named = show.meaning(mask, tag >> 16, None) or f"0x{mask:X}"
    return f"{name_of(cursor, tag)} has {'' if some else 'none of '}{named}"


def _size(cursor: Cursor, form: Form) -> str:
    """SizeRestriction ([MS-OXCDATA] 2.12.8); the size is in bytes."""
    relation = _relation(cursor, form)
    tag = property_tag(cursor)
    return f"size of {name_of(cursor, tag)} {relation} {cursor.u32('cb')}"


def _exists(cursor: Cursor, form: Form) -> str:
    """ExistRestriction ([MS-OXCDATA] 2.12.9)."""
    return f"{name_of(cursor, property_tag(cursor))} exists"


def _of_sub_objects(cursor: Cursor, form: Form) -> str:
    """SubObjectRestriction ([MS-OXCDATA] 2.12.10): what recipients or attachments are like."""
    tag = property_tag(cursor, "ulSubObject")
    what = _SUB_OBJECTS.get(tag >> 16, name_of(cursor, tag))
    return f"{what} has ({_part(cursor, form)})"


def _comment(cursor: Cursor, form: Form) -> str:
    """CommentRestriction ([MS-OXCDATA] 2.12.11): values beside a condition, which may be absent.

    [MS-OXOSRCH] 2.2.1.2.8.2 has the condition before the values, and always; Outlook writes both.
    """
    count = cursor.number("cValues", form.small)
    if form is STORED and cursor.remaining >= 4 and cursor.peek_number(4) in _KINDS:
        said = _part(cursor, form)
        property_row(cursor, count, form.values)
        return said
    property_row(cursor, count, form.values)
    if cursor.remaining and cursor.u8("RestrictionPresent"):
        return _part(cursor, form)
    return "a comment"


def _count(cursor: Cursor, form: Form) -> str:
    """CountRestriction ([MS-OXCDATA] 2.12.12): at most so many matches."""
    most = cursor.u32("ulCount")
    return f"at most {most} of ({_part(cursor, form)})"


_KINDS: Final[dict[int, Callable[[Cursor, Form], str]]] = {
    0: _joined("AND"),
    1: _joined("OR"),
    2: _not,
    3: _content,
    4: _property,
    5: _compared,
    6: _bits,
    7: _size,
    8: _exists,
    9: _of_sub_objects,
    10: _comment,
    11: _count,
    12: _comment,
}


def stored_restriction(cursor: Cursor) -> None:
    """A restriction as search folders store it ([MS-OXOSRCH] 2.2.1.2.8.2); empty for none."""
    if cursor.remaining:
        cursor.summary(restriction(cursor, STORED))


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"RESTRICTION": stored_restriction}

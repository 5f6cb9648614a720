"""Sticky notes, journal entries and posts: [MS-OXONOTE], [MS-OXOJRNL], [MS-OXOPOST].

Their fields stand in `class_facts.tsv`; what needs more than one property is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msginspector.analysis.classes import facts
from msginspector.analysis.classes.forms import internet_address, named_person, shortened
from msginspector.analysis.classes.reader import NOTE, Reader, number_of
from msginspector.analysis.classes.views import ClassView

if TYPE_CHECKING:
    from msginspector.analysis.classes.dispatch import KnownClass
    from msginspector.session import PropertyRow

_HEIGHT, _TOP = (NOTE, 0x8B03), (NOTE, 0x8B05)
_LOG_TYPE = ("{0006200A-0000-0000-C000-000000000046}", 0x8700)


def view(reader: Reader, known: KnownClass) -> ClassView:
    """The view of a note, a journal entry or a post."""
    makers: dict[str, facts.Maker] = {
        "note_size": lambda prop: _pair(reader, prop, _HEIGHT, "{0} × {1} pixels"),
        "note_place": lambda prop: _pair(reader, prop, _TOP, "{0} from the left, {1} from the top"),
        "description": lambda prop: _description(reader, prop),
        "posted_for": lambda prop: _posted_for(reader, prop),
    }
    sections = facts.sections(reader, known.kind, makers)
    return ClassView(known.kind, known.title, known.specification, sections)


def _pair(reader: Reader, prop: PropertyRow, other: tuple[str, int], words: str) -> str:
    """Two numbers that belong together; "" where one is missing."""
    first, second = number_of(prop), reader.number(other)
    return "" if first is None or second is None else words.format(first, second)


def _description(reader: Reader, prop: PropertyRow) -> str:
    """The description of the kind of entry, where it is not the kind again."""
    return "" if prop.text == reader.text(_LOG_TYPE) else shortened(prop.text)


def _posted_for(reader: Reader, prop: PropertyRow) -> str:
    """Who it was posted for, where that is not who posted it."""
    if prop.text == reader.text(0x0C1A):
        return ""
    return named_person(prop.text, internet_address(reader, (0x5D02, 0x0065)))

"""Made messages read back by our own reader: the object tree, values by tag, findings."""

from __future__ import annotations

from typing import Any

from msginspector.inputs.made import Made
from msginspector.oxmsg import MessageFile, OxObject
from msginspector.storage import BytesSource, CompoundFile, Storage


def opened(made: Made) -> MessageFile:
    """The new file, read."""
    return MessageFile(Storage(CompoundFile(BytesSource(made.container()))))


def root(made: Made) -> OxObject:
    """Its outermost message."""
    return opened(made).root


def value(item: OxObject, prop_id: int) -> Any:
    """The value of the first property with an id, None for none."""
    found = item.property_by_id(prop_id)
    return None if found is None else found.value


def text(item: OxObject, prop_id: int) -> str:
    """What is shown of it, "" for none."""
    found = item.property_by_id(prop_id)
    return "" if found is None else found.text


def people(item: OxObject) -> list[tuple[int, str, str]]:
    """Type, name and SMTP address of each recipient."""
    return [(value(row, 0x0C15), value(row, 0x3001), value(row, 0x39FE)) for row in item.recipients]

"""The names of the properties a rule speaks of: its ids from 0x8000 on are those of its mailbox.

[MS-OXORULE] 2.2.4.2 NamedPropertyInformation, [MS-OXCDATA] 2.6.1 PropertyName.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from msginspector.mapi.named import named_info
from msginspector.mapi.text import visible
from msginspector.structures import show
from msginspector.structures.cursor import Cursor

BY_ID: Final = 0
BY_NAME: Final = 1
_SHOWN: Final = 120


def named_properties(cursor: Cursor) -> None:
    """Read them, and name the ids by them from here on.

    Counts have 2 bytes, `NamedPropertiesSize` 4; without names there is only the count.
    """
    names: dict[int, str] = {}
    with cursor.group("NamedPropertyInformation") as part:
        count = cursor.u16("NoOfNamedProps")
        ids: list[int] = []
        if count:
            possible = cursor.possible("PropId", count, 2)
            ids += [cursor.u16(f"PropId[{number}]") for number in range(possible)]
            with cursor.window("NamedProperties", cursor.u32("NamedPropertiesSize")):
                for number, prop_id in enumerate(ids):
                    with cursor.group(f"PropertyName[{number}]") as one:
                        one.text = names[prop_id] = property_name(cursor)
        part.text = ", ".join(names.values()) or "none"
    before = cursor.context.named
    cursor.context = replace(
        cursor.context, named=lambda prop_id: names.get(prop_id) or before(prop_id)
    )


def property_name(cursor: Cursor) -> str:
    """PropertyName ([MS-OXCDATA] 2.6.1): set, and id or name; gives what it is called."""
    kind = cursor.u8("Kind", text=show.one_of({BY_ID: "numeric id", BY_NAME: "name"}))
    guid = cursor.guid("Guid")
    key: int | str
    if kind == BY_ID:
        key = cursor.u32("LID")
    elif kind == BY_NAME:
        key = cursor.utf16("Name", cursor.u8("NameSize")).rstrip("\0")
    else:
        return "no name"
    info = named_info(guid, key)
    own = f"0x{key:04X}" if isinstance(key, int) else key
    return visible(info.name if info else f"{guid}/{own}", _SHOWN, one_line=True)

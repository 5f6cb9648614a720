"""Settings of folders: their web page, and flags of how they are shown.

MAPI, "PidTagFolderWebviewinfo Canonical Property"; [MS-OXOCFG] 2.2.7.1, [MS-OXOSRCH] 2.2.2.1.2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures import show
from msginspector.structures.cursor import Bits, Cursor

WEB_VIEW_URL: Final = 1
UNUSED_SIZE: Final = 28
_HEADER_SIZE: Final = 44
_NAMED: Final = 4
"""Parts the summary names."""
_FLAGS_ID, _FOLDER_ID, _TAG_ID, _TO_DO_ID = 1, 2, 3, 5
_FLAGS: Final = "set:flagExtendedFolderFlag"
_COUNTS: Final = {
    0: "as is usual for the folder",
    1: "unread messages",
    2: "all messages",
    3: "not valid",
}
# [MS-OXOCFG] 2.2.7.1.2 numbers bits from the highest of the first byte on.
_BITS: Final = (
    Bits("b", 0, 2, text=show.one_of(_COUNTS)),
    Bits("r2", 2, 3),
    Bits("a", 5, 1, text=show.one_of({0: "policy is described", 1: "policy is not described"})),
    Bits("r1", 6, 2),
    Bits("r3", 8, 24),
)


def web_views(cursor: Cursor) -> None:
    """Web view persistence objects (MAPI, PidTagFolderWebviewinfo), one after the other."""
    count, pages = 0, []
    for number in range(cursor.remaining // _HEADER_SIZE):
        if cursor.remaining < _HEADER_SIZE:
            break
        with cursor.group(f"WebView[{number}]") as part:
            cursor.u32("dwVersion", "set:flagWebViewVersion")
            kind = cursor.u32("dwType", "set:flagWebViewType")
            cursor.u32("dwFlags", "set:flagWebViewFlags")
            cursor.binary("dwUnused", UNUSED_SIZE)
            with cursor.window("lpData", cursor.u32("cbData")):
                if kind == WEB_VIEW_URL:
                    part.text = visible(cursor.utf16z("wzURL"), one_line=True)
                cursor.rest("Data")
        count = number + 1
        pages.append(part.text)
    cursor.derived("cWebViews", count)
    _summary(cursor, pages)


def folder_flags(cursor: Cursor) -> None:
    """PidTagExtendedFolderFlags ([MS-OXOCFG] 2.2.7.1): ids with a size and data, in bytes."""
    count, said = 0, []
    for number in range(cursor.remaining // 2):
        if cursor.remaining < 2:
            break
        with cursor.group(f"Sub-property[{number}]") as part:
            kind = cursor.u8("Id", "set:flagExtendedFolderFlagType")
            with cursor.window("Data", cursor.u8("Cb")):
                part.text = _flag_data(cursor, kind)
        count = number + 1
        said.append(part.text)
    cursor.derived("Number of flags", count)
    _summary(cursor, said)


def _summary(cursor: Cursor, said: list[str]) -> None:
    words = "; ".join(filter(None, said[:_NAMED]))
    if words:
        cursor.summary(words)


def _flag_data(cursor: Cursor, kind: int) -> str:
    """The data of a sub-property in words, where its size is the one its id asks for."""
    size = cursor.remaining
    if kind == _FLAGS_ID and size == 4:
        flags = cursor.bits("ExtendedFlags", 4, _BITS)
        return f"counts {_COUNTS[flags & 3]}, {show.number(flags, 4, _named(flags))}"
    if kind == _FOLDER_ID and size == 16:
        return f"search folder {cursor.guid('SearchFolderID')}"
    if kind == _TAG_ID and size == 4:
        return f"search folder tag 0x{cursor.u32('SearchFolderTag'):08X}"
    if kind == _TO_DO_ID and size == 4:
        return f"to-do folder version 0x{cursor.u32('ToDoFolderVersion'):08X}"
    cursor.rest("Unknown data")
    return ""


def _named(flags: int) -> str:
    return show.meaning(flags, _FLAGS, None)


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "WEBVIEWPERSISTSTREAM": web_views,
    "EXTENDEDFOLDERFLAGS": folder_flags,
}

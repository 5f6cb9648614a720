"""Settings of folders: their web page, and flags of how they are shown.

MAPI, "PidTagFolderWebviewinfo Canonical Property"; [MS-OXOCFG] 2.2.7.1, [MS-OXOSRCH] 2.2.2.1.2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures.cursor import Cursor

WEB_VIEW_URL: Final = 1
UNUSED_SIZE: Final = 28
_HEADER_SIZE: Final = 44
_FLAGS_ID: Final = 1
_VERSION_ID: Final = 2
_TO_DO_ID: Final = 5
_GUID_ID: Final = 3


def web_views(cursor: Cursor) -> None:
    """Web view persistence objects (MAPI, PidTagFolderWebviewinfo), one after the other."""
    count = 0
    for number in range(cursor.remaining // _HEADER_SIZE):
        if cursor.remaining < _HEADER_SIZE:
            break
        with cursor.group(f"WebView[{number}]") as part:
            cursor.u32("dwVersion", "set:flagWebViewVersion")
            kind = cursor.u32("dwType", "set:flagWebViewType")
            cursor.u32("dwFlags", "set:flagWebViewFlags")
            cursor.binary("dwUnused", UNUSED_SIZE)
            with cursor.window("Data", cursor.u32("cbData")):
                if kind == WEB_VIEW_URL:
                    part.text = visible(cursor.utf16z("wzURL"), one_line=True)
                cursor.rest("Rest")
        count = number + 1
    cursor.derived("cWebViews", count)


def folder_flags(cursor: Cursor) -> None:
    """PidTagExtendedFolderFlags ([MS-OXOCFG] 2.2.7.1): ids with a size and data, in bytes."""
    count = 0
    for number in range(cursor.remaining // 2):
        if cursor.remaining < 2:
            break
        with cursor.group(f"Flag[{number}]") as part:
            kind = cursor.u8("Id", "set:flagExtendedFolderFlagType")
            with cursor.window("Data", cursor.u8("Cb")):
                part.text = _flag_data(cursor, kind)
        count = number + 1
    cursor.derived("Number of flags", count)


def _flag_data(cursor: Cursor, kind: int) -> str:
    """The data of one sub-property, whose size is not always the one its id asks for."""
    size = cursor.remaining
    if kind == _FLAGS_ID and size == 4:
        return f"0x{cursor.u32('Extended Flags', 'set:flagExtendedFolderFlag'):08X}"
    if kind == _GUID_ID and size == 16:
        return cursor.guid("SearchFolderID")
    if kind == _VERSION_ID and size == 4:
        return str(cursor.u32("SearchFolderTag"))
    if kind == _TO_DO_ID and size == 4:
        return str(cursor.u32("ToDoFolderVersion"))
    cursor.rest("Unknown Data")
    return ""


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "WEBVIEWPERSISTSTREAM": web_views,
    "EXTENDEDFOLDERFLAGS": folder_flags,
}

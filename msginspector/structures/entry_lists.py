"""Lists of entry ids, and structures that hold a few of them.

[MS-OXCDATA] 2.3, [MS-OXOSFLD] 2.2.5, [MS-OXOMSG] 2.2.2.22, [MS-OXOTASK] 2.2.2.2.16,
[MS-OXOCNTC] 2.2.2.2.4, [MS-OXOFLAG] 2.2.1.8. Everything is little-endian.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures import show
from msginspector.structures.cursor import Cursor
from msginspector.structures.entry_ids import entry_id_part, read_entry_id

COOKIE_SIZE: Final = 9
ELEMENT_ENTRY_ID: Final = 1
ELEMENT_HEADER: Final = 2
_ALIGNED: Final = 4
_HEADER_SIZE: Final = 4
_MEMBER_LEAST: Final = 12
_NAMED: Final = 3
"""Members a list names in its summary."""
# [MS-OXOSFLD] 2.2.5.1: the folders, and the names the header files lack
_FOLDERS: Final = {
    0x8001: "RSS Feeds", 0x8002: "Tracked Mail Processing", 0x8004: "To-Do",
    0x8006: "Conversation Action Settings", 0x8007: "reserved", 0x8008: "Suggested Contacts",
    0x8009: "Contacts Search", 0x800A: "IM Contacts List", 0x800B: "Quick Contacts",
}  # fmt: skip
_NEWER: Final = {
    0x8009: "RSF_PID_CONTACT_SEARCH", 0x800A: "RSF_PID_BUDDYLIST_PDLS",
    0x800B: "RSF_PID_BUDDYLIST_CONTACTS", 0x0000: "PERSIST_SENTINEL",
}  # fmt: skip


def entry_list(cursor: Cursor) -> None:
    """EntryList ([MS-OXCDATA] 2.3.1): all lengths, then all entry ids; pads have no meaning."""
    count = cursor.u32("EntryCount")
    cursor.u32("Pad")
    lengths: list[int] = []

    def length(_: int) -> None:
        lengths.append(cursor.u32("EntryLength"))
        cursor.u32("Pad")

    cursor.each("EntryLengths", count, 8, length)
    names = [
        entry_id_part(cursor, f"EntryId[{number}]", size) for number, size in enumerate(lengths)
    ]
    cursor.summary(_members(names))


def flat_entry_list(cursor: Cursor) -> None:
    """FlatEntryList ([MS-OXCDATA] 2.3.3): entry ids after their sizes, each padded to 4 bytes.

    `cbEntries` counts the bytes after it; the last entry has no padding.
    """
    count = cursor.u32("cEntries")
    cursor.u32("cbEntries")
    names: list[str] = []
    for number in range(cursor.possible("Entry", count, 4)):
        with cursor.group(f"Entry[{number}]") as part:
            size = cursor.u32("Size")
            part.text = entry_id_part(cursor, "EntryId", size)
            padding = min(-size % _ALIGNED, cursor.remaining)
            if padding:
                cursor.binary("Padding", padding)
        names.append(part.text)
    cursor.summary(_members(names))


def special_folders(cursor: Cursor) -> None:
    """PidTagAdditionalRenEntryIdsEx ([MS-OXOSFLD] 2.2.5): PersistData to the end or to id 0."""
    count = 0
    named: list[str] = []
    for number in range(cursor.remaining // _HEADER_SIZE):
        if cursor.remaining < _HEADER_SIZE:
            break
        kind, name = _persist_data(cursor, number)
        count = number + 1
        if not kind:
            break
        named.append(name)
    cursor.derived("PersistDataCount", count)
    cursor.summary(_members(named, most=len(_FOLDERS)))


def _persist_data(cursor: Cursor, number: int) -> tuple[int, str]:
    """PersistData ([MS-OXOSFLD] 2.2.5.1): one special folder; gives its id, and its name."""
    with cursor.group(f"PersistData[{number}]") as part:
        kind = cursor.u16("PersistID", text=_persist_id)
        size = cursor.u16("DataElementsSize")
        named = ""
        if size:
            with cursor.window("DataElements", size) as inside:
                named = inside.text = _persist_elements(cursor)
        folder = _FOLDERS.get(kind, f"folder 0x{kind:04X}") if kind else "the end"
        part.text = f"{folder}: {named}" if named else folder
    return kind, folder


def _persist_elements(cursor: Cursor) -> str:
    """The elements of a special folder to the end or to id 0; gives the first entry id in words."""
    said = ""
    for number in range(cursor.remaining // _HEADER_SIZE):
        if cursor.remaining < _HEADER_SIZE:
            break
        kind, named = _persist_element(cursor, number)
        said = said or named
        if not kind:
            break
    return said


def _persist_id(kind: int) -> str:
    return _NEWER.get(kind) or show.meaning(kind, "set:flagPersistID", None)


def _persist_element(cursor: Cursor, number: int) -> tuple[int, str]:
    """PersistElement ([MS-OXOSFLD] 2.2.5.2): an entry id, or a header; id 0 ends the list."""
    with cursor.group(f"DataElement[{number}]") as part:
        kind = cursor.u16("ElementID", text=_element_id)
        size = cursor.u16("ElementDataSize")
        if kind == ELEMENT_ENTRY_ID:
            part.text = entry_id_part(cursor, "ElementData", size)
        elif kind == ELEMENT_HEADER and size == _HEADER_SIZE:
            cursor.u32("ElementData")
        elif size:
            cursor.binary("ElementData", size)
        return kind, part.text


def _element_id(kind: int) -> str:
    return show.meaning(kind, "set:flagElementID", None) if kind else "ELEMENT_SENTINEL"


def report_tag(cursor: Cursor) -> None:
    """PidTagReportTag ([MS-OXOMSG] 2.2.2.22): where the message lies that a report is about."""
    cursor.binary("Cookie", COOKIE_SIZE)
    cursor.u32("Version", "set:flagReportTagVersion")
    found: dict[str, str] = {}
    for name in ("StoreEntryId", "FolderEntryId", "MessageEntryId", "SearchFolderEntryId"):
        size = cursor.u32(f"{name}Size")
        if size:
            found[name] = entry_id_part(cursor, name, size)
    size = cursor.u32("MessageSearchKeySize")
    if size:
        cursor.binary("MessageSearchKey", size)
    size = cursor.u32("ANSITextSize")
    text = cursor.string8("ANSIText", size).rstrip("\0") if size else ""
    # The message itself says more than the last of the folders it lies in.
    place = found.get("MessageEntryId") or next(reversed(found.values()), "")
    words = "; ".join(filter(None, (text, place)))
    if words:
        cursor.summary(words)


def task_assigners(cursor: Cursor) -> None:
    """PidLidTaskAssigners ([MS-OXOTASK] 2.2.2.2.16): who handed a task on, the latest last."""
    count = cursor.u32("cAssigners")
    names: list[str] = []
    for number in range(cursor.possible("TaskAssigner", count, 8)):
        label = f"TaskAssigner[{number}]"
        with cursor.group(label) as part, cursor.window("Assigner", cursor.u32("cbAssigner")):
            part.text = _assigner(cursor)
        names.append(part.text)
    cursor.summary(_members(names))


def _assigner(cursor: Cursor) -> str:
    """Who it is: the name is there twice, in 8-bit text and in UTF-16, or is missing."""
    address = entry_id_part(cursor, "EID", cursor.u32("cbEntryID"))
    name = cursor.string8z("szDisplayName") if cursor.remaining else ""
    if cursor.remaining:
        name = cursor.utf16z("wzDisplayName") or name
    return visible(f'"{name}" {address}' if name else address, one_line=True)


def distribution_list(cursor: Cursor) -> None:
    """PidLidDistributionListStream ([MS-OXOCNTC] 2.2.2.2.4): the members of a long list."""
    cursor.u16("StreamVersion")
    cursor.u16("Reserved")
    cursor.u32("BuildVersion")
    cursor.u32("DistListStreamFlags")
    count = cursor.u32("CountOfEntries")
    cursor.u32("TotalEntryIDSize")
    cursor.u32("TotalOneOffSize")
    cursor.u32("TotalExtraSize")
    names: list[str] = []
    for number in range(cursor.possible("DistListMemberInfo", count, _MEMBER_LEAST)):
        with cursor.group(f"DistListMemberInfo[{number}]") as part:
            part.text = _member(cursor)
        names.append(part.text)
    cursor.u32("Terminator1")
    cursor.u32("Terminator2")
    cursor.summary(_members(names))


def _member(cursor: Cursor) -> str:
    """DistListMemberInfo ([MS-OXOCNTC] 2.2.2.2.4.1); its one-off entry id says most about it."""
    name = ""
    for label in ("EntryId", "OneOffEntryId"):
        size = cursor.u32(f"{label}Size")
        if size:
            name = entry_id_part(cursor, f"{label}Data", size)
    size = cursor.u32("ExtraMemberInfoSize")
    if size:
        cursor.binary("ExtraMemberInfoData", size)
    return name


def swapped_store(cursor: Cursor) -> None:
    """PidTagSwappedToDoStore ([MS-OXOFLAG] 2.2.1.8): the entry id of the message's store."""
    read_entry_id(cursor)


def _members(names: list[str], most: int = _NAMED) -> str:
    """The first of them, and how many more there are."""
    if not names:
        return "none"
    shown = "; ".join(names[:most])
    return f"{shown}; and {len(names) - most} more" if len(names) > most else shown


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "ENTRYLIST": entry_list,
    "FLATENTRYLIST": flat_entry_list,
    "ADDITIONALRENENTRYIDSEX": special_folders,
    "REPORTTAG": report_tag,
    "TASKASSIGNERS": task_assigners,
    "DISTRIBUTIONLISTSTREAM": distribution_list,
    "SWAPPEDTODOSTORE": swapped_store,
}

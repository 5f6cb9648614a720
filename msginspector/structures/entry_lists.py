"""Lists of entry ids, and structures that hold a few of them.

[MS-OXCDATA] 2.3, [MS-OXOSFLD] 2.2.5, [MS-OXOMSG] 2.2.2.22, [MS-OXOTASK] 2.2.2.2.16,
[MS-OXOCNTC] 2.2.2.2.4, [MS-OXOFLAG] 2.2.1.8. Everything is little-endian.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures.cursor import Cursor
from msginspector.structures.entry_ids import entry_id_part, read_entry_id

COOKIE_SIZE: Final = 9
ELEMENT_ENTRY_ID: Final = 1
_ALIGNED: Final = 4
_NAMED: Final = 3
"""Members a list names in its summary."""


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

    def entry(_: int) -> None:
        size = cursor.u32("Size")
        names.append(entry_id_part(cursor, "EntryId", size))
        padding = min(-size % _ALIGNED, cursor.remaining)
        if padding:
            cursor.binary("Padding", padding)

    cursor.each("Entry", count, 4, entry)
    cursor.summary(_members(names))


def special_folders(cursor: Cursor) -> None:
    """PidTagAdditionalRenEntryIdsEx ([MS-OXOSFLD] 2.2.5): PersistData to the end or to id 0."""
    count = 0
    for number in range(cursor.remaining // 4):
        if cursor.remaining < 4 or not cursor.peek_number(2):
            break
        _persist_data(cursor, number)
        count = number + 1
    if cursor.remaining >= 4:
        with cursor.group("Sentinel"):
            cursor.u16("PersistID", "set:flagPersistID")
            cursor.u16("DataElementsSize")
        count += 1
    cursor.derived("PersistDataCount", count)


def _persist_data(cursor: Cursor, number: int) -> None:
    """PersistData ([MS-OXOSFLD] 2.2.5.1): the elements of one special folder."""
    with cursor.group(f"PersistData[{number}]") as part:
        cursor.u16("PersistID", "set:flagPersistID")
        with cursor.window("DataElements", cursor.u16("DataElementsSize")) as inside:
            for element in range(cursor.remaining // 4):
                if cursor.remaining < 4:
                    break
                name = _persist_element(cursor, element)
                inside.text = inside.text or name
        part.text = inside.text


def _persist_element(cursor: Cursor, number: int) -> str:
    """PersistElement ([MS-OXOSFLD] 2.2.5.2): an entry id, or a header; id 0 ends the list."""
    with cursor.group(f"DataElement[{number}]") as part:
        kind = cursor.u16("ElementID", "set:flagElementID")
        size = cursor.u16("ElementDataSize")
        if kind == ELEMENT_ENTRY_ID:
            part.text = entry_id_part(cursor, "ElementData", size)
        elif size:
            with cursor.window("ElementData", size):
                cursor.rest("Data")
        return part.text


def report_tag(cursor: Cursor) -> None:
    """PidTagReportTag ([MS-OXOMSG] 2.2.2.22): where the message lies that a report is about."""
    cursor.binary("Cookie", COOKIE_SIZE)
    cursor.u32("Version", "set:flagReportTagVersion")
    found = ""
    for name in ("StoreEntryId", "FolderEntryId", "MessageEntryId", "SearchFolderEntryId"):
        size = cursor.u32(f"{name}Size")
        if size:
            found = entry_id_part(cursor, name, size)
    size = cursor.u32("MessageSearchKeySize")
    if size:
        cursor.binary("MessageSearchKey", size)
    text = cursor.string8("ANSIText", size) if (size := cursor.u32("cchAnsiText")) else ""
    cursor.summary(text.rstrip("\0") or found)


def task_assigners(cursor: Cursor) -> None:
    """PidLidTaskAssigners ([MS-OXOTASK] 2.2.2.2.16): who has handed a task on, the last first."""
    names: list[str] = []

    def assigner(_: int) -> None:
        with cursor.window("TaskAssigner", cursor.u32("cbAssigner")) as part:
            entry_id_part(cursor, "EntryId", cursor.u32("cbEntryID"))
            narrow = cursor.string8z("szDisplayName")
            part.text = visible(cursor.utf16z("wzDisplayName") or narrow, one_line=True)
        names.append(part.text)

    cursor.each("TaskAssigner", cursor.u32("cAssigners"), 8, assigner)
    cursor.summary(_members(names))


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

    def member(_: int) -> None:
        name = ""
        for label in ("EntryIdData", "OneOffEntryIdData"):
            size = cursor.u32(f"{label.removesuffix('Data')}Size")
            if size:
                name = entry_id_part(cursor, label, size)
        extra = cursor.u32("ExtraMemberInfoSize")
        if extra:
            cursor.binary("ExtraMemberInfoData", extra)
        names.append(name)

    cursor.each("DistListMemberInfo", count, 12, member)
    cursor.u32("Terminator1")
    cursor.u32("Terminator2")
    cursor.summary(_members(names))


def _members(names: list[str]) -> str:
    """How many there are, and the first of them."""
    if not names:
        return "none"
    shown = "; ".join(names[:_NAMED])
    more = f"; and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{shown}{more}"


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "ENTRYLIST": entry_list,
    "FLATENTRYLIST": flat_entry_list,
    "ADDITIONALRENENTRYIDSEX": special_folders,
    "REPORTTAG": report_tag,
    "TASKASSIGNERS": task_assigners,
    "DISTRIBUTIONLISTSTREAM": distribution_list,
    "SWAPPEDTODOSTORE": read_entry_id,
}

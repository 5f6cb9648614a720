"""Definitions of user-defined fields: of an item, and of a folder.

Microsoft's MAPI reference: "PropertyDefinition Stream Structure", "FieldDefinition Stream
Structure", "SkipBlock", "PackedAnsiString", "PackedUnicodeString", and "Folder Fields Stream
Structures". The properties are PidLidPropertyDefinitionStream and PidTagUserFields. Formulas are
shown, never computed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from msginspector.mapi.named import all_named
from msginspector.mapi.tags import FIRST_NAMED_ID, tags_with_id
from msginspector.structures.cursor import Cursor

PROP_DEF_V1: Final = 0x0102
PROP_DEF_V2: Final = 0x0103
_LONG: Final = 0xFF
"""A length byte that says: the length follows in two bytes."""
_LEAST_DEFINITION: Final = 17
_LEAST_FOLDER_FIELD: Final = 44


def property_definitions(cursor: Cursor) -> None:
    """PidLidPropertyDefinitionStream: the user-defined fields of an item.

    "PropertyDefinition Stream Structure" of the MAPI reference ([MS-OXPROPS] has the property);
    little-endian. Absent where an item has no fields of its own.
    """
    version = cursor.u16("Version", "set:flagPropDefVersion")
    count = cursor.u32("FieldDefinitionCount")
    names: list[str] = []

    def definition(_: int) -> None:
        names.append(_field_definition(cursor, version))

    _each_named(cursor, "FieldDefinition", count, _LEAST_DEFINITION, definition, names)
    cursor.summary(_fields(count, names))


def _field_definition(cursor: Cursor, version: int) -> str:
    cursor.u32("Flags", "set:flagPDOFlag")
    cursor.u16("VT", "set:flagVarEnum")
    dispid = cursor.u32("DispId", text=_dispid)
    length = cursor.u16("NmidNameLength")
    name = cursor.utf16("NmidName", 2 * length) if length else ""
    shown = _packed_ansi(cursor, "NameANSI")
    for label in ("FormulaANSI", "ValidationRuleANSI", "ValidationTextANSI", "ErrorANSI"):
        _packed_ansi(cursor, label)
    if version == PROP_DEF_V2:
        cursor.u32("InternalType", "set:flagInternalType")
        _skip_blocks(cursor)
    return name or shown or (f"0x{dispid:04X}" if dispid else "no name")


def _packed_ansi(cursor: Cursor, label: str) -> str:
    """PackedAnsiString: a length in characters, in one byte or in three, and the characters."""
    with cursor.group(label) as part:
        length = _packed_length(cursor)
        part.text = text = cursor.string8("Characters", length) if length else ""
    return text


def _packed_unicode(cursor: Cursor, label: str) -> None:
    """PackedUnicodeString: the same in UTF-16."""
    with cursor.group(label) as part:
        length = _packed_length(cursor)
        part.text = cursor.utf16("Characters", 2 * length) if length else ""


def _packed_length(cursor: Cursor) -> int:
    length = cursor.u8("Length")
    return cursor.u16("ExtendedLength") if length == _LONG else length


def _skip_blocks(cursor: Cursor) -> None:
    """The first holds the name in UTF-16; one of size 0 ends them."""
    count = 0
    size = 1
    while size:
        with cursor.group(f"SkipBlock[{count}]"):
            size = cursor.u32("Size")
            if not size:
                continue
            with cursor.window("Content", size):
                if count:
                    cursor.rest("Data of an unknown meaning")
                else:
                    _packed_unicode(cursor, "FieldName")
        count += 1
    cursor.derived("SkipBlockCount", count)


def _dispid(value: int) -> str:
    """The names a property id goes by: a plain id, or one of a named property of any set."""
    names = _tag_names(value) if value < FIRST_NAMED_ID else _named_names().get(value, ())
    return " = ".join(filter(None, [str(value), ", ".join(names)])) if value else "0"


def _tag_names(value: int) -> tuple[str, ...]:
    infos = tags_with_id(value)
    return tuple(dict.fromkeys(name for info in infos for name in (info.name, *info.names)))


@lru_cache(maxsize=1)
def _named_names() -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for info in all_named():
        if isinstance(info.key, int):
            found[info.key] = (*found.get(info.key, ()), info.name, *info.names)
    return found


def folder_user_fields(cursor: Cursor) -> None:
    """PidTagUserFields: the user-defined fields of a folder.

    "Folder Fields Stream Structures" of the MAPI reference, little-endian: once in a code page for
    old clients, and once in UTF-16, which counts where it is present. Absent where a folder has
    none.
    """
    names = _folder_fields(cursor, "FolderUserFieldsAnsi", wide=False)
    if cursor.remaining:
        names = _folder_fields(cursor, "FolderUserFieldsUnicode", wide=True)
    fields = [name for name in names if name]
    cursor.summary(_fields(len(fields), fields))


def _folder_fields(cursor: Cursor, label: str, wide: bool) -> list[str]:
    names: list[str] = []
    with cursor.group(label) as part:
        count = cursor.u32("FieldDefinitionCount")

        def definition(_: int) -> None:
            names.append(_folder_field(cursor, wide))

        _each_named(cursor, "FieldDefinition", count, _LEAST_FOLDER_FIELD, definition, names)
        found = [name for name in names if name]
        part.text = _fields(len(found), found)
    return names


def _folder_field(cursor: Cursor, wide: bool) -> str:
    """One definition; the last has the type ftNull and no name."""
    cursor.u32("FieldType", "set:flagFolderType")
    length = cursor.u16("FieldNameLength")
    name = ""
    if length:
        read = cursor.utf16 if wide else cursor.string8
        name = read("FieldName", 2 * length if wide else length)
    cursor.guid("PropSetGuid")
    cursor.u32("fcapm", "set:flagFieldCap")
    for label in ("dwString", "dwBitmap", "dwDisplay", "iFmt"):
        cursor.u32(label)
    formula = cursor.u16("wszFormulaLength")
    if formula:
        cursor.utf16("wszFormula", 2 * formula)
    return name


def _each_named(
    cursor: Cursor,
    label: str,
    count: int,
    least: int,
    read: Callable[[int], None],
    names: list[str],
) -> None:
    """Like `Cursor.each`; the text of each part is the name it adds to `names`."""
    for number in range(cursor.possible(label, count, least)):
        with cursor.group(f"{label}[{number}]") as part:
            read(number)
            part.text = names[-1] if names else ""


def _fields(count: int, names: list[str]) -> str:
    word = "field" if count == 1 else "fields"
    shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
    return f"{count} user-defined {word}: {shown}" if shown else f"{count} user-defined {word}"


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "PROPERTYDEFINITIONSTREAM": property_definitions,
    "FOLDERUSERFIELDS": folder_user_fields,
}

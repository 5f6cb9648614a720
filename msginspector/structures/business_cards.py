"""How a contact is drawn as a business card: PidLidBusinessCardDisplayDefinition.

[MS-OXOCNTC] 2.2.1.7.1. The picture of the card is a property of its own (`pictures.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.mapi.named import named_info
from msginspector.mapi.tags import FIRST_NAMED_ID, tag_name
from msginspector.mapi.types import PT_UNICODE
from msginspector.structures import show
from msginspector.structures.cursor import Bits, Cursor

PSETID_ADDRESS: Final = "{00062004-0000-0000-C000-000000000046}"
_TEMPLATES: Final = {
    0: "image at the left", 1: "image at the right", 2: "image at the top",
    3: "image at the bottom", 4: "no image", 5: "image as the background",
}  # fmt: skip
_ALIGNMENTS: Final = {
    0: "stretched to fit", 1: "top left", 2: "top centre", 3: "top right", 4: "middle left",
    5: "middle centre", 6: "middle right", 7: "bottom left", 8: "bottom centre", 9: "bottom right",
}  # fmt: skip
_SOURCES: Final = {0: "photo of the contact"}
_FIELD_INFO_SIZE: Final = 16
_NO_LABEL: Final = 0xFFFE
_EMPTY: Final = "an empty line"
_TEXT_FORMAT: Final = (
    Bits("Multiline", 0, 1), Bits("Bold", 1, 1), Bits("Italic", 2, 1), Bits("Underline", 3, 1),
    Bits("Right align", 4, 1), Bits("Center align", 5, 1), Bits("Unused", 6, 2),
)  # fmt: skip
_LABEL_FORMAT: Final = (
    Bits("Label to the right", 0, 1), Bits("Label to the left", 1, 1),
    Bits("Right-to-left reading order", 2, 1), Bits("Unused", 3, 5),
)  # fmt: skip


def business_card(cursor: Cursor) -> None:
    """PidLidBusinessCardDisplayDefinition, [MS-OXOCNTC] 2.2.1.7.1; little-endian.

    Sizes in bytes, fonts in points, colours as 0x00BBGGRR. Absent where the card is drawn as
    Outlook draws it by itself.
    """
    cursor.u8("MajorVersion")
    cursor.u8("MinorVersion")
    template = cursor.u8("TemplateID", text=show.one_of(_TEMPLATES))
    count = cursor.u8("CountOfFields")
    size = cursor.u8("FieldInfoSize")
    extra = cursor.u8("ExtraInfoSize")
    cursor.u8("ImageAlignment", text=show.one_of(_ALIGNMENTS))
    cursor.u8("ImageSource", text=lambda value: _SOURCES.get(value, "picture of the card"))
    cursor.u32("BackgroundColor", text=_colour)
    cursor.u8("ImageArea", text=lambda value: f"{value} %")
    cursor.binary("Reserved", 4)
    if size < _FIELD_INFO_SIZE:
        raise cursor.stop(f"a FieldInfo has {_FIELD_INFO_SIZE} bytes, not {size}")
    labels = cursor.peek(extra, count * size)
    shown: list[str] = []
    for number in range(cursor.possible("FieldInfo", count, size)):
        with cursor.window(f"FieldInfo[{number}]", size) as part:
            part.text = _field_info(cursor, labels)
            shown.append(part.text)
    _extra_info(cursor, extra)
    fields = [text for text in shown if text != _EMPTY]
    cursor.summary(f"{_TEMPLATES.get(template, 'unknown layout')}: {'; '.join(fields) or 'empty'}")


def _field_info(cursor: Cursor, labels: bytes) -> str:
    """A line of the card ([MS-OXOCNTC] 2.2.1.7.1.1), with its label of `labels`."""
    prop_id = cursor.u16("TextPropertyID", text=_property)
    cursor.bits("TextFormat", 1, _TEXT_FORMAT)
    cursor.bits("LabelFormat", 1, _LABEL_FORMAT)
    cursor.u8("FontSize", text=lambda value: f"{value} points")
    cursor.u8("Reserved")
    offset = cursor.u16("LabelOffset", text=_label_offset)
    cursor.u32("ValueFontColor", text=_colour)
    cursor.u32("LabelFontColor", text=_colour)
    label = "" if offset == _NO_LABEL else _label(labels, offset)
    name = _property(prop_id)
    if not prop_id:
        return _EMPTY
    return f'{name} with the label "{label}"' if label else name


def _label(labels: bytes, offset: int) -> str:
    return show.utf16(labels[offset:]).partition("\0")[0]


def _label_offset(value: int) -> str:
    return "no label" if value == _NO_LABEL else f"{value} bytes into ExtraInfo"


def _property(prop_id: int) -> str:
    if not prop_id:
        return "nothing"
    if prop_id >= FIRST_NAMED_ID:
        info = named_info(PSETID_ADDRESS, prop_id)
        return info.name if info else f"0x{prop_id:04X}"
    return tag_name(prop_id << 16 | PT_UNICODE) or f"0x{prop_id:04X}"


def _extra_info(cursor: Cursor, size: int) -> None:
    """The labels, each up to a zero character."""
    if not size:
        return
    with cursor.window("ExtraInfo", size):
        number = 0
        while cursor.remaining > 1:
            cursor.utf16z(f"Label[{number}]")
            number += 1


def _colour(value: int) -> str:
    return f"#{value & 0xFF:02X}{value >> 8 & 0xFF:02X}{value >> 16 & 0xFF:02X}"


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"BUSINESSCARD": business_card}

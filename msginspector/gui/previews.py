"""What can be seen of an attachment without opening it: a picture, text, or why neither.

`preview_of` reads at most a few MB and may take a while: it runs on the thread of `Background`.
Pictures are decoded by QImageReader (QImage is made for use on any thread) within a limit of
memory; nothing else of Qt is used. Formats that can refer to other files, SVG and HTML, are shown
as their source.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from msginspector.analysis.attachments.drawings import drawing_of
from msginspector.analysis.attachments.looks import peek_of
from msginspector.gui import texts
from msginspector.gui.drawings import painted
from msginspector.mapi.codepages import codec_name
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from msginspector.analysis.attachments.looks import AttachmentLook
    from msginspector.analysis.attachments.ole import OleObject
    from msginspector.session import ObjectRow

PICTURE_BYTES: Final = 32 << 20
PICTURE_MEMORY: Final = 64  # MB a decoded picture may take
LONGEST_SIDE: Final = 2048
TEXT_BYTES: Final = 1 << 20
ICON_BYTES: Final = 1 << 20
LINE_LIMIT: Final = 1000

_FORMATS: Final = {
    "image/png": b"png", "image/jpeg": b"jpeg", "image/gif": b"gif", "image/bmp": b"bmp",
    "image/webp": b"webp", "image/vnd.microsoft.icon": b"ico", "image/tiff": b"tiff",
}  # fmt: skip
_METAFILES: Final = ("image/wmf", "image/emf")
_SOURCES: Final = frozenset({
    "application/xml", "image/svg+xml", "message/rfc822", "application/rtf",
    "application/x-pem-file", "application/pgp-encrypted", "application/internet-shortcut",
    "application/postscript",
})  # fmt: skip
_LONG_LINE: Final = re.compile(f"[^\n]{{{LINE_LIMIT}}}")


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown; `note` says what is missing, or why there is nothing."""

    picture: QImage | None = None
    size: QSize | None = None
    """Of the picture as it is stored."""
    text: str | None = None
    note: str = ""
    caption: str = ""


def preview_of(row: ObjectRow, look: AttachmentLook, ole: OleObject | None) -> Preview:
    """The preview of an attachment; raises InspectorError where it can no longer be read."""
    content = look.content
    if ole is not None:
        return _presentation(ole) or Preview(note="The OLE object has no picture of itself.")
    if content is None or look.facts.data_kind == "message":
        return Preview(note=_why_nothing(look))
    if content.mime in _FORMATS:
        return _picture(row, look, _FORMATS[content.mime])
    if content.mime in _METAFILES:
        return _metafile(row)
    if content.mime.startswith("text/") or content.mime in _SOURCES:
        return _text(row, look)
    return _icon(row) or Preview(note="There is no preview of such a file; its facts say what is.")


def _why_nothing(look: AttachmentLook) -> str:
    if look.facts.data_kind == "message":
        return "It is a message: it is shown where it is selected in the tree."
    if look.facts.target is not None:
        return "The message holds no file, only where it is."
    return "Nothing is stored for this attachment."


def _picture(row: ObjectRow, look: AttachmentLook, kind: bytes) -> Preview:
    peek = peek_of(row)
    if peek is None or peek.size > PICTURE_BYTES:
        limit = texts.size(PICTURE_BYTES)
        return Preview(note=f"Pictures of more than {limit} are not shown; it can be saved.")
    data = QByteArray(peek.read(0, PICTURE_BYTES))
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > LONGEST_SIDE:
        reader.setScaledSize(
            size.scaled(LONGEST_SIDE, LONGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        )
    if size.isValid() and size.width() * size.height() * 4 > PICTURE_MEMORY << 20:
        shown = f"{texts.grouped(size.width())} × {texts.grouped(size.height())}"
        return Preview(note=f"The picture has {shown} pixels: too many to show; it can be saved.")
    image = reader.read()
    if image.isNull():
        return Preview(note=f"The picture cannot be decoded: {reader.errorString()}.")
    name = "" if look.content is None else look.content.name
    return Preview(image, size if size.isValid() else image.size(), caption=name)


def _metafile(row: ObjectRow) -> Preview:
    peek = peek_of(row)
    data = b"" if peek is None else peek.read(0, PICTURE_BYTES)
    return _drawn(data, "Windows metafile") or Preview(
        note="The metafile draws lines and shapes alone, which are not shown."
    )


def _presentation(ole: OleObject) -> Preview | None:
    for one in ole.presentations:
        found = _drawn(one.data, f"presentation in {visible(one.stream)}")
        if found is not None:
            return found
    return None


def _icon(row: ObjectRow) -> Preview | None:
    """PidTagAttachRendering: the icon Outlook shows for the file."""
    prop = row.first(0x3709)
    data = b"" if prop is None else prop.raw(ICON_BYTES)[0]
    return _drawn(data, "the icon in PR_ATTACH_RENDERING") if data else None


def _drawn(data: bytes, caption: str) -> Preview | None:
    drawing = drawing_of(data)
    if drawing is None:
        return None
    note = f"{texts.count(drawing.left_out, 'record')} of lines and shapes not drawn."
    return Preview(
        painted(drawing), QSize(abs(drawing.bounds.width), abs(drawing.bounds.height)),
        note=note if drawing.left_out else "", caption=caption,
    )  # fmt: skip


# -- text -------------------------------------------------------------------------------------


def _text(row: ObjectRow, look: AttachmentLook) -> Preview:
    peek = peek_of(row)
    if peek is None:
        return Preview(note=_why_nothing(look))
    data = peek.read(0, TEXT_BYTES)
    decoded, codec, why = _decoded(data, _said_codepage(row))
    notes = [f"The first {texts.size(TEXT_BYTES)} of {texts.size(peek.size)} are shown."]
    shown = _LONG_LINE.sub(r"\g<0>\n", visible(decoded.replace("\r\n", "\n"), len(decoded)))
    return Preview(
        text=shown, note=notes[0] if peek.size > len(data) else "", caption=f"{codec}: {why}"
    )


def _said_codepage(row: ObjectRow) -> tuple[str, str] | None:
    """What the attachment says its text is in: PidTagTextAttachmentCharset ([MS-OXCMSG] 2.2.2)."""
    prop = row.first(0x371B)
    value = None if prop is None else prop.value
    if isinstance(value, str):
        try:
            return codecs.lookup(value).name, "PidTagTextAttachmentCharset says so"
        except (LookupError, ValueError):
            return None
    return None


def _decoded(data: bytes, said: tuple[str, str] | None) -> tuple[str, str, str]:
    """The text, its codec, and why that one."""
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(codec, "replace"), codec, "its first bytes say so"
    if said is not None:
        try:
            return data.decode(said[0], "replace"), *said
        except (LookupError, ValueError, TypeError):
            pass
    if data.isascii():
        return data.decode("ascii"), "ASCII", "no byte is above 127"
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        codec = codec_name(1252) or "cp1252"
        return data.decode(codec, "replace"), codec, "it is no UTF-8, and nothing says what it is"
    return text, "UTF-8", "every byte fits"


_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

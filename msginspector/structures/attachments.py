"""What an attachment says of its form: its encoding, the program it is from, Macintosh codes.

[MS-OXCMSG] 2.2.2.15, 2.2.2.20 and 2.2.2.21. Object identifiers are those of mapioid.h, without
the tag and length they have in ASN.1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures import object_ids
from msginspector.structures.cursor import Cursor

_MEANINGS: Final = {
    "1.2.840.113556.3.10.1": "TNEF: a winmail.dat",
    "1.2.840.113556.3.10.3": "an OLE object",
    "1.2.840.113556.3.10.3.1": "an OLE 1 object",
    "1.2.840.113556.3.10.3.1.1": "an OLE 1 object in a stream",
    "1.2.840.113556.3.10.3.2": "an OLE 2 object",
    "1.2.840.113556.3.10.3.2.1": "an OLE 2 object in a storage",
    "1.2.840.113556.3.10.4": "a file with a MIME type",
    "1.2.840.113556.3.11.1": "MacBinary: a Macintosh file in one stream",
}
_MAC_ROMAN: Final = 10000
_MAC_SIZE: Final = 10
"""":CREA:TYPE"."""
_MAC_CODE: Final = 4
_COLON: Final = b":"


def attach_encoding(cursor: Cursor) -> None:
    """PidTagAttachEncoding: how the data is encoded, [MS-OXCMSG] 2.2.2.20; an OID in X.690 bytes.

    Empty, as in most files, or absent: the data is the file itself.
    """
    if not cursor.remaining:
        cursor.summary("empty: the attachment is not encoded")
        return
    _object_id(cursor)


def attach_tag(cursor: Cursor) -> None:
    """PidTagAttachTag: the kind of program it is from, [MS-OXCMSG] 2.2.2.15; an OID in X.690 bytes.

    Absent where nobody said.
    """
    if not cursor.remaining:
        cursor.summary("empty: nobody said where the attachment is from")
        return
    _object_id(cursor)


def _object_id(cursor: Cursor) -> None:
    stored = cursor.peek(cursor.remaining)
    oid = object_ids.dotted(stored)
    if not oid:
        raise cursor.stop("this is no object identifier")
    shown = object_ids.described(stored)
    cursor.binary("Object identifier", len(stored), shown)
    cursor.summary(" = ".join(filter(None, [shown, _MEANINGS.get(oid, "")])))


def mac_info(cursor: Cursor) -> None:
    """PidTagAttachAdditionalInformation: ":CREA:TYPE", [MS-OXCMSG] 2.2.2.21; in Mac OS Roman.

    The codes of the program and of the kind of a Macintosh file. Empty or absent for others.
    """
    if not cursor.remaining:
        cursor.summary("empty: no Macintosh file")
        return
    if cursor.remaining < _MAC_SIZE or cursor.peek(1) != _COLON or cursor.peek(1, 5) != _COLON:
        cursor.string8("Text", cursor.remaining, _MAC_ROMAN)
        cursor.summary("not of the form :CREA:TYPE")
        return
    cursor.string8("Separator", 1)
    creator = cursor.string8("Creator", _MAC_CODE, _MAC_ROMAN)
    cursor.string8("Separator", 1)
    kind = cursor.string8("Type", _MAC_CODE, _MAC_ROMAN)
    cursor.summary(f'Macintosh file of type "{kind}", made by "{creator}"')


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "ATTACHENCODING": attach_encoding,
    "ATTACHTAG": attach_tag,
    "MACINFO": mac_info,
}

"""What an S/MIME signature is around: the mail inside, so that it opens as a message.

RFC 8551 3.5 has both forms: a CMS object that holds the mail, and a multipart/signed whose first
part is the mail. Both occur as the one attachment of a message of class IPM.Note.SMIME or
IPM.Note.SMIME.MultipartSigned ([MS-OXOSMIME] 2.1). Nothing is verified and nothing decrypted.
"""

from __future__ import annotations

import re
from typing import Final

from msginspector.inputs.cms import signed_octets
from msginspector.inputs.contents import content_of
from msginspector.inputs.encoded import from_base64
from msginspector.inputs.made import MAX_INPUT, Notes
from msginspector.inputs.mime import Counts, Part, Splitter

_SEALED: Final = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_PEM: Final = re.compile(rb"\s{0,100}-----BEGIN [A-Z0-9 ]{1,40}-----\r?\n")
_PEM_END: Final = b"-----END "
_BASE64: Final = re.compile(rb"\s{0,100}MI[A-Za-z0-9+/\r\n]{60}")
_SEQUENCE: Final = b"0"


def signed_content(data: bytes) -> bytes | None:
    """The mail inside signed data, header and body as they were signed.

    `data` is a CMS object (DER, BER, base64, PEM) or a MIME entity (multipart/signed, or one that
    is a CMS object). None for everything else: sealed data, a detached signature, no signature.
    """
    if not data or len(data) > MAX_INPUT:
        return None
    if data.startswith(_SEQUENCE):
        return signed_octets(data)
    pem = _PEM.match(data)
    if pem is not None:
        return signed_octets(from_base64(data[pem.end() :].partition(_PEM_END)[0]))
    if _BASE64.match(data):
        return signed_octets(from_base64(data))
    return _of_mime(data)


def _of_mime(data: bytes) -> bytes | None:
    notes = Notes()
    part = Splitter(data, notes, Counts()).split()
    if part.type == "multipart/signed" and part.parts:
        return _entity(data, part.parts[0])
    if part.type in _SEALED:
        return signed_octets(content_of(data, part, notes))
    return None


def _entity(data: bytes, part: Part) -> bytes:
    return data[part.start : part.end]

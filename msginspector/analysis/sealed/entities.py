"""The layers around a mail: which is signed, which is encrypted, and the bytes of each.

RFC 1847 (multipart/signed and multipart/encrypted), RFC 8551 3 (S/MIME), RFC 3156 (PGP/MIME).
What lies in an opaque or a clear signature is looked at again, up to `MAX_LAYERS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from msginspector.analysis.sealed import cms, pgp
from msginspector.analysis.sealed.asn1 import Unreadable
from msginspector.analysis.sealed.sources import ARMOR
from msginspector.analysis.sealed.verify import Candidate
from msginspector.inputs.contents import content_of
from msginspector.inputs.encoded import from_base64
from msginspector.inputs.fields import content_type, read_fields
from msginspector.inputs.made import MAX_INPUT, Notes
from msginspector.inputs.mime import MAX_HEADER, Part

MAX_LAYERS: Final = 8
_MAX_FIELDS: Final = 1_000

SMIME_SIGNED: Final = "S/MIME signature"
SMIME_ENCRYPTED: Final = "S/MIME encryption"
SMIME_OTHER: Final = "S/MIME object"
PGP_SIGNED: Final = "OpenPGP signature"
PGP_ENCRYPTED: Final = "OpenPGP encryption"
PGP_OTHER: Final = "OpenPGP data"

CLEAR: Final = "beside the content, which any program can read (multipart/signed)"
OPAQUE: Final = "around the content (opaque)"
DETACHED: Final = "alone; the content it belongs to is not with it"

AS_STORED: Final = "as they are stored, not in canonical form"

_WANTED: Final = 2
"""Parts of a multipart that are looked at: content and signature (RFC 1847 2.1)."""
_SIGNED_TYPE: Final = "multipart/signed"
_ENCRYPTED_TYPE: Final = "multipart/encrypted"
_CMS_TYPES: Final = ("application/pkcs7-mime", "application/x-pkcs7-mime",
                     "application/pkcs7-signature", "application/x-pkcs7-signature")  # fmt: skip
_PEM: Final = re.compile(rb"\s{0,100}-----BEGIN [A-Z0-9 ]{1,40}-----\r?\n")
_PEM_END: Final = b"-----END "
_REST_OF_LINE: Final = re.compile(rb"(--)?[ \t]*(?:\r?\n|\Z)")
_BASE64: Final = re.compile(rb"\s{0,100}MI[A-Za-z0-9+/\r\n]{60}")


@dataclass(frozen=True, slots=True)
class Layer:
    """One signature or encryption; what does not belong to its kind is empty."""

    kind: str
    form: str = ""
    cms: cms.SignedData | cms.EnvelopedData | cms.OtherData | None = None
    candidates: tuple[Candidate, ...] = ()
    """The bytes that were signed, in the ways they may be taken; () where they are not there."""
    packets: tuple[pgp.Packet, ...] = ()
    signatures: tuple[pgp.Signature, ...] = ()
    armor: tuple[str, ...] = ()
    stated: str = ""
    """The digest the header of a multipart/signed names (micalg)."""
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    layer: Layer | None = None
    inside: bytes | None = None


def layers(data: bytes) -> Iterator[Layer]:
    """The layers of an attachment's bytes from the outside in; nothing for plain content."""
    inside: bytes | None = data[:MAX_INPUT]
    for _ in range(MAX_LAYERS):
        if not inside:
            return
        found = _outermost(inside)
        if found.layer is not None:
            yield found.layer
        inside = found.inside


def _outermost(data: bytes) -> _Found:
    if data[:1] == b"0":
        return _of_cms(data)
    if data[:200].lstrip().startswith(ARMOR):
        return _Found(_of_armor(data))
    pem = _PEM.match(data)
    if pem is not None:
        return _of_cms(from_base64(data[pem.end() :].partition(_PEM_END)[0]))
    if _BASE64.match(data):
        return _of_cms(from_base64(data))
    return _of_mime(data)


def _of_cms(data: bytes) -> _Found:
    try:
        found = cms.read_cms(data)
    except Unreadable as error:
        return _Found(Layer(SMIME_OTHER, problems=(f"The object cannot be read: {error}.",)))
    if isinstance(found, cms.EnvelopedData):
        return _Found(Layer(SMIME_ENCRYPTED, cms=found, problems=found.problems))
    if isinstance(found, cms.OtherData):
        return _Found(Layer(SMIME_OTHER, cms=found))
    taken = () if found.content is None else (Candidate(found.content),)
    form = OPAQUE if taken else DETACHED
    return _Found(Layer(SMIME_SIGNED, form, found, taken, problems=found.problems), found.content)


def _of_armor(data: bytes) -> Layer | None:
    blocks = pgp.armored(data)
    if not blocks:
        return None
    found: list[pgp.Packet] = []
    problems: list[str] = []
    headers: list[str] = []
    signed: list[pgp.Signature] = []
    for block in blocks:
        packets, wrong = pgp.packets(block.data)
        found += packets
        problems += wrong
        headers += block.headers
        signed += pgp.signatures(block.data)
    return Layer(
        _pgp_kind(found), packets=tuple(found), signatures=tuple(signed), armor=tuple(headers),
        problems=tuple(problems),
    )  # fmt: skip


def of_packets(data: bytes) -> Layer | None:
    """A layer of OpenPGP packets that are not armored; None for other bytes."""
    found, problems = pgp.packets(data)
    kind = _pgp_kind(found)
    if kind == PGP_OTHER:
        return None
    return Layer(kind, packets=found, signatures=pgp.signatures(data), problems=problems)


def of_text(text: bytes) -> Layer | None:
    """The OpenPGP data that stands in the text of a body; None for none."""
    layer = _of_armor(text)
    if layer is None or b"-----BEGIN PGP SIGNED MESSAGE" not in text:
        return layer
    return Layer(PGP_SIGNED, "around a part of the body's text (cleartext signature)",
                 packets=layer.packets, signatures=layer.signatures, armor=layer.armor,
                 problems=layer.problems)  # fmt: skip


def _pgp_kind(packets: list[pgp.Packet] | tuple[pgp.Packet, ...]) -> str:
    numbers = {one.number for one in packets}
    if numbers & {1, 3, 9, 18, 20}:
        return PGP_ENCRYPTED
    return PGP_SIGNED if 2 in numbers and not numbers & {5, 6} else PGP_OTHER


# -- MIME ---------------------------------------------------------------------------------------


def _head(data: bytes, start: int, end: int) -> Part:
    """The header of the entity in a range."""
    block = read_fields(data, start, min(start + MAX_HEADER, end), _MAX_FIELDS)
    part = Part(start, fields=block.fields, header_end=block.end, body=block.body, end=end)
    stated = part.first("content-type")
    if stated is not None:
        part.type, part.parameters = content_type(stated.value)
    encoding = part.first("content-transfer-encoding")
    if encoding is not None:
        part.encoding = encoding.value.partition(";")[0].split("(")[0].strip().lower()
    return part


def _of_mime(data: bytes) -> _Found:
    part = _head(data, 0, len(data))
    if part.type in _CMS_TYPES:
        return _of_cms(content_of(data, part, Notes()))
    if part.type not in (_SIGNED_TYPE, _ENCRYPTED_TYPE):
        return _Found()
    parts = list(islice(_parts(data, part), _WANTED))
    if part.type == _ENCRYPTED_TYPE:
        stored = content_of(data, parts[1], Notes()) if len(parts) > 1 else b""
        return _Found(_of_armor(stored) or of_packets(stored))
    if len(parts) < 2:
        problem = "A multipart/signed does not have the two parts it needs: content and signature."
        return _Found(Layer(SMIME_SIGNED, CLEAR, problems=(problem,)))
    return _clear_signed(data, part, parts)


def _parts(data: bytes, part: Part) -> Iterator[Part]:
    """The parts of a multipart, told by its own boundary alone (RFC 2046 5.1.1)."""
    boundary = part.parameters.get("boundary", "").encode("utf-8", "surrogateescape").rstrip()
    if not boundary:
        return
    mark, start = b"--" + boundary, None
    at = data.find(mark, part.header_end)
    while at >= 0:
        rest = _REST_OF_LINE.match(data, at + len(mark))
        if rest is not None and data[at - 1 : at] in (b"", b"\n"):
            if start is not None:
                yield _head(data, start, max(at - _break_before(data, at), start))
            if rest[1]:
                return
            start = rest.end()
        at = data.find(mark, at + len(mark))
    if start is not None:
        yield _head(data, start, len(data))


def _break_before(data: bytes, at: int) -> int:
    """Bytes of the line break before a place; it belongs to the boundary (RFC 2046 5.1.1)."""
    return 2 if data[at - 2 : at] == b"\r\n" else 1


def _clear_signed(data: bytes, part: Part, parts: list[Part]) -> _Found:
    content = data[parts[0].start : parts[0].end]
    stored = content_of(data, parts[1], Notes())
    stated = part.parameters.get("micalg", "")
    taken = candidates(content)
    if "pgp" in part.parameters.get("protocol", "").lower() or ARMOR in stored[:200]:
        layer = _of_armor(stored) or Layer(PGP_SIGNED, problems=("The signature is missing.",))
        layer = Layer(PGP_SIGNED, CLEAR, candidates=taken, packets=layer.packets,
                      signatures=layer.signatures, armor=layer.armor, stated=stated,
                      problems=layer.problems)  # fmt: skip
        return _Found(layer, content)
    found = _of_cms(stored).layer or Layer(SMIME_OTHER)
    signed = found.cms if isinstance(found.cms, cms.SignedData) else None
    return _Found(
        Layer(SMIME_SIGNED, CLEAR, signed, taken, stated=stated, problems=found.problems), content
    )


def candidates(content: bytes) -> tuple[Candidate, ...]:
    """The first part in its canonical form, all lines ended by CR LF (RFC 8551 3.1.1); as stored.

    The second is for programs that signed what is no text; OpenSSL's -binary is the same.
    """
    canonical = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    first = Candidate(canonical)
    return (first,) if canonical == content else (first, Candidate(content, AS_STORED))

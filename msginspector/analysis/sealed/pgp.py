"""OpenPGP data: which packets it is made of, by which keys, with which algorithms.

RFC 9580 (and RFC 4880, which it replaces): ASCII armor 6.2, packet headers 4.2, kinds of packets 5,
algorithms 9. Nothing is decrypted; of a signature only the first two bytes of the digest can be
compared, because the key is not in the message.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from msginspector.analysis.sealed.pgp_names import (
    AEADS,
    CIPHERS,
    COMPRESSIONS,
    HASHES,
    KEYS,
    PACKETS,
    SIGNATURES,
    WEAK,
)
from msginspector.inputs.encoded import from_base64
from msginspector.inputs.made import MAX_INPUT

MAX_PACKETS: Final = 1_000
MAX_BLOCKS: Final = 20
MAX_PIECES: Final = 1 << 17
"""Pieces of one packet: those of 512 bytes, the least there should be first, make 64 MB."""

_BEGIN: Final = re.compile(rb"-----BEGIN PGP ([A-Z ,/0-9]{1,40})-----[ \t]{0,20}\r?\n")
_END: Final = b"-----END PGP "
_MAX_HEADERS: Final = 20
_HEADER: Final = re.compile(rb"[A-Za-z]{1,30}: [^\r\n]{0,200}\r?\n")
_CHECKSUM: Final = re.compile(rb"\r?\n=[A-Za-z0-9+/]{4}\Z")
_CREATED, _ISSUER, _FINGERPRINT, _SIGNER = 2, 16, 33, 28
_ANYBODY: Final = bytes(8)


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet: its number, name, bytes of its body, and what its first fields say."""

    number: int
    name: str
    offset: int
    size: int
    facts: tuple[tuple[str, str], ...]
    """Label and text."""
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature packet says; `None` and "" where it does not."""

    kind: int
    method: str
    hash_name: str
    created: datetime | None
    key: str
    start: bytes
    """The first two bytes of the digest."""
    hashed: bytes
    """What is digested behind the content."""


@dataclass(frozen=True, slots=True)
class Armored:
    """A block of text that holds packets."""

    title: str
    """What stands behind BEGIN PGP, "MESSAGE"."""
    offset: int
    headers: tuple[str, ...]
    data: bytes


def armored(text: bytes) -> tuple[Armored, ...]:
    """The blocks of ASCII armor in some text."""
    found: list[Armored] = []
    text, position = text[:MAX_INPUT], 0
    while len(found) < MAX_BLOCKS:
        begin = _BEGIN.search(text, position)
        end = text.find(_END, begin.end()) if begin is not None else -1
        if begin is None or end < 0:
            break
        position = end + len(_END)
        if begin[1].startswith(b"SIGNED"):  # its text ends where the signature begins
            position = begin.end()
        else:
            found.append(_armored(begin, text[begin.end() : end]))
    return tuple(found)


def _armored(begin: re.Match[bytes], content: bytes) -> Armored:
    headers: list[str] = []
    while len(headers) < _MAX_HEADERS and (line := _HEADER.match(content)):
        headers.append(line.group().decode("utf-8", "replace").strip())
        content = content[line.end() :]
    stored = _CHECKSUM.sub(b"", content.rstrip())
    return Armored(begin[1].decode("ascii"), begin.start(), tuple(headers), from_base64(stored))


def packets(data: bytes) -> tuple[tuple[Packet, ...], tuple[str, ...]]:
    """The packets of some bytes, and what is wrong with them."""
    found: list[Packet] = []
    problems: list[str] = []
    for number, offset, body, problem in _headers(data):
        if problem:
            problems.append(problem)
        if body is not None:
            facts, weak = _facts(number, body)
            name = PACKETS.get(number, f"packet {number}")
            found.append(Packet(number, name, offset, len(body), facts, weak))
    return tuple(found), tuple(problems)


def signatures(data: bytes) -> tuple[Signature, ...]:
    """The signature packets of some bytes."""
    bodies = [body for number, _at, body, _problem in _headers(data) if number == 2 and body]
    return tuple(one for one in map(_signature, bodies) if one is not None)


# -- packet headers, RFC 9580 4.2 ---------------------------------------------------------------


def _headers(data: bytes) -> Iterator[tuple[int, int, bytes | None, str]]:
    """Number, offset and body of each packet, and a problem."""
    position = 0
    for _ in range(MAX_PACKETS):
        if position >= len(data):
            return
        first = data[position]
        if not first & 0x80:
            yield 0, position, None, f"No packet begins at byte {position:,}."
            return
        if first & 0x40:
            number, found = first & 0x3F, _new_length(data, position + 1)
        else:
            number, found = first >> 2 & 0x0F, _old_length(data, position, first & 3)
        if found is None:
            yield number, position, None, f"The packet at byte {position:,} is cut."
            return
        body, end, whole = found
        problem = "" if whole else f"The packet at byte {position:,} is cut."
        yield number, position, body, problem
        position = end
    if position < len(data):
        yield 0, position, None, f"Only the first {MAX_PACKETS:,} packets are read."


_Body = tuple[bytes, int, bool]


def _old_length(data: bytes, position: int, kind: int) -> _Body | None:
    if kind == 3:
        return data[position + 1 :], len(data), True
    width = 1 << kind
    start = position + 1 + width
    if start > len(data):
        return None
    end = start + int.from_bytes(data[position + 1 : start], "big")
    return data[start:end], min(end, len(data)), end <= len(data)


def _new_length(data: bytes, position: int) -> _Body | None:
    """A length, or the first of several partial ones."""
    body = bytearray()
    pieces = 0
    while position < len(data):
        first = data[position]
        if first < 192:
            start, size, partial = position + 1, first, False
        elif first < 224:
            tail = (data[position + 1 : position + 2] or b"\0")[0]
            start, size, partial = position + 2, ((first - 192) << 8) + tail + 192, False
        elif first == 255:
            start = position + 5
            size, partial = int.from_bytes(data[position + 1 : start], "big"), False
        else:
            start, size, partial = position + 1, 1 << (first & 0x1F), True
        end = start + size
        body += data[start:end]
        pieces += 1
        if not partial or end > len(data) or pieces >= MAX_PIECES:
            return bytes(body), min(end, len(data)), not partial and end <= len(data)
        position = end
    return (bytes(body), len(data), False) if pieces else None


# -- what packets say, RFC 9580 5 ---------------------------------------------------------------

_Facts = tuple[tuple[tuple[str, str], ...], tuple[str, ...]]


def _facts(number: int, body: bytes) -> _Facts:
    if not body:
        return (), ()
    if number == 1:
        return _session_key(body)
    if number == 3:
        return _password_key(body)
    if number == 2:
        return _signature_facts(body)
    if number == 4 and len(body) >= 12:
        return (("Key", _announced(body)), ("Digest", HASHES.get(body[2], ("?", ""))[0])), ()
    if number == 8:
        return (("Compression", COMPRESSIONS.get(body[0], str(body[0]))),), ()
    if number in (18, 20):
        return _protected(number, body)
    if number == 9:
        return (), ("The content is not protected against changes (EFAIL).",)
    return (), ()


def _session_key(body: bytes) -> _Facts:
    """For whom: 5.1; version 6 names the key by its fingerprint."""
    if body[0] == 6 and len(body) > 3:
        size = body[1]
        key = body[3 : 2 + size].hex().upper() if size else ""
        method = body[2 + size] if len(body) > 2 + size else 0
        return (("For key", key or "not said"), ("Key encrypted with", _method(method))), ()
    if len(body) < 10:
        return (), ()
    return (("For key", _key(body[1:9])), ("Key encrypted with", _method(body[9]))), ()


def _announced(body: bytes) -> str:
    """The key of the signature that follows: 5.4; version 6 has a salt and a fingerprint."""
    if body[0] != 6:
        return _key(body[4:12])
    start = 5 + body[4]
    return body[start : start + 32].hex().upper() or "not said"


def _password_key(body: bytes) -> _Facts:
    """5.3; before version 6 the cipher comes first, in that of LibrePGP (5) too."""
    place = 2 if body[0] == 6 else 1
    cipher = body[place] if len(body) > place else 0
    name = CIPHERS.get(cipher, f"cipher {cipher}")
    return (("For", "whoever knows the password"), ("Key encrypted with", name)), _weak(name)


def _protected(number: int, body: bytes) -> _Facts:
    if number == 18 and body[0] == 1:
        return (("Protection", "changes are noticed (SHA-1, version 1)"),), ()
    if len(body) < 4:
        return (), ()
    cipher, mode = CIPHERS.get(body[1], f"cipher {body[1]}"), AEADS.get(body[2], str(body[2]))
    return (("Cipher", cipher), ("Mode", mode)), _weak(cipher)


def _signature_facts(body: bytes) -> _Facts:
    found = _signature(body)
    if found is None:
        return (), ()
    facts = [
        ("Of", SIGNATURES.get(found.kind, f"kind 0x{found.kind:02X}")),
        ("Algorithm", f"{found.method} with {found.hash_name or 'an unknown digest'}"),
    ]
    facts += [("By key", found.key)] if found.key else []
    if found.created is not None:
        facts.append(("Signing time", f"{found.created:%Y-%m-%d %H:%M:%S} UTC"))
    return tuple(facts), _weak(found.hash_name)


def _weak(name: str) -> tuple[str, ...]:
    return (WEAK[name],) if name in WEAK else ()


def _method(number: int) -> str:
    return KEYS.get(number, f"algorithm {number}")


def _key(stored: bytes) -> str:
    return "not said (anonymous)" if stored == _ANYBODY else stored.hex().upper()


def _signature(body: bytes) -> Signature | None:
    if body[0] in (2, 3):
        return _old_signature(body)
    wide = 4 if body[0] == 6 else 2
    if body[0] not in (4, 5, 6) or len(body) < 4 + wide:
        return None
    size = int.from_bytes(body[4 : 4 + wide], "big")
    hashed = body[4 + wide : 4 + wide + size]
    place = 4 + wide + size
    others = int.from_bytes(body[place : place + wide], "big")
    rest = body[place + wide : place + wide + others]
    said = dict(_subpackets(rest)) | dict(_subpackets(hashed))
    start = place + wide + others
    trailer = body[: 4 + wide + size]
    count = len(trailer).to_bytes(4, "big")
    tail = bytes((body[0], 0xFF)) + count
    created = said.get(_CREATED)
    return Signature(
        body[1], _method(body[2]), HASHES.get(body[3], ("", ""))[0],
        _moment(created) if created else None, _signed_by(said), body[start : start + 2],
        trailer + tail if body[0] == 4 else b"",
    )  # fmt: skip


def _old_signature(body: bytes) -> Signature | None:
    """Version 3: RFC 4880 5.2.2."""
    if len(body) < 19:
        return None
    return Signature(
        body[2], _method(body[15]), HASHES.get(body[16], ("", ""))[0], _moment(body[3:7]),
        _key(body[7:15]), body[17:19], body[2:7],
    )  # fmt: skip


def _signed_by(said: dict[int, bytes]) -> str:
    if _FINGERPRINT in said:
        key = said[_FINGERPRINT][1:].hex().upper()
    else:
        key = said.get(_ISSUER, b"").hex().upper()
    user = said.get(_SIGNER, b"").decode("utf-8", "replace")
    return f"{key} ({user})" if key and user else key or user


def _subpackets(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    for _ in range(MAX_PACKETS):
        if position >= len(data):
            return
        first = data[position]
        wide = 1 if first < 192 else 2 if first < 255 else 5
        size = first
        if wide == 2:
            size = ((first - 192) << 8) + (data[position + 1 : position + 2] or b"\0")[0] + 192
        elif wide == 5:
            size = int.from_bytes(data[position + 1 : position + 5], "big")
        body = data[position + wide : position + wide + size]
        if body:
            yield body[0] & 0x7F, body[1:]
        position += wide + size


def _moment(stored: bytes) -> datetime | None:
    return datetime.fromtimestamp(int.from_bytes(stored[:4], "big"), UTC)


def begins_right(signature: Signature, content: bytes) -> bool | None:
    """Whether the digest of the content begins as the signature says; None where that is unknown.

    Two bytes of it are stored, so that a wrong content is passed once in 65,536 times; it says
    nothing about the key.
    """
    name = next((one[1] for one in HASHES.values() if one[0] == signature.hash_name), "")
    if not signature.hashed or not name or signature.kind not in (0, 1):
        return None
    try:
        found = hashlib.new(name, content + signature.hashed, usedforsecurity=False)
    except ValueError:
        return None
    return found.digest()[:2] == signature.start

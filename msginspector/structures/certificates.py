"""Certificates of users: X.509, in the lists address books keep.

[MS-OXOABK] 2.2.4.34 to 2.2.4.36, RFC 5280 (certificate), RFC 5652 (signed data). Who issued what
to whom and for how long is said; neither signatures nor trust are checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures import show
from msginspector.structures.cursor import Cursor
from msginspector.structures.der import OBJECT_IDENTIFIER, SEQUENCE, SET, Reader, Value

_SETTINGS: Final = {
    0x0001: "PR_CERT_PROP_VERSION",
    0x0002: "PR_CERT_ASYMETRIC_CAPS",
    0x0003: "PR_CERT_KEYEX_CERT",
    0x0006: "PR_CERT_MESSAGE_ENCODING",
    0x0008: "PR_CERT_SIGN_CERT",
    0x0009: "PR_CERT_SIGN_SHA1_HASH",
    0x000B: "PR_CERT_DISPLAY_NAME_A",
    0x0020: "PR_CERT_DEFAULTS",
    0x0022: "PR_CERT_KEYEX_SHA1_HASH",
    0x0051: "PR_CERT_DISPLAY_NAME_W",
}
_DEFAULTS: Final = {
    1: "MSG_DEFAULTS_FOR_FORMAT",
    2: "MSG_DEFAULTS_GLOBAL",
    4: "MSG_DEFAULTS_SEND_CERT",
}
_SETTING_HEADER: Final = 4
_EMAIL: Final = "emailAddress"
_ALTERNATIVE_NAME: Final = "subjectAltName"
_SIGNED_DATA: Final = "signedData"
_RFC822_NAME: Final = 0x81
_VERSION: Final = 0xA0
_NUMBER_SETTINGS: Final = (0x0001, 0x0006)


def certificate(cursor: Cursor) -> None:
    """PidTagUserCertificate: an X.509 certificate in DER, [MS-OXOABK] 2.2.4.34 and RFC 5280.

    Big-endian; times in UTC. Absent where an address book knows no certificate.
    """
    cursor.summary(_encoded(cursor))


def user_certificates(cursor: Cursor) -> None:
    """PidTagUserX509Certificate: one certificate of a user, [MS-OXOABK] 2.2.4.36.

    Either signed data in DER that carries certificates, or a list of settings: tag and length
    (little-endian, the length counts both), and data. Absent where there are none.
    """
    if cursor.remaining and cursor.peek_number(1) == SEQUENCE:
        cursor.summary(_encoded(cursor))
        return
    said: list[str] = []
    number = 0
    while cursor.remaining:
        length = cursor.peek_number(2, 2)
        if length < _SETTING_HEADER:
            raise cursor.stop(f"a setting of {length} bytes cannot be")
        with cursor.window(f"Setting[{number}]", length) as part:
            tag = cursor.u16("TAG", text=show.one_of(_SETTINGS))
            cursor.u16("LENGTH")
            text = _setting(cursor, tag)
            part.text = f"{_SETTINGS.get(tag, f'0x{tag:04X}')} {text}".strip()
            if tag in (0x0003, 0x0008, 0x000B, 0x0051) and text:
                said.append(text)
        number += 1
    cursor.summary("; ".join(dict.fromkeys(said)) or f"{number} security settings")


def _setting(cursor: Cursor, tag: int) -> str:
    size = cursor.remaining
    if not size:
        return ""
    if tag in (0x0002, 0x0003, 0x0008):
        return _encoded(cursor)
    if tag == 0x000B:
        return cursor.string8z("DATA")
    if tag == 0x0051:
        return cursor.utf16z("DATA")
    if tag in _NUMBER_SETTINGS and size in (2, 4):
        return str(cursor.number("DATA", size))
    if tag == 0x0020 and size in (2, 4):
        value = cursor.number("DATA", size, text=show.any_of(_DEFAULTS))
        return show.any_of(_DEFAULTS)(value)
    return show.stored(cursor.binary("DATA", size))


def _encoded(cursor: Cursor) -> str:
    """A value in DER, and what it is in a few words."""
    return _said(Reader(cursor).value())


def _said(value: Value) -> str:
    found = [one for one in map(_certificate, _certificates(value)) if one]
    if found:
        return "; ".join(dict.fromkeys(found))
    names = [one.text.rpartition(" = ")[2] for one in value.walk() if one.tag == OBJECT_IDENTIFIER]
    return ", ".join(dict.fromkeys(names)) or "a value in DER"


def _certificates(value: Value) -> list[Value]:
    """The certificate itself, or those that signed data carries."""
    kind = value.items[0].text if value.items else ""
    if not kind.endswith(_SIGNED_DATA):
        return [value]
    return [
        one
        for holder in value.walk()
        if holder.tag == _VERSION
        for one in holder.items
        if one.tag == SEQUENCE and one.items and one.items[0].tag == SEQUENCE
    ]


def _certificate(value: Value) -> str:
    """Subject, e-mail address, issuer and validity; "" for anything but a certificate."""
    body = value.items[0].items if value.items else []
    first = 1 if body and body[0].tag == _VERSION else 0
    fields = body[first : first + 6]
    if len(fields) < 5 or any(one.tag != SEQUENCE for one in fields[1:5]):
        return ""
    issuer, validity, subject = fields[2], fields[3], fields[4]
    times = [one.text for one in validity.items]
    if len(times) != 2:
        return ""
    emails = ", ".join(_emails(value))
    said = [_distinguished(subject) or "no subject"]
    said += [f"for {emails}"] if emails else []
    own = _distinguished(subject) == _distinguished(issuer)
    said.append("issued by itself" if own else f"issued by {_distinguished(issuer)}")
    return f"{', '.join(said)}, valid {times[0]} to {times[1]}"


def _distinguished(name: Value) -> str:
    """ "CN=…, O=…": the most particular part first, e-mail addresses left out."""
    parts = []
    for pair in (pair for one in name.items if one.tag == SET for pair in one.items):
        if len(pair.items) == 2:
            kind = pair.items[0].text.rpartition(" = ")[2]
            parts.append((kind, pair.items[1].text))
    return ", ".join(f"{kind}={text}" for kind, text in reversed(parts) if kind != _EMAIL)


def _emails(value: Value) -> list[str]:
    """Addresses in the subject, and in its alternative names."""
    found = []
    for one in value.walk():
        kind = one.items[0].text if one.items else ""
        if kind.endswith(_EMAIL) and len(one.items) == 2:
            found.append(one.items[1].text)
        elif kind.endswith(_ALTERNATIVE_NAME):
            found += [name.text for name in one.walk() if name.tag == _RFC822_NAME]
    return list(dict.fromkeys(found))


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "CERTIFICATE": certificate,
    "USERCERTIFICATES": user_certificates,
}

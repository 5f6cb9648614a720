"""The address a piece of HTML refers to: what kind it is, its host, and how that host is written.

RFC 3986 for the parts, RFC 3490 and RFC 3492 for international names. Nothing is ever looked up or
opened. An address is read as a browser would: white space inside it does not count, `\\` is `/`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from msginspector.analysis.mail_html.scripts import lookalike, scripts_of

LIMIT: Final = 8192
"""Characters of an address that are kept."""
HOST_LIMIT: Final = 253

WEB: Final = "web"
MAIL: Final = "mail"
PART: Final = "part"
"""cid: or mid:, a part of the message itself."""
DATA: Final = "data"
FILE: Final = "file"
"""A file of this computer or, by a UNC path, of the network."""
SCRIPT: Final = "script"
PLACE: Final = "place"
"""A place in the same message."""
RELATIVE: Final = "relative"
OTHER: Final = "other"

_SPACE: Final = re.compile(r"[\x00-\x20]")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,40}):")
_DRIVE: Final = re.compile(r"[A-Za-z][:|][\\/]")
_KINDS: Final = {
    "http": WEB, "https": WEB, "ftp": WEB, "mailto": MAIL, "cid": PART, "mid": PART, "data": DATA,
    "file": FILE, "javascript": SCRIPT, "vbscript": SCRIPT, "livescript": SCRIPT, "about": OTHER,
}  # fmt: skip
_AUTHORITY: Final = re.compile(r"([/\\]{2,})([^/\\?#]*)")
_PORT: Final = re.compile(r":(\d{0,5})$")
_NUMBERS: Final = re.compile(r"(?:0x[0-9a-f]{1,8}|\d{1,10})(?:\.(?:0x[0-9a-f]{1,8}|\d{1,10})){0,3}")
_LEGAL: Final = re.compile(r"[a-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart."""

    text: str
    """As it is used: without white space around and inside."""
    kind: str
    scheme: str = ""
    name: str = ""
    """Of the host as it is written, in lower case. What it means is worked out only when it is
    asked for: a mail may have thousands of addresses, each with dozens of international parts."""
    user: str = ""
    """What stands before the `@` of the host."""
    port: str = ""

    @property
    def host(self) -> str:
        """In lower case; Unicode where the name is international."""
        return unicode_host(self.name)

    @property
    def ascii_host(self) -> str:
        """The same in ASCII (punycode), as it is asked for."""
        return ascii_host(self.host)

    @property
    def is_remote(self) -> bool:
        """Getting it asks another computer."""
        return self.kind == WEB or (self.kind == FILE and bool(self.name))

    @property
    def is_international(self) -> bool:
        """The name of the host has letters beyond ASCII."""
        return self.host != self.ascii_host

    @property
    def is_number(self) -> bool:
        """The host is an IP address."""
        return self.ascii_host[:1] == "[" or bool(_NUMBERS.fullmatch(self.ascii_host))

    @property
    def mixed_labels(self) -> tuple[str, ...]:
        """The parts of the host whose letters belong to scripts that do not go together."""
        labels = self.host.split(".") if self.is_international else ()
        return tuple(label for label in labels if len(scripts_of(label)) > 1)

    @property
    def resembles(self) -> str:
        """What the host looks like in ASCII letters, "" where it looks like itself."""
        if not self.is_international:
            return ""
        seen = lookalike(self.host)
        return seen if seen.isascii() else ""


def address(text: str) -> Address:
    """What an address in HTML refers to."""
    plain = _SPACE.sub("", text[:LIMIT])
    if plain[:1] == "#":
        return Address(plain, PLACE)
    if _DRIVE.match(plain):
        return Address(plain, FILE, "file")
    if plain[:2] in ("\\\\", "\\/"):
        return _with_host(plain, FILE, "file", plain)
    if plain[:2] == "//":
        return _with_host(plain, WEB, "", plain)
    found = _SCHEME.match(plain)
    if found is None:
        return Address(plain, RELATIVE)
    scheme = found[1].lower()
    kind, rest = _KINDS.get(scheme, OTHER), plain[found.end() :]
    if kind == WEB and rest[:2] not in ("//", "\\\\", "/\\", "\\/"):
        rest = "//" + rest.lstrip("/\\")
    if kind == MAIL:
        return _mail(plain, rest)
    return _with_host(plain, kind, scheme, rest) if kind in (WEB, FILE) else Address(
        plain, kind, scheme)  # fmt: skip


@lru_cache(maxsize=1024)
def unicode_host(host: str) -> str:
    """A host name with its international parts in Unicode."""
    return ".".join(_to_unicode(label) for label in host[:HOST_LIMIT].split("."))


@lru_cache(maxsize=1024)
def ascii_host(host: str) -> str:
    """A host name as it is asked for: international parts in punycode."""
    return ".".join(_to_ascii(label) for label in host[:HOST_LIMIT].split("."))


def _with_host(text: str, kind: str, scheme: str, rest: str) -> Address:
    found = _AUTHORITY.match(rest)
    authority = found[2] if found else ""
    if found is not None and scheme == "file" and len(found[1]) == 3:
        authority = ""  # a path of this computer: file:///C:/...
    user, _, host = authority.rpartition("@")
    port = _PORT.search(host)
    if port is not None:
        host = host[: port.start()]
    host = _unquoted(host).lower().rstrip(".")
    return Address(text, kind, scheme, host, user, port[1] if port else "")


def _mail(text: str, rest: str) -> Address:
    """The host of a mail address is that of its first recipient."""
    recipient = _unquoted(rest.partition("?")[0]).partition(",")[0]
    user, _, host = recipient.rpartition("@")
    return Address(text, MAIL, "mailto", host.lower(), user)


def _unquoted(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text[:LIMIT]) if "%" in text else text


def _to_unicode(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        shown = label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError):
        return label
    return shown if shown.isprintable() else label


def _to_ascii(label: str) -> str:
    if _LEGAL.fullmatch(label):
        return label
    try:
        return label.encode("idna").decode("ascii")
    except UnicodeError:
        pass
    try:
        return "xn--" + label.encode("punycode").decode("ascii")
    except UnicodeError:
        return label.encode("ascii", "backslashreplace").decode("ascii")

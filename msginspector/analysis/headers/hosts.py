"""Hosts and addresses that stand in header fields: names, IP addresses and what kind they are.

Kinds come from the registries of special addresses (RFC 6890), through the standard library.
Nothing is looked up: a name is a name somebody wrote.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

TEXT_LIMIT: Final = 2_000
"""Characters that are looked through."""
ADDRESS_LIMIT: Final = 8
"""Addresses of one text."""

_LITERAL: Final = re.compile(
    r"\[(?:ipv6:)?([0-9A-Fa-f:.]{2,45})(?:%[\w.-]{1,30})?\]", re.IGNORECASE
)
_WORD: Final = re.compile(
    r"(?<![\w.:-])(?:ipv6:)?([0-9A-Fa-f]{0,4}(?:[:.][0-9A-Fa-f]{0,4}){2,8})(?:%[\w.-]{1,30})?(?![\w.:-])",
    re.IGNORECASE,
)
_SHARED: Final = ipaddress.ip_network("100.64.0.0/10")
_KINDS: Final = (
    ("is_unspecified", "unspecified"),
    ("is_loopback", "loopback"),
    ("is_link_local", "link-local"),
    ("is_multicast", "multicast"),
    ("is_private", "private"),
    ("is_reserved", "reserved"),
    ("is_global", "public"),
)


@dataclass(frozen=True, slots=True)
class IpAddress:
    """An IP address as it is written, and what kind it is."""

    text: str
    """Without brackets, prefix and zone."""
    version: int
    kind: str
    """public, private, loopback, link-local, shared, reserved, multicast, unspecified."""


def ip_address(text: str) -> IpAddress | None:
    """The address a text is, in brackets or not; None for anything else."""
    bare = text.strip().removeprefix("[").removesuffix("]")
    if bare[:5].lower() == "ipv6:":
        bare = bare[5:]
    bare = bare.partition("%")[0]
    if len(bare) > 45:
        return None
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return None
    return IpAddress(bare, address.version, _kind(address))


def addresses_in(text: str) -> tuple[IpAddress, ...]:
    """The addresses that stand in a text: those in brackets, else those that stand alone."""
    text = text[:TEXT_LIMIT]
    found: dict[str, IpAddress] = {}
    for pattern in (_LITERAL, _WORD):
        for match in pattern.finditer(text):
            address = ip_address(match[1])
            if address is not None and len(found) < ADDRESS_LIMIT:
                found.setdefault(address.text, address)
        if found:
            break
    return tuple(found.values())


def _kind(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    if isinstance(address, ipaddress.IPv4Address) and address in _SHARED:
        return "shared"
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return _kind(mapped) if not isinstance(mapped, ipaddress.IPv6Address) else "reserved"
    return next((name for attribute, name in _KINDS if getattr(address, attribute)), "reserved")

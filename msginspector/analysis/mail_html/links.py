"""The links of a mail: what they show, where they really lead, and what is odd about that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from msginspector.analysis.mail_html.addresses import (
    DATA,
    FILE,
    MAIL,
    OTHER,
    SCRIPT,
    WEB,
    Address,
    address,
    ascii_host,
    unicode_host,
)
from msginspector.analysis.mail_html.wrappers import unwrap

TEXT_LIMIT: Final = 500
"""Characters of the text of a link that are kept."""

OPENED: Final = frozenset({"http", "https", "mailto"})
"""Schemes a link may be opened with."""

_HARMLESS: Final = frozenset(
    {"about", "attachment", "callto", "news", "sip", "sips", "sms", "tel", "webcal"}
)
# What looks like a host in text but is the name of a file or program.
_FILES: Final = frozenset(
    "pdf doc docx docm xls xlsx xlsm ppt pptx txt rtf csv zip rar 7z exe msi js css html htm php "
    "asp aspx xml json md py sh png jpg jpeg gif svg msg eml ics vcf log net".split()
)
_HOST: Final = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})"
_SHOWN: Final = re.compile(rf"(?:(https?|ftp)://(?:[^\s/@]{{0,99}}@)?|(www\.)|)({_HOST})\b", re.I)
_MAIL: Final = re.compile(rf"[\w.+%-]{{1,64}}@({_HOST})\b", re.I)
_EDGES: Final = " \t\r\n\xa0<>()[]{}\"'“”‘’«».,;:!?"


@dataclass(frozen=True, slots=True)
class LinkWarning:
    """One thing that is odd about a link."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a mail."""

    text: str
    """What is shown, white space folded; "" where nothing is."""
    target: str
    """The address as it is in the source, references replaced."""
    offset: int
    """Where the link begins in the source, in characters."""
    scheme: str
    host: str
    """Of the target, in Unicode; "" where there is none."""
    ascii_host: str
    real: str
    """Where it leads once wrappers are taken off; the target itself where there is none."""
    real_host: str
    service: str
    """Who has wrapped it; "" for nobody."""
    warnings: tuple[LinkWarning, ...] = ()

    @property
    def opens(self) -> bool:
        """It may be opened by a browser or a mail program."""
        return self.scheme in OPENED


def link(text: str, target: str, offset: int) -> Link:
    """What there is to say of a link."""
    text = " ".join(text.split())[:TEXT_LIMIT]
    parsed = address(target)
    inside = unwrap(parsed)
    real = parsed if inside is None or not inside.target else address(inside.target)
    real_host = inside.host if inside is not None else parsed.host
    return Link(
        text, parsed.text, offset, parsed.scheme, parsed.host, parsed.ascii_host,
        inside.target if inside is not None else parsed.text, real_host,
        inside.service if inside is not None else "",
        tuple(_warnings(text, parsed, real, real_host)),
    )  # fmt: skip


def shown_host(text: str) -> str:
    """The host that the text of a link names; "" where it names none.

    A web address counts wherever it begins with a scheme or `www.`; a bare host counts when it is
    all there is, and does not look like the name of a file.
    """
    for found in _SHOWN.finditer(text[:TEXT_LIMIT]):
        host = ((found[2] or "") + found[3]).lower()
        if found[1] or found[2]:
            return unicode_host(host)
        rest = text.strip(_EDGES)
        alone = rest.lower().startswith(host) and rest[len(host) : len(host) + 1] in ("", "/", ":")
        if alone and " " not in rest and host.rpartition(".")[2] not in _FILES:
            return unicode_host(host)
    return ""


def same_site(shown: str, host: str) -> bool:
    """One of the hosts is the other one or a part of its domain."""
    one, other = (ascii_host(name).removeprefix("www.") for name in (shown, host))
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _warnings(text: str, parsed: Address, real: Address, real_host: str) -> list[LinkWarning]:
    found: list[LinkWarning] = []
    for check in (_kind_warning, _host_warning, _user_warning):
        for warning in check(parsed) + (check(real) if real is not parsed else []):
            if warning not in found:
                found.append(warning)
    return _text_warnings(text, parsed, real_host) + found


def _text_warnings(text: str, parsed: Address, real_host: str) -> list[LinkWarning]:
    if parsed.kind == MAIL:
        shown = _MAIL.search(text)
        if shown is not None and parsed.host and not same_site(shown[1].lower(), parsed.host):
            said = f"The text shows an address at {shown[1]}, the mail would go to {parsed.host}."
            return [LinkWarning("other-host", said)]
        return []
    shown_name = "" if _MAIL.fullmatch(text.strip(_EDGES)) else shown_host(text)
    leads = parsed.kind in (WEB, FILE, SCRIPT, DATA)
    if not shown_name or not leads or same_site(shown_name, real_host):
        return []
    where = real_host or parsed.text[:80] or "nowhere"
    return [LinkWarning("other-host", f"The text shows {shown_name}, the link leads to {where}.")]


def _kind_warning(parsed: Address) -> list[LinkWarning]:
    if parsed.kind == SCRIPT:
        return [LinkWarning("script", "The target is a script.")]
    if parsed.kind == FILE:
        what = f"a file on {parsed.host}" if parsed.host else "a file of this computer"
        return [LinkWarning("file", f"The target is {what}.")]
    if parsed.kind == DATA:
        return [LinkWarning("data", "The target is a page inside the address itself.")]
    if parsed.kind == OTHER and parsed.scheme not in _HARMLESS:
        return [LinkWarning("scheme", f"{parsed.scheme}: starts another program.")]
    return []


def _host_warning(parsed: Address) -> list[LinkWarning]:
    if parsed.kind not in (WEB, MAIL, FILE):
        return []
    if parsed.is_number:
        return [LinkWarning("number", f"The host is a bare IP address, {parsed.ascii_host}.")]
    if not parsed.is_international:
        return []
    names = f"{parsed.host} ({parsed.ascii_host})"
    if parsed.mixed_labels:
        like = f" and looks like {parsed.resembles}" if parsed.resembles else ""
        return [LinkWarning("mixed-scripts", f"{names} mixes letters of several scripts{like}.")]
    if parsed.resembles:
        said = f"{names} is written in other letters but looks like {parsed.resembles}."
        return [LinkWarning("lookalike", said)]
    return [LinkWarning("international", f"{names} is an international name.")]


def _user_warning(parsed: Address) -> list[LinkWarning]:
    if parsed.kind != WEB:
        return []
    found = []
    if parsed.user:
        said = f"Before the @ stands {parsed.user[:60]}, which is not the host: {parsed.host} is."
        found.append(LinkWarning("user", said))
    if parsed.port not in ("", "80", "443"):
        found.append(LinkWarning("port", f"It asks for port {parsed.port}."))
    return found

"""One Received field taken apart: who gave the message to whom, how, and when.

RFC 5321 4.4 gives the grammar, RFC 3848 the names of protocols; what servers really write is wider:
Exchange puts version and cipher in brackets after `with Microsoft SMTP Server`, Postfix says
`using TLSv1.3 with cipher …`, Sendmail puts the recipient after the date, Exchange's own mailbox
hops say `with mapi`, Google's X-Received has no `from`. Words that fit nowhere are kept as notes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from msginspector.analysis.headers.fields import HeaderField
from msginspector.analysis.headers.hosts import IpAddress, addresses_in, ip_address
from msginspector.inputs.dates import Moment, trace_date
from msginspector.inputs.header_tokens import (
    COMMENT,
    FIELD_TOKENS,
    SEMICOLON,
    VALUE_LIMIT,
    Token,
    tokens,
)

RECEIVED: Final = "received"
X_RECEIVED: Final = "x-received"
NAMES: Final = (RECEIVED, X_RECEIVED)

NOTE_LIMIT: Final = 12
_KEYWORDS: Final = frozenset({"from", "by", "via", "with", "id", "for"})
_VERSION: Final = re.compile(
    r"(?:version\s{0,3}=\s{0,3}|using\s{1,3})?((?:TLS|SSL)[\w.]{0,12})\b", re.I
)
_CIPHER: Final = re.compile(r"cipher\s{0,3}=?\s{0,3}([\w-]{3,80})", re.IGNORECASE)
_BITS: Final = re.compile(r"(?:bits=|\()(\d{2,4})(?:/\d{2,4})?(?:\s{0,3}bits)?", re.IGNORECASE)
_NAMED_HOST: Final = re.compile(
    r"(?:(?:HELO|EHLO)\s{1,3}|helo=)([\w.\[\]:-]{1,255})", re.IGNORECASE
)
_HOST: Final = re.compile(r"[A-Za-z0-9_](?:[\w-]{0,62}\.)+[\w-]{1,63}\.?")


@dataclass(frozen=True, slots=True)
class Host:
    """A host as one Received field names it."""

    name: str
    """What it called itself (from) or calls itself (by); "" where it is not named."""
    resolved: str
    """The name its address had when the field was written; "" where it is not said."""
    addresses: tuple[IpAddress, ...]
    note: str
    """What else is said of it: software, how it signed in."""

    @property
    def shown(self) -> str:
        """The best name for it: its own, the resolved one, an address; "" for none."""
        first = self.addresses[0].text if self.addresses else ""
        return self.name or self.resolved or first


@dataclass(frozen=True, slots=True)
class Tls:
    """The encryption of the connection, as stated."""

    version: str
    cipher: str
    bits: int | None


@dataclass(frozen=True, slots=True)
class Received:
    """A Received field, understood as far as it can be."""

    field: HeaderField
    sender: Host | None
    """from"""
    receiver: Host | None
    """by"""
    protocol: str
    """with"""
    id: str
    recipient: str
    """for"""
    via: str
    tls: Tls | None
    moment: Moment | None
    notes: tuple[str, ...]
    """What stands in it beside that."""
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Clause:
    """A keyword and the words after it."""

    keyword: str
    words: list[str]
    comments: list[str]

    @property
    def text(self) -> str:
        return " ".join(self.words)


def read_received(field: HeaderField) -> Received:
    """What a Received or X-Received field says; never raises."""
    value = field.value
    found = tokens(value, FIELD_TOKENS)
    dated, moment, problems = trace_date(value, found)
    if len(value) > VALUE_LIMIT:
        problems.append(f"Only its first {VALUE_LIMIT} characters are read.")
    if len(found) == FIELD_TOKENS:
        problems.append(f"Only its first {FIELD_TOKENS} words are read.")
    clauses = _clauses(found[:dated])
    tail = [one.text for one in found[dated:] if one.kind == COMMENT]
    by_keyword = {one.keyword: one for one in reversed(clauses)}
    comments = [text for one in clauses for text in one.comments] + tail
    return Received(
        field,
        _sender(by_keyword.get("from")),
        _receiver(by_keyword.get("by")),
        _plain(by_keyword, "with"),
        _bare(_plain(by_keyword, "id")),
        _recipient(by_keyword.get("for")),
        _plain(by_keyword, "via"),
        _tls(clauses, comments),
        moment,
        _notes(clauses, tail),
        tuple(problems),
    )


def _clauses(found: list[Token]) -> list[_Clause]:
    clauses = [_Clause("", [], [])]
    seen: set[str] = set()
    for one in found:
        word = one.text.lower()
        if one.kind == COMMENT:
            clauses[-1].comments.append(one.text)
        elif word in _KEYWORDS and word not in seen and not _inside(clauses[-1]):
            seen.add(word)
            clauses.append(_Clause(word, [], []))
        elif one.kind != SEMICOLON:
            clauses[-1].words.append(one.text)
    return clauses


def _inside(clause: _Clause) -> bool:
    """Whether the clause still waits for its word, so that a keyword there is a name."""
    return bool(clause.keyword) and not clause.words and not clause.comments


def _plain(clauses: dict[str, _Clause], keyword: str) -> str:
    clause = clauses.get(keyword)
    if clause is None:
        return ""
    return clause.words[0] if keyword == "id" and clause.words else clause.text


def _recipient(clause: _Clause | None) -> str:
    """XMail writes `for <recipient> from <sender>`."""
    words = [] if clause is None else clause.words
    end = next((place for place, word in enumerate(words) if word.lower() == "from"), len(words))
    return ", ".join(_bare(word) for word in words[:end])


def _bare(text: str) -> str:
    return text[1:-1] if text[:1] == "<" and text[-1:] == ">" else text


def _sender(clause: _Clause | None) -> Host | None:
    if clause is None:
        return None
    name = clause.words[0] if clause.words else ""
    heard = next((one[1] for one in map(_NAMED_HOST.search, clause.comments) if one), "")
    return _host(clause, name if not heard or name.count(".") else heard)


def _receiver(clause: _Clause | None) -> Host | None:
    return None if clause is None else _host(clause, clause.words[0] if clause.words else "")


def _host(clause: _Clause, name: str) -> Host:
    own = ip_address(name.partition("]")[0])
    addresses = {} if own is None else {own.text: own}
    resolved = ""
    notes = list(clause.words[1:])
    for comment in clause.comments:
        there = addresses_in(comment)
        addresses.update({one.text: one for one in there})
        first = comment.partition(" ")[0]
        named = _HOST.fullmatch(first) if there and ip_address(first) is None else None
        if named is not None and not resolved:
            resolved = first.rstrip(".")
        elif not there and not _is_tls(comment):
            notes.append(comment)
    return Host(
        "" if own is not None else name.rstrip("."),
        resolved if resolved.lower() != name.rstrip(".").lower() else "",
        tuple(addresses.values()),
        "; ".join(notes),
    )


def _is_tls(comment: str) -> bool:
    return bool(_VERSION.match(comment) or _CIPHER.match(comment))


def _tls(clauses: list[_Clause], comments: list[str]) -> Tls | None:
    for comment in comments:
        version = _VERSION.match(comment[:400])
        cipher = _CIPHER.search(comment[:400])
        if version is None and cipher is None:
            continue
        bits = _BITS.search(comment[:400])
        return Tls(
            version[1] if version else "",
            cipher[1] if cipher else "",
            int(bits[1]) if bits else None,
        )
    secured = any("over TLS secured channel" in one.text for one in clauses)
    return Tls("TLS", "", None) if secured else None


def _notes(clauses: list[_Clause], tail: list[str]) -> tuple[str, ...]:
    """Comments and words that belong to no host and are not about encryption."""
    found = [
        comment
        for clause in clauses
        if clause.keyword not in ("from", "by")
        for comment in clause.comments
        if not _is_tls(comment)
    ]
    found += [clause.text for clause in clauses if not clause.keyword and clause.words]
    found += [" ".join(one.words[1:]) for one in clauses if one.keyword == "id" and one.words[1:]]
    return tuple(found + [one for one in tail if not _is_tls(one) and not _is_zone(one)])[
        :NOTE_LIMIT
    ]


def _is_zone(comment: str) -> bool:
    return len(comment) <= 5 and comment.isalpha() and comment.isupper()

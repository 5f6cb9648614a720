"""What servers state about SPF, DKIM, DMARC, ARC and composite authentication.

RFC 8601 (Authentication-Results), RFC 7208 9.1 (Received-SPF), RFC 8617 (ARC), and the way
Exchange writes it: without naming itself, its results separated by semicolons that it also puts a
host name between. All of it is repeated as stated. Nothing is verified: no key is asked for, no
signature computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from msginspector.analysis.headers.fields import FIELD, HeaderField
from msginspector.analysis.headers.meanings import Meaning, value_meaning
from msginspector.analysis.headers.signatures import (
    ArcSet,
    Signature,
    arc_sets,
    is_signature,
    read_signature,
)
from msginspector.inputs.header_tokens import (
    ATOM,
    COMMENT,
    FIELD_TOKENS,
    QUOTED,
    SEMICOLON,
    Token,
    tokens,
)

RESULT_NAMES: Final = (
    "authentication-results",
    "arc-authentication-results",
    "x-ms-exchange-authentication-results",
    "authentication-results-original",
    "x-original-authentication-results",
    "x-agari-authentication-results",
)
SPF_NAME: Final = "received-spf"
STATEMENT_LIMIT: Final = 200
"""Fields with results that are taken apart."""
DKIM: Final = "dkim"
METHODS: Final = ("spf", DKIM, "dmarc", "arc", "compauth")

UNNAMED: Final = "a server that does not name itself"

_RESULT: Final = re.compile(r"([A-Za-z][\w-]{0,40})(?:/\d{1,4})?=(.*)", re.DOTALL)
_PROPERTY: Final = re.compile(r"((?:[A-Za-z][\w-]{0,40}\.)?[A-Za-z][\w-]{0,40})=(.*)", re.DOTALL)
_PAIR: Final = re.compile(r"([\w-]{1,40})=(.{1,512})", re.DOTALL)
_JOINING: Final = ("=", "/", ".")
_INSTANCE: Final = re.compile(r"i\s{0,5}=\s{0,5}(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one check, as stated."""

    method: str
    """In lower case: spf, dkim, dmarc, arc, compauth, …"""
    result: str
    """In lower case: pass, fail, softfail, none, …"""
    comment: str
    """What is said of it in brackets."""
    reason: str
    """What `reason=` says; Microsoft's codes of three digits for compauth."""
    properties: tuple[tuple[str, str], ...]
    """What was checked: ("smtp.mailfrom", "example.org"), ("action", "none"), …"""
    meaning: Meaning | None
    reason_meaning: Meaning | None
    field: HeaderField
    host: str
    """Whose statement it is; UNNAMED where the field does not say."""

    def stated_property(self, *names: str) -> str:
        """The first of these properties, "" for none."""
        found = dict(reversed(self.properties))
        return next((found[name] for name in names if found.get(name)), "")

    @property
    def domain(self) -> str:
        """Of a signature the domain that signed, "" where that is not said."""
        return self.stated_property("header.d", "header.i")

    @property
    def stated(self) -> str:
        """Who says so, as a phrase."""
        return f"as stated by {self.host}, not verified here"


@dataclass(frozen=True, slots=True)
class Statement:
    """A field with results."""

    field: HeaderField
    host: str
    instance: int | None
    """Of an ARC set."""
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Authentication:
    """Everything the headers state about it, the newest field first."""

    statements: tuple[Statement, ...]
    signatures: tuple[Signature, ...]
    arc: tuple[ArcSet, ...]
    problems: tuple[str, ...]

    @property
    def verdicts(self) -> tuple[Result, ...]:
        """For each method the newest statement, in the order of METHODS, then others.

        Of DKIM it has a result for each signature (RFC 8601 2.7.1), told apart by their domains.
        """
        first: dict[str, list[Result]] = {}
        for statement in self.statements:
            if statement.instance is None:
                for method, results in _by_method(statement.results).items():
                    first.setdefault(method, results)
        order = {name: place for place, name in enumerate(METHODS)}
        found = (result for results in first.values() for result in results)
        return tuple(sorted(found, key=lambda one: order.get(one.method, len(order))))


def read_authentication(fields: Iterable[HeaderField]) -> Authentication:
    """What the fields of a message state; never raises."""
    own = [one for one in fields if one.kind == FIELD and not one.part]
    stating = [one for one in own if one.key in RESULT_NAMES or one.key == SPF_NAME]
    statements = tuple(_statement(one) for one in stating[:STATEMENT_LIMIT])
    signing = [one for one in own if is_signature(one.key)]
    signatures = tuple(read_signature(one) for one in signing[:STATEMENT_LIMIT])
    sets, problems = arc_sets(
        signatures, {one.instance: one.field for one in statements if one.instance is not None}
    )
    if max(len(stating), len(signing)) > STATEMENT_LIMIT:
        problems.append(f"Only the newest {STATEMENT_LIMIT} fields of a kind are taken apart.")
    if any(map(_is_long, stating[:STATEMENT_LIMIT])):
        problems.append(f"Only the first {FIELD_TOKENS} words of a field are read.")
    return Authentication(statements, signatures, sets, tuple(problems))


def _by_method(results: Iterable[Result]) -> dict[str, list[Result]]:
    """The results of one statement: of DKIM the first for each domain, else the first."""
    found: dict[str, dict[str, Result]] = {}
    for one in results:
        domain = one.domain if one.method == DKIM else ""
        found.setdefault(one.method, {}).setdefault(domain.lower(), one)
    return {method: list(of_method.values()) for method, of_method in found.items()}


def _is_long(field: HeaderField) -> bool:
    """Whether a field has more words than are read of it."""
    if len(field.value) < FIELD_TOKENS:
        return False
    return len(tokens(field.value, FIELD_TOKENS + 1)) > FIELD_TOKENS


def _statement(field: HeaderField) -> Statement:
    if field.key == SPF_NAME:
        return _received_spf(field)
    found = tokens(field.value, FIELD_TOKENS)
    parts = list(_parts(found))
    instance, host = None, ""
    results: list[Result] = []
    for part in parts:
        words = [one.text for one in part if one.kind in (ATOM, QUOTED)]
        arc = _INSTANCE.fullmatch(" ".join(words))
        if not words:
            continue
        if arc is not None and instance is None and field.key.startswith("arc-"):
            instance = int(arc[1])
        elif _names_host(words):
            # Behind the name "none" may stand, and Exchange repeats a domain further on.
            host = words[0] if not results and not host else host
        else:
            results.append(_result(field, part, host or UNNAMED))
    return Statement(field, host or UNNAMED, instance, tuple(one for one in results if one.method))


def _names_host(words: list[str]) -> bool:
    """Whether a part is only the name of a server, perhaps with a version of the format."""
    return not any("=" in word for word in words)


def _parts(found: list[Token]) -> Iterator[list[Token]]:
    """The tokens between semicolons."""
    part: list[Token] = []
    for one in found:
        if one.kind == SEMICOLON:
            yield part
            part = []
        else:
            part.append(one)
    yield part


def _result(field: HeaderField, part: list[Token], host: str) -> Result:
    """`method=result (comment) reason=… property=value …`"""
    method, result, comment, reason = "", "", "", ""
    properties: list[tuple[str, str]] = []
    for word in _joined(part):
        if isinstance(word, Token):
            comment = comment or word.text
            continue
        found = _RESULT.fullmatch(word) if not method else _PROPERTY.fullmatch(word)
        if found is None:
            continue
        name, value = found[1].lower(), found[2].strip()
        if not method:
            method, result = name, value.lower()
        elif name == "reason":
            reason = value
        else:
            properties.append((name, value))
    return _made(field, host, method, result, comment, reason, properties)


def _joined(part: list[Token]) -> Iterator[str | Token]:
    """Comments as they are; the words, with `=`, `/` and `.` put back between what they join."""
    waiting, joins = "", False
    for one in part:
        if one.kind == COMMENT:  # it may stand in the middle of a word (RFC 8601 B.7)
            yield one
            continue
        alone = one.kind == ATOM and one.text in _JOINING
        if waiting and (joins or alone or _continues(waiting, one)):
            waiting += one.text
        else:
            yield from (waiting,) if waiting else ()
            waiting = one.text
        joins = alone
    yield from (waiting,) if waiting else ()


def _continues(waiting: str, one: Token) -> bool:
    """Whether a word is the value of a name, or begins with the sign for one."""
    if waiting.endswith("="):
        return waiting.count("=") == 1  # not where a value ends so, in base64
    return one.kind == ATOM and one.text.startswith("=") and "=" not in waiting


def _made(
    field: HeaderField,
    host: str,
    method: str,
    result: str,
    comment: str,
    reason: str,
    properties: list[tuple[str, str]],
) -> Result:
    return Result(
        method,
        result,
        comment,
        reason,
        tuple(properties),
        value_meaning(method, result),
        value_meaning("compauth-reason", reason) if method == "compauth" else None,
        field,
        host,
    )


def _received_spf(field: HeaderField) -> Statement:
    """`result (comment) key=value; …`: RFC 7208 9.1."""
    found = tokens(field.value, FIELD_TOKENS)
    said_first = next((one for one in found if one.kind != COMMENT), None)
    result = said_first.text.lower() if said_first and said_first.kind == ATOM else ""
    comment = next((one.text for one in found if one.kind == COMMENT), "")
    after = field.value[said_first.end : 4_000] if said_first else ""
    pairs = _pairs(after)
    said = dict(reversed(pairs)).get("receiver", "")
    named = re.match(r"([\w.-]{1,255}):", comment)
    host = said or (named[1] if named else "") or UNNAMED
    stated = _made(field, host, "spf", result, comment, "", pairs[:20])
    return Statement(field, host, None, (stated,) if result else ())


def _pairs(text: str) -> list[tuple[str, str]]:
    """The keys and values of Received-SPF; blanks end a pair as semicolons do."""
    words = (
        word for part in _parts(tokens(text, FIELD_TOKENS)) for word in _joined(part)
        if isinstance(word, str)
    )  # fmt: skip
    found = map(_PAIR.fullmatch, words)
    return [(one[1].lower(), one[2].strip('"<>')) for one in found if one is not None]

"""Whose domains stand in a message, and which of them are the domain of From.

DMARC (RFC 7489 3.1) asks whether the domain that SPF or DKIM proved belongs with that of From. The
facts are told: the same domain, a part of it, or another one. Whether two domains belong to one
organisation would need the list of public suffixes, which is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from msginspector.analysis.headers.authentication import Authentication
from msginspector.analysis.headers.fields import FIELD, HeaderField
from msginspector.inputs.header_tokens import COMMENT, QUOTED, tokens

SAME: Final = "same"
BELOW: Final = "below"
"""The domain is a sub-domain of that of From."""
ABOVE: Final = "above"
"""That of From is a sub-domain of it."""
OTHER: Final = "other"

ADDRESS_LIMIT: Final = 4_000
"""Characters of a field that are read for addresses."""
FACT_LIMIT: Final = 60

_IN_BRACKETS: Final = re.compile(r"<([^<>\s@]*+@[^<>\s@]++)>")
_BARE: Final = re.compile(r"([^<>\s,;:@]++@[^<>\s,;@]++)")

_BETWEEN: Final = re.compile("[,;]")
_MARKS: Final = 0xE000
"""The first of the characters for private use that stand for what is quoted."""

_ROLES: Final = (
    ("sender", "Sender"),
    ("reply-to", "Reply-To"),
    ("return-path", "Return-Path"),
)
_WORDS: Final = {
    SAME: "the domain of From",
    BELOW: "a sub-domain of the domain of From",
    ABOVE: "a domain above that of From",
    OTHER: "not the domain of From",
}


@dataclass(frozen=True, slots=True)
class DomainFact:
    """A domain that the headers name, beside that of From."""

    role: str
    """Sender, Reply-To, Return-Path, DKIM d=, SPF smtp.mailfrom."""
    domain: str
    relation: str
    """SAME, BELOW, ABOVE or OTHER."""
    from_domain: str
    field: HeaderField

    @property
    def sentence(self) -> str:
        """The fact in words."""
        return f"{self.role}: {self.domain} is {_WORDS[self.relation]} ({self.from_domain})."


def addresses_of(value: str) -> tuple[str, ...]:
    """The addresses of a field: of each mailbox that in angle brackets, else its word with an @.

    Names in quotes and comments are passed over, so that an address in a name is not taken for one.
    """
    value = value[:ADDRESS_LIMIT]
    kept, at = [], 0
    quoted: dict[int, str] = {}
    for one in tokens(value):
        if one.kind in (COMMENT, QUOTED):
            mark = " " if one.kind == COMMENT else chr(_MARKS + len(quoted))
            quoted |= {} if one.kind == COMMENT else {ord(mark): value[one.start : one.end]}
            kept += [value[at : one.start], mark]
            at = one.end
    bare = "".join([*kept, value[at:]])
    found = [
        address.translate(quoted)  # what is quoted may be the first part of an address
        for part in _BETWEEN.split(bare)
        for address in _IN_BRACKETS.findall(part) or _BARE.findall(part)
    ]
    return tuple(found[:FACT_LIMIT])


def domain_facts(
    fields: Iterable[HeaderField], authentication: Authentication
) -> tuple[DomainFact, ...]:
    """Each other domain against that of the first From; () where From names none."""
    own = [one for one in fields if one.kind == FIELD and not one.part]
    author = next((one for one in own if one.key == "from"), None)
    domains = () if author is None else _domains(author.value)
    if not domains:
        return ()
    found: dict[tuple[str, str], DomainFact] = {}
    for role, domain, field in _named(own, authentication):
        fact = DomainFact(role, domain, _relation(domain, domains[0]), domains[0], field)
        if len(found) < FACT_LIMIT:
            found.setdefault((role, domain), fact)
    return tuple(found.values())


def _named(
    own: list[HeaderField], authentication: Authentication
) -> Iterator[tuple[str, str, HeaderField]]:
    for key, role in _ROLES:
        field = next((one for one in own if one.key == key), None)
        if field is not None:
            yield from ((role, domain, field) for domain in _domains(field.value))
    for signature in authentication.signatures:
        if signature.field.key == "dkim-signature" and signature.domain:
            yield "DKIM d=", _bare(signature.domain), signature.field
    for result in authentication.verdicts:
        envelope = result.stated_property("smtp.mailfrom", "smtp.mail", "envelope-from")
        if result.method == "spf" and envelope:
            yield "SPF smtp.mailfrom", _bare(envelope.rpartition("@")[2]), result.field


def _domains(value: str) -> tuple[str, ...]:
    domains = [_bare(address.rpartition("@")[2]) for address in addresses_of(value)]
    return tuple(dict.fromkeys(one for one in domains if one))


def _bare(domain: str) -> str:
    return domain.strip("<>\"' \t.").lower()


def _relation(domain: str, author: str) -> str:
    if domain == author:
        return SAME
    if domain.endswith("." + author):
        return BELOW
    return ABOVE if author.endswith("." + domain) else OTHER

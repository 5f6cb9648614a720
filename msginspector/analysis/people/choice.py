"""Which of several addresses stands for a person, by one table of rules, and which contradict.

The first rule that a candidate fits chooses it. An Internet address goes before all others: it is
what everybody can read and compare. A property goes before what is worked out of the headers, and
a display name that looks like an address comes last: anybody can write anything there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from msginspector.analysis.people.model import Candidate

SMTP_PROPERTY: Final = "smtp property"
ADDRESS: Final = "address"
ORGANIZATION: Final = "organization address"
ENTRY_ID: Final = "entry id"
SEARCH_KEY: Final = "search key"
HEADER: Final = "header"
NAME: Final = "name"

RULES: Final = (
    (SMTP_PROPERTY, True, "It is the property that holds nothing but an SMTP address."),
    (ADDRESS, True, "It is the address property, and its type is SMTP."),
    (ORGANIZATION, True, "It is the address within the organization, and an SMTP address."),
    (ENTRY_ID, True, "The entry id holds it, and no address property has an SMTP address."),
    (SEARCH_KEY, True, "The search key holds it, in capitals; no other property has one of SMTP."),
    (HEADER, True, "Only the headers give an SMTP address of this person."),
    (ADDRESS, False, "No address has the type SMTP; this is the address property."),
    (
        ENTRY_ID,
        False,
        "No address has the type SMTP, and no property holds one; the entry id does.",
    ),
    (SEARCH_KEY, False, "Only the search key holds an address."),
    (SMTP_PROPERTY, False, "It stands in the property for SMTP addresses, but looks like none."),
    (ORGANIZATION, False, "Only the address within the organization is there."),
    (NAME, True, "There is no address; the display name looks like one."),
)
"""Origin of a candidate, whether it is an SMTP address, and why it is chosen; the best first."""
_RANKS: Final = {(origin, smtp): rank for rank, (origin, smtp, _why) in enumerate(RULES)}


def ordered(found: list[Candidate]) -> tuple[tuple[Candidate, ...], str]:
    """The candidates in the order of the rules, and why the first one is chosen."""
    by_rank = sorted(found, key=rank)
    reason = RULES[rank(by_rank[0])][2] if by_rank else ""
    return tuple(by_rank), reason


def rank(candidate: Candidate) -> int:
    """The number of the rule that a candidate fits; smaller is better."""
    return _RANKS.get((candidate.origin, candidate.is_smtp), len(RULES) - 1)


def marked(candidates: tuple[Candidate, ...]) -> tuple[tuple[Candidate, ...], tuple[str, ...]]:
    """The candidates, those marked that differ from the best of their type; sentences of them."""
    best: dict[str, Candidate] = {}
    marks: list[str] = []
    made = []
    for one in candidates:
        first = best.setdefault(one.kind, one)
        differs = folded_address(one) != folded_address(first)
        made.append(replace(one, differs=True) if differs else one)
        if differs:
            marks.append(_sentence(one, first))
    return tuple(made), tuple(marks)


def folded_address(one: Candidate) -> str:
    """An address as addresses are compared: no case, nothing blank around it."""
    return one.address.strip().casefold()


def _sentence(one: Candidate, first: Candidate) -> str:
    if one.origin == NAME:
        return f"The display name looks like an address, “{one.address}”; the address is another."
    kind = f"{one.kind} address" if one.kind else "address"
    return (
        f"{one.source.words} gives another {kind}, “{one.address}”,"
        f" than {first.source.words}, “{first.address}”."
    )

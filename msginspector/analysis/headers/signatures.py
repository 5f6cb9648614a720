"""Signatures in the headers: DKIM-Signature (RFC 6376) and the sets of ARC (RFC 8617).

Their tags are read, with the times they state; no signature is verified. The chain of ARC sets is
looked at for what can be seen without keys: whether every instance is there with its three fields,
and whether the seals say of the chain before them what they should.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from msginspector.analysis.headers.fields import HeaderField

DKIM_NAMES: Final = ("dkim-signature", "x-google-dkim-signature", "x-msw-original-dkim-signature")
ARC_SEAL: Final = "arc-seal"
_LEAST: Final = ("a", "b", "d", "h", "s")
ARC_SIGNATURE: Final = "arc-message-signature"
ARC_LIMIT: Final = 50
"""RFC 8617 4.2.1: no more than 50 sets."""
TAG_LIMIT: Final = 60
VALUE_LIMIT: Final = 1 << 16

_TAG: Final = re.compile(r"([A-Za-z]\w{0,30})")
_INSTANCE: Final = re.compile(r"[0-9]{1,4}")
_SPACE: Final = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it is written."""

    field: HeaderField
    tags: tuple[tuple[str, str], ...]
    """Every tag, white space inside b, bh and h taken out."""
    signed: datetime | None
    """t="""
    expires: datetime | None
    """x="""
    problems: tuple[str, ...]

    def tag(self, name: str) -> str:
        """The value of a tag, "" for none."""
        return next((value for key, value in self.tags if key == name), "")

    @property
    def domain(self) -> str:
        """d=, the domain that signs."""
        return self.tag("d")

    @property
    def selector(self) -> str:
        """s=, which of its keys."""
        return self.tag("s")

    @property
    def algorithm(self) -> str:
        """a="""
        return self.tag("a")

    @property
    def headers(self) -> tuple[str, ...]:
        """h=, the fields that are signed, as they are written."""
        return tuple(name for name in self.tag("h").split(":") if name)

    @property
    def instance(self) -> int | None:
        """i= of an ARC field; None where it is no number."""
        text = self.tag("i")
        of_arc = self.field.key.startswith("arc-") and _INSTANCE.fullmatch(text) is not None
        return int(text) if of_arc else None


@dataclass(frozen=True, slots=True)
class ArcSet:
    """One set of the chain: what a server that handed the message on added."""

    instance: int
    seal: Signature | None
    signature: Signature | None
    results: HeaderField | None
    chain: str
    """cv=: none, pass or fail: what the server states of the sets before."""
    problems: tuple[str, ...]


def is_signature(key: str) -> bool:
    """Whether a field of that name, in lower case, is a signature."""
    return key in DKIM_NAMES or key in (ARC_SEAL, ARC_SIGNATURE)


def read_signature(field: HeaderField) -> Signature:
    """The tags of a signature; never raises."""
    problems: list[str] = []
    tags: list[tuple[str, str]] = []
    for part in field.value[:VALUE_LIMIT].split(";", TAG_LIMIT)[:TAG_LIMIT]:
        name, equals, value = part.partition("=")
        name = name.strip()
        if not equals or _TAG.fullmatch(name) is None:
            if part.strip():
                problems.append("There is a part that is no tag.")
            continue
        if any(name == known for known, _value in tags):
            problems.append(f"The tag {name}= is there twice.")
        tags.append((name, _SPACE.sub("" if name in ("b", "bh", "h") else " ", value).strip()))
    known = dict(reversed(tags))
    missing = [name for name in _needed(field.key) if not known.get(name)]
    problems += [f"The tag {name}= is missing." for name in missing]
    if field.key == DKIM_NAMES[0] and known.get("h") and "from" not in _signed_names(known["h"]):
        problems.append("From is not among the fields it signs, which RFC 6376 5.4 demands.")
    signed, expires = (_time(known, name, problems) for name in ("t", "x"))
    if signed and expires and expires < signed:
        problems.append("It expires before it was made.")
    return Signature(field, tuple(tags), signed, expires, tuple(dict.fromkeys(problems)))


def _needed(key: str) -> tuple[str, ...]:
    if key == ARC_SEAL:
        return ("i", "a", "b", "cv", "d", "s")
    if key == ARC_SIGNATURE:
        return ("i", "a", "b", "bh", "d", "h", "s")
    return ("v", "a", "b", "bh", "d", "h", "s") if key == DKIM_NAMES[0] else _LEAST


def _signed_names(names: str) -> set[str]:
    return {name.strip().lower() for name in names.split(":")}


def _time(tags: Mapping[str, str], name: str, problems: list[str]) -> datetime | None:
    """Seconds since 1970 as a time; None where there is none."""
    text = tags.get(name, "")
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 11:
        problems.append(f"The tag {name}= is no time.")
        return None
    return datetime.fromtimestamp(int(text), UTC)


def arc_sets(
    signatures: Iterable[Signature], results: Mapping[int, HeaderField]
) -> tuple[tuple[ArcSet, ...], list[str]]:
    """The sets of the chain by instance, and what is wrong with the chain as a whole."""
    seals = _by_instance(signatures, ARC_SEAL)
    signed = _by_instance(signatures, ARC_SIGNATURE)
    instances = sorted(seals.keys() | signed.keys() | results.keys())[:ARC_LIMIT]
    sets = tuple(
        _arc_set(number, seals.get(number), signed.get(number), results.get(number))
        for number in instances
    )
    problems = []
    if instances and instances != list(range(1, len(instances) + 1)):
        problems.append("Sets of the ARC chain are missing.")
    return sets, problems


def _by_instance(signatures: Iterable[Signature], key: str) -> dict[int, Signature]:
    found: dict[int, Signature] = {}
    for one in signatures:
        if one.field.key == key and one.instance is not None:
            found.setdefault(one.instance, one)
    return found


def _arc_set(
    number: int, seal: Signature | None, signature: Signature | None, results: HeaderField | None
) -> ArcSet:
    named = {
        "ARC-Seal": seal, "ARC-Message-Signature": signature, "ARC-Authentication-Results": results,
    }  # fmt: skip
    problems = [f"{name} is missing." for name, there in named.items() if there is None]
    chain = "" if seal is None else seal.tag("cv").lower()
    if seal is not None and (chain == "none") != (number == 1) and chain != "fail":
        problems.append("Only the first set says cv=none.")
    return ArcSet(number, seal, signature, results, chain, tuple(problems))

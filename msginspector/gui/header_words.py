"""What the window says of a header field beside its text: hop, results, signature, codes, label."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from msginspector.analysis.headers.authentication import DKIM
from msginspector.analysis.headers.words import (
    duration_text,
    host_text,
    result_text,
    time_text,
    tls_text,
)

if TYPE_CHECKING:
    from msginspector.analysis.headers.authentication import Authentication, Result
    from msginspector.analysis.headers.fields import HeaderField
    from msginspector.analysis.headers.hops import Hop
    from msginspector.analysis.headers.labels import Label
    from msginspector.analysis.headers.report import Headers
    from msginspector.analysis.headers.signatures import Signature

Times = Callable[[datetime], str]

_GOOD: Final = frozenset({"pass", "bestguesspass"})
_BAD: Final = frozenset({"fail", "permerror", "hardfail"})
_DOUBTFUL: Final = frozenset({"softfail", "softpass", "temperror", "policy"})
SPOKEN: Final = {"spf": "SPF", "dkim": "DKIM", "dmarc": "DMARC", "arc": "ARC"}


def result_tone(result: str) -> str:
    """The theme token of a stated result; its words say the same."""
    if result in _GOOD:
        return "open"
    if result in _BAD:
        return "error"
    return "released" if result in _DOUBTFUL else "dim"


def verdict_words(result: Result, *, whose: bool = False) -> str:
    """A verdict in two or three words; with the domain of a signature where there are several."""
    name = SPOKEN.get(result.method, result.method)
    domain = result.domain if whose and result.method == DKIM else ""
    return " ".join(one for one in (name, result.result, result.reason, domain) if one)


def result_sentences(result: Result) -> list[str]:
    """A result as it is written, what it means, and last who states it."""
    said = [one.text + "." for one in (result.meaning, result.reason_meaning) if one is not None]
    return [result_text(result), *said, result.stated.capitalize() + "."]


def arc_words(found: Authentication) -> str:
    """The chain of ARC in a few words, "" for none."""
    if not found.arc:
        return ""
    count = len(found.arc)
    return f"ARC {count} set{'' if count == 1 else 's'}, cv={found.arc[-1].chain or '?'}"


def hop_sentence(hop: Hop, times: Times) -> str:
    """A hop in one sentence, as it is read out."""
    one = hop.received
    time = "no time" if hop.moment is None else times(hop.moment.time)
    parts = [
        f"Hop {hop.number}",
        f"from {host_text(one.sender)}" if one.sender else "",
        f"by {host_text(one.receiver)}" if one.receiver else "",
        f"with {one.protocol}" if one.protocol else "",
        f"encrypted, {tls_text(one.tls)}" if one.tls else "",
        time,
        delay_words(hop),
    ]
    return ", ".join(one for one in parts if one) + "."


def delay_words(hop: Hop) -> str:
    """The delay in words, and what is to be known of it."""
    if hop.delay is None:
        return ""
    if hop.jump:
        return f"{duration_text(hop.delay)} clock jump"
    marks = " longest" if hop.longest else " after the jump" if hop.after_jump else ""
    return duration_text(hop.delay) + marks


def route_facts(headers: Headers) -> list[str]:
    """The way in a few words: hops, total time, clock jumps."""
    route = headers.route
    count, jumps = len(route.hops), sum(hop.jump for hop in route.hops)
    facts = [f"{count} hop{'' if count == 1 else 's'}"]
    if route.total is not None:
        facts.append(f"{duration_text(route.total)} in all")
    if route.before_first is not None and abs(route.before_first) >= timedelta(seconds=1):
        facts.append(f"{duration_text(route.before_first)} from Date to the first")
    if jumps:
        facts.append(f"{jumps} clock jump{'' if jumps == 1 else 's'}")
    return facts


def field_words(headers: Headers, field: HeaderField, times: Times) -> list[str]:
    """Everything known of a field, a sentence or a fact a line."""
    lines = [*field.problems]
    explanation = next((one for one in headers.explained if one.field is field), None)
    if explanation is not None:
        lines.append(f"{explanation.meaning.text} ({explanation.meaning.source}).")
        lines += [f"{part.key} {part.value}: {part.meaning.text}".strip()
                  for part in explanation.parts if part.meaning is not None]  # fmt: skip
    for hop in headers.route.hops:
        if hop.field is field:
            lines += [hop_sentence(hop, times), *hop.received.notes, *hop.received.problems]
    lines += _authentication(headers.authentication, field)
    lines += [one.sentence for one in headers.domains if one.field is field]
    for label in headers.labels:
        if label.field is field:
            lines += label_words(label)
    return lines


def _authentication(found: Authentication, field: HeaderField) -> Iterator[str]:
    for statement in found.statements:
        if statement.field is field:
            for result in statement.results:
                yield from result_sentences(result)[:-1]
            yield f"As stated by {statement.host}, not verified here."
    for signature in found.signatures:
        if signature.field is field:
            yield from _signature(signature)
    for one in found.arc:
        if field in (one.results, one.seal and one.seal.field):
            yield from one.problems


def _signature(signature: Signature) -> Iterator[str]:
    yield f"{signature.domain or 'nobody'} signed it with the key {signature.selector or '?'}"
    if signature.headers:
        yield f"Signed fields: {', '.join(signature.headers)}"
    if signature.signed is not None:
        yield f"Signed {time_text(signature.signed)}"
    if signature.expires is not None:
        yield f"Expires {time_text(signature.expires)}"
    yield from signature.problems
    yield "Not verified here."


def label_words(label: Label) -> list[str]:
    """A sensitivity label, a fact a line."""
    method, meaning = label.method
    bits, marks = label.content_bits
    facts = (
        ("Label", label.name),
        ("Id", label.id),
        ("Applies", {True: "yes", False: "no", None: ""}[label.enabled]),
        ("Method", f"{method}: {meaning.text}" if meaning is not None else method),
        ("Set", label.set_date),
        ("Tenant", label.tenant),
        ("Adds", ", ".join(marks) if marks else "nothing" if bits == 0 else ""),
    )
    return [f"{name}: {text}" for name, text in facts if text]

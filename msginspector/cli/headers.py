"""`headers`: the Internet headers of a message, its hops, and what servers state about it.

Nothing is verified: results are printed with the name of the server that states them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.analysis.headers.alignment import SAME
from msginspector.analysis.headers.report import Headers, read_headers
from msginspector.analysis.headers.source import TRANSPORT
from msginspector.analysis.headers.words import (
    address_text,
    duration_text,
    host_text,
    result_text,
    time_text,
    tls_text,
)
from msginspector.cli import inputs
from msginspector.cli.inputs import Look
from msginspector.cli.text import shown
from msginspector.export.header_documents import headers_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msginspector.analysis.headers.authentication import Statement
    from msginspector.analysis.headers.fields import HeaderField
    from msginspector.analysis.headers.hops import Hop
    from msginspector.analysis.headers.labels import Label
    from msginspector.cli.run import Reading, Run
    from msginspector.session import Message

RAW: Final = "raw"
HOPS: Final = "hops"
AUTH: Final = "auth"
NONE: Final = "There are no headers: PR_TRANSPORT_MESSAGE_HEADERS is missing."


def show_headers(run: Run) -> None:
    """The headers of each file, or of one message in it."""
    named = run.options.part != RAW or len(run.options.files) > 1
    inputs.look(run, Look("headers", _rows, _lines, _only, named=named))


def _only(rows: Iterator[dict[str, object]]) -> object:
    return next(rows, None)


def _read(run: Run, message: Message) -> Headers:
    headers = read_headers(message.object(run.options.object))
    if not headers:
        run.no = True
        run.tell(NONE)
    return headers


def _rows(run: Run, message: Message) -> Iterator[dict[str, object]]:
    return iter([headers_document(_read(run, message))])


def _lines(run: Run, message: Message, _reading: Reading) -> Iterator[str]:
    headers = _read(run, message)
    if not headers:
        return iter(())
    part = run.options.part
    if part == RAW:
        return _raw(headers, run.out.terminal)
    if part == HOPS:
        return _hops(headers)
    return _authentication(headers) if part == AUTH else _everything(headers)


def _raw(headers: Headers, literal: bool) -> Iterator[str]:
    """The text as it is stored; of named properties, the fields one after the other."""
    text = headers.text.text
    if headers.text.origin != TRANSPORT:
        text = "\n".join(f"{one.name}: {one.raw}" for one in headers.fields)
    for line in text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n"):
        yield "\t".join(map(shown, line.split("\t"))) if literal else line


def _everything(headers: Headers) -> Iterator[str]:
    yield from _fields(headers)
    yield from _hops(headers)
    yield from _authentication(headers)
    yield from _explained(headers)
    for label in headers.labels:
        yield from _label(label)
    for problem in headers.problems:
        yield f"  problem  {shown(problem)}"


def _fields(headers: Headers) -> Iterator[str]:
    source = headers.text.source
    place = "named properties of PS_INTERNET_HEADERS"
    if source is not None:
        place = f"{source.name} 0x{source.tag:08X}"
    count = len(headers.fields)
    yield f"  {count} field{'' if count == 1 else 's'} in {place}"
    for field in headers.fields:
        yield from _field(field)


def _field(field: HeaderField) -> Iterator[str]:
    place = f"line {field.line}" if field.line else f"0x{field.source.tag:08X}"
    name = field.name or f"({field.kind})"
    yield f"    {place:<10} {shown(name)}: {shown(field.decoded)}"
    for problem in field.problems:
        yield f"    {'':<10} problem: {shown(problem)}"


def _hops(headers: Headers) -> Iterator[str]:
    route = headers.route
    if not route.hops:
        yield "  no hops: there is no Received field"
        return
    count = len(route.hops)
    total = "" if route.total is None else f", {duration_text(route.total)} in all"
    yield f"  {count} hop{'' if count == 1 else 's'}, the oldest first{total}"
    if route.sent is not None:
        yield f"      Date  {time_text(route.sent.time):<21}          the sender's clock"
    for hop in route.hops:
        yield from _hop(hop)
    for origin in route.origins:
        yield f"    {origin.field.name}: {', '.join(map(address_text, origin.addresses))}"


def _hop(hop: Hop) -> Iterator[str]:
    one = hop.received
    time = "no time" if hop.moment is None else time_text(hop.moment.time)
    delay = "" if hop.delay is None else duration_text(hop.delay)
    way = [
        f"from {host_text(one.sender)}" if one.sender else "",
        f"by {host_text(one.receiver)}" if one.receiver else "",
        f"with {one.protocol}" if one.protocol else "",
        f"via {one.via}" if one.via else "",
        f"id {one.id}" if one.id else "",
        f"for {one.recipient}" if one.recipient else "",
        tls_text(one.tls),
    ]
    marks = [
        " longest" if hop.longest else "",
        " CLOCK JUMP" if hop.jump else "",
        " (the jump in it)" if hop.after_jump and not hop.jump else "",
    ]
    line = " ".join(part for part in way if part)
    yield f"    {hop.number:>6}  {time:<21} {delay:>8}{''.join(marks)}  {shown(line)}"
    for problem in one.problems:
        yield f"            problem: {shown(problem)}"


def _authentication(headers: Headers) -> Iterator[str]:
    found = headers.authentication
    if not found.statements and not found.signatures:
        yield "  nothing is stated about SPF, DKIM, DMARC or ARC"
    for statement in found.statements:
        yield from _statement(statement)
    for signature in found.signatures:
        times = f" signed {time_text(signature.signed)}" if signature.signed else ""
        if signature.expires:
            times += f" expires {time_text(signature.expires)}"
        tags = f"d={signature.domain} s={signature.selector} a={signature.algorithm}"
        yield shown(f"  {signature.field.name}, line {signature.field.line}: {tags}{times}")
        yield from (f"    problem: {shown(one)}" for one in signature.problems)
    for one in found.arc:
        yield shown(f"  ARC set {one.instance}: cv={one.chain or '?'}")
        yield from (f"    problem: {shown(text)}" for text in one.problems)
    for fact in headers.domains:
        yield shown(f"  {'aligned' if fact.relation == SAME else 'domain '}  {fact.sentence}")


def _statement(statement: Statement) -> Iterator[str]:
    name, line = statement.field.name, statement.field.line
    yield shown(f"  {name}, line {line}: as stated by {statement.host}, not verified here")
    for result in statement.results:
        said = [one.text for one in (result.meaning, result.reason_meaning) if one is not None]
        yield shown(f"    {result_text(result)}")
        yield from (f"        {text}" for text in said)


def _explained(headers: Headers) -> Iterator[str]:
    coded = [one for one in headers.explained if one.sentence]
    if coded:
        yield "  explained"
    for one in coded:
        yield shown(f"    {one.field.name}, line {one.field.line}: {one.meaning.text}")
        for part in one.parts:
            if part.meaning is not None:
                yield shown(f"        {part.key} {part.value}".rstrip() + f": {part.meaning.text}")


def _label(label: Label) -> Iterator[str]:
    method, meaning = label.method
    bits, marks = label.content_bits
    facts = [
        {True: "applies", False: "does not apply", None: ""}[label.enabled],
        method and f"{method} ({meaning.text})" if meaning is not None else method,
        f"set {label.set_date}" if label.set_date else "",
        f"tenant {label.tenant}" if label.tenant else "",
        f"adds {', '.join(marks)}" if marks else "adds nothing" if bits == 0 else "",
    ]
    said = "; ".join(one for one in facts if one)
    yield shown(f"  sensitivity label {label.name or '(no name)'} {label.id}: {said}")

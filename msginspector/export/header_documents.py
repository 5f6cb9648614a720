"""The JSON document of the headers of a message. Keys are added, never renamed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msginspector.analysis.headers.authentication import Authentication, Result, Statement
    from msginspector.analysis.headers.explained import Explanation
    from msginspector.analysis.headers.fields import HeaderField, Source
    from msginspector.analysis.headers.hops import Hop, Route
    from msginspector.analysis.headers.labels import Label
    from msginspector.analysis.headers.meanings import Meaning
    from msginspector.analysis.headers.received import Host
    from msginspector.analysis.headers.report import Headers
    from msginspector.analysis.headers.signatures import ArcSet, Signature
    from msginspector.inputs.dates import Moment


def headers_document(headers: Headers) -> dict[str, object]:
    """Fields, hops, authentication, explanations, labels; `origin` is "" where there are none."""
    text = headers.text
    return {
        "origin": text.origin,
        "source": _source(text.source),
        "fields": [field_document(one, text.byte_offset(one)) for one in headers.fields],
        "hops": [_hop(one) for one in headers.route.hops],
        "route": _route(headers.route),
        "authentication": _authentication(headers.authentication)
        | {"domains": [_domain(headers, index) for index in range(len(headers.domains))]},
        "explained": [_explanation(one) for one in headers.explained],
        "labels": [_label(one) for one in headers.labels],
        "problems": list(headers.problems),
    }


def field_document(field: HeaderField, byte_offset: int | None) -> dict[str, object]:
    """A field; `offset` counts characters, `byte_offset` bytes of the property."""
    return {
        "index": field.index,
        "kind": field.kind,
        "name": field.name,
        "value": field.value,
        "decoded": field.decoded,
        "raw": field.raw,
        "line": field.line or None,
        "lines": field.lines,
        "offset": field.offset,
        "byte_offset": byte_offset,
        "part": field.part,
        "source": _source(field.source),
        "problems": list(field.problems),
    }


def _source(source: Source | None) -> dict[str, object] | None:
    if source is None:
        return None
    return {"path": source.path, "tag": f"0x{source.tag:08X}", "name": source.name}


def _moment(moment: Moment | None) -> dict[str, object] | None:
    if moment is None:
        return None
    return {
        "utc": _utc(moment.utc),
        "text": moment.text,
        "zone": moment.zone,
        "zone_known": moment.zone_known,
    }


def _utc(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}0Z".rjust(28, "0")


def _seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else duration.total_seconds()


def _hop(hop: Hop) -> dict[str, object]:
    one = hop.received
    tls = one.tls
    return {
        "number": hop.number,
        "field": hop.field.index,
        "name": hop.field.name,
        "from": _host(one.sender),
        "by": _host(one.receiver),
        "with": one.protocol,
        "id": one.id,
        "for": one.recipient,
        "via": one.via,
        "tls": None
        if tls is None
        else {"version": tls.version, "cipher": tls.cipher, "bits": tls.bits},
        "time": _moment(one.moment),
        "delay": _seconds(hop.delay),
        "since": hop.since,
        "jump": hop.jump,
        "after_jump": hop.after_jump,
        "longest": hop.longest,
        "notes": list(one.notes),
        "problems": list(one.problems),
    }


def _host(host: Host | None) -> dict[str, object] | None:
    if host is None:
        return None
    return {
        "name": host.name,
        "resolved": host.resolved,
        "addresses": [
            {"address": one.text, "version": one.version, "kind": one.kind}
            for one in host.addresses
        ],
        "note": host.note,
    }


def _route(route: Route) -> dict[str, object]:
    return {
        "total": _seconds(route.total),
        "sent": _moment(route.sent),
        "before_first": _seconds(route.before_first),
        "origins": [
            {
                "field": one.field.index,
                "addresses": [
                    {"address": ip.text, "version": ip.version, "kind": ip.kind}
                    for ip in one.addresses
                ],
            }
            for one in route.origins
        ],
    }


def _authentication(found: Authentication) -> dict[str, object]:
    return {
        "verified": False,
        "statements": [_statement(one) for one in found.statements],
        "signatures": [_signature(one) for one in found.signatures],
        "arc": [_arc(one) for one in found.arc],
    }


def _statement(statement: Statement) -> dict[str, object]:
    return {
        "field": statement.field.index,
        "name": statement.field.name,
        "host": statement.host,
        "instance": statement.instance,
        "results": [_result(one) for one in statement.results],
    }


def _result(result: Result) -> dict[str, object]:
    return {
        "method": result.method,
        "result": result.result,
        "comment": result.comment,
        "reason": result.reason,
        "properties": [{"name": name, "value": value} for name, value in result.properties],
        "meaning": _meaning(result.meaning),
        "reason_meaning": _meaning(result.reason_meaning),
    }


def _meaning(meaning: Meaning | None) -> dict[str, str] | None:
    return None if meaning is None else {"text": meaning.text, "source": meaning.source}


def _signature(signature: Signature) -> dict[str, object]:
    return {
        "field": signature.field.index,
        "name": signature.field.name,
        "domain": signature.domain,
        "selector": signature.selector,
        "algorithm": signature.algorithm,
        "headers": list(signature.headers),
        "signed": _utc(signature.signed),
        "expires": _utc(signature.expires),
        "tags": dict(reversed(signature.tags)),
        "problems": list(signature.problems),
    }


def _arc(one: ArcSet) -> dict[str, object]:
    fields = (
        None if one.seal is None else one.seal.field,
        None if one.signature is None else one.signature.field,
        one.results,
    )
    return {
        "instance": one.instance,
        "chain": one.chain,
        "domain": "" if one.seal is None else one.seal.domain,
        "fields": [None if field is None else field.index for field in fields],
        "problems": list(one.problems),
    }


def _domain(headers: Headers, index: int) -> dict[str, object]:
    fact = headers.domains[index]
    return {
        "role": fact.role,
        "domain": fact.domain,
        "relation": fact.relation,
        "from": fact.from_domain,
        "field": fact.field.index,
    }


def _explanation(one: Explanation) -> dict[str, object]:
    return {
        "field": one.field.index,
        "name": one.field.name,
        "meaning": _meaning(one.meaning),
        "parts": [
            {
                "key": part.key,
                "value": part.value,
                "key_meaning": _meaning(part.key_meaning),
                "meaning": _meaning(part.meaning),
            }
            for part in one.parts
        ],
    }


def _label(label: Label) -> dict[str, object]:
    method, method_meaning = label.method
    bits, marks = label.content_bits
    return {
        "id": label.id,
        "name": label.name,
        "enabled": label.enabled,
        "method": method,
        "method_meaning": _meaning(method_meaning),
        "set_date": label.set_date,
        "tenant": label.tenant,
        "content_bits": bits,
        "content_marks": list(marks),
        "attributes": dict(label.attributes),
        "source": _source(label.source),
        "field": None if label.field is None else label.field.index,
    }

"""The JSON document of what of a message is signed, sealed or a report. Keys are added, never
renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msginspector.analysis.sealed.cms import EnvelopedData, SignedData

if TYPE_CHECKING:
    from datetime import datetime

    from msginspector.analysis.classes.views import Section, Source, Table
    from msginspector.analysis.sealed.algorithms import Algorithm
    from msginspector.analysis.sealed.certificates import Certificate
    from msginspector.analysis.sealed.delivery import Delivery
    from msginspector.analysis.sealed.pgp import Packet
    from msginspector.analysis.sealed.recipients import Recipient
    from msginspector.analysis.sealed.verdicts import Seal, SealedPart
    from msginspector.analysis.sealed.verify import Checked


def seal_document(seal: Seal) -> dict[str, object]:
    """The verdict, what was not checked, each layer with what it holds, and all facts."""
    return {
        "kind": seal.kind,
        "verdict": {
            "state": seal.verdict.state,
            "word": seal.verdict.word,
            "reason": seal.verdict.reason,
        },
        "warnings": list(seal.warnings),
        "not_checked": list(seal.not_checked),
        "layers": [_layer(part) for part in seal.parts],
        "deliveries": [_delivery(one) for one in seal.deliveries],
        "sections": [_section(one) for one in seal.sections],
    }


def _layer(part: SealedPart) -> dict[str, object]:
    found: dict[str, object] = {
        "kind": part.layer.kind,
        "form": part.layer.form,
        "source": _source(part.source),
        "problems": list(part.layer.problems),
    }
    data = part.layer.cms
    if isinstance(data, SignedData):
        found["signatures"] = [_signature(one) for one in part.checked]
        found["certificates"] = [_certificate(one) for one in data.certificates]
    elif isinstance(data, EnvelopedData):
        found |= {
            "authenticated": data.authenticated,
            "cipher": _algorithm(data.cipher),
            "size": data.size,
            "recipients": [_recipient(one) for one in data.recipients],
        }
    if part.layer.packets:
        found["packets"] = [_packet(one) for one in part.layer.packets]
    return found


def _signature(one: Checked) -> dict[str, object]:
    signer = one.signer
    return {
        "state": one.state,
        "reason": one.reason,
        "content_fits": one.content_fits,
        "signature_fits": one.signature_fits,
        "signer": signer.key.text,
        "certificate": None if one.certificate is None else one.certificate.sha256,
        "digest": _algorithm(signer.digest),
        "algorithm": _algorithm(signer.method),
        "signing_time": _time(signer.signing_time),
        "signed_digest": None if signer.message_digest is None else signer.message_digest.hex(),
        "content_digest": None if one.digest is None else one.digest.hex(),
        "taken": one.stored_as,
        "weak": list(one.weak),
    }


def _certificate(one: Certificate) -> dict[str, object]:
    return {
        "subject": one.subject,
        "issuer": one.issuer,
        "serial": one.serial,
        "not_before": _time(one.not_before),
        "not_after": _time(one.not_after),
        "key": one.key,
        "emails": list(one.emails),
        "usages": list(one.usages),
        "purposes": [_algorithm(purpose) for purpose in one.purposes],
        "authority": one.is_authority,
        "algorithm": _algorithm(one.signed_with),
        "sha256": one.sha256,
        "sha1": one.sha1,
        "weak": list(one.weak),
    }


def _recipient(one: Recipient) -> dict[str, object]:
    key = one.key
    return {
        "kind": one.kind,
        "issuer": key.issuer if key is not None else "",
        "serial": key.serial if key is not None else "",
        "key_id": key.key_id.hex().upper() if key is not None else "",
        "algorithm": _algorithm(one.method),
        "wrap": None if one.wrap is None else _algorithm(one.wrap),
    }


def _packet(one: Packet) -> dict[str, object]:
    return {
        "number": one.number,
        "name": one.name,
        "offset": one.offset,
        "size": one.size,
        "facts": [{"label": label, "text": text} for label, text in one.facts],
        "weak": list(one.weak),
    }


def _delivery(one: Delivery) -> dict[str, object]:
    return {
        "recipient": one.recipient,
        "address": one.address,
        "action": one.action,
        "statuses": [
            {"code": s.code, "meaning": s.meaning, "source": s.source} for s in one.statuses
        ],
        "details": [
            {"label": d.label, "text": d.text, "source": _source(d.source)} for d in one.details
        ],
        "source": _source(one.source),
    }


def _section(one: Section) -> dict[str, object]:
    return {
        "title": one.title,
        "facts": [
            {"label": fact.label, "text": fact.text, "source": _source(fact.source)}
            for fact in one.facts
        ],
        "tables": [_table(table) for table in one.tables],
    }


def _table(one: Table) -> dict[str, object]:
    return {
        "title": one.title,
        "columns": list(one.columns),
        "rows": [list(line.cells) for line in one.lines],
        "more": one.more,
    }


def _algorithm(one: Algorithm) -> dict[str, object]:
    return {"oid": one.oid, "name": one.name}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _source(source: Source | None) -> dict[str, object] | None:
    return None if source is None else {"path": source.path, "tag": f"0x{source.tag:08X}"}

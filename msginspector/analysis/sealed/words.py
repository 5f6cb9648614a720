"""What layers say, as sections of facts: signatures, certificates, encryption, OpenPGP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from msginspector.analysis.classes.views import Fact, Line, Section, Source, Table
from msginspector.analysis.sealed import cms, pgp, recipients, verify
from msginspector.analysis.sealed.times import said

if TYPE_CHECKING:
    from msginspector.analysis.sealed.certificates import Certificate
    from msginspector.analysis.sealed.verdicts import SealedPart
    from msginspector.analysis.sealed.verify import Checked

MAX_ROWS: Final = 200
MAX_DETAILED: Final = 20
"""Certificates that have a section of their own."""
CERTIFICATES: Final = "Certificates"
"""The section that lists them; each has one of its own as well."""
_STATES: Final = {verify.VALID: "valid", verify.INVALID: "not valid",
                  verify.UNKNOWN: "cannot be verified"}  # fmt: skip
_KINDS: Final = {
    recipients.TRANSPORT: "holder of the key of a certificate",
    recipients.AGREEMENT: "holder of the key of a certificate (key agreement)",
    recipients.SHARED: "holder of a shared key",
    recipients.PASSWORD: "whoever knows the password",
    recipients.OTHER: "unknown",
}


def sections_of(part: SealedPart, people: tuple[str, str]) -> Iterator[Section]:
    """The sections of a layer; `people` are the addresses of From and of the sender."""
    found = part.layer.cms
    if isinstance(found, cms.SignedData):
        yield from _signed(part, found, people)
    elif isinstance(found, cms.EnvelopedData):
        yield from _enveloped(found, part)
    elif part.layer.packets:
        yield from _packets(part)
    else:
        yield Section(part.layer.kind, tuple(_other(part)))


def _other(part: SealedPart) -> Iterator[Fact]:
    if part.layer.form:
        yield Fact("Form", part.layer.form, part.source)
    if isinstance(part.layer.cms, cms.OtherData):
        yield Fact("Content", part.layer.cms.content_type.name, part.source)
    for problem in part.layer.problems:
        yield Fact("Problem", problem, part.source)


# -- signatures ---------------------------------------------------------------------------------


def _signed(part: SealedPart, found: cms.SignedData, people: tuple[str, str]) -> Iterator[Section]:
    count = len(part.checked)
    if not count:
        none = "There is no signature in it: certificates alone."
        yield Section(part.layer.kind, (Fact("Problem", none, part.source), *_other(part)))
    for number, one in enumerate(part.checked, 1):
        title = "Signature" if count == 1 else f"Signature {number} of {count}"
        result = (Fact("Result", f"{_STATES[one.state]}. {one.reason}", part.source),)
        facts = tuple(_signature(part, one, people))
        yield Section(title, (*result, *facts) if count > 1 else facts)
    signers = [one.certificate for one in part.checked]
    ordered = sorted(found.certificates, key=lambda one: one not in signers)
    if ordered:
        yield _certificate_list(ordered, part)
    for number, certificate in enumerate(ordered[:MAX_DETAILED], 1):
        role = " of the signer" if certificate in signers else ""
        title = f"Certificate {number}{role}: {certificate.name}"
        issued = verify.check_issued(certificate, found.certificates)
        said_of = (*_certificate(certificate, part.source), *_issued(issued, part.source))
        yield Section(title, said_of)


def _signature(part: SealedPart, one: Checked, people: tuple[str, str]) -> Iterator[Fact]:
    for label, text in _signature_texts(part, one, people):
        if text:
            yield Fact(label, text, part.source)


def _signature_texts(
    part: SealedPart, one: Checked, people: tuple[str, str]
) -> Iterator[tuple[str, str]]:
    signer, certificate = one.signer, one.certificate
    if one.stored_as:
        yield "Content taken", f"The bytes fit {one.stored_as}."
    yield "Signer", certificate.name if certificate is not None else signer.key.text
    yield "Addresses", ", ".join(certificate.emails) if certificate is not None else ""
    address, sender = people
    yield "From", _sender_text(certificate, address)
    if sender.casefold() != address.casefold():
        yield "Sender", _sender_text(certificate, sender)
    yield "Signed", _time_text(one)
    yield "Form", part.layer.form
    yield "Digest", _digest_text(one)
    yield "Signed digest", (signer.message_digest or b"").hex()
    if one.digest is not None and one.digest != signer.message_digest:
        yield "Digest here", one.digest.hex()
    yield "Algorithm", signer.method.name
    for text in (*one.weak, *(certificate.weak if certificate is not None else ())):
        yield "Weak", text
    yield "Signed along", ", ".join(signer.attribute_names)
    yield "Not signed", ", ".join(signer.other_names)
    for text in part.layer.problems:
        yield "Problem", text


def _digest_text(one: Checked) -> str:
    name = one.signer.digest.name
    fits = {True: "it is that of the content", False: "it is not that of the content",
            None: "it could not be compared"}[one.content_fits]  # fmt: skip
    return f"{name}, {fits}"


def _time_text(one: Checked) -> str:
    moment = one.signer.signing_time
    if moment is None:
        return "the time is not said"
    text = f"{said(moment)}, as the signer's clock said"
    covers = one.certificate.covers(moment) if one.certificate is not None else None
    if covers is None:
        return text
    return f"{text}; the certificate was {'' if covers else 'not '}valid then"


def _sender_text(certificate: Certificate | None, sender: str) -> str:
    """How an address of the message compares with the certificate."""
    if not sender or certificate is None:
        return ""
    if not certificate.emails:
        return f"{sender}; the certificate names no address"
    if sender.casefold() in (one.casefold() for one in certificate.emails):
        return f"{sender}, an address of the certificate"
    return f"{sender}, which is not an address of the certificate"


def _certificate_list(certificates: list[Certificate], part: SealedPart) -> Section:
    lines = tuple(
        Line(
            (one.name, "itself" if one.self_issued else one.issuer_name, one.serial,
             _day(one.not_before), _day(one.not_after), one.key),
            part.source,
            "authority" if one.is_authority else "",
        )
        for one in certificates[:MAX_ROWS]
    )  # fmt: skip
    columns = ("Subject", "Issued by", "Serial number", "From", "Until", "Key")
    more = max(len(certificates) - MAX_ROWS, 0)
    return Section(CERTIFICATES, (), (Table(CERTIFICATES, columns, lines, more),))


def _day(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d}"


def _usages(one: Certificate) -> str:
    usages = ", ".join(one.usages)
    return usages if one.may_sign or one.is_authority else f"{usages}; not for signatures"


def _certificate(one: Certificate, source: Source) -> Iterator[Fact]:
    now = datetime.now(UTC)
    covers = one.covers(now)
    today = {True: "valid today", False: "not valid today", None: ""}[covers]
    purposes = ", ".join(purpose.name for purpose in one.purposes)
    facts = (
        ("Subject", one.subject),
        ("Issued by", "itself" if one.self_issued else one.issuer),
        ("Serial number", one.serial),
        ("Valid", f"{said(one.not_before)} to {said(one.not_after)}" + (today and f"; {today}")),
        ("Addresses", ", ".join(one.emails)),
        ("Key", one.key),
        ("Key identifier", one.key_id.hex().upper()),
        ("May be used for", _usages(one)),
        ("Purposes", purposes),
        ("Authority", "yes: it may issue certificates" if one.is_authority else ""),
        ("Signed with", one.signed_with.name),
        ("SHA-256", one.sha256),
        ("SHA-1", one.sha1),
    )  # fmt: skip
    for label, text in facts:
        if text:
            yield Fact(label, text, source)
    for text in one.weak:
        yield Fact("Weak", text, source)


def _issued(issued: verify.Issued, source: Source) -> Iterator[Fact]:
    """Whether the certificate is as its issuer signed it."""
    if issued.holds and issued.issuer is not None:
        text = f"holds, by the key of {issued.issuer.name}, whose certificate came along"
    else:
        text = issued.reason if issued.holds is False else f"not checked. {issued.reason}"
    yield Fact("Issuer's signature", text, source)


# -- encryption ---------------------------------------------------------------------------------


def _enveloped(found: cms.EnvelopedData, part: SealedPart) -> Iterator[Section]:
    changes = "changes are noticed" if found.authenticated else "changes are not noticed (EFAIL)"
    facts = [
        Fact("Content", f"{found.content_type.name}, {found.size:,} bytes, encrypted", part.source),
        Fact("Cipher", f"{found.cipher.name}; {changes}", part.source),
        *((Fact("Weak", f"{found.cipher.weak}.", part.source),) if found.cipher.weak else ()),
        Fact("Decryption", "Not done here: it needs the private key of a recipient.", part.source),
        *(Fact("Problem", text, part.source) for text in part.layer.problems),
    ]
    lines = tuple(
        Line((one.key.text if one.key is not None else "", _KINDS[one.kind],
              " and ".join(a.name for a in (one.method, one.wrap) if a is not None)), part.source)
        for one in found.recipients[:MAX_ROWS]
    )  # fmt: skip
    yield Section("Encryption", tuple(facts))
    more = max(len(found.recipients) - MAX_ROWS, 0)
    columns = ("Key", "For the", "Key of the content encrypted with")
    note = "The keys are named, not the people: a directory or the recipients know whose they are."
    yield Section(
        "For whom", (Fact("Recipients", f"{len(found.recipients):,}. {note}", part.source),),
        (Table("For whom", columns, lines, more),),
    )  # fmt: skip


# -- OpenPGP ------------------------------------------------------------------------------------


def _packets(part: SealedPart) -> Iterator[Section]:
    layer = part.layer
    facts = [Fact("Form", layer.form, part.source)] if layer.form else []
    results = list(pgp_results(part))
    facts += [Fact("Result", text, part.source) for text in results if len(results) > 1]
    facts += [Fact("Armor", text, part.source) for text in layer.armor]
    facts += [Fact("Problem", text, part.source) for text in layer.problems]
    weak = dict.fromkeys(text for one in layer.packets for text in one.weak)
    facts += [Fact("Weak", text, part.source) for text in weak]
    yield Section(layer.kind, tuple(facts))
    lines = tuple(
        Line((str(one.number), one.name, f"{one.size:,}",
              "; ".join(f"{label}: {text}" for label, text in one.facts)), part.source)
        for one in layer.packets[:MAX_ROWS]
    )  # fmt: skip
    more = max(len(layer.packets) - MAX_ROWS, 0)
    columns = ("Packet", "What it is", "Bytes", "What it says")
    yield Section("Packets", (), (Table("Packets", columns, lines, more),))


def pgp_results(part: SealedPart) -> Iterator[str]:
    """What can be said of the signatures without their keys."""
    layer = part.layer
    if any(one.number in (9, 18, 20) for one in layer.packets):
        yield "Encrypted; it is not decrypted here: that needs the private key of a recipient."
    for signature in layer.signatures:
        fits = {pgp.begins_right(signature, one.data) for one in layer.candidates} - {None}
        if True in fits:
            yield (
                "The digest of the content begins as the signature says: it is very likely what "
                "was signed. By whom cannot be verified: the key is not in the message."
            )
        elif fits:
            yield "The digest of the content does not begin as the signature says: it was changed."
        else:
            yield "The signature cannot be verified: the key is not in the message."

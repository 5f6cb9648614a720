"""The way in: what of a message is signed, sealed, protected, a report or about sharing.

`kinds.seal_title` is cheap and says whether there is anything to tell; `read_seal` reads it all
and verifies signatures, which takes a while for large mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msginspector.analysis.classes.views import Fact, Section, Source
from msginspector.analysis.sealed import (
    cms,
    entities,
    reports,
    rights,
    sharing,
    sources,
    verdicts,
    words,
)
from msginspector.analysis.sealed.kinds import TITLES, seal_kind
from msginspector.analysis.sealed.people import from_address, sender_address
from msginspector.analysis.sealed.pgp import begins_right
from msginspector.analysis.sealed.verdicts import Seal, SealedPart, Verdict
from msginspector.analysis.sealed.verify import check, check_issued

if TYPE_CHECKING:
    from msginspector.analysis.classes.views import Clock
    from msginspector.session import ObjectRow, PropertyRow

_BODIES: Final = (0x1000, 0x1013, 0x1009)
_CONTENT_CLASS: Final = ("{00020386-0000-0000-C000-000000000046}", "content-class")
_LICENCE: Final = ("{00020329-0000-0000-C000-000000000046}", "DRMLicense")


def read_seal(row: ObjectRow, clock: Clock | None = None) -> Seal | None:
    """What a message says in that respect; None for a plain one.

    Times of properties are shown as `clock` does, in UTC without one. Raises InspectorError where
    the object is not served any more.
    """
    kind = seal_kind(row)
    if kind == verdicts.SHARING:
        return sharing.read_sharing(row, clock)
    if kind == verdicts.REPORT:
        return reports.read_report(row, clock)
    if kind == verdicts.RIGHTS:
        return _rights(row)
    return _layers(row) if kind else None


# -- signatures and encryption ------------------------------------------------------------------


def _layers(row: ObjectRow) -> Seal:
    address, source = from_address(row)
    people = (address, sender_address(row))
    parts = tuple(_parts(row))
    made = [one for part in parts for one in words.sections_of(part, people)]
    warnings = tuple(_warnings(parts, people))
    about = [Fact("Warning", text, source) for text in warnings]
    signed = any(part.checked for part in parts)
    not_checked: tuple[str, ...] = verdicts.NOT_CHECKED if signed else ()
    if signed and row.first(*_BODIES) is not None:
        not_checked += (verdicts.BODY_NOT_CHECKED,)
    about += [Fact("Not checked", text) for text in not_checked]
    verdict = _verdict(parts)
    sections = (*made[:1], *((Section("Worth knowing", tuple(about)),) if about else ()), *made[1:])
    kind = verdicts.ENCRYPTION if verdict.state == verdicts.CLOSED else verdicts.SIGNATURE
    return Seal(
        kind, TITLES[kind], verdict, sections, parts, warnings=warnings, not_checked=not_checked
    )


def _parts(row: ObjectRow) -> Iterator[SealedPart]:
    for one in sources.sealed_attachments(row):
        prop = sources.data_property(one)
        if prop is not None:
            yield from _of_bytes(one, prop)
    armor = sources.body_armor(row)
    if armor is not None:
        layer = entities.of_text(sources.body_bytes(armor))
        if layer is not None:
            yield SealedPart(layer, Source(row.path, armor.tag))


def _of_bytes(row: ObjectRow, prop: PropertyRow) -> Iterator[SealedPart]:
    data = b"".join(prop.slices())
    source = Source(row.path, prop.tag)
    if sources.type_of(row) == "application/pgp-encrypted" and b"Version:" in data[:100]:
        return  # RFC 3156 4: the first part says the version alone
    found = list(entities.layers(data))
    if not found and sources.name_of(row).lower().endswith((".gpg", ".pgp", ".sig")):
        found = [one for one in (entities.of_packets(data),) if one is not None]
    for layer in found:
        checked = (
            check(layer.cms, layer.candidates) if isinstance(layer.cms, cms.SignedData) else ()
        )
        yield SealedPart(layer, source, checked)


def _verdict(parts: tuple[SealedPart, ...]) -> Verdict:
    """The worst of all signatures; encryption only where nothing is signed outside it."""
    checked = [one for part in parts for one in part.checked]
    for state, word in (
        (verdicts.INVALID, "Signature not valid"), (verdicts.UNKNOWN, "Cannot be verified"),
    ):  # fmt: skip
        worst = next((one for one in checked if one.state == state), None)
        if worst is not None:
            return Verdict(state, word, worst.reason)
    if checked:
        return Verdict(verdicts.VALID, "Valid signature", checked[0].reason)
    kinds = [part.layer.kind for part in parts]
    if any(one in (entities.SMIME_ENCRYPTED, entities.PGP_ENCRYPTED) for one in kinds):
        reason = "The content is encrypted and cannot be read here: no key, no decryption."
        return Verdict(verdicts.CLOSED, "Encrypted", reason)
    return _other_verdict(parts)


def _other_verdict(parts: tuple[SealedPart, ...]) -> Verdict:
    pgp = [part for part in parts if part.layer.kind == entities.PGP_SIGNED]
    if pgp:
        state = verdicts.INVALID if any(map(_changed, pgp)) else verdicts.UNKNOWN
        word = "Signature not valid" if state == verdicts.INVALID else "Cannot be verified"
        return Verdict(state, word, next(words.pgp_results(pgp[0]), "There is no signature."))
    problem = next((one for part in parts for one in part.layer.problems), "")
    reason = problem or "The signature that the class of the message promises is missing."
    return Verdict(verdicts.UNKNOWN, "Cannot be verified", reason)


def _changed(part: SealedPart) -> bool:
    """Whether the content is surely not what an OpenPGP signature is of."""
    for signature in part.layer.signatures:
        fits = {begins_right(signature, one.data) for one in part.layer.candidates} - {None}
        if fits == {False}:
            return True
    return False


def _warnings(parts: tuple[SealedPart, ...], people: tuple[str, str]) -> Iterator[str]:
    for layer, one in ((part.layer, one) for part in parts for one in part.checked):
        certificate = one.certificate
        if certificate is None or not isinstance(layer.cms, cms.SignedData):
            continue
        issued = check_issued(certificate, layer.cms.certificates)
        if issued.holds is False:
            yield f"{issued.reason} Nothing that it says can be relied on."
        emails = {email.casefold() for email in certificate.emails}
        stated = {one.casefold() for one in people if one}
        if stated and emails and not stated & emails:  # RFC 8550 3: that of From or of Sender
            yield (
                f"The message is from {people[0]}; the certificate is for "
                f"{', '.join(certificate.emails[:5])}."
            )
        moment = one.signer.signing_time
        if moment is not None and certificate.covers(moment) is False:
            yield "The certificate was not valid at the time the signer states."
        if not certificate.may_sign:
            yield "The certificate is not meant for signatures."
        if not certificate.is_for_mail:
            yield "The certificate is not meant for e-mail."


# -- rights management --------------------------------------------------------------------------


def _rights(row: ObjectRow) -> Seal:
    attachment = sources.rights_attachment(row)
    found, source = None, None
    if attachment is not None:
        prop = sources.data_property(attachment)
        source = None if prop is None else Source(attachment.path, prop.tag)
        found = rights.read_rights(b"".join(prop.slices())) if prop is not None else None
    reason = "The content is encrypted under rights management; only its server gives the key."
    verdict = Verdict(verdicts.CLOSED, "Rights-protected", reason)
    facts = _said_rights(row)
    sections = [Section("Protection", tuple(facts))]
    if found is not None:
        sections.append(Section("message.rpmsg", tuple(_protected(found, source))))
        if found.licence is not None:
            sections.append(Section("Licence", tuple(_licence(found.licence, source))))
    elif attachment is not None:
        text = "It does not begin as [MS-OXORMMS] 2.2.4.2 says; it is not read."
        sections.append(Section("message.rpmsg", (Fact("Problem", text, source),)))
    shown = tuple(one for one in sections if one.facts)
    return Seal(verdicts.RIGHTS, TITLES[verdicts.RIGHTS], verdict, shown)


def _said_rights(row: ObjectRow) -> Iterator[Fact]:
    """What properties of the message say: its content class, and licences kept with it."""
    kept = row.named(*_CONTENT_CLASS)
    if kept is not None:
        yield Fact("Content class", kept.text, Source(row.path, kept.tag))
    licence = row.named(*_LICENCE)
    if licence is not None:
        text = "The licence of a reader is kept in the message, compressed ([MS-OXORMMS] 2.2.3.1)."
        yield Fact("Use licence", text, Source(row.path, licence.tag))


def _protected(found: rights.Protected, source: Source | None) -> Iterator[Fact]:
    size = f"{found.stored:,} bytes, {found.unpacked:,} in {found.blocks:,} blocks when unpacked"
    yield Fact("Size", size, source)
    if found.content is not None:
        yield Fact("Encrypted content", f"{found.content:,} bytes (DRMContent)", source)
    names = [f"{path} ({size:,})" for path, size in found.streams[:50]]
    if names:
        yield Fact("Streams", ", ".join(names), source)
    for text in found.problems:
        yield Fact("Problem", text, source)


def _licence(found: rights.Licence, source: Source | None) -> Iterator[Fact]:
    facts = (
        ("Template", found.template), ("Description", found.description), ("Owner", found.owner),
        ("Issued", found.issued), ("Servers", ", ".join(found.servers)),
        ("Size", f"{found.size:,} bytes of XrML"),
    )  # fmt: skip
    for label, text in facts:
        if text:
            yield Fact(label, text, source)

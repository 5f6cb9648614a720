"""What the attachments tab says of one attachment: facts in sections, with sources. No Qt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from msginspector.analysis.attachments.dangers import DANGER
from msginspector.analysis.attachments.facts import METHODS
from msginspector.gui import texts
from msginspector.gui.facts import Fact, Section
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from msginspector.analysis.attachments import facts as said
    from msginspector.analysis.attachments.documents import DocumentFact
    from msginspector.analysis.attachments.looks import AttachmentLook, Sums
    from msginspector.analysis.attachments.ole import OleObject
    from msginspector.gui.times import Clock
    from msginspector.session import ObjectRow

TEXT_LIMIT: Final = 600
LEVELS: Final = {DANGER: "Danger", "caution": "Caution"}
_LONG_WORD: Final = re.compile(r"[^\s]{32}(?=[^\s])")
_TIMES: Final = {0x3007: "Created", 0x3008: "Changed"}


def sections(
    look: AttachmentLook,
    row: ObjectRow,
    clock: Clock,
    *,
    is_inline: bool = False,
    sums: Sums | None = None,
    ole: OleObject | None = None,
    document: tuple[DocumentFact, ...] = (),
) -> list[Section]:
    """The sections that have facts, the reasons for care first."""
    made = (
        ("Care is due", _dangers(look)),
        ("File", _file(look, sums)),
        ("Names", _names(look)),
        ("In the message", _place(look, row, clock, is_inline)),
        ("OLE object", _ole(ole)),
        ("The document says of itself", _document(document)),
    )
    found = ((title, tuple(map(_folded, facts))) for title, facts in made)
    return [Section(title, facts) for title, facts in found if facts]


def _folded(fact: Fact) -> Fact:
    """Words that are too long for a narrow window go on in the next line."""
    return replace(fact, text=_LONG_WORD.sub(r"\g<0>\n", fact.text))


def type_words(look: AttachmentLook) -> str:
    """What the bytes are, in words; "not known" where nobody knows."""
    if look.content is None:
        return "nothing is stored"
    return look.content.name or "not known"


def method_words(facts: said.AttachmentFacts) -> str:
    """How the attachment is attached, with the name of the constant."""
    value = facts.method_value
    if value is None:
        return ""
    known = METHODS.get(value)
    return str(value) if known is None else f"{known[0]}: {known[2]}"


def _dangers(look: AttachmentLook) -> Iterator[Fact]:
    for one in look.dangers:
        yield Fact(LEVELS.get(one.level, one.level), one.text)


def _file(look: AttachmentLook, sums: Sums | None) -> Iterator[Fact]:
    facts, content = look.facts, look.content
    yield Fact("Type by content", type_words(look))
    if content is not None and content.name:
        yield Fact("Told by", content.reason)
    if look.fits is False and content is not None:
        yield Fact("Extension", f"does not fit: .{', .'.join(content.extensions[:6])} would")
    if facts.size is not None:
        yield Fact("Size stored", _bytes(facts.size), 0x37010102)
    if facts.declared_size is not None:
        yield _fact("PR_ATTACH_SIZE", facts.declared_size, _bytes(facts.declared_size.value))
    if facts.mime is not None:
        yield _fact("MIME type", facts.mime)
    if facts.method is not None:
        yield _fact("Method", facts.method, method_words(facts))
    if sums is not None:
        yield Fact("SHA-256", sums.sha256)
        yield Fact("SHA-1", sums.sha1)
        yield Fact("MD5", sums.md5)


def _names(look: AttachmentLook) -> Iterator[Fact]:
    facts = look.facts
    if facts.shown is not None:
        yield _name("Shown by Outlook", facts.shown, facts)
    yield Fact("Saved as", facts.safe.name)
    if facts.safe.changes:
        yield Fact("Because", "; ".join(facts.safe.changes))
    for name in facts.names:
        yield _name(name.what.capitalize(), name, facts)


def _name(label: str, name: said.NameCandidate, facts: said.AttachmentFacts) -> Fact:
    path = None if name.source.path == facts.path else name.source.path
    return Fact(label, visible(name.text, TEXT_LIMIT, one_line=True), name.source.tag, path)


def _place(look: AttachmentLook, row: ObjectRow, clock: Clock, is_inline: bool) -> Iterator[Fact]:
    facts = look.facts
    if facts.target is not None:
        yield _fact("Where the file is", facts.target)
    if facts.provider is not None:
        yield _fact("Service", facts.provider)
    if facts.content_id is not None:
        yield _fact("Content id", facts.content_id)
        words = "yes: the body shows it" if is_inline else "not that the stored HTML body says"
        yield Fact("Inline", words)
    if facts.hidden is not None:
        yield _fact("Hidden", facts.hidden, _flag_words(facts.hidden.value))
    if facts.related is not None:
        yield _fact("Part of the body", facts.related, "yes: ATT_MHTML_REF")
    if facts.message_class is not None:
        yield Fact("Message class", facts.message_class, 0x001A001F, f"{facts.path}/message")
    for time in facts.times:
        prop = row.first(time.source.tag >> 16)
        said = clock.text(time.value, prop) if prop is not None else ""
        yield _fact(_TIMES.get(time.source.tag >> 16, "Time"), time, said or time.value.iso())


def _flag_words(value: object) -> str:
    return "yes" if value is True else f"yes: {value}"


def _ole(ole: OleObject | None) -> Iterator[Fact]:
    if ole is None:
        return
    if ole.clsid:
        yield Fact("Class", texts.joined((ole.what, ole.clsid)))
    if ole.program:
        yield Fact("Program", visible(ole.program, TEXT_LIMIT, one_line=True))
    if ole.user_type:
        yield Fact("Kind", visible(ole.user_type, TEXT_LIMIT, one_line=True))
    packed = ole.package
    if packed is not None and packed.name:
        name = visible(packed.name, TEXT_LIMIT, one_line=True)
        yield Fact("File inside", texts.joined((name, texts.size(packed.size))))
        yield Fact("It came from", visible(packed.original, TEXT_LIMIT, one_line=True))
    for picture in ole.presentations:
        size = f"{picture.width / 100:.1f} × {picture.height / 100:.1f} mm" if picture.width else ""
        said = texts.joined((picture.format_name, picture.aspect, size))
        yield Fact("Presentation", said)


def _document(found: tuple[DocumentFact, ...]) -> Iterator[Fact]:
    for one in found:
        value = one.value
        if isinstance(value, datetime):
            shown = value.strftime("%Y-%m-%d %H:%M:%S UTC")
        else:
            shown = visible(str(value), TEXT_LIMIT)
        yield Fact(one.name, shown)


def _fact(label: str, fact: said.Fact, text: str = "") -> Fact:
    shown = text or visible(str(fact.value), TEXT_LIMIT, one_line=True)
    return Fact(label, shown, fact.source.tag)


def _bytes(size: int) -> str:
    short = texts.size(size)
    return short if size < 1024 else f"{short} ({texts.grouped(size)} bytes)"

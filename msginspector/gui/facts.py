"""What the Summary of an object says: sections of facts, each with the property it comes from.

A fact that the object lacks is left out, and so is a section without facts. Values are those of
the session layer; this decides which of them a reader wants first. No Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msginspector.errors import InspectorError
from msginspector.gui import summary, texts

if TYPE_CHECKING:
    from msginspector.findings import Finding
    from msginspector.gui.times import Clock
    from msginspector.oxmsg.bodies import Bodies
    from msginspector.session import ObjectRow, PropertyRow

TEXT_LIMIT: Final = 600
PEOPLE_SHOWN: Final = 40
ROLES_READ: Final = 200  # recipients; the table of recipients says it of any number
FILES_SHOWN: Final = 40
BODIES: Final = {"text": "plain text", "html": "HTML", "rtf": "RTF"}
STORED: Final = "stored"
SEVERITIES: Final = {"error": "Error", "warning": "Warning", "info": "Note"}
PS_PUBLIC_STRINGS: Final = "{00020329-0000-0000-C000-000000000046}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is, what it says, and the tag of the property that says so, if one does.

    `path` is the object that has the property, None for the one shown; `name` is what the property
    is called where its tag does not say it: named properties.
    """

    label: str
    text: str
    tag: int | None = None
    path: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under a heading."""

    title: str
    facts: tuple[Fact, ...]


Form = Callable[["PropertyRow", "Clock"], str]
Maker = Callable[["Reader"], Fact | None]


class Reader:
    """The properties of one object by id, the object, and how times are shown."""

    def __init__(self, row: ObjectRow, clock: Clock) -> None:
        self.row = row
        self.clock = clock
        self._by_id = {prop.id: prop for prop in reversed(row.properties)}

    @cached_property
    def bodies(self) -> Bodies:
        """The forms of the body."""
        return self.row.bodies()

    @cached_property
    def roles(self) -> tuple[tuple[ObjectRow, int | None], ...]:
        """Each recipient with its kind; nothing where there are more than `ROLES_READ`."""
        rows = self.row.recipients
        return tuple((row, _role(row)) for row in rows) if len(rows) <= ROLES_READ else ()

    def first(self, ids: tuple[int, ...]) -> PropertyRow | None:
        """The first of these properties that the object has, and that says something."""
        present = (self._by_id[number] for number in ids if number in self._by_id)
        return next((prop for prop in present if prop.size or prop.size is None), None)


def meaning(prop: PropertyRow, clock: Clock) -> str:
    """What a value means, times as the clock shows them; "" where nothing, as of times in UTC."""
    from msginspector.analysis import meanings  # not before the first window

    return meanings.meaning(prop, lambda time: "" if clock.is_utc else clock.text(time, prop))


def _role(row: ObjectRow) -> int | None:
    number = summary.Facts(row).number(summary.RECIPIENT_TYPE)
    return None if number is None else number & 0xF


def sections(row: ObjectRow, clock: Clock, findings: Sequence[Finding] = ()) -> tuple[Section, ...]:
    """The Summary of a message, recipient, attachment or orphan, times as the clock shows them.

    Raises InspectorError where the object is not served any more; a value that cannot be read
    says why in its place.
    """
    reader = Reader(row, clock)
    wanted = SECTIONS.get(row.kind, ())
    made = [Section(title, tuple(_made(makers, reader))) for title, makers in wanted]
    made.append(Section("Findings", tuple(_counted(findings))))
    return tuple(section for section in made if section.facts)


def _counted(findings: Sequence[Finding]) -> Iterator[Fact]:
    """How many there are of each severity, with the first of them in words."""
    for severity in SEVERITIES:
        found = [finding.text for finding in findings if finding.severity == severity]
        if found:
            more = f" (and {texts.grouped(len(found) - 1)} more)" if len(found) > 1 else ""
            yield Fact(SEVERITIES[severity], texts.elided(found[0], TEXT_LIMIT) + more)


def _made(makers: tuple[Maker, ...], reader: Reader) -> Iterator[Fact]:
    for maker in makers:
        fact = maker(reader)
        if fact is not None and fact.text:
            yield fact


def _plain(prop: PropertyRow, _clock: Clock) -> str:
    return texts.elided(prop.text, TEXT_LIMIT)


def _time(prop: PropertyRow, clock: Clock) -> str:
    return clock.text(prop.value, prop) or prop.text


def _with_meaning(prop: PropertyRow, clock: Clock) -> str:
    words = meaning(prop, clock)
    return f"{words}  ({prop.text})" if words else prop.text


def _size(prop: PropertyRow, _clock: Clock) -> str:
    return texts.size(prop.value) if isinstance(prop.value, int) else prop.text


def _property(label: str, *ids: int, form: Form = _plain) -> Maker:
    """A fact that is the value of the first of these properties that is there."""

    def make(reader: Reader) -> Fact | None:
        prop = reader.first(ids)
        if prop is None:
            return None
        try:
            return Fact(label, form(prop, reader.clock), prop.tag)
        except InspectorError as error:
            return Fact(label, error.text, prop.tag)

    return make


def _person(label: str, names: tuple[int, ...], addresses: tuple[int, ...]) -> Maker:
    """A name with its address, as mail programs write it."""

    def make(reader: Reader) -> Fact | None:
        name, address = reader.first(names), reader.first(addresses)
        source = name or address
        if source is None:
            return None
        words = [_plain(prop, reader.clock) for prop in (name, address) if prop is not None]
        text = f"{words[0]} <{words[1]}>" if len(set(words)) == 2 else words[0]
        return Fact(label, text, source.tag)

    return make


def _on_behalf(reader: Reader) -> Fact | None:
    """Who the mail was sent for, where that is not its sender."""
    fact = _person("On behalf of", (0x0042,), (0x5D02, 0x0065))(reader)
    sender = SENDER(reader)
    return None if fact and sender and fact.text == sender.text else fact


def _people(label: str, role: int) -> Maker:
    """The names of the recipients of a kind ([MS-OXOMSG] 2.2.3.1, PidTagRecipientType)."""

    def make(reader: Reader) -> Fact | None:
        return Fact(label, _names([row for row, mine in reader.roles if mine == role]))

    return make


def _crowd(reader: Reader) -> Fact | None:
    """The recipients of a message that has too many to ask each for its kind."""
    rows = reader.row.recipients
    return Fact("Recipients", "" if len(rows) <= ROLES_READ else _names(rows))


def _names(rows: Sequence[ObjectRow]) -> str:
    shown = ", ".join(summary.recipient_name(row) or "(no name)" for row in rows[:PEOPLE_SHOWN])
    more = len(rows) - PEOPLE_SHOWN
    return f"{shown} and {texts.grouped(more)} more" if more > 0 else shown


def _bodies(reader: Reader) -> Fact | None:
    """Which forms of the body there are, with the sizes of their streams."""
    stored = [form for form in reader.bodies.forms if form.origin == STORED]
    words = [f"{BODIES[form.kind]} {texts.size(form.size)}" for form in stored]
    return Fact("Body", ", ".join(words) or "none")


def _native(reader: Reader) -> Fact | None:
    """The form the message was written in, and why it is that one."""
    form = reader.bodies.native
    if form is None:
        return None
    name = BODIES[form.kind] if form.origin == STORED else f"{BODIES[form.kind]} from RTF"
    return Fact("Native body", f"{name}: {reader.bodies.native_reason}", form.tag)


def _attachments(reader: Reader) -> Fact | None:
    """Their names and sizes, those first that can be named in the room there is."""
    rows = reader.row.attachments
    names = [_named_file(row) for row in rows[:FILES_SHOWN]]
    more = len(rows) - len(names)
    text = ", ".join(names) + (f" and {texts.grouped(more)} more" if more > 0 else "")
    return Fact("Attachments", texts.elided(text, TEXT_LIMIT))


def _named_file(row: ObjectRow) -> str:
    data = row.first(*summary.ATTACH_DATA)
    name = row.label or "(no name)"
    return name if data is None or data.size is None else f"{name} ({texts.size(data.size)})"


def _categories(reader: Reader) -> Fact | None:
    """PidNameKeywords ([MS-OXCMSG] 2.2.1.17)."""
    prop = reader.row.named(PS_PUBLIC_STRINGS, "Keywords")
    return None if prop is None else Fact("Categories", _plain(prop, reader.clock), prop.tag)


def _made_from(reader: Reader) -> Fact | None:
    """What the message was, if it was no Outlook message."""
    return Fact("Kind", summary.MADE_FROM.get(reader.row.made_from or "", ""))


def _count(reader: Reader) -> Fact | None:
    row = reader.row
    counts = [texts.count(len(row.properties), "property", "properties")]
    if row.kind == "message":
        counts.append(texts.count(len(row.recipients), "recipient"))
        counts.append(texts.count(len(row.attachments), "attachment"))
    return Fact("Holds", ", ".join(counts))


def _place(reader: Reader) -> Fact | None:
    return Fact("Storage", reader.row.storage or "the root of the file")


def _data(reader: Reader) -> Fact | None:
    """What the data of an attachment is, and how much of it there is."""
    prop = reader.first(summary.ATTACH_DATA)
    kind = summary.DATA_KINDS.get(reader.row.data_kind or "", "no data")
    stored = "" if prop is None or prop.size is None else texts.size(prop.size)
    text = ", ".join(word for word in (kind, stored) if word)
    return Fact("Data", text, None if prop is None else prop.tag)


SENDER: Final = _person("From", (0x0C1A, 0x0042), summary.SENDER_ADDRESS)

# kind of object -> its sections: heading, facts
SECTIONS: Final[dict[str, tuple[tuple[str, tuple[Maker, ...]], ...]]] = {
    "message": (
        ("Message", (
            _property("Subject", 0x0037),
            _made_from,
            _property("Class", 0x001A),
            _property("Flags", 0x0E07, form=_with_meaning),
            _property("Importance", 0x0017, form=_with_meaning),
            _property("Sensitivity", 0x0036, form=_with_meaning),
            _categories,
            _property("Follow-up", 0x1090, form=_with_meaning),
            _property("Message id", 0x1035),
            _property("In reply to", 0x1042),
            _property("Conversation", 0x0070),
            _property("Text code page", 0x3FFD, form=_with_meaning),
            _property("Body code page", 0x3FDE, form=_with_meaning),
            _property("Locale", 0x3FF1, form=_with_meaning),
        )),
        ("People", (
            SENDER,
            _on_behalf,
            _people("To", 1),
            _people("Cc", 2),
            _people("Bcc", 3),
            _crowd,
            _property("Reply to", 0x0050),
            _property("Received by", 0x0040),
        )),
        ("Times", (
            _property("Sent", 0x0039, form=_time),
            _property("Delivered", 0x0E06, form=_time),
            _property("Created", 0x3007, form=_time),
            _property("Last changed", 0x3008, form=_time),
        )),
        ("Content", (
            _bodies,
            _native,
            _attachments,
            _property("Size", 0x0E08, form=_size),
            _count,
            _place,
        )),
    ),
    "recipient": (
        ("Recipient", (
            _property("Name", 0x3001),
            _property("As", 0x0C15, form=_with_meaning),
            _property("E-mail address", 0x39FE),
            _property("Address", 0x3003),
            _property("Address type", 0x3002),
            _property("Kind", 0x3900, form=_with_meaning),
            _property("Object", 0x0FFE, form=_with_meaning),
            _property("Flags", 0x5FFD, form=_with_meaning),
            _property("Tracking", 0x5FFF, form=_with_meaning),
            _property("Order", 0x5FDF),
        )),
        ("Content", (_count, _place)),
    ),
    "attachment": (
        ("Attachment", (
            _property("Name", 0x3001),
            _property("Long file name", 0x3707),
            _property("Short file name", 0x3704),
            _property("Extension", 0x3703),
            _property("MIME type", 0x370E),
            _property("Method", 0x3705, form=_with_meaning),
            _data,
            _property("Size as stated", 0x0E20, form=_size),
            _property("Content id", 0x3712),
            _property("Content location", 0x3713),
            _property("Path", 0x370D, 0x3708),
            _property("Hidden", 0x7FFE),
            _property("Flags", 0x3714, form=_with_meaning),
            _property("Place in the text", 0x370B),
        )),
        ("Times", (
            _property("Created", 0x3007, form=_time),
            _property("Last changed", 0x3008, form=_time),
        )),
        ("Content", (_count, _place)),
    ),
    "orphan": (("Content", (_count, _place)),),
}  # fmt: skip

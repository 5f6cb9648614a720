"""The header of Internet mail as properties: [MS-OXCMAIL] 2.2.3.1 (people) and 2.2.3.2 (the rest).

Which field is which property is a table (`mail_headers.tsv`); fields by the name X-… are named
properties of the set of Internet headers ([MS-OXCMSG] 2.2.1.50). Nothing is lost: the whole header
is in PR_TRANSPORT_MESSAGE_HEADERS.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import islice
from typing import Final

from msginspector import resources
from msginspector.inputs.contents import header_text
from msginspector.inputs.encoded import from_base64
from msginspector.inputs.fields import MAX_VALUE, Field, moment, people, phrase, received_at
from msginspector.inputs.made import MAX_OBJECTS, Notes, quoted
from msginspector.inputs.mime import Counts, Part
from msginspector.inputs.one_off import Person
from msginspector.oxmsg.pack import PS_PUBLIC_STRINGS, Value
from msginspector.oxmsg.writer import MessageWriter, RecipientWriter

PS_INTERNET_HEADERS: Final = "{00020386-0000-0000-C000-000000000046}"

MAX_KEYWORDS: Final = 1_000
"""Keywords of an input, at any depth."""
MAX_SUBJECT: Final = 2_000
"""Characters of a subject; the whole one is in PR_TRANSPORT_MESSAGE_HEADERS."""

TO: Final = 1
CC: Final = 2
BCC: Final = 3

_HEADERS: Final = 0x007D001F
_SUBJECT: Final = 0x0037001F
_PREFIX: Final = 0x003D001F
_NORMALIZED: Final = 0x0E1D001F
_TOPIC: Final = 0x0070001F
_DELIVERY_TIME: Final = 0x0E060040
_REPLY_NAMES: Final = 0x0050001F
_REPLY_ENTRIES: Final = 0x004F0102
_READ_RECEIPT: Final = 0x0029000B
_DELIVERY_REPORT: Final = 0x0023000B
_MAIL_FLAGS: Final = 0x0E070003
_UNSENT: Final = 0x08
_SENDER: Final = (0x0C1A001F, 0x0C1E001F, 0x0C1F001F, 0x5D01001F, 0x0C190102, 0x0C1D0102)
_SENT_FOR: Final = (0x0042001F, 0x0064001F, 0x0065001F, 0x5D02001F, 0x00410102, 0x003B0102)
_RECEIPT_TO: Final = (0x402B001F, 0x4029001F, 0x402A001F, 0x5D05001F, 0x00460102, 0x00530102)
"""Name, address type, address, SMTP address, entry id, search key of a group."""
_RECIPIENT: Final = (0x3001001F, 0x3002001F, 0x3003001F, 0x39FE001F, 0x0FFF0102, 0x300B0102)
_RECIPIENT_TYPE: Final = 0x0C150003
_OBJECT_TYPE: Final = 0x0FFE0003
_MAIL_USER: Final = 6
_RECIPIENT_FIELDS: Final = (
    ("to", TO, 0x0E04001F), ("cc", CC, 0x0E03001F), ("bcc", BCC, 0x0E02001F),
)  # fmt: skip
"""Field, PR_RECIPIENT_TYPE, and the display list."""
_OF_CONTENT: Final = ("content-", "mime-version")
"""Fields of a part: what was signed has no others."""
_KEYWORDS: Final = "Keywords"
_PHRASE: Final = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*+"?)++', re.DOTALL)
_ONCE: Final = ("from", "sender", "reply-to", "to", "cc", "bcc", "message-id", "subject", "date")
"""RFC 5322 3.6: fields of which there is one at most. Programs differ in which they show."""
_STRING: Final = 0x001F
_STRINGS: Final = 0x101F
_TOO_MANY_NAMES: Final = "There are more names of fields X-… than a .msg file holds."
_MAX_NAMED: Final = 500
"""Fields X-… of one message."""
_MAX_TEXT: Final = 64 << 10
"""Characters of one of them."""
_REPLY: Final = re.compile(r"(?!\d)[^\s:]{1,3}:[ \t]")
"""A subject prefix: up to three characters that are no number, a colon, a space."""
_SUPPRESS: Final = {
    "dr": 0x01, "ndr": 0x02, "rn": 0x04, "nrn": 0x08, "oof": 0x10, "autoreply": 0x20,
    "all": 0xFFFFFFFF, "none": 0,
}  # fmt: skip


@lru_cache(maxsize=1)
def _rows() -> dict[str, tuple[str, int]]:
    rows = resources.table("mail_headers")
    return {row["header"]: (row["kind"], int(row["tag"], 16)) for row in rows}


@lru_cache(maxsize=1)
def _choices() -> dict[tuple[str, str], int]:
    rows = resources.table("mail_header_values")
    return {(row["header"], row["value"]): int(row["number"]) for row in rows}


def fill_envelope(
    writer: MessageWriter, data: bytes, part: Part, counts: Counts, notes: Notes
) -> None:
    """Everything the header of a message says, but what its body and parts are."""
    writer.set(_HEADERS, header_text(data, part, notes))
    fields: dict[str, list[Field]] = {}
    for one in part.fields:
        fields.setdefault(one.key, []).append(one)
    for name in _ONCE:
        if len(fields.get(name, ())) > 1:
            shown = fields[name][0].name
            notes.add(f"There are {len(fields[name]):,} fields {quoted(shown)}; one is allowed.")
    _subject(writer, fields, notes)
    _table_rows(writer, fields, notes)
    _received(writer, fields)
    _people(writer, fields, counts, notes)
    _receipts(writer, fields)
    _keywords(writer, part.all("keywords"), counts, notes)
    _named(writer, part.fields, notes)


def _first(fields: dict[str, list[Field]], name: str) -> str:
    found = fields.get(name)
    return found[0].value if found else ""


def _subject(writer: MessageWriter, fields: dict[str, list[Field]], notes: Notes) -> None:
    """Prefix and the rest of it: [MS-OXCMSG] 2.2.1.9 and 2.2.1.10."""
    if "subject" not in fields:
        return
    subject = fields["subject"][0].text
    if len(subject) > MAX_SUBJECT:
        notes.add(f"Only the first {MAX_SUBJECT:,} characters of a subject are kept as such.")
        subject = subject[:MAX_SUBJECT]
    prefix = _REPLY.match(subject)
    writer.set(_SUBJECT, subject)
    writer.set(_PREFIX, prefix.group() if prefix else "")
    normalized = subject[prefix.end() :] if prefix else subject
    writer.set(_NORMALIZED, normalized)
    writer.set(_TOPIC, normalized)  # unless Thread-Topic says another


def _table_rows(writer: MessageWriter, fields: dict[str, list[Field]], notes: Notes) -> None:
    """The fields of the table, in its order: of those with one property the first that fits."""
    done: set[int] = set()
    for name, (kind, tag) in _rows().items():
        if name not in fields or tag in done:
            continue
        value = _READERS[kind](fields[name][0])
        if value is None:
            shown = quoted(fields[name][0].value)
            notes.add(f"The field {fields[name][0].name} cannot be read: {shown}.")
            continue
        writer.set(tag, value)
        done.add(tag)


def _suppressed(one: Field) -> int | None:
    words = [word.strip().lower() for word in one.value.split(",")]
    known = [_SUPPRESS[word] for word in words if word in _SUPPRESS]
    total = 0
    for bits in known:
        total |= bits
    return total if known else None


def _choice(one: Field) -> int | None:
    word = one.value.strip().partition(" ")[0].lower()
    return _choices().get((one.key, word))


_READERS: Final[dict[str, Callable[[Field], Value | None]]] = {
    "text": lambda one: one.value,
    "decoded": lambda one: one.text,
    "base64": lambda one: from_base64(one.value.encode("utf-8", "replace")) or None,
    "date": lambda one: moment(one.value),
    "choice": _choice,
    "suppress": _suppressed,
}


def _received(writer: MessageWriter, fields: dict[str, list[Field]]) -> None:
    """The time the last server took the message, which wrote the topmost field."""
    for one in fields.get("received", [])[:1]:
        arrived = received_at(one.value)
        if arrived is not None:
            writer.set(_DELIVERY_TIME, arrived)


# -- people


def _people(
    writer: MessageWriter, fields: dict[str, list[Field]], counts: Counts, notes: Notes
) -> None:
    """[MS-OXCMAIL] 2.2.3.1: From is whom it was sent for, Sender (or From) who sent it."""
    authors = people(_first(fields, "from"))
    if authors:
        _group(writer, _SENT_FOR, authors[0])
        if len(authors) > 1:
            notes.add(f"From has {len(authors)} addresses; only the first has a place.")
    elif any(not name.startswith(_OF_CONTENT) for name in fields):
        notes.add("The message does not say whom it is from.")
    senders = people(_first(fields, "sender")) or authors
    if senders:
        _group(writer, _SENDER, senders[0])
    repliers = [one for field in fields.get("reply-to", []) for one in people(field.value)]
    if repliers:
        writer.set(_REPLY_NAMES, ";".join(one.shown for one in repliers))
        writer.set(_REPLY_ENTRIES, _flat_list(repliers))
    for name, kind, display in _RECIPIENT_FIELDS:
        found = [one for field in fields.get(name, []) for one in people(field.value)]
        if found:
            writer.set(display, "; ".join(one.shown for one in found))
        for person in found:
            if add_recipient(writer, person, kind, counts, notes) is None:
                break


def _group(writer: MessageWriter, tags: tuple[int, ...], person: Person) -> None:
    values: tuple[Value, ...] = (
        person.shown, person.type, person.address, person.address,
        person.entry_id(), person.search_key(),
    )  # fmt: skip
    for tag, value in zip(tags, values, strict=True):
        writer.set(tag, value)


def add_recipient(
    writer: MessageWriter, person: Person, kind: int, counts: Counts, notes: Notes
) -> RecipientWriter | None:
    """Adds and gives an entry of the recipient table ([MS-OXCMAIL] 2.2.3.1); None for one too many.

    One without an address has a name alone.
    """
    if counts.objects >= MAX_OBJECTS:
        notes.add(f"More than {MAX_OBJECTS:,} parts and recipients: further ones are left out.")
        return None
    counts.objects += 1
    row = writer.add_recipient()
    row.set(_RECIPIENT_TYPE, kind)
    row.set(_OBJECT_TYPE, _MAIL_USER)
    values: tuple[Value, ...] = (
        person.shown, person.type, person.address, person.address,
        person.entry_id(), person.search_key(),
    )  # fmt: skip
    for tag, value in zip(_RECIPIENT, values, strict=True):
        if person.address or tag == _RECIPIENT[0]:
            row.set(tag, value)
    return row


def _flat_list(entries: Iterable[Person]) -> bytes:
    """A FlatEntryList ([MS-OXCDATA] 2.3.3): count, size, and entries filled up to 4 bytes."""
    packed = []
    for person in entries:
        entry = person.entry_id()
        packed.append(len(entry).to_bytes(4, "little") + entry + bytes(-len(entry) % 4))
    body = b"".join(packed)
    return len(packed).to_bytes(4, "little") + len(body).to_bytes(4, "little") + body


def _receipts(writer: MessageWriter, fields: dict[str, list[Field]]) -> None:
    """[MS-OXCMAIL] 2.2.3.1: receipts that were asked for."""
    asked = people(_first(fields, "disposition-notification-to"))
    if asked:
        writer.set(_READ_RECEIPT, True)
        _group(writer, _RECEIPT_TO, asked[0])
    if people(_first(fields, "return-receipt-to")):
        writer.set(_DELIVERY_REPORT, True)


# -- named properties


def _keywords(writer: MessageWriter, fields: list[Field], counts: Counts, notes: Notes) -> None:
    """The categories of every field Keywords; each takes a stream of its own in the file."""
    words: list[str] = []
    for one in fields:
        found = list(islice(_PHRASE.finditer(one.value[:MAX_VALUE]), MAX_KEYWORDS + 1))
        words += (text for word in found[:MAX_KEYWORDS] if (text := phrase(word.group())))
        if counts.keywords + len(words) > MAX_KEYWORDS or len(found) > MAX_KEYWORDS:
            notes.add(f"Only the first {MAX_KEYWORDS:,} keywords are kept as categories.")
            break
    words = words[: MAX_KEYWORDS - counts.keywords]
    counts.keywords += len(words)
    if not words:
        return
    try:
        writer.set_named(PS_PUBLIC_STRINGS, _KEYWORDS, _STRINGS, words)
    except OverflowError:
        notes.add(_TOO_MANY_NAMES)


def _named(writer: MessageWriter, fields: tuple[Field, ...], notes: Notes) -> None:
    seen: set[str] = set()
    for one in fields:
        if not one.key.startswith("x-") and one.key not in ("content-class", "accept-language"):
            continue
        if one.key in _rows() or one.key in seen:
            continue
        if len(seen) >= _MAX_NAMED:
            notes.add(
                f"Only the first {_MAX_NAMED} fields X-… are properties of their own; all are in "
                "PR_TRANSPORT_MESSAGE_HEADERS."
            )
            break
        seen.add(one.key)
        try:
            writer.set_named(PS_INTERNET_HEADERS, one.name, _STRING, one.text[:_MAX_TEXT])
        except OverflowError:
            notes.add(_TOO_MANY_NAMES)
            break


def message_flags(part: Part) -> int:
    """PR_MESSAGE_FLAGS, but for that of attachments; Outlook marks a draft by X-Unsent: 1."""
    return _UNSENT if part.text("x-unsent").strip() == "1" else 0

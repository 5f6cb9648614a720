"""The people of a message, in slices: `people_steps` yields after each person or two.

Every role and every address keeps the property that says it. Nothing is read but the properties of
the message and of its recipients; time is linear in their number.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.analysis.people import choice, roles, words
from msginspector.analysis.people.display_lists import check_lists
from msginspector.analysis.people.entries import (
    Entry,
    read_entries,
    read_entry,
    read_search_key,
)
from msginspector.analysis.people.header_people import (
    RECIPIENTS,
    REPLY,
    Book,
    HeaderPeople,
    folded,
    only_once,
)
from msginspector.analysis.people.model import SMTP, Candidate, People, Person, Source
from msginspector.analysis.people.words import source_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from msginspector.analysis.people.roles import Group
    from msginspector.session import ObjectRow, PropertyRow

    Properties = Mapping[int, PropertyRow]

_PLACES: Final = {role: place for place, role in enumerate(roles.ROLES)}
_SENT_FOR: Final = 0x0042
MAX_REPLIES: Final = 1_000
"""People an answer goes to that are told."""
_ADDRESS: Final = re.compile(r"[^\s@<>,;:()/\"]{1,200}@[^\s@<>,;:()/\"]{1,255}")


def read_people(row: ObjectRow) -> People:
    """The people of a message; raises InspectorError only when it has ended."""
    steps = people_steps(row)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: People = end.value
            return found


def people_steps(row: ObjectRow) -> Generator[None, None, People]:
    """The same in slices."""
    headers = HeaderPeople(row)
    yield
    props = properties_of(row)
    before = {roles.SENDER, roles.REPRESENTED}
    first: list[Person] = []
    last: list[Person] = []
    for group in roles.GROUPS:
        person = _of_group(row.path, group, props, headers)
        if person is not None:
            (first if group.role in before else last).append(person)
        yield
    first += _reply_to(row.path, props, headers.book(REPLY))
    yield
    rows = row.recipients
    book = headers.book(RECIPIENTS)
    yield
    once = yield from only_once(rows)
    reader = _Table(row, book, once)
    recipients = []
    for one in rows:
        recipients.append(reader.person(one))
        yield
    recipients.sort(key=lambda person: _PLACES[person.role])
    return People((*first, *recipients, *last), tuple(check_lists(row, recipients)))


def properties_of(row: ObjectRow) -> dict[int, PropertyRow]:
    """The properties of an object by 16-bit id, the first of each."""
    return {prop.id: prop for prop in reversed(row.properties)}


class _Table:
    """Makes persons of the rows of a recipient table."""

    def __init__(self, message: ObjectRow, book: Book, once: frozenset[str]) -> None:
        kind = (message.message_class or "").casefold()
        self._meeting = kind.startswith(roles.MEETINGS)
        self._book = book
        self._once = once
        self._counts: dict[str, int] = {}

    def person(self, row: ObjectRow) -> Person:
        """One recipient."""
        props = properties_of(row)
        role = self._role(props)
        number = self._counts.get(role, 0)
        self._counts[role] = number + 1
        made = _Maker(row.path, roles.RECIPIENT, props)
        known_by = made.name if folded(made.name) in self._once else ""
        header = self._book.of(known_by, made.found)
        return made.person(role, number, header)

    def _role(self, props: Properties) -> str:
        prop = props.get(roles.RECIPIENT_TYPE)
        value = None if prop is None else prop.value
        if not isinstance(value, int):
            return roles.OTHER
        role = roles.RECIPIENT_ROLES.get(value & roles.TYPE_BITS, roles.OTHER)
        return roles.RESOURCE if role == roles.BCC and self._meeting else role


class _Maker:
    """Gathers what the properties of one group say of a person."""

    def __init__(self, path: str, group: Group, props: Properties) -> None:
        self.path = path
        self._group = group
        self._props = props
        self._of_table = group is roles.RECIPIENT
        self.name, self.name_source = self._name()
        self.entry_kind = ""
        self.found = list(self._candidates())

    def person(self, role: str, number: int, header: Candidate | None) -> Person:
        """The person, with what the headers say besides."""
        found = [*self.found, *([] if header is None else [header])]
        if _is_address(self.name) and self.name_source is not None:
            found.append(Candidate(SMTP, self.name.strip(" '\""), choice.NAME, self.name_source))
        candidates, reason = choice.ordered(found)
        candidates, marks = choice.marked(candidates)
        props = self._props if self._of_table else {}
        return Person(
            role, number, self.path, self.name, self.name_source, candidates, reason,
            self.entry_kind, words.object_kind(props), words.response(props), words.facts(props),
            marks,
        )  # fmt: skip

    def _name(self) -> tuple[str, Source | None]:
        more = roles.MORE_NAMES if self._of_table else ()
        for prop_id in (self._group.name, *more):
            prop = self._props.get(prop_id)
            text = _text(prop)
            if prop is not None and text:
                return text, source_of(prop)
        return "", None

    def _candidates(self) -> Iterator[Candidate]:
        group = self._group
        yield from self._plain(group.smtp, SMTP, choice.SMTP_PROPERTY)
        kind = _text(self._props.get(group.kind)).upper()
        yield from self._plain(group.address, kind, choice.ADDRESS)
        if self._of_table:
            yield from self._plain(roles.ORG_ADDRESS, "", choice.ORGANIZATION)
        more = roles.MORE_ENTRY_IDS if self._of_table else ()
        for prop_id in (group.entry_id, *more):
            yield from self._entry(prop_id)
        yield from self._search_key(group.search_key)

    def _plain(self, prop_id: int, kind: str, origin: str) -> Iterator[Candidate]:
        prop = self._props.get(prop_id)
        address = _text(prop)
        if prop is not None and address:
            yield Candidate(kind or guessed_kind(address), address, origin, source_of(prop))

    def _entry(self, prop_id: int) -> Iterator[Candidate]:
        prop = self._props.get(prop_id)
        entry = None if prop is None else read_entry(prop)
        if prop is None or entry is None:
            return
        self.entry_kind = self.entry_kind or entry.words
        if entry.name and not self.name:
            self.name, self.name_source = entry.name, source_of(prop, entry.words)
        yield from _of_entry(entry, source_of(prop, entry.words))

    def _search_key(self, prop_id: int) -> Iterator[Candidate]:
        prop = self._props.get(prop_id)
        if prop is not None:
            kind, address = read_search_key(prop)
            if address:
                yield Candidate(kind, address, choice.SEARCH_KEY, source_of(prop))


def _of_group(
    path: str, group: Group, props: Properties, headers: HeaderPeople
) -> Person | None:  # fmt: skip
    """The person of a group of properties; None where the message has none of them."""
    made = _Maker(path, group, props)
    if not made.name and not made.found:
        return None
    names = group.headers
    if group.role == roles.SENDER and folded(_text(props.get(_SENT_FOR))) in (
        "",
        folded(made.name),
    ):
        names = (*names, *roles.FROM)  # who sends for nobody else has no Sender field
    return made.person(group.role, 0, headers.first(names))


def _reply_to(path: str, props: Properties, book: Book) -> Iterator[Person]:
    """Those an answer goes to: entry ids in one property, their names in another."""
    listed, named = props.get(roles.REPLY_ENTRIES), props.get(roles.REPLY_NAMES)
    entries = [] if listed is None else read_entries(listed)
    text = _text(named)
    names = [name for part in text.split(";") if (name := part.strip())] if text else []
    fit = len(names) == len(entries)
    first = _left_out(len(entries) or len(names))
    if listed is not None and entries:
        first += () if fit or not names else (_uneven(len(names), len(entries)),)
        for number, entry in enumerate(entries[:MAX_REPLIES]):
            name = entry.name or (names[number] if fit else "")
            source = source_of(listed, f"entry {number}")
            mark = () if number else first
            yield _replier(_Reply(path, number, name, source, entry), book, mark)
    elif named is not None:
        source = source_of(named)
        for number, name in enumerate(names[:MAX_REPLIES]):
            mark = () if number else first
            yield _replier(_Reply(path, number, name, source, None), book, mark)


def _left_out(count: int) -> tuple[str, ...]:
    if count <= MAX_REPLIES:
        return ()
    return (f"Only the first {MAX_REPLIES:,} of {count:,} people an answer goes to are told.",)


def _uneven(names: int, entries: int) -> str:
    return f"PR_REPLY_RECIPIENT_NAMES has {names} names, PR_REPLY_RECIPIENT_ENTRIES {entries}."


@dataclass(frozen=True, slots=True)
class _Reply:
    path: str
    number: int
    name: str
    source: Source
    entry: Entry | None


def _replier(one: _Reply, book: Book, more: tuple[str, ...]) -> Person:
    """Somebody an answer goes to."""
    entry = one.entry
    found = [] if entry is None else list(_of_entry(entry, one.source))
    header = book.of(one.name, found)
    if header is not None:
        found.append(header)
    if _is_address(one.name):
        found.append(Candidate(SMTP, one.name.strip(" '\""), choice.NAME, one.source))
    candidates, reason = choice.ordered(found)
    candidates, marks = choice.marked(candidates)
    kind = "" if entry is None else entry.words
    return Person(
        roles.REPLY_TO, one.number, one.path, one.name, one.source, candidates, reason, kind,
        "", "", (), (*marks, *more),
    )  # fmt: skip


def _of_entry(entry: Entry, source: Source) -> Iterator[Candidate]:
    if entry.address:
        kind = entry.kind or guessed_kind(entry.address)
        yield Candidate(kind, entry.address, choice.ENTRY_ID, source)


def guessed_kind(address: str) -> str:
    """The type of an address nothing says the type of, by its looks; "" where they say none."""
    if address[:3].lower() == "/o=" or address[:4].lower() == "/cn=":
        return "EX"
    return SMTP if _is_address(address) else ""


def _is_address(text: str) -> bool:
    """It looks like one Internet address and nothing else."""
    return bool(_ADDRESS.fullmatch(text.strip(" '\"")))


def _text(prop: PropertyRow | None) -> str:
    value = None if prop is None else prop.value
    return value.strip("\0 \t\r\n") if isinstance(value, str) else ""

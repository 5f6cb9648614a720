"""What the header card of an object says: title, subtitle, chips. No Qt.

Facts come from properties by tag, the Unicode one first; absent facts are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.gui import texts

if TYPE_CHECKING:
    from msginspector.gui.times import Clock
    from msginspector.session import ObjectRow

# facts by property id, in order of preference
SENDER_NAME: Final = (0x0C1A, 0x0042)
SENDER_ADDRESS: Final = (0x5D01, 0x0C1F, 0x0065)
SUBMITTED: Final = (0x0039, 0x0E06, 0x3007)
ADDRESS: Final = (0x39FE, 0x3003)
RECIPIENT_TYPE: Final = (0x0C15,)
MIME_TYPE: Final = (0x370E,)
ATTACH_SIZE: Final = (0x0E20,)
ATTACH_DATA: Final = (0x3701,)
STORE_MASK: Final = (0x340D,)
STORE_UNICODE_OK: Final = 0x00040000

RECIPIENT_TYPES: Final = {0: "From", 1: "To", 2: "Cc", 3: "Bcc"}
DATA_KINDS: Final = {
    "message": "embedded message",
    "storage": "OLE storage",
    "stream": "file data",
}
MADE_FROM: Final = {"eml": "made from Internet mail", "tnef": "made from TNEF"}
NAMES_SHOWN: Final = 3
NAMES_SOUGHT: Final = 40


@dataclass(frozen=True, slots=True)
class Card:
    """Title, subtitle, and chips as (text, theme token)."""

    title: str
    subtitle: str
    chips: tuple[tuple[str, str], ...]


class Facts:
    """The properties of one object by id."""

    def __init__(self, row: ObjectRow) -> None:
        self._by_id = {prop.id: prop for prop in reversed(row.properties)}

    def text(self, ids: tuple[int, ...]) -> str:
        """The first of these properties that has text, on one line; "" if none has."""
        for number in ids:
            prop = self._by_id.get(number)
            if prop is not None and prop.text:
                return texts.elided(prop.text, 120)
        return ""

    def number(self, ids: tuple[int, ...]) -> int | None:
        """The first of these properties that is an integer."""
        for number in ids:
            prop = self._by_id.get(number)
            if prop is not None and isinstance(prop.value, int):
                return int(prop.value)
        return None

    def time(self, ids: tuple[int, ...], clock: Clock) -> str:
        """The first of these properties that is there, as the clock shows it; "" for no time."""
        prop = next((self._by_id[number] for number in ids if number in self._by_id), None)
        return "" if prop is None else clock.text(prop.value, prop)

    def stored(self, ids: tuple[int, ...]) -> int | None:
        """The stored bytes of the first of these properties that is there."""
        return next((self._by_id[number].size for number in ids if number in self._by_id), None)


def describe(row: ObjectRow, clock: Clock) -> Card:
    """The card of a message, recipient, attachment or orphan; its time as the clock shows it."""
    return _DESCRIBE.get(row.kind, _other)(row, Facts(row), clock)


def _people(row: ObjectRow) -> str:
    """The first names; a recipient without any is left out, but for its address."""
    rows = row.recipients
    names: list[str] = []
    looked = 0
    for item in rows[:NAMES_SOUGHT]:
        if len(names) == NAMES_SHOWN:
            break
        looked += 1
        names += [name] if (name := recipient_name(item)) else []
    more = len(rows) - looked if names else 0
    return ", ".join(names) + (f" +{more}" if more > 0 else "")


def recipient_name(row: ObjectRow) -> str:
    """What a recipient is called, its address where it has no name; "" for neither."""
    return row.label.strip() or Facts(row).text(ADDRESS)


def _sender(facts: Facts) -> str:
    name, address = facts.text(SENDER_NAME), facts.text(SENDER_ADDRESS)
    if name and "@" in address and address != name:
        return f"{name} <{address}>"
    return name or address


def _message(row: ObjectRow, facts: Facts, clock: Clock) -> Card:
    sender, people = _sender(facts), _people(row)
    subtitle = f"{sender}  {texts.ARROW}  {people}" if sender and people else sender or people
    mask = facts.number(STORE_MASK)
    chips = [
        MADE_FROM.get(row.made_from or "", ""),
        row.message_class or "",
        "Unicode" if mask and mask & STORE_UNICODE_OK else "",
        facts.time(SUBMITTED, clock),
    ]
    return Card(row.label or "(no subject)", subtitle, _chips(chips))


def _recipient(row: ObjectRow, facts: Facts, _clock: Clock) -> Card:
    number = facts.number(RECIPIENT_TYPE)
    kind = "" if number is None else RECIPIENT_TYPES.get(number & 0xF, str(number))
    return Card(row.label or "(no name)", facts.text(ADDRESS), _chips(["Recipient", kind]))


def _attachment(row: ObjectRow, facts: Facts, _clock: Clock) -> Card:
    kind = DATA_KINDS.get(row.data_kind or "", "no data")
    chips = ["Attachment", facts.text(MIME_TYPE), kind]
    size = facts.number(ATTACH_SIZE)
    place = texts.joined((row.path, "" if size is None else texts.size(size)))
    return Card(row.label or "(no name)", place, _chips(chips))


def _other(row: ObjectRow, _facts: Facts, _clock: Clock) -> Card:
    return Card(row.label or row.storage, row.storage, _chips([row.kind]))


def _chips(words: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((word, "dim") for word in words if word)


_DESCRIBE: Final = {"message": _message, "recipient": _recipient, "attachment": _attachment}

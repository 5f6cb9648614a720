"""Sharing messages: who shares which folder with whom, or asks for one, in words.

Class IPM.Sharing, [MS-OXSHARE] 2.2: invitation, request, response. The properties lie in
PSETID_Sharing; where a program kept only the headers, those say the same (2.2.3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from msginspector.analysis.classes.reader import Reader
from msginspector.analysis.classes.views import Fact, Section
from msginspector.analysis.sealed import verdicts
from msginspector.analysis.sealed.verdicts import Seal, Verdict

if TYPE_CHECKING:
    from msginspector.analysis.classes.views import Clock
    from msginspector.session import ObjectRow, PropertyRow

SET: Final = "{00062040-0000-0000-C000-000000000046}"
HEADERS: Final = "{00020386-0000-0000-C000-000000000046}"
_FLAVOR: Final = 0x8A18
_FLAVOR_HEADER: Final = "X-Sharing-Flavor"

# PidLidSharingFlavor, [MS-OXSHARE] 2.2.2.5: value -> word, sentence
FLAVORS: Final = {
    0x00020310: ("Invitation", "An invitation to a default folder, such as the calendar."),
    0x00000310: ("Invitation", "An invitation to a folder that is not a default one."),
    0x00020500: ("Request", "A request to share a default folder."),
    0x00020710: ("Invitation and request",
                 "An invitation to a default folder, and a request to share the same one."),
    0x00025100: ("Request denied", "An answer that denies a request."),
    0x00023310: ("Request accepted", "An answer that accepts a request, and so an invitation."),
}  # fmt: skip
_CAPABILITIES: Final = {
    0x00040290: "about a default folder", 0x000402B0: "about a folder that is not a default one",
}  # fmt: skip
_TYPES: Final = {
    "ipf.appointment": "calendar", "ipf.contact": "contacts", "ipf.task": "tasks",
    "ipf.stickynote": "notes", "ipf.journal": "journal", "ipf.note": "mail",
    "calendar": "calendar", "contacts": "contacts", "tasks": "tasks", "notes": "notes",
    "journal": "journal",
}  # fmt: skip
_PROVIDER: Final = "{0006F0AE-0000-0000-C000-000000000046}"
_RESPONSES: Final = {0: "none", 1: "accepted", 2: "denied"}


def read_sharing(row: ObjectRow, clock: Clock | None) -> Seal:
    """What a sharing message says."""
    reader = Reader(row, clock)
    value = _flavor(reader)
    word, sentence = FLAVORS.get(value or 0, ("Sharing", "What kind of sharing is not said."))
    verdict = Verdict(verdicts.PLAIN, word, sentence)
    made = [Section(title, tuple(_facts(reader, rows))) for title, rows in _SECTIONS]
    return Seal(verdicts.SHARING, "Sharing", verdict, tuple(one for one in made if one.facts))


def _flavor(reader: Reader) -> int | None:
    number = reader.number((SET, _FLAVOR))
    if number is not None:
        return number & 0xFFFFFFFF
    text = reader.text((HEADERS, _FLAVOR_HEADER)).strip()
    try:
        return int(text, 16)
    except ValueError:
        return None


def _plain(reader: Reader, prop: PropertyRow) -> str:
    return reader.clock.text(prop.value, prop) or prop.text


def _kind(_reader: Reader, prop: PropertyRow) -> str:
    word = _TYPES.get(prop.text.lower().strip(), "")
    return f"{word} ({prop.text})" if word and word != prop.text.lower() else prop.text


def _flavor_text(_reader: Reader, prop: PropertyRow) -> str:
    value = prop.value
    if not isinstance(value, int):
        return prop.text
    return f"0x{value & 0xFFFFFFFF:08X}"


def _capabilities(_reader: Reader, prop: PropertyRow) -> str:
    value = prop.value
    if not isinstance(value, int):
        return prop.text
    shown = f"0x{value & 0xFFFFFFFF:08X}"
    word = _CAPABILITIES.get(value & 0xFFFFFFFF, "")
    return f"{word} ({shown})" if word else shown


def _provider(_reader: Reader, prop: PropertyRow) -> str:
    return f"Microsoft Exchange ({prop.text})" if prop.text == _PROVIDER else prop.text


def _response(_reader: Reader, prop: PropertyRow) -> str:
    return _RESPONSES.get(prop.value, prop.text) if isinstance(prop.value, int) else prop.text


def _secret(_reader: Reader, _prop: PropertyRow) -> str:
    return "is stored here"


Form = Callable[["Reader", "PropertyRow"], str]
_Row = tuple[str, int, str, Form]


def _facts(reader: Reader, rows: tuple[_Row, ...]) -> Iterator[Fact]:
    for label, lid, header, form in rows:
        keys: list[tuple[str, int | str]] = [(SET, lid)]
        keys += [(HEADERS, header)] if header else []
        prop = reader.find(*keys)
        text = form(reader, prop) if prop is not None else ""
        if text:
            yield Fact(label, text[:4_000], reader.source(prop))


_SECTIONS: Final[tuple[tuple[str, tuple[_Row, ...]], ...]] = (
    ("Who shares", (
        ("Name", 0x8A07, "", _plain),
        ("Address", 0x8A08, "", _plain),
        ("Provider", 0x8A02, "X-Sharing-Provider-Name", _plain),
        ("Kind of provider", 0x8A01, "X-Sharing-Provider-Guid", _provider),
        ("About the provider", 0x8A03, "X-Sharing-Provider-Url", _plain),
    )),
    ("The folder", (
        ("Name", 0x8A05, "X-Sharing-Remote-Name", _plain),
        ("Kind", 0x8A1D, "X-Sharing-Remote-Type", _kind),
        ("Path", 0x8A04, "", _plain),
        ("Comment", 0x8A2F, "", _plain),
        ("Folder id", 0x8A06, "X-Sharing-Remote-Uid", _plain),
        ("Store id", 0x8A48, "X-Sharing-Remote-Store-Uid", _plain),
        ("Address", 0x8A51, "", _plain),
        ("Configuration", 0x8A24, "X-Sharing-Config-Url", _plain),
        ("User", 0x8A0C, "", _plain),
        ("Password", 0x8A0D, "", _secret),
        ("Last changed", 0x8A22, "", _plain),
    )),
    ("The copy", (
        ("Name", 0x8A0F, "", _plain),
        ("Kind", 0x8A14, "X-Sharing-Local-Type", _kind),
        ("Path", 0x8A0E, "", _plain),
        ("Last synchronized", 0x8A1F, "", _plain),
    )),
    ("The answer", (
        ("Answer", 0x8A27, "", _response),
        ("Answered", 0x8A28, "", _plain),
    )),
    ("As stored", (
        ("Flavor", _FLAVOR, _FLAVOR_HEADER, _flavor_text),
        ("Capabilities", 0x8A17, "X-Sharing-Capabilities", _capabilities),
        ("Participants", 0x8A1E, "", _plain),
    )),
)  # fmt: skip

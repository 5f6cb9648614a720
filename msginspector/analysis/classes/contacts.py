"""Contacts: [MS-OXOCNTC] 2.2.1. Names, ways to reach them, addresses, picture, business card."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from msginspector.analysis.classes import facts, forms
from msginspector.analysis.classes.reader import ADDRESS, Key, Reader
from msginspector.analysis.classes.views import Card, ClassView, Picture, Source
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from msginspector.analysis.classes.dispatch import KnownClass
    from msginspector.session import PropertyRow

_PHOTO_FLAG, _FILE_NAMES, _DATA = 0x7FFF, (0x3707, 0x3704), 0x3701
_LINE_LIMIT: Final = 160
_PHOTO_NAME: Final = "contactpicture.jpg"
_MOST_ATTACHMENTS: Final = 50
# number -> address, address type, display name, original display name
_EMAILS: Final[dict[int, tuple[Key, Key, Key, Key]]] = {
    number: ((ADDRESS, base + 3), (ADDRESS, base + 2), (ADDRESS, base), (ADDRESS, base + 4))
    for number, base in ((1, 0x8080), (2, 0x8090), (3, 0x80A0))
}
# place -> street, city, state, postal code, country, post office box
_PARTS: Final[dict[str, tuple[Key, ...]]] = {
    "work": tuple((ADDRESS, lid) for lid in (0x8045, 0x8046, 0x8047, 0x8048, 0x8049, 0x804A)),
    "home": (0x3A5D, 0x3A59, 0x3A5C, 0x3A5B, 0x3A5A, 0x3A5E),
    "other": (0x3A63, 0x3A5F, 0x3A62, 0x3A61, 0x3A60, 0x3A64),
    "mailing": (0x3A29, 0x3A27, 0x3A28, 0x3A2A, 0x3A26, 0x3A2B),
}
_CARD_PHONES: Final = ((0x3A08, ""), (0x3A1C, "mobile"), (0x3A09, "home"))
_CARD_WEB: Final[tuple[Key, ...]] = ((ADDRESS, 0x802B), 0x3A51)
_CARD_PICTURE: Final = (ADDRESS, 0x8041)
_HAS_PICTURE: Final = (ADDRESS, 0x8015)


def view(reader: Reader, known: KnownClass) -> ClassView:
    """The view of a contact."""
    photo = picture_of(reader)
    makers = _makers(reader, photo)
    sections = facts.sections(reader, known.kind, makers)
    card = _card(reader, photo)
    return ClassView(known.kind, known.title, known.specification, sections, card=card)


def picture_of(reader: Reader) -> Picture | None:
    """The attachment that is the photo: the one marked so, else the one with the name for it."""
    named = None
    for attachment in reader.row.attachments[:_MOST_ATTACHMENTS]:
        part = Reader(attachment)
        data = part.find(_DATA)
        if data is None or attachment.data_kind != "stream":
            continue
        name = part.text(*_FILE_NAMES)
        picture = Picture(Source(attachment.path, data.tag, data.name), name, data.size)
        if part.truth(_PHOTO_FLAG):
            return picture
        if name.casefold() == _PHOTO_NAME:
            named = named or picture
    return named


def _makers(reader: Reader, photo: Picture | None) -> dict[str, facts.Maker]:
    made: dict[str, facts.Maker] = {
        "picture": lambda prop: _picture(prop, photo),
        "card_picture": lambda prop: f"{prop.size or 0:,} bytes",
        "certificates": lambda prop: f"{len(prop.value)}" if isinstance(prop.value, list) else "",
    }
    for number, keys in _EMAILS.items():
        made[f"email{number}"] = lambda _prop, keys=keys: _email(reader, keys)  # type: ignore[misc]
    for place, keys_of_place in _PARTS.items():
        name = place if place == "mailing" else f"{place}_address"
        made[name] = lambda prop, keys=keys_of_place: _address(reader, prop, keys)  # type: ignore[misc]
    return made


def _email(reader: Reader, keys: tuple[Key, Key, Key, Key]) -> str:
    """An address with its name, and its type where it is no Internet address."""
    address, kind, name, original = (reader.text(key) for key in keys)
    if not address and not name:
        return ""
    shown = original if kind.upper() == "EX" and "@" in original else address
    said = forms.named_person(forms.bare_name(name, shown), shown)
    return said if kind.upper() in ("", "SMTP") else f"{said}, {kind}"


def _address(reader: Reader, prop: PropertyRow, keys: tuple[Key, ...]) -> str:
    """The address as it is written; its parts, where the property is one of them."""
    part_ids = {key if isinstance(key, int) else key[1] for key in keys}
    named = prop.named
    if (prop.id if named is None else named.key) not in part_ids:
        return forms.lines_of(prop.text)
    parts = [reader.text(key) for key in keys]
    return ", ".join(part for part in parts if part)


def _picture(prop: PropertyRow, photo: Picture | None) -> str:
    if prop.value is not True:
        return "" if photo is None else "attached, though the contact says that it has none"
    if photo is None:
        return "said to be attached; there is none"
    return f"{photo.name or 'attached'}, {photo.size or 0:,} bytes"


def _card(reader: Reader, photo: Picture | None) -> Card:
    """The contact as a card shows it: what a reader looks for first."""
    name = reader.text(0x3001, (ADDRESS, 0x8005), 0x0037) or reader.row.label
    work = ", ".join(text for text in (reader.text(0x3A17), reader.text(0x3A18)) if text)
    mails = [_email(reader, keys).rpartition("<")[2].rstrip(">") for keys in _EMAILS.values()]
    phones = [(reader.text(key), what) for key, what in _CARD_PHONES]
    lines = [
        *dict.fromkeys(mails),
        *(f"{number} ({what})" if what else number for number, what in phones if number),
        reader.text(*_CARD_WEB),
    ]
    return Card(
        visible(name, one_line=True),
        _shown([work, reader.text(0x3A16)]),
        _shown(lines),
        photo or _card_picture(reader),
    )


def _shown(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines that say something, bounded, each on one line."""
    return tuple(visible(line, _LINE_LIMIT, one_line=True) for line in lines if line)


def _card_picture(reader: Reader) -> Picture | None:
    """The picture of the business card, where there is no photo."""
    prop = reader.find(_CARD_PICTURE)
    source = reader.source(prop)
    if prop is None or source is None or not isinstance(prop.value, bytes):
        return None
    return Picture(source, "", prop.size)

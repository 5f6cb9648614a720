"""All that is known of one match of a lookup: facts in sections, with links to what they name.

A link is a question for `lookup.ask`. The tables are those of `mapi` and `structures`; what the
specification says beyond names and numbers is not repeated here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from msginspector.analysis import lookup
from msginspector.mapi import flags, types
from msginspector.mapi.catalogue import Match
from msginspector.mapi.tags import TWINS, any_tag_info
from msginspector.mapi.types import TypeInfo, type_info

PROPERTY_LIST: Final = "__properties_version1.0"
HEADERS: Final = "the header files of MAPI; [MS-OXPROPS] does not name it"


@dataclass(frozen=True, slots=True)
class Fact:
    """A line: what it is, what it says, and the question it leads to, "" for none."""

    label: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under a heading; the first section has none."""

    title: str
    facts: tuple[Fact, ...]


def details(match: Match, value: int | None = None) -> tuple[Section, ...]:
    """The sections of a match; `value` is a number that a property is asked about."""
    sections = [
        Section("", tuple(fact for fact in _FACTS[match.kind](match) if fact.text)),
        Section("Value", tuple(_asked(match, value))),
        Section("Structure", tuple(_structures(match))),
        *_flags(match),
        Section("Other tags of this id", tuple(map(_line, lookup.same_id(match)))),
        Section("Members", tuple(map(_line, lookup.members(match)))),
    ]
    if match.kind == lookup.STRUCTURE:
        sections.append(Section("Held by", tuple(map(_line, lookup.holders(match)))))
    return tuple(section for section in sections if section.facts)


def question(match: Match) -> str:
    """What to ask so that this match comes first."""
    if match.tag is not None:
        return f"0x{match.tag:08X}"
    if match.kind == "named":
        key = match.string_name if match.lid is None else f"0x{match.lid:04X}"
        return f"{match.guid}/{key}"
    return match.guid or match.name


def number_text(match: Match) -> str:
    """What a match is in files: tag, id or name in a set, or number; "" for a structure or set."""
    if match.tag is not None:
        return f"0x{match.tag:08X}"
    if match.lid is not None:
        return f"0x{match.lid:04X}"
    if match.value is None:
        return match.string_name
    return f"0x{match.value:04X}" if match.kind == "type" else f"0x{match.value:08X}"


def stream_of(match: Match) -> str:
    """The stream, storage or entry that holds the value of a tag; "" for anything else."""
    info = type_info(match.tag & 0xFFFF) if match.tag is not None else None
    if match.tag is None or info is None or info.code == types.PT_UNSPECIFIED:
        return ""
    if info.fixed:
        return f"{PROPERTY_LIST} (in the entry)"
    name = f"__substg1.0_{match.tag:08X}"
    if info.multivalued and info.width is None:
        return f"{name} (lengths), {name}-00000000 and on (items)"
    return f"{name} (a storage)" if info.code == types.PT_OBJECT else name


def specification(match: Match) -> str:
    """The document that names a match, with its section or area where the tables have it."""
    if match.kind in lookup.PROPERTIES:
        if not match.name.startswith("Pid"):
            return HEADERS
        return f"[MS-OXPROPS], area {match.detail}" if match.detail else "[MS-OXPROPS]"
    document, _, section = match.detail.partition(" ")
    return {
        lookup.STRUCTURE: f"[{document}] {section}".rstrip(),
        "guid": "[MS-OXPROPS] 1.3.2" if match.name.startswith("PS") else "the header files of MAPI",
        "error": "[MS-OXCDATA] 2.4",
        "type": "[MS-OXCDATA] 2.11.1",
    }.get(match.kind, "")


def _property(match: Match) -> Iterator[Fact]:
    assert match.tag is not None
    yield from _names(match)
    yield Fact("Tag", f"0x{match.tag:08X}")
    yield Fact("Id", f"0x{match.tag >> 16:04X}", f"0x{match.tag >> 16:04X}")
    yield from _type(match)
    twin = _twin(match.tag)
    if twin:
        yield Fact("Twin", f"0x{twin:08X} {types.type_name(twin & 0xFFFF)}", f"0x{twin:08X}")
    yield Fact("Stored in", stream_of(match))
    yield Fact("Specification", specification(match))


def _twin(tag: int) -> int:
    """The tag of the same property as text in a code page, or in UTF-16; 0 for none."""
    other = TWINS.get(tag & 0xFFFF)
    return 0 if other is None or any_tag_info(tag) is None else tag & 0xFFFF0000 | other


def _named(match: Match) -> Iterator[Fact]:
    yield from _names(match)
    yield Fact("Property set", match.set, match.guid)
    yield Fact("GUID", match.guid, match.guid)
    if match.lid is not None:
        yield Fact("Id in the set", f"0x{match.lid:04X} ({match.lid})")
    yield Fact("Name in the set", match.string_name)
    yield Fact("Tag", "from 0x8000 on, as each file maps it")
    yield from _type(match)
    yield Fact("Specification", specification(match))


def _guid(match: Match) -> Iterator[Fact]:
    yield from _names(match)
    yield Fact("GUID", match.guid)
    digits = match.guid[1:-1].replace("-", "")
    first = (bytes.fromhex(digits[start:end])[::-1] for start, end in ((0, 8), (8, 12), (12, 16)))
    stored = b"".join(first) + bytes.fromhex(digits[16:])
    yield Fact("In files", stored.hex(" ").upper())
    yield Fact("Specification", specification(match))


def _flag(match: Match) -> Iterator[Fact]:
    yield from _names(match)
    owner = lookup.owner_of(match)
    yield Fact("Value", _both(match.value or 0))
    yield Fact("Bits", bits_text(match.value or 0) if match.detail.startswith("flag") else "")
    yield Fact("Of", owner.name if owner else match.set, question(owner) if owner else "")
    yield Fact("Kind", match.detail)


def _error(match: Match) -> Iterator[Fact]:
    code = match.value or 0
    yield from _names(match)
    yield Fact("Code", f"0x{code:08X}")
    yield Fact("Unsigned", str(code))
    yield Fact("Signed", str(code - (1 << 32) if code >> 31 else code))
    yield Fact("Severity", "failure" if code >> 31 else "success")
    yield Fact("Facility", str(code >> 16 & 0x1FFF))
    yield Fact("Code in the facility", f"0x{code & 0xFFFF:04X}")
    yield Fact("Specification", specification(match))


def _kind(match: Match) -> Iterator[Fact]:
    """A property type."""
    yield from _names(match)
    yield Fact("Code", f"0x{match.value or 0:04X}")
    info = type_info(match.value or 0)
    if info is not None:
        yield Fact("Holds", info.meaning)
        yield Fact("Size", _width(info))
        other = type_info(info.code ^ types.MULTIVALUED)
        label = "One of them" if info.multivalued else "List of them"
        yield Fact(label, other.name if other else "", other.name if other else "")
    yield Fact("Specification", specification(match))


def _structure(match: Match) -> Iterator[Fact]:
    yield Fact("Name", match.name)
    yield Fact("Title", match.names[0])
    yield Fact("Specification", specification(match))
    yield Fact("To decode it", f"msginspect decode {match.name} HEX")


def _names(match: Match) -> Iterator[Fact]:
    yield Fact("Name", match.name)
    yield Fact("Other names", ", ".join(match.names))


def _type(match: Match) -> Iterator[Fact]:
    info = next((one for one in types.types().values() if one.name == match.type), None)
    if info is not None:
        names = f"{info.name} ({info.pt_name}), 0x{info.code:04X}: {info.meaning}"
        yield Fact("Type", names, info.name)


def _width(info: TypeInfo) -> str:
    if info.width is None:
        return "varies; in a stream of its own"
    each = " each" if info.multivalued else ""
    return f"{info.width} bytes{each}; {'in the entry' if info.fixed else 'in a stream'}"


def _asked(match: Match, value: int | None) -> Iterator[Fact]:
    """A number and its parts."""
    if value is None or match.kind not in lookup.PROPERTIES:
        return
    yield Fact("Asked", _both(_unsigned(value)))
    parts = lookup.parts_of(match, value)
    leads = lookup.flag_set(match) is not None
    for number, name in parts:
        known = not name.startswith("0x")
        link = name.split(flags.SEPARATOR)[0] if known and leads else ""
        yield Fact(f"0x{number:08X}", name if known else "unknown bits", link)
    if not parts:
        yield Fact("Meaning", "none that is known")


def _unsigned(value: int) -> int:
    """A negative number as the 32 bits it is stored in."""
    return value & 0xFFFFFFFF if value < 0 else value


def _structures(match: Match) -> Iterator[Fact]:
    for one, message_class in lookup.structures_held(match):
        where = f" in {message_class}" if message_class else ""
        text = f"{one.names[0]}, {specification(one)}{where}"
        yield Fact(one.name, text, one.name)


def _flags(match: Match) -> Iterator[Section]:
    rows = lookup.flag_set(match)
    if rows is None:
        return
    kinds = {"Flags": rows.flags, "Values": rows.values}
    kinds |= {_FIELDS[kind]: names for kind, names in rows.fields.items()}
    for title, names in kinds.items():
        lines = (_flag_line(title, number, name) for number, name in sorted(names.items()))
        yield Section(title, tuple(lines))


def _flag_line(title: str, number: int, name: str) -> Fact:
    bits = f"  {bits_text(number)}" if title == "Flags" else f"  {number}"
    return Fact(f"0x{number:08X}{bits}", name, name.split(flags.SEPARATOR)[0])


def bits_text(number: int) -> str:
    """Which bits of a number are set: "bit 3", "bits 4 to 7", "bits 0, 2"; "" for none."""
    found = [bit for bit in range(number.bit_length()) if number >> bit & 1]
    if len(found) < 2:
        return f"bit {found[0]}" if found else ""
    if found[-1] - found[0] == len(found) - 1:
        return f"bits {found[0]} to {found[-1]}"
    return f"bits {', '.join(map(str, found))}"


def _line(match: Match) -> Fact:
    return Fact(number_text(match), match.name, question(match))


def _both(number: int) -> str:
    return f"0x{number:08X} ({number})"


_FACTS: Final[dict[str, Callable[[Match], Iterator[Fact]]]] = {
    "property": _property,
    "named": _named,
    "guid": _guid,
    "flag": _flag,
    "error": _error,
    "type": _kind,
    lookup.STRUCTURE: _structure,
}
_FIELDS: Final = {
    "value_high_bytes": "Values in bits 16 to 31",
    "value_3rd_byte": "Values in bits 8 to 15",
    "value_4th_byte": "Values in bits 0 to 7",
    "value_lower_nibble": "Values in bits 0 to 3",
}


def document(match: Match, value: int | None = None) -> dict[str, object]:
    """A match for JSON with what its details say, in hex as `Match.to_dict` has numbers."""
    info = next((one for one in types.types().values() if one.name == match.type), None)
    return match.to_dict() | {
        "type_code": None if info is None else f"0x{info.code:04X}",
        "pt_type": None if info is None else info.pt_name,
        "stream": stream_of(match) or None,
        "specification": specification(match) or None,
        "structures": [
            {"name": one.name, "title": one.names[0], "specification": one.detail,
             "message_class": message_class or None}
            for one, message_class in lookup.structures_held(match)
        ],
        "flags": [
            {"kind": section.title, "value": fact.label.split()[0], "name": fact.text}
            for section in _flags(match) for fact in section.facts
        ],
        "asked": None if value is None else f"0x{_unsigned(value):08X}",
        "parts": [
            {"value": f"0x{number:08X}", "name": name}
            for number, name in (lookup.parts_of(match, value) if value is not None else ())
        ],
    }  # fmt: skip

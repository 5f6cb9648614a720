"""Security descriptors: who owns an object, and who may do what with it.

[MS-DTYP] 2.4.3 to 2.4.6, and their form in mailboxes (PR_NT_SECURITY_DESCRIPTOR, EdkMdb.h): a
header before the descriptor. Whether somebody has access is not worked out: that takes the groups
he belongs to, which only the directory knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from msginspector.mapi import flags
from msginspector.structures import show
from msginspector.structures.cursor import Cursor, Part
from msginspector.structures.security_ids import security_id, security_id_part

CONTAINER: Final = "set:flagACEMaskContainer"
MESSAGE: Final = "set:flagACEMaskNonContainer"
FREE_BUSY: Final = "set:flagACEMaskFreeBusy"
"""Keys of the names of access rights: what a bit means depends on the kind of object."""

CONTROL: Final = {
    0x0001: "SE_OWNER_DEFAULTED",
    0x0002: "SE_GROUP_DEFAULTED",
    0x0004: "SE_DACL_PRESENT",
    0x0008: "SE_DACL_DEFAULTED",
    0x0010: "SE_SACL_PRESENT",
    0x0020: "SE_SACL_DEFAULTED",
    0x0040: "SE_DACL_TRUSTED",
    0x0080: "SE_SERVER_SECURITY",
    0x0100: "SE_DACL_AUTO_INHERIT_REQ",
    0x0200: "SE_SACL_AUTO_INHERIT_REQ",
    0x0400: "SE_DACL_AUTO_INHERITED",
    0x0800: "SE_SACL_AUTO_INHERITED",
    0x1000: "SE_DACL_PROTECTED",
    0x2000: "SE_SACL_PROTECTED",
    0x4000: "SE_RM_CONTROL_VALID",
    0x8000: "SE_SELF_RELATIVE",
}
_DACL_PRESENT: Final = 0x0004
_MORE_ACE_TYPES: Final = {
    0x11: "SYSTEM_MANDATORY_LABEL_ACE_TYPE",
    0x12: "SYSTEM_RESOURCE_ATTRIBUTE_ACE_TYPE",
    0x13: "SYSTEM_SCOPED_POLICY_ID_ACE_TYPE",
}
# ACE type -> its letters in SDDL ([MS-DTYP] 2.5.1.1), "" where SDDL has none, and what it does
_TYPES: Final = {
    0x00: ("A", "allow"), 0x01: ("D", "deny"), 0x02: ("AU", "audit"),
    0x05: ("OA", "allow"), 0x06: ("OD", "deny"), 0x07: ("OU", "audit"),
    0x09: ("XA", "allow"), 0x0A: ("XD", "deny"), 0x0B: ("ZA", "allow"), 0x0C: ("", "deny"),
    0x0D: ("XU", "audit"), 0x0F: ("", "audit"),
    0x11: ("ML", "label"), 0x12: ("RA", "attribute"), 0x13: ("SP", "policy"),
}  # fmt: skip
_OBJECT_TYPES: Final = (0x05, 0x06, 0x07, 0x0B, 0x0C, 0x0F)
_ACE_FLAGS: Final = {
    0x01: "OI", 0x02: "CI", 0x04: "NP", 0x08: "IO", 0x10: "ID", 0x40: "SA", 0x80: "FA",
}  # fmt: skip
_OBJECT_FLAGS: Final = {
    1: "ACE_OBJECT_TYPE_PRESENT",
    2: "ACE_INHERITED_OBJECT_TYPE_PRESENT",
}
_PARTS: Final = ("OwnerSid", "GroupSid", "Dacl", "Sacl")
_HEADER_SIZE: Final = 8
_ACE_HEADER_SIZE: Final = 4
_RIGHTS_SAID: Final = 3
_SDDL_ENTRIES: Final = 50
"""Entries that are written in SDDL; long lists are of no use on one line."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An access control entry in words, and in SDDL: "" where SDDL cannot say it."""

    verb: str
    text: str
    sddl: str


def ace(cursor: Cursor, label: str, rights: str) -> _Entry:
    """An access control entry, [MS-DTYP] 2.4.4, of the size it says; little-endian."""
    size = cursor.peek_number(2, 2)
    if size < _ACE_HEADER_SIZE:
        raise cursor.stop(f"{label}: a size of {size} bytes cannot be")
    entry = _Entry("other", "not understood", "")
    with cursor.window(label, size) as part:
        kind = cursor.u8("AceType", text=_ace_type)
        set_flags = cursor.u8("AceFlags", "set:flagACEFlag")
        cursor.u16("AceSize")
        if kind not in _TYPES:
            cursor.rest("Data of an unknown type")
        else:
            entry = _known_ace(cursor, kind, set_flags, rights)
        part.text = entry.text
    return entry


def _known_ace(cursor: Cursor, kind: int, set_flags: int, rights: str) -> _Entry:
    letters, verb = _TYPES[kind]
    mask = cursor.u32("Mask", rights)
    first = second = ""
    if kind in _OBJECT_TYPES:
        present = cursor.u32("Flags", text=show.any_of(_OBJECT_FLAGS))
        first = cursor.guid("ObjectType") if present & 1 else ""
        second = cursor.guid("InheritedObjectType") if present & 2 else ""
    who = security_id_part(cursor, "Sid")
    cursor.rest("AttributeData" if kind == 0x12 else "ApplicationData")
    inherit = "".join(name for bit, name in _ACE_FLAGS.items() if set_flags & bit)
    guids = ";".join(guid.strip("{}").lower() for guid in (first, second))
    sddl = f"({letters};{inherit};0x{mask:x};{guids};{who.sddl})" if letters else ""
    return _Entry(verb, f"{verb} {who.account}: {_rights(rights, mask)}", sddl)


def _rights(rights: str, mask: int) -> str:
    """The first few rights by name; the mask itself is a field of its own."""
    named = [name for _, name in flags.describe(rights, mask)]
    more = len(named) - _RIGHTS_SAID
    said = " | ".join(named[:_RIGHTS_SAID]) or "nothing"
    return f"{said} and {more} more" if more > 0 else said


def _ace_type(value: int) -> str:
    named = show.meaning(value, "set:flagACEType", None)
    return _MORE_ACE_TYPES.get(value, named) or str(value)


def access_list(cursor: Cursor, rights: str) -> tuple[_Entry, ...]:
    """The fields of an access control list, [MS-DTYP] 2.4.5; little-endian."""
    cursor.u8("AclRevision")
    cursor.u8("Sbz1")
    cursor.u16("AclSize")
    count = cursor.u16("AceCount")
    cursor.u16("Sbz2")
    entries = []
    for number in range(count):
        if not cursor.remaining:
            cursor.damage(f"ACE: {count} are announced, there are {number}")
            break
        entries.append(ace(cursor, f"ACE[{number}]", rights))
    return tuple(entries)


def _count(entries: tuple[_Entry, ...]) -> str:
    """ "6 entries: 2 allow, 4 deny"."""
    if not entries:
        return "no entries"
    verbs = Counter(entry.verb for entry in entries)
    word = "entry" if len(entries) == 1 else "entries"
    parts = ", ".join(f"{number} {verb}" for verb, number in verbs.items())
    return f"{len(entries)} {word}: {parts}"


def _sddl(entries: tuple[_Entry, ...]) -> str:
    """The entries in SDDL; "(…)" for one that SDDL has no form for."""
    more = "…" if len(entries) > _SDDL_ENTRIES else ""
    return "".join(entry.sddl or "(…)" for entry in entries[:_SDDL_ENTRIES]) + more


class _Descriptor:
    """A self-relative security descriptor while it is read: parts lie at offsets from its start."""

    def __init__(self, cursor: Cursor, rights: str) -> None:
        self._cursor = cursor
        self._rights = rights
        self._start = cursor.position
        self._end = cursor.position + cursor.remaining
        self._seen: dict[int, str] = {}
        self._sddl: dict[str, str] = {}
        self._said: dict[str, str] = {}

    def read(self) -> str:
        """Every field and part; the whole in a few words."""
        cursor = self._cursor
        cursor.u8("Revision")
        cursor.u8("Sbz1")
        control = cursor.u16("Control", text=show.any_of(CONTROL))
        offsets = [
            cursor.u32(name) for name in ("OffsetOwner", "OffsetGroup", "OffsetSacl", "OffsetDacl")
        ]
        inherited = _inheritance(control)
        readers = (
            lambda: self._identity("OwnerSid", "owner", "O:", offsets[0], offsets),
            lambda: self._identity("GroupSid", "group", "G:", offsets[1], offsets),
            lambda: self._entries("Sacl", "audit list", f"S:{inherited[1]}", offsets[2], offsets),
            lambda: self._entries("Dacl", "access list", f"D:{inherited[0]}", offsets[3], offsets),
        )
        for _, number in sorted((offset, number) for number, offset in enumerate(offsets)):
            readers[number]()
        if control & _DACL_PRESENT and not offsets[3]:
            self._said["Dacl"] = "no access list: everybody has every right"
        cursor.derived("SDDL", None, self._joined(self._sddl, "") or "nothing")
        return self._joined(self._said, ", ")

    @staticmethod
    def _joined(found: dict[str, str], between: str) -> str:
        """In the order of SDDL, not of the places."""
        return between.join(found[name] for name in _PARTS if name in found)

    def _identity(self, label: str, word: str, sddl: str, offset: int, offsets: list[int]) -> None:
        def read(part: Part) -> None:
            found = security_id(self._cursor)
            part.value, part.text = found.text, found.described
            self._said[label] = f"{word} {found.account}"
            self._sddl[label] = f"{sddl}{found.sddl}"

        self._part(label, offset, offsets, read)

    def _entries(self, label: str, word: str, sddl: str, offset: int, offsets: list[int]) -> None:
        def read(part: Part) -> None:
            with self._cursor.window("ACL", self._cursor.peek_number(2, 2)):
                entries = access_list(self._cursor, self._rights)
                part.text = _count(entries)
                self._said[label] = f"{word} of {part.text}"
                self._sddl[label] = f"{sddl}{_sddl(entries)}"

        self._part(label, offset, offsets, read)

    def _part(
        self, label: str, offset: int, offsets: list[int], read: Callable[[Part], None]
    ) -> None:
        """One part, when there is one; two may lie at one place, as owner and group do."""
        if not offset:
            return
        if offset in self._seen:
            self._cursor.derived(label, None, f"lies where {self._seen[offset]} lies")
            return
        self._seen[offset] = label
        place = self._start + offset
        beyond = [self._start + other for other in offsets if other > offset]
        size = min([*beyond, self._end]) - place
        with self._cursor.elsewhere(label, place, size) as part:
            if part is not None:
                read(part)


def _inheritance(control: int) -> tuple[str, str]:
    """How the access list and the audit list are inherited, in SDDL ([MS-DTYP] 2.5.1.1)."""
    letters = ((0x1000, "P"), (0x0100, "AR"), (0x0400, "AI"))
    access = "".join(name for bit, name in letters if control & bit)
    return access, "".join(name for bit, name in letters if control & bit << 1)


def descriptor_part(cursor: Cursor, label: str, rights: str = MESSAGE) -> str:
    """A self-relative security descriptor up to the end of the window, as a part of its own."""
    said = ""
    with cursor.window(label, cursor.remaining) as part:
        said = part.text = _Descriptor(cursor, rights).read()
    return said


def _transfer_form(cursor: Cursor, rights: str) -> None:
    """The header mailboxes keep before a security descriptor, and the descriptor."""
    padding = cursor.u16("Padding", text=lambda size: f"the descriptor begins after {size} bytes")
    cursor.u16("Version", "set:flagSecurityVersion")
    cursor.u32("Security Information", "set:flagSecurityInfo")
    if padding < _HEADER_SIZE:
        raise cursor.stop("the descriptor cannot begin inside its header")
    if padding > _HEADER_SIZE:
        with cursor.window("Named properties", padding - _HEADER_SIZE):
            cursor.each("NamedProp", cursor.remaining, 1, lambda _: _named_property(cursor))
    said = descriptor_part(cursor, "Security Descriptor", rights)
    if said:
        cursor.summary(said)


def _named_property(cursor: Cursor) -> None:
    """A named property an entry is about, as MFCMAPI describes it; its use is not documented."""
    cursor.u16("Tag")
    cursor.guid("GUID")
    if cursor.u8("Kind") == 0:
        cursor.u32("ID")
    else:
        cursor.utf16z("Name")


def acl(cursor: Cursor) -> None:
    """An access control list: [MS-DTYP] 2.4.5, little-endian. Rights are those for messages."""
    entries = access_list(cursor, MESSAGE)
    cursor.derived("SDDL", None, _sddl(entries) or "nothing")
    cursor.summary(_count(entries))


def ace_container(cursor: Cursor) -> None:
    """An access control entry of a folder: [MS-DTYP] 2.4.4, little-endian."""
    cursor.summary(ace(cursor, "ACE", CONTAINER).text)


def ace_message(cursor: Cursor) -> None:
    """An access control entry of a message: [MS-DTYP] 2.4.4, little-endian."""
    cursor.summary(ace(cursor, "ACE", MESSAGE).text)


def ace_free_busy(cursor: Cursor) -> None:
    """An access control entry of free/busy times: [MS-DTYP] 2.4.4, little-endian."""
    cursor.summary(ace(cursor, "ACE", FREE_BUSY).text)


def security_descriptor(cursor: Cursor) -> None:
    """A self-relative security descriptor: [MS-DTYP] 2.4.6, little-endian.

    An absent part (offset 0) has a meaning: without an access list everybody has every right.
    """
    cursor.summary(_Descriptor(cursor, MESSAGE).read())


def nt_security_descriptor(cursor: Cursor) -> None:
    """PR_NT_SECURITY_DESCRIPTOR: a header, and the descriptor of [MS-DTYP] 2.4.6; little-endian.

    Absent where the server keeps no rights for the object of its own.
    """
    _transfer_form(cursor, MESSAGE)


def free_busy_security_descriptor(cursor: Cursor) -> None:
    """PR_FREEBUSY_NT_SECURITY_DESCRIPTOR: like PR_NT_SECURITY_DESCRIPTOR ([MS-DTYP] 2.4.6).

    The rights are those to see free/busy times, not those to a message.
    """
    _transfer_form(cursor, FREE_BUSY)


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "ACL": acl,
    "ACECONTAINER": ace_container,
    "ACEMESSAGE": ace_message,
    "ACEFB": ace_free_busy,
    "SECURITYDESCRIPTOR": security_descriptor,
    "NTSD": nt_security_descriptor,
    "FBSECURITYDESCRIPTOR": free_busy_security_descriptor,
}

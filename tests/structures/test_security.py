"""Security identifiers and descriptors: as [MS-DTYP] has them."""

from __future__ import annotations

import struct

import pytest

from tests.structures.asking import damages, decoded, part

SYSTEM = "010100000000000512000000"
ADMINISTRATORS = "01020000000000052000000020020000"
EVERYONE = "010100000000000100000000"
DOMAIN_USERS = "010500000000000515000000" + "010000000200000003000000" + "01020000"


def ace(kind: int, flags: int, mask: int, rest: str) -> bytes:
    """An access control entry with the size it has."""
    body = struct.pack("<I", mask) + bytes.fromhex(rest)
    return struct.pack("<BBH", kind, flags, 4 + len(body)) + body


def acl(*entries: bytes) -> bytes:
    """An access control list of entries."""
    stored = b"".join(entries)
    return struct.pack("<BBHHH", 2, 0, 8 + len(stored), len(entries), 0) + stored


def descriptor(owner: int, group: int, system: int, access: int, rest: bytes, control=0x8004):
    """A security descriptor with parts at these offsets."""
    return struct.pack("<BBH4I", 1, 0, control, owner, group, system, access) + rest


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        (SYSTEM, "S-1-5-18 = NT AUTHORITY\\SYSTEM"),
        (ADMINISTRATORS, "S-1-5-32-544 = BUILTIN\\Administrators"),
        (EVERYONE, "S-1-1-0 = Everyone"),
        (DOMAIN_USERS, "S-1-5-21-1-2-3-513 = Domain Users of the domain"),
        ("01020000000000051500000001020000", "S-1-5-21-513"),
        ("0103000000000005150000000100000001020000", "S-1-5-21-1-513"),
        ("01010000000000050000000A", "S-1-5-167772160"),
        ("0100112233445566", "S-1-0x112233445566"),
    ],
)
def test_a_sid_is_written_as_microsoft_writes_it(stored: str, said: str) -> None:
    assert decoded("SID", stored).summary == said


def test_the_authority_is_big_endian() -> None:
    assert part(decoded("SID", SYSTEM), "IdentifierAuthority").value == 5


def test_a_sid_that_announces_more_than_there_is_says_so() -> None:
    node = decoded("SID", "010400001000060403000000")
    assert node.summary.startswith("no SID: 4 sub-authorities")
    assert damages(node)


def test_rights_are_named_by_the_kind_of_object() -> None:
    entry = ace(0, 0, 1, EVERYONE)
    assert decoded("ACEMESSAGE", entry).summary == "allow Everyone: fsdrightReadBody"
    assert decoded("ACECONTAINER", entry).summary == "allow Everyone: fsdrightListContents"
    assert decoded("ACEFB", entry).summary == "allow Everyone: fsdrightFreeBusySimple"


def test_guids_of_an_object_entry_are_there_when_its_flags_say_so() -> None:
    without = decoded("ACEMESSAGE", ace(5, 0, 1, "00000000" + EVERYONE))
    assert not damages(without)
    assert part(without, "Sid").value == "S-1-1-0"
    inherited = decoded("ACEMESSAGE", ace(5, 0, 1, "02000000" + "11" * 16 + EVERYONE))
    assert part(inherited, "InheritedObjectType").value == (
        "{11111111-1111-1111-1111-111111111111}"
    )


def test_an_entry_that_sddl_has_no_form_for_is_left_out_where_it_stands() -> None:
    plain, callback = ace(0, 0, 1, EVERYONE), ace(0x0C, 0, 1, "00000000" + EVERYONE)
    node = decoded("ACL", acl(callback, plain))
    assert part(node, "SDDL").text == "(…)(A;;0x1;;;WD)"
    assert node.summary == "2 entries: 1 deny, 1 allow"


def test_data_of_a_callback_entry_is_kept() -> None:
    node = decoded("ACEMESSAGE", ace(9, 0, 1, EVERYONE + "61727478"))
    assert part(node, "ApplicationData").value == b"artx"


def test_an_entry_of_an_unknown_type_keeps_its_bytes_and_the_next_is_read() -> None:
    node = decoded("ACL", acl(ace(0x77, 0, 1, EVERYONE), ace(1, 0, 1, SYSTEM)))
    assert part(node, "ACE[0]").text == "not understood"
    assert part(node, "ACE[1]").text.startswith("deny NT AUTHORITY\\SYSTEM")


def test_a_descriptor_is_said_in_words_and_in_sddl() -> None:
    access = acl(ace(1, 0x12, 0x1F0FBF, EVERYONE), ace(0, 9, 0x1200A9, ADMINISTRATORS))
    owner = bytes.fromhex(SYSTEM)
    data = descriptor(20, 20, 0, 32, owner + access, 0x9404)
    node = decoded("SECURITYDESCRIPTOR", data)
    assert not damages(node)
    assert node.summary == "owner NT AUTHORITY\\SYSTEM, access list of 2 entries: 1 deny, 1 allow"
    assert part(node, "SDDL").text == "O:SYD:PAI(D;CIID;0x1f0fbf;;;WD)(A;OIIO;0x1200a9;;;BA)"


def test_parts_at_one_place_are_shown_once() -> None:
    data = descriptor(20, 20, 0, 0, bytes.fromhex(SYSTEM), 0x8000)
    group = part(decoded("SECURITYDESCRIPTOR", data), "GroupSid")
    assert (group.text, group.size) == ("lies where OwnerSid lies", 0)


def test_no_access_list_means_every_right_and_an_empty_one_none() -> None:
    assert (
        "everybody has every right"
        in decoded("SECURITYDESCRIPTOR", descriptor(0, 0, 0, 0, b"")).summary
    )
    assert (
        "access list of no entries"
        in decoded("SECURITYDESCRIPTOR", descriptor(0, 0, 0, 20, acl())).summary
    )


def test_parts_outside_the_descriptor_are_damage_and_the_rest_is_read() -> None:
    node = decoded("SECURITYDESCRIPTOR", descriptor(0x7000, 20, 0, 0, bytes.fromhex(SYSTEM)))
    assert part(node, "GroupSid").value == "S-1-5-18"
    assert any("OwnerSid" in said for said in damages(node))


def test_bytes_between_parts_are_left_over() -> None:
    data = descriptor(24, 0, 0, 0, b"\xaa" * 4 + bytes.fromhex(SYSTEM), 0x8000)
    assert damages(decoded("SECURITYDESCRIPTOR", data)) == ["AA AA AA AA"]


def test_offsets_count_from_the_descriptor_behind_its_header_in_a_mailbox() -> None:
    data = struct.pack("<HHI", 8, 3, 0) + descriptor(20, 0, 0, 0, bytes.fromhex(SYSTEM), 0x8000)
    node = decoded("NTSD", data)
    assert not damages(node)
    assert part(node, "OwnerSid").offset == 28
    assert node.summary == "owner NT AUTHORITY\\SYSTEM"

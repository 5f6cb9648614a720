"""Entry ids and lists of them, built field by field as the specifications lay them out."""

from __future__ import annotations

import struct

import pytest

from msginspector.structures import Node
from msginspector.structures.registry import structure
from tests.structures.node_rules import check

ONE_OFF = bytes.fromhex("812B1FA4BEA310199D6E00DD010F5402")
ADDRESS_BOOK = bytes.fromhex("DCA740C8C042101AB4B908002B2FE182")
CONTACTS = bytes.fromhex("FE42AA0A18C71A10E8850B651C240000")
WRAPPED = bytes.fromhex("C091ADD3519DCF11A4A900AA0047FAA4")
DATABASE = bytes(range(16))


def tree(name: str, data: bytes) -> Node:
    """The checked tree of some bytes."""
    known = structure(name)
    assert known is not None
    node = known.decode(data)
    check(node, data)
    return node


def named(node: Node, label: str) -> Node:
    """The first part with a label."""
    return next(part for part in node.walk() if part.label == label)


def one_off(name: str, kind: str, address: str) -> bytes:
    """A one-off entry id in UTF-16 ([MS-OXCDATA] 2.2.5.1)."""
    text = "".join(f"{part}\0" for part in (name, kind, address)).encode("utf-16-le")
    return bytes(4) + ONE_OFF + b"\0\0\x01\x90" + text


def test_a_one_off_entry_id_says_name_type_and_address() -> None:
    node = tree("entry id", one_off("Anna Berg", "SMTP", "anna@example.com"))
    assert node.summary == 'One-off: "Anna Berg" SMTP anna@example.com'
    assert named(node, "EmailAddress").value == "anna@example.com"


def test_a_narrow_one_off_entry_id_is_read_in_8_bit_text() -> None:
    node = tree("entry id", bytes(4) + ONE_OFF + b"\0\0\0\0" + b"Anna\0SMTP\0a@b.example\0")
    assert node.summary == 'One-off: "Anna" SMTP a@b.example'


def test_an_address_book_entry_id_says_its_distinguished_name() -> None:
    data = bytes(4) + ADDRESS_BOOK + struct.pack("<II", 1, 0) + b"/o=Org/cn=anna\0"
    node = tree("entry id", data)
    assert node.summary == "Exchange: /o=Org/cn=anna"
    assert "DT_MAILUSER" in named(node, "Type").text


def test_a_contact_holds_the_entry_id_of_its_message() -> None:
    inner = bytes(4) + DATABASE + struct.pack("<H", 7) + DATABASE + b"\0\0\0\0\0\1\0\0"
    inner += DATABASE + b"\0\0\0\0\0\2\0\0"
    head = struct.pack("<IIII", 3, 4, 1, len(inner))
    node = tree("entry id", bytes(4) + CONTACTS + head + inner)
    assert node.summary == "Contact, e-mail 2: Exchange message 2 in folder 1, mailbox"
    assert "EEI_EMAIL_2" in named(node, "Index").text


@pytest.mark.parametrize(
    ("kind", "said"),
    [(0xC3, "Contact, e-mail 1: "), (0x93, "Contact, fax 2: "), (0xB3, "Contact: "),
     (0xB4, "Personal distribution list: "), (0xB5, "")],
)  # fmt: skip
def test_a_wrapped_entry_id_says_which_address_of_the_contact(kind: int, said: str) -> None:
    inner = bytes(4) + DATABASE + struct.pack("<I", 0x200024)
    node = tree("entry id", bytes(4) + WRAPPED + bytes([kind]) + inner)
    assert node.summary == f"{said}PST store entry id, nid 0x200024 (normal message)"


@pytest.mark.parametrize(
    ("nid", "said"),
    [
        (0x8082, "nid 0x8082 (normal folder)"),
        (0x200024, "nid 0x200024 (normal message)"),
        (0x122, "nid 0x122 (root folder)"),
        (0x4E, "nid 0x4E (contents table)"),
        (0x35, "nid 0x35 (node of type 0x15)"),
    ],
)
def test_a_pst_entry_id_says_what_its_node_is(nid: int, said: str) -> None:
    node = tree("entry id", bytes(4) + DATABASE + struct.pack("<I", nid))
    assert node.summary == f"PST store entry id, {said}"


def test_an_unknown_provider_keeps_its_bytes() -> None:
    node = tree("entry id", bytes(4) + DATABASE + b"what this is nobody knows")
    assert named(node, "ProviderData").value == b"what this is nobody knows"


def test_an_entry_id_that_is_cut_off_shows_what_is_there() -> None:
    node = tree("entry id", one_off("Anna", "SMTP", "anna@example.com")[:30])
    assert named(node, "DisplayName").value == "Ann"


def test_a_reply_to_list_names_its_members() -> None:
    entries = b""
    for address in ("a@b.example", "c@d.example"):
        entry = one_off("", "SMTP", address)
        entries += struct.pack("<I", len(entry)) + entry + bytes(-len(entry) % 4)
    node = tree("flat entry list", struct.pack("<II", 2, len(entries)) + entries)
    assert node.summary == "One-off: SMTP a@b.example; One-off: SMTP c@d.example"


def test_a_long_distribution_list_names_its_members() -> None:
    entry = one_off("Anna", "SMTP", "anna@example.com")
    member = struct.pack("<I", len(entry)) + entry + struct.pack("<I", len(entry)) + entry
    member += struct.pack("<I", 0)
    head = struct.pack("<HHIIIIII", 1, 0, 0, 0, 1, len(entry), len(entry), 0)
    node = tree("distribution list stream", head + member + bytes(8))
    assert node.summary == 'One-off: "Anna" SMTP anna@example.com'


def test_a_search_key_is_type_and_address() -> None:
    node = tree("search key", b"SMTP:ANNA@EXAMPLE.COM\0")
    assert named(node, "AddressType").value == "SMTP"
    assert named(node, "EmailAddress").value == "ANNA@EXAMPLE.COM"


def test_a_search_key_of_a_message_stays_bytes() -> None:
    node = tree("search key", DATABASE)
    assert named(node, "SearchKey").value == DATABASE


def test_a_submission_id_says_when_and_on_which_server() -> None:
    node = tree("message submission id", b"c=US;a= ;p=Org;l=MAIL02-080912142831Z-3901\0")
    assert node.summary == "submitted 2008-09-12 14:28:31 UTC on MAIL02"
    assert named(node, "Number").value == 3901


def test_an_entry_id_in_a_link_is_turned_both_ways() -> None:
    data = one_off("A", "SMTP", "a@b.example")
    text = named(tree("encode entry id", data), "Encoded Entry ID").value
    assert isinstance(text, str)
    back = tree("decode entry id", text.encode("utf-16-le"))
    assert named(back, "Decoded Entry ID").value == data
    assert back.summary == 'One-off: "A" SMTP a@b.example'


def test_a_character_that_encodes_no_byte_is_said() -> None:
    node = tree("decode entry id", "\uac00x".encode("utf-16-le"))
    assert [part.text for part in node.walk() if part.kind] == [
        "U+0078 is no encoded byte: they are from U+AC00 to U+ACFF"
    ]


@pytest.mark.parametrize(
    ("data", "label", "value"),
    [
        (b"\3\0\0\0", "Key", 3),
        (DATABASE, "Key", "{03020100-0504-0706-0809-0A0B0C0D0E0F}"),
        (one_off("A", "SMTP", "a@b.example"), "EmailAddress", "a@b.example"),
        (b"of its own", "Key", b"of its own"),
    ],
)
def test_a_record_key_is_shown_as_what_providers_use(
    data: bytes, label: str, value: object
) -> None:
    assert named(tree("record key", data), label).value == value


def test_a_list_of_guids_has_one_for_each_16_bytes_and_keeps_the_rest() -> None:
    node = tree("guid list", DATABASE * 2 + b"rest")
    assert [part.label for part in node.children] == [
        "GUID[0]",
        "GUID[1]",
        "Count",
        "Unparsed bytes",
    ]


def test_a_recipient_without_a_name_of_its_own_has_the_address_alone() -> None:
    address = "anna@example.com"
    assert tree("entry id", one_off(address, "SMTP", address)).summary == f"One-off: SMTP {address}"


def test_the_flags_of_a_one_off_entry_id_are_told_apart() -> None:
    data = bytes(4) + ONE_OFF + b"\0\0" + struct.pack("<H", 0x1047) + b"A\0SMTP\0a@b.example\0"
    node = tree("entry id", data)
    assert [named(node, bit).text for bit in ("M", "Format", "MAE", "L", "U")] == [
        "no rich text (TNEF) (1)",
        "TextOnly (3)",
        "AppleSingle (2)",
        "not to be looked up in the address book (1)",
        "0",
    ]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (1, "Exchange distribution list: /cn=all"),
        (0x100, "Exchange address book container: /cn=all"),
        (7, "Exchange: /cn=all"),
    ],
)
def test_an_address_book_entry_says_what_it_is(kind: int, said: str) -> None:
    data = bytes(4) + ADDRESS_BOOK + struct.pack("<II", 1, kind) + b"/cn=all\0"
    assert tree("entry id", data).summary == said


def test_a_personal_distribution_list_holds_the_entry_id_of_its_message() -> None:
    inner = bytes(4) + DATABASE + struct.pack("<I", 0x200024)
    head = struct.pack("<IIII", 3, 5, 0xFF, len(inner))
    node = tree("entry id", bytes(4) + CONTACTS + head + inner)
    assert node.summary == (
        "Personal distribution list: PST store entry id, nid 0x200024 (normal message)"
    )


def test_a_folder_of_contacts_is_known_by_its_guid() -> None:
    inner = bytes(4) + DATABASE + struct.pack("<I", 0x8142)
    node = tree("entry id", bytes(4) + CONTACTS + struct.pack("<II", 3, 3) + DATABASE + inner)
    assert node.summary == "Contacts folder: PST store entry id, nid 0x8142 (normal folder)"


def test_an_ephemeral_entry_id_lasts_for_one_session() -> None:
    data = b"\x87\0\0\0" + DATABASE + struct.pack("<III", 1, 1, 0xBB22)
    node = tree("entry id", data)
    assert node.summary == "Ephemeral address book entry, DT_DISTLIST, MId 0xBB22"
    assert named(node, "Flags").text == "EPHEMERAL"


def test_a_short_term_entry_id_says_its_flags() -> None:
    node = tree("entry id", b"\xf8\0\0\0" + DATABASE + b"of a provider")
    assert node.summary.startswith("Short-term entry id of the provider {")
    assert "MAPI_SHORTTERM" in named(node, "Flags").text


@pytest.mark.parametrize("extra", [b"\0", b"\0\x83g"])
def test_a_few_bytes_behind_the_end_are_said_to_be_that(extra: bytes) -> None:
    data = bytes(4) + ADDRESS_BOOK + struct.pack("<II", 1, 0) + b"/cn=anna\0" + extra
    node = tree("entry id", data)
    assert named(node, "Trailing bytes").value == extra
    assert not [part for part in node.walk() if part.kind]


def test_what_is_too_short_for_an_entry_id_is_said_not_to_be_one() -> None:
    node = tree("entry id", DATABASE)
    assert node.summary == "no entry id: 16 of at least 20 bytes"


def test_what_is_invisible_in_a_name_is_shown() -> None:
    node = tree("entry id", one_off("Anna\u202egpj.exe\n", "SMTP", "a@b.example"))
    assert node.summary == 'One-off: "Anna\\u202egpj.exe\\n" SMTP a@b.example'


@pytest.mark.parametrize(
    ("digits", "said"),
    [("790816112316", "submitted 1979-08-16 11:23:16 UTC on A-1"),
     ("491231235959", "submitted 2049-12-31 23:59:59 UTC on A-1"),
     ("991399000000", "submitted on A-1")],
)  # fmt: skip
def test_the_year_of_a_submission_has_two_digits(digits: str, said: str) -> None:
    assert tree("message submission id", f"l=A-1-{digits}Z-1\0".encode()).summary == said


def test_an_entry_id_from_a_link_may_have_its_terminator() -> None:
    text = "".join(chr(0xAC00 + byte) for byte in DATABASE) + "\0"
    node = tree("decode entry id", text.encode("utf-16-le"))
    assert named(node, "Decoded Entry ID").value == DATABASE


def test_a_message_on_a_pop_server_is_named_by_a_url() -> None:
    node = tree("entry id", "POP://pop.example.com/AAgtJy\0".encode("utf-16-le"))
    assert node.summary == "Remote: POP://pop.example.com/AAgtJy"

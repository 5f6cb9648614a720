"""Values, sizes and places of properties, type by type, as [MS-OXMSG] and [MS-OXCDATA] say."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.errors import InputError
from msginspector.oxmsg import Filetime, MessageFile, Property, visible
from msginspector.oxmsg.codepages import locale_codepage
from msginspector.storage import BytesSource, CompoundFile, Storage
from tests.oxmsg.building import file, message, nameid, storage, substg
from tests.oxmsg.test_message_file import opened, wide

GUID = bytes.fromhex("00010203040506070809101112131415")


def prop(tag: int, value: Any) -> Property:
    found = opened(message([(tag, value)])).root.property(tag)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("tag", "stored", "value", "text", "size"),
    [
        (0x66000002, -2, -2, "-2", 2),
        (0x66000003, -2, -2, "-2", 4),
        (0x66000014, -2, -2, "-2", 8),
        (0x66000004, struct.pack("<f", 1.5), 1.5, "1.5", 4),
        (0x66000005, struct.pack("<d", 0.1), 0.1, "0.1", 8),
        (0x66000006, 123456789, "12345.6789", "12345.6789", 8),
        (0x66000006, -5, "-0.0005", "-0.0005", 8),
        (0x66000007, struct.pack("<d", 2.5), 2.5, "1900-01-01T12:00:00.000", 8),
        (0x6600000A, 0x8004010F, 0x8004010F, "0x8004010F", 4),
        (0x6600000B, 1, True, "true", 1),
        (0x6600000B, 0, False, "false", 1),
        (0x66000048, GUID, "{03020100-0504-0706-0809-101112131415}", None, 16),
        (0x66000102, b"\x01\xff", b"\x01\xff", "01ff", 2),
        (0x660000FB, b"\x01", b"\x01", "01", 1),
        (0x6600001F, wide("Grüße"), "Grüße", "Grüße", 10),
        (0x6600001E, b"plain", "plain", "plain", 5),
        (0x66001002, struct.pack("<3h", 1, -1, 2), [1, -1, 2], "1; -1; 2", 6),
        (0x66001048, GUID, ["{03020100-0504-0706-0809-101112131415}"], None, 16),
        (0x6600101F, [wide("a\0"), wide("bc\0")], ["a", "bc"], "a; bc", 10),
        (0x6600101E, [b"a\0", b"bc\0"], ["a", "bc"], "a; bc", 5),
        (0x66001102, [b"\1", b""], [b"\1", b""], "01; ", 1),
    ],
)
def test_each_type_is_decoded_sized_and_shown(
    tag: int, stored: Any, value: Any, text: str | None, size: int
) -> None:
    found = prop(tag, stored)
    assert found.value == value
    assert type(found.value) is type(value)
    assert found.text == (value if text is None and isinstance(value, str) else text or found.text)
    assert found.size == size
    assert len(found.raw()[0]) == size
    assert b"".join(found.read_slices()) == found.raw(None)[0]
    assert {finding.code for finding in found.findings} <= {"MSG0406"}


def test_the_places_of_entry_and_value_lead_to_the_bytes_in_the_file() -> None:
    data = file(message([(0x66000003, 0x01020304), (0x6600001F, wide("where"))]))
    root = MessageFile(Storage(CompoundFile(BytesSource(data)))).root
    for found in root.properties:
        place = found.entry.file_offset
        assert place is not None
        assert struct.unpack_from("<I", data, place)[0] == found.tag
        joined = b"".join(data[start : start + size] for start, size in found.source.ranges)
        assert joined == found.raw(None)[0]
    number, text = root.properties
    assert number.source[:2] == ("__properties_version1.0", 32 + 8)
    assert text.source[:2] == (substg(0x6600001F), 0)
    assert (number.stream_path, text.stream_path) == (None, substg(0x6600001F))


def test_the_declared_size_is_the_field_of_the_entry() -> None:
    assert prop(0x66000003, 1).declared_size is None
    assert prop(0x6600001F, wide("abc")).declared_size == 8
    assert prop(0x66000102, b"abc").declared_size == 3


def test_a_long_value_is_cut_when_shown_but_not_when_read() -> None:
    found = prop(0x6600001F, wide("x" * 50_000))
    assert len(found.value) == 50_000
    assert len(found.text) < 5000
    assert found.text.endswith("…")
    assert found.raw(10) == (wide("xxxxx"), True)


def test_lone_surrogates_survive_in_the_value_and_are_escaped_in_the_text() -> None:
    found = prop(0x6600001F, wide("a\ud800z"))
    assert found.value == "a\ud800z"
    assert found.text == "a\\ud800z"


def test_an_odd_utf16_stream_keeps_its_last_byte_visible() -> None:
    found = prop(0x6600001F, wide("ab") + b"\x41")
    assert found.value == "ab\\x41"
    assert "MSG0402" in {finding.code for finding in found.findings}


def test_a_terminator_in_the_stream_is_no_part_of_the_value() -> None:
    assert prop(0x6600001F, wide("ab\0")).value == "ab"
    assert prop(0x6600001F, wide("ab\0\0")).value == "ab\0"


def test_an_unknown_type_is_opaque() -> None:
    tree = message([])
    tree["__properties_version1.0"] += struct.pack("<IIQ", 0x66000BAD, 6, 0x0102)
    (found,) = opened(tree).root.properties
    assert found.type_name == "0x0BAD"
    assert found.value == b"\x02\x01" + bytes(6)
    assert {finding.code for finding in found.findings} == {"MSG0209"}


def test_a_missing_item_of_a_list_is_none_and_told() -> None:
    tree = message([(0x6600101F, [wide("a\0"), wide("b\0")])])
    del tree[substg(0x6600101F) + "-00000000"]
    (found,) = opened(tree).root.properties
    assert found.value == [None, "b"]
    assert {finding.code for finding in found.findings} == {"MSG0201"}


@given(st.integers(0, 2**64 - 1))
def test_any_64_bits_are_a_time_that_can_be_written(ticks: int) -> None:
    time = Filetime(ticks)
    assert str(time) == (time.iso() or f"{ticks} ticks")
    assert (time.iso() is None) == (ticks >= 2650467744000000000)


def test_a_time_keeps_its_hundred_nanoseconds() -> None:
    assert Filetime(0).iso() == "1601-01-01T00:00:00.0000000Z"
    assert Filetime(132_223_104_000_000_001).iso() == "2020-01-01T00:00:00.0000001Z"
    assert Filetime(2650467743999999999).iso() == "9999-12-31T23:59:59.9999999Z"
    assert Filetime(2650467744000000000).iso() is None


@given(st.text())
def test_visible_text_has_nothing_hidden_or_reordering(text: str) -> None:
    shown = visible(text, one_line=True)
    assert not set(shown) & set(map(chr, [*range(32), 0x7F, 0x200B, 0x202E, 0x2066, 0xFEFF]))
    assert shown.encode("utf-8") or not text


# -- code pages


def page_of(number: int, properties: list[tuple[int, int]], body: bool = False) -> tuple[Any, str]:
    tag = 0x1000001E if body else 0x0037001E
    text = "Привет".encode(f"cp{number}")
    root = opened(message([(tag, text), *properties])).root
    found = root.property(tag)
    assert found is not None
    assert found.codepage is not None
    return found.value, found.codepage.reason


def test_text_follows_the_message_code_page_and_the_body_the_internet_one() -> None:
    both = [(0x3FFD0003, 1251), (0x3FDE0003, 866)]
    assert page_of(1251, both) == ("Привет", "PR_MESSAGE_CODEPAGE is 1251.")
    assert page_of(866, both, body=True) == ("Привет", "PR_INTERNET_CPID is 866.")


def test_the_locale_is_asked_when_no_code_page_is_named() -> None:
    value, reason = page_of(1251, [(0x3FF10003, 0x0419)])
    assert value == "Привет"
    assert "0x0419" in reason


@pytest.mark.parametrize(
    ("locale", "page"),
    [
        (0x0409, 1252),
        (0x0411, 932),
        (0x0804, 936),
        (0x0C04, 950),
        (0x7C04, 950),
        (0x041F, 1254),
        (0x081A, 1250),  # Serbian in Latin letters
        (0x0C1A, 1251),  # and in Cyrillic ones
        (0x0859, 1256),  # Sindhi in Arabic letters
        (0x0459, None),  # and in Devanagari, which has no code page
        (0x0850, None),
        (0x043D, None),
        (0x0439, None),
    ],
)
def test_a_locale_has_the_code_page_windows_gives_it(locale: int, page: int | None) -> None:
    assert locale_codepage(locale) == page


def test_without_any_hint_western_is_the_last_resort_and_told() -> None:
    found = prop(0x0037001E, b"\xe4")
    assert found.value == "ä"
    assert {finding.code for finding in found.findings} == {"MSG0406"}


def test_undecodable_bytes_stay_visible_and_are_told() -> None:
    root = opened(message([(0x0037001E, b"a\xffb"), (0x3FFD0003, 65001)])).root
    found = root.properties[0]
    assert found.value == "a\\xffb"
    assert {finding.code for finding in found.findings} == {"MSG0401"}


def test_recipients_inherit_and_embedded_messages_do_not() -> None:
    russian = "Привет".encode("cp1251")
    tree = message(
        [(0x3FFD0003, 1251)],
        recipients=[storage([(0x3001001E, russian)])],
    )
    assert opened(tree).root.recipients[0].label == "Привет"
    assert opened(tree).root.recipients[0].codepage().number == 1251


def test_the_user_can_choose_another_code_page() -> None:
    found = opened(message([(0x0037001E, "Привет".encode("cp866")), (0x3FFD0003, 1251)]))
    assert found.root.label != "Привет"
    found.override_codepage(866)
    assert found.root.label == "Привет"
    assert found.root.codepage().reason == "It was chosen by hand."
    found.override_codepage(None)
    assert found.root.codepage().number == 1251


# -- named properties


def named(entries: list[tuple[int, int | str]], tag: int, guids: bytes = GUID) -> Property:
    tree = message([(tag, 1)], __nameid_version1_0={})
    del tree["__nameid_version1_0"]
    tree["__nameid_version1.0"] = nameid(entries, guids)
    (found,) = opened(tree).root.properties
    return found


def test_guid_indexes_1_and_2_are_known_sets_and_3_is_the_first_of_the_file() -> None:
    entries: list[tuple[int, int | str]] = [(1, 0x10), (2, "Keywords"), (3, 0x8501)]
    sets = [named(entries, 0x80000003 + (n << 16)).named for n in range(3)]
    assert [item.guid for item in sets if item] == [
        "{00020328-0000-0000-C000-000000000046}",
        "{00020329-0000-0000-C000-000000000046}",
        "{03020100-0504-0706-0809-101112131415}",
    ]
    assert [item.key for item in sets if item] == [0x10, "Keywords", 0x8501]


def test_a_name_nobody_knows_is_its_own() -> None:
    assert named([(3, "x-Größe")], 0x80000003).name == "x-Größe"


def test_a_known_named_property_has_its_canonical_name() -> None:
    appointment = bytes.fromhex("0820060000000000c000000000000046")
    found = named([(3, 0x8506)], 0x80000003, appointment[:2] + appointment[2:])
    assert found.named is not None
    common = bytes.fromhex("0820060000000000c000000000000046")
    assert found.named.set == "PSETID_Common"
    assert named([(3, 0x8506)], 0x80000003, common).name == "PidLidPrivate"


def test_a_mapping_that_leads_nowhere_is_told() -> None:
    tree = message([(0x80000003, 1)])
    tree["__nameid_version1.0"] = nameid([(9, 1), (3, "abc")], GUID)
    tree["__nameid_version1.0"][substg(0x00040102)] = b"\xff\xff\0\0a\0"
    found = opened(tree)
    codes = [finding.code for finding in found.findings()]
    assert codes == ["MSG0302", "MSG0303", "MSG0304"]
    assert found.root.properties[0].named is None


@given(st.binary(max_size=200), st.binary(max_size=64), st.binary(max_size=64))
def test_random_mappings_never_raise(entries: bytes, guids: bytes, strings: bytes) -> None:
    tree = message([(0x80000003 + (n << 16), n) for n in range(4)])
    streams = {0x00020102: guids, 0x00030102: entries, 0x00040102: strings, 0x10020102: entries}
    tree["__nameid_version1.0"] = {substg(tag): data for tag, data in streams.items()}
    found = opened(tree)
    assert all(isinstance(item.name, str) for item in found.root.properties)
    assert isinstance(found.findings(), tuple)


@given(st.binary(max_size=400))
def test_random_property_streams_never_raise(data: bytes) -> None:
    tree = message([(0x0037001F, wide("x"))])
    tree["__properties_version1.0"] += data
    try:
        found = opened(tree)
    except InputError:
        return
    for item in found.root.properties:
        assert isinstance(item.text, str)
        assert item.findings is not None
        assert item.value is None or item.value is not Ellipsis


# -- what there is and what is only claimed


def claimed(tag: int, size: int) -> Property:
    """A property whose stream has 10 bytes while its directory entry claims `size`."""
    data = bytearray(file(message([(tag, b"0123456789")])))
    container = CompoundFile(BytesSource(bytes(data)))
    index = container.find(substg(tag))
    assert index is not None
    place = container.entry_offset(index)
    assert place is not None
    struct.pack_into("<I", data, place + 120, size)
    root = MessageFile(Storage(CompoundFile(BytesSource(bytes(data))))).root
    (found,) = root.properties
    return found


@pytest.mark.parametrize("size", [1000, 0x7FFFFFFF])
def test_a_size_is_that_of_the_bytes_that_exist(size: int) -> None:
    found = claimed(0x66000102, size)
    assert found.size == len(found.raw(None)[0])
    assert found.size == sum(length for _, length in found.source.ranges)
    assert found.size is not None
    assert found.size < size


def test_a_directory_that_claims_more_is_told_and_not_compared_with_the_entry() -> None:
    (finding,) = claimed(0x66000102, 1000).findings
    assert finding.code == "MSG0219"
    assert finding.text == "The directory says 1000 bytes, 64 of them exist."


def test_a_time_after_the_year_9999_is_told() -> None:
    found = prop(0x66000040, 2**64 - 1)
    assert found.text == "18446744073709551615 ticks"
    assert {finding.code for finding in found.findings} == {"MSG0408"}
    assert prop(0x66000040, 2650467743999999999).findings == ()


def test_a_time_after_the_year_9999_in_a_list_is_told() -> None:
    found = opened(message([(0x66001040, struct.pack("<QQ", 0, 2**64 - 1))]))
    assert [time.iso() for time in found.root.properties[0].value] == [
        "1601-01-01T00:00:00.0000000Z",
        None,
    ]
    assert {finding.code for finding in found.findings()} == {"MSG0408"}


def test_a_list_of_an_unknown_type_has_no_value_but_what_lies_in_its_stream() -> None:
    tree = message([])
    tree["__properties_version1.0"] += struct.pack("<IIQ", 0x66001BAD, 6, 0x0102)
    (found,) = opened(tree).root.properties
    assert found.value is None
    assert found.text == ""
    assert {finding.code for finding in found.findings} == {"MSG0209"}
    tree[substg(0x66001BAD)] = b"stored"
    (found,) = opened(tree).root.properties
    assert found.value == b"stored"

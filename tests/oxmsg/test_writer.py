"""The writer of .msg files, against [MS-OXMSG] and against readers that are not ours."""

from __future__ import annotations

import struct
import uuid
from datetime import UTC, datetime

import olefile
import pytest

from msginspector.oxmsg.pack import NameTable, filetime, name_hash, pack_value
from msginspector.oxmsg.writer import PR_ATTACH_DATA_OBJ, MessageWriter

PS_PUBLIC = "{00020329-0000-0000-C000-000000000046}"
PS_HEADERS = "{00020386-0000-0000-C000-000000000046}"
PSETID_COMMON = "{00062008-0000-0000-C000-000000000046}"


def _container(message: MessageWriter) -> olefile.OleFileIO:
    return olefile.OleFileIO(message.to_bytes())


def _stream(message: MessageWriter, path: str) -> bytes:
    with _container(message) as container:
        return bytes(container.openstream(path).read())


def _entry(message: MessageWriter, tag: int, header: int = 32) -> tuple[int, int, int]:
    data = _stream(message, "__properties_version1.0")[header:]
    rows = {row[0]: row[1:] for row in struct.iter_unpack("<IIII", data)}
    return rows[tag]


def test_the_same_message_gives_the_same_bytes() -> None:
    message = MessageWriter()
    message.set(0x0037001F, "twice")
    assert message.to_bytes() == message.to_bytes()


def test_a_string_is_stored_without_terminator_but_its_size_counts_one() -> None:
    message = MessageWriter()
    message.set(0x0037001F, "four")
    message.set(0x0037001E, "four")
    assert _stream(message, "__substg1.0_0037001F") == b"f\0o\0u\0r\0"
    assert _entry(message, 0x0037001F)[1] == 10
    assert _stream(message, "__substg1.0_0037001E") == b"four"
    assert _entry(message, 0x0037001E)[1] == 5


def test_string8_is_written_in_the_code_page_of_the_message() -> None:
    message = MessageWriter("cp932")
    message.set(0x0037001E, "日本")
    assert _stream(message, "__substg1.0_0037001E") == "日本".encode("cp932")


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        (0x0002, -2, "feff"),
        (0x0003, -2, "feffffff"),
        (0x0003, 0xFFFFFFFE, "feffffff"),
        (0x000B, True, "0100"),
        (0x0014, 1 << 40, "0000000000010000"),
        (0x0006, -1, "ffffffffffffffff"),
        (0x0005, 1.5, "000000000000f83f"),
        (0x0040, 116444736000000000, "00803ed5deb19d01"),
    ],
)
def test_a_fixed_value_lies_in_its_entry(kind: int, value: float, stored: str) -> None:
    packed = pack_value(kind, value)
    assert packed.entry == bytes.fromhex(stored).ljust(8, b"\0")
    assert packed.streams == ()


def test_a_time_is_counted_in_ticks_since_1601() -> None:
    assert filetime(datetime(1970, 1, 1, tzinfo=UTC)) == 116444736000000000
    assert filetime(datetime(1601, 1, 1, 0, 0, 0, 3, tzinfo=UTC)) == 30


def test_a_guid_has_a_stream_although_its_size_is_fixed() -> None:
    guid = "{00020329-0000-0000-C000-000000000046}"
    packed = pack_value(0x0048, guid)
    assert packed.streams == (("", uuid.UUID(guid).bytes_le),)
    assert packed.entry == struct.pack("<II", 16, 0)


def test_many_strings_have_a_stream_of_lengths_and_one_stream_each_with_terminators() -> None:
    packed = pack_value(0x101F, ["a", "bc"])
    assert packed.streams == (
        ("", struct.pack("<II", 4, 6)),
        ("-00000000", b"a\0\0\0"),
        ("-00000001", b"b\0c\0\0\0"),
    )
    assert packed.entry == struct.pack("<II", 8, 0)


def test_many_binaries_have_lengths_of_eight_bytes() -> None:
    packed = pack_value(0x1102, [b"abc"])
    assert packed.streams == (("", struct.pack("<Q", 3)), ("-00000000", b"abc"))


def test_many_numbers_lie_in_one_stream() -> None:
    assert pack_value(0x1003, [1, -1]).streams == (("", struct.pack("<ii", 1, -1)),)


def test_a_value_that_does_not_fit_its_type_is_refused() -> None:
    with pytest.raises(TypeError):
        pack_value(0x101F, "one text is not many")
    with pytest.raises(TypeError):
        pack_value(0x0003, [1, 2])
    with pytest.raises(TypeError):
        pack_value(0x0099, 1)


def test_the_headers_count_recipients_and_attachments() -> None:
    message = MessageWriter()
    message.add_recipient()
    message.add_recipient()
    inner = message.add_attachment().embed()
    inner.add_recipient()
    root = _stream(message, "__properties_version1.0")
    assert struct.unpack_from("<8xIIII8x", root) == (2, 1, 2, 1)
    home = f"__attach_version1.0_#00000000/__substg1.0_{PR_ATTACH_DATA_OBJ:08X}"
    embedded = _stream(message, f"{home}/__properties_version1.0")
    assert len(embedded) == 24
    assert struct.unpack_from("<8xIIII", embedded) == (1, 0, 1, 0)


def test_an_embedded_message_and_a_storage_say_in_the_reserved_field_what_they_are() -> None:
    message = MessageWriter()
    message.add_attachment().embed()
    message.add_attachment().set_storage(
        {"CONTENTS": b"x"}, "{F20DA720-C02F-11CE-927B-0800095AE340}"
    )
    for number, reserved in ((0, 1), (1, 4)):
        home = f"__attach_version1.0_#{number:08X}/__properties_version1.0"
        rows = list(struct.iter_unpack("<IIII", _stream(message, home)[8:]))
        assert (PR_ATTACH_DATA_OBJ, 6, 0xFFFFFFFF, reserved) in rows


def test_messages_can_be_nested_as_deep_as_the_format_allows() -> None:
    message = outer = MessageWriter()
    for level in range(60):
        message.set(0x0037001F, f"level {level}")
        message = message.add_attachment().embed()
    with _container(outer) as container:
        deepest = max(len(path) for path in container.listdir())
    assert deepest == 60 * 2 + 1


def test_a_name_keeps_its_id_and_is_shared_with_embedded_messages() -> None:
    message = MessageWriter()
    first = message.set_named(PSETID_COMMON, 0x8554, 0x001F, "16.0")
    second = message.set_named(PS_PUBLIC, "Keywords", 0x101F, ["a"])
    inner = message.add_attachment().embed()
    assert first == 0x8000001F
    assert second == 0x8001101F
    assert inner.set_named(PSETID_COMMON, 0x8554, 0x001F, "15.0") == first


def test_entry_guid_and_string_streams_describe_each_name() -> None:
    names = NameTable()
    names.property_id(PSETID_COMMON, 0x8554)
    names.property_id(PS_PUBLIC, "abc")
    names.property_id(PS_HEADERS, "x-mailer")
    streams = names.streams()
    listed = [PSETID_COMMON, PS_HEADERS]
    assert streams["__substg1.0_00020102"] == b"".join(uuid.UUID(g).bytes_le for g in listed)
    assert streams["__substg1.0_00030102"] == b"".join(
        struct.pack("<IHH", *row)
        for row in ((0x8554, 3 << 1, 0), (0, 2 << 1 | 1, 1), (12, 4 << 1 | 1, 2))
    )
    text = "abc".encode("utf-16-le")
    assert streams["__substg1.0_00040102"].startswith(struct.pack("<I", 6) + text + b"\0\0")


def test_the_hash_of_a_name_is_the_one_microsoft_confirmed() -> None:
    # The published answer to a question about [MS-OXMSG] 2.2.3.2 names this value.
    assert name_hash("x-mailer") == 0xFF504E89


def test_every_name_is_found_again_through_its_hash_stream() -> None:
    names = NameTable()
    names.property_id(PSETID_COMMON, 0x8554)
    names.property_id(PS_HEADERS, "x-mailer")
    streams = names.streams()
    numeric = 0x1000 + (0x8554 ^ 3 << 1) % 0x1F
    string = 0x1000 + (0xFF504E89 ^ (4 << 1 | 1)) % 0x1F
    assert streams[f"__substg1.0_{numeric:04X}0102"] == struct.pack("<IHH", 0x8554, 6, 0)
    assert streams[f"__substg1.0_{string:04X}0102"] == struct.pack("<IHH", 0xFF504E89, 9, 1)

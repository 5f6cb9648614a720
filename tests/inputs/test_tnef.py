"""TNEF made into messages: properties as they are, attributes where they fill gaps."""

from __future__ import annotations

import struct
import uuid

import pytest

from msginspector.errors import InputError
from msginspector.inputs.made import MAX_INPUT, Made
from msginspector.inputs.tnef import message_of_tnef
from msginspector.oxmsg.writer import Layout, container_bytes
from msginspector.storage import BytesSource, CompoundFile
from tests.builders import tnef
from tests.inputs.opening import opened, root, text, value

SUBJECT, CLASS, BODY, IMPORTANCE = 0x0037, 0x001A, 0x1000, 0x0017
PSETID = "{00062008-0000-0000-C000-000000000046}"
DATE = struct.pack("<7H", 2004, 2, 17, 11, 25, 35, 2)


def made(*attributes: bytes) -> Made:
    return message_of_tnef(tnef.stream(*attributes))


def of_properties(*items: bytes) -> Made:
    return made(
        tnef.attribute(tnef.MESSAGE_CLASS, b"IPM.Microsoft Mail.Note\0"),
        tnef.attribute(tnef.PROPERTIES, tnef.properties(*items)),
    )


def test_the_attributes_of_the_sample_message_become_properties() -> None:
    result = made(  # [MS-OXTNEF] 3.1, its attributes
        tnef.attribute(0x00089006, bytes.fromhex("00000100")),
        tnef.attribute(tnef.CODEPAGE, struct.pack("<II", 1252, 0)),
        tnef.attribute(tnef.MESSAGE_CLASS, b"IPM.Microsoft Mail.Note\0"),
        tnef.attribute(tnef.PRIORITY, struct.pack("<H", 2)),
        tnef.attribute(tnef.SUBJECT, b"Simple subject\0"),
        tnef.attribute(tnef.DATE_SENT, DATE),
        tnef.attribute(tnef.MESSAGE_ID, b"757BB19CDE936A4087D90BB784C58E3B\0"),
    )
    message = root(result)
    assert message.message_class == "IPM.Note"
    assert text(message, SUBJECT) == "Simple subject"
    assert value(message, IMPORTANCE) == 1
    assert value(message, 0x300B).hex().upper() == "757BB19CDE936A4087D90BB784C58E3B"
    assert text(message, 0x0039) == "2004-02-17T11:25:35.0000000Z"
    assert value(message, 0x3FFD) == 1252
    assert result.notes == ("attDateSent is a time without a time zone; UTC is taken.",)
    assert opened(result).findings() == ()


@pytest.mark.parametrize(
    ("tag", "stored", "expected"),
    [
        (0x30010002, struct.pack("<h2x", -2), -2),
        (0x30010003, struct.pack("<i", -3), -3),
        (0x30010004, struct.pack("<f", 1.5), 1.5),
        (0x30010005, struct.pack("<d", 2.5), 2.5),
        (0x30010007, struct.pack("<d", 3.5), 3.5),
        (0x3001000B, struct.pack("<H2x", 1), True),
        (0x30010014, struct.pack("<q", -(1 << 40)), -(1 << 40)),
        (0x30010048, uuid.UUID(PSETID).bytes_le, PSETID),
    ],
)
def test_values_of_fixed_size_are_kept_with_their_type(
    tag: int, stored: bytes, expected: object
) -> None:
    [found] = [row for row in root(of_properties(tnef.fixed(tag, stored))).properties
               if row.tag == tag]  # fmt: skip
    assert found.value == expected


def test_texts_and_bytes_are_kept_with_their_type() -> None:
    message = root(
        of_properties(
            tnef.sized(0x0037001E, b"na\xefve\0"),
            tnef.sized(0x1000001F, tnef.wide("Grüße")),
            tnef.sized(0x300B0102, b"\1\2\3"),
            tnef.sized(0x3001101F, tnef.wide("a"), tnef.wide("bcd")),
            tnef.sized(0x30021102, b"x", b"yyyyy"),
            tnef.fixed(0x30031003, struct.pack("<III", 2, 7, 8)),
        )
    )
    found = {row.tag: row for row in message.properties}
    assert found[0x0037001E].text == "naïve"
    assert found[0x1000001F].value == "Grüße"
    assert found[0x300B0102].value == b"\1\2\3"
    assert found[0x3001101F].value == ["a", "bcd"]
    assert found[0x30021102].value == [b"x", b"yyyyy"]
    assert found[0x30031003].value == [7, 8]


def test_named_properties_keep_set_and_name() -> None:
    guid = uuid.UUID(PSETID).bytes_le
    result = of_properties(
        tnef.named(0x0003, guid, 0x8510, struct.pack("<i", 5)),
        tnef.named(0x001F, guid, "Our name", tnef.sized(0, tnef.wide("our value"))[4:]),
    )
    found = {
        (row.named.lid, row.named.name): row.value
        for row in root(result).properties
        if row.named is not None
    }
    assert found == {(0x8510, None): 5, (None, "Our name"): "our value"}
    assert opened(result).findings() == ()


def test_a_property_counts_before_an_attribute_and_a_difference_is_told() -> None:
    result = made(
        tnef.attribute(tnef.SUBJECT, b"the old one\0"),
        tnef.attribute(tnef.MESSAGE_CLASS, b"IPM.Note\0"),
        tnef.attribute(
            tnef.PROPERTIES, tnef.properties(tnef.sized(0x0037001F, tnef.wide("the new one")))
        ),
    )
    assert text(root(result), SUBJECT) == "the new one"
    assert [note for note in result.notes if "attSubject" in note]


def test_the_sender_is_taken_apart() -> None:
    name, address = b"Ann\0", b"SMTP:ann@x.test\0"
    head = struct.pack("<4H", 4, 8 + len(name) + len(address), len(name), len(address))
    message = root(made(tnef.attribute(tnef.FROM, head + name + address)))
    assert (value(message, 0x0C1A), value(message, 0x0C1E), value(message, 0x0C1F)) == (
        "Ann",
        "SMTP",
        "ann@x.test",
    )
    assert value(message, 0x0C1D) == b"SMTP:ANN@X.TEST\0"


@pytest.mark.parametrize(
    ("name", "tag"),
    [(b"IPM.Microsoft Schedule.MtgReq\0", 0x0042), (b"IPM.Schedule.Meeting.Resp.Pos\0", 0x0044)],
)
def test_the_owner_is_who_a_request_is_from_and_who_a_response_goes_to(
    name: bytes, tag: int
) -> None:
    owner = b"".join(struct.pack("<H", len(part)) + part for part in (b"Bob\0", b"SMTP:b@x\0"))
    message = root(
        made(tnef.attribute(tnef.MESSAGE_CLASS, name), tnef.attribute(tnef.OWNER, owner))
    )
    assert value(message, tag) == "Bob"


def test_recipients_have_the_properties_of_their_rows() -> None:
    rows = [
        tnef.properties(
            tnef.sized(0x3001001F, tnef.wide(name)), tnef.fixed(0x0C150003, struct.pack("<i", kind))
        )
        for name, kind in (("Ann", 1), ("Bob", 2))
    ]
    message = root(made(tnef.recipients(rows)))
    assert [(value(row, 0x3001), value(row, 0x0C15)) for row in message.recipients] == [
        ("Ann", 1),
        ("Bob", 2),
    ]


def test_an_attachment_has_its_name_its_bytes_and_its_properties() -> None:
    result = made(
        tnef.attribute(tnef.MESSAGE_CLASS, b"IPM.Note\0"),
        tnef.rendering(),
        tnef.attribute(tnef.ATTACH_TITLE, b"SHORT~1.TXT\0", tnef.ATTACHMENT),
        tnef.attribute(tnef.ATTACH_DATA, b"the bytes", tnef.ATTACHMENT),
        tnef.attribute(
            tnef.ATTACH_PROPERTIES,
            tnef.properties(tnef.sized(0x3707001F, tnef.wide("a long name.txt"))),
            tnef.ATTACHMENT,
        ),
    )
    [row] = root(result).attachments
    assert (text(row, 0x3704), value(row, 0x3707)) == ("SHORT~1.TXT", "a long name.txt")
    assert (row.data_kind, value(row, 0x3701)) == ("stream", b"the bytes")
    assert value(root(result), 0x0E1B) is True
    assert opened(result).findings() == ()


def test_an_attachment_need_not_begin_with_its_rendering_data() -> None:
    [row] = root(made(tnef.attribute(tnef.ATTACH_DATA, b"x", tnef.ATTACHMENT))).attachments
    assert value(row, 0x3701) == b"x"


def test_messages_inside_messages_are_embedded() -> None:
    message = root(message_of_tnef(tnef.nested(3)))
    for level in range(4):
        assert text(message, SUBJECT) == f"level {level}"
        if level < 3:
            inner = message.attachments[0].embedded
            assert inner is not None
            message = inner
    assert list(message.attachments) == []


def test_an_object_that_is_a_compound_file_becomes_a_storage() -> None:
    layout = Layout({"\x01Ole": b"one", "sub/deep": b"two" * 3000}, {"": PSETID, "sub": PSETID})
    inside = tnef.sized(0x3701000D, tnef.IID_STORAGE + container_bytes(layout))
    result = made(
        tnef.attribute(tnef.MESSAGE_CLASS, b"IPM.Note\0"),
        tnef.rendering(2),
        tnef.attribute(tnef.ATTACH_PROPERTIES, tnef.properties(inside), tnef.ATTACHMENT),
    )
    file = opened(result)
    [row] = file.root.attachments
    assert row.data_kind == "storage"
    container = CompoundFile(BytesSource(result.container()))
    home = f"{row.storage}/__substg1.0_3701000D"
    for name, data in (("\x01Ole", b"one"), ("sub/deep", b"two" * 3000)):
        index = container.find(f"{home}/{name}")
        assert index is not None
        assert container.read(index) == data
    assert file.findings() == ()


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ([tnef.attribute(tnef.SUBJECT, b"x\0")[:-2] + b"\0\0"], "checksum"),
        ([tnef.attribute(tnef.SUBJECT, b"x\0"), tnef.attribute(tnef.SUBJECT, b"y\0")], "twice"),
        ([tnef.attribute(0x00067777, b"abc")], "0x00067777"),
        ([tnef.attribute(tnef.DATE_SENT, b"abc")], "attDateSent makes no sense"),
        ([tnef.attribute(tnef.DATE_SENT, struct.pack("<7H", 1600, 1, 1, 0, 0, 0, 0))], "no sense"),
        ([tnef.attribute(tnef.SUBJECT, b"whole\0")[:-5]], "ends inside"),
        ([tnef.attribute(tnef.SUBJECT, b"x\0"), b"garbage"], "7 B that are no attribute"),
        ([tnef.attribute(tnef.PROPERTIES, struct.pack("<I", 1 << 31))], "2,147,483,648"),
        ([tnef.attribute(tnef.PROPERTIES, tnef.properties(tnef.fixed(0x30010099, b"")))], "0x0099"),
        ([tnef.attribute(tnef.RECIPIENTS, struct.pack("<I", 9))], "announces 9 rows"),
    ],
)
def test_damage_is_told_and_the_rest_is_read(attributes: list[bytes], words: str) -> None:
    notes = made(tnef.attribute(tnef.MESSAGE_CLASS, b"IPM.Note\0"), *attributes).notes
    assert [note for note in notes if words in note], notes


def test_a_message_too_deep_is_kept_as_bytes() -> None:
    result = message_of_tnef(tnef.nested(150))
    message, depth = root(result), 0
    while message.attachments and message.attachments[0].embedded is not None:
        message, depth = message.attachments[0].embedded, depth + 1
    assert depth == 100
    assert message.attachments[0].data_kind == "stream"
    assert [note for note in result.notes if "too deep" in note]


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "NOT_A_MESSAGE"), (b"x" * 100, "NOT_A_MESSAGE"), (bytes(MAX_INPUT + 1), "TOO_LARGE")],
)
def test_what_is_no_tnef_is_one_typed_error(data: bytes, name: str) -> None:
    with pytest.raises(InputError) as caught:
        message_of_tnef(data)
    assert caught.value.name == name


def test_a_stream_with_nothing_in_it_is_an_empty_note() -> None:
    result = message_of_tnef(tnef.stream())
    assert root(result).message_class == "IPM.Note"
    assert result.notes == ("Nothing says the class of the message; IPM.Note is taken.",)

"""The object tree of a message file: what is listed, under which path, and what is not."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import pytest

from msginspector.errors import InputError
from msginspector.oxmsg import MessageFile, OxObject
from msginspector.oxmsg.writer import MessageWriter
from msginspector.storage import BytesSource, CompoundFile, Storage, open_storage
from tests.oxmsg.building import PROPERTIES, Tree, embedded, file, message, storage
from tests.storage.building import drained

SUBJECT, NAME, FILE_NAME, CLASS = 0x0037001F, 0x3001001F, 0x3707001F, 0x001A001F

PSETID_COMMON = "{00062008-0000-0000-C000-000000000046}"


def wide(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def opened(tree: Tree) -> MessageFile:
    return MessageFile(Storage(CompoundFile(BytesSource(file(tree)))))


def codes(found: MessageFile) -> set[str]:
    return {finding.code for finding in found.findings()}


def letter() -> Tree:
    inner = message(
        [(SUBJECT, wide("inner")), (CLASS, wide("IPM.Note"))],
        recipients=[storage([(NAME, wide("Inner Reader"))])],
        top=False,
    )
    return message(
        [(SUBJECT, wide("outer")), (CLASS, wide("IPM.Note")), (0x0E1B000B, 1)],
        recipients=[storage([(NAME, wide(f"Reader {n}"))]) for n in range(3)],
        attachments=[
            storage([(FILE_NAME, wide("a.txt")), (0x37010102, b"data"), (0x37050003, 1)]),
            embedded(inner),
        ],
    )


def test_the_tree_lists_every_object_under_its_path() -> None:
    found = opened(letter())
    listed = [(item.path, item.kind, item.label) for item in found.walk()]
    assert listed == [
        ("/", "message", "outer"),
        ("/recipients/0", "recipient", "Reader 0"),
        ("/recipients/1", "recipient", "Reader 1"),
        ("/recipients/2", "recipient", "Reader 2"),
        ("/attachments/0", "attachment", "a.txt"),
        ("/attachments/1", "attachment", "inner"),
        ("/attachments/1/message", "message", "inner"),
        ("/attachments/1/message/recipients/0", "recipient", "Inner Reader"),
    ]
    assert found.findings() == ()


def test_every_path_leads_to_its_object() -> None:
    found = opened(letter())
    for item in found.walk():
        assert found.object(item.path) is item
    for absent in (
        "/recipients/3",
        "/recipients/x",
        "/message",
        "/attachments",
        "/attachments/0/message",
    ):
        with pytest.raises(KeyError):
            found.object(absent)


def test_an_attachment_says_what_it_holds() -> None:
    ole = storage([(0x37050003, 6)])
    ole["__substg1.0_3701000D"] = {"CONTENTS": b"x"}
    tree = letter()
    tree["__attach_version1.0_#00000002"] = ole
    tree["__attach_version1.0_#00000003"] = storage([])
    kinds = [item.data_kind for item in opened(tree).root.attachments]
    assert kinds == ["stream", "message", "storage", None]


def test_the_message_class_belongs_to_messages_only() -> None:
    found = opened(letter())
    assert found.root.message_class == "IPM.Note"
    assert found.root.recipients[0].message_class is None


def test_members_count_in_the_order_of_their_storage_names() -> None:
    tree = message([], recipients=[])
    for number in (0x1F, 0x2, 0xA):
        tree[f"__recip_version1.0_#{number:08X}"] = storage([(NAME, wide(str(number)))])
    labels = [item.label for item in opened(tree).root.recipients]
    assert labels == ["2", "10", "31"]


def test_storages_with_properties_that_belong_nowhere_are_orphans() -> None:
    tree = letter()
    tree["__stray"] = storage([(SUBJECT, wide("stray"))])
    found = opened(tree)
    orphan = found.object("/orphans/0")
    assert (orphan.kind, orphan.label, orphan.storage) == ("orphan", "stray", "__stray")
    assert orphan in list(found.walk())
    assert codes(found) == {"MSG0210", "MSG0211"}


def test_four_hundred_nested_messages_are_listed() -> None:
    tree = message([(SUBJECT, wide("innermost"))], top=False)
    for level in range(400):
        tree = message([], attachments=[embedded(tree)], top=level == 399)
    found = opened(tree)
    items = list(found.walk())
    assert len(items) == 801
    assert items[-1].label == "innermost"
    assert found.object(items[-1].path) is items[-1]


def test_listing_in_steps_gives_the_same() -> None:
    container = CompoundFile(BytesSource(file(letter())))
    count, found = drained(MessageFile.steps(Storage(container)))
    assert len(list(found.walk())) == 8
    assert count > 1


def test_a_compound_file_without_a_property_stream_is_no_message() -> None:
    with pytest.raises(InputError) as caught:
        opened({"something": b"else"})
    assert caught.value.name == "OTHER_COMPOUND_FILE"


def _no_recipients(tree: Tree) -> None:
    tree[PROPERTIES] = tree[PROPERTIES][:16] + struct.pack("<II", 9, 9) + tree[PROPERTIES][24:]


def _leftover(tree: Tree) -> None:
    tree[PROPERTIES] += b"12345"


def _twice(tree: Tree) -> None:
    tree[PROPERTIES] += tree[PROPERTIES][-16:]


def _no_attachments(tree: Tree) -> None:
    for number in range(2):
        del tree[f"__attach_version1.0_#{number:08X}"]


def _no_stream(tree: Tree) -> None:
    del tree["__substg1.0_0037001F"]


def _no_entry(tree: Tree) -> None:
    tree["__substg1.0_00700102"] = b"?"


def _longer(tree: Tree) -> None:
    tree["__substg1.0_0037001F"] += wide("more")


def _unknown_type(tree: Tree) -> None:
    tree[PROPERTIES] += struct.pack("<IIQ", 0x66660BAD, 6, 7)


def _unreadable(tree: Tree) -> None:
    tree[PROPERTIES] += struct.pack("<IIQ", 0x66660003, 4, 7)


def _unmapped(tree: Tree) -> None:
    tree[PROPERTIES] += struct.pack("<IIQ", 0x80050003, 6, 7)


def _lost_properties(tree: Tree) -> None:
    del tree["__recip_version1.0_#00000001"][PROPERTIES]


def _foreign(tree: Tree) -> None:
    tree["Somebody else's"] = b"x"


def _no_names(tree: Tree) -> None:
    del tree["__nameid_version1.0"]


def _no_data(tree: Tree) -> None:
    attachment = tree["__attach_version1.0_#00000000"]
    del attachment["__substg1.0_37010102"]


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (_no_recipients, {"MSG0204", "MSG0205"}),
        (_leftover, {"MSG0207"}),
        (_twice, {"MSG0208"}),
        (_no_attachments, {"MSG0205", "MSG0206"}),
        (_no_stream, {"MSG0201"}),
        (_no_entry, {"MSG0202"}),
        (_longer, {"MSG0203"}),
        (_unknown_type, {"MSG0209"}),
        (_unreadable, {"MSG0216"}),
        (_unmapped, {"MSG0304"}),
        (_lost_properties, {"MSG0202", "MSG0214"}),
        (_foreign, {"MSG0211"}),
        (_no_names, {"MSG0301"}),
        (_no_data, {"MSG0201", "MSG0213"}),
    ],
)
def test_each_deviation_is_one_kind_of_finding(damage: object, expected: set[str]) -> None:
    tree = letter()
    assert callable(damage)
    damage(tree)
    found = opened(tree)
    assert codes(found) == expected
    assert list(found.walk())  # and the rest is still there


def test_findings_say_where_they_are() -> None:
    tree = letter()
    _no_stream(tree)
    (finding,) = opened(tree).findings()
    assert (finding.path, finding.stream, finding.offset) == ("/", PROPERTIES, 32)


def test_one_property_stream_shared_by_thousands_costs_no_more_than_the_file() -> None:
    entries = b"".join(struct.pack("<IIQ", n << 16 | 3, 6, n) for n in range(1, 2000))
    tree = message([], recipients=[{PROPERTIES: b""} for _ in range(600)])
    tree["__recip_version1.0_#00000000"] = {PROPERTIES: bytes(8) + entries}
    data = bytearray(file(tree))
    container = CompoundFile(BytesSource(bytes(data)))
    indexes = [item.property_stream or 0 for item in _recipients(container)]
    directory = (struct.unpack_from("<I", data, 48)[0] + 1) * 512
    rows = [directory + 128 * index + 116 for index in indexes]
    for row in rows[1:]:  # all claim the first one's sectors
        data[row : row + 12] = data[rows[0] : rows[0] + 12]
    found = MessageFile(Storage(CompoundFile(BytesSource(bytes(data)))))
    count = sum(len(item.properties) for item in found.walk())
    assert count * 16 <= len(data)
    assert {"MSG0116", "MSG0212"} <= codes(found)


def _recipients(container: CompoundFile) -> list[OxObject]:
    return MessageFile(Storage(container)).root.recipients


def test_real_files_are_listed_whole(compound_file: Path) -> None:
    source = open_storage(compound_file)
    found = MessageFile(source)
    for item in found.walk():
        assert found.object(item.path) is item
        for prop in item.properties:
            assert prop.type_name
            assert prop.size is None or prop.size == len(prop.raw(None)[0])
            assert prop.entry.file_offset is not None or "clusterfuzz" in compound_file.name
    source.close()


def test_damaged_files_that_break_others_end_in_a_tree_or_one_error(hostile_file: Path) -> None:
    try:
        storage = open_storage(hostile_file)
    except InputError:
        return
    with contextlib.closing(storage), contextlib.suppress(InputError):
        found = MessageFile(storage)
        for item in found.walk():
            for prop in item.properties:
                assert isinstance(prop.text, str)
                assert len(prop.text) < 20_000
        assert found.findings()


def test_the_ids_of_a_name_are_found_by_set_and_key() -> None:
    writer = MessageWriter()
    numeric = writer.set_named(PSETID_COMMON, 0x8503, 0x000B, True)
    by_name = writer.set_named(PSETID_COMMON, "of its own", 0x001F, "text")
    container = CompoundFile(BytesSource(writer.to_bytes()))
    named = MessageFile(Storage(container)).named
    assert named.ids(PSETID_COMMON, 0x8503) == [numeric >> 16]
    assert named.ids(PSETID_COMMON, "of its own") == [by_name >> 16]
    assert named.ids(PSETID_COMMON, 0x8504) == []

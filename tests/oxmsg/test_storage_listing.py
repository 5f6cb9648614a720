"""Directory entries of a message file: what each name means, and which properties point at it."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from msginspector.errors import InputError
from msginspector.oxmsg import MessageFile
from msginspector.oxmsg.storage_listing import Pointer, StorageListing
from msginspector.oxmsg.storage_names import Meaning, meaning_of
from msginspector.storage import BytesSource, CompoundFile, Storage
from tests.conftest import compound_files, hostile_files
from tests.oxmsg.building import embedded, file, message, nameid, storage
from tests.storage.building import FREE, drained

SUBJECT, MAIL, WORDS = 0x0037001F, 0x3003001F, 0x8001101F
PLACE = bytes.fromhex("0820060000000000c000000000000046")


def listed(data: bytes) -> StorageListing:
    source = MessageFile(Storage(CompoundFile(BytesSource(data))))
    return drained(StorageListing.steps(source))[1]


def letter() -> bytes:
    names = nameid([(3, 0x8503), (3, "Keywords")], PLACE)
    names["__substg1.0_10010102"] = bytes(8)
    inner = message([(SUBJECT, "inner".encode("utf-16-le"))], top=False)
    attachment = embedded(inner)
    ole = storage([(0x37050003, 6)])
    ole["__substg1.0_3701000D"] = {"\x01CompObj": b"x" * 20, "Contents of ours": b"y"}
    properties = [(SUBJECT, "outer".encode("utf-16-le")), (WORDS, [b"a\0\0\0", b"b\0\0\0"])]
    tree = message(properties, [storage([(MAIL, bytes(8))])], [attachment, ole])
    tree["__nameid_version1.0"] = names
    return file(tree)


@pytest.fixture(scope="module")
def listing() -> StorageListing:
    return listed(letter())


def at(listing: StorageListing, path: str) -> int:
    found = listing.find(path)
    assert found is not None, path
    return found


@pytest.mark.parametrize(
    ("path", "role", "text", "detail"),
    [
        ("", "root", "The message", ""),
        ("__properties_version1.0", "properties", "Property entries", ""),
        ("__substg1.0_0037001F", "value", "PidTagSubject", "PtypString"),
        ("__substg1.0_8001101F", "lengths", "Keywords, lengths", "PtypMultipleString"),
        ("__substg1.0_8001101F-00000001", "item", "Keywords, item 1", "PtypMultipleString"),
        ("__recip_version1.0_#00000000", "recipient", "Recipient 0", ""),
        ("__attach_version1.0_#00000001", "attachment", "Attachment 1", ""),
        (
            "__attach_version1.0_#00000000/__substg1.0_3701000D",
            "object", "PidTagAttachDataObject", "embedded message",
        ),
        (
            "__attach_version1.0_#00000001/__substg1.0_3701000D",
            "object", "PidTagAttachDataObject", "PtypObject",
        ),
        (
            "__attach_version1.0_#00000001/__substg1.0_3701000D/\x01CompObj",
            "foreign", "Class of the object", "[MS-OLEDS]",
        ),
        (
            "__attach_version1.0_#00000001/__substg1.0_3701000D/Contents of ours",
            "foreign", "", "",
        ),
        ("__nameid_version1.0", "names", "Named properties", ""),
        (
            "__nameid_version1.0/__substg1.0_00020102",
            "names", "Property sets of named properties", "",
        ),
        ("__nameid_version1.0/__substg1.0_00040102", "names", "Names of named properties", ""),
        ("__nameid_version1.0/__substg1.0_10010102", "names", "Ids by name, bucket 1", ""),
    ],
)  # fmt: skip
def test_a_name_means_what_the_specification_says_of_its_place(
    listing: StorageListing, path: str, role: str, text: str, detail: str
) -> None:
    meaning = listing.entry(at(listing, path)).meaning
    assert (meaning.role, meaning.text, meaning.detail) == (role, text, detail)


@pytest.mark.parametrize(
    ("name", "storage", "expected"),
    [
        ("__SUBSTG1.0_0037001f", False, "PidTagSubject"),
        ("__substg1.0_12345678", False, "0x1234"),
        ("__substg1.0_8000001F", False, "0x8000"),
        ("__recip_version1.0_#0000001A", True, "Recipient 26"),
        ("__ours", False, ""),
        ("__ours", True, ""),
        ("", False, ""),
    ],
)
def test_names_are_read_in_either_case_and_others_are_foreign(
    name: str, storage: bool, expected: str
) -> None:
    found = meaning_of(name, storage=storage, among_names=False, named=lambda _id: "")
    assert found.text == expected
    assert (found.role == "foreign") == (not expected)


def test_streams_of_the_container_know_the_structure_that_decodes_them(
    listing: StorageListing,
) -> None:
    expected = {
        "__properties_version1.0": "PROPERTYSTREAM",
        "__substg1.0_8001101F": "LENGTHSTREAM",
        "__substg1.0_0037001F": "",
        "__nameid_version1.0/__substg1.0_00020102": "NAMEDGUIDSTREAM",
        "__nameid_version1.0/__substg1.0_00030102": "NAMEDENTRYSTREAM",
        "__nameid_version1.0/__substg1.0_00040102": "NAMEDSTRINGSTREAM",
        "__nameid_version1.0/__substg1.0_10010102": "NAMEDENTRYSTREAM",
    }
    found = {path: listing.meaning(at(listing, path)).structure for path in expected}
    assert found == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("__substg1.0_0037001F", Pointer("/", SUBJECT, "PidTagSubject")),
        ("__substg1.0_8001101F-00000000", Pointer("/", WORDS, "Keywords")),
        ("__substg1.0_8001101F", Pointer("/", WORDS, "Keywords")),
        (
            "__recip_version1.0_#00000000/__substg1.0_3003001F",
            Pointer("/recipients/0", MAIL, "PidTagEmailAddress"),
        ),
        (
            "__attach_version1.0_#00000000/__substg1.0_3701000D",
            Pointer("/attachments/0", 0x3701000D, "PidTagAttachDataObject"),
        ),
        (
            "__attach_version1.0_#00000000/__substg1.0_3701000D/__substg1.0_0037001F",
            Pointer("/attachments/0/message", SUBJECT, "PidTagSubject"),
        ),
    ],
)
def test_a_stream_knows_the_properties_that_point_at_it(
    listing: StorageListing, path: str, expected: Pointer
) -> None:
    assert listing.pointers(at(listing, path)) == [expected]


def test_nothing_points_at_what_is_no_value(listing: StorageListing) -> None:
    for path in ("", "__properties_version1.0", "__nameid_version1.0/__substg1.0_00020102"):
        assert listing.pointers(at(listing, path)) == []


def test_a_stream_without_an_entry_has_no_pointers() -> None:
    tree = message([(SUBJECT, b"a\0")])
    tree["__substg1.0_0070001F"] = b"b\0"
    listing = listed(file(tree))
    assert listing.pointers(at(listing, "__substg1.0_0070001F")) == []
    assert listing.meaning(at(listing, "__substg1.0_0070001F")).text == "PidTagConversationTopic"


def test_a_byte_of_a_property_stream_belongs_to_the_property_of_its_entry(
    listing: StorageListing,
) -> None:
    stream = at(listing, "__properties_version1.0")
    assert listing.entries(stream) == 2
    assert listing.pointed(stream, 31) == []
    assert [pointer.tag for pointer in listing.pointed(stream, 32)] == [SUBJECT]
    assert [pointer.tag for pointer in listing.pointed(stream, 63)] == [WORDS]
    assert listing.pointed(stream, 64) == []
    assert listing.entries(at(listing, "__substg1.0_0037001F")) is None


def test_the_bytes_of_a_storage_are_those_of_its_directory_entry(listing: StorageListing) -> None:
    index = at(listing, "__recip_version1.0_#00000000")
    data = listing.read(index, 0, 1000)
    assert len(data) == listing.size(index) == 128
    assert data.startswith("__recip".encode("utf-16-le"))
    place = listing.entry(index).offset
    assert place is not None
    assert listing.read_file(place, 128) == data
    assert listing.read(index, 120, 16) == data[120:]
    assert listing.ranges(index, 8, 4) == [(place + 8, 4)]


def test_bytes_of_a_stream_are_read_by_range(listing: StorageListing) -> None:
    index = at(listing, "__substg1.0_0037001F")
    assert listing.read(index, 2, 4) == "ut".encode("utf-16-le")
    [(place, length)] = listing.ranges(index, 2, 4)
    assert listing.read_file(place, length) == "ut".encode("utf-16-le")


def test_orphans_and_free_entries_are_listed_apart() -> None:
    data = bytearray(letter())
    place = data.find("__recip_version1.0_#00000000".encode("utf-16-le"))
    before = data.find("__attach_version1.0_#00000000".encode("utf-16-le"))
    struct.pack_into("<I", data, place + 72, FREE)  # what stands right of it is reached no more
    assert before > 0
    listing = listed(bytes(data))
    assert listing.orphans
    assert all(listing.entry(index).lost for index in listing.orphans)
    tops = [index for index in listing.orphans if listing.parent(index) is None]
    assert tops == listing.orphans
    entry = listing.entry(listing.orphans[0])
    path = listing.container.path(entry.index)
    assert listing.find(path) == entry.index
    assert each_entry_once(listing)


def read(path: Path) -> StorageListing | None:
    """The listing of a file, None where it is no message."""
    try:
        return listed(path.read_bytes())
    except InputError:
        return None


def each_entry_once(listing: StorageListing) -> bool:
    """Root, orphans and free entries together are the directory."""
    found = list(listing.reachable())
    todo = list(listing.orphans)
    while todo:
        found.append(todo[-1])
        todo += listing.children(todo.pop())
    found += listing.free()
    return sorted(found) == list(range(listing.count))


@pytest.mark.parametrize("path", compound_files() + hostile_files(), ids=lambda path: path.name)
def test_every_entry_of_a_real_file_is_listed_once_and_means_something(path: Path) -> None:
    listing = read(path)
    if listing is None:
        return
    assert each_entry_once(listing)
    for index in range(listing.count):
        entry = listing.entry(index)
        assert entry.kind in {"root", "storage", "stream", "free", "unknown"}
        assert isinstance(entry.meaning, Meaning)
        if entry.kind != "free" and not entry.lost:
            assert listing.find(listing.container.path(index)) == index or "/" in entry.name


@pytest.mark.parametrize("path", compound_files(), ids=lambda path: path.name)
def test_each_value_stream_of_a_property_is_pointed_at_by_it(path: Path) -> None:
    """From the property to its stream, and from the stream back."""
    listing = read(path)
    for item in () if listing is None else listing.file.walk():
        for prop in item.properties:
            index = prop.stream_index
            assert listing is not None
            if index is not None:
                pointers = [(one.path, one.tag) for one in listing.pointers(index)]
                assert (item.path, prop.tag) in pointers
            for part in prop.items.present:
                assert (item.path, prop.tag) in [
                    (one.path, one.tag) for one in listing.pointers(part)
                ]

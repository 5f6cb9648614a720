"""Files made to cost much: what is listed stays bounded, is told, and hides nothing else."""

from __future__ import annotations

import struct
import threading
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from msginspector.mapi.named import named_info
from msginspector.oxmsg import MessageFile, OxObject
from msginspector.oxmsg import check as checks
from msginspector.oxmsg import message_file as files
from msginspector.oxmsg import nameid as nameid_module
from msginspector.oxmsg.items import MAX_MISSING, ItemLists
from msginspector.oxmsg.nameid import CACHED_NAME, MAX_NAME
from msginspector.oxmsg.values import MAX_ITEMS
from msginspector.storage import BytesSource, CompoundFile, Storage
from tests.oxmsg.building import (
    PROPERTIES,
    Tree,
    embedded,
    entry,
    file,
    message,
    nameid,
    storage,
    substg,
)
from tests.oxmsg.test_message_file import codes, opened, wide

SUBJECT = 0x0037001F


class Counted(dict[Any, Any]):
    """A dictionary that counts how often it is asked."""

    asked = 0

    def get(self, key: Any, default: Any = None) -> Any:
        Counted.asked += 1
        return super().get(key, default)


def nested(depth: int, innermost: Tree) -> Tree:
    """A message inside as many others."""
    tree = innermost
    for level in range(depth):
        tree = message([], attachments=[embedded(tree)], top=level == depth - 1)
    return tree


# -- lookups


class Unwalkable(list[Any]):
    """A list that may be walked once."""

    walks = 0

    def __iter__(self) -> Iterator[Any]:
        self.walks += 1
        return super().__iter__()

    def __reversed__(self) -> Iterator[Any]:
        self.walks += 1
        return super().__reversed__()


def test_looking_up_many_properties_walks_the_list_once() -> None:
    tags = [n << 16 | 3 for n in range(1, 200)]
    root = opened(message([(tag, 7) for tag in tags] + [(tags[0], 8)])).root
    properties = Unwalkable(root.properties)
    root._properties = properties
    assert [root.property(tag).tag for tag in tags] == tags  # type: ignore[union-attr]
    assert properties.walks == 1
    assert root.property(tags[0]) is properties[0]  # the first of two
    assert root.property(0x12340003) is None


def test_properties_beyond_those_kept_are_kept_for_the_object_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "KEPT_PROPERTIES", 0)
    found = opened(message([], recipients=[storage([(SUBJECT, b"")]) for _ in range(3)]))
    first, second, _ = found.root.recipients
    assert first.properties is first.properties
    assert second.property(SUBJECT) is second.properties[0]
    assert first._properties is None
    assert first.property(SUBJECT) is not None


def test_foreign_storages_are_told_without_asking_every_property() -> None:
    tree = message([(n << 16 | 3, 1) for n in range(1, 300)])
    tree |= {f"foreign {n}": {} for n in range(200)}
    root = opened(tree).root
    properties = Unwalkable(root.properties)
    root._properties = properties
    assert Counter(item.code for item in checks._check_storage(root)) == {"MSG0211": 200}
    assert properties.walks == 1


def test_the_storage_of_an_object_property_is_not_foreign() -> None:
    tree = message([])
    tree[PROPERTIES] += entry(0x6600000D, struct.pack("<II", 0xFFFFFFFF, 4))
    tree[substg(0x6600000D)] = {}
    assert codes(opened(tree)) == set()


def test_a_foreign_name_is_escaped_once() -> None:
    tree = message([])
    tree["bell\x07 and 'quotes'"] = b""
    (finding,) = opened(tree).findings()
    assert finding.text == "The stream “bell\\x07 and 'quotes'” is none of [MS-OXMSG]."


# -- lists


def test_items_that_are_missing_are_listed_up_to_a_limit() -> None:
    tree = message([(0x6600101F, [wide("a\0")])])
    tree[substg(0x6600101F)] = struct.pack("<I", 4) + struct.pack("<I", 2) * 10_000
    tree[PROPERTIES] = tree[PROPERTIES][:-8] + struct.pack("<II", 40_004, 0)
    (prop,) = opened(tree).root.properties
    assert prop.value == ["a"] + [None] * (MAX_MISSING + 1)
    texts = {finding.code: finding.text for finding in prop.findings}
    assert texts == {
        "MSG0201": f"The streams of {MAX_MISSING + 1} items of the list are missing, from 1 on.",
        "MSG0403": f"Only {MAX_MISSING + 2} of 10001 items are listed: too many are missing.",
    }


def test_items_after_a_gap_are_not_lost() -> None:
    texts = [wide(f"{n}\0") for n in range(300)]
    tree = message([(0x6600101F, texts)])
    for number in range(100, 250):
        del tree[f"{substg(0x6600101F)}-{number:08X}"]
    (prop,) = opened(tree).root.properties
    assert prop.value[99:101] == ["99", None]
    assert prop.value[299] == "299"
    assert prop.size == sum(map(len, texts[:100] + texts[250:]))


def test_lists_that_share_a_stream_of_lengths_cost_what_exists() -> None:
    lengths = struct.pack("<I", 2) * 5000
    tags = [n << 16 | 0x101F for n in range(0x6000, 0x6040)]
    tree = message([])
    for tag in tags:
        tree[PROPERTIES] += entry(tag, struct.pack("<II", len(lengths), 0))
        tree[substg(tag)] = lengths
    root = opened(tree).root
    streams = Counted(root.streams)
    Counted.asked = 0
    lists = ItemLists(root.file.container, streams)
    assert sum(len(lists.of(tag, 4).indexes) for tag in tags) == len(tags) * MAX_MISSING
    assert Counted.asked <= len(tags) * (MAX_MISSING + 2)


def test_a_long_list_is_looked_up_once_for_any_number_of_entries() -> None:
    root = opened(message([(0x6600101F, [b"" for _ in range(500)])])).root
    lists = ItemLists(root.file.container, Counted(root.streams))
    first = lists.of(0x6600101F, 4)
    Counted.asked = 0
    assert lists.of(0x6600101F, 4) is first
    assert Counted.asked == 0
    assert len(first.present) == 500


def test_several_entries_for_one_list_are_checked_once() -> None:
    tree = message([(0x6600101F, [wide("a")])])
    tree[substg(0x6600101F)] = struct.pack("<I", 9)
    tree[PROPERTIES] += tree[PROPERTIES][-16:] * 50
    counted = Counter(finding.code for finding in opened(tree).findings())
    assert counted == {"MSG0404": 1, "MSG0208": 1}


def test_many_wrong_lengths_are_told_in_a_few_sentences() -> None:
    tree = message([(0x6600101F, [wide("a")] * 100)])
    tree[substg(0x6600101F)] = struct.pack("<I", 9) * 100
    (prop,) = opened(tree).root.properties
    texts = [finding.text for finding in prop.findings if finding.code == "MSG0404"]
    assert texts[0] == "Item 0 has 2 bytes, the stream of lengths says 9."
    assert texts[-1] == "84 more items do not have the length that is stated."
    assert len(texts) == 17


def test_a_list_of_millions_of_numbers_is_decoded_up_to_a_limit() -> None:
    data = struct.pack("<h", 1000) * (1 << 21)
    (prop,) = opened(message([(0x66001002, data)])).root.properties
    tracemalloc.start()
    value = prop.value
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert value == [1000] * MAX_ITEMS
    assert peak < 64 * MAX_ITEMS
    assert prop.size == len(data)
    (finding,) = prop.findings
    assert (finding.code, finding.text) == ("MSG0403", "Only the first 65536 items were decoded.")


def test_a_list_of_exactly_the_limit_is_whole() -> None:
    (prop,) = opened(message([(0x66001002, bytes(2 * MAX_ITEMS))])).root.properties
    assert len(prop.value) == MAX_ITEMS
    assert prop.findings == ()


# -- names


def mapped(names: list[str]) -> MessageFile:
    tree = message([(0x80000003 + (n << 16), n) for n in range(len(names))])
    tree["__nameid_version1.0"] = nameid([(2, name) for name in names])
    return opened(tree)


def test_a_very_long_name_is_cut_and_told() -> None:
    found = mapped(["x" * MAX_NAME, "y" * (MAX_NAME + 1)])
    whole, cut = (prop.named for prop in found.root.properties)
    assert whole is not None
    assert whole.name == "x" * MAX_NAME
    assert cut is not None
    assert cut.name == "y" * MAX_NAME + "…"
    assert [finding.code for finding in found.findings()] == ["MSG0308"]


def test_long_names_are_forgotten_with_their_file() -> None:
    caches = (nameid_module._named, nameid_module._known, named_info)
    before = [cache.cache_info().currsize for cache in caches]
    long = ["z" * (CACHED_NAME + 1) + f"{n}" for n in range(50)]
    assert [prop.name for prop in mapped(long).root.properties] == long
    after = [cache.cache_info().currsize for cache in caches]
    assert max(after[n] - before[n] for n in range(3)) == 0


# -- depth


def test_messages_are_listed_to_a_depth_and_the_rest_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "MAX_DEPTH", 8)
    found = opened(nested(6, message([], top=False)))
    assert len([item for item in found.walk() if item.kind == "message"]) == 5
    texts = [item.text for item in found.findings() if item.code == "MSG0212"]
    assert texts == ["Not everything is listed: there are messages nested more than 4 deep."]


def test_the_deeper_objects_lie_the_fewer_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_LEVELS", 100)
    bottom = message([], recipients=[{PROPERTIES: bytes(8)} for _ in range(50)], top=False)
    tree = nested(5, bottom)
    tree |= {f"__recip_version1.0_#{n:08X}": storage([]) for n in range(3)}
    found = opened(tree)
    levels = sum(item.depth for item in found.walk())
    assert levels <= 100
    deepest = [item for item in found.walk() if item.depth == 11]
    assert len(deepest) == (100 - 3 - sum(range(11))) // 11
    assert len(found.root.recipients) == 3
    assert {"MSG0212"} <= codes(found)


def test_paths_of_the_object_asked_for_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = opened(nested(3, message([(SUBJECT, b"")], top=False)))
    deepest = list(found.walk())[-1]
    made: list[OxObject] = []
    monkeypatch.setattr(OxObject, "step", property(lambda item: made.append(item) or "/x"))
    assert deepest.property_path is deepest.properties[0].entry.stream
    assert deepest.path is deepest.path
    assert len(made) == 6


def test_findings_take_a_bounded_number_of_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MAX_CHARACTERS", 2000)
    tree = message([])
    tree |= {f"foreign {n}": b"" for n in range(100)}
    findings = opened(tree).findings()
    assert sum(len(item.path + item.stream + item.text) for item in findings) < 2200
    assert findings[-1].code == "MSG0212"
    assert findings[-1].text.startswith(f"There are more than these {len(findings) - 1} findings")


# -- paths that lead nowhere


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//",
        "recipients/0",
        "/recipients/0/",
        "/recipients/00",
        "/recipients/\u0660",
        "/recipients/+0",
        "/recipients/" + "9" * 5000,
        "/recipients",
        "/recipients/",
        "/attachments/0/message/",
        "/attachments/0//message",
        "/attachments/0/message/0",
        "/orphans/0",
        "/./",
    ],
)
def test_only_the_exact_path_leads_to_an_object(path: str) -> None:
    inner = message([], top=False)
    found = opened(message([], recipients=[storage([])], attachments=[embedded(inner)]))
    with pytest.raises(KeyError):
        found.object(path)


# -- threads


def test_threads_that_list_at_once_get_the_same_objects_and_pay_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inner = message([], recipients=[storage([])], top=False)
    tree = message([], recipients=[storage([(SUBJECT, b"")])], attachments=[embedded(inner)])
    tree["__stray"] = storage([])
    container = CompoundFile(BytesSource(file(tree)))
    found = MessageFile(Storage(container))
    count = 8
    barrier = threading.Barrier(count)
    slow = MessageFile.room_for_objects

    def waiting(self: MessageFile, wanted: int, depth: int) -> int:
        threading.Event().wait(0.01)
        return slow(self, wanted, depth)

    monkeypatch.setattr(MessageFile, "room_for_objects", waiting)
    listed: list[list[OxObject]] = []

    def work() -> None:
        barrier.wait()
        listed.append([item for item in found.walk() if item.properties is not None])

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(items == listed[0] for items in listed)
    assert len(listed[0]) == 6
    assert found._objects == 4  # two recipients, an attachment, an orphan
    assert found._unread == container.source.size - sum(
        container.size(item.property_stream or 0) for item in listed[0]
    )

"""Values that are too long to be decoded whole: what was left out is no damage."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import Workspace
from msginspector.session.decoding import DECODE_LIMIT
from msginspector.structures import Node
from msginspector.structures.context import Context
from msginspector.structures.nodes import DAMAGE, LEFTOVER
from msginspector.structures.registry import Structure, structures
from tests.builders.messages import written
from tests.structures.asking import damages, decoded, part
from tests.structures.node_rules import check
from tests.structures.pairs import PAIRS, pair_bytes, pair_name

RTF, SUBJECT = 0x10090102, 0x0037001F
# Lists of rights have sizes of 2 bytes, and are never too long.
SHORT = ("ACE", "ACL", "SID", "NTSD", "FBSECURITYDESCRIPTOR", "SECURITYDESCRIPTOR")
WHOLE = [(structures()[pair_name(pair)], pair_bytes(pair)) for pair in PAIRS
         if pair_name(pair) in structures() and not pair_name(pair).startswith(SHORT)]  # fmt: skip


def rtf(contents: bytes) -> bytes:
    crc = zlib.crc32(contents, 0xFFFFFFFF) ^ 0xFFFFFFFF
    header = (len(contents) + 12, 2 * len(contents), 0x75465A4C, crc)
    return b"".join(number.to_bytes(4, "little") for number in header) + contents


def cut(one: Structure, data: bytes, kept: int) -> Node:
    return one.decode(data[:kept], Context(missing=len(data) - kept))


def test_a_long_rich_text_body_is_sound_and_says_what_is_left_out(tmp_path: Path) -> None:
    made = MessageWriter()
    made.set(SUBJECT, "long")
    stored = rtf(bytes(range(256)) * (DECODE_LIMIT // 256))
    made.set(RTF, stored)
    with Workspace() as workspace, workspace.open_session() as session:
        message = session.open_file(str(written(tmp_path, made)))
        body = next(row for row in message.properties if row.tag == RTF)
        node = body.decode()
    assert node is not None
    check(node, stored)
    assert damages(node) == [f"16 bytes: only the first {DECODE_LIMIT} are decoded"]
    assert part(node, "Checksum of CONTENTS").text.startswith("not worked out")
    assert node.summary.endswith("50 % of it stored")


def test_a_rich_text_body_that_announces_too_much_is_damaged_all_the_same() -> None:
    stored = rtf(bytes(100))[:-10]
    node = decoded("RTFHEADER", stored[:50], Context(missing=len(stored) - 50))
    assert any("COMPSIZE" in text for text in damages(node))


@pytest.mark.parametrize(("one", "data"), WHOLE, ids=lambda one: getattr(one, "name", ""))
def test_where_a_sound_value_is_cut_nothing_is_called_damaged(one: Structure, data: bytes) -> None:
    if any(leaf.kind == DAMAGE for leaf in one.decode(data).leaves()):
        pytest.skip("damaged in itself")
    for kept in range(len(data) // 2, len(data), max(1, len(data) // 10)):
        node = cut(one, data, kept)
        check(node, data)
        assert node.children[-1].kind == LEFTOVER
        assert node.children[-1].size == len(data) - kept
        assert not [leaf.text for leaf in node.leaves() if leaf.kind == DAMAGE]

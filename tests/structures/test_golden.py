"""Golden pairs: bytes of a structure in hex, and the whole tree we make of them as text.

A pair is `golden/NAME-n.hex` and `golden/NAME-n.txt`: a line "offset size label | text" a part,
indented by two spaces a level.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from msginspector.structures import Node
from msginspector.structures.registry import structure
from tests.structures.node_rules import check

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.hex"))


def as_text(node: Node) -> str:
    """The tree as lines."""
    lines = []
    waiting = [(node, 0)]
    while waiting:
        part, depth = waiting.pop()
        lines.append(f"{'  ' * depth}{part.offset} {part.size} {part.label} | {part.text}".rstrip())
        waiting.extend((child, depth + 1) for child in reversed(part.children))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("pair", GOLDEN, ids=lambda pair: pair.stem)
def test_the_tree_of_a_golden_pair_is_as_written(pair: Path) -> None:
    data = bytes.fromhex(pair.read_text("ascii"))
    known = structure(pair.stem.rpartition("-")[0])
    assert known is not None
    node = known.decode(data)
    check(node, data)
    assert as_text(node) == pair.with_suffix(".txt").read_text("utf-8")

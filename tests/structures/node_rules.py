"""The rules every decoded tree keeps, as checks that raise AssertionError."""

from __future__ import annotations

import itertools

from msginspector.structures import Node


def check(node: Node, data: bytes) -> None:
    """The whole tree: places inside places, no overlap, every byte in a leaf."""
    assert (node.offset, node.size) == (0, len(data))
    for part in node.walk():
        _check_children(part)
    covered = bytearray(len(data))
    for leaf in node.leaves():
        covered[leaf.offset : leaf.end] = b"\1" * leaf.size
    lost = [offset for offset, seen in enumerate(covered) if not seen]
    assert not lost, f"no leaf has byte {lost[0]} ({len(lost)} bytes)"


def _check_children(part: Node) -> None:
    assert part.label
    assert (part.bit_offset is None) == (part.bit_size is None)
    if part.bit_offset is not None and part.bit_size is not None:
        assert 0 <= part.bit_offset < part.bit_offset + part.bit_size <= 8 * part.size
    for child in part.children:
        if child.size:
            assert part.offset <= child.offset <= child.end <= part.end, (part.label, child)
    real = sorted((c for c in part.children if c.size), key=lambda c: c.offset)
    for one, other in itertools.pairwise(real):
        shared_bits = one.bit_offset is not None and (one.offset, one.size) == (
            other.offset, other.size,
        )  # fmt: skip
        assert one.end <= other.offset or shared_bits, (part.label, one.label, other.label)

"""Short questions to a decoded tree, for tests."""

from __future__ import annotations

from msginspector.structures import Node
from msginspector.structures.context import NOWHERE, Context
from msginspector.structures.registry import structure


def decoded(name: str, data: bytes | str, context: Context = NOWHERE) -> Node:
    """The tree of a structure for bytes, or for bytes in hex."""
    known = structure(name)
    assert known is not None
    return known.decode(bytes.fromhex(data) if isinstance(data, str) else data, context)


def part(node: Node, *labels: str) -> Node:
    """The first part with the last label below the first part with the one before, and so on."""
    for label in labels:
        found = [one for one in node.walk() if one.label == label and one is not node]
        assert found, f"no part {label!r} below {node.label!r}"
        node = found[0]
    return node


def damages(node: Node) -> list[str]:
    """What is wrong in it, and what no field claims."""
    return [one.text for one in node.walk() if one.kind]


def beside(siblings: dict[int, bytes]) -> Context:
    """The surroundings of a value of an object that has these other properties, by full tag."""
    return Context(sibling=siblings.get)

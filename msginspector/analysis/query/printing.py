"""A syntax tree as the text of a query: reading it again gives the same tree."""

from __future__ import annotations

import re
from typing import Final

from msginspector.analysis.query.nodes import And, Bytes, Condition, Node, Not, Or, Pattern, Text

_SAFE: Final = re.compile(r"[^\W_][\w.@]*")  # nothing in such a word means anything else
_OPERATORS: Final = frozenset({"and", "or", "not"})


def printed(node: Node) -> str:
    """The text of a query; parts of another kind stand in parentheses."""
    if isinstance(node, Text):
        return _quoted(node.text)
    if isinstance(node, Pattern):
        return f"/{node.source}/"
    if isinstance(node, Bytes):
        return f"hex:{node.data.hex().upper()}"
    if isinstance(node, Condition):
        return f"{node.name}{node.operator}{_value(node.value)}"
    if isinstance(node, Not):
        return f"not {_inside(node.inner)}"
    word = " and " if isinstance(node, And) else " or "
    return word.join(map(_inside, node.parts))


def _inside(node: Node) -> str:
    return f"({printed(node)})" if isinstance(node, And | Or) else printed(node)


def _value(value: Text | Pattern) -> str:
    if isinstance(value, Pattern):
        return f"/{value.source}/"
    if "*" in value.text and not value.literal:
        return value.text
    return _quoted(value.text)


def _quoted(text: str) -> str:
    if _SAFE.fullmatch(text) and text.casefold() not in _OPERATORS:
        return text
    inside = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inside}"'

"""Decoders of binary properties: bytes to a tree of nodes that says where each part lies.

A decoder is a function over a `Cursor`. It reads, it never raises, it stores nothing; what is cut
off or damaged becomes a node. Which property holds which structure is data (`triggers`).
Decoders do not know files or messages: what they may need of their surroundings is in `Context`.
"""

from __future__ import annotations

from msginspector.structures.context import Context
from msginspector.structures.nodes import DAMAGE, LEFTOVER, Node

__all__ = ["DAMAGE", "LEFTOVER", "Context", "Node"]

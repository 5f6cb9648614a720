"""Decoders to come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures.cursor import Cursor

DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {}

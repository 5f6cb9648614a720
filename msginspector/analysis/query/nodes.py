"""What a query says: its syntax tree. Nothing here knows what fields mean.

Every node knows its place in the text, which does not count when nodes are compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple


class Span(NamedTuple):
    """A place in the text of a query, in characters."""

    offset: int
    length: int


NOWHERE: Final = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Text:
    """Words that occur as they are. `literal`: a `*` in the value of a field is no wildcard."""

    text: str
    literal: bool = False
    at: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, as it was written between its slashes."""

    source: str
    at: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Bytes:
    """Stored bytes, at least one."""

    data: bytes
    at: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Condition:
    """A field and what is asked of it. `operator` is one of `: = != < <= > >=`."""

    name: str
    operator: str
    value: Text | Pattern
    at: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    inner: Node
    at: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class And:
    """All of its parts hold; without parts, everything does."""

    parts: tuple[Node, ...]
    at: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Or:
    """One of its parts holds."""

    parts: tuple[Node, ...]
    at: Span = field(default=NOWHERE, compare=False, repr=False)


Node = Text | Pattern | Bytes | Condition | Not | And | Or
EVERYTHING: Final = And(())

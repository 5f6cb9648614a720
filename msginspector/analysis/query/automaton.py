"""Regular expressions: the search itself, in time that grows with the text.

The expression becomes a set of positions (Thompson's construction); where a search stands is a set
of them, kept as the bits of a number. Steps between such sets are worked out when a text first
needs them and kept, so that most characters cost one look into a dictionary. There is no way back
in the text, hence nothing that could take exponential time: a character costs at most a look at
every position, of which there are `MOST_POSITIONS` at most.

`^` and `$` hold at the ends of lines, too; case does not count; `\\A` and `\\Z` are the ends of the
text.
"""

from __future__ import annotations

from typing import Final

from msginspector.analysis.query.pattern import (
    ENDLESS,
    Assertion,
    Chars,
    Choice,
    Part,
    Repeat,
    Sequence,
    is_word,
    passes,
    read_pattern,
)
from msginspector.errors import QueryError

MOST_POSITIONS: Final = 400
MOST_STEPS: Final = 40_000
"""Steps that are worked out between two refills: a few tenths of a second at the very worst."""
_MOST_KEPT: Final = 50_000
_CHUNK: Final = 8

_START, _LINE, _WORD, _OTHER = range(4)  # what stands beside a place; _START: nothing does

_CHAR, _SPLIT, _JUMP, _ASSERT, _FOUND = range(5)
_Instruction = tuple[int, int, int]


class TooCostlyError(Exception):
    """The expression needs more steps on this text than it may take."""


class Automaton:
    """A compiled expression. `search` tells whether it occurs anywhere in a text."""

    def __init__(self, source: str, offset: int = 0) -> None:
        """Raises QueryError, `offset` being the place of the expression in its query."""
        program = _Program(source, offset)
        program.add(read_pattern(source, offset))
        self._program = [*program.code, (_FOUND, 0, 0)]
        self._chars = program.chars
        self._kinds = program.kinds
        self._found = 1 << len(self._chars)
        self._bits = {p: i for i, p in enumerate(program.places)}
        self._places = program.places
        self._firsts: dict[int, int] = {}
        self._afters: dict[tuple[int, int], int] = {}
        self._follows: dict[tuple[int, int, int], int] = {}
        self._masks: dict[str, int] = {}
        self._states: dict[tuple[int, int], _State] = {}
        self._kept = 0
        self._matched = _State(self, 0, _OTHER)
        self._left = MOST_STEPS
        self._ends = False

    def refill(self) -> None:
        """Allow `MOST_STEPS` once more."""
        self._left = MOST_STEPS

    def search(self, text: str) -> bool:
        """Whether the expression occurs in the text; raises TooCostlyError."""
        return self.went_on(self.begin(), text) is self._matched or self._ends

    def begin(self) -> _State:
        """Where a search begins."""
        self._ends = False
        return self._state(0, _START)

    def went_on(self, state: _State, text: str, *, last: bool = True) -> _State:
        """The state after more of the text; at its end, `ends` says whether it was found there."""
        matched = self._matched
        for char in text:
            state = state[char]
            if state is matched:
                return state
        if last:
            self._ends = bool(self._reached(state, _START) & self._found)
        return state

    def is_found(self, state: _State) -> bool:
        """A search that stands there has found the expression, at the end of the text or before."""
        return state is self._matched or self._ends

    # -- steps --------------------------------------------------------------------------------

    def step(self, state: _State, char: str) -> _State:
        """Where a character leads; kept for the next time."""
        if self._left <= 0:
            raise TooCostlyError
        self._left -= 1
        kind = _kind(char)
        reached = self._reached(state, kind)
        if reached & self._found:
            return self._matched
        self._kept += 1
        if self._kept > _MOST_KEPT:
            self._forget()
        return self._state(reached & self._mask(char), kind)

    def _state(self, bits: int, before: int) -> _State:
        key = (bits, before)
        found = self._states.get(key)
        if found is None:
            found = self._states[key] = _State(self, bits, before)
        return found

    def _forget(self) -> None:
        for state in self._states.values():
            state.clear()
        self._states.clear()
        self._masks.clear()
        self._kept = 0

    def _reached(self, state: _State, kind: int) -> int:
        """The positions that can come next, between what stood before and a character's kind."""
        context = state.before * 4 + kind
        first = self._firsts.get(context)
        if first is None:
            first = self._firsts[context] = self._closure(0, context)
        reached, follows = first, self._follows
        chunks = state.bits.to_bytes((state.bits.bit_length() + 7) // 8, "little")
        for number, chunk in enumerate(chunks):
            if chunk:
                key = (context, number, chunk)
                found = follows.get(key)
                if found is None:
                    found = follows[key] = self._follow(context, number, chunk)
                reached |= found
        return reached

    def _follow(self, context: int, number: int, chunk: int) -> int:
        bits = (number * _CHUNK + bit for bit in range(_CHUNK) if chunk >> bit & 1)
        found = 0
        for bit in bits:
            found |= self._after(bit, context)
        return found

    def _after(self, bit: int, context: int) -> int:
        key = (bit, context)
        found = self._afters.get(key)
        if found is None:
            found = self._afters[key] = self._closure(self._places[bit] + 1, context)
        return found

    def _closure(self, start: int, context: int) -> int:
        """The positions reached without a character."""
        found, seen, waiting = 0, {start}, [start]
        while waiting:
            place = waiting.pop()
            kind, one, other = self._program[place]
            if kind == _CHAR:
                found |= 1 << self._bits[place]
                continue
            if kind == _FOUND:
                found |= self._found
                continue
            if kind == _ASSERT and not _holds(self._kinds[one], context):
                continue
            ways = (one, other) if kind == _SPLIT else (one,) if kind == _JUMP else (place + 1,)
            fresh = [way for way in ways if way not in seen]
            seen.update(fresh)
            waiting += fresh
        return found

    def _mask(self, char: str) -> int:
        mask = self._masks.get(char)
        if mask is None:
            mask = 0
            for number, chars in enumerate(self._chars):
                if passes(chars, char):
                    mask |= 1 << number
            self._masks[char] = mask
        return mask


class _State(dict[str, "_State"]):
    """Where a search stands: positions as bits, what stood before; and where characters lead."""

    __slots__ = ("before", "bits", "owner")

    def __init__(self, owner: Automaton, bits: int, before: int) -> None:
        super().__init__()
        self.owner = owner
        self.bits = bits
        self.before = before

    def __missing__(self, char: str) -> _State:
        following = self.owner.step(self, char)
        self[char] = following
        return following


class _Program:
    """Instructions being written for an expression."""

    def __init__(self, source: str, offset: int) -> None:
        self._span = (offset, len(source))
        self._work = 0
        self.code: list[_Instruction] = []
        self.places: list[int] = []
        self.chars: list[Chars] = []
        self.kinds: list[str] = []

    def add(self, part: Part) -> None:
        """Write the instructions of a part; the depth of parts is bounded where they are read."""
        self._work += 1  # repeats of nothing write nothing, however often
        self._grow()
        if isinstance(part, Chars):
            self._add_chars(part)
        elif isinstance(part, Assertion):
            self.kinds.append(part.kind)
            self.code.append((_ASSERT, len(self.kinds) - 1, 0))
        elif isinstance(part, Sequence):
            for one in part.parts:
                self.add(one)
        elif isinstance(part, Choice):
            self._add_choice(part)
        else:
            self._add_repeat(part)

    def _add_chars(self, part: Chars) -> None:
        self.places.append(len(self.code))
        self.chars.append(part)
        self.code.append((_CHAR, 0, 0))

    def _add_choice(self, part: Choice) -> None:
        ends = []
        for one in part.parts[:-1]:
            split = self._hold()
            self.add(one)
            ends.append(self._hold())
            self.code[split] = (_SPLIT, split + 1, len(self.code))
        self.add(part.parts[-1])
        for end in ends:
            self.code[end] = (_JUMP, len(self.code), 0)

    def _add_repeat(self, part: Repeat) -> None:
        for _ in range(part.least):
            self.add(part.part)
        if part.most == ENDLESS:
            split = self._hold()
            self.add(part.part)
            self.code.append((_JUMP, split, 0))
            self.code[split] = (_SPLIT, split + 1, len(self.code))
            return
        splits = []
        for _ in range(part.most - part.least):
            splits.append(self._hold())
            self.add(part.part)
        for split in splits:
            self.code[split] = (_SPLIT, split + 1, len(self.code))

    def _hold(self) -> int:
        """A place for an instruction that is written later."""
        self.code.append((_JUMP, 0, 0))
        return len(self.code) - 1

    def _grow(self) -> None:
        if len(self.places) > MOST_POSITIONS or self._work > 4 * MOST_POSITIONS:
            raise QueryError(
                "The regular expression is too large.",
                *self._span,
                f"Repeats count as often as they repeat; {MOST_POSITIONS} characters are the most.",
            )


def _kind(char: str) -> int:
    if char in "\n\r":
        return _LINE
    return _WORD if is_word(char) else _OTHER


def _holds(kind: str, context: int) -> bool:
    before, after = divmod(context, 4)
    if kind in "bB":
        return ((before == _WORD) != (after == _WORD)) == (kind == "b")
    side = before if kind in "^A" else after
    return side == _START or (kind in "^$" and side == _LINE)

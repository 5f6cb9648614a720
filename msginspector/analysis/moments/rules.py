"""When times contradict each other: one rule a row, with the sentence it makes.

Clocks differ and header fields have whole seconds, so that every rule has its own slack. What a
rule finds is a reason to look, never a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from msginspector.analysis.moments.model import (
    DAY,
    FILE,
    HEADER,
    PROPERTY,
    STORAGE,
    STRUCTURE,
    TICKS,
    Check,
    Moment,
)
from msginspector.structures.conversation import duration

SUBMITTED: Final = 0x0039
DELIVERED: Final = 0x0E06
CREATED: Final = 0x3007
CHANGED: Final = 0x3008
CONVERSATION: Final = 0x0071
HAPPENED: Final = frozenset((SUBMITTED, DELIVERED, CREATED, CHANGED, 0x0032, 0x002A, 0x0010))
"""Ids of times that have passed when a file is written; others may be planned."""

_EPOCHS_END: Final = 119_601_000_000_000_000
"""1980-01-02: what is no later was set by a program that knew no time (0 of Unix, of archives)."""
SECOND: Final = TICKS
MINUTE: Final = 60 * TICKS

Placed = tuple[int, Moment]
Finder = Callable[["Board"], Iterator[tuple[str, tuple[int, ...]]]]


class Rule(NamedTuple):
    """A rule: its key, what it says in general, how it is looked for."""

    key: str
    words: str
    find: Finder


class Board:
    """The times of a message, by what they are."""

    def __init__(self, moments: Sequence[Moment], path: str) -> None:
        self.placed = [(n, one) for n, one in enumerate(moments) if not one.none]
        self._path = path

    def value(self, prop_id: int) -> Placed | None:
        """The time that is a property of the message itself."""
        found = (
            one for one in self.placed
            if one[1].kind == PROPERTY and one[1].prop_id == prop_id and one[1].path == self._path
        )  # fmt: skip
        return next(found, None)

    def header(self, name: str) -> list[Placed]:
        """The dates of the fields of that name, in the order of their time."""
        return [
            one for one in self.placed if one[1].kind == HEADER and one[1].name.lower() == name
        ]  # fmt: skip

    def of_kind(self, kind: str) -> list[Placed]:
        """All of a kind."""
        return [one for one in self.placed if one[1].kind == kind]


def checks(moments: Sequence[Moment], path: str) -> Iterator[Check]:
    """What contradicts itself among the times of the message with that path."""
    board = Board(moments, path)
    for rule in RULES:
        for sentence, places in rule.find(board):
            yield Check(rule.key, sentence, places)


def _gap(ticks: int) -> str:
    return duration(abs(ticks)).removesuffix(" 0 s")


def _after(
    first: Placed | None, second: Placed | None, slack: int, words: str
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A sentence where the first is later than the second, which it should not be."""
    if first is None or second is None:
        return
    gap = first[1].ticks - second[1].ticks
    if gap > slack:
        yield words.format(_said(first[1]), _said(second[1]), _gap(gap)), (first[0], second[0])


def _said(one: Moment) -> str:
    return f"the {one.name} field" if one.kind == HEADER else one.name


def _delivery(board: Board) -> Iterator[tuple[str, tuple[int, ...]]]:
    sent, delivered = board.value(SUBMITTED), board.value(DELIVERED)
    words = "{1} is {2} before {0}: it was delivered before it was sent"
    if sent is not None and delivered is not None and sent[1].ticks - delivered[1].ticks < MINUTE:
        words += ", which copies of sent messages are by some seconds"
    return _after(sent, delivered, SECOND, f"{words}.")


def _received(board: Board) -> Iterator[tuple[str, tuple[int, ...]]]:
    received = board.header("received")
    if not received:
        return
    newest, oldest = received[-1], received[0]
    words = "{0} is {2} after the newest Received field: it was sent after it had arrived."
    yield from _after(board.value(SUBMITTED), newest, SECOND, words)
    for date in board.header("date")[:1]:
        words = "The Date field is {2} after the oldest Received field: the clocks disagree."
        yield from _after(date, oldest, SECOND, words)


def _date(board: Board) -> Iterator[tuple[str, tuple[int, ...]]]:
    submitted, dates = board.value(SUBMITTED), board.header("date")
    if submitted is None or not dates:
        return
    gap = submitted[1].ticks - dates[0][1].ticks
    if abs(gap) > 2 * SECOND:
        side = "after" if gap > 0 else "before"
        sentence = f"{submitted[1].name} is {_gap(gap)} {side} the Date field of the headers."
        yield sentence, (submitted[0], dates[0][0])


def _created(board: Board) -> Iterator[tuple[str, tuple[int, ...]]]:
    created: dict[str, Placed] = {}
    changed: dict[str, Placed] = {}
    for one in board.of_kind(PROPERTY):
        if one[1].prop_id == CREATED:
            created.setdefault(one[1].path, one)
        elif one[1].prop_id == CHANGED:
            changed.setdefault(one[1].path, one)
    for path, one in created.items():
        copied = "; copies of files are like that" if "/attachments/" in path else ""
        words = f"{path} was created {{2}} after it was last changed{copied}."
        yield from _after(one, changed.get(path), SECOND, words)


def _conversation(board: Board) -> Iterator[tuple[str, tuple[int, ...]]]:
    blocks = [one for one in board.of_kind(STRUCTURE) if one[1].prop_id == CONVERSATION]
    submitted = board.value(SUBMITTED)
    if not blocks or submitted is None:
        return
    newest = max(blocks, key=lambda one: one[1].ticks)
    gap = newest[1].ticks - submitted[1].ticks
    side = "after" if gap > 0 else "before"
    if gap > MINUTE or -gap > 30 * DAY:
        words = f"The newest time of the conversation index is {_gap(gap)} {side}"
        yield f"{words} {_said(submitted[1])}.", (newest[0], submitted[0])


def _future(board: Board) -> Iterator[tuple[str, tuple[int, ...]]]:
    known = [*board.of_kind(FILE), *board.of_kind(STORAGE)]
    written = [one for one in known if one[1].ticks > _EPOCHS_END]
    if not written:
        return
    last = max(written, key=lambda one: one[1].ticks)
    for place, one in board.placed:
        gap = one.ticks - last[1].ticks
        if gap > DAY and (one.kind == HEADER or one.prop_id in HAPPENED | {CONVERSATION}):
            said = _said(one).replace("the ", "The ", 1)
            yield f"{said} is {_gap(gap)} after the file was last written.", (place, last[0])


RULES: Final = (
    Rule("delivered-before-sent", "Delivery is not before submission.", _delivery),
    Rule("sent-after-received", "A message is sent before it is received.", _received),
    Rule("date-differs", "PR_CLIENT_SUBMIT_TIME is the Date field of the headers.", _date),
    Rule("created-after-changed", "Nothing changes before it is created.", _created),
    Rule("conversation-differs", "The newest block of the index is made when sending.",
         _conversation),
    Rule("future", "What happened did so before the file was written.", _future),
)  # fmt: skip

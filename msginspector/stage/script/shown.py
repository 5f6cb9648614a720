"""What a played line shows: its words, each with a mark; and what a script is called in a list.

The words are those the player said, which console and copied Python say, too; here they are taken
apart, so that a window can show them by shape and colour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from msginspector.stage.script.player import Outcome
    from msginspector.stage.script.script import Script

ROWS_LIMIT: Final = 24
"""Rows of one line: closing may visit thousands of objects."""

# what was said -> its mark; a state, or what is named here
MARKS: Final = {
    "opened again": "open",
    "opened": "open",
    "released": "released",
    "closing": "closing",
    "closed": "closed",
    "failed": "failed",
    "value": "value",
    "callback": "callback",
    "error": "error",
    "as expected": "met",
    "NOT AS EXPECTED": "missed",
}
WORDS: Final = {
    "met": "as expected:",
    "missed": "not as expected:",
    "failed": "fault:",
    "value": "gives",
    "callback": "callback runs:",
}
QUIET: Final = "no event"
"""Of a line that the session did not hear of."""
_LEFT: Final = re.compile(r", (\d+) references? left$")
_INSTEAD: Final = re.compile(r", and not (?=[^,]*$)")
_SENTENCE: Final = re.compile(r".+?[.!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened: `mark` is a state or a name of `MARKS`, "" for more words.

    "quiet" is that of a line without an event.
    """

    mark: str
    text: str


def told(outcome: Outcome) -> tuple[Told, ...]:
    """What a played line did, in order; with what an error means in words after it.

    A visit of the cascade is one row: that an object was closing is over when it is closed.
    """
    rows: list[Told] = []
    found = ""
    for said in outcome.said:
        row = _told(said)
        if row.mark == "closing":
            found = row.text.rpartition(", ")[2]
        elif row.mark == "closed" and found:
            rows.append(Told("closed", f"{row.text}, {found}"))
            found = ""
        else:
            rows.append(row)
    if not rows and not outcome.line.expects and outcome.error is None:
        rows.append(Told("quiet", QUIET))
    if outcome.error is not None:
        rows.append(Told("", " ".join(filter(None, (outcome.error.text, outcome.error.hint)))))
    return tuple(rows)


def bounded(rows: tuple[Told, ...]) -> tuple[tuple[Told, ...], int]:
    """The first and the last of many rows, and how many were left out between them."""
    if len(rows) <= ROWS_LIMIT:
        return rows, 0
    return rows[: ROWS_LIMIT - 2] + rows[-2:], len(rows) - ROWS_LIMIT


def summary(script: Script) -> str:
    """One sentence about a script: the first that it says of itself."""
    found = _SENTENCE.match(script.about)
    return script.about if found is None else found[0]


def _told(said: str) -> Told:
    what = next((words for words in MARKS if said.startswith(words)), "")
    mark, rest = MARKS.get(what, ""), said[len(what) :].strip()
    left = _LEFT.search(rest)
    if mark == "released" and left is not None and left[1] != "0":
        mark = "open"  # somebody else still holds it
    if mark == "missed":
        rest = _INSTEAD.sub("; the script expects: ", rest)
    return Told(mark, f"{WORDS.get(mark, what)} {rest}".strip())

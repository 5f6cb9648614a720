"""`times`: every time in a message, and which contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.analysis.moments import read_moments
from msginspector.analysis.moments.words import in_zone, place
from msginspector.cli import inputs
from msginspector.cli.inputs import Look
from msginspector.cli.text import shown
from msginspector.export.moment_documents import moments_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msginspector.analysis.moments import Moment, Moments
    from msginspector.cli.run import Reading, Run
    from msginspector.session import Message

_NO_TIME: Final = "no time"


def show_times(run: Run) -> None:
    """The times of each file, or of one message in it."""
    inputs.look(run, Look("times", _rows, _lines, _only))


def _only(rows: Iterator[dict[str, object]]) -> object:
    return next(rows, None)


def _read(run: Run, message: Message) -> Moments:
    return read_moments(message.object(run.options.object))


def _rows(run: Run, message: Message) -> Iterator[dict[str, object]]:
    return iter([moments_document(_read(run, message))])


def _lines(run: Run, message: Message, _reading: Reading) -> Iterator[str]:
    return _printed(_read(run, message))


def _printed(found: Moments) -> Iterator[str]:
    count = len(found.moments)
    yield f"  {count or 'no'} time{'' if count == 1 else 's'} in UTC, the oldest first"
    if found.zone is not None:
        yield f"  the sender's zone as said by {shown(found.zone_words)}"
    width = max((len(one.name) for one in found.moments), default=0)
    for one in found.moments:
        yield from _moment(one, found, width)
    for check in found.checks:
        yield f"  {'odd':<7} {shown(check.sentence)}"
    yield from (f"  problem {shown(one)}" for one in found.problems)


def _moment(one: Moment, found: Moments, width: int) -> Iterator[str]:
    zone = one.zone or found.zone
    utc = _NO_TIME if one.none else str(one.filetime)
    there = in_zone(one.filetime, zone) if zone is not None and not one.none else ""
    mark = "!" if one.marks else " "
    yield shown(f"  {mark} {utc:<28}  {there:<26}  {one.name:<{width}}  {place(one)}".rstrip())
    if one.none or one.note:
        yield shown(f"      {one.none or one.note}")

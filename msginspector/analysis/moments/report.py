"""Every time of a message in one table, made in slices."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING

from msginspector.analysis.moments import gather
from msginspector.analysis.moments.model import Check, Moment, Moments
from msginspector.analysis.moments.rules import checks
from msginspector.analysis.sender_zone import said_zone

if TYPE_CHECKING:
    from msginspector.session import ObjectRow


def read_moments(row: ObjectRow) -> Moments:
    """The times of a message; raises InspectorError only when it has ended."""
    steps = moment_steps(row)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Moments = end.value
            return found


def moment_steps(row: ObjectRow) -> Generator[None, None, Moments]:
    """The same in slices."""
    found: list[Moment] = []
    for one in gather.objects_of(row):
        found += gather.of_properties(one)
        yield
    problems: list[str] = []
    found += gather.of_headers(row, problems)
    yield
    times = row.file_times()
    found += gather.of_files(row, times)
    yield
    found.sort(key=lambda one: (bool(one.none), one.ticks))
    contradictions = tuple(checks(found, row.path))
    prop = next(iter(row.properties), None)
    zone = None if prop is None else said_zone(prop)
    problems += ["There are more storages with times."] if times.more else []
    return Moments(
        tuple(_marked(found, contradictions)), contradictions,
        None if zone is None else zone.zone, "" if zone is None else zone.words, tuple(problems),
    )  # fmt: skip


def _marked(moments: list[Moment], contradictions: tuple[Check, ...]) -> list[Moment]:
    """The times with the sentences that are about them."""
    said: dict[int, list[str]] = {}
    for check in contradictions:
        for place in check.moments:
            said.setdefault(place, []).append(check.sentence)
    return [
        replace(one, marks=tuple(said[place])) if place in said else one
        for place, one in enumerate(moments)
    ]  # fmt: skip

"""The rows that are reported: which tasks they compare, the bar, and how a ratio is made."""

from __future__ import annotations

import math
import statistics
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.measure import Times


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: `bar` and `stretch` are how often faster than the other (at least).

    A goal stated the other way round, as a share of the other's time, is its reciprocal.
    """

    name: str
    ours: str
    other: str
    bar: float
    stretch: float
    statistic: str = "median"
    """What is compared over the files: the median, or "p95", what 95 of 100 files stay below."""


ROWS = (
    Row("list a whole message", "msginspector list", "extract-msg list", 12, 20),
    Row("list a whole message", "msginspector list", "olefile open", 1 / 0.5, 1 / 0.3),
    Row("and decode and read everything", "msginspector read", "extract-msg read", 10, 13),
    Row("show the body", "msginspector body", "extract-msg body", 50, 150, "p95"),
    Row("show the body, RTF alone", "msginspector RTF body", "extract-msg body", 50, 150, "p95"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """A row measured: milliseconds over the files both could read."""

    name: str
    ours: str
    other: str
    files: int
    statistic: str
    our_ms: float
    other_ms: float
    ratio: float
    bar: float
    stretch: float
    verdict: str

    def to_dict(self) -> dict[str, object]:
        """As JSON shows it."""
        return asdict(self)


def tasks() -> list[str]:
    """Every task some row needs, once."""
    return list(dict.fromkeys(task for row in ROWS for task in (row.ours, row.other)))


def result(row: Row, times: dict[str, Times]) -> Result | None:
    """The row's times and their ratio; None when no file was read by both."""
    ours, other = times[row.ours].best, times[row.other].best
    both = sorted(ours.keys() & other.keys())
    if not both:
        return None
    mine = _over(row.statistic, (ours[path] for path in both))
    theirs = _over(row.statistic, (other[path] for path in both))
    ratio = theirs / mine
    verdict = "stretch" if ratio >= row.stretch else "bar" if ratio >= row.bar else "below"
    return Result(
        row.name,
        row.ours,
        row.other,
        len(both),
        row.statistic,
        mine * 1000,
        theirs * 1000,
        ratio,
        row.bar,
        row.stretch,
        verdict,
    )


def _over(statistic: str, seconds: Iterable[float]) -> float:
    ordered = sorted(seconds)
    if statistic == "median":
        return statistics.median(ordered)
    return ordered[math.ceil(0.95 * len(ordered)) - 1]

"""Fixed and string values of the corpus equal extract-msg's, wherever it reads the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.corpus import console, exceptions, second_reader
from tests.corpus.exceptions import Difference, shown

ORACLE = "extract-msg"
TIME = 0x0040
# It keeps times as floating point seconds: near 2^31 s that is a quarter of a microsecond, and
# rounding to the microsecond adds as much as half of one.
TIME_TOLERANCE = 10


def compared(path: Path) -> Iterator[tuple[dict[str, Any], Any, Any]]:
    """(our property, our value, theirs) for every value that both readers have."""
    theirs = second_reader.values(path)
    rows = console.properties(path)
    times = Counter((console.storage(row), row["tag"]) for row in rows)
    for row in rows:
        key = console.storage(row), int(row["tag"], 16)
        if key in theirs and times[key[0], row["tag"]] == 1:
            yield row, _ours(row), theirs[key]


def _ours(row: dict[str, Any]) -> Any:
    is_time = int(row["tag"], 16) & 0xFFFF == TIME
    return int(row["ticks"]) if is_time and row["ticks"] is not None else row["value"]


def equal(tag: int, mine: Any, other: Any) -> bool:
    """Whether two values are the same, as far as the other reader keeps them."""
    if tag & 0xFFFF == TIME and isinstance(mine, int) and isinstance(other, int):
        return abs(mine - other) <= TIME_TOLERANCE
    return type(mine) is type(other) and mine == other


def differences(path: Path) -> Counter[Difference]:
    """Every value in which the two differ."""
    return Counter(
        Difference(ORACLE, path.name, row["object"], row["tag"], shown(mine), shown(other))
        for row, mine, other in compared(path)
        if not equal(int(row["tag"], 16), mine, other)
    )


def test_fixed_and_string_values_are_those_of_extract_msg(compound_file: Path) -> None:
    found = differences(compound_file)
    named = exceptions.allowed(ORACLE, compound_file.name)
    assert not found - named, "\n".join(map(str, found - named))
    assert not named - found, "no longer needed:\n" + "\n".join(map(str, named - found))


def test_extract_msg_reads_enough_to_be_an_oracle(corpus: Path) -> None:
    read = [len(second_reader.values(path)) for path in console.compound(sorted(corpus.iterdir()))]
    assert sum(count > 0 for count in read) >= 190
    named = sum(row["oracle"] == ORACLE for row in exceptions.rows())
    assert named <= sum(read) / 100, (named, sum(read))

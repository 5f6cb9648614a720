"""Where this reader and an oracle may differ: named rows of exceptions.tsv, one difference each.

A row names oracle, file, object path, tag, our value, theirs and the reason: the section of the
specification or the bytes that decide. There are no wildcards.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import astuple, dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("exceptions.tsv")
COLUMNS = ["oracle", "file", "path", "tag", "ours", "theirs", "reason"]
SHORT = 60


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A difference in one property: values are shortened text, "-" where there is no such row."""

    oracle: str
    file: str
    path: str
    tag: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        return "\t".join(astuple(self))


def shown(value: object) -> str:
    """A value as the table has it: its ASCII literal, shortened in the middle by its length."""
    text = ascii(value)
    if len(text) <= SHORT:
        return text
    return f"{text[: SHORT // 2]}...{len(text)}...{text[-SHORT // 2 :]}"


def rows() -> list[dict[str, str]]:
    """The rows of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def allowed(oracle: str, file: str) -> Counter[Difference]:
    """The differences from an oracle that the table names for a file."""
    keys = COLUMNS[:-1]
    return Counter(
        Difference(*(row[key] for key in keys))
        for row in rows()
        if row["oracle"] == oracle and row["file"] == file
    )

"""What enhanced mail status codes mean, 5.1.1 and its kind: RFC 3463, the IANA registry, Microsoft.

`resources/tables/status_codes.tsv` has a code with its class ("5.7.124") or for any class
("X.1.1"), and the classes alone. A code that is not there is told by its subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from msginspector import resources

CODE: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\d|\.\d)")
_STATED: Final = re.compile(r"#([245]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)")


@dataclass(frozen=True, slots=True)
class Status:
    """A code, what it means in a sentence without an end, and who says so."""

    code: str
    meaning: str
    source: str

    @property
    def text(self) -> str:
        """In a line."""
        return f"{self.code}: {self.meaning}" if self.meaning else self.code


def status(code: str) -> Status:
    """What a code means; the meaning is "" for what is no code."""
    found = CODE.fullmatch(code.strip())
    if found is None:
        return Status(code.strip(), "", "")
    rows = _rows()
    kind, subject = found[1], found[2]
    row = rows.get(found[0]) or rows.get(f"X.{subject}.{found[3]}") or rows.get(f"X.{subject}.0")
    group = rows[kind]
    if row is None:
        return Status(found[0], group["meaning"], group["source"])
    return Status(found[0], f"{row['meaning']}. {group['meaning']}", row["source"])


def codes_in(text: str) -> tuple[str, ...]:
    """The codes in what a server said, each once; those behind # first ([MS-OXCMAIL] 2.2.3.7.1.2).

    Numbers with more than three parts, addresses of the Internet, are none.
    """
    found = [one[1] for one in _STATED.finditer(text)]
    found += [one[0] for one in CODE.finditer(text)]
    return tuple(dict.fromkeys(found))[:10]


def from_number(number: int) -> str:
    """PidTagNonDeliveryReportStatusCode as a code: 511 is 5.1.1; "" for other numbers."""
    text = str(number)
    return ".".join(text) if len(text) == 3 and text[0] in "245" else ""


@lru_cache(maxsize=1)
def _rows() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in resources.table("status_codes")}

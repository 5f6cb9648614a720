"""The manual of the query language names every field, and all of its examples can be asked."""

from __future__ import annotations

import re

import pytest

from msginspector.analysis.query import compile_query
from msginspector.analysis.query.properties import FIELDS, PROPERTIES
from tests.conftest import ROOT

MANUAL = (ROOT / "docs" / "query.md").read_text(encoding="utf-8")
TABLE = re.findall(r"^\| `(\w+)` \|([^|]*)\|[^|]*\|([^|]*)\|$", MANUAL, re.MULTILINE)
FIRST = [re.split(r"\s{3,}", line.strip())[0] for line in
         re.findall(r"^    (\S.*)$", MANUAL.partition("## Rows")[0], re.MULTILINE)]  # fmt: skip


def test_the_manual_has_every_field_with_its_other_names_in_order() -> None:
    documented = [(name, tuple(re.findall(r"\w+", also))) for name, also, _ in TABLE]
    assert documented == [(field.name, field.aliases) for field in FIELDS]


@pytest.mark.parametrize(
    "query",
    [*FIRST, *(field.example for field in FIELDS),
     *(example for _, _, examples in TABLE for example in re.findall("`([^`]+)`", examples))],
)  # fmt: skip
def test_every_example_can_be_asked(query: str) -> None:
    assert not compile_query(query, PROPERTIES).is_empty

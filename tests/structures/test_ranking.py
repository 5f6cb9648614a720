"""Trying every structure on bytes: what is meant or telling goes before what fits by chance."""

from __future__ import annotations

from pathlib import Path

import pytest

from msginspector.structures.registry import ranked, structure, try_all

GOLDEN = Path(__file__).parent / "golden"
# Each takes bytes that many a structure takes: only the name of its property can tell it apart.
TAKING_MUCH = (
    "SEARCHKEY-1", "ENTRYID-1", "PROPERTYSTREAM-1", "TIMEZONE-1", "ENCODEENTRYID-1",
    "REACTIONHISTORY-1",
)  # fmt: skip
TELLING = (
    "SID-1", "SECURITYDESCRIPTOR-1", "GLOBALOBJECTID-1", "RESTRICTION-1", "RULEACTION-1",
    "TIMEZONEDEFINITION-1", "DECODEENTRYID-1", "ENTRYLIST-1", "NICKNAMECACHE-1", "RTFHEADER-1",
)  # fmt: skip


def golden(name: str) -> bytes:
    return bytes.fromhex((GOLDEN / f"{name}.hex").read_text())


@pytest.mark.parametrize("name", TAKING_MUCH + TELLING)
def test_what_the_property_is_named_for_is_first(name: str) -> None:
    meant = structure(name.rpartition("-")[0])
    assert meant is not None
    assert ranked(try_all(golden(name)), (meant,))[0].structure is meant


@pytest.mark.parametrize("name", TELLING)
def test_what_few_bytes_fit_goes_before_what_takes_any(name: str) -> None:
    names = [attempt.structure.name for attempt in ranked(try_all(golden(name)))]
    assert names[0] == name.rpartition("-")[0]
    assert names.index(names[0]) < names.index("REACTIONS")


def test_a_named_structure_that_does_not_fit_goes_behind_those_that_do() -> None:
    meant = structure("SID")
    assert meant is not None
    best = ranked(try_all(golden("RESTRICTION-1")), (meant,))
    assert best[0].structure.name == "RESTRICTION"

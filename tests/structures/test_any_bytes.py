"""Every decoder over arbitrary, truncated and mutated bytes: never raises, keeps the rules."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.structures.registry import Structure, structures
from tests.structures.node_rules import check
from tests.structures.pairs import PAIRS, pair_bytes, pair_name

EVERY = pytest.mark.parametrize("one", structures().values(), ids=lambda one: one.name)
MUTANTS = 30


def _decode(one: Structure, data: bytes) -> None:
    check(one.decode(data), data)


@EVERY
@given(st.binary(max_size=300))
def test_arbitrary_bytes(one: Structure, data: bytes) -> None:
    _decode(one, data)


@EVERY
def test_the_bytes_of_every_structure(one: Structure) -> None:
    for pair in PAIRS:
        data = pair_bytes(pair)
        if len(data) < 1500 or pair_name(pair) == one.name:
            _decode(one, data)


@EVERY
def test_its_own_bytes_cut_off_and_changed(one: Structure) -> None:
    chance = random.Random(one.name)
    for pair in PAIRS:
        data = pair_bytes(pair)
        if pair_name(pair) != one.name or not data:
            continue
        for length in {chance.randrange(len(data)) for _ in range(MUTANTS)}:
            _decode(one, data[:length])
        for _ in range(MUTANTS):
            changed = bytearray(data)
            for _ in range(chance.randint(1, 8)):
                changed[chance.randrange(len(changed))] = chance.choice((0, 1, 255, 127, 128, 13))
            _decode(one, bytes(changed))

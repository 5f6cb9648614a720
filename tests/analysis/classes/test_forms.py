"""Forms of facts that more than one view has."""

from __future__ import annotations

import time

import pytest

from msginspector.analysis.classes.forms import bare_name


@pytest.mark.parametrize(
    ("name", "address", "bare"),
    [
        ("Ann (a@b.org)", "a@b.org", "Ann"),
        ("Ann (a@b.org) (a@b.org)", "a@b.org", "Ann"),
        ("(a@b.org)", "a@b.org", "(a@b.org)"),
        ("Ann (a@b.org)", "c@d.org", "Ann (a@b.org)"),
        ("Ann ()", "", "Ann ()"),
    ],
)
def test_the_address_behind_a_name_is_left_out_once_or_twice(
    name: str, address: str, bare: str
) -> None:
    assert bare_name(name, address) == bare


def test_an_address_that_is_repeated_very_often_takes_little_time() -> None:
    began = time.perf_counter()
    bare_name("(a)" * 300_000, "a")
    assert time.perf_counter() - began < 0.5

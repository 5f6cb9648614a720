"""Rows as text, TSV, JSON and Markdown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.export import row_formats
from msginspector.export.row_formats import FORMATS, Rows, formula_safe

ROWS = Rows(
    ("Name", "Value"),
    [("PidTagSubject", "a|b\tc"), ("PR_X", "=1+1\nnext")],
    lambda: [{"name": "PidTagSubject"}, {"name": "PR_X"}],
)


def written(name: str, rows: Rows = ROWS) -> str:
    return next(one for one in FORMATS if one.name == name).write(rows)


def test_tsv_has_a_line_a_row_and_no_cell_that_is_a_formula() -> None:
    assert written("tsv") == "PidTagSubject\ta|b c\nPR_X\t'=1+1 next"


def test_text_has_a_header_and_aligned_columns() -> None:
    assert written("text").splitlines() == [
        "Name           Value",
        "PidTagSubject  a|b c",
        "PR_X           =1+1 next",
    ]


def test_wide_letters_and_marks_are_counted_as_they_are_shown() -> None:
    rows = Rows(("A", "B"), [("日本", "1"), ("e\u0301", "2")], list)
    assert written("text", rows).splitlines() == ["A     B", "日本  1", "e\u0301     2"]


def test_markdown_escapes_pipes_and_what_else_has_a_meaning() -> None:
    assert written("markdown").splitlines() == [
        "| Name | Value |",
        "| --- | --- |",
        r"| PidTagSubject | a\|b c |",
        r"| PR\_X | =1+1 next |",
    ]


def test_json_is_a_list_of_the_documents() -> None:
    assert json.loads(written("json")) == [{"name": "PidTagSubject"}, {"name": "PR_X"}]
    assert json.loads(written("json", Rows(("A",), [], list))) == []


def test_too_much_json_is_cut_and_says_how_many_rows_were_left_out(monkeypatch) -> None:
    monkeypatch.setattr(row_formats, "JSON_LIMIT", 10)
    rows = Rows(("A",), [], lambda: [{"a": "x" * 20}, {"a": 1}, {"a": 2}])
    assert json.loads(written("json", rows)) == [{"a": "x" * 20}, {"omitted": 2}]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("+49 30 1234 x", "'+49 30 1234 x"),
        ("-cmd", "'-cmd"),
        ("\uff1d1", "'\uff1d1"),
        ("-2147221233", "-2147221233"),
        ("+1.5e-3", "+1.5e-3"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_what_begins_like_a_formula_is_no_formula_and_numbers_stay(text: str, safe: str) -> None:
    assert formula_safe(text) == safe


CELLS = st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), min_size=1, max_size=5)


@given(CELLS)
def test_every_cell_stays_in_its_place_whatever_is_in_it(cells: list[tuple[str, str]]) -> None:
    rows = Rows(("A", "B"), cells, list)
    lines = written("tsv", rows).split("\n")
    assert [line.count("\t") for line in lines] == [1] * len(cells)
    assert len(written("markdown", rows).split("\n")) == len(cells) + 2
    assert len(written("text", rows).split("\n")) == len(cells) + 1

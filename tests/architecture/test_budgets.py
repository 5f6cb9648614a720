"""Sizes that keep the code readable. A table of data goes to resources/, not into code."""

from __future__ import annotations

import ast
from statistics import median

import pytest

from tests.architecture.sources import FunctionNode, sources

FILE_LINES = 400
FUNCTION_LINES = 50
MEDIAN_LINES = 10

FOLDERS = ("msginspector", "packaging", "benchmarks")


def _length(function: FunctionNode) -> int:
    """Lines from `def` to the end, without the docstring."""
    first = function.body[0]
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return total
    return total - ((first.end_lineno or first.lineno) - first.lineno + 1)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_is_longer_than_four_hundred_lines(folder: str) -> None:
    sizes = {source.path: source.text.count("\n") for source in sources(folder)}
    assert {path: size for path, size in sizes.items() if size > FILE_LINES} == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_function_is_longer_than_fifty_lines(folder: str) -> None:
    long = {
        f"{source.path}: {function.name}": _length(function)
        for source in sources(folder)
        for function in source.functions()
        if _length(function) > FUNCTION_LINES
    }
    assert long == {}


def test_half_of_all_functions_have_at_most_ten_lines() -> None:
    lengths = [_length(function) for source in sources() for function in source.functions()]
    assert median(lengths) <= MEDIAN_LINES

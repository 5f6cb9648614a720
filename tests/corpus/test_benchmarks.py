"""The benchmarks run; what they measure is no test."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import rows, window
from benchmarks.measure import Times

ROOT = Path(__file__).resolve().parents[2]


RTF_ALONE = "show the body, RTF alone"
"""The row of messages the first sample is one of, but not the second."""


def benchmarks(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """One run of the program."""
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def test_the_benchmarks_measure_two_files_with_every_reader(samples: Path) -> None:
    done = benchmarks(samples, "--files", "2", "--rounds", "1", "--json")
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    assert document["files"] == 2
    files = [1 if row.name == RTF_ALONE else 2 for row in rows.ROWS]
    assert [row["files"] for row in document["rows"]] == files
    assert all(not known["errors"] for known in document["tasks"].values())


def test_the_benchmarks_print_a_table(samples: Path) -> None:
    done = benchmarks(samples, "--files", "1", "--rounds", "1")
    head, *lines = done.stdout.splitlines()
    assert head.split()[-1] == "verdict"
    assert len(lines) == len(rows.ROWS)


def test_the_benchmarks_say_what_is_missing(tmp_path: Path) -> None:
    done = benchmarks(tmp_path)
    assert done.returncode == 2
    assert "MSGINSPECTOR_CORPUS" in done.stderr


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(0.100, "below"), (0.010, "bar"), (0.001, "stretch")]
)
def test_a_ratio_is_that_of_the_medians_over_the_files_both_read(
    seconds: float, verdict: str
) -> None:
    row = rows.Row("a task", "ours", "theirs", bar=10, stretch=20)
    ours = Times(best={"a": seconds, "b": seconds, "c": seconds, "ours only": 9.0})
    theirs = Times(best={"a": 0.1, "b": 0.1, "c": 5.0, "theirs only": 9.0})
    found = rows.result(row, {"ours": ours, "theirs": theirs})
    assert found is not None
    assert found.files == 3
    assert found.ratio == pytest.approx(0.1 / seconds)
    assert found.verdict == verdict


def test_the_ratio_of_the_p95s_is_that_of_the_slow_files() -> None:
    row = rows.Row("a task", "ours", "theirs", bar=10, stretch=20, statistic="p95")
    names = [f"file {number}" for number in range(100)]
    ours = Times(best={name: 1.0 if name > "file 90" else 0.1 for name in names})
    theirs = Times(best=dict.fromkeys(names, 15.0))
    found = rows.result(row, {"ours": ours, "theirs": theirs})
    assert found is not None
    assert (found.our_ms, found.ratio) == (1000, 15)


def test_nothing_is_reported_where_no_file_was_read_by_both() -> None:
    row = rows.Row("a task", "ours", "theirs", bar=10, stretch=20)
    assert rows.result(row, {"ours": Times(best={"a": 1.0}), "theirs": Times()}) is None


@pytest.mark.gui
@pytest.mark.slow
def test_the_benchmarks_measure_every_row_of_the_window(samples: Path) -> None:
    sizes = ("--files", "2", "--rounds", "1", "--load", "20", "--many", "20")
    done = benchmarks("window", samples, *sizes, "--json")
    assert done.returncode == 0, done.stderr
    found = {row["name"]: row["value"] for row in json.loads(done.stdout)["rows"]}
    assert list(found) == [row.name for row in window.ROWS]
    assert all(value > 0 for value in found.values())


@pytest.mark.parametrize(
    ("value", "verdict"), [(17.0, "below"), (16.0, "bar"), (8.0, "stretch"), (0.1, "stretch")]
)
def test_a_number_of_the_window_is_judged_by_how_much_it_may_be(value: float, verdict: str) -> None:
    assert window.Result("tick", value, "ms", 16, 8).verdict == verdict
    assert window.Result("tick", value, "ms", None, None).verdict == ""


def test_the_best_round_of_the_window_counts_for_every_measure() -> None:
    assert window.best([{"a": 2.0, "b": 1.0}, {"a": 1.0, "b": 3.0}]) == {"a": 1.0, "b": 1.0}

"""Many files at once: order, progress, cancelling and leaving in the middle. No test has a clock:
work is advanced slice by slice, not by the event loop.
"""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

from msginspector.gui import opening, workbench, workers
from msginspector.gui.file_search import ENTRIES_A_STEP, Ahead, message_files, search
from msginspector.gui.main_window import MainWindow
from msginspector.gui.models.nodes import Node
from msginspector.gui.opening import Problem
from msginspector.gui.views import message_bar

NUMBER = 200
MOMENTS = (0, 1, 2, 40, 150)  # slices of work done before something happens


@pytest.fixture
def many(samples: Path, tmp_path: Path) -> list[str]:
    """Two hundred messages, a few of them no messages."""
    contents = [(samples / name).read_bytes() for name in ("plain-mail.msg", "task.msg")]
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(NUMBER):
        content = b"no message" if number % 50 == 49 else contents[number % 2]
        (folder / f"{number:03}.msg").write_bytes(content)
    return sorted(map(str, folder.iterdir()))


@pytest.fixture
def advance(window: MainWindow) -> Callable[[int], None]:
    """Does some steps of the work that is queued; less where it ends before."""

    def steps(number: int) -> None:
        for _ in range(number):
            if window.bench.runner.busy:
                window.bench.runner._advance()

    return steps


def files(window: MainWindow, session: Node | None = None) -> list[str]:
    """The files in the tree, in its order."""
    node = session or window.bench.tree.sessions()[0]
    return window.bench.files_of(node)


def descriptors(folder: str) -> int:
    """How many descriptors of this process lead into a folder."""
    links = (f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd"))
    return sum(os.path.realpath(link).startswith(folder) for link in links)


# --- order and the first row ----------------------------------------------------------------


@pytest.mark.parametrize("every", [1, 3, 64])
def test_the_tree_has_the_order_of_the_files_however_they_come_in_batches(
    window, many, advance, every: int
) -> None:
    window.open_paths(many)
    while window.bench.runner.busy:
        advance(every)
        window.bench._opening._place()
    assert files(window) == [path for path in many if not path.endswith(("49.msg", "99.msg"))]


def test_the_first_message_is_in_the_tree_before_the_second_is_opened(
    window, many, advance
) -> None:
    window.open_paths(many)
    while not files(window):
        advance(1)
    assert files(window) == many[:1]
    assert len(window.bench.tree.messages(window.bench.sessions[0].id)) == 1
    assert len(window.bench.ledger.rows) == 3  # the session, a storage and its message


def test_a_file_dropped_again_while_it_loads_is_opened_once(window, many, advance) -> None:
    window.open_paths([*many[:3], many[1]])
    window.open_paths(many[:2])
    window.bench.runner.drain()
    assert files(window) == many[:3]


# --- progress -------------------------------------------------------------------------------


def test_progress_says_how_many_of_how_many_once_that_is_known(window, many, advance) -> None:
    said: list[tuple[int, int | None]] = []
    window.bench.opening.connect(lambda done, _name, total: said.append((done, total)))
    window.open_paths([os.path.dirname(many[0])])
    window.bench.runner.drain()
    assert [done for done, _ in said] == list(range(NUMBER))
    assert {total for _, total in said} == {None, NUMBER}
    assert said[NUMBER // 2][1] == NUMBER


def test_the_bar_has_an_end_once_that_is_known_and_goes_at_the_end(window, many, advance) -> None:
    status = window.status
    window.open_paths(many[:3])
    while not files(window):
        advance(1)
    assert status.progress.isVisible()
    assert (status.progress.maximum(), status.progress.value()) == (3, 0)
    assert status.under_way.text().startswith("0 of 3 files")
    window.bench.runner.drain()
    assert not status.progress.isVisible()
    assert not status.cancel_button.isVisible()


# --- cancelling -----------------------------------------------------------------------------


@pytest.mark.parametrize("slices", MOMENTS)
def test_after_cancel_what_was_opened_stays_and_nothing_is_under_way(
    window, many, advance, slices: int
) -> None:
    window.open_paths(many)
    advance(slices)
    window.status.cancel_button.click()
    assert not window.bench.runner.busy
    opened = files(window)
    assert opened == [path for path in many if path in opened]
    assert len(window.bench.ledger.rows) == 1 + 2 * len(opened)
    assert window.bench.open_handles <= len(opened)
    assert window.message_bar.number <= len(many) // 50


def test_closing_one_session_leaves_the_loading_of_another_alone(window, many) -> None:
    first, second = window.bench.new_session(), window.bench.new_session()
    window.bench.open_paths(many[:40], first)
    window.bench.open_paths(many[40:45], second)
    window.tree_dock.select(first)
    window.actions_["close-session"].trigger()
    window.bench.runner.drain()
    window.closing.finish()
    assert files(window, first) == []
    assert files(window, second) == many[40:45]
    assert window.bench.tree.state(second) == "open"


def test_work_of_one_owner_is_dropped_with_what_its_end_queues(qapp) -> None:
    runner, done = workers.SliceRunner(), []

    def work(name: str, then: Callable[[], object] = lambda: None):
        try:
            yield None
            done.append(name)
        finally:
            then()

    runner.add(work("first", lambda: runner.add(work("more"), 1)), 1)
    runner.add(work("other"), 2)
    runner._advance()
    runner.cancel_for(1)
    runner.drain()
    assert done == ["other"]


# --- leaving in the middle ------------------------------------------------------------------


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts descriptors under /proc")
@pytest.mark.parametrize("slices", MOMENTS)
@pytest.mark.parametrize("end", ["close the session", "close and remove it", "quit"])
def test_loading_ends_cleanly_with_its_session(
    window, many, advance, slices: int, end: str
) -> None:
    window.open_paths(many)
    advance(slices)
    session = window.bench.sessions[0]
    window.bench.ledger.flush()  # the actions know of it
    if end == "quit":
        window.close()
    else:
        window.actions_["close-session"].trigger()
        window.closing.finish()
        assert len(session.report.steps) == 1 + 2 * len(files(window))
    if end == "close and remove it":
        window.actions_["remove"].trigger()
        assert window.bench.tree.sessions() == ()
    assert session.closed
    assert session.report.faults == ()
    assert not window.bench.runner.busy
    assert window.bench.open_handles == 0
    assert descriptors(os.path.dirname(many[0])) == 0


@pytest.mark.parametrize("slices", MOMENTS)
def test_another_open_in_the_middle_comes_after_the_first(
    window, many, advance, slices: int
) -> None:
    window.open_paths(many[:40])
    advance(slices)
    window.open_paths(many[40:45])
    window.bench.runner.drain()
    assert files(window) == many[:45]


def test_a_session_closed_by_somebody_else_ends_the_loading_into_it(window, many, advance) -> None:
    window.open_paths(many)
    advance(40)
    window.bench.sessions[0].close()
    window.bench.runner.drain()
    assert [problem.code for problem in window.message_bar.problems] in ([], ["0x80040108"])


# --- finding files --------------------------------------------------------------------------


def test_a_search_asks_for_a_few_entries_of_a_folder_at_a_time(tmp_path: Path) -> None:
    for number in range(3 * ENTRIES_A_STEP):
        (tmp_path / f"{number:04}.msg").touch()
    steps = list(search([tmp_path], pytest.fail))
    assert steps[:3] == [None] * 3
    assert [path for path in steps if path] == sorted(str(path) for path in tmp_path.iterdir())


def test_files_come_before_folders_and_both_by_name(tmp_path: Path) -> None:
    for name in ("b/2.msg", "b/1.oft", "a/z/9.msg", "a/8.MSG", "c.msg", "b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = [Path(path).relative_to(tmp_path).as_posix() for path in message_files([tmp_path])]
    assert found == ["c.msg", "a/8.MSG", "a/z/9.msg", "b/1.oft", "b/2.msg"]


def test_a_link_to_a_folder_above_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.msg").touch()
    try:
        (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("links are not permitted here")
    assert list(message_files([tmp_path])) == [str(tmp_path / "a.msg")]


def test_the_total_is_known_when_the_search_is_over_and_not_before() -> None:
    ahead = Ahead(search([f"{number}.msg" for number in range(100)], pytest.fail))
    assert ahead.total is None
    taken = list(ahead)
    assert [path for path in taken if path] == [f"{number}.msg" for number in range(100)]
    assert ahead.total == 100


def test_a_folder_that_cannot_be_read_is_told_and_the_others_are_searched(
    window, samples, tmp_path, monkeypatch
) -> None:
    for name in ("closed", "open"):
        (tmp_path / name).mkdir()
        shutil.copy(samples / "task.msg", tmp_path / name)
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    window.open_paths([str(tmp_path)])
    window.bench.runner.drain()
    (problem,) = window.message_bar.problems
    assert problem.what == "The folder “closed” was not read"
    assert problem.where == str(tmp_path / "closed")
    assert problem.why == "Permission denied."
    assert files(window) == [str(tmp_path / "open" / "task.msg")]


# --- very many problems ---------------------------------------------------------------------


def problem(number: int) -> Problem:
    return Problem(f"what {number}", f"where {number}", "Why.", "Now.", "MSG0906")


def test_a_thousand_files_that_fail_are_counted_and_all_of_them_copied(window, tmp_path) -> None:
    for number in range(1000):
        (tmp_path / f"{number:04}.msg").write_bytes(b"no message")
    window.open_paths([str(tmp_path)])
    window.bench.runner.drain()
    bar = window.message_bar
    assert bar.number == len(bar.problems) == 1000
    assert bar.headline() == "“0000.msg” was not opened, and 999 other problems"
    assert all(f"{number:04}.msg" in bar.details() for number in range(1000))


def test_the_list_of_problems_shows_the_newest_of_very_many(window, monkeypatch) -> None:
    monkeypatch.setattr(message_bar, "LISTED", 5)
    bar = window.message_bar
    for number in range(20):
        bar.add(problem(number))
    bar._toggle()
    shown = bar._list.toPlainText()
    assert shown.startswith("The newest 5 of 20.")
    assert [number for number in range(20) if f"where {number}\n" in shown] == [15, 16, 17, 18, 19]


def test_what_is_listed_is_laid_out_once_for_many_problems(window, qtbot) -> None:
    bar = window.message_bar
    for number in range(2):
        bar.add(problem(number))
    bar._toggle()
    laid_out = []
    bar._list.textChanged.connect(lambda: laid_out.append(True))
    with qtbot.waitSignal(bar._list.textChanged):
        for number in range(100):
            bar.add(problem(number))
    assert len(laid_out) == 1


def test_beyond_the_cap_the_oldest_problems_are_only_counted(theme, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(message_bar, "KEPT", 3)
    bar = message_bar.MessageBar(theme)
    qtbot.addWidget(bar)
    for number in range(5):
        bar.add(problem(number))
    assert bar.headline() == "what 0, and 4 other problems"
    assert bar.number == 5
    assert bar.details().startswith("2 older ones were not kept\n\nMSG0906 what 2")


def test_the_worst_problem_gives_the_bar_its_colour(window) -> None:
    bar = window.message_bar
    for severity, shown in (("info", "info"), ("error", "error"), ("warning", "error")):
        bar.add(Problem("what", "where", "Why.", "Now.", "", severity))
        assert bar.property("severity") == shown
    bar.dismiss()
    bar.add(Problem("what", "where", "Why.", "Now.", "", "info"))
    assert bar.property("severity") == "info"


# --- memory ---------------------------------------------------------------------------------


def test_no_parsed_file_is_alive_when_the_garbage_collector_is_told_to_keep_what_is(
    window, many, monkeypatch
) -> None:
    held: list[int] = []
    monkeypatch.setattr(opening, "SETTLE_FILES", 10)
    bench = window.bench
    monkeypatch.setattr(bench._keeper, "settle", lambda: held.append(len(bench.workspace.cache)))
    window.open_paths(many)
    bench.runner.drain()
    assert len(held) >= NUMBER // 10
    assert set(held) == {0}


def test_a_session_taken_off_the_window_is_collected_though_it_had_been_kept(
    window, many, qtbot, close_session, monkeypatch
) -> None:
    monkeypatch.setattr(workbench, "GONE_MESSAGES", 10)
    window.open_paths(many[:20])
    window.bench.runner.drain()
    session = weakref.ref(window.bench.sessions[0])
    close_session()
    window.bench.forget(window.bench.tree.sessions()[0])
    qtbot.waitUntil(lambda: session() is None)

"""Failing calmly: what is no message, what has gone, what has been overwritten."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


@pytest.fixture
def bad_files(tmp_path: Path) -> list[Path]:
    contents = {"empty.msg": b"", "text.msg": b"hello there\n", "store.pst": b"!BDN" + bytes(600)}
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    return [*(tmp_path / name for name in contents), tmp_path / "gone.msg"]


def test_what_is_no_message_is_told_in_one_bar_and_the_rest_opens(
    window, qtbot, samples, bad_files
) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([*map(str, bad_files), str(samples / "plain-mail.msg")])
    bar = window.message_bar
    assert bar.isVisible()
    assert [problem.code for problem in bar.problems] == [
        "MSG0905", "MSG0906", "MSG0909", "MSG0901",
    ]  # fmt: skip
    assert bar.headline() == "“empty.msg” was not opened, and 3 other problems"
    assert len(window.bench.tree.sessions()[0].children) == 1
    assert "Traceback" not in bar.details()


def test_every_problem_says_what_where_why_and_what_now(window, qtbot, bad_files) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(path) for path in bad_files])
    for problem in window.message_bar.problems:
        assert problem.what
        assert problem.where
        assert problem.why.endswith(".")
        assert problem.hint.endswith(".")


def test_copy_details_puts_every_problem_on_the_clipboard(window, qtbot, bad_files) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(path) for path in bad_files])
    window.message_bar.copy_details()
    text = QGuiApplication.clipboard().text()
    assert all(str(path) in text for path in bad_files)


def test_dismissing_the_bar_forgets_the_problems(window, qtbot, bad_files) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(bad_files[0])])
    window.message_bar.dismiss()
    assert not window.message_bar.isVisible()
    assert window.message_bar.problems == ()


def test_an_empty_folder_is_told_too(window, qtbot, tmp_path) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(tmp_path)])
    assert window.message_bar.explanation().startswith(
        "There is no .msg, .oft, .eml or winmail.dat file there."
    )


def test_a_file_deleted_after_opening_is_told_and_nothing_breaks(
    window, qtbot, samples, tmp_path
) -> None:
    copies = [tmp_path / f"{number}.msg" for number in range(20)]
    for copy in copies:
        shutil.copy(samples / "plain-mail.msg", copy)
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(copy) for copy in copies])
    qtbot.waitUntil(lambda: not window.bench.runner.busy)
    for copy in copies:
        copy.unlink()
    for node in window.bench.tree.sessions()[0].children:
        window.tree_dock.select(node)
    assert window.grab().width() > 0


def test_coming_back_to_the_window_tells_that_the_file_changed_meanwhile(
    window, qtbot, samples, tmp_path
) -> None:
    copy = tmp_path / "letter.msg"
    copy.write_bytes((samples / "plain-mail.msg").read_bytes())
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(copy)])
    qtbot.waitUntil(lambda: not window.bench.runner.busy)
    assert window.status.file.full_text().endswith("unchanged")
    elsewhere = QWidget()
    elsewhere.show()
    elsewhere.activateWindow()
    qtbot.waitUntil(elsewhere.isActiveWindow)
    copy.write_bytes(copy.read_bytes() + bytes(512))
    window.activateWindow()
    qtbot.waitUntil(lambda: "changed from" in window.status.file.full_text())
    assert window.status.file.full_text().endswith("F5 reloads it")
    assert window.actions_["reload"].isEnabled()
    elsewhere.close()

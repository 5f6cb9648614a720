"""Real and hostile files in the window: all open or are told, and all can be looked at."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from msginspector.gui.main_window import MainWindow

OPENED_KINDS = {"message", "attachment", "recipient_table", "attachment_table"}


@pytest.fixture
def patient(qtbot, window: MainWindow):
    """Opens files and waits as long as it takes."""

    def open_files(paths: list[Path]) -> MainWindow:
        with qtbot.waitSignal(window.bench.batch_done, timeout=120_000):
            window.open_paths([str(path) for path in paths])
        qtbot.waitUntil(lambda: not window.bench.runner.busy, timeout=120_000)
        return window

    return open_files


def look_at_everything(window: MainWindow) -> Counter[str]:
    """Select every object of every message, as somebody clicking through the tree does."""
    seen: Counter[str] = Counter()
    pending = list(window.bench.tree.sessions())
    while pending:
        node = pending.pop()
        window.bench.tree.list_children(node)
        pending += node.children or []
        if node.kind not in ("property", "recipient"):
            window.tree_dock.select(node)
            seen[node.kind] += 1
    return seen


@pytest.mark.slow
def test_every_real_file_opens_or_gets_its_own_sentence(
    corpus: Path, patient, close_session
) -> None:
    files = sorted(path for path in corpus.iterdir() if path.is_file())
    window = patient(files)
    messages = window.bench.tree.sessions()[0].children
    problems = window.message_bar.problems
    assert len(messages) + len(problems) == len(files)
    assert {problem.where for problem in problems} < {str(path) for path in files}
    assert all(problem.why.endswith(".") and problem.hint for problem in problems)
    window.message_bar.dismiss()
    seen = look_at_everything(window)
    assert window.message_bar.problems == ()
    tracked = Counter(row.kind for row in window.bench.ledger.rows.values())
    assert {kind: tracked[kind] for kind in OPENED_KINDS} == {
        kind: seen[kind] for kind in OPENED_KINDS
    }
    close_session()
    assert {row.state for row in window.bench.ledger.rows.values()} == {"closed"}


def test_hostile_files_open_or_get_a_sentence_and_can_be_looked_at(hostile: Path, patient) -> None:
    files = sorted(hostile.glob("*.msg"))
    window = patient(files)
    opened = window.bench.tree.sessions()[0].children
    assert len(opened) + len(window.message_bar.problems) == len(files)
    look_at_everything(window)
    assert "Traceback" not in window.message_bar.details()

"""The calls of the story: one row a call, both languages, copied and saved ready to run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from msginspector.gui.main_window import MainWindow
from msginspector.gui.models.calls import CallsModel, brief_c, brief_python, briefest_c
from msginspector.gui.stage.calls_view import CallsView
from msginspector.stage.call_log import Call
from tests.gui.model_walks import compare_table


@pytest.fixture
def busy(opened, node_at) -> MainWindow:
    window = opened("attachments.msg")
    window.resize(1440, 900)
    for kind, path in (("recipient_table", "/recipients"), ("attachment", "/attachments/1")):
        window.tree_dock.select(node_at(kind, path))
    window.bench.ledger.flush()
    return window


def calls_of(window: MainWindow) -> CallsView:
    window.story_dock.show_view("calls")
    view = window.story_dock.view("calls")
    assert isinstance(view, CallsView)
    return view


def call(number: int, python: str = "", result: str = "S_OK") -> Call:
    return Call(number, "hr = x();", python or f"call{number}()", number, number, result, number, 1)


def cells(view: CallsView, key: str) -> list[str]:
    return [column.text(line) for line in view.model.rows
            for column in view.model.columns if column.key == key]  # fmt: skip


def test_opening_a_file_is_one_row_and_so_is_a_whole_teardown(busy, close_session) -> None:
    view = calls_of(busy)
    assert [text.partition("(")[0].rpartition(".")[2] for text in cells(view, "python")] == [
        "open_session", "open_file", "open_recipient_table", "open_attachment",
    ]  # fmt: skip
    close_session()
    assert view.model.total == 5
    assert cells(view, "python")[-1] == "session1.close()"
    assert cells(view, "result")[-1] == f"{len(busy.bench.ledger.rows)} objects closed"
    assert view.facts()[0] == "5 calls"


def test_one_language_has_the_room_or_both_share_it(busy) -> None:
    view = calls_of(busy)

    def shown() -> list[str]:
        return [view.model.columns[n].key for n in view.table.columns_on_show()]

    assert shown() == ["number", "call", "python", "result"]
    view.switch.chosen.emit("c")
    assert shown() == ["number", "c", "result"]
    view.switch.chosen.emit("python")
    assert shown() == ["number", "python", "result"]
    wide = view.table.columnWidth(view.model.column("python"))
    assert wide > view.table.viewport().width() // 2
    assert not view.table.horizontalScrollBar().isVisible()


def test_the_language_is_remembered_with_the_columns(busy) -> None:
    view = calls_of(busy)
    view.show_language("c")
    state = view.saveState()
    view.show_language("both")
    assert view.restoreState(state)
    assert view.switch.held == "c"
    assert view.table.language == "c"


def test_what_is_copied_is_code(busy) -> None:
    view = calls_of(busy)
    view.show_language("python")
    view.table.select_row(3)
    QTest.keySequence(view.table, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == cells(view, "python")[3] + "\n"
    view.show_language("c")
    view.copy()
    assert "OpenAttach(" in QGuiApplication.clipboard().text()
    assert view.said.full_text() == "1 call copied"
    view.table.clearSelection()
    view.copy()
    assert QGuiApplication.clipboard().text().count("hr = ") == 5  # a file is two calls of C
    view.show_language("both")
    view.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line for line in lines if not line.startswith("# ")] == cells(view, "python")


def test_rows_are_copied_in_the_order_of_calling_however_they_are_sorted(busy) -> None:
    view = calls_of(busy)
    view.show_language("python")
    view.table.sortByColumn(view.model.column("number"), Qt.SortOrder.DescendingOrder)
    view.copy()
    assert QGuiApplication.clipboard().text().splitlines() == cells(view, "python")


def test_a_saved_program_runs_and_says_what_the_log_says(
    busy, close_session, tmp_path: Path, root: Path
) -> None:
    view = calls_of(busy)
    close_session()
    path = tmp_path / "session.py"
    assert view.save_to(str(path)) == f"Saved as {path}"
    done = subprocess.run(
        [sys.executable, str(path)], cwd=root, env={"PYTHONPATH": str(root)},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    events = [str(event) for event in busy.bench.workspace.log.events()]
    assert len(done.stdout.splitlines()) == len(events)
    assert "nothing is ever replaced" in view.save_to(str(path))
    assert "could not be saved" in view.save_to(str(tmp_path / "none" / "x.py"))


def test_a_file_of_c_is_a_program_in_c(busy, tmp_path: Path) -> None:
    view = calls_of(busy)
    view.save_to(str(tmp_path / "session.c"))
    text = (tmp_path / "session.c").read_text(encoding="utf-8")
    assert "#include <imessage.h>" in text
    assert "OpenIMsgOnIStg(" in text


def test_calls_are_filtered_and_lead_to_their_objects(busy) -> None:
    view = calls_of(busy)
    busy.actions_["filter-story"].trigger()
    view.sift.line.setText("OpenAttach")
    view.model.finish()
    assert view.model.rowCount() == 1
    busy.tree_dock.select(busy.bench.tree.sessions()[0])
    view.table.selectRow(0)
    view.table.setFocus()
    busy.actions_["show-in-tree"].trigger()
    assert busy.node.label == "packing list.csv"


def test_where_there_is_room_the_current_call_is_shown_whole(busy, qtbot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    view = CallsView(busy.theme, around)
    view.take(*busy.bench.history())
    around.show()
    view.table.select_row(1)
    view.resize(600, 500)
    assert view.detail.isVisibleTo(view)
    text = view.detail.toPlainText()
    assert "StgOpenStorage(" in text
    assert "open_file(" in text
    assert text.endswith("→ S_OK, 1 reference")
    view.resize(600, 150)
    assert not view.detail.isVisibleTo(view)


def test_a_view_that_is_built_late_takes_its_calls_in_bites_and_misses_none(busy, qtbot) -> None:
    events, rows = busy.bench.history()
    around = QWidget()
    qtbot.addWidget(around)
    view = CallsView(busy.theme, around)
    again = [event._replace(event="opened", reopened=True, step=None) for event in events[-1:]]
    view.take([*events, *again * 5000], rows)
    assert view.digest.busy
    view.take(again, rows)  # meanwhile
    qtbot.waitUntil(lambda: not view.digest.busy)
    assert view.model.total == 4 + 5001
    assert [line.call.number for line in view.model.rows] == list(range(1, 4 + 5002))


def test_a_view_nobody_looks_at_hears_of_each_event_once(busy, close_session) -> None:
    calls, totals = calls_of(busy), busy.story_dock.view("totals")
    busy.story_dock.show_view("events")
    close_session()
    assert calls.model.total == 4  # nobody has looked
    assert calls_of(busy).model.total == 5
    assert busy.story_dock.view("totals").totals.total == busy.bench.workspace.log.total
    assert totals.totals.now.open == 0


def test_the_last_row_of_a_teardown_grows_while_a_filter_holds(qapp) -> None:
    model = CallsModel()
    model.merge([call(1), call(2, "session1.close()", "1 object closed")])
    model.set_words("objects")
    assert model.rowCount() == 0
    model.merge([call(2, "session1.close()", "2 objects closed"), call(3)])
    model.finish()
    assert [line.call.number for line in model.rows] == [2]
    compare_table(model)


def test_only_the_newest_calls_are_kept_and_what_is_gone_is_not_changed(qapp) -> None:
    model = CallsModel(limit=3)
    model.merge([call(n) for n in range(1, 6)])
    assert ([line.call.number for line in model.rows], model.dropped) == ([3, 4, 5], 2)
    model.merge([call(2, result="changed"), call(4, result="changed")])
    assert [line.call.result for line in model.rows] == ["S_OK", "changed", "S_OK"]
    model.limit_to(1)
    assert [line.call.number for line in model.rows] == [5]
    model.merge([call(6)])
    assert [line.call.number for line in model.rows] == [6]


@pytest.mark.parametrize(
    ("c", "brief", "briefest"),
    [
        ("hr = m3->lpVtbl->OpenAttach(m3, 0, NULL, 0, &a4);", "m3->OpenAttach(0, …)",
         "OpenAttach(0, …)"),
        ("m3->lpVtbl->Release(m3);", "m3->Release()", "Release()"),
        ("CloseIMsgSession(session1);", "CloseIMsgSession(session1)", "CloseIMsgSession"),
        ("hr = OpenIMsgSession(MAPIGetDefaultMalloc(), 0, &session1);", "OpenIMsgSession(…)",
         "OpenIMsgSession(…)"),
        ('hr = StgOpenStorage(L"a, b.msg", NULL, x);\nhr = OpenIMsgOnIStg(s, A,\n   B);',
         'StgOpenStorage(L"a, b.msg", …); OpenIMsgOnIStg(s, …)', "OpenIMsgOnIStg"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_c_is_shortened_for_a_narrow_column(c: str, brief: str, briefest: str) -> None:
    assert brief_c(c) == brief
    assert briefest_c(c) == briefest


def test_python_is_shortened_for_a_narrow_column() -> None:
    assert brief_python("m = session1.open_file('/mails/b.msg')") == (
        "session1.open_file('…/b.msg')"
    )
    assert brief_python('session1.open_file(r"C:\\mails\\b.msg")') == (
        'session1.open_file(r"…/b.msg")'
    )
    assert brief_python("a4.release()") == "a4.release()"

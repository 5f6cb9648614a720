"""The query language in the window: filters, mistakes, completion, help, search of a session."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton

from msginspector.gui.main_window import MainWindow
from msginspector.gui.views.query_help import QueryHelp
from msginspector.gui.views.search import SearchDialog
from msginspector.oxmsg.writer import MessageWriter
from tests.builders.messages import note, written

ROWS = 5_000
LONG_TICK = 0.25  # seconds; a bar against work that is not sliced, far above what is measured


def shown(window: MainWindow) -> list[str]:
    proxy = window.page.properties.table.proxy
    return [proxy.index(row, 0).data() for row in range(proxy.rowCount())]


def test_the_filter_of_properties_speaks_the_query_language(opened) -> None:
    window = opened("plain-mail.msg")
    line = window.page.properties.filter
    line.setText("type:PtypTime not name:reminder*")
    assert "PidTagClientSubmitTime" in shown(window)
    assert "PidTagSubject" not in shown(window)
    line.setText("tag:0x0037")
    assert shown(window) == ["PidTagSubject"]
    line.setText("hex:49 00 50 00 4D 00")
    assert "PidTagMessageClass" in shown(window)


def test_a_mistake_is_marked_and_said_and_the_last_good_result_stays(opened) -> None:
    window = opened("plain-mail.msg")
    line = window.page.properties.filter
    line.setText("name:subject")
    before = shown(window)
    chosen = window.page.properties.current
    line.setText("name:subject type:Foo")
    assert shown(window) == before
    assert window.page.properties.current is chosen
    assert line.mistake is not None
    assert (line.mistake.offset, line.mistake.length) == (18, 3)
    row = line.parentWidget()
    assert row.note.isVisible()
    assert "There is no type “Foo”" in row.note.text()
    assert line.accessibleDescription() == row.note.text() == line.toolTip()
    line.setText("name:subject")
    assert not row.note.isVisible()
    assert line.accessibleDescription() == ""


def test_the_mark_stands_below_the_mistake(opened) -> None:
    window = opened("plain-mail.msg")
    line = window.page.properties.filter
    color = line._mark_color().rgb()

    def marked() -> list[int]:
        picture = line.grab().toImage()
        ratio = picture.devicePixelRatio()
        return [round(x / ratio) for x in range(picture.width())
                for y in range(picture.height()) if picture.pixel(x, y) == color]  # fmt: skip

    line.setText("subject or name:subject")
    assert marked() == []
    line.setText("subject or nmae:subject")
    width = line.fontMetrics().horizontalAdvance
    start = line.cursorRect().center().x() - width("nmae:subject")
    found = marked()
    assert found
    assert min(found) >= start - 3
    assert max(found) <= start + width("nmae") + 4


def test_what_is_not_finished_is_no_reproach(opened) -> None:
    line = opened("plain-mail.msg").page.properties.filter
    line.setText("name:subject and")
    row = line.parentWidget()
    assert line.mistake.incomplete
    assert row.note.objectName() == "dim"
    line.setText("and name:subject")
    assert row.note.objectName() == "mistake"


def test_the_other_tables_ask_by_their_columns(opened) -> None:
    window = opened("attachments.msg")
    page = window.page
    page.show_tab("attachments")
    table = page.table_of("attachments")
    page.filter.setText("size>1k and name:*.csv")
    assert [table.proxy.index(0, 1).data()] == ["packing list.csv"]
    assert table.proxy.rowCount() == 1
    page.filter.setText("tag:0x0037")
    assert page.filter.mistake is None  # no column is called so: it is a word
    page.filter.setText("nmae:x")
    assert page.filter.mistake is not None


def test_the_tree_asks_for_kinds_and_states(opened) -> None:
    window = opened("attachments.msg", "contact.msg")
    dock = window.tree_dock
    dock.filter.setText("kind:message not name:carla")
    session = window.bench.tree.sessions()[0]
    assert [node.label for node in session.shown] == ["Papers for delivery 20417"]
    assert dock.found.full_text().startswith("1 row matches")
    dock.filter.setText("kind:message not (")
    assert [node.label for node in session.shown] == ["Papers for delivery 20417"]
    assert dock.filter.mistake is not None
    dock.filter.clear()
    assert len(session.shown) == 2


# --- completion and help --------------------------------------------------------------------


def test_values_are_offered_behind_a_field(opened) -> None:
    line = opened("plain-mail.msg").page.properties.filter
    line.setFocus()
    QTest.keyClicks(line, "type:ptypstr")
    choices = line.completions.choices
    assert choices[:2] == ("PtypString", "PtypString8")
    QTest.keyClick(line.completions.list, Qt.Key.Key_Down)
    QTest.keyClick(line.completions.list, Qt.Key.Key_Return)
    assert line.text() == "type:PtypString "


def test_names_of_fields_are_offered_and_lead_on_to_values(opened) -> None:
    line = opened("plain-mail.msg").page.properties.filter
    line.setFocus()
    QTest.keyClicks(line, "x fl")
    assert line.completions.choices == ("flag:",)
    QTest.keyClick(line.completions.list, Qt.Key.Key_Down)
    QTest.keyClick(line.completions.list, Qt.Key.Key_Return)
    assert line.text() == "x flag:"
    assert line.completions.choices


@pytest.mark.parametrize("words", ["s", "subject", "RE: hello", "0x0037", '"na'])
def test_plain_words_are_left_alone(opened, words: str) -> None:
    line = opened("plain-mail.msg").page.properties.filter
    line.setFocus()
    QTest.keyClicks(line, words)
    assert line.completions.choices == ()
    assert line.text() == words


def test_nothing_in_the_list_is_chosen_by_itself(opened) -> None:
    line = opened("plain-mail.msg").page.properties.filter
    line.setFocus()
    QTest.keyClicks(line, "si")
    assert line.completions.choices == ("size:",)
    QTest.keyClick(line.completions.list, Qt.Key.Key_Return)
    assert line.text() == "si"


def test_control_space_offers_every_field(opened) -> None:
    line = opened("plain-mail.msg").page.properties.filter
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert {"name:", "tag:", "type:", "hex:"} <= set(line.completions.choices)


def test_help_lists_every_field_and_an_example_can_be_taken(opened) -> None:
    window = opened("plain-mail.msg")
    line = window.page.properties.filter
    names = {button.accessibleName() for button in line.findChildren(QAbstractButton)}
    assert "What can be asked" in names
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    (help_,) = window.findChildren(QueryHelp)
    examples = [row.example for row in help_.table.source.rows]
    for field in line.vocabulary.fields:
        assert field.example in examples
    help_.table.chosen.emit(help_.table.source.rows[examples.index("size>10k")])
    assert line.text() == "size>10k"
    assert line.mistake is None


# --- speed ----------------------------------------------------------------------------------


@pytest.fixture
def many(window: MainWindow, qtbot, tmp_path: Path) -> MainWindow:
    """A message of 5,000 properties, its tab of properties on show."""
    message = MessageWriter()
    for number in range(ROWS // 2):
        message.set((number + 1) << 16 | 0x1F, f"value number {number}")
        message.set((number + 0x2000) << 16 | 0x03, number)
    window.page.prefer("properties")
    with qtbot.waitSignal(window.bench.batch_done, timeout=20_000):
        window.open_paths([str(written(tmp_path, message))])
    qtbot.waitUntil(lambda: not window.bench.runner.busy, timeout=20_000)
    return window


def test_entering_the_filter_reads_values_ahead_in_slices(many, qtbot) -> None:
    tab = many.page.properties
    tab.filter.setFocus()
    tab.filter.entered.emit()
    qtbot.waitUntil(lambda: not tab.words.is_warming, timeout=20_000)
    begun = time.perf_counter()
    for text in ("n", "nu", "number 24", "type:PtypInteger32", "/numb.r 12/"):
        tab.filter.setText(text)
        assert tab.table.proxy.rowCount() > 0
    assert time.perf_counter() - begun < 5 * LONG_TICK


# --- search of a session --------------------------------------------------------------------


@pytest.fixture
def searching(opened) -> SearchDialog:
    window = opened("attachments.msg", "nested-three-deep.msg", "plain-mail.msg")
    window.actions_["search-session"].trigger()
    return window.findChild(SearchDialog)


@pytest.fixture
def searched(searching, qtbot) -> Callable[[str], list[object]]:
    """Searches as somebody does who types and presses Return; what was found."""

    def search(text: str) -> list[object]:
        searching.line.setText(text)
        with qtbot.waitSignal(searching.search.finished, timeout=10_000):
            QTest.keyClick(searching.line, Qt.Key.Key_Return)
        return list(searching.table.source.rows)

    return search


def test_a_search_finds_in_every_message_at_any_depth(searching, searched) -> None:
    hits = searched("tag:0x0037")
    assert {hit.file for hit in hits} == {
        "attachments.msg", "nested-three-deep.msg", "plain-mail.msg"
    }  # fmt: skip
    assert any("/message" in hit.path for hit in hits)
    assert searching.status.text() == f"{len(hits)} properties found"
    assert searching.button.text() == "Search"


def test_choosing_what_was_found_goes_there(searching, searched, window) -> None:
    hit = next(hit for hit in searched("name:subject") if hit.path.count("/message") == 1
               and hit.tag == 0x0037001F)  # fmt: skip
    searching.table.chosen.emit(hit)
    assert (window.node.kind, window.node.path) == ("message", hit.path)
    assert window.page.tab == "properties"
    assert window.page.properties.current.tag == 0x0037001F


def test_it_takes_off_a_filter_that_hides_what_was_found(searching, searched, window) -> None:
    [hit] = searched("name:AttachLongFilename value:packing*")
    window.tree_dock.filter.setText("nothing has this")
    window.page.properties.filter.setText("nothing has this")
    searching.table.chosen.emit(hit)
    assert window.node.path == hit.path
    assert window.page.properties.current.name == "PidTagAttachLongFilename"


def test_nothing_found_says_so(searching, searched) -> None:
    assert searched("no such thing anywhere") == []
    assert searching.status.text() == "0 properties found"


def test_a_mistake_starts_no_search(searching) -> None:
    searching.line.setText("type:Foo")
    QTest.keyClick(searching.line, Qt.Key.Key_Return)
    assert not searching.search.busy
    assert searching.line.mistake is not None


def test_a_search_can_be_stopped_and_keeps_what_it_has_found(window, qtbot, tmp_path) -> None:
    for number in range(30):
        mail = note(f"Mail {number}", recipients=[f"Person {n}" for n in range(40)])
        written(tmp_path, mail, f"{number:02}.msg")
    with qtbot.waitSignal(window.bench.batch_done, timeout=20_000):
        window.open_paths([str(tmp_path)])
    window.actions_["search-session"].trigger()
    dialog = window.findChild(SearchDialog)
    dialog.line.setText("person")
    with qtbot.waitSignal(dialog.search.found, timeout=10_000):
        dialog.start()
    button = dialog.findChild(QPushButton)
    assert button.text() == "Stop"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert not dialog.search.busy
    assert 0 < len(dialog.table.source.rows) < 30 * 40
    assert dialog.status.text().startswith("Stopped: ")
    assert button.text() == "Search"


def test_closing_the_session_meanwhile_ends_in_peace(
    searching, window, close_session, qtbot
) -> None:
    searching.line.setText("a")
    searching.start()
    close_session()
    assert window.bench.sessions[0].closed
    qtbot.waitUntil(lambda: not searching.search.busy, timeout=10_000)
    assert searching.line.mistake is None

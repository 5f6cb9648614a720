"""The totals of the story: they follow the events, and a cursor tells each of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtTest import QTest

from msginspector.gui import theme as sizes
from msginspector.gui.main_window import MainWindow
from msginspector.gui.stage.totals_chart import LINES, ticks
from msginspector.gui.stage.totals_view import TotalsView


@pytest.fixture
def busy(opened, node_at) -> MainWindow:
    window = opened("attachments.msg", "contact.msg")
    window.resize(1440, 900)
    window.tree_dock.select(node_at("attachment", "/attachments/1"))
    window.actions_["open-again"].trigger()
    window.bench.ledger.flush()
    return window


def totals_of(window: MainWindow) -> TotalsView:
    window.story_dock.show_view("totals")
    view = window.story_dock.view("totals")
    assert isinstance(view, TotalsView)
    return view


def legend(view: TotalsView) -> dict[str, str]:
    return {name: item.full for name, item in view.items.items()}


@pytest.mark.parametrize("most", [0, 1, 2, 7, 31, 100, 101, 20_001])
@pytest.mark.parametrize("room", [1, 2, 5])
def test_the_scale_has_a_few_round_numbers_that_reach_the_most(most: int, room: int) -> None:
    scale = ticks(most, room)
    assert scale[0] == 0
    assert scale[-1] >= most
    assert len(scale) <= room + 1
    step = scale[1]
    assert str(step).strip("0") in ("1", "2", "5")
    assert scale == list(range(0, scale[-1] + 1, step))


def test_the_totals_agree_with_the_ledger_though_they_are_built_late(busy, close_session) -> None:
    books, view = busy.bench.ledger, totals_of(busy)
    assert legend(view) == {
        "open": f"open {books.total_open()}", "released": "released 0", "closed": "closed 0",
        "references": f"references {books.references}",
    }  # fmt: skip
    busy.actions_["release"].trigger()
    busy.actions_["release"].trigger()
    books.flush()
    assert legend(view)["released"] == "released 1"
    close_session()
    assert legend(view)["open"] == "open 0"
    assert legend(view)["closed"] == f"closed {len(books.rows)}"
    (closing,) = view.totals.closings
    assert closing.last == view.totals.total
    assert view.facts()[0] == "0 open"


def test_the_keys_go_from_event_to_event_and_each_is_read_out(busy) -> None:
    view = totals_of(busy)
    view.chart.setFocus()
    newest = view.reading.full_text()
    QTest.keyClick(view.chart, Qt.Key.Key_Home)
    assert view.reading.full_text() == "Event 1: Session 1 opened"
    assert view.chart.accessibleDescription().startswith("Event 1: Session 1 opened open 1, ")
    QTest.keyClick(view.chart, Qt.Key.Key_Right)
    QTest.keyClick(view.chart, Qt.Key.Key_Right)
    assert view.reading.full_text() == "Event 3: Message “Papers for delivery 20417” opened"
    assert legend(view)["open"] == "open 3"
    QTest.keyClick(view.chart, Qt.Key.Key_Left)
    assert view.reading.full_text().startswith("Event 2: Storage")
    QTest.keyClick(view.chart, Qt.Key.Key_End)
    assert view.reading.full_text() == newest
    assert newest.endswith("opened again")


def test_the_cursor_stays_at_its_event_and_escape_lets_it_go(busy, close_session) -> None:
    view = totals_of(busy)
    view.chart.setFocus()
    QTest.keyClick(view.chart, Qt.Key.Key_Home)
    close_session()
    assert view.reading.full_text() == "Event 1: Session 1 opened"
    QTest.keyClick(view.chart, Qt.Key.Key_Escape)
    assert view.reading.full_text().endswith("Session 1 closed")


def test_pointing_tells_an_event_and_leaving_the_newest_again(busy) -> None:
    view = totals_of(busy)
    newest = view.reading.full_text()
    plot = view.chart._plot()
    QTest.mouseMove(view.chart, QPoint(round(plot.left()) + 1, 20))
    assert view.reading.full_text() == "Event 1: Session 1 opened"
    view.chart.leaveEvent(None)
    assert view.reading.full_text() == newest


def test_the_frame_of_the_keyboard_leaves_the_picture_to_be_seen(busy) -> None:
    view = totals_of(busy)
    view.chart.setFocus()
    QTest.keyClick(view.chart, Qt.Key.Key_Home)
    image = view.chart.grab().toImage()
    base = busy.theme.tokens.base
    assert image.pixelColor(3, 3).name() == base
    assert image.pixelColor(0, 0).name() == busy.theme.tokens.accent


def test_return_leads_to_the_object_of_the_event(busy) -> None:
    view = totals_of(busy)
    view.chart.setFocus()
    QTest.keyClick(view.chart, Qt.Key.Key_Home)
    QTest.keyClick(view.chart, Qt.Key.Key_Return)
    assert busy.node.kind == "session"
    busy.tree_dock.select(busy.bench.tree.sessions()[0].children[1])
    view.chart.setFocus()
    busy.actions_["show-in-tree"].trigger()
    assert busy.node.kind == "session"


def test_the_name_of_a_closed_session_stands_above_the_lines(busy, close_session) -> None:
    chart = totals_of(busy).chart
    close_session()
    name = QFontMetrics(sizes.text_font(sizes.TINY_PX)).height()
    highest = min(point.y() for line in chart._lines.values() for point in line)
    assert highest > name


def test_an_empty_window_says_that_nothing_was_opened(window: MainWindow) -> None:
    view = totals_of(window)
    assert view.reading.full_text() == "Nothing has been opened yet."
    assert view.facts() == ()
    QTest.keyClick(view.chart, Qt.Key.Key_Right)
    view.chart.grab()


def test_lines_differ_in_stroke_and_mark_not_in_colour_alone() -> None:
    assert len({line.style for line in LINES}) == len(LINES)
    assert {line.mark for line in LINES} == {"", "open", "released", "closed"}


def test_the_picture_is_a_chart_with_a_name(busy) -> None:
    view = totals_of(busy)
    spoken = QAccessible.queryAccessibleInterface(view.chart)
    assert spoken.role() == QAccessible.Role.Chart
    assert view.chart.accessibleName()


def test_many_events_are_a_few_points_which_say_what_they_stand_for(window: MainWindow) -> None:
    from tests.stage.test_totals import lives

    view = totals_of(window)
    view.take(lives(3000), [])
    view.digest.finish()
    assert len(view.chart._points) <= 512
    view.chart.setFocus()
    QTest.keyClick(view.chart, Qt.Key.Key_Home)
    assert view.reading.full_text().startswith("Events 1 to ")
    assert ", the last: " in view.reading.full_text()
    assert view.totals.peak == 3000


def test_the_filter_of_the_story_leads_to_the_events_from_a_view_without_one(busy) -> None:
    totals_of(busy)
    assert not busy.story_dock.filter_button.isVisibleTo(busy.story_dock)
    busy.actions_["filter-story"].trigger()
    assert busy.story_dock.current == "events"
    assert busy.story_dock.view("events").sift.line.hasFocus()
    assert busy.story_dock.filter_button.isVisibleTo(busy.story_dock)

"""The tab of times: the table, the picture of their order, what contradicts itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

from msginspector.analysis.moments.gather import ticks_of
from msginspector.gui.tabs import TIMES
from msginspector.gui.views.times_tab import TimesTab
from tests.builders.messages import note, written

pytestmark = pytest.mark.gui
NOON = ticks_of(datetime(2020, 3, 4, 12, 0, tzinfo=UTC))
HOUR = 36_000_000_000


@pytest.fixture
def tab(window, tmp_path: Path) -> TimesTab:
    message = note("A mail")
    message.set_all({
        0x00390040: NOON, 0x0E060040: NOON - HOUR, 0x30070040: 0,
        0x007D001F: "Date: Wed, 4 Mar 2020 13:00:00 +0100\r\n\r\n",
    })  # fmt: skip
    message.add_attachment().set(0x30080040, NOON - 24 * HOUR)
    window.open_paths([str(written(tmp_path, message))])
    window.bench.runner.drain()
    window.page.prefer(TIMES)
    found = window.page.tab_of(TIMES)
    found.finish()
    return found


def cells(tab: TimesTab, key: str) -> dict[str, str]:
    """A column by tag of the property."""
    model = tab.table.source
    return {line.tag: model.index(row, model.column(key)).data()
            for row, line in enumerate(model.rows)}  # fmt: skip


def test_times_stand_in_their_order_with_zone_and_source(tab: TimesTab) -> None:
    lines = tab.table.source.rows
    assert [line.path for line in lines][:2] == ["/attachments/0", "/"]
    assert cells(tab, "utc")["0x00390040"] == "2020-03-04 12:00:00.0000000"
    assert cells(tab, "sender")["0x00390040"] == "2020-03-04 13:00:00 +01:00"


def test_a_contradiction_is_told_by_word_sign_and_sentence(tab: TimesTab) -> None:
    assert cells(tab, "doubt")["0x00390040"] == "Differs"
    assert tab.bar.text().startswith("PidTagMessageDeliveryTime is 1 h before")
    row = [line.tag for line in tab.table.source.rows].index("0x00390040")
    index = tab.table.source.index(row, tab.table.source.column("doubt"))
    assert "delivered before it was sent" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_a_number_that_is_no_time_says_so_and_comes_last(tab: TimesTab) -> None:
    assert tab.table.source.rows[-1].tag == "0x30070040"
    assert cells(tab, "utc")["0x30070040"] == "none"
    assert cells(tab, "doubt")["0x30070040"] == "No time"


def test_the_facts_have_ticks_and_every_zone(tab: TimesTab) -> None:
    row = [line.tag for line in tab.table.source.rows].index("0x00390040")
    tab.table.select_row(row)
    said = tab.facts.text()
    assert f"Ticks\t{NOON}   (0x{NOON:016X})" in said
    assert "There\t2020-03-04 13:00:00 +01:00   (the Date header)" in said


def test_a_row_leads_to_its_property(tab: TimesTab, window) -> None:
    tab.table.chosen.emit(tab.table.source.rows[0])
    assert window.node.owner_path == "/attachments/0"
    assert window.page.tab == "properties"


def test_the_picture_has_a_dot_for_every_second_in_order(tab: TimesTab) -> None:
    places = tab.line.places()
    assert places == sorted(places)
    assert len(places) == len({line.moment.ticks // 10_000_000 for line in tab.table.source.rows
                               if not line.moment.none})  # fmt: skip
    assert 0 <= places[0] < places[-1] <= tab.line.width()


def test_a_dot_is_named_and_selects_its_row(tab: TimesTab, qtbot) -> None:
    x = round(tab.line.places()[1])
    stop = tab.line.stop_at(x)
    assert stop is not None
    assert "PidTagMessageDeliveryTime" in stop.words
    qtbot.mouseClick(
        tab.line, Qt.MouseButton.LeftButton, pos=QPoint(x, tab.line.height() // 2)
    )  # fmt: skip
    assert tab.table.current_object().tag == "0x0E060040"


def test_times_are_filtered_and_copied(tab: TimesTab) -> None:
    tab.filter.setText("name:submit")
    assert tab.table.model().rowCount() == 1
    tab.table.selectAll()
    assert tab.table.selected_text().startswith(
        "2020-03-04 12:00:00.0000000\tPidTagClientSubmitTime"
    )


def test_what_is_blanked_shows_no_time(tab: TimesTab) -> None:
    tab.blank()
    assert tab.table.source.rowCount() == 0
    assert tab.line.isHidden()

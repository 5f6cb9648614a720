"""The tab of headers: chips, hops as a picture, tables and the field, selected together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLayout

from msginspector.analysis.headers.fields import HeaderField
from msginspector.gui import texts
from msginspector.gui.tabs import HEADERS
from msginspector.gui.theme import Theme
from msginspector.gui.times import Clock
from msginspector.gui.views.headers_tab import EXPLAINED, FIELDS, HOPS, HeadersTab
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import Workspace
from tests.builders.messages import note, written

GUID = "576339c0-82ad-448c-ad0e-099d7c3d4715"
TEXT = (
    "Received: from b.org by c.org with HTTPS; 1 Jan 2024 10:00:20 +0000\r\n"
    "Received: from a.org (a.org [80.1.2.3]) by b.org with ESMTPS id 7;\r\n"
    " 1 Jan 2024 09:59:50 +0000\r\n"
    "Received: by a.org with SMTP; 1 Jan 2024 10:00:00 +0000\r\n"
    "Authentication-Results: c.org; spf=fail smtp.mailfrom=a.org; dkim=pass header.d=a.org\r\n"
    "X-MS-Exchange-Organization-SCL: 6\r\n"
    f"msip_labels: MSIP_Label_{GUID}_Enabled=True;MSIP_Label_{GUID}_Name=Secret;\r\n"
    "Date: Mon, 1 Jan 2024 09:59:58 +0000\r\n"
    "Subject: =?utf-8?q?=C3=A4?=\r\n"
    "no header\r\n"
)


def with_headers(text: str) -> MessageWriter:
    writer = note()
    writer.set(0x007D001F, text)
    return writer


@pytest.fixture
def shown(qtbot, theme: Theme, tmp_path: Path) -> Iterator[Callable[[MessageWriter], HeadersTab]]:
    """A tab that shows the headers of a message."""
    with Workspace() as workspace:

        def show(writer: MessageWriter) -> HeadersTab:
            message = workspace.open_session().open_file(str(written(tmp_path, writer)))
            tab = HeadersTab(theme, Clock(), None)
            qtbot.addWidget(tab)
            tab.resize(1100, 800)
            tab.show()
            tab.fill([message.object("/")])
            tab.finish()
            return tab

        yield show


@pytest.fixture
def tab(shown: Callable[[MessageWriter], HeadersTab]) -> HeadersTab:
    return shown(with_headers(TEXT))


def field(tab: HeadersTab, name: str) -> HeaderField:
    assert tab.headers is not None
    return next(one for one in tab.headers.fields if one.name == name)


def test_chips_say_what_is_stated_and_that_it_is_not_verified(tab: HeadersTab) -> None:
    assert [chip.text() for chip in tab.strip.chips] == ["SPF fail", "DKIM pass", "Label Secret"]
    assert [chip.verdict.tone for chip in tab.strip.chips] == ["error", "open", "accent"]
    assert tab.strip.said.text() == "as stated, not verified here"
    assert "As stated by c.org, not verified here." in tab.strip.chips[0].toolTip()


def test_the_hops_are_told_above_the_picture(tab: HeadersTab) -> None:
    said = ["Hops", "3 hops", "20 s in all", "2 s from Date to the first", "1 clock jump"]
    assert tab.chart_header.text() == texts.joined(said)
    assert tab.chart.rows() == 4  # the sender's clock and three hops


def test_keys_go_from_hop_to_hop_and_select_its_field(tab: HeadersTab) -> None:
    tab.chart.setFocus()
    QTest.keyClick(tab.chart, Qt.Key.Key_Home)
    assert tab.detail.field is field(tab, "Date")
    assert tab.chart.accessibleDescription().startswith("Date, the sender's clock: 2024-01-01")
    QTest.keyClick(tab.chart, Qt.Key.Key_Down)
    QTest.keyClick(tab.chart, Qt.Key.Key_Down)
    said = tab.chart.accessibleDescription()
    assert said.startswith("Hop 2, from a.org 80.1.2.3 (public), by b.org, with ESMTPS")
    assert "−10 s clock jump" in said
    assert tab.detail.field is not None
    assert tab.detail.field.line == 2
    assert tab.lists[FIELDS].table.currentIndex().row() == 1
    assert tab.lists[HOPS].table.currentIndex().row() == 1


def test_a_click_on_a_hop_selects_it(tab: HeadersTab) -> None:
    height = tab.chart.wished_height() // tab.chart.rows()
    QTest.mouseClick(
        tab.chart.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(80, 5 + 3 * height + 4)
    )
    assert tab.detail.field is not None
    assert tab.detail.field.line == 1


def test_what_lies_under_the_mouse_is_told(tab: HeadersTab) -> None:
    assert tab.chart.row_at(0) is None
    assert tab.chart.row_at(6) == 0
    assert tab.chart.row_at(10_000) is None
    assert "longest" not in tab.chart.words(3)  # it has the jump in it
    assert "30 s after the jump" in tab.chart.words(3)


def test_a_chip_leads_to_its_field(tab: HeadersTab) -> None:
    tab.strip.chips[0].click()
    assert tab.detail.field is field(tab, "Authentication-Results")
    text = tab.detail.text.toPlainText()
    assert "spf=fail smtp.mailfrom=a.org" in text
    assert "As stated by c.org, not verified here." in text


def test_the_arrow_keys_go_from_chip_to_chip(tab: HeadersTab) -> None:
    first, second, _third = tab.strip.chips
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert tab.strip.stop() is second
    QTest.keyClick(second, Qt.Key.Key_Left)
    assert tab.strip.stop() is first


def test_a_row_shows_its_field_with_place_text_and_problem(tab: HeadersTab) -> None:
    tab.lists[FIELDS].table.select_row(8)
    detail = tab.detail
    assert detail.header.text().startswith("Not a header")
    assert "There is no colon, so this is not a header." in detail.text.toPlainText()
    tab.lists[FIELDS].table.select_row(7)
    assert "line 9" in detail.header.text()
    assert "byte " in detail.header.text()
    assert detail.text.toPlainText().startswith("Subject: =?utf-8?q?=C3=A4?=\n\nä\n\n")


def test_a_field_leads_to_its_property(tab: HeadersTab, qtbot) -> None:
    tab.select_field(field(tab, "Subject"))
    with qtbot.waitSignal(tab.property_wanted) as signal:
        tab.detail.button.click()
    assert signal.args == ["/", 0x007D001F]


def test_codes_are_explained_with_their_source(tab: HeadersTab) -> None:
    tab.show_list(EXPLAINED)
    rows = [(one.field.name, one.value, one.meaning) for one in tab.table.source.rows]
    assert rows[0] == ("X-MS-Exchange-Organization-SCL", "6", "Spam")
    assert [name for name, _value, _meaning in rows].count("Received") == 1
    assert all(one.source for one in tab.table.source.rows)


def test_a_field_the_table_on_show_does_not_list_brings_the_table_of_all(tab: HeadersTab) -> None:
    tab.show_list(HOPS)
    tab.strip.chips[0].click()
    assert tab.switch.held == FIELDS
    tab.show_list(HOPS)
    tab.chart.chosen.emit(field(tab, "Received"))
    assert tab.switch.held == HOPS


def test_fields_are_filtered_and_copied(tab: HeadersTab) -> None:
    tab.filter.setText("subject")
    assert tab.table.proxy.rowCount() == 1
    tab.table.selectRow(0)
    assert "Subject" in tab.table.selected_text()
    assert "ä" in tab.table.selected_text()


def test_the_table_of_hops_says_what_the_picture_says(tab: HeadersTab) -> None:
    lines = tab.lists[HOPS].table.source.rows
    assert [(one.hop.number, one.delay) for one in lines] == [
        (1, ""), (2, "−10 s clock jump"), (3, "30 s"),
    ]  # fmt: skip
    assert lines[0].time == "2024-01-01 10:00:00 UTC"


def test_named_properties_are_named_and_there_is_no_picture(
    shown: Callable[[MessageWriter], HeadersTab],
) -> None:
    writer = note()
    writer.set_named("{00020386-0000-0000-C000-000000000046}", "x-mailer", 0x1F, "")
    tab = shown(writer)
    assert "PS_INTERNET_HEADERS" in tab.lists_header.text()
    assert tab.upper.isHidden()
    assert tab.strip.isHidden()
    assert tab.detail.header.text().startswith("x-mailer")
    assert tab.detail.text.toPlainText().startswith("(empty)")


def test_blanking_leaves_nothing(tab: HeadersTab) -> None:
    tab.blank()
    assert tab.headers is None
    assert tab.strip.chips == []
    assert tab.chart.rows() == 0
    assert tab.detail.text.toPlainText() == ""
    assert all(not one.table.source.rowCount() for one in tab.lists.values())


def test_many_hops_and_fields_are_shown(shown: Callable[[MessageWriter], HeadersTab]) -> None:
    tab = shown(with_headers(TEXT + "Received: by x; 1 Jan 2024 10:00:00 +0000\r\n" * 1_500))
    assert tab.chart.rows() == 1_001
    tab.chart.setFocus()
    QTest.keyClick(tab.chart, Qt.Key.Key_End)
    assert tab.chart.row_at(tab.chart.viewport().height() - 20) == 1_000
    tab.grab()


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast-light", "contrast-dark"])
def test_it_is_painted_in_every_scheme_and_narrow(
    tab: HeadersTab, theme: Theme, scheme: str
) -> None:
    theme.choose(scheme)
    tab.resize(420, 500)
    assert not tab.grab().isNull()
    assert tab.foot.orientation() == Qt.Orientation.Vertical


def test_in_a_low_tab_the_picture_gives_way_to_the_tables(tab: HeadersTab) -> None:
    assert tab.chart.isVisible()
    layout = tab.layout()
    assert layout is not None
    layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # as in a low window
    tab.resize(680, 245)
    QTest.qWait(0)
    assert not tab.chart.isVisible()
    table = tab.table
    assert table.viewport().height() >= 3 * table.rowHeight(0)
    assert tab.detail.isVisible()
    tab.select_field(field(tab, "Subject"))
    tab.resize(1100, 800)
    QTest.qWait(0)
    assert tab.chart.isVisible()


def test_the_picture_is_a_chart_to_assistive_technology(tab: HeadersTab) -> None:
    interface = QAccessible.queryAccessibleInterface(tab.chart)
    assert interface.role() == QAccessible.Role.Chart
    assert interface.text(QAccessible.Text.Name) == "Hops"
    assert interface.text(QAccessible.Text.Description).startswith("Hop 1, by a.org")


def test_the_tab_is_offered_only_where_there_are_headers(opened) -> None:
    window = opened("html-mail-inline-image.msg")
    assert HEADERS in window.page.contents
    window.page.show_tab(HEADERS)
    tab = window.page.tab_of(HEADERS)
    tab.finish()
    assert isinstance(tab, HeadersTab)
    assert tab.headers is not None
    with_none = opened("contact.msg")
    assert HEADERS not in with_none.page.contents

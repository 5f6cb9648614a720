"""The tab that is called what a message is: facts, a month picture, a contact card, tables."""

from __future__ import annotations

import struct
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible

from msginspector.analysis.classes.months import MonthPlan, YearMonth
from msginspector.analysis.classes.series import KINDS, Occurrence, series_of
from msginspector.gui.launch import find_node
from msginspector.gui.tabs import CLASS
from msginspector.gui.views.contact_card import ContactCard
from msginspector.gui.views.month_grid import day_words
from msginspector.gui.views.month_panel import MonthPanel
from msginspector.oxmsg.writer import MessageWriter
from msginspector.structures.registry import structure
from tests.analysis.classes.building import (
    ADDRESS,
    APPOINTMENT,
    BYTES,
    MANY_BYTES,
    TEXT,
    TIME,
    Change,
    Pattern,
    item,
    one_off,
    utc,
)
from tests.builders import messages

pytestmark = pytest.mark.gui

FRIDAY = struct.pack("<I", 0x20)


def fridays(**more: object) -> Pattern:
    return Pattern(date(2023, 1, 6), 0x200B, 1, 1, FRIDAY, 0x21C0, **more)  # type: ignore[arg-type]


def lunch() -> Pattern:
    moved = Change(datetime(2023, 1, 9, 12), datetime(2023, 1, 9, 13), datetime(2023, 1, 13, 10))
    at = datetime(2023, 1, 20, 10)
    renamed = Change(at, datetime(2023, 1, 20, 10, 30), at, "Soup")
    return fridays(
        end=0x2022, count=12, deleted=[date(2023, 1, 6)], changes=[moved, renamed]
    )  # fmt: skip


def plan(pattern: Pattern) -> MonthPlan:
    known = structure("APPOINTMENTRECURRENCEPATTERN")
    assert known is not None
    return MonthPlan("Here", series_of(known.decode(pattern.whole())), None)


def appointment(pattern: Pattern) -> MessageWriter:
    message = item("IPM.Appointment", None, {
        (APPOINTMENT, 0x820D): (TIME, utc("2023-01-06 10:00")),
        (APPOINTMENT, 0x820E): (TIME, utc("2023-01-06 10:30")),
        (APPOINTMENT, 0x8208): (TEXT, "Kitchen"),
        (APPOINTMENT, 0x8216): (BYTES, pattern.whole()),
    }, "Lunch")  # fmt: skip
    row = message.add_recipient()
    row.set(0x3001001F, "Ada")
    row.set(0x0C150003, 1)
    return message


def shown(window, path: Path):
    """The tab of a message, everything read."""
    window.open_paths([str(path)])
    window.bench.runner.drain()
    window.tree_dock.select(find_node(window, "/"))
    window.page.prefer(CLASS)
    tab = window.page.tab_of(CLASS)
    tab.finish()
    return tab


@pytest.fixture
def tab(window, tmp_path: Path):
    return shown(window, messages.written(tmp_path, appointment(lunch())))


@pytest.fixture
def panel(theme, qtbot):
    made = MonthPanel(theme, None)
    qtbot.addWidget(made)
    made.resize(320, 420)
    made.show()
    made.show_plan(plan(lunch()))
    return made


# -- the tab ----------------------------------------------------------------------------------


def test_the_tab_is_called_what_the_message_is(window, tab) -> None:
    titles = [window.page.tabs.tabText(at) for at in range(window.page.tabs.count())]
    assert "Appointment" in titles
    assert titles[:3] == ["Summary", "Body", "Appointment"]


def test_a_plain_mail_has_no_such_tab(opened) -> None:
    window = opened("plain-mail.msg")
    assert CLASS not in window.page.contents


def test_facts_lead_to_their_properties(window, tab, qtbot) -> None:
    assert "Location\tKitchen" in tab.facts.text()
    [button] = [one for one in tab.facts.sources() if "Location" in one.accessibleName()]
    assert button.text() == "PidLidLocation"
    with qtbot.waitSignal(tab.property_wanted) as caught:
        button.click()
    path, tag = caught.args
    assert path == "/"
    assert tag & 0xFFFF == 0x001F
    assert window.page.tab == "properties"


def test_long_names_of_properties_are_said_whole_where_they_are_pointed_at(tab) -> None:
    [button] = [one for one in tab.facts.sources() if one.accessibleName().startswith("Start")]
    assert "PidLidAppointmentStartWhole" in button.toolTip()


def test_tables_are_offered_by_a_switch_and_lead_to_what_they_tell_of(tab, qtbot) -> None:
    assert tab.switch.offered() == ["Attendees", "Changed and cancelled"]
    assert tab.switch.held == "Changed and cancelled"
    assert tab.table.source.rowCount() == 3
    tab.switch.button("Attendees").click()
    assert [row.cells["Name"] for row in tab.table.source.rows] == ["Ada"]
    assert tab.table.isColumnHidden(tab.table.source.column("Proposes"))
    with qtbot.waitSignal(tab.property_wanted) as caught:
        tab.table.chosen.emit(tab.table.source.rows[0])
    assert caught.args == ["/recipients/0", 0x0C150003]


def test_a_short_table_has_no_filter_and_a_long_one_has(window, tmp_path: Path) -> None:
    message = appointment(fridays())
    for number in range(20):
        message.add_recipient().set(0x3001001F, f"Guest {number}")
    tab = shown(window, messages.written(tmp_path, message))
    assert tab.filter is not None
    tab.filter.setText("Guest 19")
    assert tab.table.model().rowCount() == 1


def test_the_months_stand_beside_the_facts_where_there_is_room(window, tab, qtbot) -> None:
    window.resize(1500, 900)
    window.layout_.size_docks()
    month, facts = tab.month, tab.facts.card
    qtbot.waitUntil(lambda: month.geometry().left() >= facts.geometry().right())
    window.resize(700, 700)
    qtbot.waitUntil(lambda: month.geometry().bottom() <= facts.geometry().top())


def test_a_closed_message_leaves_nothing_behind(window, tab, close_session) -> None:
    close_session()
    assert tab.view is None
    assert tab.facts.text() == ""
    assert tab.month.month is None
    assert tab.month.isHidden()
    assert all(not one.table.source.rowCount() for one in tab.lists.values())


def test_what_is_read_of_another_message_replaces_it(window, tab, samples: Path) -> None:
    window.open_paths([str(samples / "task.msg")])
    window.bench.runner.drain()
    session = window.bench.tree.sessions()[0]
    assert session.children
    window.tree_dock.select(session.children[-1])
    tab.finish()
    assert tab.view.kind == "task"
    assert tab.month.isHidden()
    assert tab.below.isHidden()


def test_a_list_shows_its_members(window, tmp_path: Path) -> None:
    members = [one_off("Ada", "ada@example.com"), one_off("Ben", "ben@example.com")]
    named = {(ADDRESS, 0x8055): (MANY_BYTES, members), (ADDRESS, 0x8054): (MANY_BYTES, members)}
    tab = shown(window, messages.written(tmp_path, item("IPM.DistList", None, named)))
    assert [row.cells["Address"] for row in tab.table.source.rows] == [
        "ada@example.com",
        "ben@example.com",
    ]
    assert tab.switch.isHidden()
    assert tab.header.text().startswith("Members")


# -- months -----------------------------------------------------------------------------------


def key(panel, qtbot, *keys: Qt.Key) -> None:
    for one in keys:
        qtbot.keyClick(panel.grid, one)


def test_the_picture_opens_at_the_first_occurrence(panel) -> None:
    assert panel.month == YearMonth(2023, 1)
    assert panel.title.text() == "January 2023"
    assert panel.grid.current.date == date(2023, 1, 6)
    assert not panel.before.isEnabled()
    assert panel.after.isEnabled()


def test_signs_are_explained_where_they_stand(panel) -> None:
    assert [kind for kind, sign in panel.signs.items() if not sign.isHidden()] == list(KINDS)
    panel.after.trigger()
    assert panel.month == YearMonth(2023, 2)
    assert [kind for kind, sign in panel.signs.items() if not sign.isHidden()] == ["as planned"]


def test_months_end_where_the_series_ends(panel) -> None:
    for _ in range(10):
        panel.after.trigger()
    assert panel.month == YearMonth(2023, 3)
    assert not panel.after.isEnabled()


def test_a_series_without_end_goes_on(panel) -> None:
    panel.show_plan(plan(fridays()))
    for _ in range(30):
        panel.after.trigger()
    assert panel.month == YearMonth(2025, 7)
    assert panel.after.isEnabled()


def test_keys_go_from_day_to_day_and_from_month_to_month(panel, qtbot) -> None:
    key(panel, qtbot, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert panel.grid.current.date == date(2023, 1, 14)
    key(panel, qtbot, Qt.Key.Key_PageDown)
    assert panel.month == YearMonth(2023, 2)
    key(panel, qtbot, Qt.Key.Key_End)
    assert panel.month == YearMonth(2023, 3)
    key(panel, qtbot, Qt.Key.Key_Home)
    assert panel.month == YearMonth(2023, 1)


def test_the_day_after_the_last_of_a_month_is_the_first_of_the_next(panel, qtbot) -> None:
    panel.grid.show_month(plan(lunch()).month(YearMonth(2023, 1)), date(2023, 1, 31))
    key(panel, qtbot, Qt.Key.Key_Right)
    assert panel.month == YearMonth(2023, 2)
    assert panel.grid.current.date == date(2023, 2, 1)
    key(panel, qtbot, Qt.Key.Key_Left)
    assert panel.grid.current.date == date(2023, 1, 31)


def test_the_way_ends_at_the_first_day(panel, qtbot) -> None:
    key(panel, qtbot, *[Qt.Key.Key_Up] * 9)
    assert panel.month == YearMonth(2023, 1)
    assert panel.grid.current.date == date(2023, 1, 1)


def test_a_click_shows_what_is_on_a_day(panel, qtbot) -> None:
    place = panel.grid.cell(date(2023, 1, 9)).center()
    qtbot.mouseClick(panel.grid, Qt.MouseButton.LeftButton, pos=place)
    assert panel.words.text() == "Monday 2023-01-09 12:00–13:00, moved from 2023-01-13 10:00"
    assert day_words(panel.grid.day_at(place)) == panel.words.text()
    qtbot.mouseClick(
        panel.grid, Qt.MouseButton.LeftButton, pos=panel.grid.cell(date(2023, 1, 3)).center()
    )
    assert panel.words.text() == ""


def test_the_day_under_the_keyboard_is_read_out(panel, qtbot) -> None:
    seen = QAccessible.queryAccessibleInterface(panel.grid)
    assert seen.role() == QAccessible.Role.Chart
    assert seen.text(QAccessible.Text.Name) == "January 2023, 3 times"
    assert "cancelled" in seen.text(QAccessible.Text.Description)
    key(panel, qtbot, Qt.Key.Key_Right)
    assert seen.text(QAccessible.Text.Description) == "2023-01-07"


def test_kinds_of_days_differ_in_shape_not_in_colour_alone(panel) -> None:
    """Without its colours, each sign paints other pixels."""
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QImage, QPainter

    from msginspector.gui.views.month_grid import paint_mark

    seen = set()
    for kind in KINDS:
        image = QImage(16, 16, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        paint_mark(painter, QPointF(8, 8), 9, kind, panel._theme)
        painter.end()
        seen.add(tuple(
            image.pixelColor(x, y) != Qt.GlobalColor.white for y in range(16) for x in range(16)
        ))  # fmt: skip
    assert len(seen) == len(KINDS)


def test_read_from_right_to_left_the_week_begins_at_the_right(panel, qtbot) -> None:
    panel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    week = panel.grid.cell(date(2023, 1, 1)), panel.grid.cell(date(2023, 1, 7))
    assert week[0].left() > week[1].left()
    key(panel, qtbot, Qt.Key.Key_Left)
    assert panel.grid.current.date == date(2023, 1, 7)


def test_every_day_is_where_it_is_painted(panel) -> None:
    for week in plan(lunch()).month(YearMonth(2023, 1)).weeks:
        for day in week:
            assert panel.grid.day_at(panel.grid.cell(day.date).center()).date == day.date
    assert panel.grid.day_at(QPoint(5, 2)) is None


def test_an_appointment_of_its_own_has_the_months_it_lasts(panel) -> None:
    one = Occurrence(datetime(2023, 12, 30, 9), datetime(2024, 1, 2))
    panel.show_plan(MonthPlan("UTC", None, one))
    assert panel.month == YearMonth(2023, 12)
    panel.after.trigger()
    assert panel.month == YearMonth(2024, 1)
    assert not panel.after.isEnabled()
    assert panel.note.text() == "Times of UTC."


# -- contacts ---------------------------------------------------------------------------------


def test_a_contact_has_its_card_with_its_picture(window, samples: Path) -> None:
    tab = shown(window, samples / "contact.msg")
    assert tab.card.isVisibleTo(tab)
    assert tab.card.face.picture is not None
    assert tab.card.face.accessibleName() == "Picture of Carla Nunes"
    assert tab.card.text()[0] == "Carla Nunes"
    assert "carla.nunes@fabrikam.example" in tab.card.text()


def test_a_contact_without_a_picture_has_initials(theme, qtbot) -> None:
    from msginspector.analysis.classes.views import Card

    card = ContactCard(theme, None)
    qtbot.addWidget(card)
    card.show_card(Card("Ada van der Berg", ("Chief",), ("ada@example.com",)), None)
    assert card.face.picture is None
    assert card.face._initials == "AB"
    card.show_card(Card("", (), ()), None)
    assert card.text() == [""]


def test_a_picture_that_is_none_is_left_out(window, tmp_path: Path) -> None:
    message = item("IPM.Contact", {0x3001001F: "Ada"})
    part = message.add_attachment()
    part.set_all({0x7FFF000B: True, 0x3707001F: "ContactPicture.jpg"})
    part.set_data(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    tab = shown(window, messages.written(tmp_path, message))
    assert tab.card.face.picture is None
    assert tab.card.face.accessibleName() == "No picture of Ada"

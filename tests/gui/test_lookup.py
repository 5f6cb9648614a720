"""The lookup window: names and numbers of the reference tables, both ways."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QImage, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit

from msginspector.gui.views.lookup import LookupDialog


@pytest.fixture
def dialog(window) -> LookupDialog:
    window.actions_["lookup"].trigger()
    return window.findChild(LookupDialog)


def names(dialog: LookupDialog) -> list[str]:
    return [match.name for match in dialog.table.source.rows]


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("0x0037001F", "PidTagSubject", "0x0037 001F"),
        ("pr_subject_w", "PidTagSubject", "0x0037 001F"),
        ("PSETID_Common/0x8510", "PidLidSideEffects", "0x00008510"),
        ("-2147221233", "MAPI_E_NOT_FOUND", "0x8004010F"),
        ("msgflag_read", "MSGFLAG_READ", "0x00000001"),
    ],
)
def test_a_name_or_a_number_is_found_by_the_other(dialog, text, name, number) -> None:
    dialog.wanted.setText(text)
    table = dialog.table.source
    assert names(dialog)[0] == name
    assert table.index(0, table.column("number")).data() == number


def test_the_answer_says_how_many_matches_there_are_in_all(dialog) -> None:
    dialog.wanted.setText("PidTag")
    assert dialog.count.text().startswith("the first 200 of ")
    dialog.wanted.setText("no such name")
    assert dialog.count.text() == "0 matches"
    dialog.wanted.clear()
    assert dialog.count.text() == ""


def test_it_is_asked_for_the_selected_property_and_there_is_one_such_window(opened) -> None:
    window = opened("plain-mail.msg")
    window.page.properties.select_tag(0x0037001F)
    for _ in range(2):
        window.actions_["lookup"].trigger()
    (dialog,) = window.findChildren(LookupDialog)
    assert dialog.wanted.text() == "PidTagSubject"
    assert dialog.wanted.selectedText() == "PidTagSubject"


def chosen(dialog: LookupDialog) -> str:
    match = dialog.table.current_object()
    assert match is not None
    return match.name


def test_the_best_match_is_chosen_and_all_that_is_known_of_it_is_beside_it(dialog) -> None:
    dialog.wanted.setText("PidLidTimeZoneStruct")
    said = dialog.page.toPlainText()
    for words in ("PSETID_Appointment", "0x8233", "PT_BINARY", "[MS-OXOCAL] 2.2.1.39"):
        assert words in said
    dialog.wanted.setText("no such name")
    assert dialog.page.text() == "Nothing is known by that."
    assert "Nothing is known by that." in dialog.page.toPlainText()


def test_a_number_in_a_property_is_taken_apart(dialog) -> None:
    dialog.wanted.setText("0x0E07 = 0x19")
    said = dialog.page.toPlainText()
    assert said.index("\nValue\n") < said.index("MSGFLAG_HASATTACH") < said.index("\nFlags\n")


def test_the_arrow_keys_go_through_the_matches_while_the_line_has_the_keyboard(
    dialog, qtbot
) -> None:
    dialog.wanted.setText("PSETID_Note")
    qtbot.keyClick(dialog.wanted, Qt.Key.Key_Down)
    assert chosen(dialog) == "PidLidNoteColor"
    assert "PidLidNoteColor" in dialog.page.toPlainText()
    qtbot.keyClick(dialog.wanted, Qt.Key.Key_Up)
    assert chosen(dialog) == "PSETID_Note"


def test_a_link_is_followed_by_keys_and_back_leads_back(dialog, qtbot) -> None:
    dialog.wanted.setText("MSGFLAG_READ")
    assert not dialog.back.isEnabled()
    qtbot.keyClick(dialog.wanted, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.page.hasFocus)
    qtbot.keyClick(dialog.page, Qt.Key.Key_Tab)
    qtbot.keyClick(dialog.page, Qt.Key.Key_Return)
    assert chosen(dialog) == "PidTagMessageFlags"
    assert dialog.wanted.text() == "0x0E070003"
    qtbot.keyClick(dialog, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert (dialog.wanted.text(), chosen(dialog)) == ("MSGFLAG_READ", "MSGFLAG_READ")
    assert not dialog.back.isEnabled()


def test_what_is_said_can_be_copied_with_keys(dialog, qtbot) -> None:
    dialog.wanted.setText("0x8004010F")
    dialog.page.setFocus()
    dialog.page.moveCursor(QTextCursor.MoveOperation.Start)
    qtbot.keyClick(dialog.page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(dialog.page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0] == "Name\tMAPI_E_NOT_FOUND"
    assert "Signed\t-2147221233" in lines


def test_the_page_is_drawn_in_the_colours_of_the_theme(dialog, theme) -> None:
    dialog.wanted.setText("PSETID_Note")
    before = dialog.page.toHtml()
    theme.choose("dark")
    assert dialog.page.toHtml() != before
    assert theme.tokens.accent in dialog.page.toHtml()


def test_the_menu_of_a_property_looks_it_up(opened) -> None:
    window = opened("plain-mail.msg")
    window.page.properties.select_tag(0x0037001F)
    menu = window.menus.menu("row", window.page.properties.table)
    (action,) = [one for one in menu.actions() if one.objectName() == "lookup"]
    action.trigger()
    dialog = window.findChild(LookupDialog)
    assert chosen(dialog) == "PidTagSubject"


def test_the_line_is_cleared_by_the_same_cross_as_every_filter(dialog, window) -> None:
    def drawn(line: QLineEdit) -> QImage:
        return line.findChild(QAction).icon().pixmap(16, 16).toImage()

    assert drawn(dialog.wanted) == drawn(window.tree_dock.filter)

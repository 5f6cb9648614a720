"""The lookup window: names and numbers of the reference tables, both ways."""

from __future__ import annotations

import pytest

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

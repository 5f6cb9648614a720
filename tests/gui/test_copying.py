"""Rows of tables to the clipboard: by keys, and in every format from the menu."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu


def copied() -> str:
    return QApplication.clipboard().text()


def copy_as(window, table, name: str, kind: str = "row") -> str:
    """Choose an entry of the submenu *Copy as*."""
    menu = window.menus.menu(kind, table)
    (submenu,) = [one.menu() for one in menu.actions() if one.text() == "Copy as"]
    assert isinstance(submenu, QMenu)
    next(one for one in submenu.actions() if one.objectName() == f"copy-as-{name}").trigger()
    return copied()


@pytest.fixture
def table(opened):
    """The property table of a mail, its subject selected."""
    window = opened("plain-mail.msg")
    window.page.properties.select_tag(0x0037001F)
    return window.page.properties.table


def test_the_usual_keys_copy_tab_separated_rows(table, qtbot) -> None:
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyRelease(table, Qt.Key.Key_Control)  # else Qt takes it for held in tests to come
    cells = copied().split("\t")
    assert cells[:3] == ["PidTagSubject", "0x0037 001F", "String"]


def test_a_property_is_copied_as_the_document_the_console_prints(window, table) -> None:
    (document,) = json.loads(copy_as(window, table, "json"))
    assert document["tag"] == "0x0037001F"
    assert document["object"] == "/"
    assert {"value", "raw", "entry", "source", "findings"} <= set(document)


def test_many_rows_are_copied_as_a_table_of_markdown(window, table) -> None:
    table.selectAll()
    lines = copy_as(window, table, "markdown").splitlines()
    assert lines[0].startswith("| Name | Tag | Type |")
    assert len(lines) == 2 + table.proxy.rowCount()


def test_text_has_the_names_of_the_columns_on_show(window, table) -> None:
    table.setColumnHidden(table.source.column("size"), True)
    header = copy_as(window, table, "text").splitlines()[0].split()
    assert header == ["Name", "Tag", "Type", "Value", "Interpretation"]


@pytest.mark.parametrize("name", ["text", "tsv", "json", "markdown"])
def test_every_other_table_is_copied_in_every_format(window, opened, name: str) -> None:
    opened("attachments.msg")
    window.page.show_tab("attachments")
    table = window.page.table_of("attachments")
    table.selectAll()
    text = copy_as(window, table, name, "list")
    assert table.source.rows[0].label in text.replace("\\", "")
    if name == "json":
        assert {"name", "type", "mime"} <= set(json.loads(text)[0])


def test_a_property_of_a_closed_session_is_not_read_for_the_clipboard(
    window, table, close_session
) -> None:
    close_session()
    assert copy_as(window, table, "json") == "[]"

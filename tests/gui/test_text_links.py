"""Addresses in plain text are links: found, shown as such, and asked about before they open."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QDesktopServices, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from msginspector.gui.views.link_dialog import LinkDialog
from msginspector.gui.views.text_links import addresses
from tests.builders.messages import note, written
from tests.gui.bodies import PR_BODY, html_mail, show_body, wait_for

TEXT = "Hello\r\nsee https://a.example/x?y=1. Or mail bob@b.example!\r\nbye"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("see https://a.example/x?y=1.", ["https://a.example/x?y=1"]),
        ("(https://a.example/x_(1))", ["https://a.example/x_(1)"]),
        ("<http://a.example>, www.b.example;", ["http://a.example", "http://www.b.example"]),
        ("bob@b.example, MAILTO:c@d.example", ["mailto:bob@b.example", "MAILTO:c@d.example"]),
        ("“https://a.example/ü” *https://b.example*", ["https://a.example/ü", "https://b.example"]),
        ("https:// and www. and a@b and @ and ://", []),
        ("file:///etc/passwd javascript:alert(1) ftp://a.example", []),
        ("x" * 5000 + "@" + "y" * 5000, []),
    ],
)
def test_addresses_are_found_without_the_signs_around_them(line: str, found: list[str]) -> None:
    assert [one.target for one in addresses(line)] == found


@pytest.fixture
def tab(window, qtbot, tmp_path):
    """A plain text on show."""
    message = note("Plain")
    message.set(PR_BODY, TEXT)
    return show_body(window, qtbot, written(tmp_path, message))


def place_of(tab, words: str) -> QPoint:
    """A point in the middle of words of the text."""
    view = tab.views.source
    cursor = QTextCursor(view.document())
    cursor.setPosition(view.toPlainText().index(words) + len(words) // 2)
    return view.cursorRect(cursor).center()


def asked(answer: str = "cancel_button") -> list[str]:
    """The targets of the dialogs that come up; each is answered with a button."""
    seen: list[str] = []

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, LinkDialog):
            seen.append(dialog.link.target)
            getattr(dialog, answer).click()

    QTimer.singleShot(0, act)
    return seen


@pytest.mark.parametrize(("answer", "opened"), [("open_button", 1), ("cancel_button", 0)])
def test_a_click_on_an_address_asks_before_it_opens(tab, monkeypatch, answer, opened) -> None:
    urls: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: urls.append(url.toString()))
    seen = asked(answer)
    view = tab.views.source.viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place_of(tab, "a.example"))
    assert seen == ["https://a.example/x?y=1"]
    assert urls == seen * opened


def test_a_click_beside_an_address_asks_nothing(tab) -> None:
    seen = asked()
    view = tab.views.source.viewport()
    beyond = QPoint(view.width() - 5, place_of(tab, "bob@").y())
    for place in (place_of(tab, "Hello"), place_of(tab, "Or"), beyond):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    QApplication.processEvents()
    assert seen == []


def test_enter_chooses_the_address_at_the_cursor(tab) -> None:
    view = tab.views.source
    cursor = view.textCursor()
    cursor.setPosition(view.toPlainText().index("bob@") + 2)
    view.setTextCursor(cursor)
    seen = asked()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert seen == ["mailto:bob@b.example"]


def test_the_mouse_has_another_shape_above_an_address(tab) -> None:
    view = tab.views.source.viewport()
    QTest.mouseMove(view, place_of(tab, "a.example"))
    QApplication.processEvents()
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(view, place_of(tab, "Hello"))
    QApplication.processEvents()
    assert view.cursor().shape() == Qt.CursorShape.IBeamCursor


def test_an_address_that_goes_on_over_broken_lines_is_whole(window, qtbot, tmp_path) -> None:
    address = "https://a.example/" + "x" * 1500
    message = note("Plain")
    message.set(PR_BODY, f"see {address} there")
    tab = show_body(window, qtbot, written(tmp_path, message))
    view = tab.views.source
    for place in (10, 1100):
        cursor = view.textCursor()
        cursor.setPosition(place)
        assert view.links.at(cursor).target == address
        formats = cursor.block().layout().formats()
        assert [one.format.fontUnderline() for one in formats] == [True]


def test_addresses_in_source_are_text(window, qtbot, tmp_path) -> None:
    tab = show_body(window, qtbot, html_mail(tmp_path, "<p>https://a.example/</p>"))
    tab.choose_view("source")
    wait_for(qtbot, tab)
    view = tab.views.source
    cursor = view.textCursor()
    cursor.setPosition(view.toPlainText().index("a.example"))
    assert view.links.at(cursor) is None
    tab.choose_view("plain")
    wait_for(qtbot, tab)
    cursor = view.textCursor()
    cursor.setPosition(view.toPlainText().index("a.example"))
    assert view.links.at(cursor).target == "https://a.example/"

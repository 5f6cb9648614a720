"""The Body tab: forms, views, what was left out, links, find, zoom, code pages, files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QGuiApplication,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from msginspector.analysis.mail_html import PLACEHOLDER
from msginspector.gui.body_commands import BODY_COMMANDS
from msginspector.gui.body_reading import LINE_LIMIT, PLAIN, RENDERED, SOURCE, lines_of
from msginspector.gui.theme import DARK, LIGHT, SCHEMES, Type
from msginspector.gui.views import body_dialogs
from msginspector.gui.views.flow import FlowLayout
from msginspector.gui.views.link_dialog import LinkDialog
from msginspector.gui.views.shortcuts import ShortcutsDialog
from tests.builders.messages import note, written
from tests.gui.bodies import (
    PR_BODY_STRING8,
    html_mail,
    longest_pause,
    png,
    rtf_mail,
    show_body,
    wait_for,
)
from tests.gui.looks import contrast
from tests.gui.test_nothing_is_clipped import clipped_widgets

ROOT = Path(__file__).resolve().parents[2]
MAIL = """<html><body><p>Hello <b>world</b>, hello again</p>
<p><a href="https://a.example/x">b.example</a> <a href="https://a.example/">a</a></p>
<img src="cid:dot" alt="dot"><img src="https://t.example/x.gif" width=1 height=1>
<script>alert(1)</script></body></html>"""

# What each would do to a text document is in docs and in the tests of the copy.
HOSTILE = {
    "18 nested tables": "<table><tr><td>" * 18 + "x",
    "40 nested tables of two columns": "<table><tr><td>a<td>" * 40 + "x",
    "a line of 5 MB": "<p>" + "word " * 1_000_000,
    "a word of 5 MB": "a" * 5_000_000,
    "50,000 cells": "<table>" + "<tr><td>x<td>y" * 25_000 + "</table>",
    "tables of 1,000 cells in tables": "<table><tr><td>a<td>" * 7 + "<table>"
    + "<tr><td>x<td>y" * 500,
    "20,000 divs": "<div>x</div>" * 20_000,
    "20,000 divs in each other": "<div>" * 20_000 + "x",
    "a word of 100,000 characters": "a" * 100_000,
    "unclosed everything": '<table><tr><td><p><b><i><a href="x' * 3000,
    "unclosed tags": "<a <b <!-- '" * 50_000,
    "100,000 angle brackets": "<" * 100_000,
    "5,000 families of letters": "".join(
        f'<span style="font-family:F{n};font-size:{n % 90}px">x </span>' for n in range(5000)
    ),
}  # fmt: skip


@pytest.fixture
def show(window, qtbot, tmp_path: Path):
    """Shows a mail with this HTML."""

    def build(html: str = MAIL, **more):
        return show_body(window, qtbot, html_mail(tmp_path, html, **more))

    return build


# -- forms and views ------------------------------------------------------------------------------


def test_the_native_form_is_shown_first_and_says_so(show) -> None:
    tab = show(text="Hello world")
    assert tab.bar.forms.offered() == ["text", "html"]
    assert tab.bar.forms.held == "html"
    assert tab.bar.forms.button("html").text() == "HTML, native"
    assert "PR_HTML" in tab.facts.text()
    assert "PR_INTERNET_CPID is 65001" in tab.facts.text()
    assert tab.views.is_rendered
    assert "Hello world" in tab.views.paper.toPlainText()


def test_each_form_can_be_looked_at(show, qtbot) -> None:
    tab = show(text="Plain words")
    tab.choose_form("text")
    wait_for(qtbot, tab)
    assert tab.views.source.toPlainText() == "Plain words"
    assert tab.bar.views.isHidden()
    tab.choose_form("html")
    wait_for(qtbot, tab)
    assert tab.views.is_rendered
    for view, start in ((SOURCE, "<html><body>"), (PLAIN, "Hello world, hello again")):
        tab.choose_view(view)
        wait_for(qtbot, tab)
        assert tab.views.source.toPlainText().startswith(start)
    tab.choose_view(RENDERED)
    assert tab.views.source.toPlainText() == ""


def test_rtf_alone_is_rendered_too(window, qtbot, tmp_path) -> None:
    file = rtf_mail(tmp_path, rb"{\rtf1\ansi\ansicpg1252 {\b Bold} and plain\par}")
    tab = show_body(window, qtbot, file)
    assert tab.bar.forms.offered() == ["rtf", "rtf-html", "rtf-text"]
    assert tab.bar.forms.held == "rtf-html"
    assert "Bold and plain" in tab.views.paper.toPlainText()
    tab.choose_form("rtf")
    wait_for(qtbot, tab)
    assert tab.views.source.toPlainText().startswith(r"{\rtf1")


def test_the_view_somebody_chose_stays_from_message_to_message(window, qtbot, tmp_path) -> None:
    tab = show_body(window, qtbot, html_mail(tmp_path, MAIL, name="one.msg"))
    tab.choose_view(SOURCE)
    show_body(window, qtbot, html_mail(tmp_path, "<p>other", name="two.msg"))
    window.tree_dock.select(window.bench.tree.sessions()[0].children[1])
    wait_for(qtbot, tab)
    assert not tab.views.is_rendered
    assert tab.views.source.toPlainText() == "<p>other"


def test_a_picture_of_the_message_is_shown_and_a_remote_one_is_not(show) -> None:
    tab = show(MAIL, pictures={"dot": png(7, 5, (200, 0, 0))})
    paper, kind = tab.views.paper, QTextDocument.ResourceType.ImageResource
    image = paper.loadResource(kind, QUrl("cid:0"))
    assert (image.width(), image.height()) == (7, 5)
    for name in ("https://t.example/x.gif", "file:///etc/hostname", "/etc/hostname", "cid:9",
                 "data:image/png;base64,AAAA", "cid:" + "9" * 30, ""):  # fmt: skip
        image = paper.loadResource(kind, QUrl(name))
        assert (image.width(), image.height()) == (1, 1), name
    assert paper.loadResource(kind, QUrl(PLACEHOLDER)).width() > 8


def test_a_body_that_was_never_decoded_is_read_in_another_code_page(
    window, qtbot, tmp_path
) -> None:
    message = note("Greek")
    message.set(PR_BODY_STRING8, "Καλημέρα".encode("cp1253"))
    tab = show_body(window, qtbot, written(tmp_path, message))
    assert "Καλημέρα" not in tab.views.source.toPlainText()
    assert tab.bar.code_page.isEnabled()
    page = tab.choose_code_page(1253)
    wait_for(qtbot, tab)
    assert page is not None
    assert page.number == 1253
    assert tab.views.source.toPlainText() == "Καλημέρα"
    assert "chosen by hand" in tab.facts.text()
    tab.choose_code_page(None)
    wait_for(qtbot, tab)
    assert "Καλημέρα" not in tab.views.source.toPlainText()


def test_unicode_has_no_code_page_to_choose(show, qtbot) -> None:
    tab = show(text="x")
    tab.choose_form("text")
    assert not tab.bar.code_page.isEnabled()
    assert tab.bar.code_page.text() == "Unicode"


def test_the_list_of_code_pages_reads_the_body_anew_at_once(show, qtbot, monkeypatch) -> None:
    tab = show("<p>é")
    seen = []

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        dialog.list.filter.setText("1252")
        dialog.list.filter.returnPressed.emit()
        seen.append(dialog.reason.text())
        dialog.accept()

    QTimer.singleShot(0, act)
    tab.ask_for_code_page()
    wait_for(qtbot, tab)
    assert seen == ["It was chosen by hand."]
    assert "Ã©" in tab.views.paper.toPlainText()


# -- what was left out ----------------------------------------------------------------------------


def test_what_was_left_out_is_told_listed_and_found_in_the_source(show, qtbot) -> None:
    tab = show(pictures={"dot": png(1, 1, (0, 0, 0))})
    assert tab.strip.isVisible()
    assert tab.strip.blocked.text() == "2 left out"
    assert tab.strip.words.full_text() == "1 tracking pixel, 1 script"
    assert tab.lists.isHidden()
    tab.strip.blocked.trigger()
    assert tab.lists.blocked.isVisible()
    kinds = [one.kind for one in tab.lists.blocked.source.rows]
    assert kinds == ["tracking-pixel", "script"]
    tab.lists.blocked.chosen.emit(tab.lists.blocked.source.rows[0])
    wait_for(qtbot, tab)
    cursor = tab.views.source.textCursor()
    assert tab.views.source.toPlainText()[cursor.selectionStart() :].startswith('<img src="https')


def test_a_mail_without_anything_odd_has_no_strip(show) -> None:
    tab = show("<p>Hello")
    assert tab.strip.isHidden()


def test_links_are_listed_with_what_is_odd(show) -> None:
    tab = show()
    assert tab.strip.links.text() == "2 links, 1 odd"
    tab.strip.links.trigger()
    assert tab.lists.links.isVisible()
    rows = tab.lists.links.source.rows
    assert [bool(one.warnings) for one in rows] == [True, False]
    tab.strip.blocked.trigger()
    assert not tab.strip.links.isChecked()
    tab.strip.blocked.trigger()
    assert tab.lists.isHidden()


# -- links ----------------------------------------------------------------------------------------


@pytest.fixture
def opened_urls(monkeypatch) -> list[str]:
    urls: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: urls.append(url.toString()))
    return urls


def press(dialog: LinkDialog, button: str) -> None:
    getattr(dialog, button).click()


@pytest.mark.parametrize(("button", "opened"), [("open_button", 1), ("cancel_button", 0)])
def test_a_link_opens_only_when_somebody_confirms_it(
    show, opened_urls, button: str, opened: int
) -> None:
    tab = show()
    seen = []

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, LinkDialog)
        seen.append(dialog.note.text())
        press(dialog, button)

    QTimer.singleShot(0, act)
    tab.views.paper.anchorClicked.emit(QUrl("link:0"))
    assert seen == ["The text shows b.example, the link leads to a.example."]
    assert opened_urls == ["https://a.example/x"] * opened


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "\\\\server\\share",
        "ms-word:ofe|u|https://a.example/",
        "data:text/html,x",
        "https://a.example\\@b.example/",
    ],
)
def test_some_links_are_never_opened(show, opened_urls, theme, qtbot, target: str) -> None:
    tab = show(f'<a href="{target}">x</a>')
    dialog = LinkDialog(tab.reading.html.links[0], theme, tab)
    assert not dialog.open_button.isEnabled()
    dialog.open_link()
    assert opened_urls == []
    dialog.deleteLater()


def test_a_link_can_be_copied(show, theme) -> None:
    tab = show()
    dialog = LinkDialog(tab.reading.html.links[0], theme, tab)
    press(dialog, "copy_button")
    assert QGuiApplication.clipboard().text() == "https://a.example/x"
    dialog.deleteLater()


def test_a_place_of_the_mail_is_gone_to(show) -> None:
    tab = show("<a href=#end>down</a>" + "<p>x" * 300 + "<a name=end>end</a>")
    tab.views.paper.anchorClicked.emit(QUrl("#end"))
    assert tab.views.paper.verticalScrollBar().value() > 0


# -- find -----------------------------------------------------------------------------------------


def test_words_are_found_counted_and_gone_through(show, qtbot) -> None:
    tab = show()
    bar = tab.views.find_bar
    tab.run("find")
    assert bar.line.hasFocus()
    qtbot.keyClicks(bar.line, "hello")
    wait_for(qtbot, tab)
    assert bar.count.text() == "1 of 2"
    assert tab.views.paper.textCursor().selectedText() == "Hello"
    qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    assert bar.count.text() == "2 of 2"
    qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    assert bar.count.text() == "1 of 2"
    tab.run("find-previous")
    assert bar.count.text() == "2 of 2"
    bar.line.setText("nothing like this")
    wait_for(qtbot, tab)
    assert bar.count.text() == "Not found"
    qtbot.keyClick(bar.line, Qt.Key.Key_Escape)
    assert bar.isHidden()


def test_words_behind_letters_of_two_units_are_found_at_their_place(show, qtbot) -> None:
    tab = show("<p>😀😀 needle 😀 needle")
    tab.run("find")
    tab.views.find_bar.line.setText("needle")
    wait_for(qtbot, tab)
    tab.run("find-next")
    assert tab.views.find_bar.count.text() == "2 of 2"
    assert tab.views.paper.textCursor().selectedText() == "needle"


def test_places_to_break_long_words_are_neither_found_nor_copied(show, qtbot) -> None:
    word = "".join(chr(97 + n % 26) for n in range(300))
    tab = show(f"<p>{word}")
    tab.run("find")
    tab.views.find_bar.line.setText(word[30:90])
    wait_for(qtbot, tab)
    assert tab.views.find_bar.count.text().startswith("1 of ")
    tab.views.find_bar.leave()
    tab.views.paper.selectAll()
    tab.views.paper.copy()
    assert QGuiApplication.clipboard().text() == word
    assert "\u200b" not in QGuiApplication.clipboard().mimeData().html()


def test_ctrl_f_finds_in_the_body_where_it_has_the_keyboard(show, qtbot) -> None:
    tab = show()
    tab.views.paper.setFocus()
    qtbot.keyClick(tab.views.paper, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert tab.views.find_bar.line.hasFocus()


def test_what_is_looked_for_is_looked_for_in_the_other_view_too(show, qtbot) -> None:
    tab = show()
    tab.run("find")
    tab.views.find_bar.line.setText("script")
    wait_for(qtbot, tab)
    assert tab.views.find_bar.count.text() == "Not found"
    tab.choose_view(SOURCE)
    wait_for(qtbot, tab)
    assert tab.views.find_bar.count.text() == "1 of 2"


# -- zoom and paper -------------------------------------------------------------------------------


def test_a_body_grows_by_keys_buttons_and_wheel(show, qtbot) -> None:
    tab = show('<p style="font-size:20px">x <img src="cid:dot" width=10></p>')
    paper = tab.views.paper

    def pixels() -> int:
        return paper.document().firstBlock().begin().fragment().charFormat().font().pixelSize()

    assert pixels() == 20
    control = Qt.KeyboardModifier.ControlModifier
    paper.setFocus()
    qtbot.keyClick(paper, Qt.Key.Key_Plus, control)
    assert pixels() == 22
    place, none = QPointF(5, 5), Qt.MouseButton.NoButton
    turn = QWheelEvent(place, place, QPoint(0, 0), QPoint(0, 120), none, control,
                       Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(paper.viewport(), turn)
    assert pixels() == 25
    assert tab.bar.zoom_button.text() == "125 %"
    qtbot.keyClick(paper, Qt.Key.Key_Minus, control)
    qtbot.keyClick(paper, Qt.Key.Key_0, control)
    assert pixels() == 20
    for _ in range(30):
        tab.zoom(1)
    assert pixels() == 80
    assert not tab.bar.larger.isEnabled()


def test_a_body_grows_with_the_text_of_the_window(show, theme) -> None:
    tab = show('<p style="font-size:20px">x</p>')
    theme.set_type(Type(200))
    block = tab.views.paper.document().firstBlock()
    assert block.begin().fragment().charFormat().font().pixelSize() == 40


@pytest.mark.parametrize("scheme", SCHEMES)
def test_paper_is_white_in_every_theme_and_can_follow_the_window(
    show, theme, qtbot, scheme: str
) -> None:
    theme.choose(scheme)
    tab = show('<p style="color:#333">x <a href="https://a.example/">y</a></p>')
    paper = tab.views.paper
    for dark, colors in ((False, SCHEMES[LIGHT]), (True, SCHEMES[scheme])):
        tab.bar.dark.setChecked(dark)
        wait_for(qtbot, tab)
        image = paper.viewport().grab().toImage()
        assert image.pixelColor(3, 3).name() == colors.base
        seen = {image.pixelColor(x, y).name() for x in range(80) for y in range(60)}
        assert max(contrast(color, colors.base) for color in seen) > 4.5


def test_paper_chosen_while_a_mail_is_read_holds_for_it(show, qtbot) -> None:
    tab = show('<p style="color:#c00000">x</p>')
    tab.choose_form("html")
    assert tab.reading is None
    tab.bar.dark.setChecked(True)
    wait_for(qtbot, tab)
    assert "color" not in tab.reading.html.html


def test_zoom_view_and_paper_are_remembered(show) -> None:
    tab = show()
    tab.zoom(1)
    tab.choose_view(SOURCE)
    tab.bar.dark.setChecked(True)
    state = tab.saveState()
    tab.zoom(0)
    tab.choose_view(RENDERED)
    tab.bar.dark.setChecked(False)
    assert tab.restoreState(state)
    assert tab.saveState() == state
    assert not tab.restoreState(QByteArray(b"nonsense"))


# -- out ------------------------------------------------------------------------------------------


def test_a_body_is_saved_as_pdf_and_never_over_a_file(show, tmp_path) -> None:
    tab = show(pictures={"dot": png(9, 9, (200, 0, 0))})
    path = tmp_path / "out.pdf"
    said = body_dialogs.save_pdf(tab.views.document(), "A mail", str(path))
    assert str(path) in said
    assert path.read_bytes().startswith(b"%PDF-1")
    path.write_bytes(b"mine")
    said = body_dialogs.save_pdf(tab.views.document(), "A mail", str(path))
    assert said.startswith("“out.pdf” is there already")
    assert path.read_bytes() == b"mine"
    said = body_dialogs.save_pdf(tab.views.document(), "A mail", str(path / "below.pdf"))
    assert said == "It could not be saved: Not a directory."
    assert sorted(file.suffix for file in tmp_path.iterdir()) == [".ini", ".msg", ".pdf"]


def test_nobody_is_asked_whether_a_file_may_be_replaced(show, monkeypatch, tmp_path) -> None:
    asked = []

    def ask(*_told: object, options: QFileDialog.Option) -> tuple[str, str]:
        asked.append(options)
        return str(tmp_path / "out.pdf"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    tab = show()
    tab.run("pdf")
    assert asked == [QFileDialog.Option.DontConfirmOverwrite]
    assert (tmp_path / "out.pdf").exists()
    assert "Saved as" in tab.note.text()


def test_what_was_put_out_leaves_no_copy_behind(show, qtbot, monkeypatch) -> None:
    tab = show()
    before = len(tab.views.paper.findChildren(QTextDocument))
    put_out = []
    monkeypatch.setattr(body_dialogs, "print_body", lambda *told: put_out.append(told) or "")
    tab.run("print")
    assert len(put_out) == 1
    qtbot.waitUntil(lambda: len(tab.views.paper.findChildren(QTextDocument)) == before)


def test_all_of_a_text_is_put_out_and_nothing_where_there_is_no_body(show, monkeypatch) -> None:
    tab = show(text="line\n" * 20_000 + "the end")
    put_out: list[str] = []

    def keep(document: QTextDocument, *_rest: object) -> str:
        put_out.append(document.toPlainText())
        return ""

    monkeypatch.setattr(body_dialogs, "print_body", keep)
    tab.choose_form("text")
    tab.run("print")
    assert put_out[0].endswith("the end")
    tab.blank()
    tab.run("print")
    assert len(put_out) == 1


def test_what_is_copied_has_the_links_of_the_mail_and_nothing_of_the_copy(show) -> None:
    mail = """<p>one <a href="https://a.example/?x=1&y=2">shown</a>
    <a href="file:///etc/hosts">words</a> <img src="cid:dot"> two</p>"""
    tab = show(mail, pictures={"dot": png(9, 9, (200, 0, 0))})
    tab.run("copy")
    copied = QGuiApplication.clipboard().mimeData()
    assert copied.text().split() == ["one", "shown", "words", "two"]
    assert '<a href="https://a.example/?x=1&amp;y=2">' in copied.html()
    for own in ("link:", "cid:", "file:", "<img"):
        assert own not in copied.html()
    assert not copied.hasFormat("text/markdown")


def test_the_menu_of_a_link_copies_where_it_leads(show, qtbot) -> None:
    tab = show('<a href="https://a.example/x">shown</a>')
    paper = tab.views.paper
    chosen: list[str] = []

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        chosen.extend(action.text() for action in menu.actions() if "ink" in action.text())
        next(action for action in menu.actions() if "ink" in action.text()).trigger()
        menu.close()

    place = paper.cursorRect().center() + QPoint(6, 0)
    assert paper.anchorAt(place) == "link:0"
    QTimer.singleShot(200, choose)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, paper.viewport().mapToGlobal(place)
    )
    QApplication.sendEvent(paper.viewport(), event)
    assert chosen == ["Copy link"]
    assert QGuiApplication.clipboard().text() == "https://a.example/x"


def test_all_of_a_body_is_copied_where_nothing_is_selected(show) -> None:
    tab = show("<p>Hello <b>world</b>")
    tab.run("copy")
    assert QGuiApplication.clipboard().text() == "Hello world"
    assert not tab.views.paper.textCursor().hasSelection()


def test_every_command_of_the_table_can_be_run(show, monkeypatch) -> None:
    tab = show()
    monkeypatch.setattr(tab, "print", lambda: None)
    monkeypatch.setattr(tab, "save_pdf", lambda: None)
    for command in BODY_COMMANDS:
        tab.run(command.id)


def test_the_guide_and_the_page_of_keys_name_every_key_of_the_body(window) -> None:
    guide = (ROOT / "docs" / "window.md").read_text(encoding="utf-8")
    for one in BODY_COMMANDS:
        keys = one.keys.partition(";")[0]
        assert not keys or f"| {one.text.rstrip('…')} | `{keys}` | {one.tip} |" in guide
    window.actions_["shortcuts"].trigger()
    page = window.findChild(ShortcutsDialog)
    told = {line.text for line in page.list.table.source.rows}
    assert {one.text for one in BODY_COMMANDS} <= told
    page.close()


# -- text of any length ---------------------------------------------------------------------------


def test_a_long_line_is_broken_for_the_view_and_copied_whole(show, qtbot) -> None:
    source = "<p>" + "x" * 5000 + "</p>\r\nnext"
    tab = show(source)
    tab.choose_view(SOURCE)
    wait_for(qtbot, tab)
    view = tab.views.source
    assert max(map(len, view.toPlainText().split("\n"))) == LINE_LIMIT
    assert "1 line is too long" in tab.note.text()
    view.selectAll()
    view.copy()
    assert QGuiApplication.clipboard().text() == source.replace("\r\n", "\n")


def test_places_of_the_source_are_found_in_what_is_shown() -> None:
    source = "a\u202eb\r\n" + "x" * 2500 + "<i>\rend"
    lines = lines_of(source)
    shown = "\n".join(lines.pieces)
    for mark in ("b", "<i>", "end"):
        assert shown[lines.place(source.index(mark)) :].startswith(mark)
    assert lines.broken == 1


def test_nothing_invisible_is_hidden_in_source_and_text(show, qtbot) -> None:
    tab = show("<p>a\u202eb\u200bc")
    for view in (SOURCE, PLAIN):
        tab.choose_view(view)
        wait_for(qtbot, tab)
        assert "a\\u202eb\\u200bc" in tab.views.source.toPlainText()


# -- too complex, hostile, closed -----------------------------------------------------------------


def test_what_is_too_complex_is_shown_as_text_with_the_reason(show) -> None:
    tab = show("<table><tr><td>a<td>" * 30 + "deep")
    assert not tab.views.is_rendered
    assert "deep" in tab.views.source.toPlainText()
    assert "30 tables lie inside each other" in tab.note.text()
    assert not tab.bar.views.button(RENDERED).isEnabled()
    assert tab.bar.views.held == PLAIN


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_the_window_stays_alive_whatever_a_mail_is_like(window, qtbot, tmp_path, name) -> None:
    """Reading, laying out and showing: the event loop never stands still for a second."""
    file = html_mail(tmp_path, HOSTILE[name])
    with longest_pause() as pause:
        tab = show_body(window, qtbot, file)
        for view in (SOURCE, PLAIN):
            tab.choose_view(view)
            wait_for(qtbot, tab)
    assert pause() < 1.0
    assert tab.views.source.toPlainText() or "unclosed" in name


def test_closing_the_session_blanks_everything(show, window, close_session) -> None:
    tab = show(pictures={"dot": png(1, 1, (0, 0, 0))})
    tab.run("find")
    close_session()
    assert tab.views.paper.toPlainText() == ""
    assert tab.views.source.toPlainText() == ""
    assert tab.reading is None
    assert tab.lists.links.source.rowCount() == 0
    assert tab.strip.isHidden()
    assert not tab.background.busy


def test_what_is_read_when_the_session_closes_is_never_shown(
    window, qtbot, tmp_path, close_session
) -> None:
    with qtbot.waitSignal(window.bench.batch_done, timeout=10_000):
        window.open_paths([str(html_mail(tmp_path, MAIL))])
    window.page.prefer("body")
    tab = window.page.tab_of("body")
    close_session()
    qtbot.waitUntil(lambda: not tab.background._running, timeout=10_000)
    assert tab.reading is None
    assert tab.views.paper.toPlainText() == ""


# -- room, names, order ---------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize(
    ("size", "percent"), [((1440, 900), 100), ((640, 700), 100), ((1280, 900), 300)]
)
def test_nothing_of_the_tab_is_clipped(show, window, theme, size, percent, scheme) -> None:
    tab = show(text="x", pictures={"dot": png(9, 9, (0, 0, 0))})
    theme.choose(scheme)
    theme.set_type(Type(percent))
    window.resize(*size)
    window.layout_.size_docks()
    for action in (tab.strip.blocked, tab.strip.links):
        action.setChecked(True)
        for _ in range(3):  # what gives way makes room for what is above it
            QApplication.processEvents()
        assert window.width() == size[0]
        mine = [text for text in clipped_widgets(window) if text in words_of(tab)]
        assert mine == []
        shown = [button for button in tab.bar.buttons if button.isVisible()]
        assert all(tab.bar.rect().contains(button.geometry()) for button in shown)


def words_of(tab: QWidget) -> set[str]:
    from PySide6.QtWidgets import QAbstractButton, QLabel

    found = [*tab.findChildren(QAbstractButton), *tab.findChildren(QLabel)]
    return {widget.text() for widget in found if widget.text()}


def test_everything_that_takes_the_keyboard_has_a_name(show) -> None:
    tab = show(text="x")
    tab.run("find")
    nameless = [widget for widget in tab.stops() if not widget.accessibleName()]
    assert nameless == []
    assert tab.bar.code_page.accessibleName() == "Code page: 65001 Unicode UTF-8"


def test_the_tabulator_goes_through_the_tab_in_the_order_of_reading(show, qtbot) -> None:
    tab = show(text="x")
    tab.strip.links.setChecked(True)
    tab.run("find")
    wanted = [one for one in tab.stops() if one.isVisible() and one.isEnabled()
              and one.focusPolicy() & Qt.FocusPolicy.TabFocus]  # fmt: skip
    wanted[0].setFocus(Qt.FocusReason.TabFocusReason)
    for widget in wanted[1:]:
        before = QApplication.focusWidget()
        for _ in range(1 + len(tab.reading.html.links)):  # in a mail it goes from link to link
            if QApplication.focusWidget() is before:
                qtbot.keyClick(before, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is widget


def test_a_row_of_controls_without_any_has_no_height(qtbot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    flow = FlowLayout(widget, 4, 4)
    assert flow.heightForWidth(100) == flow.contentsMargins().top() * 2
    assert flow.itemAt(0) is None
    assert flow.takeAt(3) is None

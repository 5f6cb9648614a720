"""The attachments tab: what it lists, what it shows of one, and how files leave the window."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from msginspector.gui.launch import find_node
from msginspector.gui.tabs import ATTACHMENTS, PREVIEW
from msginspector.gui.theme import DARK
from msginspector.oxmsg.writer import MessageWriter
from tests.builders import messages
from tests.builders.messages import PR_ATTACH_LONG_FILENAME

pytestmark = pytest.mark.gui


def png(width: int = 40, height: int = 30) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())


def shown(window, path: Path, select: str = "/attachments"):
    """The tab of attachments of a file, everything read."""
    window.open_paths([str(path)])
    window.bench.runner.drain()
    window.tree_dock.select(find_node(window, select))
    name = ATTACHMENTS if select.endswith("/attachments") else PREVIEW
    window.page.prefer(name)
    tab = window.page.tab_of(name)
    tab.finish()
    return tab


def mail(folder: Path, *parts: tuple[str, bytes]) -> Path:
    return messages.written(folder, messages.note(attachments=parts))


def column(tab, key: str) -> list[str]:
    model = tab.model
    number = model.column(key)
    return [model.index(row, number).data() for row in range(model.rowCount())]


@pytest.fixture
def tab(window, tmp_path: Path):
    return shown(window, mail(
        tmp_path, ("photo.png", png()), ("words.txt", "Grüße\r\n".encode()),
        ("invoice.pdf.exe", b"MZ\x90\0"), ("data.bin", b"\0\1\2"),
    ))  # fmt: skip


@pytest.mark.parametrize("select", ["/attachments", "/attachments/0"])
def test_its_buttons_follow_the_theme(window, tmp_path: Path, select: str) -> None:
    tab = shown(window, mail(tmp_path, ("photo.png", png())), select)
    own = [tab.save_action, tab.save_all_action, tab.copy_action, tab.sums_action]
    before = [action.icon().cacheKey() for action in own]
    window.theme.choose(DARK)
    after = [action.icon().cacheKey() for action in own]
    assert all(one != other for one, other in zip(before, after, strict=True))


# -- the list ---------------------------------------------------------------------------------


def test_a_row_says_what_the_bytes_are_and_whether_care_is_due(tab) -> None:
    assert column(tab, "name") == ["photo.png", "words.txt", "invoice.pdf.exe", "data.bin"]
    assert column(tab, "type") == ["PNG picture", "text", "Windows program", "not known"]
    assert column(tab, "care") == ["", "", "Danger", ""]


def test_the_mark_of_care_gives_its_reasons_to_everybody(tab) -> None:
    index = tab.model.index(2, tab.model.column("care"))
    assert "Outlook does not open files of the kind .exe" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Care: Danger"
    tab.table.selectRow(2)
    assert "Outlook does not open files of the kind .exe" in tab.view.facts.text()


def test_inline_pictures_are_told(window, tmp_path: Path) -> None:
    note = messages.note(attachments=[("a.png", png()), ("b.png", png())])
    note.set(0x10130102, b'<img src="cid:one@x">')
    note._attachments[0].set(0x3712001F, "one@x")
    note._attachments[0].set(0x7FFE000B, True)
    tab = shown(window, messages.written(tmp_path, note))
    assert column(tab, "belongs") == ["inline, hidden", ""]
    assert column(tab, "content_id") == ["one@x", ""]


def test_the_filter_finds_rows_by_what_the_bytes_are(tab) -> None:
    tab.filter.setText("program")
    assert tab.table.model().rowCount() == 1


# -- what is shown of one ---------------------------------------------------------------------


def test_a_picture_is_shown_with_its_size(tab) -> None:
    assert tab.view.stack.currentWidget() is tab.view.picture
    assert tab.view.picture.picture.size().toTuple() == (40, 30)
    assert "40 × 30" in tab.view.picture.accessibleName()
    assert "photo.png" in tab.view.header.text()


def test_text_is_shown_in_the_code_page_its_bytes_fit(tab) -> None:
    tab.table.selectRow(1)
    tab.finish()
    assert tab.view.stack.currentWidget() is tab.view.text
    assert tab.view.text.toPlainText() == "Grüße\n"
    assert "UTF-8" in tab.view.header.text()


def test_what_cannot_be_shown_says_so_and_has_its_facts(tab) -> None:
    tab.table.selectRow(3)
    tab.finish()
    assert "no preview" in tab.view.waiting.text()
    assert "Saved as\tdata.bin" in tab.view.facts.text()


def test_text_of_a_file_is_shown_literally(window, tmp_path: Path) -> None:
    tab = shown(window, mail(tmp_path, ("a.txt", "a\u202eb <b>c</b>\n".encode())))
    assert tab.view.text.toPlainText() == "a\\u202eb <b>c</b>\n"


def test_only_the_first_megabyte_of_a_text_is_shown(window, tmp_path: Path) -> None:
    tab = shown(window, mail(tmp_path, ("a.txt", b"line of text\n" * 200_000)))
    assert len(tab.view.text.toPlainText()) <= 1 << 20
    assert "1.0 MB" in tab.view.note.text()


def test_a_picture_too_large_to_decode_is_not_decoded(window, tmp_path: Path) -> None:
    data = bytearray(png())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    tab = shown(window, mail(tmp_path, ("bomb.png", bytes(data))))
    assert "pixels" in tab.view.waiting.text() or "decoded" in tab.view.waiting.text()


def test_a_picture_that_is_none_says_so(window, tmp_path: Path) -> None:
    tab = shown(window, mail(tmp_path, ("a.png", b"\x89PNG\r\n\x1a\nnothing")))
    assert "cannot be decoded" in tab.view.waiting.text()


def test_svg_and_html_are_shown_as_their_source(window, tmp_path: Path) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    tab = shown(window, mail(tmp_path, ("a.svg", svg), ("b.html", b"<html><img src=x></html>")))
    assert tab.view.text.toPlainText() == svg.decode()
    tab.table.selectRow(1)
    tab.finish()
    assert "<img src=x>" in tab.view.text.toPlainText()


def test_an_attachment_selected_in_the_tree_has_a_preview_of_its_own(
    window, tmp_path: Path
) -> None:
    tab = shown(window, mail(tmp_path, ("photo.png", png())), "/attachments/0")
    assert tab.view.picture.picture is not None
    assert "Type by content\tPNG picture" in tab.view.facts.text()


def test_the_presentation_of_an_ole_object_and_its_storages_are_shown(
    window, samples: Path
) -> None:
    tab = shown(window, samples / "attachments.msg", "/attachments/6")
    assert "File inside\tweights.csv" in tab.view.facts.text()
    names = [line.name for line in tab.view.parts.source.rows]
    assert any("Ole10Native" in name for name in names)


def test_a_source_leads_to_its_property(window, tmp_path: Path, qtbot) -> None:
    tab = shown(window, mail(tmp_path, ("photo.png", png())))
    button = next(b for b in tab.view.facts.sources() if "LongFilename" in b.text())
    with qtbot.waitSignal(tab.property_wanted) as asked:
        button.click()
    assert asked.args == ["/attachments/0", PR_ATTACH_LONG_FILENAME]


def test_nothing_is_shown_any_more_once_the_session_is_closed(window, tmp_path: Path) -> None:
    tab = shown(window, mail(tmp_path, ("photo.png", png())))
    window.commands.close_session()
    window.closing.finish()
    assert tab.model.rowCount() == 0
    assert tab.view.picture.picture is None
    assert tab.view.facts.text() == ""


# -- files out of the window ------------------------------------------------------------------


def test_one_is_saved_under_the_name_somebody_chooses(
    tab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = []

    def chosen(_parent, _title, name, *_more, **_options):
        offered.append(name)
        return str(tmp_path / "mine.png"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    tab.save_action.trigger()
    tab.out.runner.drain()
    assert offered == ["photo.png"]
    assert (tmp_path / "mine.png").read_bytes() == png()
    assert "Saved 1 file" in tab.bar.text()


def test_a_file_that_is_there_is_kept_and_that_is_said(
    tab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.png").write_bytes(b"mine")
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_a, **_o: (str(tmp_path / "mine.png"), "")
    )
    tab.save_action.trigger()
    tab.out.runner.drain()
    assert (tmp_path / "mine.png").read_bytes() == b"mine"
    assert "nothing is ever replaced" in tab.bar.text()


def test_all_are_saved_into_a_folder(
    window, tab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "out"
    home.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_o: str(home))
    window.actions_["save-attachments"].trigger()
    tab.out.runner.drain()
    assert sorted(os.listdir(home)) == ["data.bin", "invoice.pdf.exe", "photo.png", "words.txt"]
    assert "Saved 4 files" in tab.bar.text()


def test_saving_can_be_cancelled_and_leaves_nothing_half_written(
    window, tmp_path: Path, qtbot
) -> None:
    home = tmp_path / "out"
    home.mkdir()
    tab = shown(window, mail(tmp_path, ("large.bin", bytes(8 << 20))))
    tab.out.save_all([line.row for line in tab.every_line()], str(home))
    with qtbot.waitSignal(tab.out.progressed):
        pass
    assert not tab.bar.button.isHidden()
    tab.bar.button.click()
    assert os.listdir(home) == []
    assert "cancelled" in tab.bar.text()


def clipboard_files() -> list[Path]:
    data = QGuiApplication.clipboard().mimeData()
    return [Path(url.toLocalFile()) for url in data.urls()]


def test_files_on_the_clipboard_are_real_and_private(window, tab) -> None:
    tab.table.selectAll()
    window.actions_["copy-attachment"].trigger()
    paths = clipboard_files()
    assert [path.name for path in paths] == ["photo.png", "words.txt", "invoice.pdf.exe",
                                             "data.bin"]  # fmt: skip
    assert paths[0].read_bytes() == png()
    assert paths[0].parent.stat().st_mode & 0o077 == 0
    assert paths[0].parent.parent.stat().st_mode & 0o077 == 0
    QGuiApplication.clipboard().setMimeData(QMimeData())


def test_checksums_come_when_asked_for(window, tab) -> None:
    tab.table.selectRow(1)
    window.actions_["attachment-sums"].trigger()
    tab.runner.drain()
    wanted = hashlib.sha256("Grüße\r\n".encode()).hexdigest()
    assert column(tab, "sha256")[1] == wanted
    assert not tab.table.isColumnHidden(tab.model.column("sha256"))
    assert QGuiApplication.clipboard().text() == wanted
    facts = tab.view.facts.text().replace("\n", "")
    assert wanted in facts
    assert "MD5" in facts


def test_the_actions_are_there_where_attachments_are(window, tab) -> None:
    names = ("save-attachment", "save-attachments", "copy-attachment", "attachment-sums")
    assert all(window.actions_[name].isEnabled() for name in names)
    window.page.prefer("properties")
    window._update()
    assert not any(window.actions_[name].isEnabled() for name in names)


def test_what_is_dragged_is_what_is_selected(tab) -> None:
    tab.table.selectRow(0)
    place = tab.table.visualRect(tab.table.model().index(2, 1)).center()
    assert [row.path for row in tab._rows_at(place)] == ["/attachments/2"]
    tab.table.selectAll()
    assert len(tab._rows_at(place)) == 4


def test_a_reference_has_no_file_to_copy_and_says_so(window, tmp_path: Path) -> None:
    note: MessageWriter = messages.note()
    part = note.add_attachment()
    part.set(0x37050003, 7)
    part.set(PR_ATTACH_LONG_FILENAME, "plan.docx")
    part.set(0x370D001F, "https://example.com/plan.docx")
    tab = shown(window, messages.written(tmp_path, note))
    tab.copy_chosen()
    assert "https://example.com/plan.docx" in tab.bar.text()
    assert column(tab, "type") == ["only where it is"]

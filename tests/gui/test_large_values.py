"""Values, names and lists longer than the window: shown as far as they go, and said where not."""

from __future__ import annotations

import pytest

from msginspector.gui.ledger import Key
from msginspector.gui.main_window import MainWindow
from msginspector.gui.views.value_panel import LINE_LIMIT, TEXT_LIMIT, ValuePanel
from msginspector.storage import CompoundFile
from tests.builders.messages import note, written

PR_BODY = 0x1000001F
BODY = "PidTagBody"
DATA = "PidTagAttachDataBinary"


@pytest.fixture
def shown(window: MainWindow, qtbot, tmp_path):
    """Opens a message and shows one of its properties; gives the value panel."""

    def show(message, name: str = "", attachment: bool = False) -> ValuePanel:
        path = written(tmp_path, message)
        window.page.prefer("properties")
        with qtbot.waitSignal(window.bench.batch_done, timeout=20_000):
            window.open_paths([str(path)])
        tree, top = window.bench.tree, window.node.top
        if attachment:
            window.tree_dock.select(tree.find(Key(top, "attachment", "/attachments/0")))
        tab = window.page.properties
        names = [line.name for line in tab.model.rows]
        if name:
            tab.select(names.index(name))
        return tab.value

    return show


def body(text: str):
    message = note("Large")
    message.set(PR_BODY, text)
    return message


def test_all_bytes_of_a_large_value_are_there_and_can_be_selected(shown) -> None:
    data = bytes(range(256)) * (5 << 12)
    panel = shown(note("Large", attachments=[("blob.bin", data)]), DATA, attachment=True)
    assert panel.hex.size_in_bytes == len(data)
    assert panel.bytes_header.text() == "Bytes  ·  5.0 MB"
    panel.hex.select(len(data) - 16, 16)
    assert panel.bytes_header.text() == (
        "Bytes  ·  5.0 MB  ·  selected 5242864 – 5242879  ·  16 bytes"
    )
    assert panel.hex.selected_bytes() == data[-16:]
    assert panel.fact("In stream") == "5242864 – 5242879"


def test_no_more_of_a_large_value_is_read_than_is_looked_at(shown, window, monkeypatch) -> None:
    asked: list[int] = []
    read = CompoundFile.read

    def noted(self, index: int, offset: int = 0, size: int | None = None) -> bytes:
        data = read(self, index, offset, size)
        asked.append(len(data))
        return data

    message = note("Large", attachments=[("blob.bin", bytes(3 << 20))])
    monkeypatch.setattr(CompoundFile, "read", noted)
    panel = shown(message, attachment=True)
    tab = window.page.properties
    number = [line.name for line in tab.model.rows].index(DATA)
    asked.clear()
    tab.select(number)
    panel.hex.select(2 << 20, 1 << 20)
    panel.hex.grab()
    assert max(asked) <= 64 << 10


def test_a_body_longer_than_a_table_wants_it_is_shown_whole(shown) -> None:
    text = "".join(f"line {number}\n" for number in range(3000))
    panel = shown(body(text), BODY)
    assert panel.text.toPlainText() == text
    assert not panel.text_cut.isVisible()


def test_a_body_of_megabytes_in_one_line_is_shown_from_its_beginning_and_that_is_said(
    shown,
) -> None:
    panel = shown(body("0123456789" * 300_000), BODY)
    lines = panel.text.toPlainText().split("\n")
    assert len("".join(lines)) == TEXT_LIMIT + 1
    assert max(map(len, lines)) == LINE_LIMIT
    assert panel.text_cut.isVisible()
    assert panel.text_cut.text().startswith("Only the beginning of the text is shown")


def test_a_note_goes_with_its_value(shown, window) -> None:
    panel = shown(body("0123456789" * 300_000), BODY)
    window.page.properties.select(0)
    assert not panel.text_cut.isVisible()
    window.page.properties.filter.setText("no such property")
    assert not panel.bytes.note.isVisible()


def test_what_cannot_be_seen_in_a_long_body_is_shown_as_an_escape(shown) -> None:
    panel = shown(body("a\u202eb\x07" + "c" * 5000), BODY)
    assert panel.text.toPlainText().startswith("a\\u202eb\\x07ccc")


def test_a_subject_longer_than_the_window_leaves_the_window_as_it_is(shown, window) -> None:
    before = window.size()
    shown(note("A subject that does not end " * 200))
    assert window.size() == before
    title = window.page.card.title
    assert title.text().endswith("…")
    assert title.width() <= window.page.width()
    assert title.toolTip() == title.full_text()


def test_two_thousand_recipients_are_listed_and_the_last_can_be_shown(shown, window) -> None:
    shown(note("Many", recipients=[f"Recipient {number}" for number in range(2000)]))
    tree, top = window.bench.tree, window.node.top
    window.tree_dock.select(tree.find(Key(top, "recipient_table", "/recipients")))
    window.page.tab_of("recipients").finish()
    table = window.page.table_of("recipients")
    assert table.proxy.rowCount() == 2000
    assert tree.find(Key(top, "recipient_table", "/recipients")).count == 2000
    table.activated.emit(table.proxy.index(1999, 0))
    assert window.node.label == "Recipient 1999"
    assert window.page.card.title.full_text() == "Recipient 1999"

"""Tips say what a file says as it is: nothing in them is HTML, and no picture is fetched."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import Qt, QTextDocument
from PySide6.QtWidgets import QWidget

from msginspector.gui import tips
from tests.builders.messages import note, written

MARKUP = '<img src="file:///tmp/secret.png"><b>Subject</b> &amp; more'


def shown(tip: str) -> str:
    """What Qt shows of a tip, which it takes for HTML where it looks like that."""
    if not Qt.mightBeRichText(tip):
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


@pytest.mark.parametrize("text", [MARKUP, "plain", "<a@b.example>", "1 < 2", "<b>x</b>\ny", ""])
def test_a_tip_shows_its_text_as_it_is(text: str) -> None:
    assert shown(tips.plain(text)) == text


def test_no_tip_of_the_window_is_html_of_the_file(window, qtbot, tmp_path: Path) -> None:
    message = note(MARKUP, attachments=[(f"{MARKUP.replace('/', '_')}.txt", b"x")])
    message.set(0x0C1A_001F, MARKUP)
    message.set(0x6600_001F, MARKUP)
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(written(tmp_path, message))])
    for tab in ("summary", "properties", "attachments", "times", "storages", "findings"):
        window.page.show_tab(tab)
        qtbot.wait(1)
    said = [widget.toolTip() for widget in window.findChildren(QWidget)]
    tables = [tab.table for tab in window.page.built if tab.table is not None]
    models = [window.bench.tree, *(table.source for table in tables)]
    for model in models:
        said += every_tip(model)
    marked = [tip for tip in said if "secret.png" in tip]
    assert marked
    assert [tip for tip in marked if "<img" in tip] == []


def every_tip(model) -> list[str]:
    """The tips of all that a model lists so far."""
    found: list[str] = []
    waiting = [QModelIndex()]
    while waiting:
        parent = waiting.pop()
        for row in range(model.rowCount(parent)):
            first = model.index(row, 0, parent)
            waiting.append(first)
            for column in range(model.columnCount(parent)):
                tip = model.index(row, column, parent).data(Qt.ItemDataRole.ToolTipRole)
                found += [tip] if tip else []
    return found

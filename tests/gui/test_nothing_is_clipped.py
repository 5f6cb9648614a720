"""At the default size every word of the window can be read, in both themes.

Names, subjects, paths and values come from files and may be longer than any column: they elide,
and their tooltips have them whole. All other words are ours, and must fit.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from msginspector.gui import texts, theme
from msginspector.gui.layout import SIZE
from msginspector.gui.main_window import MainWindow
from msginspector.gui.models.properties import PropertyLine
from msginspector.gui.roles import Role
from msginspector.gui.stage.story_views import story_kinds
from msginspector.gui.theme import DARK, LIGHT
from msginspector.gui.views.chrome import Chip, ElidedLabel
from msginspector.gui.views.delegates import cell_text
from msginspector.gui.views.tables import SortedTable

# Columns of what files say; every other column holds our words and numbers.
OF_FILES = {"object", "name", "names", "named", "value", "path", "file", "storage", "stream",
            "address", "mime", "text", "c", "python"}  # fmt: skip
TURNS = 3  # of the event loop, until scroll bars that come and go have settled
MARGIN = 8  # at both ends of a column name
# One line of facts from a file, with a tooltip.
ELIDING = {"subtitle", "title", "fact", "status-file", "panel-title", "why", "dim",
           "totals-reading"}  # fmt: skip


@pytest.fixture(params=[LIGHT, DARK])
def full(request, window: MainWindow) -> MainWindow:
    """The window at its default size in one of the themes."""
    window.theme.choose(request.param)
    window.resize(SIZE)
    return window


def shown(window: MainWindow, kind: type[QWidget]) -> Iterator[QWidget]:
    """The visible widgets of a kind."""
    return (widget for widget in window.findChildren(kind) if widget.isVisible())


def clipped_widgets(window: MainWindow) -> list[str]:
    """Labels, buttons, chips and tabs that show less than they say."""
    found = [
        label.text()
        for label in shown(window, QLabel)
        if not isinstance(label, ElidedLabel)
        and not label.wordWrap()
        and label.sizeHint().width() > label.width()
    ]
    found += [
        label.full_text()
        for label in shown(window, ElidedLabel)
        if label.text() != label.full_text() and label.objectName() not in ELIDING
    ]
    found += [
        button.text() or button.objectName()
        for button in shown(window, QAbstractButton)
        if button.text() and button.sizeHint().width() > button.width()
    ]
    found += [chip.text() for chip in shown(window, Chip) if chip.is_elided]
    for bar in shown(window, QTabBar):
        found += [
            bar.tabText(n)
            for n in range(bar.count())
            if bar.isTabVisible(n) and bar.tabRect(n).right() > bar.width()
        ]
    return found


def clipped_placeholders(window: MainWindow) -> list[str]:
    """Filter lines whose invitation does not fit."""
    return [
        line.placeholderText()
        for line in shown(window, QLineEdit)
        if line.fontMetrics().horizontalAdvance(line.placeholderText()) + 24 > line.width()
    ]


def clipped_headers(window: MainWindow) -> list[str]:
    """Column names that do not fit their columns; the arrow of sorting stands in the margin."""
    metrics = window.fontMetrics()
    return [
        f"{table.accessibleName()}: {column.header}"
        for table in shown(window, SortedTable)
        for number, column in enumerate(table.source.columns)
        if not table.isColumnHidden(number)
        and metrics.horizontalAdvance(column.header) + 2 * MARGIN > table.columnWidth(number)
    ]


def too_wide(window: MainWindow) -> list[str]:
    """Tables whose columns need a scroll bar."""
    return [
        f"{table.accessibleName()} is too wide"
        for table in shown(window, SortedTable)
        if table.horizontalScrollBar().isVisible()
    ]


def clipped_cells(window: MainWindow) -> list[str]:
    """Cells whose own words are cut short, among the first rows of every table on show."""
    return [
        f"{table.accessibleName()}: {look.text}"
        for table in shown(window, SortedTable)
        for number, column in enumerate(table.source.columns)
        if not table.isColumnHidden(number) and column.key not in OF_FILES
        for row in range(min(table.proxy.rowCount(), 60))
        for look in [table.proxy.index(row, number).data(Role.LOOK)]
        if cell_text(look, table.columnWidth(number)) not in (look.text, look.short)
        and not (column.key == "meaning" and line_at(table, row).says_content)
    ]


def line_at(table: SortedTable, row: int) -> PropertyLine:
    line = table.proxy.index(row, 0).data(Role.OBJECT)
    assert isinstance(line, PropertyLine)
    return line


def clipped(window: MainWindow) -> list[str]:
    """Everything of ours that is cut short."""
    window.bench.ledger.flush()
    for _ in range(TURNS):
        QApplication.processEvents()
    return (
        clipped_widgets(window)
        + clipped_placeholders(window)
        + clipped_headers(window)
        + clipped_cells(window)
        + too_wide(window)
    )


def test_the_fonts_of_the_tests_have_letters(window: MainWindow) -> None:
    """Widths measured with a font of boxes would say nothing."""
    assert QFontInfo(theme.text_font()).pixelSize() == theme.TEXT_PX
    metrics = window.fontMetrics()
    assert metrics.horizontalAdvance("iiii") < metrics.horizontalAdvance("WWWW")


def test_an_empty_window_clips_nothing(full: MainWindow) -> None:
    assert clipped(full) == []


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("message", "/"),
        ("attachment", "/attachments/0"),
        ("attachment_table", "/attachments"),
        ("recipient_table", "/recipients"),
        ("recipient", "/recipients/0"),
        ("storage", "/storage"),
    ],
)
def test_a_window_with_messages_clips_nothing(full, opened, node_at, kind: str, path: str) -> None:
    opened("attachments.msg", "plain-mail.msg", "recurring-appointment.msg")
    full.tree_dock.select(node_at(kind, path))
    assert clipped(full) == []


def test_findings_clip_nothing(full, opened) -> None:
    opened("damaged.msg")
    full.page.show_tab("findings")
    assert clipped(full) == []


def test_a_session_that_closes_and_is_closed_clips_nothing(full, opened, node_at) -> None:
    opened("attachments.msg", "nested-three-deep.msg")
    for path in ("/attachments/0", "/attachments/1"):
        full.tree_dock.select(node_at("attachment", path))
    full.tree_dock.select(node_at("attachment_table", "/attachments"))
    full.actions_["open-again"].trigger()
    full.actions_["release"].trigger()
    full.actions_["release"].trigger()
    for select in (full.node, full.bench.tree.sessions()[0]):
        full.tree_dock.select(select)
        assert clipped(full) == []
    full.actions_["close-session"].trigger()
    for _ in range(5):
        full.actions_["teardown-step"].trigger()
        assert clipped(full) == []
    full.actions_["teardown-finish"].trigger()
    assert full.presenter.session_page.isVisible()
    assert clipped(full) == []


def test_tracked_objects_need_no_scroll_bar_on_a_small_screen(full, opened) -> None:
    full.resize(1280, 800)
    full.layout_.size_docks()
    opened("attachments.msg")
    for _ in range(TURNS):
        QApplication.processEvents()
    assert too_wide(full) == []


def test_long_numbers_get_the_room_they_need(full, opened) -> None:
    """Half a number would be another one."""
    opened("attachments.msg")
    table = full.tracked_dock.table
    for row in full.bench.ledger.rows.values():
        row.id += 123_456_000
    table.viewport().update()
    for _ in range(TURNS):
        QApplication.processEvents()
    number = table.source.column("id")
    shown = [
        cell_text(table.proxy.index(row, number).data(Role.LOOK), table.columnWidth(number))
        for row in range(table.proxy.rowCount())
    ]
    assert shown[0] == "123456001"
    assert not any("…" in text for text in shown)


def test_problems_clip_nothing_but_their_explanations(full, qtbot, tmp_path) -> None:
    for name in ("a.msg", "b.msg"):
        (tmp_path / name).write_bytes(b"")
    with qtbot.waitSignal(full.bench.batch_done):
        full.open_paths([str(tmp_path)])
    assert full.message_bar.isVisible()
    full.message_bar._toggle()
    assert full.message_bar.findChild(QPlainTextEdit).isVisible()
    assert clipped(full) == []


def test_a_column_shows_the_whole_call_where_it_is_wide_enough(opened) -> None:
    window = opened("plain-mail.msg")
    window.resize(SIZE)
    window.layout_.size_docks()
    QApplication.processEvents()
    table = window.tracked_dock.table
    number = table.source.column("call")
    look = table.proxy.index(0, number).data(Role.LOOK)
    assert cell_text(look, 400) == look.text == "OpenIMsgSession(0)"
    look = table.proxy.index(2, number).data(Role.LOOK)
    assert cell_text(look, table.columnWidth(number)) == "OpenIMsgOnIStg(…)"
    assert cell_text(look, 800) == look.text
    tip = table.proxy.index(2, number).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == look.text


@pytest.mark.parametrize(
    ("call", "short"),
    [
        ("OpenIMsgSession(0)", "OpenIMsgSession(0)"),
        ("IMessage::OpenAttach(12)", "OpenAttach(12)"),
        ("IMessage::GetAttachmentTable()", "GetAttachmentTable()"),
        ("IMAPIProp::OpenProperty(0x37010102, IID_IStream)", "OpenProperty(…)"),
        ('StgOpenStorage("a (1).msg", STGM_READ)', "StgOpenStorage(…)"),
        ('StgOpenStorage("a::b.msg", STGM_READ)', "StgOpenStorage(…)"),
    ],
)
def test_a_call_has_a_short_form(call: str, short: str) -> None:
    assert texts.call(call) == short


@pytest.mark.parametrize("name", [kind.name for kind in story_kinds()])
def test_the_views_of_the_story_clip_nothing(full, opened, name: str) -> None:
    opened("attachments.msg", "nested-three-deep.msg")
    full.layout_.size_docks()
    full.story_dock.show_view(name)
    assert clipped(full) == []


@pytest.mark.parametrize("name", [kind.name for kind in story_kinds()])
def test_a_narrow_dock_has_a_menu_of_views_instead_of_cut_words(full, name: str) -> None:
    dock = full.story_dock
    full.resize(640, 700)
    dock.show_view(name)
    QApplication.processEvents()
    assert dock.switch_menu.isVisible() is not dock.switch.isVisible()
    buttons = [button for button in dock.findChildren(QAbstractButton) if button.isVisible()]
    assert [button.text() for button in buttons
            if button.text() and button.sizeHint().width() > button.width()] == []  # fmt: skip

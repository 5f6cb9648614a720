"""The picture of the sectors: cells, keys, pointing, zooming, what it says without colours."""

from __future__ import annotations

from array import array

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from msginspector.gui.theme import CONTRAST_DARK, CONTRAST_LIGHT, SCHEMES, Theme, Type
from msginspector.gui.views.sector_legend import SectorLegend
from msginspector.gui.views.sector_look import HEADER, LOOKS, SELECTED, Swatches
from msginspector.gui.views.sector_map import SectorMapView
from msginspector.storage.sector_table import Kind, SectorTable
from tests.gui.looks import contrast

END = 0xFFFFFFFE


def table(number: int) -> SectorTable:
    """Sectors of one stream, entry 7, but for a few others at the beginning."""
    made = SectorTable(array("I", [*range(1, number), END]), 512, number * 512)
    made.claim(Kind.FAT, 0xFFFFFF06, 0, 1)
    made.claim(Kind.DIRECTORY, 0xFFFFFF04, 1, 2)
    made.claim(Kind.STREAM, 7, 3, number - 5)
    made.kinds[number - 2] = Kind.FREE
    return made


@pytest.fixture
def view(qtbot, theme: Theme) -> SectorMapView:
    made = SectorMapView(theme, None)
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.words = lambda first, number: f"{first} and {number}"
    made.show()
    qtbot.waitExposed(made)
    return made


def test_few_sectors_have_a_cell_each_and_the_header_the_first(view) -> None:
    view.show_table(table(100), lead=True)
    assert view.per_cell == 1
    assert view.sectors_of(0) == (-1, 1)
    assert view.kind_at(0) == (HEADER, 0)
    assert view.sectors_of(1) == (0, 1)
    kinds = [view.kind_at(cell)[0] for cell in (1, 2, 3, 4, 98, 99, 100)]
    assert kinds == [
        Kind.FAT, Kind.DIRECTORY, Kind.DIRECTORY, Kind.STREAM, Kind.STREAM, Kind.FREE,
        Kind.UNREFERENCED,
    ]  # fmt: skip


def test_many_sectors_share_cells_and_all_show_at_once(view) -> None:
    view.show_table(table(600_000), lead=True)
    assert view.per_cell > 1000
    assert not view.verticalScrollBar().maximum()
    cells = -(-600_001 // view.per_cell)
    spans = [view.sectors_of(cell) for cell in range(cells)]
    assert spans[0][0] == -1
    assert sum(number for _, number in spans) == 600_001
    assert view.kind_at(1) == (Kind.STREAM, 0)
    assert view.kind_at(cells - 1) == (Kind.STREAM, 1 + Kind.UNREFERENCED)


def test_a_closer_look_shows_single_sectors_again(view) -> None:
    view.show_table(table(20_000))
    fitted = view.per_cell
    view.light(None, 15_000)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.per_cell == fitted // 2
    for _ in range(30):
        view.zoom(1)
    assert view.per_cell == 1
    first, number = view.current
    assert number == 1
    assert abs(first - 15_000) < fitted
    assert view.viewport().rect().contains(view.place_of(first))
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.per_cell == fitted


def test_keys_go_from_cell_to_cell_and_return_chooses(view, qtbot) -> None:
    view.show_table(table(100), lead=True)
    view.setFocus()
    moved = []
    view.moved.connect(moved.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up):
        QTest.keyClick(view, key)
    assert moved[0] == (0, 1)
    assert moved[1][0] > 10
    assert moved[-1] == (-1, 1)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.current == (99, 1)
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args == [99]
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.accessibleDescription() == "-1 and 1"


def test_the_mouse_points_and_a_click_chooses(view, qtbot) -> None:
    view.show_table(table(100), lead=True)
    pointed = []
    view.pointed.connect(pointed.append)
    place = view.place_of(41)
    QTest.mouseMove(view.viewport(), place)
    assert pointed == [(41, 1)]
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [41]
    assert view.cell_at(QPoint(2, 2)) is None
    assert view.cell_at(QPoint(390, 190)) is None


def test_what_is_selected_is_lit_and_in_view(view) -> None:
    own = table(2_000)
    view.show_table(own)
    for _ in range(20):
        view.zoom(1)
    assert view.verticalScrollBar().maximum() > 0
    view.light(lambda first, number: own.has(first, number, 7), 1_500)
    assert view.viewport().rect().contains(view.place_of(1_500))
    assert view.is_lit(1_500)
    assert not view.is_lit(1)
    view.light(None)
    assert not view.is_lit(1_500)


def test_nothing_to_show_is_no_trouble(view) -> None:
    view.show_table(None, lead=True)
    view.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Return, Qt.Key.Key_Plus):
        QTest.keyClick(view, key)
    view.grab()
    assert view.cell_at(QPoint(20, 20)) is None
    assert view.accessibleDescription() == ""


def test_assistive_technology_finds_a_chart_with_words(view) -> None:
    view.show_table(table(100), lead=True)
    found = QAccessible.queryAccessibleInterface(view)
    assert found.role() == QAccessible.Role.Chart
    assert found.text(QAccessible.Text.Name) == "Sector map"
    assert found.text(QAccessible.Text.Description) == "-1 and 1"


def test_cells_grow_with_the_text(view, theme) -> None:
    view.show_table(table(100))
    before = view.place_of(1).x() - view.place_of(0).x()
    theme.set_type(Type(200))
    assert view.place_of(1).x() - view.place_of(0).x() == 2 * before - 1
    theme.set_type(Type())


def test_kinds_are_told_apart_by_letter_or_pattern_alone(theme) -> None:
    """Colour alone tells nothing (1.4.1)."""
    forms = [(look.letter, bool(look.fill)) for look in LOOKS.values()]
    assert len(set(forms)) == len(LOOKS)
    swatches = Swatches(theme)
    for kind in LOOKS:
        plain = swatches.get(kind, False, 0, 1.0).toImage()
        assert plain != swatches.get(kind, True, 0, 1.0).toImage()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("look", [*LOOKS.values(), SELECTED])
def test_cells_stand_out_and_their_letters_can_be_read(scheme: str, look) -> None:
    """1.4.11: 3 : 1 for the cell; 1.4.3 and 1.4.6: 4.5 : 1, or 7 : 1, for its letter."""
    tokens = SCHEMES[scheme]
    surface = getattr(tokens, look.fill) if look.fill else tokens.base
    assert contrast(getattr(tokens, look.fill or look.ink), tokens.base) >= 3
    if look.letter or look is SELECTED:
        wanted = 7 if scheme in (CONTRAST_LIGHT, CONTRAST_DARK) else 4.5
        assert contrast(getattr(tokens, look.ink), surface) >= wanted


def test_the_legend_has_a_line_for_each_kind_there_is_and_wraps(qtbot, theme) -> None:
    legend = SectorLegend(theme, None)
    qtbot.addWidget(legend)
    legend.show_table(table(100), beyond=3, lead=True)
    assert legend.items() == [
        "Streams 95", "Directory 2", "Header", "FAT 1", "Free 1", "Unreferenced 1",
        "3 beyond the end",
    ]  # fmt: skip
    assert "Streams 95" in legend.accessibleName()
    assert legend.heightForWidth(200) > legend.heightForWidth(2_000)
    for width in (200, 400, 2_000):
        boxes = legend.boxes(width)
        assert all(box.right() < width for box in boxes)
        assert boxes[-1].bottom() < legend.heightForWidth(width)
        assert not any(a.intersects(b) for a in boxes for b in boxes if a is not b)
    legend.show_table(None)
    assert legend.items() == []
    assert legend.heightForWidth(200) == 0

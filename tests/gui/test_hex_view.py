"""The hex view: offsets, selection, lazy reads, any size."""

from __future__ import annotations

from types import FrameType

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter

from msginspector.errors import InputError, InspectorError
from msginspector.gui.views.hex_view import ROW_BYTES, HexView


@pytest.fixture
def view(qtbot, theme) -> HexView:
    made = HexView(theme)
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def drag_to(view: HexView, end: QPoint) -> None:
    """Move the mouse with its button held, which `qtbot.mouseMove` does not."""
    left, place = Qt.MouseButton.LeftButton, QPointF(end)
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, place, Qt.MouseButton.NoButton, left, _NO_KEYS
    )
    view.mouseMoveEvent(event)


_NO_KEYS = Qt.KeyboardModifier.NoModifier


def over(data: bytes):
    return lambda offset, size: data[offset : offset + size]


def test_a_row_shows_offset_bytes_and_characters(view: HexView) -> None:
    view.set_source(over(b"IPM.Note\x00\xffabcdefgh"), 18)
    assert view.row_text(0) == (
        "00000000  49 50 4D 2E 4E 6F 74 65 00 FF 61 62 63 64 65 66  IPM.Note··abcdef"
    )
    assert view.row_text(1) == "00000010  67 68  gh"


def test_the_byte_under_every_point_is_the_byte_drawn_there(view: HexView) -> None:
    view.set_source(over(bytes(range(256))), 256)
    for offset in (0, 1, 7, 8, 15, 16, 47):
        column, row = offset % ROW_BYTES, offset // ROW_BYTES
        y = 6 + row * view._grid.row + 2
        for x in (view._grid.hex_x(column) + 1, view._grid.text_x(column) + 1):
            assert view.offset_at(QPoint(x, y)) == offset


def test_beside_the_bytes_there_is_no_offset(view: HexView) -> None:
    view.set_source(over(b"abc"), 3)
    assert view.offset_at(QPoint(2, 10)) is None
    assert view.offset_at(QPoint(view._grid.hex_x(5), 10)) is None


def test_only_what_is_looked_at_is_read(view: HexView) -> None:
    asked: list[tuple[int, int]] = []

    def read(offset: int, size: int) -> bytes:
        asked.append((offset, size))
        return bytes(size)

    size = 5 * 1024**3
    view.set_source(read, size)
    view.viewport().repaint()
    view.select(size - 1, 1)
    view.viewport().repaint()
    assert max(length for _, length in asked) <= 100 * ROW_BYTES
    assert any(offset > 4 * 1024**3 for offset, _ in asked)
    assert view.row_text((size - 1) // ROW_BYTES).startswith("13FFFFFF0")


def test_a_selection_is_cut_to_the_value(qtbot, view: HexView) -> None:
    view.set_source(over(b"0123456789"), 10)
    with qtbot.waitSignal(view.selection_changed) as signal:
        view.select(8, 100)
    assert signal.args == [8, 2]
    assert view.selected_hex() == "38 39"


def test_keys_move_and_extend_the_selection(qtbot, view: HexView) -> None:
    view.set_source(over(bytes(64)), 64)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.selection == (16, 1)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.selection == (16, 2)
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.selection == (63, 1)


def test_dragging_over_bytes_selects_them(qtbot, view: HexView) -> None:
    view.set_source(over(bytes(64)), 64)
    y = 6 + 2
    start, end = QPoint(view._grid.hex_x(2) + 1, y), QPoint(view._grid.hex_x(5) + 1, y)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    drag_to(view, end)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert view.selection == (2, 4)


def test_copying_puts_hex_on_the_clipboard(qtbot, view: HexView) -> None:
    view.set_source(over(b"\x01\xab\xff"), 3)
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "01 AB FF"


def test_without_a_source_there_is_nothing(qtbot, view: HexView) -> None:
    view.set_source(over(b"abc"), 3)
    view.set_source(None, 3)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.size_in_bytes == 0
    assert view.selected_hex() == ""


def test_bytes_that_cannot_be_read_leave_no_painter_behind(view: HexView) -> None:
    there = True

    def read(_offset: int, size: int) -> bytes:
        if there:
            return bytes(size)
        raise InputError("FILE_GONE", "The file is gone.")

    told: list[InspectorError] = []  # whoever is told keeps the error for a while
    view.failed.connect(told.append)
    view.set_source(read, 100)
    there = False
    view.viewport().repaint()
    assert view.size_in_bytes == 0
    [error] = told
    assert error.__traceback__ is not None
    frame: FrameType | None = error.__traceback__.tb_frame
    while frame is not None:
        assert not any(isinstance(held, QPainter) for held in frame.f_locals.values())
        frame = frame.f_back

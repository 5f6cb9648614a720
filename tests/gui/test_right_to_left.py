"""A window read from right to left: rows are chosen all the same, bytes keep their order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from msginspector.gui.roles import Look
from msginspector.gui.views import delegates
from msginspector.gui.views.flow import FlowLayout
from msginspector.gui.views.hex_view import HexView


@pytest.fixture
def from_right_to_left(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_a_property_chosen_in_the_tree_is_selected_in_the_table(opened, from_right_to_left) -> None:
    window = opened("plain-mail.msg")
    window.page.prefer("properties")
    tab = window.page.properties
    tab.select(5)
    assert tab.table.selectionModel().isRowSelected(5)
    assert tab.current is tab.model.rows[5]


def test_the_hex_view_keeps_the_order_of_bytes(qtbot, theme, qapp) -> None:
    def drawn() -> QImage:
        view = HexView(theme)
        qtbot.addWidget(view)
        view.resize(700, 100)
        view.set_source(lambda offset, size: b".0.1.2!?"[offset : offset + size], 8)
        return view.grab().toImage()

    expected = drawn()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert drawn() == expected
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_bytes_in_a_cell_keep_their_order(theme) -> None:
    def drawn(direction: Qt.LayoutDirection) -> QImage:
        image = QImage(200, 24, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setLayoutDirection(direction)
        # Right in one direction is left in the other: the same pixels are painted.
        look = Look("04 30 0B __substg", mono=True, right=direction.name == "RightToLeft")
        delegates._paint_text(painter, QRect(0, 0, 200, 24), look, theme)
        painter.end()
        return image

    assert drawn(Qt.LayoutDirection.RightToLeft) == drawn(Qt.LayoutDirection.LeftToRight)


def test_controls_that_flow_begin_at_the_right(qtbot, from_right_to_left) -> None:
    row = QWidget()
    qtbot.addWidget(row)
    flow = FlowLayout(row, 4, 4)
    labels = [QLabel(text, row) for text in ("first", "second", "third")]
    for label in labels:
        flow.addWidget(label)
    flow.push_right_from(labels[2])
    row.resize(400, 40)
    row.show()
    assert labels[0].x() > labels[1].x() > labels[2].x()
    assert labels[0].geometry().right() == row.width() - 1 - flow.contentsMargins().right()
    assert labels[2].x() == flow.contentsMargins().left()

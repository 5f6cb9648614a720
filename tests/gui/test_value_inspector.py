"""The value inspector: the decoded tree and the bytes in step, views, decoding, links to places."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtWidgets import QApplication

from msginspector.gui.main_window import MainWindow
from msginspector.gui.models.value_nodes import VALUE
from msginspector.gui.theme import Type
from msginspector.gui.value_forms import BY_ITSELF, DECODED, ITEMS, TEXT
from msginspector.gui.views.decode_as import DecodeAsDialog
from msginspector.gui.views.value_panel import ValuePanel
from msginspector.structures.registry import structure
from tests.builders.messages import note, written

ZONE_BYTES = struct.pack("<iii", -60, 0, -60) + bytes(36)


@pytest.fixture
def show(window: MainWindow, qtbot, tmp_path: Path):
    """Opens a message with some properties and shows the one with a tag; gives the panel."""

    def make(tag: int, value: object, **others: object) -> ValuePanel:
        message = note("A note")
        message.set(tag, value)
        for name, other in others.items():
            message.set(int(name.removeprefix("x"), 16), other)
        window.page.prefer("properties")
        with qtbot.waitSignal(window.bench.batch_done, timeout=20_000):
            window.open_paths([str(written(tmp_path, message))])
        window.page.properties.select_tag(tag)
        return window.page.properties.value

    return make


@pytest.fixture
def zone(show) -> ValuePanel:
    """The panel with 48 bytes that are decoded as a time zone, and their tree."""
    panel = show(0x6600_0102, ZONE_BYTES)
    panel.decode_as(structure("TIMEZONE"))
    return panel


def number_of(panel: ValuePanel, label: str, inside: str = "") -> int:
    nodes = panel.tree.nodes.nodes
    assert nodes is not None
    return next(
        number
        for number, node in enumerate(nodes.nodes)
        if node.label == label
        and (not inside or nodes.nodes[nodes.parents[number]].label == inside)
    )


def row_of(panel: ValuePanel, label: str, inside: str = "") -> QPoint:
    """A point on the row of a node."""
    index = panel.tree.nodes.index_of(number_of(panel, label, inside), VALUE)
    panel.tree.scrollTo(index)
    return panel.tree.visualRect(index).center()


def chosen(panel: ValuePanel) -> str:
    nodes = panel.tree.nodes.nodes
    return nodes.nodes[panel.tree.current()].label if nodes and panel.tree.current() else ""


# -- in step ---------------------------------------------------------------------------------


def test_choosing_a_field_selects_exactly_its_bytes(zone: ValuePanel, qtbot) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(zone.tree.viewport(), left, pos=row_of(zone, "lDaylightBias"))
    assert zone.hex.selection == (8, 4)
    qtbot.mouseClick(zone.tree.viewport(), left, pos=row_of(zone, "stStandardDate"))
    assert zone.hex.selection == (14, 16)


def test_choosing_a_byte_selects_the_innermost_field_and_shades_what_is_around(
    zone: ValuePanel, qtbot
) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(zone.hex.viewport(), left, pos=zone.hex.place_of(17))
    assert zone.hex.selection == (17, 1)
    assert chosen(zone) == "wMonth"
    assert list(zone.hex.shades) == [(16, 2), (14, 16)]
    zone.hex.select(8, 4)
    assert chosen(zone) == "lDaylightBias"
    assert list(zone.hex.shades) == []
    zone.hex.select(16, 6)
    assert chosen(zone) == "stStandardDate"


def test_bytes_that_no_field_has_alone_select_none(zone: ValuePanel) -> None:
    zone.hex.select(8, 4)
    zone.hex.select(2, 4)
    assert chosen(zone) == ""
    assert zone.hex.selection == (2, 4)


def test_pointing_outlines_the_counterpart_and_leaving_takes_the_outline_away(
    zone: ValuePanel, qtbot
) -> None:
    qtbot.mouseMove(zone.tree.viewport(), row_of(zone, "lDaylightBias"))
    assert zone.hex.outline == (8, 4)
    qtbot.mouseMove(zone.hex.viewport(), zone.hex.place_of(1))
    assert zone.tree.outlined == number_of(zone, "lBias")
    assert zone.hex.outline == (0, 4)
    qtbot.mouseMove(zone.hex.viewport(), QPoint(2, 2))
    assert zone.tree.outlined == 0
    assert zone.hex.outline == (0, 0)
    assert zone.hex.selection[1] == 0


def test_a_folded_part_is_outlined_for_what_it_hides(zone: ValuePanel, qtbot) -> None:
    part = number_of(zone, "stStandardDate")
    zone.tree.collapse(zone.tree.nodes.index_of(part))
    qtbot.mouseMove(zone.hex.viewport(), zone.hex.place_of(17))
    assert zone.tree.outlined == part


def test_arrow_keys_in_the_tree_lead_through_the_bytes(zone: ValuePanel, qtbot) -> None:
    zone.tree.setCurrentIndex(zone.tree.nodes.index_of(number_of(zone, "lBias")))
    qtbot.keyClick(zone.tree, Qt.Key.Key_Down)
    assert zone.hex.selection == (4, 4)


def test_facts_follow_the_selection(zone: ValuePanel) -> None:
    whole = zone.fact("In file")
    zone.hex.select(8, 4)
    assert zone.fact("In stream") == "8 – 11"
    start = int(whole.split()[0], 16)
    assert zone.fact("In file") == f"0x{start + 8:08X} – 0x{start + 11:08X}"
    assert zone.bytes_header.text() == "Bytes  ·  48 bytes  ·  selected 8 – 11  ·  4 bytes"


# -- views -----------------------------------------------------------------------------------


def test_a_value_without_a_decoder_is_text_and_bytes(show) -> None:
    panel = show(0x0037001F, "Subject")
    assert panel.views.stack.currentWidget() is panel.text
    assert panel.text.toPlainText() == "Subject"
    assert not panel.views.switch.isVisible()


def test_a_time_says_its_number_and_the_time_in_every_zone(show) -> None:
    moment = datetime(2024, 3, 5, 9, 14, 37, tzinfo=UTC)
    panel = show(0x0039_0040, moment, x007D001F="Date: Tue, 5 Mar 2024 10:14:37 +0530\r\n")
    said = {node.label: node.text for node in panel.tree.nodes.nodes.nodes}
    assert said["UTC"] == "2024-03-05T09:14:37.0000000Z"
    assert said["Sender’s zone"] == "2024-03-05 14:44:37 +05:30"
    assert said["FILETIME"] == "133541036770000000 (0x01DA6EDD8B9CFC80)"
    assert "Local time" in said
    panel.show_view(TEXT)
    assert "FILETIME: 133541036770000000" in panel.text.toPlainText()


def test_without_headers_no_zone_of_the_sender_is_shown(show) -> None:
    panel = show(0x0039_0040, datetime(2024, 3, 5, tzinfo=UTC))
    assert "Sender’s zone" not in {node.label for node in panel.tree.nodes.nodes.nodes}


def test_items_of_a_list_are_a_view_of_their_own(show, qtbot) -> None:
    panel = show(0x6600_101F, ["one", "three"])
    assert panel.views.switch.offered() == [TEXT, ITEMS]
    assert panel.views.shown == ITEMS
    qtbot.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=row_of(panel, "[1]"))
    assert panel.hex.selected_bytes() == "three\0".encode("utf-16-le")
    assert panel.fact("Stream").endswith("-00000001")
    assert panel.fact("In stream") == "0 – 11"


def test_the_view_somebody_chose_stays_from_property_to_property(show, window, qtbot) -> None:
    panel = show(0x0E07_0003, 1, x00170003=2, x6600101F=["a"])
    assert panel.views.shown == DECODED
    panel.views.switch.button(TEXT).click()
    window.page.properties.select_tag(0x0017_0003)
    assert panel.views.shown == TEXT
    panel.views.switch.button(DECODED).click()
    window.page.properties.select_tag(0x0037_001F)
    assert panel.views.stack.currentWidget() is panel.text
    window.page.properties.select_tag(0x0E07_0003)
    assert panel.views.shown == DECODED


def test_the_preferred_view_and_the_data_inspector_are_remembered(show, theme) -> None:
    panel = show(0x0E07_0003, 1)
    panel.show_view(TEXT)
    panel.bytes.toggle.setChecked(True)
    panel.bytes.inspector.big_endian.setChecked(True)
    state = panel.saveState()
    panel.show_view(DECODED)
    panel.bytes.toggle.setChecked(False)
    assert panel.restoreState(state)
    assert panel.saveState() == state
    assert panel.bytes.inspector.isVisible()
    assert not panel.restoreState(QByteArray(b"nonsense"))


def test_arrow_keys_go_through_the_switch(show, qtbot) -> None:
    panel = show(0x0E07_0003, 1)
    panel.views.switch.button(DECODED).setFocus()
    qtbot.keyClick(panel.views.switch.button(DECODED), Qt.Key.Key_Left)
    assert panel.views.shown == TEXT
    assert panel.views.switch.button(TEXT).hasFocus()


# -- decoding --------------------------------------------------------------------------------


def test_bytes_are_decoded_as_what_somebody_chooses_and_as_before(show) -> None:
    panel = show(0x6600_0102, ZONE_BYTES)
    assert panel.views.shown == TEXT
    panel.decode_as(structure("TIMEZONE"))
    assert panel.views.shown == DECODED
    assert panel.header.text().endswith("[MS-OXOCAL] 2.2.1.39")
    assert number_of(panel, "lBias")
    panel.decode_as(None)
    assert panel.views.stack.currentWidget() is panel.text


def test_a_large_value_is_decoded_beside_the_window(show, qtbot) -> None:
    panel = show(0x6600_0102, ZONE_BYTES + bytes(20_000))
    panel.decode_as(structure("TIMEZONE"))
    assert panel.views.stack.currentWidget() is panel.views.waiting
    qtbot.waitUntil(lambda: panel.views.stack.currentWidget() is panel.tree)
    assert number_of(panel, "lBias")


def test_a_very_large_value_is_decoded_when_it_is_asked_for(show, qtbot) -> None:
    panel = show(0x6600_0102, ZONE_BYTES + bytes(BY_ITSELF))
    panel.decode_as(structure("TIMEZONE"))
    assert not panel.forms.background.busy
    assert panel.views.waiting.button.text() == "Decode 256 KB"
    qtbot.mouseClick(panel.views.waiting.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.views.stack.currentWidget() is panel.tree)


def test_a_tree_that_comes_too_late_is_not_shown(show, window) -> None:
    panel = show(0x6600_0102, ZONE_BYTES + bytes(20_000))
    panel.decode_as(structure("TIMEZONE"))
    window.page.properties.select_tag(0x0037_001F)
    panel.finish()
    QApplication.processEvents()
    assert panel.text.toPlainText() == "A note"
    assert panel.tree.nodes.nodes is None


def test_trying_all_puts_first_what_understands_most(show, qtbot) -> None:
    panel = show(0x6600_0102, ZONE_BYTES)
    panel.views.decode_as.trigger()
    dialog = panel.findChild(DecodeAsDialog)
    qtbot.mouseClick(dialog.try_all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.try_all.isEnabled, timeout=20_000)
    rows = dialog.list.table.source.rows
    assert rows[0].rank == max(row.rank for row in rows)
    assert rows[0].understood == "48 of 48 bytes"
    names = [row.structure.name for row in rows]
    dialog.list.filter.setText("TIMEZONE ")
    dialog.list.table.select_row(names.index("TIMEZONE"))
    with qtbot.waitSignal(dialog.chosen):
        qtbot.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    assert panel.forms.chosen is structure("TIMEZONE")


def test_the_dialog_keeps_its_width_while_it_tries(show, qtbot, theme) -> None:
    theme.set_type(Type(300))
    panel = show(0x6600_0102, ZONE_BYTES)
    panel.views.decode_as.trigger()
    dialog = panel.findChild(DecodeAsDialog)
    QApplication.processEvents()
    width = dialog.width()
    qtbot.mouseClick(dialog.try_all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.try_all.isEnabled, timeout=20_000)
    QApplication.processEvents()
    assert dialog.width() == width
    assert dialog.said.full_text() == "The best is first"


def test_giving_up_a_trial_ends_it(show, qtbot) -> None:
    panel = show(0x6600_0102, ZONE_BYTES)
    panel.views.decode_as.trigger()
    dialog = panel.findChild(DecodeAsDialog)
    dialog.start_trial()
    dialog.reject()
    assert not dialog.background.busy
    assert panel.forms.chosen is None


def test_released_values_are_blanked_everywhere(show, window) -> None:
    panel = show(0x0E07_0003, 1)
    window.actions_["release"].trigger()
    assert panel.tree.nodes.nodes is None
    assert panel.hex.size_in_bytes == 0
    assert panel.fact("Stream") == ""


def test_a_file_that_changes_while_it_is_looked_at_is_said(show, qtbot, tmp_path) -> None:
    panel = show(0x6600_0102, bytes(9000))
    path = tmp_path / "message.msg"
    path.write_bytes(path.read_bytes() + b"more")
    panel.hex.select(8000, 1)
    qtbot.waitUntil(lambda: "Reload the file" in panel.text.placeholderText())
    assert panel.hex.size_in_bytes == 0


def test_text_with_bytes_that_its_code_page_does_not_have_is_said_to_be_so(show, window) -> None:
    panel = show(0x0037_001E, "Größe".encode("cp1252"), x3FDE0003=65001)
    assert panel.text.toPlainText() == r"Gr\xf6\xdfe"
    assert "cannot be decoded in code page 65001" in panel.text_cut.text()
    assert "PR_INTERNET_CPID is 65001" in panel.text_cut.text()
    table = window.page.properties.table
    shown = {line.tag: line for line in table.source.rows}
    assert shown[0x0037_001E].doubt
    column = next(n for n, one in enumerate(table.source.columns) if one.key == "value")
    row = table.source.rows.index(shown[0x0037_001E])
    tip = table.source.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
    assert "cannot be decoded in code page 65001" in tip
    others = [line for tag, line in shown.items() if tag != 0x0037_001E]
    assert others
    assert not any(line.doubt for line in others)
    window.page.properties.select_tag(0x3FDE_0003)
    assert panel.text_cut.text() == ""


# -- places ----------------------------------------------------------------------------------


def test_links_lead_to_the_place_of_the_selected_bytes(zone: ValuePanel, qtbot) -> None:
    stream, in_file, entry = zone.bytes.facts.links()
    zone.hex.select(8, 4)
    with qtbot.waitSignal(zone.place_wanted) as signal:
        qtbot.mouseClick(stream, Qt.MouseButton.LeftButton)
    assert signal.args == ["__substg1.0_66000102", 8, 4]
    with qtbot.waitSignal(zone.place_wanted) as signal:
        qtbot.keyClick(in_file, Qt.Key.Key_Space)
    assert signal.args == ["__substg1.0_66000102", 8, 4]
    with qtbot.waitSignal(zone.place_wanted) as signal:
        qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    stream_path, offset, length = signal.args
    assert (stream_path, length) == ("__properties_version1.0", 16)
    assert entry.full_text() == f"__properties_version1.0  ·  0x{offset:04X}"


def test_links_take_the_keyboard_and_say_where_they_lead(zone: ValuePanel) -> None:
    for link in zone.bytes.facts.links():
        assert link.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert link.accessibleName().startswith(("Stream: ", "In file: ", "Entry: "))

"""What can be done with bytes: find, go, copy, save, read them as numbers; by keys and menus."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QMenu

from msginspector.analysis.bytes_search import SLICE
from msginspector.export.byte_formats import FORMATS
from msginspector.gui.actions import ACTIONS
from msginspector.gui.byte_commands import BYTE_COMMANDS, COPY
from msginspector.gui.main_window import MainWindow
from msginspector.gui.views.bytes_panel import BytesPanel
from tests.builders.messages import note, written
from tests.conftest import ROOT

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def show(window: MainWindow, qtbot, tmp_path: Path):
    """Opens a message with a binary property and shows its bytes."""

    def make(data: bytes) -> BytesPanel:
        message = note("A note")
        message.set(0x6600_0102, data)
        window.page.prefer("properties")
        with qtbot.waitSignal(window.bench.batch_done, timeout=20_000):
            window.open_paths([str(written(tmp_path, message))])
        window.page.properties.select_tag(0x6600_0102)
        panel = window.page.properties.value.bytes
        panel.hex.setFocus()
        return panel

    return make


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


# -- find ------------------------------------------------------------------------------------


def test_ctrl_f_finds_bytes_while_the_bytes_have_the_keyboard(show, qtbot, window) -> None:
    panel = show(b"..ab....ab..")
    qtbot.keyClick(panel.hex, Qt.Key.Key_F, CONTROL)
    assert panel.find_bar.line.hasFocus()
    qtbot.keyClicks(panel.find_bar.line, "61 62")
    qtbot.keyClick(panel.find_bar.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.hex.selection == (2, 2))
    assert panel.find_bar.said.full_text() == "at 2 (0x2)"
    panel.hex.setFocus()
    for wanted in (8, 2):
        qtbot.keyClick(panel.hex, Qt.Key.Key_F3)
        qtbot.waitUntil(lambda wanted=wanted: panel.hex.selection == (wanted, 2))
    qtbot.keyClick(panel.hex, Qt.Key.Key_F3, SHIFT)
    qtbot.waitUntil(lambda: panel.hex.selection == (8, 2))


def test_ctrl_f_is_taken_from_the_window_only_where_bytes_have_the_keyboard(show, window) -> None:
    panel = show(b"ab")
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F, CONTROL, "")
    tab = window.page.properties
    taken = [panel.keys.eventFilter(one, event) for one in (panel.hex, tab.value.tree, tab.table)]
    assert taken == [True, True, False]


def test_who_types_text_means_text(show, qtbot) -> None:
    panel = show("..Grüße..".encode("utf-16-le"))
    panel.run("find")
    qtbot.keyClicks(panel.find_bar.line, "qrs")
    assert panel.find_bar.kind.currentText() == "ASCII"
    panel.find_bar.kind.setCurrentText("UTF-16")
    panel.find_bar.line.setText("gRÜßE".replace("Ü", "ü"))
    panel.find_bar.go_on()
    qtbot.waitUntil(lambda: panel.hex.selection == (4, 10))


def test_what_is_not_there_is_said_and_what_is_no_hex_too(show, qtbot) -> None:
    panel = show(b"abc")
    panel.run("find")
    panel.find_bar.line.setText("FF")
    panel.find_bar.go_on()
    qtbot.waitUntil(lambda: panel.find_bar.said.full_text() == "not found")
    panel.find_bar.line.setText("F")
    panel.find_bar.go_on()
    assert "pairs of digits" in panel.find_bar.said.full_text()


def test_escape_ends_a_long_search_and_gives_the_keyboard_back(show, qtbot) -> None:
    panel = show(bytes(40 * SLICE))
    panel.run("find")
    panel.find_bar.line.setText("01")
    panel.find_bar.go_on()
    assert panel.runner.busy
    qtbot.keyClick(panel.find_bar.line, Qt.Key.Key_Escape)
    assert not panel.runner.busy
    assert not panel.find_bar.isVisible()
    assert panel.hex.hasFocus()


# -- go --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "place"), [("0x20", 32), ("+4", 20), ("-0x10", 0), ("end", 99)])
def test_going_to_an_offset(show, qtbot, typed: str, place: int) -> None:
    panel = show(bytes(100))
    panel.hex.select(16, 1)
    qtbot.keyClick(panel.hex, Qt.Key.Key_G, CONTROL)
    qtbot.keyClicks(panel.go_bar.line, typed)
    qtbot.keyClick(panel.go_bar.line, Qt.Key.Key_Return)
    assert panel.hex.selection == (place, 1)
    assert panel.hex.hasFocus()


def test_a_place_outside_the_bytes_is_said(show, qtbot) -> None:
    panel = show(bytes(100))
    panel.run("go-to")
    qtbot.keyClicks(panel.go_bar.line, "100")
    qtbot.keyClick(panel.go_bar.line, Qt.Key.Key_Return)
    assert panel.go_bar.said.full_text() == "The bytes go from 0 to 99 (0x63)."
    assert panel.go_bar.isVisible()


# -- copy and save ---------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(len(FORMATS)))
def test_each_format_has_a_key(show, qtbot, number: int) -> None:
    panel = show(b"..Grenze..")
    panel.hex.select(2, 6)
    key = Qt.Key.Key_C if not number else Qt.Key(Qt.Key.Key_0.value + number)
    qtbot.keyClick(panel.hex, key, CONTROL)
    assert clipboard() == FORMATS[number].write(b"Grenze", 2)


def test_without_a_selection_everything_is_copied(show) -> None:
    panel = show(b"\x01\xab")
    panel.run(f"{COPY}hex")
    assert clipboard() == "01AB"


def test_too_much_for_a_clipboard_is_cut_and_that_is_said(show) -> None:
    panel = show(bytes(3 << 20))
    panel.run("select-all")
    panel.run(f"{COPY}hex")
    assert len(clipboard()) == 2 << 20
    assert panel.note.text() == (
        "Only the first 1.0 MB of 3.0 MB were copied; save the bytes to have them all."
    )


def test_selected_bytes_are_saved_to_a_new_file(show, qtbot, tmp_path) -> None:
    panel = show(bytes(range(200)))
    panel.hex.select(10, 5)
    panel.save_to(str(tmp_path / "part.bin"))
    qtbot.waitUntil(lambda: "saved to" in panel.note.text())
    assert (tmp_path / "part.bin").read_bytes() == bytes(range(10, 15))
    panel.hex.select(3, 1)
    panel.save_to(str(tmp_path / "all.bin"))
    qtbot.waitUntil(lambda: "all.bin" in panel.note.text() and not panel.runner.busy)
    assert (tmp_path / "all.bin").read_bytes() == bytes(range(200))


def test_nothing_is_ever_saved_over_a_file(show, qtbot, tmp_path) -> None:
    panel = show(b"bytes")
    source = tmp_path / "message.msg"
    before = source.read_bytes()
    panel.save_to(str(source))
    qtbot.waitUntil(lambda: "exists already" in panel.note.text())
    assert source.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


# -- data inspector --------------------------------------------------------------------------


def test_the_data_inspector_follows_the_cursor(show, qtbot) -> None:
    panel = show(struct.pack("<iq", -2, 133541036770000000))
    qtbot.keyClick(panel.hex, Qt.Key.Key_I, CONTROL)
    assert panel.inspector.isVisible()
    assert panel.inspector.reading("int32") == "-2"
    panel.hex.select(4, 1)
    assert panel.inspector.reading("filetime") == "2024-03-05T09:14:37.0000000Z"
    assert panel.inspector.header.text() == "Data inspector  ·  at 4 (0x4)"
    panel.inspector.big_endian.setChecked(True)
    assert panel.inspector.reading("uint8") == "128"
    assert panel.inspector.reading("uint16") == "33020"
    qtbot.keyClick(panel.hex, Qt.Key.Key_I, CONTROL)
    assert not panel.inspector.isVisible()


def test_a_reading_is_chosen_by_keys_and_copied(show, qtbot) -> None:
    panel = show(b"\xfe\xff")
    panel.run("inspector")
    panel.inspector.list.setFocus()
    qtbot.keyClick(panel.inspector.list, Qt.Key.Key_Home)
    qtbot.keyClick(panel.inspector.list, Qt.Key.Key_C, CONTROL)
    assert clipboard() == "-2"


# -- keys and menus --------------------------------------------------------------------------


def test_the_menu_of_the_bytes_has_every_command_with_its_keys(show) -> None:
    panel = show(b"ab")
    menu = panel.keys.fill(QMenu(panel))
    below = [action.menu() for action in menu.actions() if action.menu()]
    actions = [action for one in (menu, *below) for action in one.actions() if action.objectName()]
    assert {action.objectName() for action in actions} == {one.id for one in BYTE_COMMANDS}
    assert all(action.shortcut().toString() for action in actions)


def test_no_two_commands_share_keys() -> None:
    keys = [one.keys for one in BYTE_COMMANDS]
    assert sorted(set(keys)) == sorted(keys)


def test_every_command_can_be_run(show, monkeypatch) -> None:
    panel = show(b"ab")
    monkeypatch.setattr(panel, "save_dialog", lambda: None)
    known = {*panel._run_table, *(f"{COPY}{one.name}" for one in FORMATS)}
    assert {one.id for one in BYTE_COMMANDS} == known


def test_keys_the_window_has_too_are_known_and_few() -> None:
    window = {key for spec in ACTIONS for key in spec.shortcut.split("; ") if key}
    assert window & {one.keys for one in BYTE_COMMANDS} <= {"Ctrl+F", "Ctrl+S"}


def test_the_guide_of_the_window_names_every_key_of_the_bytes() -> None:
    guide = (ROOT / "docs" / "window.md").read_text(encoding="utf-8")
    rows = [f"| {one.text.rstrip('…')} | `{one.keys}` |" for one in BYTE_COMMANDS]
    assert [row for row in rows if row not in guide] == []

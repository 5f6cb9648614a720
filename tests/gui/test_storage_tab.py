"""The storage view in the window: from entry to sectors and bytes, from a value to its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from msginspector.gui.layout import SIZE
from msginspector.gui.main_window import MainWindow
from msginspector.gui.roles import Role
from msginspector.gui.theme import Type
from msginspector.gui.views.delegates import cell_text
from msginspector.gui.views.place_facts import IN_FILE, STREAM
from msginspector.gui.views.sector_panel import DECODED, FILE, MINI
from msginspector.gui.views.storage_tab import StorageTab
from msginspector.gui.views.stream_panel import SECTOR
from msginspector.storage.sector_table import Kind
from tests.conftest import hostile_files
from tests.gui.looks import tracked
from tests.storage.building import compound

PALLET = "__attach_version1.0_#00000002/__substg1.0_37010102"
SUBJECT = "__substg1.0_0037001F"


@pytest.fixture
def tab(opened, node_at) -> StorageTab:
    """The storage of a message with attachments."""
    window = opened("attachments.msg")
    window.tree_dock.select(node_at("storage", "/storage"))
    return listed(window)


def listed(window: MainWindow) -> StorageTab:
    window.page.storage.runner.drain()
    QApplication.processEvents()
    return window.page.storage


def entry(tab: StorageTab, path: str) -> int:
    assert tab.storage is not None
    found = tab.storage.find(path)
    assert found is not None
    return found


def lit_sectors(tab: StorageTab) -> list[int]:
    """The sectors of the cells that are lit, one by one."""
    view = tab.sectors.map
    for _ in range(8):
        view.zoom(1)
    assert view.per_cell == 1
    return [view.sectors_of(cell)[0] for cell in range(view.units()) if view.is_lit(cell)]


def links(tab: StorageTab) -> list[str]:
    return [link.full_text() for link in tab.stream.pointers.links if link.isVisible()]


def test_the_storage_lists_every_entry_and_opens_nothing(window: MainWindow, tab) -> None:
    assert window.page.tab == "storages"
    assert tab.count.text() == "148 entries"
    assert [one[0] for one in tracked(window)] == ["message"]
    before = len(window.bench.ledger.rows)
    for index in range(tab.storage.count):
        tab.select(index)
    assert len(window.bench.ledger.rows) == before


def test_selecting_a_stream_shows_its_bytes_its_sectors_and_its_property(tab) -> None:
    tab.select(entry(tab, PALLET))
    stream = tab.stream
    assert stream.hex.size_in_bytes == 35_876
    assert stream.hex.bytes_at(1, 3) == b"PNG"
    assert stream.bytes.header.text().startswith("__substg1.0_37010102")
    assert links(tab) == ["PidTagAttachDataBinary  ·  /attachments/2"]
    use = tab.storage.sectors.use(entry(tab, PALLET))
    assert tab.sectors.switch.held == FILE
    assert lit_sectors(tab) == list(range(use.low, use.high + 1))


def test_a_closer_look_stays_from_stream_to_stream(tab) -> None:
    tab.select(entry(tab, SUBJECT))
    lit_sectors(tab)
    before = tab.sectors.map.per_cell
    tab.select(entry(tab, "__properties_version1.0"))
    assert tab.sectors.map.per_cell == before == 1


def test_a_small_stream_is_lit_in_the_mini_sectors_and_in_the_file(tab) -> None:
    tab.select(entry(tab, SUBJECT))
    assert tab.sectors.switch.held == MINI
    use = tab.storage.sectors.use(entry(tab, SUBJECT))
    assert lit_sectors(tab) == [use.low]
    tab.sectors.switch.button(FILE).click()
    number = int(tab.stream.bytes.facts.fact(SECTOR))
    assert tab.storage.sectors.file.kind(number) is Kind.MINI_STREAM
    assert lit_sectors(tab) == [number]


def test_a_click_on_a_sector_selects_its_stream_and_marks_the_bytes_in_it(tab) -> None:
    use = tab.storage.sectors.use(entry(tab, PALLET))
    tab.sectors.switch.button(FILE).click()
    place = tab.sectors.map.place_of(use.low + 2)
    QTest.mouseClick(tab.sectors.map.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert tab.tree.current == entry(tab, PALLET)
    assert tab.stream.hex.selection == (1024, 512)
    assert tab.stream.bytes.facts.fact(SECTOR) == str(use.low + 2)


def test_a_click_on_a_sector_of_the_container_shows_its_bytes(tab) -> None:
    for kind, begin in ((Kind.FAT, None), (Kind.DIRECTORY, "R\0o\0o\0t\0".encode("latin-1"))):
        number = tab.storage.sectors.file.kinds.find(kind)
        tab.sectors.chosen.emit(False, number)
        assert tab.stream.hex.size_in_bytes == 512
        assert tab.stream.bytes.header.text().startswith(f"Sector {number}")
        assert begin is None or tab.stream.hex.bytes_at(0, 8) == begin
    tab.sectors.chosen.emit(False, -1)
    assert tab.stream.hex.bytes_at(0, 4) == bytes.fromhex("d0cf11e0")
    assert not tab.tree.selectionModel().hasSelection()


def test_the_map_says_whose_a_sector_is_and_where_it_lies(tab) -> None:
    use = tab.storage.sectors.use(entry(tab, PALLET))
    said = tab.sectors.words(use.low, 1)
    assert said.startswith(f"Sector {use.low}  ·  0x{(use.low + 1) * 512:08X}  ·  stream")
    assert said.endswith("__substg1.0_37010102  ·  PidTagAttachDataBinary")
    assert tab.sectors.words(-1, 1) == "Header  ·  0x00000000"
    assert "71 stream" in tab.sectors.words(use.low, 71)
    assert tab.sectors.header.text() == "Sectors  ·  155 of 512 bytes"
    tab.sectors.map.moved.emit((use.low, 1))
    assert tab.sectors.status.full_text() == said
    tab.sectors.map.zoom(-1)
    assert tab.sectors.status.full_text() == "2 sectors a cell"


def test_a_place_asked_for_from_outside_is_selected_and_marked(tab) -> None:
    tab.filter.setText("nothing like this")
    tab.show_place(PALLET, 16, 4)
    assert tab.filter.text() == ""
    assert tab.tree.current == entry(tab, PALLET)
    assert tab.stream.hex.selection == (16, 4)
    tab.show_place("no such stream", 0, 1)
    assert tab.tree.current == entry(tab, PALLET)


def test_a_value_leads_to_its_stream_and_its_entry_and_back(opened, qtbot) -> None:
    window = opened("attachments.msg")
    page = window.page
    page.show_property(0x0037001F)
    page.properties.value.hex.select(2, 4)
    stream, _in_file, entry_link = page.properties.value.bytes.facts.links()
    stream.click()
    tab = listed(window)
    assert page.tab == "storages"
    assert tab.stream.bytes.facts.fact(STREAM) == SUBJECT
    assert tab.stream.hex.selection == (2, 4)
    [link] = [link for link in tab.stream.pointers.links if link.isVisible()]
    link.click()
    assert page.tab == "properties"
    assert page.properties.current.tag == 0x0037001F
    entry_link.click()
    assert tab.stream.bytes.facts.fact(STREAM) == "__properties_version1.0"
    assert tab.stream.hex.selection[1] == 16
    assert links(tab) == ["PidTagSubject  ·  /"]


def test_a_value_of_an_attachment_has_its_place_too(opened, node_at, window) -> None:
    opened("attachments.msg")
    window.tree_dock.select(node_at("attachment", "/attachments/2"))
    window.page.show_property(0x37010102)
    window.page.properties.value.bytes.facts.links()[1].click()
    tab = listed(window)
    assert tab.tree.current == entry(tab, PALLET)
    assert tab.stream.bytes.facts.fact(IN_FILE).startswith("0x00009400")


def test_a_property_of_another_object_is_gone_to_in_the_tree(tab, window) -> None:
    tab.select(entry(tab, PALLET))
    [link] = [link for link in tab.stream.pointers.links if link.isVisible()]
    link.click()
    assert (window.node.kind, window.node.path) == ("attachment", "/attachments/2")
    assert window.page.tab == "properties"
    assert window.page.properties.current.tag == 0x37010102


def test_the_storage_of_an_object_leads_to_the_object(tab, window) -> None:
    tab.select(entry(tab, "__recip_version1.0_#00000001"))
    assert links(tab) == ["/recipients/1  ·  Ada Okafor"]
    [link] = [link for link in tab.stream.pointers.links if link.isVisible()]
    link.click()
    assert window.node.path == "/recipients/1"


def test_streams_of_the_container_are_decoded_in_step_with_their_bytes(tab) -> None:
    tab.select(entry(tab, "__properties_version1.0"))
    assert tab.sectors.switch.offered() == [FILE, MINI, DECODED]
    tab.sectors.switch.button(DECODED).click()
    assert tab.sectors.header.text() == "Property Stream"
    tab.stream.hex.select(48, 16)
    nodes = tab.sectors.tree.nodes.nodes
    assert nodes.nodes[tab.sectors.tree.current()].label == "Property[1]"
    for path in ("00020102", "00030102", "00040102"):
        tab.select(entry(tab, f"__nameid_version1.0/__substg1.0_{path}"))
        assert tab.sectors.switch.held == DECODED
        assert tab.sectors.tree.nodes.nodes is not None
    tab.select(entry(tab, SUBJECT))
    assert tab.sectors.switch.held == MINI


def test_the_filter_counts_and_keeps_what_is_selected(tab) -> None:
    tab.select(entry(tab, PALLET))
    tab.filter.setText("attachdata")
    tab.runner.drain()
    assert tab.count.text() == "13 of 148"
    assert tab.tree.current == entry(tab, PALLET)
    tab.filter.setText("")
    assert tab.count.text() == "148 entries"


def test_a_mistake_in_the_filter_is_said_and_changes_nothing(tab) -> None:
    tab.filter.setText("size>30000")
    tab.runner.drain()
    shown = tab.count.text()
    assert shown.endswith("of 148")
    tab.filter.setText("size>")
    tab.runner.drain()
    assert tab.filter.mistake is not None
    assert tab.count.text() == shown
    tab.filter.setText("")
    assert tab.filter.mistake is None


def test_rows_are_copied_in_every_format(window, tab, qapp) -> None:
    tab.select(entry(tab, PALLET))
    menu = window.menus.menu("", tab.tree)
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Copy rows", "Copy as", "Columns",
    ]  # fmt: skip
    tab.tree.copy("json")
    assert '"meaning": "PidTagAttachDataBinary"' in qapp.clipboard().text()


def test_rows_are_copied_as_lines_with_tabulators(tab, qapp) -> None:
    tab.select(entry(tab, PALLET))
    QTest.keyClick(tab.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text().split("\t")[:6] == [
        "__substg1.0_37010102", "PidTagAttachDataBinary", "Binary", "35\u202f876", "regular", "71",
    ]  # fmt: skip


def test_closing_the_session_blanks_the_storage(tab, window, close_session) -> None:
    tab.select(entry(tab, PALLET))
    close_session()
    assert tab.storage is None
    assert tab.tree.entries.rowCount() == 0
    assert tab.stream.hex.size_in_bytes == 0
    assert tab.sectors.table is None


def test_listing_stops_when_its_message_is_closed(opened, node_at, close_session) -> None:
    window = opened("attachments.msg")
    tab = window.page.storage
    tab.runner.run_slice = lambda: None  # type: ignore[method-assign]
    window.tree_dock.select(node_at("storage", "/storage"))
    assert tab.runner.busy
    close_session()
    assert not tab.runner.busy
    assert tab.storage is None


def test_the_storage_of_an_embedded_message_begins_at_its_own(opened, node_at) -> None:
    window = opened("nested-three-deep.msg")
    window.page.prefer("storages")
    window.tree_dock.select(node_at("message", "/attachments/0/message"))
    tab = listed(window)
    assert tab.tree.current == entry(tab, "__attach_version1.0_#00000000/__substg1.0_3701000D")
    assert links(tab)[0].startswith("/attachments/0/message")


@pytest.mark.parametrize("path", hostile_files(), ids=lambda path: path.name)
def test_damaged_files_are_listed_and_every_sector_can_be_chosen(
    window: MainWindow, qtbot, path: Path
) -> None:
    window.page.prefer("storages")
    with qtbot.waitSignal(window.bench.batch_done, timeout=20_000):
        window.open_paths([str(path)])
    tab = listed(window)
    if tab.storage is None:
        return  # no message: what it is has been said
    sectors = tab.storage.sectors
    for number in range(-1, sectors.file.count, 5):
        tab.sectors.chosen.emit(False, number)
    for number in range(0, sectors.mini.count, 11):
        tab.sectors.chosen.emit(True, number)
    for index in range(0, tab.storage.count, 5):
        tab.select(index)
    assert window.grab().width() > 0


def test_cross_linked_streams_are_marked_on_the_map(window, qtbot, tmp_path: Path) -> None:
    from tests.oxmsg.building import message
    from tests.storage.test_sector_map import with_fat

    tree = message([(0x0037001F, b"a\0")])
    tree = {"one": b"1" * 4096, "two": b"2" * 4096, **tree}
    path = tmp_path / "crossed.msg"
    path.write_bytes(with_fat(compound(tree), {11: 2}))
    window.page.prefer("storages")
    with qtbot.waitSignal(window.bench.batch_done, timeout=20_000):
        window.open_paths([str(path)])
    tab = listed(window)
    tab.sectors.switch.button(FILE).click()
    assert "Claimed twice 4" in tab.sectors.legend.items()
    assert "Unreferenced 4" in tab.sectors.legend.items()
    said = tab.sectors.words(2, 1)
    assert "claimed twice" in said
    assert "one" in said
    assert "two" in said


def test_the_view_somebody_moves_is_remembered(window, tab) -> None:
    parts = window.page.parts()
    assert {"columns/storages", "splitter/storage", "splitter/sectors"} <= set(parts)
    tab.tree.setColumnHidden(2, True)
    state = parts["columns/storages"].saveState()
    tab.tree.setColumnHidden(2, False)
    assert parts["columns/storages"].restoreState(state)
    assert tab.tree.isColumnHidden(2)


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_names_of_columns_and_our_own_words_fit(window, tab, theme, percent: int) -> None:
    window.resize(SIZE)
    theme.set_type(Type(percent))
    QApplication.processEvents()
    tree, metrics = tab.tree, window.fontMetrics()
    for number in tree.columns_on_show():
        column = tree.entries.columns[number]
        assert metrics.horizontalAdvance(column.title) + 16 <= tree.columnWidth(number), column.key
        if column.key in ("type", "size", "kind", "sectors"):
            for index in range(tab.storage.count):
                look = tree.entries.index_of(index).siblingAtColumn(number).data(Role.LOOK)
                shown = cell_text(look, tree.columnWidth(number))
                assert shown in (look.text, look.short), column.key
    theme.set_type(Type())


def test_in_a_low_window_nothing_is_cut_in_half(tab, window: MainWindow) -> None:
    panel = tab.stream.bytes
    for height in range(760, 380, -20):
        window.resize(1280, height)
        QApplication.processEvents()
        for one in panel.facts.findChildren(QLabel):
            assert not one.isVisible() or one.height() >= one.fontMetrics().height(), height
        legend = tab.sectors.legend
        assert not legend.isVisible() or legend.height() >= legend.heightForWidth(legend.width())
        for header in (panel.header, tab.sectors.header):
            assert header.height() >= header.sizeHint().height(), height


def test_a_place_wanted_while_the_file_is_listed_takes_off_a_filter_that_hides_it(
    tab, window: MainWindow
) -> None:
    tab.filter.setText("no such name")
    tab.runner.drain()
    window.tree_dock.select(window.bench.tree.sessions()[0])
    message = window.bench.tree.sessions()[0].children[0]
    window.tree_dock.select(message)
    window.page.show_property(0x0037_001F)
    tab.show_listing(window.bench.row(message).list_storage())
    tab.show_place(SUBJECT, 0, 4)
    listed(window)
    assert tab.tree.current == entry(tab, SUBJECT)
    assert tab.stream.hex.selection == (0, 4)

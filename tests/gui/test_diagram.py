"""The ownership diagram in the window: cells by state, groups, keys, mouse, teardown and replay."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from msginspector.gui.main_window import MainWindow
from msginspector.gui.stage import diagram_words
from msginspector.gui.stage.diagram_canvas import DiagramCanvas
from msginspector.gui.stage.diagram_cell import CellItem, key_of
from msginspector.gui.stage.diagram_sheet import MOST
from msginspector.gui.stage.diagram_view import DiagramView
from msginspector.gui.theme import DARK
from msginspector.stage.cells import Cell


@pytest.fixture
def diagram(opened, node_at) -> tuple[MainWindow, DiagramView]:
    window = opened("nested-three-deep.msg", "attachments.msg")
    window.resize(1440, 900)
    window.story_dock.setMinimumHeight(420)  # room for a cell of its own for everything
    for kind, path in (("attachment", "/attachments/0"),
                       ("message", "/attachments/0/message")):  # fmt: skip
        window.tree_dock.select(node_at(kind, path))
    return window, settled(window)


def settled(window: MainWindow) -> DiagramView:
    window.bench.ledger.flush()
    window.story_dock.show_view("ownership")
    QApplication.processEvents()
    view = window.story_dock.view("ownership")
    assert isinstance(view, DiagramView)
    view._refresh()
    if view.canvas is not None:
        view.canvas.settle()
    return view


def cells(view: DiagramView) -> list[Cell]:
    return list(view.ownership.cells())


def names(view: DiagramView) -> list[str]:
    return [diagram_words.name(cell) for cell in cells(view)]


def states(view: DiagramView) -> list[str]:
    return [cell.state for cell in cells(view)]


def named(view: DiagramView, name: str) -> Cell:
    return next(cell for cell in cells(view) if diagram_words.name(cell) == name)


def item_of(canvas: DiagramCanvas, cell: Cell) -> CellItem:
    return canvas._items[key_of(cell)]


def middle(canvas: DiagramCanvas, cell: Cell) -> QPoint:
    item = item_of(canvas, cell)
    canvas.ensureVisible(item)
    return canvas.mapFromScene(item.mapToScene(item.box.center()))


@pytest.fixture
def crowd(opened, samples) -> tuple[MainWindow, DiagramView]:
    """A session of 21 messages."""
    window = opened("attachments.msg")
    session = window.bench.sessions[0]
    for _ in range(20):
        session.open_file(samples / "task.msg")
    return window, settled(window)


def test_it_is_the_first_view_and_the_sheet_is_made_with_the_first_object(window, samples) -> None:
    assert window.story_dock.current == "ownership"
    view = window.story_dock.view("ownership")
    assert view.canvas is None
    assert view.hint.isVisible()
    window.open_paths([str(samples / "task.msg")])
    window.bench.runner.drain()
    settled(window)
    assert view.canvas.isVisible()
    assert not view.hint.isVisible()


def test_every_tracked_object_has_a_cell_with_its_state(diagram) -> None:
    window, view = diagram
    rows = window.bench.ledger.rows
    assert {cell.alone.id for cell in cells(view)} == set(rows)
    assert set(states(view)) == {"open"}
    assert window.story_dock.header.text().startswith(f"Ownership  ·  {len(rows)} objects")
    places = [item_of(view.canvas, cell).sceneBoundingRect() for cell in cells(view)]
    assert all(view.canvas.sceneRect().contains(place) for place in places)


def test_references_and_states_change_in_their_cells_alone(diagram) -> None:
    window, view = diagram
    items, version = dict(view.canvas._items), view.ownership.version
    window.actions_["open-again"].trigger()
    window.bench.ledger.flush()
    cell = view.ownership.cell_of(window.target().id)
    assert cell.references == 2
    for _ in range(2):
        window.actions_["release"].trigger()
    window.bench.ledger.flush()
    assert states(view).count("released") == 1
    assert view.canvas._items == items
    assert view.ownership.version == version


def test_the_teardown_is_followed_cell_by_cell(diagram) -> None:
    window, view = diagram
    window.stage.set_speed("step")
    window.actions_["close-session"].trigger()
    total = len(cells(view))
    for done in range(1, total):
        window.actions_["teardown-step"].trigger()
        found = states(view)
        assert found.count("closed") == done
        assert found.count("closing") == (2 if done < total - 1 else 1)
        closing = max(cells(view), key=lambda cell: (cell.state == "closing", cell.column))
        seen = view.canvas.mapToScene(view.canvas.viewport().rect()).boundingRect()
        assert seen.contains(item_of(view.canvas, closing).pos())
    window.actions_["teardown-step"].trigger()
    assert set(states(view)) == {"closed"}


def test_a_fault_is_marked_and_told(diagram, node_at) -> None:
    window, view = diagram
    window.tree_dock.select(node_at("attachment", "/attachments/0"))
    window.actions_["fail-closing"].trigger()
    window.actions_["close-session"].trigger()
    window.closing.finish()
    (failed,) = [cell for cell in cells(view) if cell.failed]
    assert failed.alone.label == node_at("attachment", "/attachments/0").label
    assert diagram_words.told(failed).endswith("Closing it failed; the event log says why.")


def test_a_replay_is_drawn(diagram) -> None:
    window, view = diagram
    window.actions_["close-session"].trigger()
    window.closing.finish()
    window.actions_["replay"].trigger()
    window.stage.replaying.hold()
    window.stage.replaying.go(0)
    assert set(states(view)) == {"listed"}
    window.stage.replaying.go(3)
    assert states(view).count("open") == 3
    window.actions_["teardown-finish"].trigger()
    settled(window)
    assert set(states(view)) == {"closed"}


def test_many_of_a_kind_share_a_cell_that_unfolds_and_folds_again(crowd) -> None:
    _window, view = crowd
    assert {"21 messages", "21 storages"} <= set(names(view))
    group, canvas = named(view, "21 messages"), view.canvas
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle(canvas, group))
    assert names(view).count("Move the archive to the new server") == 20
    canvas.settle()
    group = named(view, "21 messages")
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle(canvas, group))
    assert "Move the archive to the new server" not in names(view)


def test_a_group_tells_how_many_are_in_which_state(crowd) -> None:
    window, view = crowd
    window.stage.set_speed("step")
    window.actions_["close-session"].trigger()
    for _ in range(4):
        window.actions_["teardown-step"].trigger()
    told = diagram_words.told(named(view, "21 messages"))
    assert told.splitlines()[:2] == [
        "21 messages", "18 open  ·  1 closing  ·  2 closed  ·  19 references"
    ]  # fmt: skip
    assert "Closing now: Move the archive" in told


def test_it_is_walked_and_left_by_keys_and_each_cell_is_read_out(diagram) -> None:
    _window, view = diagram
    canvas = view.canvas
    canvas.setFocus()
    wanted: list[int] = []
    view.object_wanted.connect(wanted.append)
    assert diagram_words.name(canvas.current) == "Session 1"
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.current.column == 1
    assert canvas.accessibleDescription().splitlines()[1].startswith("open")
    interface = QAccessible.queryAccessibleInterface(canvas)
    assert interface.role() == QAccessible.Role.Chart
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert wanted == [view.pointed()]
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert diagram_words.name(canvas.current) == "Session 1"
    QTest.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.current.row == max(cell.row for cell in cells(view))
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert diagram_words.name(canvas.current) == "Session 1"


def test_a_group_unfolds_by_keys_and_stays_the_current_one(crowd) -> None:
    _window, view = crowd
    canvas = view.canvas
    canvas.setFocus()
    canvas.select(named(view, "21 messages"))
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert canvas.current is named(view, "21 messages")
    assert canvas.current.is_opened
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.current.alone is not None
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert not canvas.current.is_opened


def test_the_tree_is_a_key_and_a_double_click_away(diagram) -> None:
    window, view = diagram
    canvas = view.canvas
    cell = next(cell for cell in cells(view) if cell.kind == "attachment")
    QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle(canvas, cell))
    assert window.node.kind == "attachment"
    window.tree_dock.select(window.bench.tree.sessions()[0])
    canvas.setFocus()
    canvas.select(cell)
    window.actions_["show-in-tree"].trigger()
    assert window.node.kind == "attachment"


def test_it_is_zoomed_by_keys_wheel_and_buttons_and_fits_again(diagram) -> None:
    _window, view = diagram
    canvas = view.canvas
    canvas.fit()
    fitted = canvas.transform().m11()
    assert fitted <= MOST
    QTest.keyClicks(canvas, "++")
    assert canvas.transform().m11() > fitted
    QTest.keyClicks(canvas, "0")
    assert canvas.transform().m11() == pytest.approx(fitted)
    canvas.zooms.actions_["farther"].trigger()
    assert canvas.transform().m11() < fitted
    canvas.zooms.actions_["fit"].trigger()
    at = QPointF(canvas.viewport().rect().center())
    below = canvas.mapToScene(at.toPoint())
    turn = QWheelEvent(at, canvas.viewport().mapToGlobal(at), QPoint(), QPoint(0, 120),
                       Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier,
                       Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), turn)
    assert canvas.transform().m11() > fitted
    moved = canvas.mapToScene(at.toPoint()) - below
    bars = (canvas.horizontalScrollBar(), canvas.verticalScrollBar())
    if all(bar.minimum() < bar.value() < bar.maximum() for bar in bars):
        assert abs(moved.x()) < 3
        assert abs(moved.y()) < 3


def test_the_buttons_come_with_the_mouse_and_go_with_it(diagram) -> None:
    _window, view = diagram
    bar = view.canvas.zooms
    bar._place()
    assert bar.isVisible()
    inside = view.canvas.viewport().rect()
    assert inside.contains(bar.geometry())


def test_an_object_has_its_menu(diagram, monkeypatch) -> None:
    window, view = diagram
    asked: list[int] = []
    monkeypatch.setattr(window.menus, "_popup", lambda *_: asked.append(window.menus.target.id))
    canvas = view.canvas
    cell = next(cell for cell in cells(view) if cell.kind == "attachment")
    place = middle(canvas, cell)
    mouse = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(mouse, place, canvas.viewport().mapToGlobal(place))
    QApplication.sendEvent(canvas.viewport(), event)
    assert asked == [cell.alone.id]
    assert window.menus.target is None


def test_dragging_moves_the_sheet_and_opens_nothing(crowd) -> None:
    _window, view = crowd
    canvas = view.canvas
    canvas.zoom(3.0)
    before = names(view)
    start = canvas.viewport().rect().center()
    bar = canvas.horizontalScrollBar()
    bar.setValue(bar.maximum() // 2)
    value = bar.value()
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    ways = ((QEvent.Type.MouseButtonPress, left, 0), (QEvent.Type.MouseMove, none, 30),
            (QEvent.Type.MouseButtonRelease, left, 30))  # fmt: skip
    for kind, button, way in ways:
        at = QPointF(start - QPoint(way, 0))
        place = canvas.viewport().mapToGlobal(at)
        event = QMouseEvent(kind, at, place, button, left, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas.viewport(), event)
    assert bar.value() == min(value + 30, bar.maximum())
    assert names(view) == before


def test_messages_without_a_session_stand_apart_and_leaked_ones_apart_from_those(
    window, samples
) -> None:
    window.bench.open_paths([str(samples / "task.msg"), str(samples / "contact.msg")], None)
    window.bench.runner.drain()
    view = settled(window)
    assert "No session" in names(view)
    assert "Leaked" not in names(view)
    row = next(row for row in window.bench.ledger.rows.values() if row.kind == "message")
    window.bench.ledger.lose(row)
    view = settled(window)
    leaked = named(view, "Leaked")
    assert {cell.alone.id for cell in leaked.children()} == {
        one.id for one in window.bench.ledger.rows.values() if one.top == row.id
    }  # with its storage: the file stays open
    assert "nobody can close them" in diagram_words.told(leaked)


def test_what_is_taken_off_the_window_leaves_the_diagram(diagram) -> None:
    window, view = diagram
    window.actions_["close-session"].trigger()
    window.closing.finish()
    window.actions_["remove"].trigger()
    settled(window)
    assert cells(view) == []
    assert view.canvas._items == {}
    assert view.hint.isVisible()


def test_a_small_dock_has_fewer_cells_than_a_large_one(diagram) -> None:
    window, view = diagram
    window.bench.sessions[0].messages()[1].open_attachment(0)
    for n in range(1, 6):
        window.bench.sessions[0].messages()[1].open_attachment(n)
    view = settled(window)
    large = len(cells(view))
    window.story_dock.setMinimumHeight(1)
    window.resizeDocks([window.story_dock], [90], Qt.Orientation.Vertical)
    view = settled(window)
    assert len(cells(view)) <= large
    window.story_dock.setMinimumHeight(420)
    view = settled(window)
    assert len(cells(view)) == large


def test_a_shown_state_is_a_shape_and_a_colour(diagram) -> None:
    window, view = diagram
    canvas = view.canvas
    canvas.select(None)
    cell = next(cell for cell in cells(view) if cell.kind == "attachment")
    row = window.bench.ledger.rows[cell.alone.id]
    looks = {}
    for state in ("listed", "open", "released", "closing", "closed"):
        row.state = state
        view.take((), [row])
        canvas.show_object(row.id)
        at = canvas.mapFromScene(item_of(canvas, cell).sceneBoundingRect()).boundingRect()
        picture = canvas.viewport().grab(at).toImage()
        gray = picture.convertToFormat(picture.Format.Format_Grayscale8)
        looks[state] = bytes(picture.constBits()), bytes(gray.constBits())
    assert len({color for color, _ in looks.values()}) == len(looks)
    assert len({shape for _, shape in looks.values()}) == len(looks)


def test_it_follows_the_theme(diagram) -> None:
    window, view = diagram
    window.theme.choose(DARK)
    QApplication.processEvents()
    picture = view.canvas.grab().toImage()
    corner = picture.pixelColor(picture.width() - 2, 2)
    assert corner == QColor(window.theme.tokens.base)


def test_cells_glide_to_their_places_and_new_ones_come_out_of_their_parents(diagram, qtbot) -> None:
    window, view = diagram
    canvas, message = view.canvas, window.bench.sessions[0].messages()[1]
    handle = message.open_attachment(1)
    window.bench.ledger.flush()
    item = item_of(canvas, view.ownership.cell_of(handle.id))
    assert item.opacity() < 1
    qtbot.waitUntil(lambda: item.opacity() == 1, timeout=5000)
    assert item.pos() == canvas._look.place(item.cell)


def test_nothing_glides_where_somebody_prefers_that(diagram) -> None:
    window, view = diagram
    window.settings.put("motion", "still")
    window.preferences.apply()
    handle = window.bench.sessions[0].messages()[1].open_attachment(1)
    window.bench.ledger.flush()
    item = item_of(view.canvas, view.ownership.cell_of(handle.id))
    assert item.opacity() == 1
    assert item.pos() == view.canvas._look.place(item.cell)


def test_nothing_glides_while_very_much_is_opened_at_once(diagram, samples) -> None:
    window, view = diagram
    session = window.bench.sessions[0]
    for _ in range(20):
        session.open_file(samples / "task.msg")
    window.bench.ledger.flush()
    for cell in cells(view):
        item = item_of(view.canvas, cell)
        assert item.opacity() == 1
        assert item.pos() == view.canvas._look.place(cell)


def test_names_are_cut_before_columns_are_out_of_view(diagram) -> None:
    window, _ = diagram
    widths = {}
    for wide in (1440, 1280):
        window.resize(wide, 900)
        QApplication.processEvents()
        canvas = settled(window).canvas
        assert canvas.horizontalScrollBar().maximum() == 0, wide
        widths[wide] = [width for _, width in canvas._look.columns]
    assert widths[1280][0] == widths[1440][0]  # a session is always called by its whole name
    assert sum(widths[1280]) < sum(widths[1440])

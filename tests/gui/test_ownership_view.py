"""The ownership diagram in the window: boxes by state, groups, keys, teardown and replay."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from msginspector.gui.main_window import MainWindow
from msginspector.gui.stage.ownership_view import OwnershipView


@pytest.fixture
def diagram(opened, node_at) -> tuple[MainWindow, OwnershipView]:
    window = opened("nested-three-deep.msg", "attachments.msg")
    for kind, path in (("attachment", "/attachments/0"),
                       ("message", "/attachments/0/message")):  # fmt: skip
        window.tree_dock.select(node_at(kind, path))
    window.story_dock.show_view("ownership")
    view = window.story_dock.view("ownership")
    view._draw()
    return window, view


def states(view: OwnershipView) -> dict[str, str]:
    return {face.text: face.state for face in view.canvas.faces.values()}


def settle(window: MainWindow, view: OwnershipView) -> None:
    window.bench.ledger.flush()
    view._draw()


def test_it_is_the_first_view_and_says_what_will_be_there(window: MainWindow) -> None:
    assert window.story_dock.current == "ownership"
    assert "What is opened appears here" in window.story_dock.view("ownership")._nothing.text()
    assert window.story_dock.view("ownership").canvas.faces == {}


def test_every_tracked_object_has_a_box_with_its_state(diagram) -> None:
    window, view = diagram
    rows = window.bench.ledger.rows
    assert set(view._drawing.box_of) == set(rows)
    assert set(states(view).values()) == {"open"}
    assert window.story_dock.header.text().startswith(f"Ownership  ·  {len(rows)} objects")


def test_references_and_states_change_in_their_boxes_alone(diagram) -> None:
    window, view = diagram
    boxes = dict(view.canvas._items)
    window.actions_["open-again"].trigger()
    face = view.canvas.faces[view._drawing.box_of[window.target().id].key]
    assert face.references == 2
    for _ in range(2):
        window.actions_["release"].trigger()
    assert list(states(view).values()).count("released") == 1
    assert view.canvas._items == boxes


def test_the_teardown_is_followed_box_by_box(diagram) -> None:
    window, view = diagram
    window.actions_["speed-step"].trigger()
    window.actions_["close-session"].trigger()
    total = len(view.canvas.faces)
    for done in range(1, total):
        window.actions_["teardown-step"].trigger()
        found = list(states(view).values())
        assert found.count("closed") == done
        assert found.count("closing") == (2 if done < total - 1 else 1)
    window.actions_["teardown-step"].trigger()
    assert set(states(view).values()) == {"closed"}


def test_a_fault_is_marked(diagram, node_at) -> None:
    window, view = diagram
    window.tree_dock.select(node_at("attachment", "/attachments/0"))
    window.actions_["fail-closing"].trigger()
    window.actions_["close-session"].trigger()
    window.closing.finish()
    assert [face.text for face in view.canvas.faces.values() if face.failed] == [
        node_at("attachment", "/attachments/0").label
    ]


def test_a_replay_is_drawn(diagram) -> None:
    window, view = diagram
    window.actions_["close-session"].trigger()
    window.closing.finish()
    window.actions_["replay"].trigger()
    window.stage.replaying.hold()
    window.stage.replaying.go(0)
    assert set(states(view).values()) == {"listed"}
    window.stage.replaying.go(3)
    assert sorted(states(view).values()).count("open") == 3
    window.actions_["teardown-finish"].trigger()
    settle(window, view)
    assert set(states(view).values()) == {"closed"}


def test_many_of_a_kind_are_one_box_that_opens(opened, samples) -> None:
    window = opened("attachments.msg")
    session = window.bench.sessions[0]
    for _ in range(20):
        session.open_file(samples / "task.msg")
    view = window.story_dock.view("ownership")
    settle(window, view)
    texts = set(states(view))
    assert {"21 messages", "21 storages"} <= texts
    key = next(key for key, face in view.canvas.faces.items() if face.text == "21 messages")
    view.canvas.chosen.emit(key)
    assert "21 messages" not in states(view)
    assert list(states(view)).count("Move the archive to the new server") == 1
    session.messages()[3].release()
    window.bench.ledger.flush()


def test_a_group_says_how_many_are_left(opened, samples) -> None:
    window = opened("attachments.msg")
    session = window.bench.sessions[0]
    for _ in range(20):
        session.open_file(samples / "task.msg")
    view = window.story_dock.view("ownership")
    settle(window, view)
    window.actions_["speed-step"].trigger()
    window.actions_["close-session"].trigger()
    for _ in range(4):
        window.actions_["teardown-step"].trigger()
    assert {"19 of 21 messages", "19 of 21 storages"} <= set(states(view))


def test_it_is_walked_and_left_by_keys(diagram) -> None:
    _window, view = diagram
    canvas = view.canvas
    canvas.setFocus()
    wanted = []
    view.object_wanted.connect(wanted.append)
    first = canvas.current
    assert canvas.faces[first].text == "Session 1"
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.current != first
    assert canvas.accessibleDescription().endswith("open")
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert wanted == [view.pointed()]
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.current == first


def test_it_is_zoomed_by_keys_and_fits_again(diagram) -> None:
    _window, view = diagram
    canvas = view.canvas
    fitted = canvas.transform().m11()
    QTest.keyClicks(canvas, "++")
    assert canvas.transform().m11() > fitted
    QTest.keyClicks(canvas, "0")
    assert canvas.transform().m11() == pytest.approx(fitted)


def test_messages_without_a_session_stand_apart(window, samples) -> None:
    window.bench.open_paths([str(samples / "task.msg")], None)
    window.bench.runner.drain()
    view = window.story_dock.view("ownership")
    settle(window, view)
    assert "No session" in states(view)


def test_what_is_taken_off_the_window_leaves_the_diagram(diagram) -> None:
    window, view = diagram
    window.actions_["close-session"].trigger()
    window.closing.finish()
    window.actions_["remove"].trigger()
    settle(window, view)
    assert view.canvas.faces == {}

"""Close session in the window: the cascade is seen, values go, the report stays."""

from __future__ import annotations

import json

import pytest
from PySide6.QtGui import QGuiApplication

from msginspector.gui.roles import Role


@pytest.fixture
def busy(opened, node_at):
    """A window with several messages, tables, attachments and embedded messages open."""
    window = opened("nested-three-deep.msg", "attachments.msg", "contact.msg")
    for kind, path in (
        ("recipient_table", "/recipients"),
        ("attachment_table", "/attachments"),
        ("message", "/attachments/0/message/attachments/0/message"),
        ("attachment", "/attachments/0"),
    ):
        window.tree_dock.select(node_at(kind, path))
    window.actions_["open-again"].trigger()
    window.tree_dock.select(node_at("message", "/"))
    return window


def marks(window, role: int = Role.STATE) -> set[str]:
    """Every state mark in the tree, or every tone of its text."""
    tree = window.bench.tree
    return {tree.index_of(node).data(role) for node in tree.listed()}


def all_is_closed(window) -> bool:
    """What was tracked is closed, what was only listed is not, and all of it is dimmed."""
    return marks(window) <= {"closed", "listed", ""} and marks(window, Role.TONE) == {"closed"}


def hold(window, steps: int = 0):
    """Start to close the current session, hold at once, and take some steps."""
    window.actions_["close-session"].trigger()
    teardown = window.closing.teardown
    teardown.pause()
    for _ in range(steps):
        window.actions_["teardown-step"].trigger()
    return teardown


def test_the_cascade_ends_with_every_mark_closed_and_a_report(busy, close_session) -> None:
    number = len(busy.bench.ledger.rows)
    close_session()
    assert all_is_closed(busy)
    page = busy.presenter.session_page
    assert page.isVisible()
    assert page.steps.source.rowCount() == number
    assert page.report_header.text().startswith(f"Session 1 closed  ·  {number} objects")
    assert "no faults" in page.report_header.text()
    assert busy.bench.workspace.pool.open_handles == 0


def test_closing_takes_more_than_one_tick_and_shows_every_step_of_a_small_session(
    busy, qtbot
) -> None:
    seen: list[int] = []
    busy.actions_["close-session"].trigger()
    teardown = busy.closing.teardown
    teardown.progressed.connect(lambda done, _total: seen.append(done))
    with qtbot.waitSignal(busy.closing.ended):
        pass
    assert seen == list(range(1, teardown.total + 1))


def test_a_value_on_show_is_blanked_by_the_step_that_closes_its_message(busy) -> None:
    tab = busy.page.properties
    shown = busy.node.top
    assert tab.model.rowCount() > 0
    hold(busy)
    while busy.bench.ledger.rows[shown].state != "closed":
        assert tab.model.rowCount() > 0
        busy.actions_["teardown-step"].trigger()
    assert tab.model.rowCount() == 0
    assert tab.value.hex.size_in_bytes == 0
    assert "was closed by step" in busy.page.note.text()
    assert busy.page.card.title.full_text() == busy.node.label
    busy.actions_["teardown-finish"].trigger()


def test_going_back_to_a_closed_message_shows_no_values(busy, close_session) -> None:
    message = busy.node
    close_session()
    busy.tree_dock.select(message)
    assert busy.page.card.title.full_text() == message.label
    assert busy.page.card.chips() == ["closed"]
    assert busy.page.properties.model.rowCount() == 0
    assert "was closed by step" in busy.page.note.text()


def test_a_held_teardown_goes_on_only_when_asked(busy) -> None:
    teardown = hold(busy, steps=3)
    assert (teardown.done, teardown.running) == (3, False)
    header = busy.tracked_dock.header.text()
    assert header == f"Closing Session 1  ·  3 of {teardown.total}  ·  held"
    badge = busy.bench.tree.index_of(busy.bench.tree.sessions()[0]).data(Role.BADGES)
    assert badge == ((f"closing 3/{teardown.total}", "dim"),)
    assert {"open", "closing", "closed"} <= marks(busy) | {
        row.shown_state for row in busy.tracked_dock.model.rows
    }
    busy.actions_["teardown-finish"].trigger()
    assert busy.closing.teardown is None


def test_the_session_and_one_object_in_it_at_a_time_are_shown_as_closing(busy) -> None:
    hold(busy, steps=2)
    shown = [row.id for row in busy.tracked_dock.model.rows if row.shown_state == "closing"]
    assert len(shown) == 2
    assert shown[0] == busy.bench.sessions[0].id
    busy.actions_["teardown-step"].trigger()
    assert busy.bench.ledger.rows[shown[1]].state == "closed"
    busy.actions_["teardown-finish"].trigger()


def test_a_session_shows_as_closing_everywhere_from_its_first_step_to_its_last(busy) -> None:
    node = busy.bench.tree.sessions()[0]
    row = busy.bench.ledger.rows[node.top]
    busy.tree_dock.select(node)
    seen: set[tuple[object, ...]] = set()

    def look(*_: object) -> None:
        mark = busy.bench.tree.index_of(node).data(Role.STATE)
        seen.add((mark, row.shown_state, busy.presenter.session_page.card.chips()[0]))

    teardown = hold(busy)
    look()
    teardown.progressed.connect(look)
    for _ in range(teardown.total - 1):
        busy.actions_["teardown-step"].trigger()
    assert seen == {("closing", "closing", "closing")}
    busy.actions_["teardown-step"].trigger()
    seen.clear()
    look()
    assert seen == {("closed", "closed", "closed")}


def test_while_a_session_closes_nothing_opens_in_it(busy, qtbot, samples) -> None:
    hold(busy, steps=1)
    with qtbot.waitSignal(busy.bench.batch_done):
        busy.open_paths([str(samples / "task.msg")])
    assert [node.label for node in busy.bench.tree.sessions()] == ["Session 1", "Session 2"]
    busy.actions_["teardown-finish"].trigger()


def test_a_fault_is_shown_and_the_rest_closes(busy, close_session) -> None:
    session = busy.bench.workspace.sessions[0]
    session.inject_fault(busy.node.top, "the disk is on fire")
    close_session()
    page = busy.presenter.session_page
    assert "1 fault" in page.report_header.text()
    results = [page.steps.source.columns[4].text(step) for step in page.steps.source.rows]
    assert [text for text in results if text != "closed"] == [
        "closed with a fault: the disk is on fire"
    ]
    assert all_is_closed(busy)


def test_the_report_can_be_copied_and_holds_the_document(busy, close_session) -> None:
    close_session()
    busy.actions_["copy-report"].trigger()
    text = QGuiApplication.clipboard().text()
    document = json.loads(text[text.index("{\n") :])
    assert document == busy.bench.workspace.sessions[0].report.to_dict()


def test_reopen_opens_the_same_files_in_a_new_session(busy, close_session, qtbot) -> None:
    close_session()
    with qtbot.waitSignal(busy.bench.batch_done):
        busy.actions_["reopen"].trigger()
    old, new = busy.bench.tree.sessions()
    assert [node.label for node in new.children] == [node.label for node in old.children]
    assert busy.bench.ledger.open_count(new.session) == 7


def test_removing_a_closed_session_leaves_the_window_empty(busy, close_session) -> None:
    close_session()
    busy.actions_["remove"].trigger()
    assert busy.bench.tree.sessions() == ()
    assert busy.node is None
    assert busy.tracked_dock.model.rowCount() == 0


def test_closing_one_session_leaves_the_other_open(opened, window, close_session) -> None:
    opened("plain-mail.msg")
    window.actions_["new-session"].trigger()
    opened("contact.msg")
    close_session()
    first, second = window.bench.tree.sessions()
    assert [window.bench.tree.state(node) for node in (first, second)] == ["open", "closed"]


def test_the_event_log_holds_every_event_in_order(busy, close_session) -> None:
    close_session()
    numbers = [event.seq for event in busy.story_dock.view("events").model.rows]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [event.event for event in busy.story_dock.view("events").model.rows][-1] == "closed"


def test_a_session_of_many_objects_closes_in_little_more_than_a_second(
    window, qtbot, samples, tmp_path
) -> None:
    source = (samples / "task.msg").read_bytes()
    for number in range(300):
        (tmp_path / f"{number}.msg").write_bytes(source)
    with qtbot.waitSignal(window.bench.batch_done, timeout=30_000):
        window.open_paths([str(tmp_path)])
    assert len(window.bench.ledger.rows) == 601
    with qtbot.waitSignal(window.closing.ended, timeout=5_000):
        window.actions_["close-session"].trigger()
    assert all_is_closed(window)

"""References: open again, release, reload."""

from __future__ import annotations

import shutil

from tests.gui.looks import tracked


def test_open_again_and_release_count_references(opened, node_at) -> None:
    window = opened("attachments.msg")
    window.tree_dock.select(node_at("attachment", "/attachments/0"))
    window.actions_["open-again"].trigger()
    assert tracked(window)[-1] == ("attachment", "/attachments/0", "open", 2)
    window.actions_["release"].trigger()
    assert tracked(window)[-1] == ("attachment", "/attachments/0", "open", 1)
    assert window.page.properties.model.rowCount() > 0


def test_a_session_among_the_tracked_objects_is_neither_opened_again_nor_released(opened) -> None:
    window = opened("attachments.msg")
    tracked_rows = window.bench.ledger.rows.values()
    session = next(row for row in tracked_rows if row.kind == "session")
    message = next(row for row in tracked_rows if row.kind == "message")
    offered = {}
    for row in (session, message):
        window.menus.target = row
        offered[row.kind] = "is_open_object" in window.facts()
    window.menus.target = None
    assert offered == {"session": False, "message": True}


def test_the_last_release_blanks_the_values_and_says_why(opened, node_at) -> None:
    window = opened("attachments.msg")
    window.tree_dock.select(node_at("attachment", "/attachments/0"))
    window.actions_["release"].trigger()
    tab = window.page.properties
    assert tab.model.rowCount() == 0
    assert tab.value.hex.size_in_bytes == 0
    assert tab.value.text.toPlainText() == ""
    assert "was released" in window.page.note.text()
    assert not window.actions_["release"].isEnabled()


def test_an_open_attachment_outlives_the_release_of_its_message(opened, node_at) -> None:
    window = opened("attachments.msg")
    message, attachment = node_at("message", "/"), node_at("attachment", "/attachments/0")
    window.tree_dock.select(attachment)
    window.bench.release(message)
    assert window.page.properties.model.rowCount() > 0
    assert window.page.properties.value.hex.size_in_bytes > 0
    window.tree_dock.select(message)
    assert "was released" in window.page.note.text()
    window.tree_dock.select(attachment)
    assert window.page.properties.model.rowCount() > 0


def test_a_released_message_says_what_keeps_its_file_in_use(window, samples, node_at) -> None:
    window.bench.open_paths([str(samples / "attachments.msg")], None)
    window.bench.runner.drain()
    message = node_at("message", "/")
    first, second = (node_at("attachment", f"/attachments/{number}") for number in (0, 1))
    for node in (first, second, message):
        window.tree_dock.select(node)
    window.actions_["release"].trigger()
    note = window.page.note.text
    assert "Its file stays in use: 2 objects opened from it are not released." in note()
    window.bench.release(first)
    window.bench.ledger.flush()
    assert f"Its file stays in use: “{second.label}”, opened from it, is not released." in note()
    window.bench.release(second)
    window.bench.ledger.flush()
    assert note().startswith(f"“{message.label}” was closed")


def test_selecting_a_released_object_again_opens_a_new_one(opened, node_at) -> None:
    window = opened("attachments.msg")
    attachment = node_at("attachment", "/attachments/0")
    window.tree_dock.select(attachment)
    window.actions_["release"].trigger()
    window.tree_dock.select(node_at("message", "/"))
    window.tree_dock.select(attachment)
    assert [row[1:] for row in tracked(window)[1:]] == [
        ("/attachments/0", "released", 0), ("/attachments/0", "open", 1),
    ]  # fmt: skip
    assert window.page.properties.model.rowCount() > 0


def test_reload_releases_a_message_and_opens_its_file_anew(
    window, qtbot, samples, tmp_path
) -> None:
    path = tmp_path / "mail.msg"
    shutil.copy(samples / "plain-mail.msg", path)
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(path)])
    shutil.copy(samples / "contact.msg", path)
    with qtbot.waitSignal(window.bench.batch_done):
        window.actions_["reload"].trigger()
    assert [row[2] for row in tracked(window)] == ["released", "open"]
    assert window.node.label == "Carla Nunes"
    assert window.page.card.title.full_text() == "Carla Nunes"


def test_a_changed_file_is_told_in_the_status_bar_and_among_the_findings(
    window, qtbot, samples, tmp_path
) -> None:
    path = tmp_path / "mail.msg"
    shutil.copy(samples / "plain-mail.msg", path)
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(path)])
    qtbot.waitUntil(lambda: not window.bench.runner.busy)
    assert window.status.file.full_text().endswith("unchanged")
    with path.open("ab") as file:
        file.write(bytes(512))
    window.tree_dock.select(window.bench.tree.sessions()[0])
    window.tree_dock.select(window.bench.tree.sessions()[0].children[0])
    assert "unchanged" not in window.status.file.full_text()


def test_a_closed_message_without_a_session_is_reopened_or_removed(window, qtbot, samples) -> None:
    bench = window.bench
    with qtbot.waitSignal(bench.batch_done):
        bench.open_paths([str(samples / "task.msg"), str(samples / "contact.msg")], None)
    place = bench.tree.session_node(None)
    task, contact = place.children
    window.tree_dock.select(task)
    assert not window.actions_["remove"].isEnabled()
    window.actions_["release"].trigger()
    assert bench.tree.state(task) == "closed"
    with qtbot.waitSignal(bench.batch_done):
        window.actions_["reopen"].trigger()
    again = place.children[2]
    assert bench.ledger.rows[again.top].session is None
    window.tree_dock.select(task)
    window.actions_["remove"].trigger()
    assert place.children == [contact, again]
    assert window.node is contact
    assert task.top not in bench.ledger.rows
    for node in (contact, again):
        window.tree_dock.select(node)
        window.actions_["release"].trigger()
        window.actions_["remove"].trigger()
    assert bench.tree.sessions() == ()
    assert window.node is None

"""Messages in attachments and mail of other kinds, in the tree and on the page."""

from __future__ import annotations

from pathlib import Path

from tests.builders.messages import note, written

MAIL = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Inside\r\n\r\nHello\r\n"


def open_outer(window, qtbot, folder: Path, name: str, data: bytes):
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(written(folder, note("Outside", attachments=[(name, data)])))])
    tree = window.bench.tree
    outer = tree.sessions()[0].children[0]
    tree.list_children(outer)
    table = next(node for node in outer.children if node.kind == "attachment_table")
    tree.list_children(table)
    attachment = table.children[0]
    tree.list_children(attachment)
    return attachment.children[0]


def test_an_attached_mail_stands_below_its_attachment_and_opens_when_selected(
    window, qtbot, tmp_path: Path
) -> None:
    node = open_outer(window, qtbot, tmp_path, "mail.eml", MAIL)
    assert (node.kind, node.path, node.label) == ("message", "/attachments/0/message", "mail.eml")
    assert window.bench.tracked(node) is None  # listed
    window.tree_dock.select(node)
    assert window.bench.tracked(node).state == "open"
    assert window.page.card.title.text() == "Inside"
    assert "made from Internet mail" in window.page.card.chips()
    window.actions_["close-session"].trigger()
    window.actions_["teardown-finish"].trigger()
    assert window.bench.tracked(node).state == "closed"


def test_below_a_name_that_promises_too_much_there_is_no_message(
    window, qtbot, tmp_path: Path
) -> None:
    node = open_outer(window, qtbot, tmp_path, "mail.msg", b"nothing of that kind")
    assert node.kind == "properties"


def test_a_file_of_internet_mail_is_shown_as_what_it_is(window, qtbot, tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(MAIL)
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(tmp_path)])
    assert window.page.card.title.text() == "Inside"
    assert "made from Internet mail" in window.page.card.chips()
    window.page.show_tab("storages")
    assert window.page.storage.storage is not None

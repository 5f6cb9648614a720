"""Messages in attachments and mail of other kinds, in the tree and on the page."""

from __future__ import annotations

from pathlib import Path

from msginspector.gui.ledger import Key
from msginspector.oxmsg.writer import MessageWriter
from tests.builders.messages import fill, note, written

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


ENTITY = b"Content-Type: text/plain\r\n\r\nHello\r\n"


def test_a_signed_mail_without_a_subject_is_called_what_it_is(
    window, qtbot, tmp_path: Path
) -> None:
    data = b"MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=x\r\n\r\n"
    data += b"--x\r\n" + ENTITY + b"\r\n--x\r\n"
    data += b"Content-Type: application/pkcs7-signature\r\n\r\nnone\r\n--x--\r\n"
    outside = fill(MessageWriter(), "Outside", "IPM.Note.SMIME.MultipartSigned")
    part = outside.add_attachment()
    part.set(0x370E001F, "multipart/signed")
    part.set_data(data)
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(written(tmp_path, outside))])
    top = window.bench.tree.sessions()[0].children[0].top
    node = window.bench.tree.find(Key(top, "message", "/attachments/0/message"))
    assert node.label == "Signed mail"
    window.tree_dock.select(node)
    assert window.page.card.title.full_text() == "Signed mail"
    attachment = window.bench.tree.find(Key(top, "attachment", "/attachments/0"))
    window.bench.release(attachment)
    window.bench.release(node)
    window.bench.ledger.flush()
    window.bench.tree.list_children(node)
    group = next(child for child in node.children if child.kind == "properties")
    window.tree_dock.select(group)
    assert "Select the message “" in window.page.note.text()


def test_what_holds_a_released_attachment_is_told_to_be_selected_by_name(opened, node_at) -> None:
    window = opened("nested-three-deep.msg")
    attachment = node_at("attachment", "/attachments/0")
    window.tree_dock.select(attachment)
    window.bench.tree.list_children(attachment)
    group = next(child for child in attachment.children if child.kind == "properties")
    window.bench.release(attachment)
    window.bench.ledger.flush()
    window.tree_dock.select(group)
    assert f"Select the attachment “{attachment.label}” once more" in window.page.note.text()


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

"""Opening files and folders: by drop, by menu, again, without a session."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
)

from msginspector.gui.file_search import message_files
from msginspector.gui.main_window import MainWindow
from msginspector.gui.views.recent_menu import RecentMenu
from tests.gui.looks import tracked


def drop(window: MainWindow, *paths: Path) -> QDropEvent:
    """A drop of files on the middle of the window, entering first as a real one does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place = window.rect().center()
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, _NO_KEYS
    enter = QDragEnterEvent(place, copy, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(place), copy, data, left, none)
    QApplication.sendEvent(window, event)
    return event


_NO_KEYS = Qt.KeyboardModifier.NoModifier


def test_files_open_in_one_session_and_the_first_is_shown(opened) -> None:
    window = opened("plain-mail.msg", "contact.msg")
    (session,) = window.bench.tree.sessions()
    assert [node.label for node in session.children] == ["RE: Export stops at item 1,204",
                                                         "Carla Nunes"]  # fmt: skip
    assert window.node is session.children[0]
    assert window.page.card.title.full_text() == "RE: Export stops at item 1,204"
    assert window.page.properties.model.rowCount() > 30


def test_later_files_go_to_the_open_session(opened) -> None:
    opened("plain-mail.msg")
    window = opened("contact.msg")
    assert len(window.bench.tree.sessions()) == 1


def test_a_file_already_there_is_selected_and_not_opened_again(opened) -> None:
    window = opened("plain-mail.msg", "contact.msg")
    before = len(window.bench.ledger.rows)
    opened("contact.msg")
    assert len(window.bench.ledger.rows) == before
    assert window.node.label == "Carla Nunes"


def test_after_closing_files_go_to_a_new_session(opened, close_session) -> None:
    opened("plain-mail.msg")
    close_session()
    window = opened("contact.msg")
    assert [node.label for node in window.bench.tree.sessions()] == ["Session 1", "Session 2"]


def test_a_folder_is_searched_for_messages_at_any_depth(tmp_path: Path, samples: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("b.msg", "deep/A.MSG", "deep/er/c.oft", "deep/notes.txt"):
        shutil.copy(samples / "plain-mail.msg", tmp_path / name)
    found = [Path(path).relative_to(tmp_path).as_posix() for path in message_files([tmp_path])]
    assert found == ["b.msg", "deep/A.MSG", "deep/er/c.oft"]


def test_a_drop_of_files_and_a_folder_opens_them(window, qtbot, samples, tmp_path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    shutil.copy(samples / "task.msg", folder / "task.msg")
    with qtbot.waitSignal(window.bench.batch_done):
        event = drop(window, samples / "plain-mail.msg", samples / "contact.msg", folder)
    assert event.isAccepted()
    assert len(window.bench.tree.messages(window.bench.tree.sessions()[0].session)) == 3


def test_a_drop_whose_program_is_gone_opens_what_was_dragged_in(window, qtbot, samples) -> None:
    """X gives the files at the drop once more, if the program they come from is there to say."""
    data, copy, left = QMimeData(), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    for name in ("contact.msg", "task.msg"):  # the first drag ends elsewhere
        data.setUrls([QUrl.fromLocalFile(str(samples / name))])
        QApplication.sendEvent(window, QDragEnterEvent(QPoint(9, 9), copy, data, left, _NO_KEYS))
    with qtbot.waitSignal(window.bench.batch_done):
        gone = QDropEvent(QPointF(9, 9), copy, QMimeData(), left, _NO_KEYS)
        QApplication.sendEvent(window, gone)
    assert not window.drop_zone.hint.isVisible()
    files = window.bench.files_of(window.bench.tree.sessions()[0])
    assert files == [str(samples / "task.msg")]


def test_a_drop_of_a_web_address_is_refused(window: MainWindow) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://contoso.example/a.msg")])
    event = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data,
                            Qt.MouseButton.LeftButton, _NO_KEYS)  # fmt: skip
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()


def test_while_files_are_over_the_window_it_says_where_they_will_go(window, samples) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(samples / "task.msg"))])
    event = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data,
                            Qt.MouseButton.LeftButton, _NO_KEYS)  # fmt: skip
    QApplication.sendEvent(window, event)
    assert window.drop_zone.hint.isVisible()
    assert "a new session" in window.drop_zone.hint._text


def test_without_a_session_a_message_stands_under_no_session(window, qtbot, samples) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.bench.open_paths([str(samples / "plain-mail.msg")], None)
    (group,) = window.bench.tree.sessions()
    assert group.label == "No session"
    assert tracked(window) == [("message", "/", "open", 1)]


def test_opened_files_are_remembered_as_recent(opened, samples: Path) -> None:
    window = opened("plain-mail.msg", "contact.msg")
    assert window.settings.strings("recent") == [
        str(samples / "contact.msg"), str(samples / "plain-mail.msg"),
    ]  # fmt: skip


def test_recent_files_stand_in_their_menu_and_open_from_it(opened, qtbot, close_session) -> None:
    window = opened("plain-mail.msg", "contact.msg")
    close_session()
    menu = window.findChild(RecentMenu)
    menu.fill()
    assert [action.text() for action in menu.actions()] == ["contact.msg", "plain-mail.msg"]
    with qtbot.waitSignal(window.bench.batch_done):
        menu.actions()[0].trigger()
    assert window.node.label == "Carla Nunes"


def test_an_opened_folder_is_remembered_itself_and_its_files_are_not(
    window, qtbot, samples: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "customer 7"
    folder.mkdir()
    shutil.copy(samples / "task.msg", folder)
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(folder), str(samples / "contact.msg")])
    assert window.settings.strings("recent") == [str(samples / "contact.msg"), str(folder)]
    menu = window.findChild(RecentMenu)
    menu.fill()
    assert [action.text() for action in menu.actions()] == ["contact.msg", "customer 7/"]

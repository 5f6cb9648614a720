"""The tree of storages and streams: Qt's checker, groups, words, sorting, a source that ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt

from msginspector.analysis.query import Query, compile_query
from msginspector.gui.models.storage_entries import EntriesFilter, StorageEntries
from msginspector.gui.models.storage_lines import COLUMNS
from msginspector.gui.roles import Role
from msginspector.gui.times import Clock
from msginspector.session import Workspace
from msginspector.session.listed_storage import ListedStorage
from tests.gui.model_walks import ROLES, checked, complaints
from tests.storage.building import drained

_NOWHERE = QModelIndex()


@pytest.fixture
def workspace(qapp) -> Workspace:
    with Workspace() as made:
        yield made


@pytest.fixture
def listed(workspace: Workspace, samples: Path) -> ListedStorage:
    message = workspace.open_session().open_file(samples / "attachments.msg")
    return drained(message.list_storage())[1]


@pytest.fixture
def model(listed: ListedStorage) -> StorageEntries:
    made = StorageEntries(Clock())
    made.show(listed)
    return made


def everything(model: object) -> list[QModelIndex]:
    """Every index, parents first."""
    found = [model.index(row, 0, _NOWHERE) for row in range(model.rowCount())]
    for index in found:  # grows while it is walked
        found += [model.index(row, 0, index) for row in range(model.rowCount(index))]
    return found


def query(model: StorageEntries, text: str) -> Query:
    return compile_query(text, model.vocabulary)


def kept(model: StorageEntries, words: str) -> EntriesFilter:
    proxy = EntriesFilter()
    proxy.setSourceModel(model)
    proxy.set_kept(drained(model.matching(query(model, words)))[1] if words else None)
    return proxy


def test_qt_accepts_the_tree_and_the_filter_above_it(qtmodeltester, model) -> None:
    qtmodeltester.check(model)
    with complaints() as said:
        proxy = kept(model, "")
        testers = checked(model), checked(proxy)
        for words in ("subject", "", "nothing like this", "attachment"):
            wanted = drained(model.matching(query(model, words)))[1] if words else None
            proxy.set_kept(wanted)
            proxy.sort(3, Qt.SortOrder.DescendingOrder)
        model.show(None)
        assert testers
        assert said == []


def test_every_entry_has_one_row_and_is_found_there(model, listed) -> None:
    found = [model.entry_of(index) for index in everything(model)]
    entries = [entry for entry in found if entry is not None]
    assert sorted(entries) == list(range(listed.count))
    for index in everything(model):
        entry = model.entry_of(index)
        if entry is not None:
            assert model.index_of(entry) == index
        assert model.hasChildren(index) == (model.rowCount(index) > 0)


def test_a_branch_need_not_be_listed_to_say_whether_it_has_children(model, listed) -> None:
    root = model.index(0, 0)
    rows = [model.index(row, 0, root) for row in range(model.rowCount(root))]
    said = [model.hasChildren(index) for index in rows]
    assert said == [bool(listed.children(model.entry_of(index))) for index in rows]
    assert any(said)


def test_every_cell_answers_every_role(model) -> None:
    for top in everything(model):
        for number, column in enumerate(COLUMNS):
            index = top.siblingAtColumn(number)
            answers = {role: index.data(role) for role in ROLES}
            assert answers[Qt.ItemDataRole.DisplayRole] == column.text(answers[Role.OBJECT])
            assert answers[Role.LOOK].text == answers[Qt.ItemDataRole.DisplayRole]
            assert isinstance(answers[Role.SORT], float | str)


def test_a_row_says_the_raw_name_and_what_it_means(model, listed) -> None:
    index = model.index_of(listed.find("__substg1.0_0037001F"))
    said = {column.key: index.siblingAtColumn(n).data() for n, column in enumerate(COLUMNS)}
    assert said["name"] == "__substg1.0_0037001F"
    assert (said["meaning"], said["type"]) == ("PidTagSubject", "String")
    assert (said["kind"], said["sectors"]) == ("mini", "1")
    storage = model.index_of(listed.find("__attach_version1.0_#00000002"))
    assert storage.siblingAtColumn(1).data() == "Attachment 2  ·  pallet.png"
    assert storage.data(Qt.ItemDataRole.AccessibleTextRole) == (
        "__attach_version1.0_#00000002, Attachment 2  ·  pallet.png, storage"
    )
    stream = model.index_of(listed.find("__attach_version1.0_#00000002/__substg1.0_37010102"))
    assert stream.siblingAtColumn(4).data() == "regular"


def test_a_filter_keeps_what_is_above_and_below_a_row_that_has_its_words(model, listed) -> None:
    proxy = kept(model, "pallet.png")
    shown = {model.entry_of(proxy.mapToSource(index)) for index in everything(proxy)}
    storage = listed.find("__attach_version1.0_#00000002")
    assert shown == {0, storage, *listed.children(storage)}
    assert proxy.shown == len(shown)
    assert everything(kept(model, "nothing like this")) == []
    largest = kept(model, "kind:regular and size>30000")
    assert largest.shown == 3


def test_entries_sort_within_their_storage_by_number(model, listed) -> None:
    proxy = kept(model, "")
    proxy.sort(3, Qt.SortOrder.DescendingOrder)
    storage = proxy.mapFromSource(model.index_of(listed.find("__attach_version1.0_#00000002")))
    sizes = [proxy.index(row, 3, storage).data(Role.SORT) for row in range(proxy.rowCount(storage))]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 35876.0


def test_nothing_is_read_after_the_session_was_closed(workspace, model, listed) -> None:
    index = model.index_of(listed.find("__recip_version1.0_#00000000"))
    workspace.sessions[0].close()
    assert "was closed" in index.siblingAtColumn(1).data()
    assert model.rowCount(index) == 0
    assert model.hasChildren(index) is False
    model.show(None)
    assert model.rowCount() == 0


def test_orphans_and_free_entries_stand_in_groups_of_their_own(
    workspace, tmp_path, qtmodeltester
) -> None:
    from tests.oxmsg.test_storage_listing import letter

    data = bytearray(letter())
    place = data.find("__recip_version1.0_#00000000".encode("utf-16-le"))
    data[place + 72 : place + 76] = b"\xff" * 4  # nothing stands right of it any more
    path = tmp_path / "lost.msg"
    path.write_bytes(data)
    message = workspace.open_session().open_file(path)
    model = StorageEntries(Clock())
    model.show(drained(message.list_storage())[1])
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert names[:2] == ["Root Entry", "Orphans"]
    orphans = model.index(1, 0)
    assert orphans.siblingAtColumn(1).data() == f"{model.rowCount(orphans)} entries"
    assert model.entry_of(orphans) is None
    assert model.index(0, 0, orphans).data(Role.LOOK).icon == "orphan"
    qtmodeltester.check(model)

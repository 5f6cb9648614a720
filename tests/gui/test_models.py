"""Every Qt model: Qt's own checker, values a role, sort order, filters, and a source that ends."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt

from msginspector.findings import Finding
from msginspector.gui import ledger
from msginspector.gui.ledger import TrackedRow
from msginspector.gui.models.calls import CallsModel
from msginspector.gui.models.events import EventsModel
from msginspector.gui.models.findings import FindingsModel
from msginspector.gui.models.properties import PropertiesModel
from msginspector.gui.models.rows import MESSAGES
from msginspector.gui.models.session_tree import SessionTree
from msginspector.gui.models.sifted import SiftedModel
from msginspector.gui.models.storage_entries import EntriesFilter, StorageEntries
from msginspector.gui.models.storage_lines import COLUMNS as STORAGES
from msginspector.gui.models.table import TableModel
from msginspector.gui.models.tracked import TrackedModel
from msginspector.gui.models.value_nodes import ValueNodes
from msginspector.gui.models.words_filter import WordsFilter
from msginspector.gui.roles import Role
from msginspector.gui.times import Clock
from msginspector.gui.views.teardown_panel import STEPS
from msginspector.session import Event, Workspace
from tests.gui.model_walks import model_classes

# Every model class of the window has its tests here; the last test fails for one that has not.
TESTED = {
    EventsModel, FindingsModel, PropertiesModel, SessionTree, TableModel, TrackedModel,
    WordsFilter,
}  # fmt: skip
# and these have theirs in test_value_nodes.py and test_storage_entries.py
ELSEWHERE = {CallsModel, EntriesFilter, SiftedModel, StorageEntries, ValueNodes}


def event(
    seq: int, number: int, state: str = "open", name: str = "opened", **more: object
) -> Event:
    values: dict[str, object] = {
        "seq": seq, "event": "opened", "step": None, "kind": "message", "id": number,
        "parent": None, "session": 1, "file": "a.msg", "path": "/", "label": f"Message {number}",
        "references": 1, "reopened": False, "state": "open", "call": "OpenIMsgOnIStg(…)", "t": 0.25,
    }  # fmt: skip
    return Event(**(values | more))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Source:
    stream: str = "__substg1.0_0037001F"
    ranges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Row:
    """A property row as the session layer hands it out, reduced to what the table asks."""

    tag: int
    name: str
    text: str
    size: int | None
    type_name: str = "PtypString"
    names: tuple[str, ...] = ()
    named: None = None
    source: Source = Source()

    @property
    def id(self) -> int:
        return self.tag >> 16

    @property
    def type(self) -> int:
        return self.tag & 0xFFFF

    @property
    def value(self) -> object:
        return int(self.text) if self.type_name == "PtypInteger32" else self.text


PROPERTIES = [
    Row(0x0037001F, "PidTagSubject", "Quarterly figures", 34, names=("PR_SUBJECT",)),
    Row(0x8001001F, "", "named", 10),
    Row(0x0E080003, "PidTagMessageSize", "184320", 4, "PtypInteger32"),
    Row(0x1000001F, "PidTagBody", "text", 3 << 30),
]
FINDINGS = [
    Finding("MSG0501", "/", "", None, "The file has changed."),
    Finding("MSG0502", "/attachments/0", "__attach/x", 16, "The file has gone."),
]


def column(model: TableModel, key: str, role: int = Qt.ItemDataRole.DisplayRole) -> list[object]:
    number = model.column(key)
    return [model.index(row, number).data(role) for row in range(model.rowCount())]


def sorted_by(model: TableModel, key: str) -> list[object]:
    proxy = QSortFilterProxyModel()
    proxy.setSortRole(Role.SORT)
    proxy.setSourceModel(model)
    number = model.column(key)
    proxy.sort(number, Qt.SortOrder.AscendingOrder)
    return [proxy.index(row, number).data() for row in range(proxy.rowCount())]


def filled(name: str) -> TableModel:
    model: TableModel
    if name == "properties":
        model = PropertiesModel(Clock())
        model.show(PROPERTIES)
    elif name == "findings":
        model = FindingsModel()
        model.set_rows(FINDINGS)
    elif name == "tracked":
        model = TrackedModel()
        model.merge([TrackedRow(event(n, n), n) for n in (1, 2, 11)])
    else:
        model = EventsModel()
        model.add([event(n, n) for n in (1, 2, 11)])
    return model


@pytest.mark.parametrize("name", ["properties", "findings", "tracked", "events"])
def test_qt_accepts_every_table_model(qtmodeltester, name: str) -> None:
    model = filled(name)
    qtmodeltester.check(model)


@pytest.mark.parametrize("columns", [MESSAGES, STEPS, STORAGES])
def test_qt_accepts_every_table_of_columns_without_rows(qtmodeltester, columns) -> None:
    qtmodeltester.check(TableModel(columns))


@pytest.mark.parametrize("name", ["properties", "findings", "tracked", "events"])
def test_columns_have_headers_and_unique_keys(name: str) -> None:
    model = filled(name)
    keys = [column.key for column in model.columns]
    assert len(set(keys)) == len(keys)
    headers = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert all(headers)


@pytest.mark.parametrize("name", ["properties", "findings", "tracked", "events"])
def test_the_object_behind_a_row_comes_back_from_every_column(name: str) -> None:
    model = filled(name)
    for row in range(model.rowCount()):
        for number in range(model.columnCount()):
            assert model.index(row, number).data(Role.OBJECT) is model.rows[row]


@pytest.mark.parametrize("name", ["properties", "findings", "tracked", "events"])
def test_sort_values_of_a_column_are_all_of_one_plain_type(name: str) -> None:
    model = filled(name)
    for spec in model.columns:
        kinds = {type(value) for value in column(model, spec.key, Role.SORT)}
        assert len(kinds) == 1, spec.key
        assert kinds <= {int, float, str}, spec.key
        if kinds == {int}:
            assert max(column(model, spec.key, Role.SORT)) < 2**31, spec.key


def test_a_property_line_shows_name_tag_type_size_and_value() -> None:
    model = filled("properties")
    assert column(model, "name") == [
        "PidTagSubject", "0x8001 001F", "PidTagMessageSize", "PidTagBody",
    ]  # fmt: skip
    assert column(model, "tag")[0] == "0x0037 001F"
    assert column(model, "type")[2] == "Integer32"
    assert column(model, "size") == ["34", "10", "4", "3\u202f221\u202f225\u202f472"]
    assert column(model, "value")[0] == "Quarterly figures"


def test_properties_sort_by_number_where_text_would_sort_wrongly() -> None:
    model = filled("properties")
    assert sorted_by(model, "size") == ["4", "10", "34", "3\u202f221\u202f225\u202f472"]
    assert sorted_by(model, "tag")[-1] == "0x8001 001F"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("pidtag", ["PidTagSubject", "PidTagMessageSize", "PidTagBody"]),
        ("0x8001001f", ["0x8001 001F"]),
        ("PR_SUBJECT", ["PidTagSubject"]),
        ("string figures", ["PidTagSubject"]),
        ("nothing like this", []),
    ],
)
def test_every_word_of_the_filter_must_occur_somewhere(words: str, names: list[str]) -> None:
    model = filled("properties")
    proxy = WordsFilter()
    proxy.setSourceModel(model)
    proxy.set_words(words)
    assert [proxy.index(row, 0).data() for row in range(proxy.rowCount())] == names


def test_emptying_the_property_table_leaves_no_value_behind(qtbot) -> None:
    model = filled("properties")
    with qtbot.waitSignals([model.modelAboutToBeReset, model.modelReset], order="strict"):
        model.set_rows(())
    assert model.rowCount() == 0


def test_findings_sort_by_gravity_and_carry_its_tone() -> None:
    model = filled("findings")
    assert column(model, "severity") == ["warning", "warning"]
    assert set(column(model, "severity", Role.TONE)) == {"released"}
    assert column(model, "offset") == ["", "0x0010"]


def test_a_tracked_object_keeps_its_row_when_it_changes(qtbot) -> None:
    row = TrackedRow(event(1, 1), 1)
    model = TrackedModel()
    model.merge([row])
    row.state = ledger.RELEASED
    with (
        qtbot.waitSignal(model.dataChanged),
        qtbot.assertNotEmitted(model.rowsInserted),
    ):
        model.merge([row])
    assert column(model, "state") == ["released"]
    assert column(model, "state", Role.STATE) == ["released"]


def test_the_object_a_teardown_visits_next_shows_as_closing() -> None:
    row = TrackedRow(event(1, 1), 1)
    row.up_next = True
    model = TrackedModel()
    model.merge([row])
    assert column(model, "state") == ["closing"]


def test_tracked_objects_sort_by_number_not_by_text() -> None:
    assert sorted_by(filled("tracked"), "id") == ["1", "2", "11"]


def test_the_event_log_keeps_the_newest_and_counts_what_it_dropped() -> None:
    model = EventsModel(limit=3)
    model.add([event(n, n) for n in range(1, 6)])
    assert column(model, "seq") == ["3", "4", "5"]
    assert model.dropped == 2


def test_an_object_opened_again_is_called_that() -> None:
    model = EventsModel()
    model.add([event(1, 1, reopened=True)])
    assert column(model, "event") == ["opened again"]


# -- the session tree ------------------------------------------------------------------------


def list_everything(tree: SessionTree) -> int:
    """Expand every branch; how many nodes there are."""
    pending, count = [QModelIndex()], 0
    while pending:
        index = pending.pop()
        while tree.canFetchMore(index):
            tree.fetchMore(index)
        rows = tree.rowCount(index)
        count += rows
        pending += [tree.index(row, 0, index) for row in range(rows)]
    return count


def test_qt_accepts_the_session_tree_before_and_after_listing(opened, qtmodeltester) -> None:
    tree = opened("nested-three-deep.msg", "attachments.msg").bench.tree
    qtmodeltester.check(tree)
    assert list_everything(tree) > 500
    qtmodeltester.check(tree)


def test_the_tree_lists_exactly_what_the_session_lists(opened) -> None:
    window = opened("nested-three-deep.msg")
    tree, bench = window.bench.tree, window.bench
    list_everything(tree)
    top = tree.sessions()[0].children[0].top
    listed = {row.path: (row.kind, len(row.properties)) for row in bench.top(top).walk()}
    shown: dict[str, tuple[str, int]] = {}
    leaves: dict[str, int] = {}
    pending = list(tree.sessions()[0].children)
    while pending:
        node = pending.pop()
        pending += node.children or []
        if node.kind == "properties":
            leaves[node.path] = len(node.children or ())
        elif node.kind in ("message", "attachment", "recipient"):
            shown[node.path] = (node.kind, 0)
    assert {path: (kind, leaves[path]) for path, (kind, _) in shown.items()} == listed


def test_expanding_opens_nothing(opened) -> None:
    window = opened("nested-three-deep.msg")
    before = len(window.bench.ledger.rows)
    list_everything(window.bench.tree)
    assert len(window.bench.ledger.rows) == before


def test_every_node_finds_its_parent_and_its_row(opened) -> None:
    tree = opened("nested-three-deep.msg", "attachments.msg").bench.tree
    list_everything(tree)
    pending = [QModelIndex()]
    while pending:
        parent = pending.pop()
        for row in range(tree.rowCount(parent)):
            index = tree.index(row, 0, parent)
            assert tree.parent(index) == parent
            assert index.row() == row
            pending.append(index)


def test_a_closed_session_keeps_its_tree_and_lists_nothing_more(opened, close_session) -> None:
    window = opened("nested-three-deep.msg")
    tree = window.bench.tree
    close_session()
    message = tree.sessions()[0].children[0]
    labels = [node.label for node in message.children]
    assert labels == ["Recipients", "Attachments", "Properties", "Storage"]
    attachments = tree.index_of(message.children[1])
    assert not tree.canFetchMore(attachments)
    assert not tree.hasChildren(attachments)
    states = {node.label: tree.state(node) for node in message.children}
    assert states == {
        "Recipients": "listed", "Attachments": "listed", "Properties": "", "Storage": "closed",
    }  # fmt: skip
    assert {tree.index_of(node).data(Role.TONE) for node in message.children} == {"closed"}


def test_removing_a_session_removes_its_nodes(opened, close_session, qtmodeltester) -> None:
    window = opened("plain-mail.msg")
    close_session()
    with_session = window.bench.tree
    window.actions_["remove"].trigger()
    assert with_session.rowCount() == 0
    qtmodeltester.check(with_session)


def test_the_filter_of_the_tree_keeps_ancestors_of_what_matches(opened, qtmodeltester) -> None:
    window = opened("attachments.msg", "contact.msg")
    list_everything(window.bench.tree)
    dock = window.tree_dock
    dock.filter.setText("pallet")
    labels, pending = [], [QModelIndex()]
    while pending:
        parent = pending.pop()
        for row in range(dock.model.rowCount(parent)):
            index = dock.model.index(row, 0, parent)
            labels.append(index.data())
            pending.append(index)
    assert labels[:3] == ["Session 1", "Papers for delivery 20417", "Attachments"]
    assert "pallet.png" in labels
    assert "Carla Nunes" not in labels
    qtmodeltester.check(dock.model)


def test_a_badge_counts_the_open_objects_of_a_session(opened) -> None:
    window = opened("plain-mail.msg")
    index = window.bench.tree.index_of(window.bench.tree.sessions()[0])
    assert index.data(Role.BADGES) == (("3 open", "dim"),)


def test_a_badge_groups_the_thousands(opened, monkeypatch) -> None:
    window = opened("plain-mail.msg")
    monkeypatch.setattr(window.bench.ledger, "open_count", lambda _session: 5003)
    index = window.bench.tree.index_of(window.bench.tree.sessions()[0])
    assert index.data(Role.BADGES) == (("5\u202f003 open", "dim"),)


def test_assistive_technology_hears_kind_state_and_badges(opened) -> None:
    window = opened("plain-mail.msg")
    index = window.bench.tree.index_of(window.bench.tree.sessions()[0])
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Session 1, session, open, 3 open"


def test_every_model_class_of_the_window_is_tested_here(root: Path) -> None:
    assert model_classes(root) == {model.__name__ for model in TESTED | ELSEWHERE}


def test_a_workspace_tells_the_ledger_what_the_ledger_shows(samples: Path, qapp) -> None:
    books = ledger.Ledger()
    with Workspace() as workspace:
        workspace.subscribe(books.on_event)
        session = workspace.open_session()
        message = session.open_file(samples / "nested-three-deep.msg")
        message.open_attachment(0).open_message()
        message.open_attachment(0)
        tracked = session.tracked()
        assert [(r.id, r.state, r.references) for r in books.rows.values()] == [
            (copy.id, copy.state, copy.references) for copy in tracked
        ]
        assert books.open_count(session.id) == len(tracked)
        session.close()
        assert {row.state for row in books.rows.values()} == {"closed"}
        assert books.open_count(session.id) == 0
    books.flush()


def test_the_ledger_foretells_each_step_of_a_teardown(samples: Path, qapp) -> None:
    books = ledger.Ledger()
    with Workspace() as workspace:
        workspace.subscribe(books.on_event)
        session = workspace.open_session()
        for name in ("nested-three-deep.msg", "attachments.msg"):
            message = session.open_file(samples / name)
            message.open_recipient_table()
            message.open_attachment(0).add_reference()
            message.open_attachment_table().release()
        steps = session.close_steps()
        foretold, visited = [], []
        while (row := books.mark_next(session.id)) is not None and row.state != ledger.CLOSED:
            foretold.append(row.id)
            visited.append(next(steps).id)
        assert foretold == visited
        assert len(visited) == len(session.tracked())
    books.mark_next(None)
    books.flush()

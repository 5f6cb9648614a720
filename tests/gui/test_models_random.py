"""Qt models while sessions come and go in any order: Qt's checker at every signal, both walks.

Sessions, messages without one, opening, listing, filtering, selecting, releasing, closing step by
step and forgetting happen in an order of hypothesis' choice. After each step a walk through Qt's
indexes finds what a walk over the Python side finds, and Qt's own checker has seen no fault.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QPersistentModelIndex, Qt

from msginspector.analysis.byte_values import readings
from msginspector.errors import InspectorError
from msginspector.findings import Finding
from msginspector.gui.ledger import Ledger
from msginspector.gui.models import lookup
from msginspector.gui.models.calls import CallLine, CallsModel
from msginspector.gui.models.events import EventsModel
from msginspector.gui.models.findings import FindingsModel
from msginspector.gui.models.nodes import Node
from msginspector.gui.models.properties import PropertiesModel, PropertyLine
from msginspector.gui.models.rows import MESSAGES, MessageLine
from msginspector.gui.models.session_tree import SessionTree
from msginspector.gui.models.sifted import SiftedModel
from msginspector.gui.models.storage_entries import EntriesFilter, StorageEntries
from msginspector.gui.models.storage_lines import COLUMNS as STORAGES
from msginspector.gui.models.storage_lines import EntryLine
from msginspector.gui.models.table import Column, TableModel
from msginspector.gui.models.tracked import TrackedModel
from msginspector.gui.models.value_nodes import ValueNodes
from msginspector.gui.models.words_filter import WordsFilter
from msginspector.gui.searching import Hit
from msginspector.gui.times import Clock
from msginspector.gui.views import data_inspector, decode_as, query_help, search, shortcuts
from msginspector.gui.views.teardown_panel import STEPS
from msginspector.gui.workbench import Workbench
from msginspector.mapi.lookup import lookup as look_up
from msginspector.session import Workspace
from msginspector.stage.call_log import CallLog
from msginspector.structures.registry import structures
from tests.builders.messages import nested, note, written
from tests.gui import rows_of_tables
from tests.gui.model_walks import (
    checked,
    compare_order,
    compare_proxy,
    compare_table,
    compare_tree,
    complaints,
    model_classes,
)
from tests.storage.building import drained

# Every model class of the window; those the first test uses, and those of the second.
IN_SESSIONS = {SessionTree, TrackedModel, EventsModel, WordsFilter}
IN_TABLES = {TableModel, CallsModel, PropertiesModel, FindingsModel, WordsFilter}
ELSEWHERE = {SiftedModel}  # test_sifted_tables
IN_VALUES = {ValueNodes}  # see test_value_nodes.py
IN_STORAGE = {StorageEntries, EntriesFilter}  # see test_storage_entries.py

EVENTS = 12  # so few that the log drops some
WORDS = ("", "level", "session", "a", "pidtag", "level 1", "prop", "nothing has this")
anything = st.integers(0, 10_000)

PR_TRANSPORT_MESSAGE_HEADERS = 0x007D001F
HEADERS = (
    "Received: from a.example by b.example; Tue, 5 Jul 2016 08:25:09 +0000\r\n"
    "Received: from c.example by a.example; Tue, 5 Jul 2016 08:25:02 +0000\r\n"
    "X-MS-Exchange-Organization-SCL: 1\r\nSubject: A mail\r\n\r\n"
)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Small messages: nested ones, and one with recipients and an attachment."""
    mail = note("A mail", recipients=("Ada", "Ben"), attachments=(("a.txt", b"text"),))
    mail.set(PR_TRANSPORT_MESSAGE_HEADERS, HEADERS)
    return [str(written(tmp_path, mail, "mail.msg")), str(written(tmp_path, nested(2), "deep.msg"))]


class Sorted:
    """A table model with Qt's checker, and a checked proxy that sorts and filters it."""

    def __init__(self, model: TableModel) -> None:
        self.model = model
        self.proxy = WordsFilter()
        self.proxy.setSourceModel(model)
        self.proxy.sort(0, Qt.SortOrder.AscendingOrder)
        self.words = ""
        self.checkers = [checked(model), checked(self.proxy)]

    def sort(self, number: int) -> None:
        order = Qt.SortOrder.DescendingOrder if number % 2 else Qt.SortOrder.AscendingOrder
        self.proxy.sort(number // 2 % len(self.model.columns), order)

    def filter(self, words: str) -> None:
        self.words = words
        self.proxy.set_words(words)

    def compare(self) -> None:
        compare_table(self.model)
        words = self.words.casefold().split()
        rows = self.model.rows
        wanted = [line for n, line in enumerate(rows) if self.model.matches(n, words)]
        compare_proxy(self.proxy, wanted)


class Sessions(RuleBasedStateMachine):
    """A workbench, its tree, and the tables of the lifecycle docks; everything in any order."""

    files: Sequence[str] = ()
    said: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.bench = Workbench()
        self.tree = self.bench.tree
        self.checker = checked(self.tree)
        self.tracked = Sorted(TrackedModel())
        self.events = Sorted(EventsModel(limit=EVENTS))
        self.closing: dict[int, Iterator[object]] = {}
        self.held: list[tuple[QPersistentModelIndex, int]] = []
        self.words: tuple[str, ...] = ()
        self.kept: dict[int, bool] = {}
        self.tree.modelReset.connect(self._sift)
        self.bench.ledger.flushed.connect(self._flushed)

    def teardown(self) -> None:
        self.bench.close()

    # -- steps --------------------------------------------------------------------------------

    @rule()
    @precondition(lambda self: len(self.tree.sessions()) < 4)
    def new_session(self) -> None:
        self.bench.new_session()

    @rule(number=anything, where=anything, at_once=st.booleans())
    def open(self, number: int, where: int, at_once: bool) -> None:
        homes = [node for node in self.tree.sessions() if self.bench.session(node.session)]
        home = [*homes, None][where % (len(homes) + 1)]
        self.bench.open_paths([self.files[number % len(self.files)]], home)
        if at_once:
            self.bench.runner.drain()

    @rule()
    def work(self) -> None:
        self.bench.runner.drain()

    @rule(number=anything)
    def list_branch(self, number: int) -> None:
        """Also one that the filter hides, as finding an object does."""
        self._with_node(number, self.tree.list_children)

    @rule(number=anything)
    def unfold(self, number: int) -> None:
        self._with_node(number, lambda node: self.tree.fetchMore(self.tree.index_of(node)))

    @rule(words=st.sampled_from(WORDS))
    def filter_tree(self, words: str) -> None:
        self.words = tuple(words.split())
        self.tree.set_words(words)

    @rule(number=anything)
    def select(self, number: int) -> None:
        self._with_object(number, self.bench.select)

    @rule(number=anything)
    def open_again(self, number: int) -> None:
        self._with_object(number, self.bench.open_again)

    @rule(number=anything)
    def release(self, number: int) -> None:
        self._with_object(number, self.bench.release)

    @rule(number=anything)
    def find_faults(self, number: int) -> None:
        self._with_object(number, self.bench.findings)

    @rule(number=anything)
    def reload(self, number: int) -> None:
        self._with_node(number, self._reload)

    @rule(number=anything)
    def hold(self, number: int) -> None:
        """Keep an index for good, as views do with what is expanded and selected."""

        def keep(node: Node) -> None:
            index = QPersistentModelIndex(self.tree.index_of(node))
            self.held.append((index, node.id))

        self._with_node(number, keep)

    @rule()
    def flush(self) -> None:
        """Only now the tables hear of what has happened to their rows."""
        self.bench.ledger.flush()
        compare_order(self.tracked.proxy)
        compare_order(self.events.proxy)

    @rule(number=anything, steps=st.integers(1, 40))
    def close(self, number: int, steps: int) -> None:
        """Take some steps of the teardown of a session, the first ones or later ones."""
        session = self._session(number)
        if session is not None:
            self.bench.runner.cancel_for(session.id)
            running = self.closing.setdefault(session.id, iter(session.close_steps()))
            taken = sum(next(running, None) is not None for _ in range(steps))
            self.bench.ledger.mark_next(session.id)
            self.tree.set_closing(session.id, "" if session.closed else f"closing {taken}")

    @rule(number=anything)
    def forget(self, number: int) -> None:
        """Remove what is closed, session or message without one, as the window does."""

        def take_off(node: Node) -> None:
            gone = self.bench.closed(node)
            if gone is not None:
                before = {other.id for other in self.tree.listed()}
                self.bench.forget(gone)
                self.tracked.model.reset_to(self.bench.ledger.rows.values())
                for number in before - {other.id for other in self.tree.listed()}:
                    assert self.tree.node_by_id(number) is None

        self._with_node(number, take_off)

    @rule(number=anything)
    def sort_tracked(self, number: int) -> None:
        self.tracked.sort(number)

    @rule(number=anything, words=st.sampled_from(WORDS))
    def sort_and_filter_events(self, number: int, words: str) -> None:
        self.events.sort(number)
        self.events.filter(words)

    # -- what holds after each ----------------------------------------------------------------

    @invariant()
    def qt_has_no_complaint(self) -> None:
        assert self.said == []

    @invariant()
    def both_walks_see_the_same_tree(self) -> None:
        compare_tree(self.tree, self._shows)
        places = [node.session is None for node in self.tree.sessions()]
        assert places == sorted(places), "messages without a session stand last"

    @invariant()
    def held_indexes_stay_at_their_nodes(self) -> None:
        for index, number in self.held:
            node = self.tree.node(index)
            assert node is None or node.id == number

    @invariant()
    def tables_show_their_rows(self) -> None:
        self.tracked.compare()
        self.events.compare()
        shown = [row.id for row in self.tracked.model.rows]
        assert set(shown) <= set(self.bench.ledger.rows)
        assert [self.tracked.model.row_of(number) for number in shown] == list(range(len(shown)))

    # -- inside -------------------------------------------------------------------------------

    def _with_node(self, number: int, gesture: Callable[[Node], object]) -> None:
        """A gesture on one of the nodes; that it is refused is fine, a broken model is not."""
        nodes = self.tree.listed()
        if nodes:
            try:
                gesture(nodes[number % len(nodes)])
            except InspectorError:
                return

    def _with_object(self, number: int, gesture: Callable[[Node], object]) -> None:
        """The same on what is in a session: the window asks no session for these."""
        self._with_node(number, lambda node: node.parent and gesture(node))

    def _session(self, number: int) -> Any:
        sessions = self.bench.sessions
        return sessions[number % len(sessions)] if sessions else None

    def _reload(self, node: Node) -> None:
        if self.bench.ledger.is_usable(node.top) and node.parent is not None:
            self.bench.reload(node)
            self.bench.runner.drain()

    def _flushed(self, events: Sequence[Any], rows: Sequence[Any]) -> None:
        self.events.model.add(events)
        self.tracked.model.merge(rows)

    def _sift(self) -> None:
        """Filtered anew: what has the words, is above it or below it. Later children follow."""
        self.kept = {}
        for top in self.tree.sessions():
            self._keep(top, False)

    def _keep(self, node: Node, above: bool) -> bool:
        passes = above or all(word in node.label.casefold() for word in self.words)
        below = [self._keep(child, passes) for child in node.children or ()]
        self.kept[node.id] = passes or any(below)
        return self.kept[node.id]

    def _shows(self, node: Node) -> bool:
        if node.id in self.kept:
            return self.kept[node.id]
        return node.parent is None or self._shows(node.parent)


def test_sessions_come_and_go_in_any_order(files: list[str], qapp) -> None:
    with complaints() as said:
        machine = type("Run", (Sessions,), {"files": files, "said": said})
        run_state_machine_as_test(
            machine, settings=settings(max_examples=80, stateful_step_count=40)
        )


# -- tables ----------------------------------------------------------------------------------

TABLES: dict[str, Callable[[], TableModel]] = {
    "calls": CallsModel,
    "events": EventsModel,
    "findings": FindingsModel,
    "keys": lambda: TableModel(shortcuts.COLUMNS),
    "lookup": lambda: TableModel(lookup.COLUMNS),
    "messages": lambda: TableModel(MESSAGES),
    "properties": lambda: PropertiesModel(Clock()),
    "queries": lambda: TableModel(query_help.COLUMNS),
    "hits": lambda: TableModel(search.COLUMNS),
    "readings": lambda: TableModel(data_inspector.COLUMNS),
    "steps": lambda: TableModel(STEPS),
    "storages": lambda: TableModel(STORAGES),
    "structures": lambda: TableModel(decode_as.COLUMNS),
    "tracked": TrackedModel,
    **rows_of_tables.TABLES,
}
FINDINGS = [
    Finding("MSG0501", "/", "", None, "The file has changed."),
    Finding("MSG0502", "/attachments/0", "__attach/x", 16, "The file has gone."),
]

step = st.one_of(
    st.tuples(st.sampled_from(("set", "append")), st.lists(anything, max_size=4)),
    st.tuples(st.just("drop"), st.integers(0, 3)),
    st.tuples(st.just("change"), anything),
    st.tuples(st.just("sort"), anything),
    st.tuples(st.just("filter"), st.sampled_from(WORDS)),
    st.tuples(st.just("close"), st.just(0)),
)


def some_rows(workspace: Workspace, file: str) -> dict[str, list[Any]]:
    """A few rows for every table, of a message in a session that is still open."""
    books = Ledger()
    events: list[Any] = []
    workspace.subscribe(events.append)
    workspace.subscribe(books.on_event)
    message = workspace.open_session().open_file(file)
    row = message.row
    attachment = message.open_attachment(0)
    listed = drained(message.list_storage())[1]
    finished = workspace.open_session()
    finished.close()
    tracked = list(books.rows.values())
    return {
        "calls": [CallLine(call) for call in CallLog().add(events)],
        "events": events,
        "findings": FINDINGS,
        "keys": [shortcuts.KeyLine(*("x" for _ in shortcuts.KeyLine._fields))],
        "lookup": list(look_up("PidTagSubject")),
        "queries": list(query_help.GRAMMAR),
        "hits": [Hit(1, file, "A mail", "/", "message", 0, tag, "Name", "x") for tag in (1, 2)],
        "messages": [MessageLine(one, "message") for one in tracked if one.kind == "message"],
        "properties": [
            PropertyLine(one, Clock()) for one in (*row.properties, *attachment.properties)
        ],
        "readings": list(readings(b"\x01\xff")),
        "steps": list(finished.report.steps),
        "storages": [EntryLine(listed, index, Clock()) for index in range(listed.count)],
        "structures": [decode_as.StructureLine(one) for one in structures().values()][:3],
        "tracked": tracked,
        **rows_of_tables.rows(row),
    }


def take(table: Sorted, rows: Sequence[Any], what: str, value: Any) -> None:
    """One step with a table."""
    model = table.model
    if what == "set":
        model.set_rows([rows[number % len(rows)] for number in value])
    elif what == "append":
        model.append_rows([rows[number % len(rows)] for number in value])
    elif what == "drop":
        model.drop_first(value)
    elif what == "change" and model.rows:
        model.rows_changed(value % len(model.rows), len(model.rows) - 1)
    elif what == "sort":
        table.sort(value)
    elif what == "filter":
        table.filter(value)


@pytest.mark.parametrize("name", sorted(TABLES))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, max_size=15))
def test_tables_are_filled_sorted_and_emptied_in_any_order(
    files: list[str], qapp, name: str, steps: list[tuple[str, Any]]
) -> None:
    with complaints() as said, Workspace() as workspace:
        rows = some_rows(workspace, files[0])[name]
        table = Sorted(TABLES[name]())
        for what, value in steps:
            if what == "close":
                workspace.sessions[0].close()
            take(table, rows, what, value)
            assert said == []
            table.compare()


def test_every_model_class_of_the_window_is_among_them(root: Path) -> None:
    every = IN_SESSIONS | IN_TABLES | IN_VALUES | IN_STORAGE | ELSEWHERE
    assert model_classes(root) == {model.__name__ for model in every}


def test_every_table_of_columns_of_the_window_is_among_them(root: Path) -> None:
    made = {TABLES[name]().columns for name in TABLES}
    for path in sorted((root / "msginspector" / "gui").rglob("[a-z]*.py")):
        module = importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
        tables = {
            name
            for name, value in vars(module).items()
            if isinstance(value, tuple) and value and isinstance(value[0], Column)
            if value not in made
        }
        assert tables == set(), path

"""Walks over Qt models and over what they stand for, to compare the two; and Qt's own checker."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QSortFilterProxyModel,
    Qt,
    qInstallMessageHandler,
)
from PySide6.QtTest import QAbstractItemModelTester

from msginspector.gui.models.nodes import Node
from msginspector.gui.models.session_tree import SessionTree
from msginspector.gui.models.table import TableModel
from msginspector.gui.roles import Role

ROLES = (*Qt.ItemDataRole, *Role)
STATES = {"", "listed", "open", "released", "closing", "closed"}


def model_classes(root: Path) -> set[str]:
    """The names of the Qt models the window defines."""
    bases = {"QAbstractTableModel", "QAbstractItemModel", "QSortFilterProxyModel", "TableModel",
             "SiftedModel"}  # fmt: skip
    return {
        node.name
        for path in (root / "msginspector" / "gui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and bases & {base.id for base in node.bases if isinstance(base, ast.Name)}
    }


@contextmanager
def complaints() -> Iterator[list[str]]:
    """What Qt complains of meanwhile; the checkers of models complain to Qt's log."""
    said: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _place, text: said.append(text or ""))
    try:
        yield said
    finally:
        qInstallMessageHandler(before)


def checked(model: QAbstractItemModel) -> QAbstractItemModelTester:
    """Qt's checker, at a model for good: it looks at everything at each signal, and lists nothing.

    It is the model's own child: the two end together.
    """
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Warning, model
    )
    tester.setUseFetchMore(False)
    return tester


def compare_tree(tree: SessionTree, shows: Callable[[Node], bool]) -> int:
    """Walk the tree through Qt's indexes and through its nodes; how many nodes there are.

    `shows` tells which nodes the filter lets through.
    """
    pending: list[tuple[QModelIndex, Sequence[Node]]] = [(QModelIndex(), tree.sessions())]
    for parent, nodes in pending:  # grows while it is walked
        shown = [node for node in nodes if shows(node)]
        assert tree.rowCount(parent) == len(shown)
        assert tree.columnCount(parent) == 1
        assert not tree.index(len(shown), 0, parent).isValid()
        for row, node in enumerate(shown):
            index = tree.index(row, 0, parent)
            _compare_node(tree, index, parent, node)
            below = node.children or ()
            assert tree.hasChildren(index) == (tree.canFetchMore(index) or any(map(shows, below)))
            pending.append((index, below))
    for node in tree.listed():
        assert tree.index_of(node).isValid() == shows(node)
    return sum(len(nodes) for _, nodes in pending)


def _compare_node(tree: SessionTree, index: QModelIndex, parent: QModelIndex, node: Node) -> None:
    assert tree.node(index) is node
    assert tree.index_of(node) == index
    assert tree.parent(index) == parent
    said = {role: index.data(role) for role in ROLES}
    assert said[Qt.ItemDataRole.DisplayRole] == node.label
    assert said[Qt.ItemDataRole.AccessibleTextRole].startswith(node.label)
    assert (said[Role.NODE], said[Role.KIND], said[Role.ICON]) == (node.id, node.kind, node.icon)
    assert said[Role.STATE] in STATES
    assert said[Role.LOOK].text == node.label


def compare_table(model: TableModel) -> None:
    """Walk a table through Qt's indexes and through its rows."""
    assert model.rowCount() == len(model.rows)
    assert model.columnCount() == len(model.columns)
    for row, line in enumerate(model.rows):
        for number, column in enumerate(model.columns):
            index = model.index(row, number)
            said = {role: index.data(role) for role in ROLES}
            assert said[Role.OBJECT] is line
            assert said[Qt.ItemDataRole.DisplayRole] == column.text(line)
            assert not model.index(0, 0, index).isValid()


def compare_proxy(proxy: QSortFilterProxyModel, wanted: Sequence[object]) -> None:
    """A sorted table shows these rows of its model."""
    shown = [proxy.index(row, 0).data(Role.OBJECT) for row in range(proxy.rowCount())]
    assert sorted(map(id, shown)) == sorted(map(id, wanted))


def compare_order(proxy: QSortFilterProxyModel) -> None:
    """A sorted table shows its rows in the order of the sort role."""
    number = proxy.sortColumn()
    keys = [proxy.index(row, number).data(Role.SORT) for row in range(proxy.rowCount())]
    assert keys == sorted(keys, reverse=proxy.sortOrder() == Qt.SortOrder.DescendingOrder)

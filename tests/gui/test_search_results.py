"""What a search of a session has found, once the messages it was found in are closed."""

from __future__ import annotations

import pytest

from msginspector.gui.views.search import SearchDialog


@pytest.fixture
def found(opened, qtbot) -> SearchDialog:
    """A search that has found the subjects of three messages."""
    window = opened("attachments.msg", "nested-three-deep.msg", "plain-mail.msg")
    window.actions_["search-session"].trigger()
    dialog = window.findChild(SearchDialog)
    dialog.line.setText("name:subject")
    with qtbot.waitSignal(dialog.search.finished, timeout=10_000):
        dialog.start()
    return dialog


def test_values_are_blanked_when_the_session_is_closed_their_places_stay(
    found, window, close_session
) -> None:
    before = [(hit.path, hit.tag) for hit in found.table.source.rows]
    assert any(hit.text for hit in found.table.source.rows)
    close_session()
    window.bench.ledger.flush()
    after = found.table.source.rows
    assert [(hit.path, hit.tag) for hit in after] == before
    assert not any(hit.text for hit in after)


def test_values_of_other_messages_stay_when_one_is_released(found, window) -> None:
    first = window.bench.tree.sessions()[0].children[0]
    window.tree_dock.select(first)
    window.actions_["release"].trigger()
    window.bench.ledger.flush()
    hits = found.table.source.rows
    assert not any(hit.text for hit in hits if hit.top == first.top)
    assert any(hit.text for hit in hits if hit.top != first.top)


def _search(dialog: SearchDialog, qtbot, text: str) -> str:
    """What the table says where nothing was found."""
    dialog.line.setText(text)
    with qtbot.waitSignal(dialog.search.finished, timeout=10_000):
        dialog.start()
    assert not dialog.table.source.rows
    return dialog.table._note


def test_a_search_without_result_says_why(found, window, qtbot, close_session) -> None:
    assert _search(found, qtbot, "nobody-wrote-this") == "Nothing was found."
    first = window.bench.tree.sessions()[0].children[0]
    window.tree_dock.select(first)
    window.actions_["release"].trigger()
    window.bench.ledger.flush()
    assert _search(found, qtbot, "nobody-wrote-this") == "Nothing was found."
    assert "1 message not searched" in found.status.text()
    close_session()
    window.bench.ledger.flush()
    assert "session is closed" in _search(found, qtbot, "name:subject")


def test_names_of_properties_have_room(found) -> None:
    table = found.table
    column = next(n for n, one in enumerate(table.source.columns) if one.key == "name")
    text = "PidTagConversationIndexTracking"
    assert table.columnWidth(column) > table.fontMetrics().horizontalAdvance(text)

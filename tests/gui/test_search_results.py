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

"""The tour: it points at real parts of the window and really opens and closes a session."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest

from msginspector.gui import ledger
from msginspector.gui.ledger import Key
from msginspector.gui.main_window import MainWindow
from msginspector.gui.stage.tour import Tour
from msginspector.gui.stage.tour_sheet import card_place
from msginspector.gui.stage.tour_steps import STEPS


@pytest.fixture
def tour(window: MainWindow) -> Tour:
    window.actions_["tour"].trigger()
    return window.stage.tour


def go(window: MainWindow, steps: int) -> None:
    for _ in range(steps):
        QTest.keyClick(window.stage.tour.sheet.card, Qt.Key.Key_Right)
        window.bench.runner.drain()


def test_it_begins_with_a_card_that_has_the_keyboard(window, tour) -> None:
    card = tour.sheet.card
    assert card.isVisible()
    assert card.said() == (STEPS[0].title, STEPS[0].text)
    assert window.focusWidget() is card


def test_every_step_points_at_a_part_that_is_on_show(window, tour) -> None:
    for number, step in enumerate(STEPS):
        assert tour.number == number
        assert tour.sheet.card.said()[0] == step.title
        part = tour.part(step.target)
        if part is not None:
            assert part.isVisible()
            assert tour.sheet.veil.hole.isValid()
        assert window.rect().contains(tour.sheet.card.geometry())
        go(window, 1)
    assert tour.number is None
    assert not tour.sheet.card.isVisible()
    assert not tour.sheet.veil.isVisible()


def test_its_session_is_opened_used_and_closed(window, tour) -> None:
    go(window, 1)
    session = window.bench.sessions[-1]
    top = session.messages()[0].id
    assert session
    go(window, 3)
    assert window.bench.ledger.at(Key(top, ledger.ATTACHMENT, "/attachments/0")).state == "open"
    go(window, 1)
    assert window.bench.ledger.at(Key(top, ledger.ATTACHMENT, "/attachments/0")).references == 2
    go(window, 3)
    assert window.closing.teardown is not None
    assert not window.closing.teardown.running
    go(window, 1)
    assert session.closed
    assert window.closing.teardown is None


def test_going_back_repeats_nothing(window, tour) -> None:
    go(window, 6)
    events = window.bench.workspace.log.total
    for _ in range(4):
        QTest.keyClick(tour.sheet.card, Qt.Key.Key_Left)
    go(window, 4)
    assert window.bench.workspace.log.total == events


def test_escape_ends_it_and_its_session_stays(window, tour) -> None:
    go(window, 2)
    QTest.keyClick(tour.sheet.card, Qt.Key.Key_Escape)
    assert not tour.sheet.card.isVisible()
    assert window.bench.sessions[-1]
    go(window, 1)
    assert tour.number is None


def test_it_goes_on_when_its_session_is_taken_away(window, tour) -> None:
    go(window, 2)
    window.actions_["close-session"].trigger()
    window.closing.finish()
    window.actions_["remove"].trigger()
    go(window, len(STEPS))
    assert not tour.sheet.card.isVisible()


def test_a_hidden_dock_comes_back_for_it(window, tour) -> None:
    window.tracked_dock.hide()
    go(window, 5)
    assert window.tracked_dock.isVisible()


def test_it_can_be_taken_twice(window, tour) -> None:
    go(window, len(STEPS))
    window.actions_["tour"].trigger()
    go(window, 1)
    assert len(window.bench.sessions) == 2


@pytest.mark.parametrize("size", [(640, 400), (1024, 700), (1440, 900)])
def test_the_card_stays_in_windows_of_every_size(window, tour, size: tuple[int, int]) -> None:
    window.resize(*size)
    go(window, 1)
    assert window.rect().contains(tour.sheet.card.geometry())


def test_the_card_is_beside_what_it_points_at_where_there_is_room() -> None:
    window, card = QRect(0, 0, 1000, 600), QRect(0, 0, 300, 150)
    for hole in (QRect(0, 0, 300, 600), QRect(700, 0, 300, 600), QRect(0, 400, 1000, 200),
                 QRect(0, 0, 1000, 30)):  # fmt: skip
        placed = QRect(card_place(card, hole, window), card.size())
        assert window.contains(placed)
        assert not placed.intersects(hole)

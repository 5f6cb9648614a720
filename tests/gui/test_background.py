"""Work beside the window: what is told, what is not, and when faults are seen."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from msginspector.errors import InputError
from msginspector.gui.workers import Background


@pytest.fixture
def background(qapp) -> Iterator[Background]:
    parent = QObject()
    made = Background(parent)
    yield made
    made.finish()


@pytest.fixture
def told(background: Background) -> list[tuple[object, object]]:
    found: list[tuple[object, object]] = []
    background.done.connect(lambda key, result: found.append((key, result)))
    return found


def test_a_result_is_told_on_the_event_loop(background, told, qtbot) -> None:
    background.run("a", lambda: threading.current_thread() is threading.main_thread())
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("a", False)]
    assert not background.busy


def test_of_what_waits_only_the_last_is_run(background, told) -> None:
    begin = threading.Event()
    ran: list[str] = []
    background.run("first", begin.wait)
    for key in ("second", "third", "fourth"):
        background.run(key, lambda key=key: ran.append(key))
    begin.set()
    background.finish()
    assert [key for key, _ in told] == ["first", "fourth"]
    assert ran == ["fourth"]


def test_what_is_forgotten_is_not_told(background, told) -> None:
    begin = threading.Event()
    background.run("first", begin.wait)
    background.run("second", lambda: 2)
    background.forget()
    assert not background.busy
    begin.set()
    background.run("third", lambda: 3)
    background.finish()
    assert told == [("third", 3)]


def test_an_error_of_the_input_is_a_result(background, told) -> None:
    error = InputError("FILE_GONE", "It has gone.")

    def fail() -> None:
        raise error

    background.run("a", fail)
    background.finish()
    assert told == [("a", error)]


def test_a_fault_of_ours_is_raised_where_it_is_seen(background, told) -> None:
    background.run("a", lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        background.finish()
    background.run("b", lambda: 2)
    background.finish()
    assert told == [("b", 2)]


def test_threads_take_turns_quickly_only_while_there_is_work(background) -> None:
    before = sys.getswitchinterval()
    background.run("a", lambda: sys.getswitchinterval())
    background.finish()
    assert sys.getswitchinterval() == before

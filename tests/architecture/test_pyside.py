"""The installed PySide6 is one of those this project can stand on."""

from __future__ import annotations

import sys

import pytest

pytestmark = pytest.mark.gui


def test_calls_that_return_nothing_do_not_use_up_none() -> None:
    """6.12.0 on Python 3.11 drops a reference to None a call, and aborts after about 5,200.

    Where None is immortal (Python 3.12 and later) its count does not move at all.
    """
    from PySide6.QtCore import QObject

    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > before - 100


def test_a_signal_of_objects_delivers_a_property_tag_unharmed() -> None:
    from PySide6.QtCore import QObject, Signal

    class Sender(QObject):
        sent = Signal(object)

    received: list[object] = []
    sender = Sender()
    sender.sent.connect(received.append)
    sender.sent.emit(0x8001001F)
    assert received == [0x8001001F]

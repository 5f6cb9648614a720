"""What the calling thread is in the middle of: telling observers, steps of closing cascades.

A thread that is inside either must not wait for another thread that may be inside one as well,
or both would wait for ever; it can be inside those of several workspaces at once. So this belongs
to the thread and to no workspace. It says nothing about any session.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import deque

    from msginspector.session.events import EventLog


class Here(threading.local):
    """The state of one thread; every thread sees its own."""

    steps: int = 0
    """Steps of cascades it is inside of: one in the callback of another."""
    later: deque[EventLog] | None = None
    """Inside an observer: the logs with events to be told after the one that is being told."""
    raised: BaseException | None = None
    """What an observer raised to end the program, until all are told."""

    @property
    def inside(self) -> bool:
        """Others may be waiting for this thread: it must not wait for them."""
        return self.steps > 0 or self.later is not None


here = Here()

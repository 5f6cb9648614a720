"""The workspace: owner of sessions, of independent messages and of what they share.

One per application or console run; there is no global registry.
"""

from __future__ import annotations

import itertools
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from msginspector.session import endings
from msginspector.session.books import Books
from msginspector.session.books_lock import BooksLock
from msginspector.session.content import ContentCache
from msginspector.session.events import EventLog
from msginspector.session.opener import Opener
from msginspector.session.session import MessageSession
from msginspector.storage import FilePool

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Generator
    from types import TracebackType

    from msginspector.session.events import Event
    from msginspector.session.message import Message
    from msginspector.session.record import Snapshot
    from msginspector.storage import Storage


class Workspace:
    """Sessions, the ledger of messages opened without one, the event log, the file handles.

    At most `handles` operating-system file handles are open at once. `clock` gives seconds that
    never run backwards.
    """

    def __init__(self, handles: int = 16, clock: Callable[[], float] = time.monotonic) -> None:
        self.log = EventLog()
        self.pool = FilePool(limit=handles)
        self.cache = ContentCache()
        self._clock = clock
        self._ids = itertools.count(1)
        self._numbers = itertools.count(1)
        self._sessions: list[MessageSession] = []
        self._ledger: dict[Books, None] = {}  # in the order of opening
        self._lock = BooksLock(self.log)
        self._ended = False
        self._leaked: tuple[Snapshot, ...] | None = None

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def sessions(self) -> tuple[MessageSession, ...]:
        """Every session opened here, closed ones included until they are forgotten."""
        with self._lock:
            return tuple(self._sessions)

    def open_session(self, flags: int = 0) -> MessageSession:
        """OpenIMsgSession: a new session. Raises MAPI_E_UNKNOWN_FLAGS for any flag.

        Raises InvalidObjectError when the workspace has ended.
        """
        return MessageSession(flags, workspace=self)

    def open_file(self, path: str | os.PathLike[str]) -> Message:
        """Open a file's message without a session: its caller must release everything."""
        return self._independent().open_file(path)

    def open_file_steps(self, path: str | os.PathLike[str]) -> Generator[None, None, Message]:
        """The same in slices of a few milliseconds; the generator returns the message."""
        return self._independent().open_file_steps(path)

    def open_message(
        self,
        storage: Storage,
        on_release: Callable[[object, Message], object] | None = None,
        caller_data: object = None,
        flags: int = 0,
    ) -> Message:
        """OpenIMsgOnIStg without a session; see `MessageSession.open_message`."""
        return self._independent().open_message(storage, on_release, caller_data, flags)

    def subscribe(self, observer: Callable[[Event], None]) -> Callable[[], None]:
        """Call `observer` with a copy of every coming event; the result ends that."""
        return self.log.subscribe(observer)

    def independent(self) -> tuple[tuple[Snapshot, ...], ...]:
        """The tracked objects of every message opened without a session, a tuple a message.

        Those that are closed, or given up when the workspace ended, are no longer listed.
        """
        with self._lock:
            ledger = tuple(self._ledger)
        return tuple(books.snapshots() for books in ledger)

    def leaks(self) -> tuple[Snapshot, ...]:
        """The independent messages that are leaked.

        While the workspace lives: those whose last Python handle was dropped unreleased. Once it
        has ended: all that were not closed by then.
        """
        with self._lock:
            if self._leaked is not None:
                return self._leaked
            return tuple(leak for books in self._ledger for leak in books.leaks())

    def close(self) -> tuple[Snapshot, ...]:
        """End: close every session, give the files back, and return the leaked messages.

        The leaked messages are closed then as if they had never been opened: without an event,
        and without the call of `on_release`. Nothing can be opened in the workspace any more;
        calling it again returns the same. A session that another thread is closing is left to
        that thread where waiting for it is not possible (see `MessageSession.close`).
        """
        with self._lock:
            self._ended = True
        with ExitStack() as last_to_first:  # whatever is raised on the way
            last_to_first.callback(self._abandon)
            for session in reversed(self.sessions):
                last_to_first.callback(session.close)
        return self.leaks()

    def _abandon(self) -> None:
        with self._lock:
            leaked = tuple(leak for books in self._ledger for leak in books.abandon())
            self._ledger.clear()
            if self._leaked is None:
                self._leaked = leaked

    def forget(self, session: MessageSession) -> None:
        """Let go of a session: it is closed if it was not, and is no longer listed."""
        session.close()
        with self._lock:
            self._sessions = [other for other in self._sessions if other is not session]

    # -- for MessageSession -------------------------------------------------------------------

    def begin_session(self) -> tuple[Opener, str]:
        """What a new session opens with, and its label."""
        with self._lock:
            self._check_open()
            label = f"Session {next(self._numbers)}"
        return Opener(self._books(), self.pool, self.cache), label

    def enter_session(self, session: MessageSession) -> None:
        """Own a session that is about to open."""
        with self._lock:
            self._check_open()
            self._sessions.append(session)

    def _independent(self) -> Opener:
        self._check_open()
        return Opener(self._books(), self.pool, self.cache, self._enter_independent)

    def _books(self) -> Books:
        return Books(self._lock, self.log, self._clock, lambda: next(self._ids), self._leave_ledger)

    def _enter_independent(self, books: Books) -> None:
        with self._lock:
            self._check_open()
            self._ledger[books] = None

    def _leave_ledger(self, books: Books) -> None:
        self._ledger.pop(books, None)

    def _check_open(self) -> None:
        if self._ended:
            raise endings.workspace_over()

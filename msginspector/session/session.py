"""The message session: OpenIMsgSession, OpenIMsgOnIStg, CloseIMsgSession."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msginspector.errors import MAPI_E_NOT_FOUND, MAPI_E_UNKNOWN_FLAGS, MapiError
from msginspector.session import calls
from msginspector.session.record import snapshot
from msginspector.session.states import Kind, State
from msginspector.session.teardown import TeardownSteps

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Generator
    from typing import Any

    from msginspector.session.message import Message
    from msginspector.session.record import Record, Snapshot
    from msginspector.session.teardown import TeardownReport
    from msginspector.session.workspace import Workspace
    from msginspector.storage import Storage


class MessageSession:
    """Groups the messages opened in it; closing it closes everything it tracks.

    `flags` is reserved and must be 0: anything else, MAPI_UNICODE included, raises
    MAPI_E_UNKNOWN_FLAGS (OpenIMsgSession; the documentation of that call alone names the error
    MAPI_E_INVALID_FLAGS). Without a workspace the session makes one for itself.
    """

    def __init__(self, flags: int = 0, *, workspace: Workspace | None = None) -> None:
        if flags:
            raise MapiError(
                MAPI_E_UNKNOWN_FLAGS, f"OpenIMsgSession takes no flags; it was given {flags:#x}."
            )
        if workspace is None:
            workspace = _own_workspace()
        self.workspace = workspace
        self._opener, label = workspace.begin_session()
        self._opener.session = self
        self._books = self._opener.books
        with self._books.lock:
            workspace.enter_session(self)
            self._books.open_root(label, calls.open_session(flags))

    def __bool__(self) -> bool:
        return not (self._books.closing or self._books.closed)

    def __repr__(self) -> str:
        return f"<{self.label} {self.state} tracking {len(self._books)} objects>"

    def __enter__(self) -> MessageSession:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    @property
    def id(self) -> int:
        """Its number among the tracked objects of the workspace."""
        return self._root.id

    @property
    def label(self) -> str:
        """Its name for people: "Session 1"."""
        return self._root.label

    @property
    def state(self) -> State:
        """Open, closing (from the first step of the cascade on) or closed."""
        if self._books.closed:
            return State.CLOSED
        return State.CLOSING if self._books.closing else State.OPEN

    @property
    def closing(self) -> bool:
        """The cascade has begun and is not over."""
        return self._books.closing

    @property
    def closed(self) -> bool:
        """The cascade is over."""
        return self._books.closed

    # -- opening ------------------------------------------------------------------------------

    def open_file(self, path: str | os.PathLike[str]) -> Message:
        """Open a file with a storage of its own. The same file twice is two messages.

        Raises InputError when the file cannot be read as a message, InvalidObjectError when the
        session is closing or closed.
        """
        return self._opener.open_file(path)

    def open_file_steps(self, path: str | os.PathLike[str]) -> Generator[None, None, Message]:
        """The same in slices of a few milliseconds; the generator returns the message."""
        return self._opener.open_file_steps(path)

    def open_message(
        self,
        storage: Storage,
        on_release: Callable[[object, Message], object] | None = None,
        caller_data: object = None,
        flags: int = 0,
    ) -> Message:
        """OpenIMsgOnIStg: build a message on a storage that stays its caller's.

        `on_release(caller_data, message)` runs once, after the last release of the message and
        of everything opened from it, or in the cascade right after the message's step. Raises
        MAPI_E_NO_ACCESS for a storage that is write-only, or read/write without STGM_TRANSACTED,
        MAPI_E_INVALID_PARAMETER for a closed one, MAPI_E_UNKNOWN_FLAGS for flags other than
        IMSG_NO_ISTG_COMMIT and MAPI_UNICODE, InvalidObjectError when the session is closing or
        closed, InputError when the storage holds no message.
        """
        return self._opener.open_message(storage, on_release, caller_data, flags)

    # -- looking ------------------------------------------------------------------------------

    def __len__(self) -> int:
        """How many objects it tracks, itself included."""
        return len(self._books)

    def tracked(self) -> tuple[Snapshot, ...]:
        """A copy of every tracked object, in the order of opening, the session first."""
        return self._books.snapshots()

    def snapshot(self) -> Snapshot:
        """A copy of the session's own entry."""
        with self._books.lock:
            return snapshot(self._root, self._books.started)

    def messages(self) -> tuple[Message, ...]:
        """Handles of its top-level messages, released ones included, in the order of opening."""
        with self._books.lock:
            tops = [r for r in self._root.children or () if r.kind is Kind.MESSAGE]
        return tuple(self._opener.handle(record) for record in tops)

    def handle(self, number: int) -> Any:
        """The handle of a tracked object; the session's own number gives the session.

        Raises MAPI_E_NOT_FOUND for a number that it does not track.
        """
        record = self._record(number)
        return self if record is self._root else self._opener.handle(record)

    # -- closing ------------------------------------------------------------------------------

    def close(self) -> TeardownReport:
        """CloseIMsgSession: run the cascade, or finish a half-run one, and return its report.

        Never raises for a fault in a child; the report names it. Calling it again returns the
        same report; calling it from inside a step does nothing and returns the report so far.

        While another thread is in a step, it waits for that thread. Only from inside a step of
        another session, or from an observer, it does not, since that thread may be waiting for
        this one: the other thread then closes what is left, and this call returns the report
        so far. What `on_release` raises to end the program (SystemExit, KeyboardInterrupt) is a
        fault too, and is raised again when everything is closed.
        """
        self._books.cascade.finish()
        return self.report

    def close_steps(self) -> TeardownSteps:
        """The cascade one object at a time; the session is `closing` from the first step on."""
        cascade = self._books.cascade
        return TeardownSteps(cascade.advance, lambda: len(cascade))

    @property
    def report(self) -> TeardownReport:
        """The cascade so far; the same whole report for ever once it is over."""
        return self._books.cascade.report()

    def inject_fault(self, number: int, text: str = "injected fault") -> None:
        """Make closing that object fail, to show and to test that the cascade goes on."""
        self._record(number).fails = text

    @property
    def _root(self) -> Record:
        root = self._books.root
        assert root is not None
        return root

    def _record(self, number: int) -> Record:
        record = self._books.record(number)
        if record is not None:
            return record
        raise MapiError(MAPI_E_NOT_FOUND, f"{self.label} tracks no object {number}.")


def _own_workspace() -> Workspace:
    from msginspector.session.workspace import Workspace

    return Workspace()


def open_message(
    storage: Storage,
    session: MessageSession | None = None,
    on_release: Callable[[object, Message], object] | None = None,
    caller_data: object = None,
    flags: int = 0,
    *,
    workspace: Workspace | None = None,
) -> Message:
    """OpenIMsgOnIStg as MAPI spells it: with a session, or independent of any.

    An independent message is entered in the ledger of `workspace`, or of one made for it.
    """
    if session is not None:
        return session.open_message(storage, on_release, caller_data, flags)
    owner = workspace if workspace is not None else _own_workspace()
    return owner.open_message(storage, on_release, caller_data, flags)

"""Opening top-level messages: OpenIMsgOnIStg on a borrowed storage or on a file's own one.

One `Opener` belongs to one `Books`; it also makes the handles of what the books track.
"""

from __future__ import annotations

import os
import weakref
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from msginspector.errors import (
    MAPI_E_INVALID_PARAMETER,
    MAPI_E_NO_ACCESS,
    MAPI_E_UNKNOWN_FLAGS,
    MapiError,
)
from msginspector.oxmsg import MessageFile
from msginspector.session import calls
from msginspector.session.content import ContentCache, MessageContent
from msginspector.session.handles import (
    AttachmentTable,
    Handle,
    RecipientTable,
    StorageHandle,
    Stream,
)
from msginspector.session.inner import message_file, message_file_steps
from msginspector.session.message import Message
from msginspector.session.owners import Attachment
from msginspector.session.record import Group, Record
from msginspector.session.states import Kind
from msginspector.storage import STGM_TRANSACTED, FilePool, Storage

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from msginspector.session.books import Books
    from msginspector.session.session import MessageSession

IMSG_NO_ISTG_COMMIT: Final = 0x00000001
MAPI_UNICODE: Final = 0x80000000

ACCESS_MASK: Final = 3
ACCESS_READ: Final = 0
ACCESS_READWRITE: Final = 2

HANDLES: Final[dict[Kind, type[Handle]]] = {
    Kind.MESSAGE: Message,
    Kind.RECIPIENT_TABLE: RecipientTable,
    Kind.ATTACHMENT_TABLE: AttachmentTable,
    Kind.ATTACHMENT: Attachment,
    Kind.STREAM: Stream,
    Kind.STORAGE: StorageHandle,
}

OnRelease = "Callable[[object, Message], object]"


class Opener:
    """Opens messages into its books. `pool` lends file handles, `cache` keeps parsed files.

    `enter` is told of the books of an independent message just before it is entered there.
    """

    def __init__(
        self,
        books: Books,
        pool: FilePool,
        cache: ContentCache,
        enter: Callable[[Books], None] | None = None,
    ) -> None:
        self.books = books
        self.session: MessageSession | None = None
        self._pool = pool
        self._cache = cache
        self._enter_books = enter

    def handle(self, record: Record, anchor: Handle | None = None) -> Any:
        """The handle of a record: the one that lives, else a new one."""
        with self.books.lock:
            handle = record.handle() if record.handle is not None else None
            if handle is None:
                handle = HANDLES[record.kind](self, record, self._anchor(anchor))
                record.handle = weakref.ref(handle)
            return handle

    def open_message(
        self,
        storage: Storage,
        on_release: Callable[[object, Message], object] | None,
        caller_data: object,
        flags: int,
    ) -> Message:
        """OpenIMsgOnIStg on a storage that stays its caller's; see `MessageSession`."""
        check_flags(flags)
        check_mode(storage)
        self.books.check_open()
        file = MessageFile(storage)
        source = storage.container.source
        content = MessageContent(self._cache, source, lambda: MessageFile(storage), lambda: None)
        group = Group(
            content, file=None, flags=flags, on_release=on_release, caller_data=caller_data
        )
        return self._enter(group, file, storage.label, None)

    def open_file(self, path: str | os.PathLike[str]) -> Message:
        """Open a file's own storage and the message on it."""
        steps = self.open_file_steps(path)
        while True:
            try:
                next(steps)
            except StopIteration as stop:
                message: Message = stop.value
                return message

    def open_file_steps(self, path: str | os.PathLike[str]) -> Generator[None, None, Message]:
        """The same in slices of a few milliseconds; the generator returns the message.

        Raises InputError when the file cannot be read as a message; nothing is tracked then.
        """
        self.books.check_open()
        name = os.fspath(path)
        base = os.path.basename(name)
        source = self._pool.open(name)
        content = MessageContent(
            self._cache, source, partial(message_file, source, base), source.close
        )
        group = Group(content, file=name, flags=0, on_release=None, caller_data=None)
        try:
            file = yield from message_file_steps(source, base)
            return self._enter(group, file, base, calls.open_input(file.kind, base))
        finally:
            if group.message is None:  # it did not get on the books
                source.close()

    def _anchor(self, anchor: Handle | None) -> Handle | None:
        """Only independent messages need their handles kept alive by those of sub-objects."""
        return anchor if self.books.root is None else None

    def _enter(
        self, group: Group, file: MessageFile, storage: str, storage_call: str | None
    ) -> Message:
        root = self.books.root
        group.make_handle = self.handle
        label = file.root.label or storage  # read before anything is on the books
        call = calls.open_message(root.label if root else None, storage, group.flags)
        with self.books.lock:
            self.books.check_open()
            if self._enter_books is not None:
                self._enter_books(self.books)
            if storage_call is not None:
                self.books.open_top(group, Kind.STORAGE, storage, "/storage", storage_call)
            record = self.books.open_top(group, Kind.MESSAGE, label, "/", call)
            message: Message = self.handle(record)
            if root is None:
                weakref.finalize(message, _dropped, group).atexit = False
            group.content.hold(file)
        return message


def _dropped(group: Group) -> None:
    """The last Python handle of an independent message is gone."""
    group.dropped = True


def check_flags(flags: int) -> None:
    """Raise MAPI_E_UNKNOWN_FLAGS for anything but IMSG_NO_ISTG_COMMIT and MAPI_UNICODE."""
    unknown = flags & ~(IMSG_NO_ISTG_COMMIT | MAPI_UNICODE)
    if unknown:
        raise MapiError(MAPI_E_UNKNOWN_FLAGS, f"OpenIMsgOnIStg has no flag {unknown:#x}.")


def check_mode(storage: Storage) -> None:
    """Raise MAPI_E_NO_ACCESS for storages IMessage cannot use (OpenIMsgOnIStg, remarks).

    A storage that its owner has closed already raises MAPI_E_INVALID_PARAMETER.
    """
    if storage.closed:
        raise MapiError(MAPI_E_INVALID_PARAMETER, f"The storage “{storage.label}” is closed.")
    access = storage.mode & ACCESS_MASK
    transacted = bool(storage.mode & STGM_TRANSACTED)
    if access == ACCESS_READ or (access == ACCESS_READWRITE and transacted):
        return
    why = (
        "read/write access needs STGM_TRANSACTED"
        if access == ACCESS_READWRITE
        else "IMessage does not support write-only access"
    )
    raise MapiError(MAPI_E_NO_ACCESS, f"The storage “{storage.label}” is refused: {why}.")

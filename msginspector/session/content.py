"""How a tracked message reaches its file: parsed listings that can be dropped and made again.

A session may hold ten thousand messages; keeping every parsed container would cost gigabytes, and
parsing one takes less than a millisecond. So a message keeps the way to its storage, and the
workspace keeps the parsed forms of the messages used last.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from msginspector.errors import InputError
from msginspector.findings import Finding
from msginspector.session import inner
from msginspector.storage import FileSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from msginspector.oxmsg import MessageFile, OxObject
    from msginspector.storage import Source

CACHED_FILES: Final = 16
PIECE: Final = 1 << 18  # bytes: a slice that no window notices


class ContentCache:
    """The parsed forms used last, at most `limit`; safe to use from several threads."""

    def __init__(self, limit: int = CACHED_FILES) -> None:
        self._limit = limit
        self._files: OrderedDict[MessageContent, MessageFile] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many parsed forms are held."""
        return len(self._files)

    def get(self, content: MessageContent) -> MessageFile | None:
        """The parsed form, or None when it is not held (any more)."""
        with self._lock:
            file = self._files.get(content)
            if file is not None:
                self._files.move_to_end(content)
            return file

    def put(self, content: MessageContent, file: MessageFile) -> None:
        """Hold a parsed form, and let go of the one unused for longest."""
        with self._lock:
            self._files[content] = file
            self._files.move_to_end(content)
            while len(self._files) > self._limit:
                self._files.popitem(last=False)

    def drop(self, content: MessageContent) -> None:
        """Let go of a parsed form."""
        with self._lock:
            self._files.pop(content, None)

    def clear(self) -> None:
        """Let go of every parsed form."""
        with self._lock:
            self._files.clear()


class MessageContent:
    """The content of one top-level message.

    `parse` makes the parsed form from `source` (it may raise InputError); `close` frees the source.
    """

    __slots__ = ("_cache", "_close", "_parse", "_source", "_written", "freed")

    def __init__(
        self,
        cache: ContentCache,
        source: Source,
        parse: Callable[[], MessageFile],
        close: Callable[[], None],
    ) -> None:
        self._cache = cache
        self._source = source
        self._written = source.written if isinstance(source, FileSource) else None
        self._parse = parse
        self._close = close
        self.freed = False

    def file(self) -> MessageFile:
        """The parsed form; parsed again when the cache let go of it.

        Raises InputError when the source has gone or changed meanwhile.
        """
        file = self._cache.get(self)
        if file is None:
            self.check_unchanged()
            file = self._parse()
            self.hold(file)
        return file

    def object(self, path: str) -> OxObject:
        """The object of that path, which there was when it was opened.

        Raises InputError when the source has gone or changed meanwhile.
        """
        try:
            return self.find(path)
        except KeyError:
            text = f"The file no longer holds the object {path}."
            raise InputError("FILE_CHANGED", text, self._source.path) from None

    def find(self, path: str) -> OxObject:
        """The object of that path; raises KeyError where there is none, else as `object`.

        What lies in an attachment whose bytes are a message is made or read on the way.
        """
        return inner.find(self.file(), path)

    def hold(self, file: MessageFile) -> None:
        """Keep a form that has just been parsed; not when its source was freed meanwhile."""
        self._cache.put(self, file)
        if self.freed:
            self._cache.drop(self)

    def change(self) -> str | None:
        """How the source differs from what was opened, as a sentence; None when it does not."""
        return self._source.change()

    def check_unchanged(self) -> None:
        """Raise InputError FILE_CHANGED when the file was written to: what it holds is unknown.

        A file that was deleted or replaced by another one is read as it was while a handle on it
        is open; where there is none, opening it again fails.
        """
        text = self._written() if self._written is not None else None
        if text is not None:
            raise InputError("FILE_CHANGED", text, self._source.path)

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the whole source, in order, at most `PIECE` at a time."""
        offset = 0
        while piece := self._source.read(offset, PIECE):
            yield piece
            offset += len(piece)

    def findings(self) -> tuple[Finding, ...]:
        """The findings of the message, and one more when its source has changed since."""
        change = self.change()
        own = () if change is None else (Finding("MSG0501", "/", "", None, change),)
        try:
            file = self.file()
            inside = [inner.findings(one) for one in (file, *inner.inner_files(file))]
            return (*own, *(finding for found in inside for finding in found))
        except InputError as error:
            return (*own, Finding("MSG0502", "/", "", None, error.text))

    def free(self) -> None:
        """Let go of everything; the source is closed when it was opened for this message."""
        self.freed = True
        self._cache.drop(self)
        self._close()

"""How a tracked message reaches its file: parsed listings that can be dropped and made again.

A session may hold ten thousand messages; keeping every parsed container would cost gigabytes, and
parsing one takes less than a millisecond. So a message keeps the way to its storage, and the
workspace keeps the parsed forms of the messages used last.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from msginspector.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from msginspector.oxmsg import MessageFile

CACHED_FILES: Final = 16


class ContentCache:
    """The parsed forms used last, at most `limit`; safe to use from several threads."""

    def __init__(self, limit: int = CACHED_FILES) -> None:
        self._limit = limit
        self._files: OrderedDict[MessageContent, MessageFile] = OrderedDict()
        self._lock = threading.Lock()

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


class MessageContent:
    """The content of one top-level message.

    `parse` makes the parsed form (it may raise InputError), `change` says in a sentence how the
    source differs from what was opened (None: it does not), `close` frees the source.
    """

    __slots__ = ("_cache", "_change", "_close", "_parse", "freed")

    def __init__(
        self,
        cache: ContentCache,
        parse: Callable[[], MessageFile],
        change: Callable[[], str | None],
        close: Callable[[], None],
    ) -> None:
        self._cache = cache
        self._parse = parse
        self._change = change
        self._close = close
        self.freed = False

    def file(self) -> MessageFile:
        """The parsed form; parsed again when the cache let go of it.

        Raises InputError when the source has gone or changed meanwhile.
        """
        file = self._cache.get(self)
        if file is None:
            file = self._parse()
            self._cache.put(self, file)
        return file

    def hold(self, file: MessageFile) -> None:
        """Keep a form that has just been parsed."""
        self._cache.put(self, file)

    def change(self) -> str | None:
        """How the source differs from what was opened, as a sentence; None when it does not."""
        return self._change()

    def findings(self) -> tuple[Finding, ...]:
        """The findings of the message, and one more when its source has changed since."""
        change = self.change()
        found = self.file().findings()
        if change is None:
            return found
        return (Finding("MSG0501", "/", "", None, change), *found)

    def free(self) -> None:
        """Let go of everything; the source is closed when it was opened for this message."""
        self.freed = True
        self._cache.drop(self)
        self._close()

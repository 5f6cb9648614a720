"""The structure of Internet mail: which part lies where, without taking anything apart.

Follows RFC 5322 2.2 (header fields), RFC 2046 5.1 (multipart) and 5.2.1 (message/rfc822). One pass
over the bytes finds header blocks and the lines that separate parts; a part is a range of the
input, so nothing is copied and the depth of nesting costs nothing. Numbers of parts, fields and
depth are bounded; what lies beyond is content of the part around it, and that is told.

Why the parser of the standard library is not used for this: it keeps every line as a text of its
own (a mail of short lines takes twenty times its size), nests Python generators (a few hundred
multiparts inside each other end in RecursionError), and has no bound on the number of parts (64 MB
of separators would be millions of message objects). Its tools for single values are used where
they are linear: dates, encodings, parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from msginspector.inputs.fields import Field, content_type, read_fields
from msginspector.inputs.made import MAX_DEPTH, MAX_OBJECTS, Notes

MAX_SEPARATORS: Final = 1_000_000
"""Lines that begin with "--" and are looked at."""
MAX_HEADER: Final = 4 << 20
"""Bytes of all header blocks of an input, at any depth."""
MAX_ALL_FIELDS: Final = 100_000
"""Fields of a whole input, at any depth."""

_SEPARATOR: Final = re.compile(rb"^--[^\r\n]++(?=\r?\n|\Z)", re.MULTILINE)
"""RFC 2046 5.1.1: blanks and tabs may follow a boundary, and nothing else before the line break.
Who reads less strictly shows another part than the one that was signed."""
_PADDING: Final = b" \t"
_ENVELOPE: Final = re.compile(rb">?From [^\r\n]*\r?\n")
PLAIN: Final = ("", "7bit", "8bit", "binary")
"""Transfer encodings that leave bytes as they are."""
_MESSAGES: Final = ("message/rfc822", "message/global", "message/news")
_DIGEST: Final = "multipart/digest"


@dataclass(slots=True, eq=False)
class Part:
    """One entity: a header and a body, and the parts or the message inside."""

    start: int
    """Where its header begins."""
    parent: Part | None = None
    depth: int = 0
    fields: tuple[Field, ...] = ()
    header_end: int = 0
    """Where its header ends, before the empty line."""
    body: int = 0
    end: int = 0
    type: str = "text/plain"
    """Its media type in lower case, without parameters."""
    parameters: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    """Its content transfer encoding in lower case."""
    parts: list[Part] = field(default_factory=list)
    """Of a multipart its parts, of a message/rfc822 the message."""

    def first(self, name: str) -> Field | None:
        """The first field of that name (lower case), None for none."""
        return next((one for one in self.fields if one.key == name), None)

    def all(self, name: str) -> list[Field]:
        """Every field of that name (lower case), in order."""
        return [one for one in self.fields if one.key == name]

    def text(self, name: str) -> str:
        """The decoded value of the first field of that name, "" for none."""
        found = self.first(name)
        return found.text if found else ""

    @property
    def is_multipart(self) -> bool:
        """Whether its type says it is made of parts."""
        return self.type.startswith("multipart/")

    @property
    def is_message(self) -> bool:
        """Whether it holds another message."""
        return self.type in _MESSAGES

    def walk(self) -> Iterator[Part]:
        """This part and every part inside, in order; not into messages inside."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            if part is self or not part.is_message:
                waiting.extend(reversed(part.parts))


@dataclass(slots=True)
class Counts:
    """What was read of one input, whole messages decoded inside it included."""

    objects: int = 0
    """Parts, and recipients of every message."""
    fields: int = 0
    header: int = 0
    """Bytes of header blocks."""
    bodies: int = 0
    """Bytes of texts that became bodies."""
    separators: int = 0
    keywords: int = 0


class Splitter:
    """Finds the parts of one input, or of a message that was encoded inside it."""

    def __init__(self, data: bytes, notes: Notes, counts: Counts) -> None:
        self._data = data
        self._notes = notes
        self._counts = counts
        self._open: list[Part] = []
        self._boundaries: dict[bytes, list[Part]] = {}

    def split(self, start: int = 0) -> Part:
        """The outermost entity, which begins at `start`."""
        root = Part(start)
        position = self._enter(root)
        for line in _SEPARATOR.finditer(self._data, position):
            self._counts.separators += 1
            if self._counts.separators > MAX_SEPARATORS:
                self._notes.add(
                    f"Only the first {MAX_SEPARATORS:,} lines that may separate parts were read."
                )
                break
            if position >= len(self._data):
                break
            if line.start() >= position:
                position = self._separator(line.group(), line.start(), line.end(), position)
        self._close(0, len(self._data), cut=True)
        return root

    def _separator(self, line: bytes, start: int, end: int, position: int) -> int:
        """A line that may separate parts: where to go on reading."""
        key = line[2:].rstrip(_PADDING)
        last = key.endswith(b"--") and key not in self._boundaries
        owners = self._boundaries.get(key[:-2] if last else key)
        if not owners:
            return position
        owner = owners[-1]
        self._close(self._open.index(owner) + (not last), self._content_end(start))
        if last:
            owner.end = self._after_line(end)
            return position
        following = self._after_line(end)
        if self._counts.objects >= MAX_OBJECTS:
            self._notes.add(
                f"More than {MAX_OBJECTS:,} parts and recipients: what follows is kept as one part."
            )
            rest = Part(following, owner, body=following, type="application/octet-stream")
            owner.parts.append(rest)
            self._open.append(rest)
            return len(self._data)
        part = Part(following, owner, owner.depth + 1)
        owner.parts.append(part)
        if owner.type == _DIGEST:
            part.type = _MESSAGES[0]
        return self._enter(part)

    def _enter(self, part: Part) -> int:
        """Reads the header of a part and opens it; where its content begins."""
        while True:
            self._counts.objects += 1
            self._open.append(part)
            self._header(part)
            if part.is_multipart:
                self._open_multipart(part)
                return part.body
            if not part.is_message or part.encoding not in PLAIN or self._too_deep(part):
                return part.body
            inner = Part(part.body, part, part.depth + 1)
            part.parts.append(inner)
            part = inner

    def _open_multipart(self, part: Part) -> None:
        boundary = part.parameters.get("boundary", "").rstrip()
        if not boundary:
            self._notes.add("A multipart has no boundary; its content is kept as one part.")
            part.type = "application/octet-stream"
        elif self._too_deep(part):
            part.type = "application/octet-stream"
        else:
            key = boundary.encode("utf-8", "surrogateescape")
            self._boundaries.setdefault(key, []).append(part)

    def _too_deep(self, part: Part) -> bool:
        if part.depth < MAX_DEPTH and self._counts.objects < MAX_OBJECTS:
            return False
        self._notes.add(f"What lies deeper than {MAX_DEPTH} parts is kept as one part.")
        return True

    def _close(self, keep: int, end: int, *, cut: bool = False) -> None:
        """Ends every open part but the outer `keep` ones; `cut`: because the input ends."""
        while len(self._open) > keep:
            part = self._open.pop()
            part.end = max(end, part.body)
            key = part.parameters.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
            owners = self._boundaries.get(key)
            if part.is_multipart and owners and owners[-1] is part:
                owners.pop()
                if not owners:
                    del self._boundaries[key]
                if cut and len(self._open) == 0 and not part.parts:
                    self._notes.add("A multipart has no parts.")
                elif cut:
                    self._notes.add("A multipart has no end; it ends with the input.")

    def _content_end(self, start: int) -> int:
        """The end of the content before a separator: the line break belongs to the separator."""
        if self._data[max(start - 2, 0) : start] == b"\r\n":
            return start - 2
        return start - 1 if start else 0

    def _after_line(self, end: int) -> int:
        found = self._data.find(b"\n", end)
        return len(self._data) if found < 0 else found + 1

    def _header(self, part: Part) -> None:
        """Reads the header block of a part and what it says about its content."""
        start = part.start
        envelope = _ENVELOPE.match(self._data, start)
        if envelope is not None:  # the line of a mailbox file, or of an old relay
            start = envelope.end()
        room = max(MAX_ALL_FIELDS - self._counts.fields, 0)
        limit = start + max(MAX_HEADER - self._counts.header, 0)
        block = read_fields(self._data, start, min(limit, len(self._data)), room)
        self._counts.header += block.end - start
        if block.end >= limit:
            self._notes.add(f"Only the first {MAX_HEADER >> 20} MB of header fields were read.")
        part.start, part.fields, part.header_end = start, block.fields, block.end
        part.body = block.body
        self._counts.fields += len(block.fields)
        for problem in block.problems:
            self._notes.add(problem)
        stated = part.first("content-type")
        if stated is not None:
            part.type, part.parameters = content_type(stated.value)
        encoding = part.first("content-transfer-encoding")
        if encoding is not None:
            part.encoding = encoding.value.partition(";")[0].split("(")[0].strip().lower()

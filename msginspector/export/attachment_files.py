"""Attachments as files: always new ones, whole or not at all, never outside the folder.

A file attached by value becomes its bytes; an embedded message a .msg; of an OLE object that is a
package the file inside, of any other its storage as a compound file. The names are safe ones
(`analysis.attachments.safe_names`); one that is taken gets a number. Bytes pass through piece by
piece, whatever their size. What cannot be saved is reported, and the rest is saved. All files of a
message have room in a few times its own size, so that streams of a hostile file, which share their
sectors, do not fill the disk.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from msginspector.analysis.attachments.facts import REFERENCES
from msginspector.analysis.attachments.looks import look_at, pieces_of
from msginspector.analysis.attachments.ole import package_of, packed_pieces
from msginspector.analysis.attachments.safe_names import extension_of, key, numbered, split
from msginspector.errors import InputError
from msginspector.export.byte_file import save_steps
from msginspector.export.message_copy import cut_short, message_entries, storage_entries
from msginspector.session.stored import stored_data
from msginspector.storage.writing import compound_pieces, compound_size

if TYPE_CHECKING:
    from msginspector.analysis.attachments.looks import AttachmentLook
    from msginspector.session import ObjectRow

TRIES: Final = 100
"""Names that are tried where others write into the same folder."""

FILE: Final = "file"
MESSAGE: Final = "message"
PACKED: Final = "packed file"
STORAGE: Final = "storage"


LEAST_ROOM: Final = 64 << 20
FILE_SIZES: Final = 4
"""Bytes, and sizes of the message file, that what is saved of it may have. Copies of messages that
lie in each other repeat those inside."""


@dataclass(slots=True)
class Room:
    """How many bytes may still be written of a message file."""

    left: int

    @classmethod
    def of(cls, rows: Iterable[ObjectRow]) -> Room:
        """Room for the attachments of one message."""
        found = (stored_data(row) for row in rows)
        size = next((data.file_size for data in found if data is not None), 0)
        return cls(max(LEAST_ROOM, FILE_SIZES * size))


@dataclass(frozen=True, slots=True)
class SavedForm:
    """What an attachment would be saved as."""

    path: str
    """Of the attachment in the tree."""
    name: str
    """A safe name."""
    kind: str
    """FILE, MESSAGE, PACKED or STORAGE."""
    size: int
    """Bytes of the file."""
    pieces: Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Refused:
    """An attachment that is not saved, and why."""

    path: str
    name: str
    text: str
    """A sentence."""

    def to_dict(self) -> dict[str, object]:
        """For a JSON document."""
        return {"path": self.path, "name": self.name, "text": self.text}


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written."""

    path: str
    """Of the attachment in the tree."""
    file: str
    name: str
    """What the message calls it."""
    kind: str
    size: int
    sha256: str
    note: str
    """A sentence where the file is not what it should be, "" otherwise."""

    def to_dict(self) -> dict[str, object]:
        """For a JSON document."""
        return {
            "path": self.path, "file": self.file, "name": self.name, "kind": self.kind,
            "size": self.size, "sha256": self.sha256, "note": self.note or None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the saving is."""

    name: str
    done: int
    """Bytes written of all files."""
    total: int


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the attachments, in their order."""

    written: tuple[Written, ...]
    refused: tuple[Refused, ...]


def saved_form(row: ObjectRow) -> SavedForm | Refused:
    """What an attachment is saved as; raises InspectorError only when its message has ended."""
    look = look_at(row)
    name = look.facts.safe.name
    try:
        form = _form(row, look, name)
    except ValueError as error:
        return Refused(row.path, look.facts.name, f"It cannot be written: {error}.")
    return form or Refused(row.path, look.facts.name, _why_nothing(look))


def save_all(
    rows: Sequence[ObjectRow], folder: str, room: Room | None = None
) -> Generator[Progress, None, Report]:
    """Save attachments into a folder that exists, in steps; the generator returns the report.

    `room` is what is left of it where other attachments of the same file were saved before.
    Whoever stops early keeps the files that are whole, and nothing of the one that is not. Raises
    OSError when the folder cannot be listed, InspectorError when the message ends meanwhile.
    """
    taken = {key(name) for name in os.listdir(folder)}
    room = room or Room.of(rows)
    forms = []
    for row in rows:
        form = _within(saved_form(row), room)
        forms.append((row, form))
        yield Progress("", 0, 0)
    total = sum(form.size for _, form in forms if isinstance(form, SavedForm))
    done = 0
    written: list[Written] = []
    refused: list[Refused] = []
    for row, form in forms:
        if isinstance(form, Refused):
            refused.append(form)
            continue
        outcome = yield from _counted(_save(row, form, folder, taken), form.name, done, total)
        done += form.size
        if isinstance(outcome, Written):
            written.append(outcome)
        else:
            refused.append(outcome)
    return Report(tuple(written), tuple(refused))


def _within(form: SavedForm | Refused, room: Room) -> SavedForm | Refused:
    """The same form, or why it is too much."""
    if isinstance(form, Refused):
        return form
    if form.size > room.left:
        text = (
            f"It has {form.size:,} bytes: together with what is saved before it that would be "
            f"more than {FILE_SIZES} times the message file."
        )
        return Refused(form.path, form.name, text)
    room.left -= form.size
    return form


def save_as(row: ObjectRow, file: str) -> Generator[Progress, None, Written | Refused]:
    """Save one attachment under a name somebody chose, in steps; never over a file.

    Raises FileExistsError where something has that name, and OSError where the system refuses.
    """
    form = saved_form(row)
    if isinstance(form, Refused):
        return form
    return (yield from _counted(_write(row, form, file), form.name, 0, form.size))


def _form(row: ObjectRow, look: AttachmentLook, name: str) -> SavedForm | None:
    kind = look.facts.data_kind
    if kind == "stream":
        return SavedForm(row.path, name, FILE, look.facts.size or 0, partial(pieces_of, row))
    if kind == "message":
        entries = message_entries(row)
        size = compound_size(entries)
        return SavedForm(row.path, name, MESSAGE, size, partial(compound_pieces, entries))
    return _ole_form(row, look, name) if kind == "storage" else None


def _ole_form(row: ObjectRow, look: AttachmentLook, name: str) -> SavedForm:
    packed = package_of(row)
    if packed is not None and packed.name and packed.size:
        return SavedForm(row.path, name, PACKED, packed.size, partial(packed_pieces, row, packed))
    entries = storage_entries(row)
    extensions = look.content.extensions if look.content is not None else ()
    if extensions and extension_of(name) == "ole":
        name = f"{split(name)[0]}.{extensions[0]}"
    size = compound_size(entries)
    return SavedForm(row.path, name, STORAGE, size, partial(compound_pieces, entries))


def _why_nothing(look: AttachmentLook) -> str:
    facts = look.facts
    if facts.method_value in REFERENCES:
        where = "" if facts.target is None else f": {facts.target.value}"
        return f"The message holds no file, only where it is{where}."
    return "The message holds nothing for this attachment."


def _counted(
    steps: Generator[int, None, Written | Refused], name: str, done: int, total: int
) -> Generator[Progress, None, Written | Refused]:
    """The same steps, told of all files."""
    while True:
        try:
            here = next(steps)
        except StopIteration as over:
            outcome: Written | Refused = over.value
            return outcome
        try:
            yield Progress(name, done + here, total)
        except GeneratorExit:
            steps.close()
            raise


def _save(
    row: ObjectRow, form: SavedForm, folder: str, taken: set[str]
) -> Generator[int, None, Written | Refused]:
    """Save into a folder under the first name that is free."""
    for _ in range(TRIES):
        name = numbered(form.name, taken)
        taken.add(key(name))
        try:
            return (yield from _write(row, form, os.path.join(folder, name)))
        except FileExistsError:
            continue
        except OSError as error:
            return Refused(form.path, form.name, f"It could not be written: {error.strerror}.")
        except InputError as error:
            return Refused(form.path, form.name, error.text)
    return Refused(form.path, form.name, "Every name for it is taken in that folder.")


def _write(row: ObjectRow, form: SavedForm, file: str) -> Generator[int, None, Written | Refused]:
    digest = hashlib.sha256()
    size = 0

    def pieces() -> Iterator[bytes]:
        for piece in form.pieces():
            digest.update(piece)
            yield piece

    with closing(save_steps(file, pieces())) as steps:
        for size in steps:
            yield size
    missing = cut_short(row)
    note = f"{missing} bytes are missing in the message file." if missing else ""
    name = row.label
    return Written(form.path, file, name, form.kind, size, digest.hexdigest(), note)

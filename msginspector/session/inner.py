"""Messages that are no .msg file of their own: Internet mail, TNEF, and attachments that hold one.

A file that is no compound file but Internet mail or TNEF is made into a message (`inputs`), and an
attachment whose bytes are a message can be opened like an embedded one. Nothing is made or read
before somebody opens it; what is made is in memory, and bounded. Of a .msg in an attachment no
copy is made: its container is read where it lies.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from msginspector.errors import MAPI_E_NOT_FOUND, InputError, MapiError
from msginspector.findings import Finding
from msginspector.oxmsg import MessageFile
from msginspector.storage import STGM_READ, CompoundFile, Storage
from msginspector.storage.nested import MadeSource, StreamSource

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from msginspector.inputs.made import Made
    from msginspector.oxmsg import OxObject
    from msginspector.storage import Source
    from msginspector.storage.handles import FileIdentity

HEAD: Final = 4096
MAX_MADE: Final = 64 << 20
"""Bytes of one input that is made into a message, and of all that are made inside one file."""
MAX_INNER: Final = 20
"""Messages in attachments of messages in attachments."""
MADE_FROM: Final = {"eml": "Internet mail", "tnef": "TNEF", "smime": "signed mail"}
WAIT: Final = 0.001
SEALED: Final = (  # object identifiers of content types that are encrypted (RFC 5652 6, RFC 5083 2)
    bytes.fromhex("06092a864886f70d010703"),
    bytes.fromhex("060b2a864886f70d0109100117"),
)
SEALED_AT: Final = 32
"""Bytes in which the type of a CMS object is said."""
_REFUSED: Final = frozenset(("EML_FILE", "TNEF_FILE", "NOT_A_MESSAGE"))
_NAMES: Final = (0x3707, 0x3704, 0x3001)
_MIME_TAG: Final = 0x370E


# -- files ------------------------------------------------------------------------------------


def message_file(source: Source, label: str) -> MessageFile:
    """The message in a source: an Outlook message, else what Internet mail or TNEF is made into.

    Raises InputError for everything else.
    """
    try:
        return MessageFile(Storage(CompoundFile(source), 0, STGM_READ, label=label))
    except InputError as error:
        kind = _other_kind(source, label, error)
    return _made_file(_make(_all_of(source), kind), source.path, label, _identity(source))


def message_file_steps(source: Source, label: str) -> Generator[None, None, MessageFile]:
    """The same in slices of a few milliseconds; the generator returns the file."""
    try:
        container = yield from CompoundFile.steps(source)
        return (yield from MessageFile.steps(Storage(container, 0, STGM_READ, label=label)))
    except InputError as error:
        kind = _other_kind(source, label, error)
    data = _all_of(source)
    yield
    made: list[MessageFile | InputError] = []

    def make() -> None:
        try:
            made.append(_made_file(_make(data, kind), source.path, label, _identity(source)))
        except InputError as error:
            made.append(error)

    thread = threading.Thread(target=make, name="made", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(WAIT)
        yield
    for result in made:
        if isinstance(result, MessageFile):
            return result
        raise result
    raise InputError("NOT_A_MESSAGE", "The message could not be made.", source.path)


def _other_kind(source: Source, label: str, error: InputError) -> str:
    """What a source that is no Outlook message is; raises the error where it is nothing we know."""
    from msginspector.inputs.kinds import input_kind

    kind = input_kind(source.read(0, HEAD), label) if error.name in _REFUSED else None
    if kind is None or kind == "msg":
        raise error
    return kind


def _identity(source: Source) -> FileIdentity | None:
    """Which file it is; None of what is none of its own."""
    return getattr(source, "identity", None)


def _all_of(source: Source) -> bytes:
    if source.size > MAX_MADE:
        text = f"It has {source.size:,} bytes; at most {MAX_MADE:,} are made into a message."
        raise InputError("TOO_LARGE", text, source.path)
    return source.read(0, source.size)


def _make(data: bytes, kind: str) -> Made:
    if kind == "tnef":
        from msginspector.inputs.tnef import message_of_tnef

        return message_of_tnef(data)
    from msginspector.inputs.eml import message_of_eml

    return message_of_eml(data)


def _made_file(
    made: Made, path: str, label: str, identity: FileIdentity | None = None
) -> MessageFile:
    container = CompoundFile(MadeSource(made.container(), path, identity))
    file = MessageFile(Storage(container, 0, STGM_READ, label=label))
    file.kind, file.notes = made.kind, made.notes
    return file


# -- attachments ------------------------------------------------------------------------------


def inner_kind(attachment: OxObject) -> str | None:
    """What message the bytes of an attachment are likely to be, by its names alone.

    "msg", "eml", "tnef" or "smime"; None for another attachment, or one that holds no bytes.
    """
    if attachment.kind != "attachment" or attachment.data_stream is None:
        return None
    if attachment.data_storage is not None:
        return None
    from msginspector.inputs import kinds

    owner = attachment.parent
    message_class = "" if owner is None else owner.message_class or ""
    mime = _text(attachment, _MIME_TAG)
    names = (_text(attachment, prop_id) for prop_id in _NAMES)
    likely = (kinds.inner_kind(name, mime, message_class) for name in names if name or mime)
    return next((kind for kind in likely if kind is not None), None)


def held_kind(attachment: OxObject) -> str | None:
    """The same once its first bytes are read: None where they are no message, or sealed."""
    kind = inner_kind(attachment)
    if kind is None or attachment.data_stream is None:
        return None
    from msginspector.inputs import kinds

    head = attachment.file.container.read(attachment.data_stream, 0, HEAD)
    if kind == "smime":
        return None if any(mark in head[:SEALED_AT] for mark in SEALED) else kind
    return kinds.input_kind(head, attachment.label)


def open_inner(attachment: OxObject) -> OxObject:
    """The message that an attachment's bytes are; made or read the first time.

    Raises MAPI_E_NOT_FOUND when they are none, and InputError when they are damaged or too large.
    """
    with attachment.file.lock:
        if attachment.inner is None:
            kind = inner_kind(attachment)
            if kind is None:
                text = f"The data of “{attachment.label}” is not a message."
                raise MapiError(MAPI_E_NOT_FOUND, text)
            file = _inner_file(attachment, kind)
            attachment.file.opened.append(file)
            attachment.inner = file.root
        return attachment.inner


def find(file: MessageFile, path: str) -> OxObject:
    """The object with a path of the tree, in messages that are attachments' bytes, too.

    Those on the way are made or read. Raises KeyError where there is no such object.
    """
    try:
        return file.object(path)
    except KeyError:
        if "/message" not in path:
            raise
    place = path.find("/message")
    while place >= 0:
        item = file.object(path[:place])
        if item.kind == "attachment" and item.embedded is None and inner_kind(item):
            open_inner(item)
        place = path.find("/message", place + 1)
    return file.object(path)


def inner_files(file: MessageFile) -> list[MessageFile]:
    """The messages in attachments that were made or read so far, at any depth."""
    found: list[MessageFile] = []
    waiting = [file]
    while waiting:
        inside = waiting.pop().opened
        found += inside
        waiting += inside
    return found


def walk(file: MessageFile) -> Iterator[OxObject]:
    """All objects of a file, then those of each message in an attachment that was opened."""
    for one in (file, *inner_files(file)):
        yield from one.walk()


def findings(file: MessageFile) -> Iterator[Finding]:
    """The findings of a file; of one that was made what it was, and what had no place."""
    root = file.root.path
    for finding in file.findings():
        yield finding if finding.path != "/" else replace(finding, path=root)
    if file.kind in MADE_FROM:
        text = f"This was {MADE_FROM[file.kind]}: its properties and storages are made from it."
        yield Finding("MSG0601", root, file.container.home, None, text)
        for note in file.notes:
            yield Finding("MSG0602", root, file.container.home, None, note)


def _text(item: OxObject, prop_id: int) -> str:
    found = item.property_by_id(prop_id)
    value = found.value if found is not None and found.is_string else None
    return value if isinstance(value, str) else ""


def _inner_file(attachment: OxObject, kind: str) -> MessageFile:
    index = attachment.data_stream
    assert index is not None
    outer = attachment.file
    label = attachment.label
    _check_depth(attachment, label)
    source = StreamSource(outer.container, index, label, outer.in_file)
    make = _signed_file if kind == "smime" else message_file
    file = make(source, label)
    if isinstance(file.container.source, MadeSource):
        _check_room(attachment, file)
    file.lies_in = attachment
    file.container.home = outer.container.path(index)
    return file


def _signed_file(source: StreamSource, label: str) -> MessageFile:
    """The mail an S/MIME signature is around."""
    from msginspector.inputs.signed import signed_content

    content = signed_content(_all_of(source))
    if content is None:
        text = f"“{label}” holds no signed mail that can be read: it is encrypted, or damaged."
        raise MapiError(MAPI_E_NOT_FOUND, text)
    return _made_file(_make(content, "eml"), label, label)


def _check_depth(attachment: OxObject, label: str) -> None:
    outer: OxObject | None = attachment
    for _ in range(MAX_INNER):
        outer = outer.file.lies_in if outer is not None else None
    if outer is not None:
        text = f"“{label}” lies in too many messages that are attachments of others."
        raise InputError("TOO_LARGE", text, label)


def _check_room(attachment: OxObject, made: MessageFile) -> None:
    """All that is made inside one file is bounded."""
    top = attachment.file
    while top.lies_in is not None:
        top = top.lies_in.file
    sources = [file.container.source for file in (*inner_files(top), made)]
    if sum(source.size for source in sources if isinstance(source, MadeSource)) > MAX_MADE:
        text = f"What is made of attachments of one file is limited to {MAX_MADE:,} bytes."
        raise InputError("TOO_LARGE", text, attachment.label)

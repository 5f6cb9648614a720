"""What is measured: one function a reader and task, each from a path to a count of what it saw.

`list` visits every property of every object at any depth without its value; `read` also decodes
every value and reads every attachment's bytes; `body` gives the HTML of the top-level message, or
what there is instead, `RTF body` the same of messages that have only RTF beside their plain text
and of no others. Each function opens the file and closes it again.
The imports a reader needs are made by `load`, before any clock runs.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
from collections.abc import Callable, Iterator
from typing import Any

Task = Callable[[str], int]


class NotMeant(Exception):  # noqa: N818 - nothing is wrong
    """The file is none the task is about."""


MULTIPLE = 0x1000
STRINGS = ("001E", "001F")
DATA_BIN = 0x37010102
HTML_ID = 0x1013
RTF_ID = 0x1009
BODIES = "msginspector.oxmsg.bodies"


def load(name: str) -> Task:
    """The task `name`, with everything it imports loaded."""
    task, libraries = TASKS[name]
    for library in libraries:
        importlib.import_module(library)
    logging.disable(logging.CRITICAL)
    return task


# --- msginspector ---------------------------------------------------------------------------


def _ours_list(path: str) -> int:
    seen = 0
    for item in _ours(path):
        for row in item.properties:
            seen += bool(row.tag and row.type_name and row.name is not None and row.flags >= 0)
            seen += row.size is not None
    return seen


def _ours_read(path: str) -> int:
    seen = 0
    for item in _ours(path):
        for row in item.properties:
            if row.tag == DATA_BIN:
                seen += sum(len(part) for part in row.read_slices())
            else:
                seen += row.value is not None
    return seen


def _ours(path: str) -> Iterator[Any]:
    from msginspector.oxmsg import MessageFile
    from msginspector.storage import open_storage

    with contextlib.closing(open_storage(path)) as storage:
        yield from MessageFile(storage).walk()


def _ours_body(path: str) -> int:
    from msginspector.oxmsg import MessageFile
    from msginspector.storage import open_storage

    with contextlib.closing(open_storage(path)) as storage:
        return _ours_shown(MessageFile(storage).root)


def _ours_rtf_body(path: str) -> int:
    from msginspector.oxmsg import MessageFile
    from msginspector.storage import open_storage

    with contextlib.closing(open_storage(path)) as storage:
        root = MessageFile(storage).root
        if root.property_by_id(HTML_ID) is not None or root.property_by_id(RTF_ID) is None:
            raise NotMeant
        return _ours_shown(root)


def _ours_shown(root: Any) -> int:
    from msginspector.oxmsg.bodies import bodies_of

    bodies = bodies_of(root)
    shown = bodies.get("html") or bodies.native
    return 0 if shown is None else len(shown.read().text)


# --- extract-msg ----------------------------------------------------------------------------


def _extract_msg_list(path: str) -> int:
    return sum(_listed(item) for item in _extract_msg(path))


def _listed(item: Any) -> int:
    """Visits an object's properties; of the top-level message, which holds them, the names too."""
    seen = 0
    for name, row in item.props.items():
        seen += bool(name and row.type >= 0 and row.flags is not None)
    if not getattr(item, "prefix", True):
        seen += len(item.named.namedProperties)
    return seen


def _extract_msg_read(path: str) -> int:
    seen = 0
    for item in _extract_msg(path):
        seen += _listed(item)
        for name, row in item.props.items():
            with contextlib.suppress(Exception):
                seen += _extract_msg_value(item, name, row) is not None
    return seen


def _extract_msg_value(item: Any, name: str, row: Any) -> Any:
    stream = f"__substg1.0_{name[:4]}"
    if hasattr(row, "value"):
        return row.value
    if name[4:] in STRINGS:
        return item.getStringStream(stream)
    if name[4:] in ("101E", "101F"):
        return item.getMultipleString(stream)
    if name[4:] == "1102":
        return item.getMultipleBinary(stream)
    return item.getStream(f"__substg1.0_{name}")


def _extract_msg(path: str) -> Iterator[Any]:
    import extract_msg
    from extract_msg.enums import ErrorBehavior

    opened = extract_msg.openMsg(
        path, delayAttachments=True, errorBehavior=ErrorBehavior.SUPPRESS_ALL
    )
    with contextlib.closing(opened):
        waiting = [opened]
        while waiting:
            message = waiting.pop()
            yield message
            yield from getattr(message, "recipients", ())
            for attachment in message.attachments:
                if hasattr(attachment, "props"):  # a part of a signed mail is no storage
                    yield attachment
                with contextlib.suppress(Exception):
                    if isinstance(attachment.data, extract_msg.MSGFile):
                        waiting.append(attachment.data)


def _extract_msg_body(path: str) -> int:
    import extract_msg
    from extract_msg.enums import ErrorBehavior

    opened = extract_msg.openMsg(
        path, delayAttachments=True, errorBehavior=ErrorBehavior.SUPPRESS_ALL
    )
    with contextlib.closing(opened):
        return len(opened.htmlBody or b"")


# --- olefile --------------------------------------------------------------------------------


def _olefile_open(path: str) -> int:
    import olefile

    with olefile.OleFileIO(path) as container:
        return len(container.direntries)


TASKS: dict[str, tuple[Task, tuple[str, ...]]] = {
    "msginspector list": (_ours_list, ("msginspector.oxmsg", "msginspector.storage")),
    "msginspector read": (_ours_read, ("msginspector.oxmsg", "msginspector.storage")),
    "msginspector body": (_ours_body, (BODIES, "msginspector.oxmsg", "msginspector.storage")),
    "msginspector RTF body": (
        _ours_rtf_body,
        (BODIES, "msginspector.oxmsg", "msginspector.storage"),
    ),
    "extract-msg body": (_extract_msg_body, ("extract_msg",)),
    "extract-msg list": (_extract_msg_list, ("extract_msg",)),
    "extract-msg read": (_extract_msg_read, ("extract_msg",)),
    "olefile open": (_olefile_open, ("olefile",)),
}

"""The values extract-msg reads, through its public interface, keyed by storage and tag."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import extract_msg
from extract_msg.enums import ErrorBehavior

EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
Key = tuple[str, int]


def messages(path: Path) -> Iterator[Any]:
    """Its message objects at any depth, as long as it reads on; none for a file it refuses."""
    logging.getLogger("extract_msg").setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.suppress(Exception), _opened(path) as message:
            yield from (one for _, one, _ in _objects(message) if hasattr(one, "attachments"))


def values(path: Path) -> dict[Key, Any]:
    """Every fixed and string value it reads; {} for a file it refuses."""
    found: dict[Key, Any] = {}
    logging.getLogger("extract_msg").setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.suppress(Exception), _opened(path) as message:
            for storage, item, unicode in _objects(message):
                found.update(_values(storage, item, unicode))
    return found


def _opened(path: Path) -> Any:
    return contextlib.closing(
        extract_msg.openMsg(
            str(path), delayAttachments=True, errorBehavior=ErrorBehavior.SUPPRESS_ALL
        )
    )


def _objects(message: Any) -> Iterator[tuple[str, Any, bool]]:
    waiting = [message]
    while waiting:
        one = waiting.pop()
        base = one.prefix.rstrip("/")
        yield base, one, one.areStringsUnicode
        storages = _storages(one)
        recipients = [name for name in storages if name.startswith("__recip")]
        for name, item in zip(recipients, getattr(one, "recipients", ()), strict=False):
            yield _join(base, name), item, one.areStringsUnicode
        for item in one.attachments:
            if not hasattr(item, "props"):  # a part of a signed mail is no storage
                continue
            yield _join(base, item.dir), item, one.areStringsUnicode
            with contextlib.suppress(Exception):
                if isinstance(item.data, extract_msg.MSGFile):
                    waiting.append(item.data)


def _storages(message: Any) -> list[str]:
    """First components of its storages, in the order in which it makes objects of them."""
    return list(dict.fromkeys(path[0] for path in message.listDir(False, True, False)))


def _values(storage: str, item: Any, unicode: bool) -> Iterator[tuple[Key, Any]]:
    for name, row in item.props.items():
        with contextlib.suppress(Exception):  # what it cannot read is no oracle
            value = _value(item, name, row, unicode)
            if value is not None:
                yield (storage, int(name, 16)), value


def _value(item: Any, name: str, row: Any, unicode: bool) -> Any:
    """A value in the form our JSON has, None where it does not read one."""
    kind, stream = name[4:], f"__substg1.0_{name[:4]}"
    if kind == ("001F" if unicode else "001E"):
        return unterminated(item.getStringStream(stream))
    if kind == "101F" and unicode:
        return item.getMultipleString(stream)
    if not hasattr(row, "value") or kind == "0000":
        return None
    if kind == "0014":
        return str(row.signedValue)
    return ticks(row.value) if kind == "0040" else getattr(row, "signedValue", row.value)


def unterminated(text: str | None) -> str | None:
    """A string without its terminating null.

    [MS-OXCDATA] 2.11.1: strings end with a null, which is no character of theirs. The stream
    should lack it ([MS-OXMSG] 2.4.2.2) but often does not; they hand it out like a character.
    """
    return text.removesuffix("\0") if text else text


def ticks(value: Any) -> int | None:
    """100 ns since 1601 of a time of theirs, which is no finer than a microsecond."""
    if getattr(value, "filetime", None) is not None:
        return int(value.filetime)
    if not isinstance(value, datetime):
        return None
    moment = value if value.tzinfo else value.replace(tzinfo=UTC)
    delta = moment - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 10_000_000 + delta.microseconds * 10


def _join(parent: str, name: str) -> str:
    return f"{parent}/{name}" if parent else name

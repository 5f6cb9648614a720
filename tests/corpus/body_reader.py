"""The bodies extract-msg reads: those it finds in a message, not those it makes of another one."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.corpus.second_reader import messages, unterminated

_MARKUP = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TheirBodies:
    """The bodies of one message; None for what it does not give."""

    storage: str
    text: str | None
    html_bytes: bytes | None
    """PidTagHtml as it is stored."""
    wrapped_html: str | None
    """HTML out of the RTF."""


def bodies(path: Path) -> Iterator[TheirBodies]:
    """The bodies of every message in a file, at any depth; none for a file it refuses."""
    for message in messages(path):
        text, stored, wrapped = None, None, None
        with contextlib.suppress(Exception):
            text = unterminated(message.body)
        with contextlib.suppress(Exception):
            stored = message.getStream("__substg1.0_10130102")
        if stored is None:
            with contextlib.suppress(Exception):
                wrapped = _wrapped(message.deencapsulatedRtf)
        yield TheirBodies(message.prefix.rstrip("/"), text, stored, wrapped)


def _wrapped(found: Any) -> str | None:
    if found is None or found.content_type != "html":
        return None
    return str(found.html.decode("utf-8"))


def folded(text: str) -> str:
    """Text with every white space as one space."""
    return " ".join(text.split())


def visible_text(markup: str) -> str:
    """What is between the tags of HTML, folded."""
    return folded(html.unescape(_MARKUP.sub(" ", markup)))

"""Links that a protection or counting service has wrapped: the target they lead to in the end.

Only what is written in the address itself is unwrapped; nobody is asked. Which services there are
and where they put the target is in `link_wrappers.tsv`.
"""

from __future__ import annotations

import re
import string
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from msginspector import resources
from msginspector.analysis.mail_html.addresses import LIMIT, WEB, Address, address

LAYERS: Final = 5
"""Wrappers around wrappers that are taken off."""

_V3: Final = re.compile(r"/v3/__((?:[^_]|_(?!_;))++)__;([^!]*+)!")
_V3_TOKEN: Final = re.compile(r"\*(?:\*.)?")
_V3_LENGTHS: Final = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
_ONE_SLASH: Final = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*:/)(?!/)")
_TAIL: Final = re.compile(r"https?(?:%3a|:)(?:%2f|/){2}.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """Where a wrapped link leads."""

    target: str
    """The address, "" where the wrapper tells the host only."""
    host: str
    service: str


@dataclass(frozen=True, slots=True)
class _Wrapper:
    name: str
    host: re.Pattern[str]
    path: str
    how: str
    names: tuple[str, ...]


def unwrap(wrapped: Address) -> Unwrapped | None:
    """The innermost target of a wrapped link; None where it is not wrapped."""
    found: Unwrapped | None = None
    here = wrapped
    for _ in range(LAYERS):
        inside = _unwrap_once(here)
        if inside is None:
            break
        service = inside.service
        if found is not None and service not in found.service.split(", "):
            service = f"{found.service}, {service}"
        found = Unwrapped(inside.target, inside.host, service)
        if not inside.target:
            break
        here = address(inside.target)
    return found


def _unwrap_once(wrapped: Address) -> Unwrapped | None:
    if wrapped.kind != WEB or not wrapped.host:
        return None
    for wrapper in _wrappers():
        if not wrapper.host.fullmatch(wrapped.ascii_host):
            continue
        path, query = _path_and_query(wrapped.text)
        if not path.startswith(wrapper.path):
            continue
        target = _HOW[wrapper.how](path, query, wrapper.names)[:LIMIT].strip()
        if wrapper.how == "host":
            if target:
                return Unwrapped("", target.lower(), wrapper.name)
        elif target and (inside := address(_completed(target))).kind == WEB and inside.host:
            return Unwrapped(inside.text, inside.host, wrapper.name)
    return None


def _path_and_query(text: str) -> tuple[str, str]:
    behind = re.sub(r"^[^/\\]*[/\\]+[^/\\?#]*", "", text, count=1)
    path, _, query = behind.partition("?")
    return path.replace("\\", "/") or "/", query


def _completed(target: str) -> str:
    """A target without a scheme is one of the web."""
    return target if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", target) else f"http://{target}"


def _field(query: str, names: tuple[str, ...]) -> str:
    """The value of the first of these fields, as it is written."""
    for piece in re.split(r"[&;]", query.partition("#")[0]):
        name, _, value = piece.partition("=")
        if name.lower() in names:
            return value
    return ""


def _of_query(_path: str, query: str, names: tuple[str, ...]) -> str:
    value = unquote(_field(query, names))
    return value if "://" in value or not value.lower().startswith("http%3a") else unquote(value)


def _of_proofpoint2(_path: str, query: str, names: tuple[str, ...]) -> str:
    return unquote(_field(query, names).replace("-", "%").replace("_", "/"))


def _of_proofpoint3(path: str, query: str, _names: tuple[str, ...]) -> str:
    """Characters a URL may not hold are `*` in it and follow it, in base64; `**X` are many."""
    found = _V3.match(f"{path}?{query}" if query else path)
    if found is None:
        return ""
    try:
        taken = urlsafe_b64decode(found[2] + "==").decode("utf-8", "replace")
    except ValueError:
        taken = ""
    place = 0

    def put_back(token: re.Match[str]) -> str:
        nonlocal place
        length = 1 if len(token[0]) == 1 else _V3_LENGTHS.find(token[0][-1]) + 2
        piece, place = taken[place : place + length], place + length
        return piece or token[0]

    return _ONE_SLASH.sub(r"\1/", _V3_TOKEN.sub(put_back, unquote(found[1])), count=1)


def _of_tail(path: str, query: str, _names: tuple[str, ...]) -> str:
    found = _TAIL.search(f"{path}?{query}" if query else path)
    return unquote(found[0]) if found else ""


def _of_base64(_path: str, query: str, names: tuple[str, ...]) -> str:
    try:
        return urlsafe_b64decode(unquote(_field(query, names)) + "==").decode("utf-8")
    except ValueError:
        return ""


_HOW: Final[dict[str, Callable[[str, str, tuple[str, ...]], str]]] = {
    "query": _of_query,
    "host": _of_query,
    "proofpoint2": _of_proofpoint2,
    "proofpoint3": _of_proofpoint3,
    "tail": _of_tail,
    "base64": _of_base64,
}


@lru_cache(maxsize=1)
def _wrappers() -> tuple[_Wrapper, ...]:
    return tuple(
        _Wrapper(row["name"], _pattern(row["host"]), row["path"], row["how"],
                 tuple(row["from"].split("|")))
        for row in resources.table("link_wrappers")
    )  # fmt: skip


def _pattern(host: str) -> re.Pattern[str]:
    """`*` stands for one part of a name or several."""
    return re.compile(re.escape(host).replace(r"\*", r"[a-z0-9.-]+"))

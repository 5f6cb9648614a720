"""What a mail would fetch, start or send if it were let: noted, and never done."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from msginspector.analysis.mail_html.addresses import FILE, PART, PLACE, address
from msginspector.analysis.mail_html.pictures import Pictures
from msginspector.analysis.mail_html.report import Ledger
from msginspector.analysis.mail_html.styles import ATTRIBUTE_LIMIT, declarations

Attributes = dict[str, str]

_REFRESH: Final = re.compile(r"url\s*+=\s*+[\"']?([^\"'>]*)", re.IGNORECASE)
_PREFETCHES: Final = frozenset("prefetch prerender preload dns-prefetch preconnect modulepreload "
                               "import".split())  # fmt: skip
_SHEET_KINDS: Final = {"sheet": "stylesheet", "font": "font"}

# element -> the kind of what it fetches, and the attributes with an address
_FETCHERS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "iframe": ("frame", ("src", "srcdoc")),
    "frame": ("frame", ("src",)),
    "portal": ("frame", ("src",)),
    "embed": ("object", ("src",)),
    "object": ("object", ("data", "classid", "codebase")),
    "applet": ("object", ("code", "archive", "codebase", "object")),
    "video": ("media", ("src", "poster")),
    "audio": ("media", ("src",)),
    "source": ("media", ("src",)),
    "track": ("media", ("src",)),
    "bgsound": ("media", ("src",)),
    "form": ("form", ("action",)),
    "isindex": ("form", ("action",)),
}
_ALWAYS: Final = frozenset("iframe frame object embed applet form".split())
VML_SHAPES: Final = frozenset(
    f"v:{shape}"
    for shape in "rect roundrect shape oval image group line polyline curve arc".split()
)
"""Whose `href` is where a click leads; that of other foreign elements is a picture."""
_CANDIDATE: Final = re.compile(r"[\s,]*+(\S++)")
_CANDIDATES: Final = 50


def candidates(value: str) -> list[str]:
    """The addresses of `srcset` (HTML Standard 4.8.4.2.1); each may be followed by a size."""
    found: list[str] = []
    place = 0
    while len(found) < _CANDIDATES and (match := _CANDIDATE.match(value, place)) is not None:
        target = match[1].rstrip(",")
        found.append(target)
        place = match.end()
        if target == match[1]:
            comma = value.find(",", place)
            place = len(value) if comma < 0 else comma
    return found


class Dangers:
    """Looks at each start tag."""

    def __init__(self, ledger: Ledger, pictures: Pictures) -> None:
        self._ledger = ledger
        self._pictures = pictures

    def note(self, name: str, attributes: Attributes, offset: int) -> None:
        """Whatever a tag would do."""
        fetcher = _FETCHERS.get(name)
        if fetcher is not None:
            self._note_fetcher(name, fetcher, attributes, offset)
        if not attributes:
            return
        handler = _SPECIAL.get(name)
        if handler is not None:
            handler(self, attributes, offset)
        for key, value in attributes.items():
            if key.startswith("on") and len(key) > 2:
                self._ledger.note("event-handler", f"{key} of <{name}>: {value}", offset)
        self._note_pictures(name, attributes, offset)
        if "formaction" in attributes:
            self._ledger.note("form", attributes["formaction"], offset)

    def _note_pictures(self, name: str, attributes: Attributes, offset: int) -> None:
        """Pictures behind an element of any name, or in place of one."""
        style = attributes.get("style", "")
        if "(" in style or "\\" in style:
            declarations(style[:ATTRIBUTE_LIMIT], self.in_style, offset)
        if "srcset" in attributes and name != "source":
            for target in candidates(attributes["srcset"]):
                self._pictures.other(target, offset)
        if "background" in attributes:
            self._pictures.other(attributes["background"], offset)
        if ":" in name or name in ("image", "use", "feimage"):
            for key in ("src", "xlink:href", "o:href", "href"):
                if key != "href" or name not in VML_SHAPES:
                    self._pictures.other(attributes.get(key, ""), offset)

    def in_style(self, what: str, target: str, offset: int) -> None:
        """An address in a style sheet or attribute."""
        if what == "image":
            self._pictures.other(target, offset)
        else:
            self._fetch(_SHEET_KINDS[what], target, offset)

    def _note_fetcher(
        self, name: str, fetcher: tuple[str, tuple[str, ...]], attributes: Attributes, offset: int
    ) -> None:
        kind, keys = fetcher
        named = [attributes[key] for key in keys if attributes.get(key, "").strip()]
        if "srcset" in attributes and name == "source":
            named += candidates(attributes["srcset"])
        for target in named:
            self._fetch(kind, target, offset)
        if not named and name in _ALWAYS:
            self._ledger.note(kind, f"<{name}>", offset)

    def _fetch(self, kind: str, target: str, offset: int) -> None:
        parsed = address(target)
        if parsed.kind == FILE:
            self._ledger.note("local-file", target, offset)
        elif kind in ("form", "frame", "object") or parsed.kind not in (PART, PLACE):
            self._ledger.note(kind, target, offset)

    def _link(self, attributes: Attributes, offset: int) -> None:
        relations = frozenset(attributes.get("rel", "").lower().split())
        if "href" not in attributes:
            return
        if "stylesheet" in relations:
            self._fetch("stylesheet", attributes["href"], offset)
        elif relations & _PREFETCHES:
            self._fetch("frame", attributes["href"], offset)

    def _meta(self, attributes: Attributes, offset: int) -> None:
        if attributes.get("http-equiv", "").strip().lower() == "refresh":
            content = attributes.get("content", "")
            found = _REFRESH.search(content[:4096])
            self._ledger.note("meta-refresh", found[1] if found else content, offset)

    def _base(self, attributes: Attributes, offset: int) -> None:
        if attributes.get("href"):
            self._ledger.note("base", attributes["href"], offset)

    def _script(self, attributes: Attributes, offset: int) -> None:
        target = attributes.get("src") or attributes.get("href") or attributes.get("xlink:href")
        if target:
            self._ledger.note("script", target, offset)

    def _input(self, attributes: Attributes, offset: int) -> None:
        if attributes.get("type", "").lower() == "image":
            self._pictures.other(attributes.get("src", ""), offset)


_SPECIAL: Final[dict[str, Callable[[Dangers, Attributes, int], None]]] = {
    "link": Dangers._link,
    "meta": Dangers._meta,
    "base": Dangers._base,
    "script": Dangers._script,
    "input": Dangers._input,
}

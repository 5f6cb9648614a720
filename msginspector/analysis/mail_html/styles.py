"""Style sheets and style attributes: what of them a text document understands, made harmless.

CSS 2.1 as mail uses it. Only known properties with values of known form are kept; nothing with an
address is. Selectors are a type, a class, both, or an id; rules with others, and those for some
media only, do not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

SHEET_LIMIT: Final = 256 << 10
"""Characters of style sheets that are read."""
ATTRIBUTE_LIMIT: Final = 8 << 10
RULES: Final = 5000
FAMILIES: Final = 3

Declarations = dict[str, str]
SawAddress = Callable[[str, str, int], None]
"""Called with what an address is for ("image", "font", "sheet"), the address, and its place."""

_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})\s?|(.)|\Z)", re.DOTALL)
_DECLARATION: Final = re.compile(
    r"[\s;]++|([-\w]++)\s*+:"
    r"((?:[^;\"'()]++|\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|\([^)]*+(?:\)|\Z)|\))*+)"
    r"|[^;]++"
)
_URL: Final = re.compile(
    r"(?:url\(|image-set\((?=\s*[\"']))\s*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^)\s]*+))",
    re.IGNORECASE,
)
_IMPORT: Final = re.compile(r"@import\s*+(?:url\(\s*+)?[\"']?([^\"');]*+)[^;]*+;?", re.IGNORECASE)
_BRACES: Final = re.compile(r"[{}]")
_SELECTOR: Final = re.compile(
    r"([a-z][\w-]*|\*|)(?:\.([\w-]+)|#([\w-]+))?(?::link|:visited)?", re.IGNORECASE | re.ASCII
)
_LENGTH: Final = re.compile(
    r"([+-]?(?:\d{1,6}(?:\.\d{0,6})?|\.\d{1,6}))([a-z%]{0,3})", re.IGNORECASE
)
_COLOR: Final = re.compile(
    r"#(?:[0-9a-f]{3}|[0-9a-f]{6})(?:[0-9a-f]{1,2})?|rgba?\([\d.,%\s]{1,40}\)|[a-z]{3,24}",
    re.IGNORECASE,
)
_FAMILY: Final = re.compile(r"[\w][\w .+-]{0,40}")
_UNITS: Final = {"px": 1.0, "": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 37.8, "mm": 3.78, "pc": 16.0}
_NO_COLORS: Final = frozenset(
    "inherit initial unset auto none transparent revert currentcolor solid dotted dashed double "
    "thin medium thick hidden".split()
)
_SYSTEM_COLORS: Final = {"windowtext": "#000000", "window": "#ffffff", "buttonface": "#f0f0f0",
                         "graytext": "#808080", "highlight": "#3399ff"}  # fmt: skip
_SIZES: Final = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18,
                 "x-large": 24, "xx-large": 32}  # fmt: skip
_WORDS: Final = {
    "font-weight": frozenset("normal bold bolder 100 200 300 400 500 600 700 800 900".split()),
    "font-style": frozenset("normal italic oblique".split()),
    "text-align": frozenset("left right center justify".split()),
    "vertical-align": frozenset("top middle bottom sub super baseline".split()),
    "white-space": frozenset("normal nowrap pre pre-wrap".split()),
    "text-transform": frozenset("none uppercase lowercase capitalize".split()),
    "list-style-type": frozenset(
        "disc circle square decimal lower-alpha upper-alpha lower-roman upper-roman none".split()
    ),
    "display": frozenset(("none",)),
    "visibility": frozenset(("hidden",)),
    "border-collapse": frozenset(("collapse",)),
    "mso-hide": frozenset(("all",)),
}
_LINES: Final = frozenset("underline line-through overline none".split())
_SIDES: Final = ("top", "right", "bottom", "left")
_STYLES: Final = frozenset("solid dotted dashed double groove ridge inset outset".split())


def declarations(text: str, saw: SawAddress, offset: int = 0) -> Declarations:
    """The harmless declarations of a style attribute or of the body of a rule."""
    found: Declarations = {}
    if "\\" in text:
        text = _ESCAPE.sub(_unescape, text)
    if "/*" in text:
        text = _COMMENT.sub(" ", text)
    for match in _DECLARATION.finditer(text[:ATTRIBUTE_LIMIT]):
        if not match[1]:
            continue
        name, value = match[1].lower(), match[2].partition("!")[0].strip()
        if "(" in value:
            _report(value, "font" if name == "src" else "image", saw, offset)
        _take(found, name, value)
    return found


class StyleSheet:
    """The rules of all style elements of a mail."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, str], Declarations] = {}
        self._left = SHEET_LIMIT

    def add(self, text: str, saw: SawAddress, offset: int = 0) -> None:
        """The rules of one more style element."""
        text = _COMMENT.sub(" ", text[: self._left])
        self._left -= len(text)
        plain = _ESCAPE.sub(_unescape, text) if "\\" in text else text
        for found in _IMPORT.finditer(plain):
            saw("sheet", found[1].strip(), offset)
        text = _IMPORT.sub(" ", text)
        for selector, body in _rules(text):
            head = selector.strip().lower()
            if head[:1] == "@":
                _report(body, "font" if head.startswith("@font-face") else "image", saw, offset)
                continue
            made = declarations(body, saw, offset)
            if made and len(self._rules) < RULES:
                self._add(head, made)

    def of(self, name: str, classes: str, identity: str) -> Declarations:
        """What the rules say of an element, the more particular ones last."""
        if not self._rules:
            return {}
        keys = [("*", ""), (name, "")]
        for one in classes.lower().split()[:8]:
            keys += [("", f".{one}"), (name, f".{one}")]
        if identity:
            keys += [("", f"#{identity.lower()}"), (name, f"#{identity.lower()}")]
        made: Declarations = {}
        for key in keys:
            made.update(self._rules.get(key, {}))
        return made

    def _add(self, head: str, made: Declarations) -> None:
        for one in head.split(",")[:64]:
            match = _SELECTOR.fullmatch(one.strip())
            if match is not None and one.strip():
                kind = f".{match[2]}" if match[2] else f"#{match[3]}" if match[3] else ""
                self._rules.setdefault((match[1], kind), {}).update(made)


def pixels(value: str, relative: float = 16.0) -> float | None:
    """A length in pixels; percentages and `em` are of `relative`. None where it is no length."""
    match = _LENGTH.fullmatch(value.strip())
    if match is None:
        return None
    number, unit = float(match[1]), match[2].lower()
    if unit in ("em", "rem"):
        return number * relative
    if unit == "%":
        return number * relative / 100
    if unit == "ex":
        return number * relative / 2
    return number * _UNITS[unit] if unit in _UNITS else None


def font_pixels(value: str, parent: float) -> float | None:
    """A font size in pixels, from 4 to 120; None where it is none."""
    if value == "smaller":
        made: float | None = parent * 0.83
    elif value == "larger":
        made = parent * 1.2
    elif value in _SIZES:
        made = _SIZES[value]
    else:
        made = pixels(value, parent)
    return None if made is None or made <= 0 else min(120.0, max(4.0, made))


def color(value: str) -> str:
    """A colour as a text document reads it; "" where it is none."""
    value = value.strip().lower()
    value = _SYSTEM_COLORS.get(value, value)
    if value in _NO_COLORS or not _COLOR.fullmatch(value):
        return ""
    if value[0] == "#":
        return value[:4] if len(value) in (4, 5) else value[:7]
    return value


def _unescape(found: re.Match[str]) -> str:
    if found[1]:
        code = int(found[1], 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return found[2] or ""


def _report(value: str, what: str, saw: SawAddress, offset: int) -> None:
    for found in _URL.finditer(value):
        target = found[1] or found[2] or found[3] or ""
        if target and not target.startswith("#"):
            saw(what, target, offset)


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Selector and body of each rule; the body of an at-rule may hold rules itself."""
    place = 0
    while (start := text.find("{", place)) >= 0:
        depth, end = 0, len(text)
        for brace in _BRACES.finditer(text, start):
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                end = brace.start()
                break
        yield text[place:start].rpartition(";")[2], text[start + 1 : end]
        place = end + 1


def _take(found: Declarations, name: str, value: str) -> None:
    """Keep a declaration if it is one we know."""
    word = value.lower()
    if name in _WORDS:
        _take_word(found, name, word)
    elif name in _VALUES:
        kept, made = _VALUES[name]
        _put(found, kept, made(value))
    elif name == "font":
        _take_font(found, value)
    elif name.startswith(("margin", "padding")):
        _take_sides(found, name, word)
    elif name.startswith("border"):
        _take_border(found, name, word)
    elif name == "list-style":
        _take_word(found, "list-style-type", next(iter(_words(word)), ""))


def _take_word(found: Declarations, name: str, word: str) -> None:
    if word in _WORDS[name]:
        found[name] = word
    elif name in ("display", "visibility"):
        found.pop(name, None)


def _first_color(value: str) -> str:
    return next(filter(None, map(color, _words(value))), "")


def _length(value: str) -> str:
    return value.lower() if _LENGTH.fullmatch(value) else ""


def _size(value: str) -> str:
    return value.lower() if _LENGTH.fullmatch(value) or value.replace("-", "").isalpha() else ""


def _lines(value: str) -> str:
    return " ".join(word for word in _words(value.lower()) if word in _LINES)


def _put(found: Declarations, name: str, value: str) -> None:
    if value:
        found[name] = value


def _words(value: str) -> list[str]:
    """The words of a value; what is in brackets stays together."""
    return re.findall(r"[^\s(]+(?:\([^)]*\))?", value[:500])


def _families(value: str) -> str:
    names = (name.strip().strip("\"'") for name in value[:500].split(",")[:8])
    kept = [name for name in names if _FAMILY.fullmatch(name) and name.lower() not in _NO_COLORS]
    return ",".join(f"'{name}'" for name in kept[:FAMILIES])


# property -> what it is called in the copy, and what its value becomes
_VALUES: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "color": ("color", color),
    "background-color": ("background-color", color),
    "background": ("background-color", _first_color),
    "font-family": ("font-family", _families),
    "font-size": ("font-size", _size),
    "line-height": ("line-height", _size),
    "text-decoration": ("text-decoration", _lines),
    "text-decoration-line": ("text-decoration", _lines),
    "text-indent": ("text-indent", _length),
    "width": ("width", _length),
    "height": ("height", _length),
}


def _take_font(found: Declarations, value: str) -> None:
    """`[style] [weight] size[/line] family`."""
    words = value[:500].split()
    for number, word in enumerate(words):
        size = word.partition("/")[0].lower()
        if (_LENGTH.fullmatch(size) and not size.isdigit()) or size in _SIZES:
            found["font-size"] = size
            _put(found, "font-family", _families(" ".join(words[number + 1 :])))
            return
        for name in ("font-style", "font-weight"):
            if size in _WORDS[name] and size != "normal":
                found[name] = size


def _take_sides(found: Declarations, name: str, value: str) -> None:
    """Margins and paddings, each side on its own."""
    what, _, side = name.partition("-")
    if side in _SIDES:
        if _LENGTH.fullmatch(value):
            found[name] = value
        return
    lengths = value.split()[:4]
    if side or not lengths:
        return
    top, right, bottom, left = (lengths + {1: lengths * 3, 2: lengths, 3: lengths[1:2]}.get(
        len(lengths), []))[:4]  # fmt: skip
    for each, length in zip(_SIDES, (top, right, bottom, left), strict=True):
        if _LENGTH.fullmatch(length):
            found[f"{what}-{each}"] = length


def _take_border(found: Declarations, name: str, value: str) -> None:
    """`border` and its sides: width, style and colour together."""
    side = name.removeprefix("border").removeprefix("-")
    if side not in ("", *_SIDES):
        return
    words = _words(value)
    style = next((word for word in words if word in _STYLES), "")
    width = next((w for w in (pixels(word) for word in words) if w is not None), 1.0)
    shade = next(filter(None, map(color, words)), "#808080")
    drawn = f"{max(1, min(8, round(width)))}px {style} {shade}" if style and width else ""
    for each in (side,) if side else _SIDES:
        if drawn:
            found[f"border-{each}"] = drawn
        else:
            found.pop(f"border-{each}", None)

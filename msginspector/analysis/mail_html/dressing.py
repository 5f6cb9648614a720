"""The look of an element of the copy: its declarations as a style, with lengths that can be scaled.

Every element says its own look; the copy has no style sheet. The number of families and sizes of
letters is bounded: each combination is a font that has to be found and loaded.
"""

from __future__ import annotations

from typing import Final

from msginspector.analysis.mail_html.elements import DEFAULTS, FONT_SIZES
from msginspector.analysis.mail_html.styles import (
    ATTRIBUTE_LIMIT,
    Declarations,
    StyleSheet,
    color,
    declarations,
    font_pixels,
    pixels,
)

ROOT_PX: Final = 16.0
FAMILIES: Final = 12
SIZES: Final = 40

_COLORS: Final = frozenset(("color", "background-color"))
_AS_IS: Final = frozenset(
    "font-weight font-style text-decoration text-align vertical-align white-space text-transform "
    "list-style-type border-collapse color background-color".split()
)
_MARGINS: Final = {"margin-top": 100, "margin-bottom": 100, "margin-left": 400, "margin-right": 400}
_PADDINGS: Final = ("padding-top", "padding-right", "padding-bottom", "padding-left")
_BORDERS: Final = ("border-top", "border-right", "border-bottom", "border-left")
_ALIGNS: Final = frozenset(("left", "right", "center", "justify"))


class Dresser:
    """Makes the style of elements, from style sheets, attributes and what is usual."""

    def __init__(self, keep_colors: bool) -> None:
        self.sheet = StyleSheet()
        self._colors = keep_colors
        self._families: set[str] = set()
        self._sizes: set[int] = set()
        self._known: dict[str, Declarations] = {}

    def of(self, name: str, attributes: dict[str, str]) -> Declarations:
        """What holds for an element: what is usual, attributes, sheets, its own style."""
        made = dict(DEFAULTS.get(name, {}))
        if attributes:
            _add_attributes(made, name, attributes)
        made.update(self.sheet.of(name, attributes.get("class", ""), attributes.get("id", "")))
        style = attributes.get("style")
        if style:
            made.update(self._own(style[:ATTRIBUTE_LIMIT]))
        return made

    def style(
        self, found: Declarations, parent: float, block: bool, cell: bool
    ) -> tuple[str, float]:
        """The style attribute of the copy, and the size of its letters in pixels."""
        size, said = self._size(found, parent)
        parts = [said] if said else []
        for name, value in found.items():
            if name in _AS_IS and (self._colors or name not in _COLORS):
                parts.append(f"{name}:{value}")
        family = found.get("font-family")
        if family and (family in self._families or len(self._families) < FAMILIES):
            self._families.add(family)
            parts.append(f"font-family:{family}")
        if block:
            parts += _block_parts(found, size)
        if cell:
            parts += self._cell_parts(found, size)
        return (f' style="{";".join(parts)}"' if parts else ""), size

    def attribute_color(self, value: str) -> str:
        """A colour for an attribute, "" where colours are not kept."""
        return color(value) if self._colors else ""

    def _own(self, style: str) -> Declarations:
        known = self._known.get(style)
        if known is None:
            known = declarations(style, _nobody)
            if len(self._known) < 2000:
                self._known[style] = known
        return known

    def _size(self, found: Declarations, parent: float) -> tuple[float, str]:
        value = found.get("font-size")
        size = None if value is None else font_pixels(value, parent)
        if size is None:
            return parent, ""
        whole = round(size)
        if whole not in self._sizes and len(self._sizes) >= SIZES:
            return parent, ""
        self._sizes.add(whole)
        return size, f"font-size:{scaled(whole)}px"

    def _cell_parts(self, found: Declarations, size: float) -> list[str]:
        parts = [
            f"{name}:{scaled(length)}px"
            for name in _PADDINGS
            if name in found and (length := bounded(found[name], size, 0, 60)) is not None
        ]
        if self._colors:
            parts += [f"{name}:{found[name]}" for name in _BORDERS if name in found]
        return parts


def scaled(length: int) -> str:
    """A length that grows with the zoom; see `report.SCALED`."""
    return f"\x01{length}\x02"


def bounded(value: str, relative: float, least: int, most: int) -> int | None:
    """A length in whole pixels within bounds; None where it is no length."""
    length = pixels(value, relative)
    return None if length is None else round(min(float(most), max(float(least), length)))


def wide(value: str | None, most: int = 2000) -> str:
    """A width or height for an attribute: pixels, or per cent up to 100; "" where it is none."""
    value = (value or "").strip().lower()
    if value.endswith("%"):
        share = pixels(value, 100.0)
        return f"{round(min(100.0, share))}%" if share is not None and share > 0 else ""
    length = bounded(value, 16.0, 0, most) if value else None
    return scaled(length) if length else ""


def _block_parts(found: Declarations, size: float) -> list[str]:
    parts = []
    for name, most in _MARGINS.items():
        length = bounded(found[name], size, 0, most) if name in found else None
        if length is not None:
            parts.append(f"{name}:{scaled(length)}px" if length else f"{name}:0px")
    indent = bounded(found["text-indent"], size, -100, 200) if "text-indent" in found else None
    if indent and indent > 0:
        parts.append(f"text-indent:{scaled(indent)}px")
    high = found.get("line-height", "")
    relative = pixels(high, 100.0) if high.endswith("%") else None
    if high and pixels(high) is not None and high[-1:].isdigit():
        relative = (pixels(high) or 1.0) * 100
    if relative is not None and relative > 0:
        parts.append(f"line-height:{round(min(300.0, max(90.0, relative)))}%")
    return parts


def _add_attributes(made: Declarations, name: str, attributes: dict[str, str]) -> None:
    """Attributes from before style sheets."""
    if name == "font":
        if "face" in attributes:
            made.update(declarations(f"font-family:{attributes['face'][:200]}", _nobody))
        if "size" in attributes:
            made.update(_font_size(attributes["size"].strip()))
        _put_color(made, "color", attributes.get("color"))
    elif name == "body":
        _put_color(made, "color", attributes.get("text"))
    _put_color(made, "background-color", attributes.get("bgcolor"))
    align = attributes.get("align", "").lower()
    if align in _ALIGNS and name not in ("table", "img"):
        made["text-align"] = align


def _put_color(made: Declarations, name: str, value: str | None) -> None:
    found = color(value) if value else ""
    if not found and value and len(value) in (3, 6) and value.isalnum():
        found = color(f"#{value}")
    if found:
        made[name] = found


def _font_size(value: str) -> Declarations:
    digits = value.lstrip("+-")
    if not digits.isdecimal() or len(digits) > 2:
        return {}
    step = int(digits) if value[0] not in "+-" else 3 + int(value[0] + digits)
    return {"font-size": f"{FONT_SIZES[min(7, max(1, step)) - 1]}px"}


def _nobody(_what: str, _target: str, _offset: int) -> None:
    """Addresses are noted with each tag, whether it has a look or not."""

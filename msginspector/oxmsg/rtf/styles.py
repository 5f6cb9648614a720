"""How text and paragraphs of RTF look, and the HTML that says so ([MSFT-RTF], Font, Paragraph).

Sizes are points; RTF has half-points (characters) and twips, twentieths of a point (paragraphs).
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any, Final, NamedTuple

MOST_POINTS: Final = 400
TWIPS: Final = 20


class Style(NamedTuple):
    """How characters look."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    rise: int = 0
    """1 superscript, -1 subscript."""
    font: str = ""
    half_points: int = 0
    """0 for the size of the document."""
    color: str = ""
    """#RRGGBB, "" for that of the reader."""
    back: str = ""
    capitals: bool = False
    link: str = ""


class Paragraph(NamedTuple):
    """How a paragraph looks."""

    align: str = ""
    left: int = 0
    right: int = 0
    first: int = 0
    before: int = 0
    after: int = 0
    """Indents and spaces in twips."""
    in_table: bool = False
    rtl: bool = False


_TAGS: Final = (("bold", "b"), ("italic", "i"), ("underline", "u"), ("strike", "s"))
_INDENTS: Final = (
    ("left", "margin-left"),
    ("right", "margin-right"),
    ("first", "text-indent"),
    ("before", "margin-top"),
    ("after", "margin-bottom"),
)


@lru_cache(maxsize=1 << 10)
def changed(style: Style, field: str, value: Any) -> Style:
    """The style with one of its fields changed."""
    return style._replace(**{field: value})


@lru_cache(maxsize=1 << 10)
def opened(style: Style) -> tuple[str, str]:
    """The tags before and after text of a style."""
    names = [tag for field, tag in _TAGS if getattr(style, field)]
    if style.rise:
        names.append("sup" if style.rise > 0 else "sub")
    begin = "".join(f"<{name}>" for name in names)
    end = "".join(f"</{name}>" for name in reversed(names))
    css = _character_css(style)
    if css:
        begin, end = f'<span style="{css}">{begin}', f"{end}</span>"
    if style.link:
        begin, end = f'<a href="{escape(style.link)}">{begin}', f"{end}</a>"
    return begin, end


def _character_css(style: Style) -> str:
    css: list[str] = []
    if style.font:
        css.append(f"font-family:'{_font_name(style.font)}'")
    if style.half_points:
        css.append(f"font-size:{min(style.half_points / 2, MOST_POINTS):g}pt")
    if style.color:
        css.append(f"color:{style.color}")
    if style.back:
        css.append(f"background-color:{style.back}")
    if style.capitals:
        css.append("text-transform:uppercase")
    return ";".join(css)


def _font_name(name: str) -> str:
    """A name that ends neither its quotes nor the attribute."""
    return "".join(char for char in name if char.isalnum() or char in " -_@.")


def paragraph_tag(style: Paragraph) -> str:
    """The tag a paragraph begins with."""
    css = ["margin:0"]
    if style.align:
        css.append(f"text-align:{style.align}")
    for field, name in _INDENTS:
        twips = getattr(style, field)
        if twips:
            points = max(-MOST_POINTS, min(twips / TWIPS, MOST_POINTS))
            css.append(f"{name}:{points:g}pt")
    direction = ' dir="rtl"' if style.rtl else ""
    return f'<p{direction} style="{";".join(css)}">'

"""The elements of HTML as the cleaned copy knows them: what becomes of each, what it closes.

The copy has only what a `QTextDocument` lays out; whatever stands in no table here loses its tag
and keeps its content.
"""

from __future__ import annotations

from typing import Final

VOID: Final = frozenset(
    "area base basefont bgsound br col embed frame hr img input isindex keygen link meta param "
    "source track wbr".split()
)

# element -> what it is in the copy
INLINE: Final = {
    **{name: name for name in "a b i em strong u s small big tt code kbd samp var cite dfn span "
       "font sub sup nobr".split()},
    **dict.fromkeys("mark q abbr acronym label bdo bdi time data".split(), "span"),
    "strike": "s", "del": "s", "ins": "u",
}  # fmt: skip

BLOCK: Final = {
    **{name: name for name in "p div center address blockquote pre h1 h2 h3 h4 h5 h6 ul ol li dl "
       "dt dd".split()},
    **dict.fromkeys("section article aside header footer main nav figure figcaption fieldset "
                    "legend details summary hgroup form search dialog".split(), "div"),
    "menu": "ul", "dir": "ul", "listing": "pre", "xmp": "pre",
}  # fmt: skip

CELLS: Final = frozenset({"td", "th"})
TABLE_PARTS: Final = frozenset({"tr", "td", "th", "thead", "tbody", "tfoot", "caption"})
GROUPS: Final = frozenset({"thead", "tbody", "tfoot"})

DROPPED: Final = frozenset(
    "svg math canvas template select datalist video audio map frameset noframes xml progress "
    "meter".split()
)
"""Elements that go with all they hold."""

RAW_DROPPED: Final = frozenset("script style title iframe noembed noframes".split())

# element -> open elements it closes, up to the nearest of the second set
CLOSES: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "a": (frozenset({"a"}), frozenset()),
    "option": (frozenset({"option"}), frozenset({"select"})),
}

FORMATTING: Final = frozenset("a b big code em font i nobr s small strike strong tt u".split())

SCOPES: Final = FORMATTING | TABLE_PARTS | {"table", "select", "template"}
"""Elements that, where they hide what they hold, end by no end tag of an element around them.

Formatting is begun anew in the next paragraph (HTML Standard 13.2.4.3), so that it goes on hiding.
"""

FOREIGN: Final = frozenset({"svg", "math"})
HTML_IN_FOREIGN: Final = frozenset("foreignobject desc mi mo mn ms mtext annotation-xml".split())
"""Elements of SVG and MathML that HTML may stand in."""
LEAVE_FOREIGN: Final = (frozenset(INLINE) | frozenset(BLOCK) | {"br", "hr", "img", "table"}) - {
    "a", "font"}  # fmt: skip
"""Elements that cannot stand in SVG and MathML: they end both (13.2.6.5)."""

HIDDEN_ENDS: Final[dict[str, frozenset[str]]] = {
    "template": frozenset(), "table": frozenset(), "tr": GROUPS | {"tr"}, "td": TABLE_PARTS,
    "th": TABLE_PARTS, "caption": TABLE_PARTS, **dict.fromkeys(GROUPS, GROUPS | {"caption"}),
}  # fmt: skip
"""Hidden part of a table -> the parts that end it; all else in a cell ends with the cell."""

# What a browser gives elements by default and the copy says explicitly; lengths in CSS.
DEFAULTS: Final[dict[str, dict[str, str]]] = {
    "h1": {"font-size": "2em"},
    "h2": {"font-size": "1.5em"},
    "h3": {"font-size": "1.17em"},
    "h4": {"font-size": "1em"},
    "h5": {"font-size": "0.83em"},
    "h6": {"font-size": "0.67em"},
    "small": {"font-size": "0.83em"},
    "big": {"font-size": "1.2em"},
    "mark": {"background-color": "#ffff00"},
}

FONT_SIZES: Final = (10, 13, 16, 18, 24, 32, 48)
"""Pixels of <font size=1> to 7."""

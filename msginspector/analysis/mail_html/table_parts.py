"""Tables of a mail in the copy: rows in tables, cells in rows, whatever the source forgets."""

from __future__ import annotations

from typing import Final

from msginspector.analysis.mail_html.copying import Copy, Frame
from msginspector.analysis.mail_html.dressing import Dresser, bounded, scaled, wide
from msginspector.analysis.mail_html.layout import SPAN
from msginspector.analysis.mail_html.styles import Declarations

Attributes = dict[str, str]

_SIDES: Final = frozenset(("left", "center", "right"))
_HEIGHTS: Final = frozenset(("top", "middle", "bottom"))


class TableParts:
    """Begins tables, rows and cells."""

    def __init__(self, copy: Copy, dresser: Dresser) -> None:
        self._copy = copy
        self._dresser = dresser
        self._row_look: Declarations = {}

    def table(self, found: Declarations, attributes: Attributes) -> None:
        """A table begins."""
        style, size = self._dresser.style(found, self._copy.top.size, False, True)
        border = bounded(attributes.get("border") or "0", 16.0, 0, 8) or 0
        parts = [f' border="{border}"']
        for each in ("cellpadding", "cellspacing"):
            length = bounded(attributes.get(each) or "", 16.0, 0, 60)
            if length is not None:
                parts.append(f' {each}="{scaled(length) if length else 0}"')
        parts += [_width(found, attributes), _one_of("align", attributes, _SIDES)]
        bordered = border > 0 or any(name.startswith("border-") for name in found)
        opening = f"<table{''.join(parts)}{style}>"
        self._copy.open_table(Frame("table", "</table>", size), opening, bordered)

    def row(self, found: Declarations) -> None:
        """A row begins."""
        self._row_look = {key: found[key] for key in ("background-color", "text-align", "color",
                          "vertical-align") if key in found}  # fmt: skip
        self._copy.open_row(Frame("tr", "</tr>", self._copy.top.size))

    def cell(self, name: str, found: Declarations, attributes: Attributes) -> None:
        """A cell begins."""
        copy = self._copy
        copy.close_cell()
        table = copy.layout.table
        if table is not None and not table.row_open:
            copy.close_to("table")
            self.row({})
        found = {**self._row_look, **found}
        parent = copy.top.size
        flat, size = self._dresser.style(found, parent, True, False)
        style, _ = self._dresser.style(found, parent, False, True)
        spans = {each: _span(attributes.get(each)) for each in ("colspan", "rowspan")}
        parts = [f' {each}="{number}"' for each, number in spans.items() if number > 1]
        parts += [_width(found, attributes), _one_of("valign", attributes, _HEIGHTS)]
        align = _one_of("align", attributes, _SIDES)
        copy.open_cell(
            Frame(name, f"</{name}>", size), f"<{name}{''.join(parts)}{align}{style}>",
            f"<div{align}{flat}>", spans["colspan"], spans["rowspan"],
        )  # fmt: skip


def _width(found: Declarations, attributes: Attributes) -> str:
    width = wide(found.get("width") or attributes.get("width"))
    return f' width="{width}"' if width else ""


def _one_of(name: str, attributes: Attributes, allowed: frozenset[str]) -> str:
    value = attributes.get(name, "").strip().lower()
    return f' {name}="{value}"' if value in allowed else ""


def _span(value: str | None) -> int:
    digits = (value or "1").strip()
    return min(SPAN, max(1, int(digits))) if digits.isdecimal() and len(digits) < 9 else 1

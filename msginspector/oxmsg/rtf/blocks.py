"""Paragraphs, lists and tables of the HTML that plain RTF is shown as, in their order.

Tables in tables become lines of the cell they lie in; cells merged downwards stay empty.
"""

from __future__ import annotations

from typing import Final

from msginspector.oxmsg.rtf.styles import Paragraph, paragraph_tag

_BULLETS: Final = frozenset(
    "\u00b7\u2022\u25aa\u25cf\u25cb\u25e6\u00a7\u00fco-\u2013\u2043\uf0b7\uf0a7"
)
_TABLE: Final = '<table border="1" cellspacing="0" cellpadding="3">'


class Blocks:
    """What was finished of the document."""

    __slots__ = ("_cell", "_cells", "_listed", "_merged", "_next", "_table", "parts", "size")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0
        """Characters in all."""
        self._table = False
        self._listed = False
        self._cells: list[str] = []
        self._cell: list[str] = []
        self._merged: list[bool] = []
        self._next = False

    def paragraph(self, content: str, style: Paragraph, bullet: str) -> None:
        """The end of a paragraph; in a table it stays in its cell."""
        if style.in_table:
            if self._cell:
                self._cell.append("<br>")
            self._cell.append(bullet + content)
            self.size += len(content) + 4
            return
        self._leave_table()
        if bullet.strip() and bullet.strip() in _BULLETS:
            self._add(f"{'' if self._listed else '<ul>'}<li>{content}</li>")
            self._listed = True
            return
        self._leave_list()
        self._add(f"{paragraph_tag(style)}{bullet}{content or '<br>'}</p>")

    def line(self) -> None:
        """A horizontal line: the end of a page."""
        self._leave_table()
        self._leave_list()
        self._add("<hr>")

    def new_row(self) -> None:
        """The cells of the next row are defined from here on."""
        self._merged = []
        self._next = False

    def merge_cell(self) -> None:
        """The cell defined next is part of the one before."""
        self._next = True

    def define_cell(self) -> None:
        """A cell of the row was defined."""
        self._merged.append(self._next)
        self._next = False

    def end_cell(self, content: str) -> None:
        """The end of a cell; `content` is what came after its last paragraph."""
        if content:
            if self._cell:
                self._cell.append("<br>")
            self._cell.append(content)
        self._cells.append("".join(self._cell))
        self._cell = []

    def end_row(self) -> None:
        """The end of a row."""
        if not self._cells:
            return
        if not self._table:
            self._leave_list()
            self._add(_TABLE)
            self._table = True
        self._add(f"<tr>{''.join(self._row())}</tr>")
        self._cells = []

    def finish(self) -> None:
        """The end of the document: what was begun is ended."""
        if self._cell:
            self.end_cell("")
        self.end_row()
        self._leave_table()
        self._leave_list()

    def _row(self) -> list[str]:
        """The cells of a row; one that is merged into the one before makes that wider."""
        made: list[str] = []
        widths: list[int] = []
        for number, content in enumerate(self._cells):
            if widths and number < len(self._merged) and self._merged[number]:
                widths[-1] += 1
                made[-1] += content
            else:
                made.append(content)
                widths.append(1)
        wide = [f' colspan="{width}"' if width > 1 else "" for width in widths]
        return [
            f"<td{width}>{content or '&nbsp;'}</td>"
            for content, width in zip(made, wide, strict=True)
        ]

    def _leave_table(self) -> None:
        if self._table:
            self._add("</table>")
            self._table = False

    def _leave_list(self) -> None:
        if self._listed:
            self._add("</ul>")
            self._listed = False

    def _add(self, part: str) -> None:
        self.parts.append(part)
        self.size += len(part)

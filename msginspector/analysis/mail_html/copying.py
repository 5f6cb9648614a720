"""The copy while it is written: open elements, their scopes, and the pieces of HTML so far.

What is written is well-formed, whatever the source is: each element is closed, cells stand in rows
and rows in tables. So what a text document makes of it is what was counted.
"""

from __future__ import annotations

import html
import re
from typing import Final

from msginspector.analysis.mail_html.elements import (
    BLOCK,
    CLOSES,
    FOREIGN,
    FORMATTING,
    HIDDEN_ENDS,
    HTML_IN_FOREIGN,
    LEAVE_FOREIGN,
    SCOPES,
    TABLE_PARTS,
)
from msginspector.analysis.mail_html.layout import DEPTH, Layout, Table
from msginspector.analysis.mail_html.plain import PlainText

_BREAKABLE: Final = "\\s\\u200b\\u2e80-\\u9fff\\ua000-\\ua48f\\uac00-\\ud7af\\uff00-\\uffef"
_PLACE: Final = re.compile(f"(?!\xa0)[{_BREAKABLE}]")
_RUN: Final = re.compile(f"(?:\xa0|[^{_BREAKABLE}])++")
_WHOLE: Final = 80
_PIECE: Final = 40
_UNWANTED: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_TEXT_LIMIT: Final = 600
ZERO_WIDTH_SPACE: Final = "\u200b"


def wanted(text: str) -> str:
    """The text without signs that a document cannot have, or that mean something in the copy."""
    return _UNWANTED.sub("\ufffd", text)


class Frame:
    """An open element."""

    __slots__ = (
        "close", "hidden", "hides", "is_block", "kept", "kind", "name", "offset", "scope", "size",
    )  # fmt: skip

    def __init__(self, name: str, close: str, size: float) -> None:
        self.name = name
        self.close = close
        """What ends it in the copy."""
        self.size = size
        """Of its letters, in pixels."""
        self.kind = ""
        """table, row, cell; "" for all others."""
        self.is_block = False
        self.kept = False
        """White space counts in it."""
        self.scope = False
        """End tags inside do not reach beyond it."""
        self.hides = False
        self.hidden: list[str] | None = None
        """What it hides, where the mail itself hides it."""
        self.offset = 0


class Copy:
    """Writes the copy. `stack` has the open elements, the document's frame first."""

    def __init__(self, root_size: float) -> None:
        self.pieces: list[str] = []
        self.layout = Layout()
        self.plain = PlainText()
        self.stack = [Frame("", "", root_size)]
        self._scopes: list[dict[str, int]] = [{}]
        self._hiding = 0
        self.link_text: list[str] | None = None
        self.hidden_texts: list[tuple[str, int]] = []
        self._breaks = 0
        self._line_is_empty = True

    # -- what is asked ----------------------------------------------------------------------------

    @property
    def top(self) -> Frame:
        """The innermost open element."""
        return self.stack[-1]

    @property
    def is_hidden(self) -> bool:
        """Nothing is written now."""
        return self._hiding > 0

    def has(self, name: str) -> bool:
        """Such an element is open in this scope."""
        return self._scopes[-1].get(name, 0) > 0

    # -- what is written --------------------------------------------------------------------------

    def emit(self, piece: str) -> None:
        """A piece of HTML."""
        if not self._hiding and not self.layout.reason:
            self.pieces.append(piece)

    def put(self, piece: str) -> None:
        """Something that stands in a line."""
        self._write_breaks(self._breaks)
        self.emit(piece)
        self._line_is_empty = False

    def end_line(self) -> None:
        """A line break; it is written when it is known what follows."""
        self._breaks += not self._hiding

    def end_block(self) -> None:
        """A paragraph begins or ends: a break just before that shows nothing.

        A text document would show an empty line there, and two for a break on its own.
        """
        if self._breaks:
            self.emit("&nbsp;" if self._line_is_empty else "")
            self._write_breaks(self._breaks - 1)
        self._line_is_empty = True

    def push(self, frame: Frame, piece: str) -> bool:
        """An element begins. False where it lies too deep and is left out."""
        if len(self.stack) > DEPTH:
            self.layout.refuse(f"elements lie more than {DEPTH} levels deep inside each other")
            return False
        frame.kept = frame.kept or self.top.kept
        if frame.is_block or frame.kind:
            self.end_block()
        if frame.scope:
            self._scopes.append({})
        scope = self._scopes[-1]
        scope[frame.name] = scope.get(frame.name, 0) + 1
        if frame.hides:
            self._hiding += 1
        self.emit(piece)
        self.stack.append(frame)
        return True

    def pop(self) -> Frame:
        """The innermost element ends."""
        if self.top.is_block or self.top.kind:
            self.end_block()
        frame = self.stack.pop()
        if frame.kind == "cell":
            self._end_cell(frame)
        elif frame.kind == "row":
            self._end_row(frame)
        elif frame.kind == "table":
            self._end_table(frame)
        else:
            self.emit(frame.close)
        if frame.hides:
            self._unhide(frame)
        if frame.name == "a":
            self.link_text = None
        if frame.scope:
            self._scopes.pop()
        else:
            self._scopes[-1][frame.name] -= 1
        if frame.is_block:
            self.plain.line(2 if frame.name in ("p", "blockquote") else 1)
            self.layout.block(0)
        return frame

    def hide(self, name: str, offset: int, by_mail: bool) -> None:
        """An element begins that goes with all it holds; `by_mail`: the mail hides it."""
        frame = Frame(name, "", self.top.size)
        frame.hides, frame.scope = True, name in SCOPES
        frame.hidden, frame.offset = ([] if by_mail else None), offset
        self.push(frame, "")

    def close(self, name: str) -> None:
        """End the innermost element of that name, and what is open in it; none: nothing."""
        if self.has(name):
            while self.pop().name != name:
                pass

    def close_to(self, *kinds: str) -> None:
        """End what is open inside the innermost table, row or cell."""
        while len(self.stack) > 1 and self.top.kind not in kinds:
            self.pop()

    def close_cell(self) -> None:
        """End the cell of the innermost table, if there is one."""
        table = self.layout.table
        if table is not None and table.cell_open:
            self.close_to("cell")
            self.pop()

    def close_row(self) -> None:
        """End the row of the innermost table, if there is one."""
        self.close_cell()
        table = self.layout.table
        if table is not None and table.row_open:
            self.close_to("row")
            self.pop()
        self.close_to("table")

    def close_implied(self, name: str) -> None:
        """End the element that an element of that name ends: an item the next item, and so on."""
        ended, borders = CLOSES.get(name, (frozenset(), frozenset()))
        if not any(self.has(one) for one in ended):
            return
        for frame in reversed(self.stack):
            if frame.name in ended:
                self.close(frame.name)
                return
            if frame.scope or frame.name in borders:
                return

    def leave_hidden(self, name: str) -> None:
        """End what an element of that name ends while nothing is written, maybe all that hides.

        What hides is often never closed; in a browser it ends with its paragraph, item or cell.
        """
        root = next(frame for frame in reversed(self.stack) if frame.hides)
        if name in self._ends_of(root) and not self.has("table"):
            while self.is_hidden:
                self.pop()
            return
        self.close_implied(name)
        if name in BLOCK or name in ("table", "hr"):
            self.close("p")

    def _ends_of(self, root: Frame) -> frozenset[str]:
        """Start tags that end all that hides."""
        if root.name in FOREIGN:
            inside = any(frame.name in HTML_IN_FOREIGN for frame in self.stack)
            return frozenset() if inside else LEAVE_FOREIGN
        table = self.layout.table
        in_cell = TABLE_PARTS if table is not None and table.cell_open else frozenset()
        return HIDDEN_ENDS.get(root.name, in_cell)

    def reaches(self, name: str) -> bool:
        """Whether an end tag of an inline element, while nothing is written, ends that element.

        It does not beyond a block; what formats ends in the blocks that the hidden one holds, too.
        """
        for frame in reversed(self.stack):
            if frame.name == name:
                return True
            if frame.name in BLOCK and (frame.hides or name not in FORMATTING):
                return False
        return False

    def text(self, text: str) -> None:
        """Words of the mail."""
        if self._hiding:
            self._note_hidden(wanted(text))
            return
        text = wanted(text)
        blank = not text.strip(" \t\r\n\f")
        if self.top.kind in ("table", "row"):
            if blank:
                return
            self.ensure_cell()
        if self.link_text is not None and len(self.link_text) < _TEXT_LIMIT:
            self.link_text.append(text[:_TEXT_LIMIT])
        self.plain.add(text, self.top.kept)
        if not self.layout.reason:
            if self._measure(text) > _WHOLE:
                text = _RUN.sub(_with_breaks, text)
            if blank and not self.top.kept:
                self.emit(" " if not self._breaks else "")
            else:
                self.put(html.escape(text))

    # -- tables -----------------------------------------------------------------------------------

    def open_table(self, frame: Frame, piece: str, bordered: bool) -> None:
        """A table begins."""
        frame.kind, frame.scope, frame.is_block = "table", True, True
        if self.push(frame, piece):
            self._of_table(self.layout.open_table(bordered), "<div>")
            self.plain.line()

    def open_row(self, frame: Frame) -> None:
        """A row of the innermost table begins."""
        table = self.layout.table
        frame.kind = "row"
        if table is not None and self.push(frame, "<tr>"):
            table.begin_row()
            self._of_table(table, "")
            self.plain.line()

    def open_cell(self, frame: Frame, piece: str, flat: str, columns: int, rows: int) -> None:
        """A cell of the open row begins; `flat` is the block it becomes in a flat table."""
        table = self.layout.table
        frame.kind, frame.scope = "cell", True
        if table is not None and self.push(frame, piece):
            table.begin_cell(columns, rows)
            self._of_table(table, flat)
            self.layout.count_cells()
            self.plain.cell()

    def ensure_cell(self) -> None:
        """Inside a table, but outside its cells: begin one."""
        if self.top.kind == "table":
            self.open_row(Frame("tr", "</tr>", self.top.size))
        if self.top.kind == "row":
            self.open_cell(Frame("td", "</td>", self.top.size), "<td>", "<div>", 1, 1)

    def flatten(self) -> None:
        """Tables of one column become blocks."""
        for table in self.layout.done:
            if table.is_flat:
                for number, flat in table.pieces:
                    self.pieces[number] = flat

    def _of_table(self, table: Table, flat: str) -> None:
        """The last piece is a tag of a table."""
        if not self._hiding and not self.layout.reason:
            table.pieces.append((len(self.pieces) - 1, flat))

    def _end_cell(self, frame: Frame) -> None:
        table = self.layout.table
        if table is not None:
            table.cell_open = False
            self.emit(frame.close)
            self._of_table(table, "</div>")

    def _end_row(self, frame: Frame) -> None:
        table = self.layout.table
        if table is not None:
            table.row_open = False
            self.emit(frame.close)
            self._of_table(table, "")

    def _end_table(self, frame: Frame) -> None:
        table = self.layout.table
        if table is not None:
            self.emit(frame.close)
            self._of_table(table, "</div>")
            self.layout.close_table()

    # -- inside -----------------------------------------------------------------------------------

    def _write_breaks(self, number: int) -> None:
        if number > 0:
            self.emit("<br>" * number)
        self._breaks = 0

    def _measure(self, text: str) -> int:
        """Say how much this is; the longest run without a place to break it."""
        length = len(text)
        lines = text.count("\n") + 1 if self.top.kept else 1
        found = _PLACE.search(text)
        if found is None:
            self.layout.text(length, lines, length, length, length)
            return length
        last = _PLACE.search(text[::-1])
        assert last is not None
        longest = max(map(len, _PLACE.split(text))) if length > _WHOLE else 0
        self.layout.text(length, lines, found.start(), longest, last.start())
        return longest

    def _unhide(self, frame: Frame) -> None:
        self._hiding -= 1
        text = " ".join(" ".join(frame.hidden or ()).split())
        if text:
            self.hidden_texts.append((text, frame.offset))

    def _note_hidden(self, text: str) -> None:
        frame = next((frame for frame in reversed(self.stack) if frame.hides), None)
        if frame is not None and frame.hidden is not None and len(frame.hidden) < 50:
            frame.hidden.append(text[:200])


def _with_breaks(found: re.Match[str]) -> str:
    run = found[0]
    if len(run) <= _WHOLE:
        return run
    pieces = (run[place : place + _PIECE] for place in range(0, len(run), _PIECE))
    return ZERO_WIDTH_SPACE.join(pieces)

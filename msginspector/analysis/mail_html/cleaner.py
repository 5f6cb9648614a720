"""From the HTML of a mail to a copy that is safe to lay out, in one pass over the source.

The copy is written anew, from what is known to be harmless: elements, attributes and properties of
the tables here; no address of the mail stands in it. Pictures of the message are called `cid:` and
their number, links `link:` and theirs. What is left out is listed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final

from msginspector.analysis.mail_html import elements, layout
from msginspector.analysis.mail_html.addresses import PLACE, Address, address
from msginspector.analysis.mail_html.conditional import OutlookParts, condition
from msginspector.analysis.mail_html.copying import Copy, Frame, wanted
from msginspector.analysis.mail_html.dangers import Dangers
from msginspector.analysis.mail_html.dressing import ROOT_PX, Dresser, scaled, wide
from msginspector.analysis.mail_html.links import Link, link
from msginspector.analysis.mail_html.pictures import FindPart, Pictures, is_unseen
from msginspector.analysis.mail_html.report import LIST_LIMIT, Ledger, MailHtml
from msginspector.analysis.mail_html.scanner import RAW_ELEMENTS, Kind, Token, tokens, unescaped
from msginspector.analysis.mail_html.skimming import Handler, Skimmer
from msginspector.analysis.mail_html.styles import Declarations
from msginspector.analysis.mail_html.table_parts import TableParts

PLACEHOLDER: Final = "placeholder:"
"""What pictures are called in the copy that are left out."""
PLACEHOLDER_PX: Final = 16

_NAME: Final = re.compile(r"[\w.:-]{1,100}")

Attributes = dict[str, str]


def no_parts(_address: Address) -> str:
    """Where nothing is known of the parts of the message."""
    return ""


def clean(source: str, find: FindPart = no_parts, *, keep_colors: bool = True) -> MailHtml:
    """A safe copy of a mail's HTML, and what there is to say about it.

    `find` gives the part of the message an address refers to, "" for none. Without `keep_colors`
    the copy has none, for dark paper. Never raises; what is too complex has no copy.
    """
    return Cleaner(source, find, keep_colors).clean()


class Cleaner:
    """Reads the source once."""

    def __init__(self, source: str, find: FindPart, keep_colors: bool) -> None:
        self._source = source
        self._ledger = Ledger()
        self._pictures = Pictures(find, self._ledger)
        self._dangers = Dangers(self._ledger, self._pictures)
        self._copy = Copy(ROOT_PX)
        self._dresser = Dresser(keep_colors)
        self._tables = TableParts(self._copy, self._dresser)
        self._links: list[tuple[int, str, list[str]]] = []
        self._outlook = OutlookParts(self._ledger, self._dangers, self._pictures, self._add_link)
        self._paper = ""
        self._notes: list[str] = []
        self._tags = 0
        self._skimmer: Skimmer | None = None

    def clean(self) -> MailHtml:
        """The copy, and all there is to say."""
        refuse, limit = self._copy.layout.refuse, layout.TOTAL
        if len(self._source) > limit:
            refuse(f"it has more than {limit >> 20} MB")
            self._notes.append(f"Only the first {limit >> 20} MB were looked at.")
        for token in tokens(self._source, limit):
            self._tags += token.kind is Kind.START
            if self._tags > layout.TAGS:
                refuse(f"it has more than {layout.TAGS:,} tags")
                self._notes.append(f"Only the first {layout.TAGS:,} tags were looked at.")
                break
            _TOKENS[token.kind](self, token)
            if self._skimmer is None and self._copy.layout.reason:
                handlers: dict[str, Handler] = {
                    "a": self._skim_link, "area": self._area, "img": self._image,
                }  # fmt: skip
                self._skimmer = Skimmer(self._copy, handlers)
        while len(self._copy.stack) > 1:
            self._copy.pop()
        return self._report()

    def _report(self) -> MailHtml:
        copy = self._copy
        for text, offset in copy.hidden_texts:
            self._ledger.note("hidden-text", text, offset)
        if copy.layout.settle():
            copy.flatten()
        reason = copy.layout.reason
        links = tuple(self._link(*one) for one in self._links)
        paper = f' bgcolor="{self._paper}"' if self._paper else ""
        return MailHtml(
            html="" if reason else f"<html><body{paper}>{''.join(copy.pieces)}</body></html>",
            too_complex=f"This HTML is too complex to lay out: {reason}." if reason else "",
            text=copy.plain.text(),
            links=links,
            blocked=tuple(sorted(self._ledger.listed, key=lambda one: one.offset)),
            pictures=tuple(self._pictures.shown),
            counts=dict(self._ledger.counts),
            notes=tuple(self._notes),
        )

    @staticmethod
    def _link(offset: int, target: str, text: list[str]) -> Link:
        return link("".join(text), target, offset)

    # -- tokens -----------------------------------------------------------------------------------

    def _text(self, token: Token) -> None:
        self._copy.text(unescaped(self._source[token.start : token.end]))

    def _raw(self, token: Token) -> None:
        body = self._source[token.start : token.end]
        if token.name == "style":
            self._dresser.sheet.add(body, self._dangers.in_style, token.start)
        elif token.name == "script" and body.strip():
            self._ledger.note("script", body[:1000], token.start)
        elif token.name not in elements.RAW_DROPPED:
            self._copy.text(unescaped(body) if token.name == "textarea" else body)
        if token.end == len(self._source) and token.name != "plaintext" and body.strip():
            self._ledger.note("swallowed", f"<{token.name}>", token.start)

    def _comment(self, token: Token) -> None:
        begin = condition(self._source, token)
        if begin is not None:
            self._tags += self._outlook.read(token, begin, layout.TAGS - self._tags)
        close = "-->" if self._source.startswith("<!--", token.start) else ">"
        if token.end == len(self._source) and not self._source.endswith(close):
            self._broken(token)

    def _broken(self, token: Token) -> None:
        self._ledger.note("swallowed", self._source[token.start : token.start + 40], token.start)

    def _start(self, token: Token) -> None:
        name, attributes, offset = token.name, token.attributes, token.start
        self._dangers.note(name, attributes, offset)
        copy, alone = self._copy, self._source[token.end - 2] == "/"
        if self._skimmer is not None:
            self._skimmer.start(token, alone)
            return
        if copy.is_hidden:
            copy.leave_hidden(name)
        if copy.is_hidden:
            self._start_hidden(name, attributes, offset)
            return
        special = _SPECIAL.get(name)
        if special is not None:
            special(self, name, attributes, offset)
        elif name in elements.INLINE:
            self._inline(name, attributes, offset)
        elif name in elements.BLOCK:
            self._block(name, attributes, offset)
        elif name in elements.DROPPED and not alone:
            copy.hide(name, offset, by_mail=False)

    def _end(self, token: Token) -> None:
        name, copy = token.name, self._copy
        if self._skimmer is not None:
            self._skimmer.end(token)
        elif copy.has(name):
            if not copy.is_hidden or name not in elements.INLINE or copy.reaches(name):
                copy.close(name)
        elif copy.layout.table is None:
            return
        elif name == "table":
            copy.close_to("table")
            copy.pop()
        elif name in elements.CELLS:
            copy.close_cell()
        elif name in elements.TABLE_PARTS:
            copy.close_row()

    # -- elements ---------------------------------------------------------------------------------

    def _start_hidden(self, name: str, attributes: Attributes, offset: int) -> None:
        """Inside of what goes: only end tags have to be found, and links and pictures noted."""
        if name == "a" and attributes.get("href"):
            self._href(attributes["href"], offset)
            self._copy.link_text = None
        elif name == "img":
            self._image(name, attributes, offset)
        if name not in elements.VOID and name not in RAW_ELEMENTS:
            self._copy.push(Frame(name, "", self._copy.top.size), "")

    def _look(self, name: str, attributes: Attributes, offset: int) -> Declarations | None:
        """The declarations of an element that begins here; None where the mail hides it."""
        found = self._dresser.of(name, attributes)
        hidden = "display" in found or "visibility" in found or "mso-hide" in found
        if hidden or "hidden" in attributes:
            self._copy.hide(name, offset, by_mail=True)
            return None
        return found

    def _prepare(self, name: str) -> None:
        """Be where content may stand, and end what the element ends."""
        copy = self._copy
        if copy.top.kind in ("table", "row"):
            copy.ensure_cell()
        copy.close_implied(name)

    def _inline(self, name: str, attributes: Attributes, offset: int) -> None:
        self._prepare(name)
        found = self._look(name, attributes, offset)
        if found is None:
            return
        style, size = self._dresser.style(found, self._copy.top.size, False, False)
        out = elements.INLINE[name]
        out = "span" if out in ("font", "small", "big", "nobr") else out
        self._copy.layout.add(layout.INLINE)
        self._copy.push(Frame(name, f"</{out}>", size), f"<{out}{style}>")

    def _block(self, name: str, attributes: Attributes, offset: int) -> None:
        self._prepare(name)
        self._copy.close("p")
        found = self._look(name, attributes, offset)
        if found is not None:
            self._open_block(name, found, attributes)

    def _open_block(self, name: str, found: Declarations, attributes: Attributes) -> None:
        copy, out = self._copy, elements.BLOCK[name]
        style, size = self._dresser.style(found, copy.top.size, True, False)
        frame = Frame(name, f"</{out}>", size)
        frame.is_block, frame.kept = True, out == "pre"
        direction = ' dir="rtl"' if attributes.get("dir", "").lower() == "rtl" else ""
        copy.layout.block(layout.ITEM if out == "li" else layout.BLOCK)
        copy.plain.line(2 if out == "p" else 1)
        if copy.push(frame, f"<{out}{direction}{style}>") and out == "li":
            copy.plain.add("• ", True)

    def _body(self, name: str, attributes: Attributes, offset: int) -> None:
        found = self._dresser.of(name, attributes)
        paper = self._dresser.attribute_color(found.pop("background-color", ""))
        self._paper = self._paper or paper
        kept = {key: value for key, value in found.items() if not key.startswith("margin")}
        self._open_block("div", kept, attributes)

    def _anchor(self, name: str, attributes: Attributes, offset: int) -> None:
        self._prepare(name)
        found = self._look(name, attributes, offset)
        target = attributes.get("href", "").strip()
        href = self._href(target, offset) if target else ""
        if found is None:
            self._copy.link_text = None
            return
        anchor = attributes.get("name") or attributes.get("id") or ""
        named = f' name="{anchor}"' if _NAME.fullmatch(anchor) else ""
        style, size = self._dresser.style(found, self._copy.top.size, False, False)
        self._copy.layout.add(layout.INLINE)
        self._copy.push(Frame(name, "</a>", size), f"<a{named}{href}{style}>")

    def _skim_link(self, _name: str, attributes: Attributes, offset: int) -> None:
        target = attributes.get("href", "").strip()
        if target:
            self._href(target, offset)

    def _href(self, target: str, offset: int) -> str:
        if address(target).kind == PLACE:
            place = target.strip()[1:]
            return f' href="#{place}"' if _NAME.fullmatch(place) else ""
        text: list[str] = []
        if not self._add_link(target, offset, text):
            return ""
        self._copy.link_text = text
        return f' href="link:{len(self._links) - 1}"'

    def _add_link(self, target: str, offset: int, text: list[str]) -> bool:
        """List a link whose text will be there; False where there are too many."""
        if len(self._links) < LIST_LIMIT:
            self._links.append((offset, target, text))
            return True
        note = f"Only the first {LIST_LIMIT:,} links are listed and can be opened."
        if note not in self._notes:
            self._notes.append(note)
        return False

    def _area(self, _name: str, attributes: Attributes, offset: int) -> None:
        if attributes.get("href"):
            self._href(attributes["href"], offset)
            if self._copy.link_text is not None:
                self._copy.link_text.append(wanted(attributes.get("alt", "")[:500]))
            self._copy.link_text = None

    def _image(self, name: str, attributes: Attributes, offset: int) -> None:
        copy = self._copy
        found = self._dresser.of(name, attributes)
        unseen = copy.is_hidden or is_unseen(attributes, found)
        source = self._pictures.source(attributes.get("src", ""), offset, unseen)
        for other in ("lowsrc", "dynsrc"):
            self._pictures.other(attributes.get(other, ""), offset)
        if unseen:
            return
        if copy.top.kind in ("table", "row"):
            copy.ensure_cell()
        alt = wanted(" ".join(attributes.get("alt", "").split())[:200])
        copy.layout.add(layout.PICTURE)
        if source:
            copy.put(f'<img src="{source}"{_sizes(attributes, found)}>')
        else:
            side = scaled(PLACEHOLDER_PX)
            copy.put(f'<img src="{PLACEHOLDER}" width="{side}" height="{side}">')
            copy.emit(f"<i>{html.escape(alt)}</i> " if alt else "")
        if alt:
            copy.plain.add(f"[{alt}]", True)
            if copy.link_text is not None:
                copy.link_text.append(f" {alt} ")

    def _line_break(self, name: str, _attributes: Attributes, _offset: int) -> None:
        self._prepare(name)
        copy = self._copy
        copy.layout.add(layout.BREAK)
        if name == "wbr":
            copy.emit("\u200b")
        elif name == "br":
            copy.end_line()
            copy.plain.end_line()
            if copy.link_text is not None:
                copy.link_text.append(" ")
        elif name == "hr":
            copy.layout.block()
            copy.end_block()
            copy.emit("<hr>")
            copy.plain.line()
            copy.plain.add("————————", True)
            copy.plain.line()

    # -- tables -----------------------------------------------------------------------------------

    def _table(self, name: str, attributes: Attributes, offset: int) -> None:
        self._prepare(name)
        self._copy.close("p")
        found = self._look(name, attributes, offset)
        if found is not None:
            self._tables.table(found, attributes)

    def _row(self, name: str, attributes: Attributes, offset: int) -> None:
        if self._copy.layout.table is None:
            self._copy.plain.line()
            return
        self._copy.close_row()
        found = self._look(name, attributes, offset)
        if found is not None:
            self._tables.row(found)

    def _cell(self, name: str, attributes: Attributes, offset: int) -> None:
        if self._copy.layout.table is None:
            self._copy.plain.cell()
            return
        self._copy.close_cell()
        found = self._look(name, attributes, offset)
        if found is not None:
            self._tables.cell(name, found, attributes)

    def _group(self, name: str, attributes: Attributes, offset: int) -> None:
        if self._copy.layout.table is None:
            return
        self._copy.close_row()
        if self._look(name, attributes, offset) is not None and name == "caption":
            self._tables.cell("td", {"text-align": "center"}, {})


def _sizes(attributes: Attributes, found: Declarations) -> str:
    made = ""
    for name in ("width", "height"):
        length = wide(found.get(name) or attributes.get(name))
        if length and not length.endswith("%"):
            made += f' {name}="{length}"'
    return made


_TOKENS: Final[dict[Kind, Callable[[Cleaner, Token], None]]] = {
    Kind.TEXT: Cleaner._text,
    Kind.START: Cleaner._start,
    Kind.END: Cleaner._end,
    Kind.COMMENT: Cleaner._comment,
    Kind.RAW: Cleaner._raw,
    Kind.BROKEN: Cleaner._broken,
}

_SPECIAL: Final[dict[str, Callable[[Cleaner, str, Attributes, int], None]]] = {
    "a": Cleaner._anchor,
    "area": Cleaner._area,
    "body": Cleaner._body,
    "img": Cleaner._image,
    "image": Cleaner._image,
    **dict.fromkeys(("br", "hr", "wbr"), Cleaner._line_break),
    "table": Cleaner._table,
    "tr": Cleaner._row,
    **dict.fromkeys(("td", "th"), Cleaner._cell),
    **dict.fromkeys(("thead", "tbody", "tfoot", "caption"), Cleaner._group),
}

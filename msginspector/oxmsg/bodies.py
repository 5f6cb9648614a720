"""The bodies of a message: which forms there are, which one is native, and their texts.

[MS-OXBBODY] 2.1.3.1 says which form is the best one: PidTagNativeBody, else by which of PidTagBody,
PidTagHtml and PidTagRtfCompressed exist and by PidTagRtfInSync. The RTF may encapsulate HTML or
text ([MS-OXRTFEX]): then that is what the RTF stands for. Listing reads no more than the first
kilobytes of the RTF; texts are read when somebody asks. Bad data never raises. Nothing is made
harmless here, and no form is made into another one but plain RTF into text and HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from msginspector.mapi import codepages as pages
from msginspector.oxmsg import best_body, codepages, lzfu
from msginspector.oxmsg.charsets import declared, declared_page
from msginspector.oxmsg.codepages import CodePage
from msginspector.oxmsg.rtf.head import HEAD_BYTES, Head, read_head
from msginspector.oxmsg.rtf.render import to_html
from msginspector.oxmsg.rtf.unwrap import unwrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from msginspector.oxmsg.objects import OxObject
    from msginspector.oxmsg.properties import Property

TEXT: Final = "text"
HTML: Final = "html"
RTF: Final = "rtf"
STORED: Final = "stored"
KINDS: Final = (TEXT, HTML, RTF)

LIMIT: Final = 64 << 20
"""Bytes that are read of a body, and characters that are given of its text."""

_IDS: Final = {TEXT: 0x1000, HTML: 0x1013, RTF: 0x1009}
_UNICODE: Final = 0x001F
_STRING8: Final = 0x001E
_BINARY: Final = 0x0102
_TYPES: Final = {
    TEXT: (_UNICODE, _STRING8),
    HTML: (_BINARY, _STRING8, _UNICODE),
    RTF: (_BINARY,),
}
_PROBED: Final = 1 << 14
"""Bytes of a text that are tried in a code page."""
_LONGEST_CHARACTER: Final = 4
_MARKS: Final = {b"\xff\xfe": (1200, "UTF-16"), b"\xfe\xff": (1201, "UTF-16, big-endian"),
                 b"\xef\xbb\xbf": (65001, "UTF-8")}  # fmt: skip
"""Byte order marks, which beat whatever else names a code page (Encoding Standard, "decode")."""


@dataclass(frozen=True, slots=True)
class BodyText:
    """What was read of a body."""

    text: str
    raw: bytes
    """The bytes it was made from: as they are stored, of RTF decompressed."""
    problems: tuple[str, ...] = ()
    """What is wrong, a sentence each."""
    truncated: bool = False
    """Whether there is more than was asked for."""


@dataclass(frozen=True, slots=True)
class BodyForm:
    """One form of the body."""

    kind: str
    """"text", "html" or "rtf"."""
    origin: str
    """"stored", or "rtf": taken out of the RTF."""
    tag: int
    """The property it comes from."""
    encapsulated: str | None
    """Of RTF, and of what was taken out of it: what the RTF encapsulates, "html" or "text"."""
    codepage: CodePage | None
    """Of its bytes; None for Unicode."""
    size: int
    """Stored bytes of the property."""
    _read: Callable[[int], BodyText] = field(repr=False, compare=False)

    def read(self, limit: int = LIMIT) -> BodyText:
        """The text; at most `limit` bytes of it are read and never more than 64 MB."""
        return self._read(max(0, min(limit, LIMIT)))

    def guarded(self, guard: Callable[[Callable[[], BodyText]], BodyText]) -> BodyForm:
        """The same form whose reads are made by `guard`."""
        return replace(self, _read=lambda limit: guard(lambda: self._read(limit)))


@dataclass(frozen=True, slots=True)
class Bodies:
    """The forms of a message's body."""

    forms: tuple[BodyForm, ...]
    """Those that exist: text, HTML and RTF as stored, then what was taken out of the RTF."""
    native: BodyForm | None
    """The form the message was written in; None when there is no body."""
    native_reason: str
    """Why it is that one, in one sentence."""

    def get(self, kind: str) -> BodyForm | None:
        """The form of that kind, the stored one if there are two; None for none."""
        return next((form for form in self.forms if form.kind == kind), None)

    def guarded(self, guard: Callable[[Callable[[], BodyText]], BodyText]) -> Bodies:
        """The same with forms whose reads are made by `guard`."""
        forms = tuple(form.guarded(guard) for form in self.forms)
        native = None if self.native is None else forms[self.forms.index(self.native)]
        return Bodies(forms, native, self.native_reason)


def bodies_of(message: OxObject, codepage: int | None = None) -> Bodies:
    """The bodies of a message; `codepage` is taken in place of whatever the message says."""
    stored = {kind: found for kind in KINDS if (found := _property(message, kind)) is not None}
    forms: list[BodyForm] = []
    if TEXT in stored:
        forms.append(_text_form(stored[TEXT], codepage))
    if HTML in stored:
        forms.append(_html_form(stored[HTML], codepage))
    encapsulated = None
    if RTF in stored:
        of_rtf = _rtf_forms(stored[RTF], codepage)
        forms += of_rtf
        encapsulated = of_rtf[0].encapsulated
    chosen = best_body.choose(message, frozenset(stored), encapsulated)
    native = next((form for form in forms if (form.kind, form.origin) == chosen.form), None)
    return Bodies(tuple(forms), native, chosen.reason)


def _property(message: OxObject, kind: str) -> Property | None:
    """The property of a form, if it has a type it may have and a stream."""
    found = message.property_by_id(_IDS[kind])
    if found is None or found.type not in _TYPES[kind] or found.stream_index is None:
        return None
    return found


def _chosen(codepage: int) -> CodePage:
    return CodePage(codepage, pages.codepage_name(codepage), "It was chosen by hand.", True)


# -- stored text and HTML


def _text_form(prop: Property, codepage: int | None) -> BodyForm:
    page = None
    if prop.type == _STRING8:
        page = _chosen(codepage) if codepage is not None else _text_page(prop)
    return _form(prop, TEXT, page, lambda limit: _read_stored(prop, page, limit))


def _text_page(prop: Property) -> CodePage:
    """As for every body, unless the bytes contradict: then that of other strings, if it fits.

    Some writers keep PR_BODY as they keep all strings and say in PR_INTERNET_CPID how it was sent.
    """
    page = prop.owner.codepage(body=True)
    raw, _ = prop.raw(_PROBED)
    if raw.isascii() or _fits(raw, page.number):
        return page
    owner = prop.owner
    number = owner.integer(codepages.MESSAGE_CODEPAGE)
    said = f"PR_MESSAGE_CODEPAGE is {number}"
    if number is None:
        locale = owner.integer(codepages.MESSAGE_LOCALE)
        number = None if locale is None else codepages.locale_codepage(locale)
        said = f"PR_MESSAGE_LOCALE_ID is 0x{locale or 0:04X}, whose ANSI code page is {number}"
    if number is None or not _fits(raw, number):
        return page
    reason = f"{page.reason.rstrip('.')}, but not all of the bytes are that; {said}."
    return CodePage(number, pages.codepage_name(number), reason, True)


def _fits(raw: bytes, number: int) -> bool:
    """Whether bytes, of which a character may be cut off at the end, can be decoded."""
    try:
        pages.decode(raw, number)
    except UnicodeDecodeError as error:
        return len(raw) == _PROBED and error.start >= len(raw) - _LONGEST_CHARACTER
    except LookupError:
        return False
    return True


def _html_form(prop: Property, codepage: int | None) -> BodyForm:
    page = None if prop.type == _UNICODE else _html_page(prop, codepage)
    return _form(prop, HTML, page, lambda limit: _read_html(prop, page, limit, codepage is None))


def _form(
    prop: Property, kind: str, page: CodePage | None, read: Callable[[int], BodyText]
) -> BodyForm:
    return BodyForm(kind, STORED, prop.tag, None, page, prop.stored_size or 0, read)


def _html_page(prop: Property, codepage: int | None) -> CodePage:
    """By hand, by a byte order mark, as for every body, at last by what the HTML says itself."""
    if codepage is not None:
        return _chosen(codepage)
    head = prop.raw(3)[0]
    for mark, (marked, name) in _MARKS.items():
        if head.startswith(mark):
            reason = f"The HTML begins with the byte order mark of {name}."
            return _chosen(marked)._replace(reason=reason)
    page = prop.owner.codepage(body=True)
    if page.stated:
        return page
    said = declared(prop.raw(HEAD_BYTES)[0])
    number = declared_page(said)
    if number is None:
        return page
    reason = f"Nothing names a code page but the HTML itself: charset={said}."
    return CodePage(number, pages.codepage_name(number), reason, False)


def _read_stored(prop: Property, page: CodePage | None, limit: int) -> BodyText:
    raw, more = prop.raw(limit)
    if page is None:
        text = raw[: len(raw) & ~1].decode("utf-16-le", "surrogatepass")
        odd = len(raw) & 1 and not more
        problems = ("The UTF-16 text has an odd number of bytes.",) if odd else ()
        return BodyText(text.removesuffix("\0"), raw, problems, more)
    text, complete = codepages.decode_text(raw, page.number)
    problems = () if complete or more else (_undecodable(page),)
    return BodyText(text.removesuffix("\0"), raw, problems, more)


def _undecodable(page: CodePage) -> str:
    return f"Some bytes cannot be decoded in code page {page.number}. {page.reason}"


def _read_html(prop: Property, page: CodePage | None, limit: int, judged: bool) -> BodyText:
    found = _read_stored(prop, page, limit)
    problems = found.problems
    if page is not None and judged:
        problems += _disagreement(found.raw[:HEAD_BYTES], page)
    return replace(found, text=found.text.removeprefix("\ufeff"), problems=problems)


def _disagreement(head: bytes, page: CodePage) -> tuple[str, ...]:
    """What the HTML says of its code page, if that is another one than the one it is read in."""
    said = declared(head)
    number = declared_page(said)
    if number is None or pages.codec_name(number) == pages.codec_name(page.number):
        return ()
    return (
        f"The HTML says charset={said} (code page {number}), but it was read in code page "
        f"{page.number}. {page.reason}",
    )


# -- RTF


def _rtf_forms(prop: Property, codepage: int | None) -> list[BodyForm]:
    """The RTF, and what is taken out of it: what it encapsulates, else its text and HTML."""
    head = read_head(lzfu.decompress(prop.raw(HEAD_BYTES)[0], HEAD_BYTES).data)
    page = _rtf_page(prop, head, codepage)
    size = prop.stored_size or 0

    def form(kind: str, origin: str, read: Callable[[int], BodyText]) -> BodyForm:
        return BodyForm(kind, origin, prop.tag, head.encapsulated, page, size, read)

    def taken(kind: str) -> BodyForm:
        forced = codepage is not None
        return form(kind, RTF, lambda limit: _read_taken(prop, kind, head, page, forced, limit))

    forms = [form(RTF, STORED, lambda limit: _read_rtf(prop, limit))]
    if head.is_rtf:
        kinds = (TEXT, HTML) if head.encapsulated is None else (head.encapsulated,)
        forms += [taken(kind) for kind in kinds]
    return forms


def _rtf_page(prop: Property, head: Head, codepage: int | None) -> CodePage:
    if codepage is not None:
        return _chosen(codepage)
    if head.codepage is None:
        page = prop.owner.codepage(body=True)
        return page._replace(reason=f"The RTF names no code page. {page.reason}")
    name = pages.codepage_name(head.codepage)
    return CodePage(head.codepage, name, f"The RTF says {head.said}.", True)


def _read_rtf(prop: Property, limit: int) -> BodyText:
    compressed, more = prop.raw(LIMIT)
    found = lzfu.decompress(compressed, limit)
    text = found.data.decode("latin-1")
    return BodyText(text, found.data, found.problems, found.truncated or more)


def _read_taken(
    prop: Property, kind: str, head: Head, page: CodePage, forced: bool, limit: int
) -> BodyText:
    rtf = _read_rtf(prop, limit)
    if kind == HTML and head.encapsulated is None:
        shown = to_html(rtf.raw, page.number, limit, forced)
        text, problems, more = shown.html, shown.problems, shown.truncated
    else:
        found = unwrap(rtf.raw, head.encapsulated, page.number, forced)
        text, problems, more = found.text[:limit], found.problems, len(found.text) > limit
    if rtf.truncated:
        problems = ()  # of a part they are no surprise
    return BodyText(text, rtf.raw, (*rtf.problems, *problems), rtf.truncated or more)

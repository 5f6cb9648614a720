"""What the Body tab shows, read and prepared on a thread beside the window: bounded, no widgets.

A body is read once; from that come the safe copy of its HTML, its pictures, and the lines of a text
view. Lines of megabytes hold a text view up for minutes: they are broken, and it is said.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QImage

from msginspector.analysis.mail_html import Link, MailHtml, Parts, clean, picture_bytes
from msginspector.errors import InspectorError
from msginspector.gui import texts
from msginspector.gui.body_pictures import decoded
from msginspector.mapi.text import visible
from msginspector.oxmsg.bodies import HTML, RTF, TEXT, Bodies, BodyForm, BodyText

if TYPE_CHECKING:
    from msginspector.session import ObjectRow

READ_LIMIT: Final = 32 << 20
"""Bytes of a body that are read."""
SHOWN_LIMIT: Final = 8 << 20
"""Characters of a text that are shown."""
LINE_LIMIT: Final = 1000
"""Characters of a line; longer ones are broken."""
PICTURES_LIMIT: Final = 256 << 20
"""Bytes of all decoded pictures together."""
ATTACHMENT: Final = "attachment:"
"""What links to attachments begin with in what is made of RTF; their number follows."""
_ENDS: Final = re.compile(r"\r\n|\r|\n")

RENDERED: Final = "rendered"
SOURCE: Final = "source"
PLAIN: Final = "plain"
VIEWS: Final = (RENDERED, SOURCE, PLAIN)
ZOOMS: Final = (50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400)


@dataclass(frozen=True, slots=True)
class Reading:
    """One form of the body as it was read."""

    form: BodyForm
    body: BodyText
    html: MailHtml | None
    """The safe copy; None for what is no HTML."""
    pictures: dict[int, QImage]
    """By their numbers in the copy; those that cannot be decoded are missing."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A text as a view shows it: nothing invisible, no line too long."""

    pieces: tuple[str, ...]
    """Some lines each; joined, the text."""
    broken: int
    """How many lines were too long."""
    left_out: int
    """How many characters at the end are not shown."""
    continued: frozenset[int] = frozenset()
    """Numbers of lines that go on with the one before."""
    _sources: tuple[int, ...] = field(default=(), repr=False)
    _places: tuple[int, ...] = field(default=(), repr=False)
    _text: str = field(default="", repr=False)

    def place(self, offset: int) -> int:
        """Where a character of the source stands in what is shown."""
        number = max(0, bisect_right(self._sources, offset) - 1)
        if not self._sources:
            return 0
        begin = self._sources[number]
        before = self._text[begin : max(begin, min(offset, begin + LINE_LIMIT))]
        return self._places[number] + len(visible(before, len(before) + 1))


@dataclass(slots=True)
class Shown:
    """What is on show, or on its way there."""

    row: ObjectRow
    bodies: Bodies
    form: BodyForm
    reading: Reading | None = None
    lines: tuple[str, Lines] | None = None
    """Of a view."""
    offset: int | None = None
    """A place of the source that somebody wants to see."""


def key_of(form: BodyForm) -> str:
    """What a form is called among the forms of a message: `html`, `rtf-html`."""
    return form.kind if form.origin == "stored" else f"rtf-{form.kind}"


def first_form(bodies: Bodies) -> BodyForm | None:
    """The form to show first: the native one, of RTF what it says."""
    native = bodies.native
    if native is not None and native.kind == RTF:
        taken = {form.kind: form for form in bodies.forms if form.origin == RTF}
        return taken.get(HTML) or taken.get(TEXT) or native
    return native or next(iter(bodies.forms), None)


def views_of(form: BodyForm) -> tuple[str, ...]:
    """The ways a form can be looked at."""
    if form.kind == HTML:
        return VIEWS
    return (SOURCE,) if form.kind == RTF else (PLAIN,)


def wanted_view(reading: Reading, favourites: dict[str, str]) -> str:
    """The view somebody prefers, by kind of form; text where it cannot be rendered."""
    offered = views_of(reading.form)
    wanted = favourites.get(reading.form.kind, offered[0])
    if wanted not in offered:
        wanted = offered[0]
    too_complex = reading.html is not None and bool(reading.html.too_complex)
    return PLAIN if wanted == RENDERED and too_complex else wanted


def facts_of(bodies: Bodies, form: BodyForm) -> str:
    """Where a form comes from, which one is native, and why it is read as it is."""
    which = bodies.native_reason if bodies.native is not None else ""
    page = "" if form.codepage is None else form.codepage.reason
    return texts.joined((f"0x{form.tag:08X}", texts.size(form.size), which, page))


def read(form: BodyForm, message: ObjectRow, keep_colors: bool) -> Reading:
    """Read a form, and make the safe copy of HTML; raises InspectorError when it is closed."""
    body = form.read(READ_LIMIT)
    if form.kind != HTML:
        return Reading(form, body, None, {})
    html = clean(body.text, Parts.of(message).find, keep_colors=keep_colors)
    pictures: dict[int, QImage] = {}
    left = PICTURES_LIMIT
    for number, picture in enumerate(html.pictures if html.html else ()):
        image = decoded(picture.data or picture_bytes(message, picture.part))
        if image is not None and image.sizeInBytes() <= left:
            pictures[number] = image
            left -= image.sizeInBytes()
    return Reading(form, body, html, pictures)


def attachment_path(link: Link, message: ObjectRow) -> str:
    """The attachment a link in RTF stands for, "" for any other link."""
    number = link.target.removeprefix(ATTACHMENT)
    if number == link.target or not number.isdecimal() or len(number) > 6:
        return ""
    attachments = message.attachments
    return attachments[int(number)].path if int(number) < len(attachments) else ""


def title_of(row: ObjectRow) -> str:
    """What a file or a print of a body is called; "" when its message is closed."""
    try:
        return row.label
    except InspectorError:
        return ""


def said_of(reading: Reading, lines: Lines | None) -> str:
    """What has to be said of a form on show, `lines` of it where it is shown as text."""
    said = list(reading.body.problems)
    if reading.body.truncated:
        said.append("The body is longer than what was read of it.")
    if reading.html is not None:
        said += [reading.html.too_complex, *reading.html.notes]
        if reading.html.too_complex:
            said.append("Its text and its source are shown instead.")
    if lines is not None and lines.broken:
        long = texts.count(lines.broken, "line is", "lines are")
        said.append(f"{long} too long and broken here; what is copied is whole.")
    if lines is not None and lines.left_out:
        said.append(f"The first {texts.grouped(SHOWN_LIMIT)} characters are shown.")
    return " ".join(filter(None, said))


def lines_of(text: str) -> Lines:
    """A text prepared for a view."""
    shown = text[:SHOWN_LIMIT]
    made: list[str] = []
    sources: list[int] = []
    places: list[int] = []
    continued: set[int] = set()
    broken = place = begin = 0
    for end, following in _line_places(shown):
        for start in range(begin, max(end, begin + 1), LINE_LIMIT):
            if start > begin:
                continued.add(len(made))
                broken += start == begin + LINE_LIMIT
            piece = shown[start : min(end, start + LINE_LIMIT)]
            piece = visible(piece, LINE_LIMIT + 1)
            made.append(piece)
            sources.append(start)
            places.append(place)
            place += len(piece) + 1
        begin = following
    pieces = tuple("\n".join(made[n : n + 200]) for n in range(0, len(made), 200))
    return Lines(pieces, broken, len(text) - len(shown), frozenset(continued), tuple(sources),
                 tuple(places), shown)  # fmt: skip


def _line_places(text: str) -> list[tuple[int, int]]:
    """The end of each line, and where the next one begins."""
    found = [(match.start(), match.end()) for match in _ENDS.finditer(text)]
    return [*found, (len(text), len(text))]


def saved_state(zoom: int, views: dict[str, str], dark: bool) -> bytes:
    """How bodies are shown, to be remembered."""
    state = {"zoom": zoom, "views": views, "dark": dark}
    return json.dumps(state, sort_keys=True).encode("ascii")


def state_of(saved: bytes) -> tuple[int, dict[str, str], bool] | None:
    """What was remembered: zoom, views by kind of form, dark paper. None where it is no such."""
    try:
        state = json.loads(saved)
        zoom, views, dark = state["zoom"], dict(state["views"]), bool(state["dark"])
    except (ValueError, KeyError, TypeError):
        return None
    if zoom not in ZOOMS or not all(view in VIEWS for view in views.values()):
        return None
    return zoom, views, dark

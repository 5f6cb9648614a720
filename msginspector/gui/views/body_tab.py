"""The body of a message: each form it has, rendered, as source and as text.

Reading and the pass over HTML run on a thread; what can be shown is shown in slices. Nothing is
fetched: pictures of the message alone are shown, and what a mail would fetch is listed. A link says
where it leads before it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QResizeEvent, QTextDocument
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from msginspector.errors import InspectorError
from msginspector.gui import theme
from msginspector.gui.body_commands import BODY_COMMANDS
from msginspector.gui.body_reading import (
    PLAIN,
    RENDERED,
    SOURCE,
    ZOOMS,
    Lines,
    Reading,
    Shown,
    attachment_path,
    facts_of,
    first_form,
    key_of,
    lines_of,
    read,
    said_of,
    saved_state,
    state_of,
    title_of,
    wanted_view,
)
from msginspector.gui.byte_commands import ByteKeys
from msginspector.gui.views import body_dialogs
from msginspector.gui.views.body_bar import BodyBar, FactsLine
from msginspector.gui.views.body_views import BodyViews
from msginspector.gui.views.cut_note import CutNote
from msginspector.gui.views.left_out import LeftOutLists, Strip
from msginspector.gui.views.tab import Tab
from msginspector.gui.workers import Background

if TYPE_CHECKING:
    from msginspector.analysis.mail_html import Link
    from msginspector.gui.layout import Part
    from msginspector.gui.theme import Theme
    from msginspector.gui.times import Clock
    from msginspector.gui.views.storage_tree import StorageTree
    from msginspector.gui.views.tables import SortedTable
    from msginspector.oxmsg.bodies import Bodies, BodyForm
    from msginspector.oxmsg.codepages import CodePage
    from msginspector.session import ObjectRow

USUAL: Final = 100
ROOM_ROWS: Final = 4


class BodyTab(Tab):
    """Controls, what was left out, the body."""

    def __init__(self, colors: Theme, _clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = colors
        self._shown: Shown | None = None
        self._codepage: int | None = None
        self._favourites = {"html": RENDERED}
        self._zoom = USUAL
        self._dark = False
        self.background = Background(self)
        self.bar = BodyBar(colors, self)
        self.facts = FactsLine(self)
        self.note = CutNote(colors, self)
        self.strip = Strip(colors, self)
        self.views = BodyViews(colors, self)
        self.lists = LeftOutLists(colors, self)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.keys = ByteKeys(self.run, self, BODY_COMMANDS)
        self._lay_out()
        self._connect()
        self.blank()

    # -- what others ask --------------------------------------------------------------------------

    def fill(self, content: Iterable[ObjectRow]) -> None:
        """The body of a message; the code page somebody chose for another one does not stay."""
        self.blank()
        self._codepage = None
        for row in content:
            self._begin(row, None)

    def blank(self, note: str = "") -> None:
        """Show nothing, and stop reading."""
        self._shown = None
        self.background.forget()
        self.views.blank()
        self.bar.forms.offer(())
        self.bar.show_form(None)
        self.strip.show_mail(None)
        self.strip.fold()
        self.lists.show_mail(None)
        self.note.set_note(note)
        self.facts.set_text("")
        self._show_zoom()

    def finish(self) -> None:
        """Read and show all of it at once."""
        while self.background.busy or self.views.busy:
            self.background.finish()
            self.views.finish()

    def stops(self) -> tuple[QWidget, ...]:
        """Controls, what was left out, the body, find, the lists."""
        return (*self.bar.stops(), *self.strip.stops(), *self.views.stops(),
                self.lists.blocked, self.lists.links)  # fmt: skip

    def parts(self) -> dict[str, Part]:
        """Zoom, view and paper; columns; the share of the lists."""
        return {
            "view/body": self,
            "splitter/body": self.splitter,
            "columns/left-out": self.lists.blocked,
            "columns/links": self.lists.links,
        }

    def tables(self) -> dict[SortedTable | StorageTree, str]:
        """What was left out, and links."""
        return {self.lists.blocked: "", self.lists.links: ""}

    @property
    def reading(self) -> Reading | None:
        """What has been read of it."""
        return None if self._shown is None else self._shown.reading

    @property
    def form(self) -> BodyForm | None:
        """The form on show."""
        return None if self._shown is None else self._shown.form

    def saveState(self) -> QByteArray:
        """Zoom, view and paper."""
        return QByteArray(saved_state(self._zoom, self._favourites, self._dark))

    def restoreState(self, state: QByteArray) -> bool:
        """As it was saved; whether that could be read."""
        kept = state_of(bytes(state.data()))
        if kept is None:
            return False
        self._zoom, self._favourites, dark = kept
        self.bar.dark.setChecked(dark)
        self._show_zoom()
        self._show_view()
        return True

    # -- what somebody does -----------------------------------------------------------------------

    def run(self, command: str) -> None:
        """One of the commands of the table."""
        find = self.views.find_bar
        commands: dict[str, Callable[[], object]] = {
            "find": find.open, "find-next": partial(find.go, 1),
            "find-previous": partial(find.go, -1), "larger": partial(self.zoom, 1),
            "smaller": partial(self.zoom, -1), "usual": partial(self.zoom, 0),
            "copy": self.views.copy, "print": self.print, "pdf": self.save_pdf,
            "paper": self.bar.dark.toggle,
        }  # fmt: skip
        commands[command]()

    def choose_form(self, key: str) -> None:
        """Show this form."""
        shown = self._shown
        if shown is not None:
            form = next(one for one in shown.bodies.forms if key_of(one) == key)
            self._start(shown.row, shown.bodies, form)

    def choose_view(self, view: str) -> None:
        """Rendered, source or text, from now on for forms of this kind."""
        if self._shown is not None:
            self._favourites[self._shown.form.kind] = view
        self._show_view()

    def choose_code_page(self, number: int | None) -> CodePage | None:
        """Read the body in this code page; None: as the message says. The one it is in then."""
        shown = self._shown
        if shown is not None and number != self._codepage:
            self._codepage = number
            self._begin(shown.row, key_of(shown.form))
        return None if self.form is None else self.form.codepage

    def zoom(self, steps: int) -> None:
        """Larger or smaller by steps; 0: as it is written."""
        place = min(range(len(ZOOMS)), key=lambda n: abs(ZOOMS[n] - self._zoom)) + steps
        self._zoom = USUAL if steps == 0 else ZOOMS[max(0, min(len(ZOOMS) - 1, place))]
        self._show_zoom()
        self._renew_paper()

    def show_offset(self, offset: int) -> None:
        """Show a place of the source."""
        if self._shown is not None:
            self._shown.offset = offset
            self._show_view(SOURCE)

    def print(self) -> None:
        """Print what is shown."""
        self._put_out(body_dialogs.print_body)

    def save_pdf(self) -> None:
        """Ask for a file, and save what is shown."""
        self._put_out(body_dialogs.ask_for_pdf)

    def ask_for_code_page(self) -> None:
        """Let somebody choose the code page; the body follows at once."""
        page = None if self.form is None else self.form.codepage
        if page is not None:
            body_dialogs.ask_for_code_page(page, self.choose_code_page, self._theme, self)

    def ask_about(self, link: Link) -> None:
        """Go to an attachment; of any other link say where it leads."""
        path = "" if self._shown is None else attachment_path(link, self._shown.row)
        if path:
            self.row_activated.emit(path)
        else:
            body_dialogs.ask_about_link(link, self._theme, self)

    # -- reading ----------------------------------------------------------------------------------

    def _begin(self, row: ObjectRow, key: str | None) -> None:
        """Show a message: the form of that key, else the first one."""
        try:
            bodies = row.bodies(self._codepage)
        except InspectorError as error:
            self.blank(f"{error.text} {error.hint}")
            return
        forms = {key_of(form): form for form in bodies.forms}
        form = forms.get(key or "") or first_form(bodies)
        if form is None:
            self.blank(self.tr("This message has no body."))
            return
        self.bar.offer(bodies)
        self._start(row, bodies, form)

    def _start(self, row: ObjectRow, bodies: Bodies, form: BodyForm) -> None:
        """Read a form; until it is there the old one is gone."""
        self.views.blank()
        self._shown = Shown(row, bodies, form)
        self.bar.show_form(form)
        self.strip.show_mail(None)
        self.lists.show_mail(None)
        self.note.set_note("")
        self.facts.set_text(self.tr("Reading…"))
        keep = not self._dark
        self.background.run(self._shown, lambda: read(form, row, keep))

    def _told(self, key: object, result: object) -> None:
        """The thread has read a form, or prepared the lines of a text."""
        shown = self._shown
        if isinstance(result, InspectorError):
            self.blank(f"{result.text} {result.hint}")
        elif shown is None:
            return
        elif isinstance(result, Reading) and key is shown:
            shown.reading = result
            self._show_reading(shown, result)
        elif isinstance(result, Lines) and isinstance(key, tuple) and key[0] is shown:
            shown.lines = key[1], result
            self._show_lines(shown, key[1], result)

    def _show_reading(self, shown: Shown, reading: Reading) -> None:
        self.strip.show_mail(reading.html)
        self.lists.show_mail(reading.html)
        self.facts.set_text(facts_of(shown.bodies, shown.form))
        self._show_view()

    def _said(self) -> str:
        """What has to be said of what is on show."""
        shown = self._shown
        if shown is None or shown.reading is None:
            return ""
        lines = None if self.views.is_rendered or shown.lines is None else shown.lines[1]
        return said_of(shown.reading, lines)

    # -- showing ----------------------------------------------------------------------------------

    def _show_view(self, view: str = "") -> None:
        """Show what was read, in the view somebody prefers."""
        shown = self._shown
        if shown is None or shown.reading is None:
            return
        reading = shown.reading
        view = view or wanted_view(reading, self._favourites)
        html = reading.html
        self.bar.show_view(view, html is not None and bool(html.html))
        if view == RENDERED and html is not None:
            self.views.show_mail(html, reading.pictures, self._factor(), self._dark)
        else:
            self._show_text(shown, reading, view)

    def _show_text(self, shown: Shown, reading: Reading, view: str) -> None:
        if shown.lines is not None and shown.lines[0] == view:
            self._show_lines(shown, *shown.lines)
            return
        html = reading.html
        text = html.text if html is not None and view == PLAIN else reading.body.text
        self.background.run((shown, view), lambda: lines_of(text))

    def _show_lines(self, shown: Shown, view: str, lines: Lines) -> None:
        source = view == SOURCE
        name = self.tr("Source of the body") if source else self.tr("Text of the body")
        offset, shown.offset = shown.offset, None
        self.views.show_lines(lines, name, source=source, offset=offset if source else None)

    def _show_zoom(self) -> None:
        self.bar.show_zoom(self._zoom)
        self.views.source.set_factor(self._zoom / USUAL)

    def _renew_paper(self) -> None:
        if self.views.is_rendered:
            self._show_view()

    def _factor(self) -> float:
        return self._zoom / USUAL * self._theme.type.percent / 100

    def _set_dark(self, dark: bool) -> None:
        """Mail in the colours of the window, or on white paper with its own."""
        shown = self._shown
        self._dark = dark
        if shown is not None and shown.form.kind == "html":
            self._start(shown.row, shown.bodies, shown.form)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Where there is little, the facts give way, then the body while a list is unfolded."""
        above = self.bar.heightForWidth(self.width()) + self.strip.sizeHint().height()
        room, row = self.height() - above, theme.tall(theme.ROW_PX)
        self.facts.setVisible(room > ROOM_ROWS * row)
        self.views.setVisible(not self.strip.shown or room > ROOM_ROWS * row)

    def _put_out(self, way: Callable[[QTextDocument, str, QWidget], str]) -> None:
        shown = self._shown
        if shown is not None:
            self.finish()
            document = self.views.document()
            said = way(document, title_of(shown.row), self)
            document.deleteLater()
            self.note.set_note(said or self._said())

    def _link_chosen(self, number: int) -> None:
        reading = self.reading
        if reading is not None and reading.html is not None:
            self.ask_about(reading.html.links[number])

    def _unfold(self, name: str) -> None:
        self.lists.show_list(name)
        self._make_room()

    def _connect(self) -> None:
        bar = self.bar
        self.background.done.connect(self._told)
        bar.form_chosen.connect(self.choose_form)
        bar.view_chosen.connect(self.choose_view)
        bar.code_page_wanted.connect(self.ask_for_code_page)
        bar.find_wanted.connect(self.views.find_bar.open)
        bar.zoom_wanted.connect(self.zoom)
        bar.dark_wanted.connect(self._set_dark)
        bar.print_wanted.connect(self.print)
        bar.pdf_wanted.connect(self.save_pdf)
        bar.copy_wanted.connect(self.views.copy)
        self.views.zoom_wanted.connect(self.zoom)
        self.views.settled.connect(lambda: self.note.set_note(self._said()))
        self.views.paper.link_chosen.connect(self._link_chosen)
        self.views.source.link_chosen.connect(self.ask_about)
        self.strip.unfolded.connect(self._unfold)
        self.lists.place_wanted.connect(self.show_offset)
        self.lists.link_chosen.connect(self.ask_about)
        self._theme.changed.connect(self._renew_paper)
        for widget in self.stops():
            self.keys.watch(widget)

    def _lay_out(self) -> None:
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.views)
        self.splitter.addWidget(self.lists)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([360, 200])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.bar, self.facts, self.strip, self.note):
            layout.addWidget(widget)
        layout.addWidget(self.splitter, 1)

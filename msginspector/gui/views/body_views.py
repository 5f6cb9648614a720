"""Paper and source of a body, one of them on show, and the bar that finds words in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from msginspector.gui.views.find_bar import FindBar, View
from msginspector.gui.views.mail_paper import MailPaper
from msginspector.gui.views.source_view import SourceView
from msginspector.gui.workers import SliceRunner, Work

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from msginspector.analysis.mail_html import MailHtml
    from msginspector.gui.body_reading import Lines
    from msginspector.gui.theme import Theme


class BodyViews(QWidget):
    """Shows what was read; the other view is empty meanwhile."""

    settled = Signal()  # all of it is on show
    zoom_wanted = Signal(object)  # steps, positive for larger

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.runner = SliceRunner(self)
        self.paper = MailPaper(colors, self)
        self.source = SourceView(colors, self)
        self.find_bar = FindBar(colors, self)
        self._stack = QStackedWidget(self)
        for view in (self.paper, self.source):
            self._stack.addWidget(view)
            view.zoom_wanted.connect(self.zoom_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.find_bar)
        self.find_bar.closed.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))

    @property
    def view(self) -> View:
        """The view on show."""
        return self.paper if self.is_rendered else self.source

    @property
    def is_rendered(self) -> bool:
        """The paper is on show."""
        return self._stack.currentWidget() is self.paper

    def show_mail(
        self, mail: MailHtml, pictures: dict[int, QImage], factor: float, dark: bool
    ) -> None:
        """Show a mail on paper; where it was scrolled to stays."""
        self.runner.cancel()
        self.source.blank()
        place = self.paper.verticalScrollBar().value()
        self.paper.show_mail(mail, pictures, factor, dark)
        self._stack.setCurrentWidget(self.paper)
        self.paper.verticalScrollBar().setValue(place)
        self._settle()

    def show_lines(self, lines: Lines, name: str, *, source: bool, offset: int | None) -> None:
        """Show a text; `offset` is a place of it to go to."""
        self.runner.cancel()
        self.paper.blank()
        self.source.setAccessibleName(name)
        self._stack.setCurrentWidget(self.source)
        self.runner.add(self._fill(lines, source, offset))
        self.runner.run_slice()

    def go_to(self, lines: Lines, offset: int) -> None:
        """Select a character of the source."""
        place = lines.place(offset)
        self.source.go_to(place, max(1, lines.place(offset + 1) - place))

    def blank(self) -> None:
        """Show nothing."""
        self.runner.cancel()
        self.find_bar.forget()
        self.paper.blank()
        self.source.blank()
        self._stack.setCurrentWidget(self.paper)

    def finish(self) -> None:
        """Show all of it at once."""
        self.runner.drain()
        self.find_bar.runner.drain()

    @property
    def busy(self) -> bool:
        """Something is not on show yet."""
        return self.runner.busy or self.find_bar.runner.busy

    def copy(self) -> None:
        """What is selected to the clipboard; all of it where nothing is."""
        kept = self.view.textCursor()
        if not kept.hasSelection():
            self.view.selectAll()
        self.view.copy()
        self.view.setTextCursor(kept)

    def document(self) -> QTextDocument:
        """A copy of what is shown, to print."""
        if self.is_rendered:
            return self.paper.fresh_document()
        return self.source.document().clone(self)

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard."""
        return (self.paper, self.source, *self.find_bar.stops())

    def _fill(self, lines: Lines, source: bool, offset: int | None) -> Work:
        yield from self.source.show_lines(lines, source=source)
        if offset is not None:
            self.go_to(lines, offset)
        self._settle()
        return None

    def _settle(self) -> None:
        self.find_bar.look_in(self.view)
        self.settled.emit()

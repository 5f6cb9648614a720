"""A strip that says what of a mail was left out and what links it has, and lists both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from msginspector.analysis.mail_html import in_words
from msginspector.gui import icons, texts, theme
from msginspector.gui.models import left_out as models
from msginspector.gui.models.table import Column, TableModel
from msginspector.gui.views.chrome import ElidedLabel, FlatButton, flat_button
from msginspector.gui.views.tables import SortedTable

if TYPE_CHECKING:
    from msginspector.analysis.mail_html import MailHtml
    from msginspector.gui.theme import Theme

BLOCKED: Final = "blocked"
LINKS: Final = "links"
LEAST_PX: Final = 80


class Strip(QWidget):
    """Two buttons that unfold the lists; absent where there is nothing to say."""

    unfolded = Signal(object)  # BLOCKED, LINKS or ""

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("byte-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = colors
        self._odd = False
        self.blocked, self._blocked_button = self._add(BLOCKED)
        self.links, self._links_button = self._add(LINKS)
        self.words = ElidedLabel("dim", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 3, 12, 3)
        row.setSpacing(6)
        for button in (self._blocked_button, self._links_button):
            row.addWidget(button)
        row.addWidget(self.words, 1)
        colors.changed.connect(self._dress)
        self._dress()
        self.hide()

    @property
    def shown(self) -> str:
        """The list that is unfolded, "" for none."""
        if self.blocked.isChecked():
            return BLOCKED
        return LINKS if self.links.isChecked() else ""

    def show_mail(self, mail: MailHtml | None) -> None:
        """Say what there is of a mail; None: nothing."""
        blocked = 0 if mail is None else sum(mail.counts.values())
        links = () if mail is None else mail.links
        odd = 0 if mail is None else mail.warnings
        self._odd = odd > 0
        words = "" if mail is None else in_words(mail.counts)
        said = self.tr("{0} left out").format(texts.grouped(blocked))
        self._say(self.blocked, self._blocked_button, blocked, said, f"{said}: {words}")
        said = texts.count(len(links), "link")
        if odd:
            said = self.tr("{0}, {1} odd").format(said, texts.grouped(odd))
        self._say(self.links, self._links_button, len(links), said, said)
        self.words.set_text(words)
        self._dress()
        self.setVisible(bool(blocked or links))

    def fold(self) -> None:
        """Fold both lists."""
        for action in (self.blocked, self.links):
            action.setChecked(False)

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard."""
        return self._blocked_button, self._links_button

    def _say(
        self, action: QAction, button: FlatButton, number: int, short: str, whole: str
    ) -> None:
        action.setText(short)
        action.setToolTip(whole)
        button.setAccessibleName(whole)
        button.setVisible(number > 0)
        if not number:
            action.setChecked(False)

    def _add(self, name: str) -> tuple[QAction, FlatButton]:
        action = QAction(self)
        action.setObjectName(name)
        action.setCheckable(True)
        action.toggled.connect(lambda on: self._toggled(action, on))
        button = flat_button(self, action, words=True)
        assert isinstance(button, FlatButton)
        return action, button

    def _toggled(self, action: QAction, on: bool) -> None:
        other = self.links if action is self.blocked else self.blocked
        if on and other.isChecked():
            other.setChecked(False)
        self.unfolded.emit(self.shown)

    def _dress(self) -> None:
        self.blocked.setIcon(icons.icon(self._theme, "blocked", "released"))
        odd = ("warning", "released") if self._odd else ("link", "dim")
        self.links.setIcon(icons.icon(self._theme, *odd))


class LeftOutLists(QWidget):
    """The two lists; one of them is on show."""

    place_wanted = Signal(object)  # an offset in the source
    link_chosen = Signal(object)  # Link

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.blocked = self._table(self.tr("What was left out"), models.BLOCKED, colors)
        self.links = self._table(self.tr("Links"), models.LINKS, colors)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.blocked)
        self._stack.addWidget(self.links)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.blocked.chosen.connect(lambda one: self.place_wanted.emit(one.offset))
        self.links.chosen.connect(self.link_chosen)
        self.hide()

    def show_mail(self, mail: MailHtml | None) -> None:
        """List what there is of a mail; None: nothing."""
        self.blocked.source.set_rows(() if mail is None else mail.blocked)
        self.links.source.set_rows(() if mail is None else mail.links)

    def show_list(self, name: str) -> None:
        """Unfold a list; "" folds both."""
        if name:
            self._stack.setCurrentWidget(self.links if name == LINKS else self.blocked)
        self.setVisible(bool(name))

    def minimumSizeHint(self) -> QSize:
        """Very low: the controls above never give way to the lists."""
        return QSize(LEAST_PX, theme.ROW_PX)

    def _table(self, name: str, columns: tuple[Column, ...], colors: Theme) -> SortedTable:
        table = SortedTable(name, TableModel(columns), colors, self)
        table.dress()
        return table

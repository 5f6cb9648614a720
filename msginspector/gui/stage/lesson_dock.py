"""The dock of lessons: scripts to choose from, the lines of one, or the mistakes of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QMenu,
    QProgressBar,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from msginspector.gui import icons, texts, theme, tips
from msginspector.gui.stage.lesson_foot import PYTHON, LessonFoot, button_of
from msginspector.gui.stage.lesson_lines import LineList, Play
from msginspector.gui.stage.lesson_list import ListedRow, RowList
from msginspector.gui.stage.words import Words
from msginspector.gui.views.flow import FlowLayout
from msginspector.gui.views.panel_dock import PanelDock

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme
    from msginspector.stage.script import Mistake, Player

WIDTH_PX: Final = 430
LEAST_PX: Final = 256
LARGE_PX: Final = 650
SHARE: Final = 0.4
LARGE_SHARE: Final = 0.5
NEXT_KEYS: Final = frozenset((Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter))
PROGRESS_PX: Final = 3

_said = QCoreApplication.translate  # titles are said before there is an object to ask


@dataclass(frozen=True, slots=True)
class Offer:
    """A script in the list: a number of an experiment, or the path of a file."""

    value: object
    title: str
    words: str


class LessonDock(PanelDock):
    """Speaks of wishes, which `Lessons` fulfils."""

    script_wanted = Signal(object)  # the value of an offer
    next_wanted = Signal()
    language_chosen = Signal(object)

    def __init__(self, actions: dict[str, QAction], colors: Theme, parent: QWidget) -> None:
        super().__init__("dock-lesson", _said("LessonDock", "Experiments"), parent)
        self.language = PYTHON
        self.another = QAction(self.tr("Next experiment"), self)
        self.again = QAction(self.tr("Read it again"), self)
        self.back = QAction(self.tr("All experiments"), self)
        self._stack = QStackedWidget(self)
        self.progress = QProgressBar(self)
        self.progress.setObjectName("lesson-progress")
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(PROGRESS_PX)
        self.progress.setAccessibleName(self.tr("Lines played"))
        self.scripts = RowList(self.tr("Experiments and scripts"), colors, self)
        self.lines = LineList((actions["lesson-restart"], self.another), colors, self)
        self.foot = LessonFoot(actions, self)
        self.mistakes = RowList(self.tr("Mistakes of the script"), colors, self)
        self._file = Words("", "lesson-file", self)
        self._pages = [self._list_page(actions), self._lesson_page(), self._mistakes_page(actions)]
        for page in self._pages:
            self._stack.addWidget(page)
        for widget in (self.progress, self._stack):
            self.column.addWidget(widget, 1 if widget is self._stack else 0)
        self._buttons = self._header(actions)
        self._dress(colors)
        colors.changed.connect(lambda: self._dress(colors))
        self.scripts.chosen.connect(self.script_wanted)
        self.foot.switch.chosen.connect(self.choose_language)
        self.setMinimumWidth(LEAST_PX)
        self.show_list()

    @property
    def shows_lesson(self) -> bool:
        """A script is on show, not a list."""
        return self._stack.currentIndex() == 1

    @property
    def shows_mistakes(self) -> bool:
        """The mistakes of a script are on show."""
        return self._stack.currentIndex() == 2

    def offer(self, experiments: Sequence[Offer], own: Sequence[Offer]) -> None:
        """Scripts to choose from: those of the program, and those of somebody."""
        rows = [
            ListedRow(one.title, one.words, str(number), one.value)
            for number, one in enumerate(experiments, start=1)
        ]
        if own:
            rows.append(ListedRow(self.tr("Your scripts")))
            rows += [ListedRow(one.title, one.words, "", one.value) for one in own]
        current = self.scripts.currentRow()
        self.scripts.show_rows(rows)
        if 0 <= current < len(rows):
            self.scripts.setCurrentRow(current)

    def show_list(self) -> None:
        """The list of scripts."""
        self._show_page(0)
        self.header.set_facts(self.tr("Experiments"))

    def show_player(self, player: Player, question: str, asks: bool) -> None:
        """A script as far as it was played; `question` is asked before its next line."""
        script = player.script
        self._show_page(1)
        number = len(script.lines)
        played = self.tr("{0} of {1}").format(player.position, texts.grouped(number))
        self.header.set_facts(played, script.title)
        self.progress.setRange(0, number)
        self.progress.setValue(player.position)
        veiled = asks and not player.over
        self.lines.question.ask(question)
        self.lines.result.show_end(player.failures if player.over else None)
        self.lines.show_play(Play(script, player.position, player.outcomes, self.language, veiled))

    def show_mistakes(self, path: str, name: str, mistakes: Sequence[Mistake]) -> None:
        """Why a script cannot be played: line and column of each mistake."""
        self._show_page(2)
        self.header.set_facts(self.tr("Script"), texts.count(len(mistakes), self.tr("mistake")))
        self._file.say(self.tr("“{0}” was not played.").format(name))
        self._file.setToolTip(tips.plain(path))
        self.mistakes.show_rows(
            ListedRow(
                mistake.text[:1].upper() + mistake.text[1:] + ".", mistake.hint,
                self.tr("line {0}, column {1}").format(mistake.line, mistake.column), mistake,
            )
            for mistake in mistakes
        )  # fmt: skip

    def take_keyboard(self) -> None:
        """The keyboard goes to what is on show."""
        here = (self.scripts, self.lines, self.mistakes)[self._stack.currentIndex()]
        here.setFocus(Qt.FocusReason.OtherFocusReason)

    def said(self) -> tuple[str, str]:
        """The question and the result on show, "" where there is none."""
        return self.lines.question.text(), self.lines.result.text()

    def choose_language(self, language: str) -> None:
        """Show the calls in C, in Python, or not."""
        self.language = language
        self.foot.hold(language)
        self.language_chosen.emit(language)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain and self.shows_lesson and event.key() in NEXT_KEYS:
            if not event.isAutoRepeat():  # held down, it would run through the lesson
                self.next_wanted.emit()
        else:
            super().keyPressEvent(event)

    # -- inside -------------------------------------------------------------------------------

    def _list_page(self, actions: dict[str, QAction]) -> QWidget:
        page, column = self._page()
        column.addWidget(self.scripts, 1)
        column.addWidget(self._bar(button_of(actions["open-script"], page)))
        return page

    def _lesson_page(self) -> QWidget:
        page, column = self._page()
        column.addWidget(self.lines, 1)
        column.addWidget(self.foot)
        return page

    def _mistakes_page(self, actions: dict[str, QAction]) -> QWidget:
        page, column = self._page()
        self._file.setContentsMargins(14, 12, 14, 12)
        column.addWidget(self._file)
        column.addWidget(self.mistakes, 1)
        names = (self.again, actions["open-script"], self.back)
        buttons = [button_of(action, page) for action in names]
        buttons[0].setObjectName("primary")
        column.addWidget(self._bar(*buttons))
        return page

    def _page(self) -> tuple[QWidget, QVBoxLayout]:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        return page, column

    def _bar(self, *buttons: QWidget) -> QWidget:
        bar = QWidget(self)
        bar.setObjectName("lesson-foot")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        flow = FlowLayout(bar, 8, 6)
        flow.setContentsMargins(14, 8, 14, 8)
        for button in buttons:
            flow.addWidget(button)
        return bar

    def _header(self, actions: dict[str, QAction]) -> list[QToolButton]:
        """The way back, what a lesson has besides, and the way to hide the dock."""
        back, restart = self.header.add_actions((self.back, actions["lesson-restart"]))
        menu = QMenu(self)
        menu.addActions([actions["lesson-copy"], actions["lesson-copy-c"]])
        copy = self.header.add_button(actions["lesson-copy"])
        copy.setMenu(menu)
        copy.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.header.add_button(self._close)
        return [back, restart, copy]

    def _dress(self, colors: Theme) -> None:
        for action, name in ((self._close, "close"), (self.back, "back")):
            action.setIcon(icons.icon(colors, name))

    def _show_page(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        back, *others = self._buttons
        back.setVisible(number > 0)
        for button in others:
            button.setVisible(number == 1)
        self.progress.setVisible(number == 1)


def width(window: int) -> int:
    """How wide the dock is at first in a window of that width; large words need a larger share."""
    wanted = theme.scaled(WIDTH_PX)
    return min(wanted, round(window * (SHARE if wanted <= LARGE_PX else LARGE_SHARE)))

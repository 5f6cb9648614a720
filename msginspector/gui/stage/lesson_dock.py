"""The dock of lessons: experiments to choose from, and the lines of the one that is played."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from msginspector.gui import theme
from msginspector.gui.stage.lesson_lines import LineList
from msginspector.gui.views.panel_dock import PanelDock
from msginspector.gui.views.segments import Segments

if TYPE_CHECKING:
    from msginspector.stage.script import Player, Script

WIDTH_PX: Final = 420
LANGUAGES: Final = ("python", "c", "words")

_said = QCoreApplication.translate  # titles are said before there is an object to ask


class ScriptList(QListWidget):
    """Scripts by title, with what they show."""

    chosen = Signal(object)  # number of the script

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("script-list")
        self.setAccessibleName(self.tr("Experiments"))
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemActivated.connect(lambda item: self.chosen.emit(self.row(item)))
        self.itemClicked.connect(lambda item: self.chosen.emit(self.row(item)))

    def show_scripts(self, scripts: Sequence[Script]) -> None:
        """Offer these."""
        self.clear()
        for number, script in enumerate(scripts, start=1):
            item = QListWidgetItem(f"{number}  {script.title}", self)
            item.setToolTip(script.about)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, script.about)


class LessonDock(PanelDock):
    """A list of scripts, or one of them being played. Speaks of wishes; `Lessons` fulfils them."""

    script_wanted = Signal(object)  # number in the list
    next_wanted = Signal()
    language_chosen = Signal(object)

    def __init__(self, actions: dict[str, QAction], parent: QWidget) -> None:
        super().__init__("dock-lesson", _said("LessonDock", "Experiments"), parent)
        self.language = LANGUAGES[0]
        self._stack = QStackedWidget(self)
        self.column.addWidget(self._stack)
        self.scripts = ScriptList(self)
        self.scripts.chosen.connect(self.script_wanted)
        self._stack.addWidget(self.scripts)
        self.lines = LineList(self)
        self._question = self._words("lesson-question")
        self._result = self._words("lesson-result")
        words = {"python": "Python", "c": "C", "words": self.tr("No code")}
        self.switch = Segments(self.tr("Language of the calls"), words, self)
        self.switch.offer(words)
        self.switch.hold(self.language)
        self.switch.chosen.connect(self._choose_language)
        self._stack.addWidget(self._lesson_page(actions))
        self.header.add_actions((actions["open-script"],))
        self.show_list()

    @property
    def shows_lesson(self) -> bool:
        """A script is on show, not the list."""
        return self._stack.currentIndex() == 1

    def show_list(self) -> None:
        """The list of scripts."""
        self._stack.setCurrentIndex(0)
        self.header.set_facts(self.tr("Experiments"))
        self._set_parts(False)

    def show_player(self, player: Player, question: str) -> None:
        """A script as far as it was played; `question` is asked before its next line."""
        script = player.script
        self._stack.setCurrentIndex(1)
        self._set_parts(True)
        self.header.set_facts(script.title, f"{player.position} / {len(script.lines)}")
        self.lines.show_lines(script, player.position, player.outcomes, self.language)
        self._question.setText(question)
        self._question.setVisible(bool(question))
        self._result.setVisible(player.over)
        failed = player.failures
        if player.over:
            self._result.setText(
                self.tr("It ended as it says.")
                if not failed
                else self.tr("{0} expectations did not hold.").format(failed)
            )

    def said(self) -> tuple[str, str]:
        """The question and the result on show, "" where there is none."""
        return tuple(
            "" if label.isHidden() else label.text() for label in (self._question, self._result)
        )  # type: ignore[return-value]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and self.shows_lesson and event.key() in _NEXT_KEYS:
            self.next_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _lesson_page(self, actions: dict[str, QAction]) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.lines, self._question, self._result):
            column.addWidget(widget, 1 if widget is self.lines else 0)
        bar = QWidget(page)
        bar.setObjectName("replay-bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        self.next = _button(actions["lesson-next"], bar)
        self.next.setObjectName("primary")
        row.addWidget(self.next)
        row.addStretch(1)
        row.addWidget(self.switch)
        column.addWidget(bar)
        names = ("lesson-list", "lesson-restart", "lesson-play", "lesson-ask", "lesson-copy")
        self._buttons = self.header.add_actions(actions[name] for name in names)
        return page

    def _set_parts(self, on: bool) -> None:
        for button in self._buttons:
            button.setVisible(on)

    def _words(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setContentsMargins(12, 8, 12, 8)
        return label

    def _choose_language(self, language: str) -> None:
        self.language = language
        self.switch.hold(language)
        self.language_chosen.emit(language)


def width() -> int:
    """How wide the dock is at first."""
    return theme.scaled(WIDTH_PX)


def _button(action: QAction, parent: QWidget) -> QPushButton:
    button = QPushButton(action.iconText().strip(), parent)
    button.setAccessibleName(action.text())
    button.setToolTip(action.toolTip())
    button.clicked.connect(action.trigger)
    button.setEnabled(action.isEnabled())
    action.enabledChanged.connect(button.setEnabled)
    action.changed.connect(lambda: button.setText(action.iconText().strip()))
    return button


_NEXT_KEYS: Final = frozenset((Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter))

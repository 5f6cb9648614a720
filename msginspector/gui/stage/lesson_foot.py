"""The controls of a lesson, and what stands below its lines: the question, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from msginspector.gui import theme
from msginspector.gui.stage.words import Words
from msginspector.gui.views.chrome import IconLabel, flat_button
from msginspector.gui.views.flow import FlowLayout
from msginspector.gui.views.segments import Segments
from msginspector.gui.views.switch_menu import SwitchMenu

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme

PYTHON: Final = "python"
C: Final = "c"
NONE: Final = "none"
QUESTION_PX: Final = 15
EDGE_PX: Final = 14
PAD_PX: Final = 8
GAP_PX: Final = 6


class Panel(QFrame):
    """An icon and some words; absent while there is nothing to say."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(EDGE_PX, 10, EDGE_PX, 12)
        self._row.setSpacing(10)
        self.words = QVBoxLayout()
        self.words.setSpacing(6)
        self.heading = Words("", "dim", self)
        self.label = Words("", "lesson-words", self)
        self.words.addWidget(self.heading)
        self.words.addWidget(self.label)
        self._row.addLayout(self.words, 1)
        self._measure()
        self.hide()

    def add_icon(self, icon: QWidget) -> None:
        """An icon before the words."""
        self._row.insertWidget(self._row.count() - 1, icon, 0, Qt.AlignmentFlag.AlignTop)

    def say(self, text: str, heading: str = "") -> None:
        """Show a text; "" takes the panel away."""
        self.label.say(text)
        self.heading.say(heading)
        self.heading.setVisible(bool(heading))
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """What is said now."""
        return "" if self.isHidden() else self.label.words

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()

    def _measure(self) -> None:
        self.label.setFont(theme.text_font(QUESTION_PX, strong=True))


class Question(Panel):
    """What a class is asked before a line."""

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__("lesson-question", parent)
        self.add_icon(IconLabel(colors, "help", "accent", 20, self))

    def ask(self, text: str) -> None:
        """Ask this; "" asks nothing."""
        self.say(text, self.tr("What happens next?") if text else "")


class Result(Panel):
    """How a script ended, and what can be done then."""

    def __init__(self, ways: tuple[QAction, ...], colors: Theme, parent: QWidget) -> None:
        super().__init__("lesson-result", parent)
        self._icons = {
            True: IconLabel(colors, "check", "open", 20, self),
            False: IconLabel(colors, "error", "error", 20, self),
        }
        for icon in self._icons.values():
            self.add_icon(icon)
        buttons = QWidget(self)
        row = FlowLayout(buttons, 8, 6)
        row.setContentsMargins(0, 0, 0, 0)
        for action in ways:
            row.addWidget(button_of(action, buttons))
        self.words.addWidget(buttons)

    def show_end(self, failures: int | None) -> None:
        """With how many expectations that did not hold; None while it plays."""
        for good, icon in self._icons.items():
            icon.setVisible(good == (not failures))
        said = self.tr("{0} expectations did not hold.").format(failures)
        if failures == 1:
            said = self.tr("One expectation did not hold.")
        elif failures == 0:
            said = self.tr("It ended as it says.")
        self.say("" if failures is None else said)


class LessonFoot(QWidget):
    """Controls in one row; in as many as they need where that is too wide even without words."""

    def __init__(self, actions: dict[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lesson-foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        words = {PYTHON: self.tr("Python"), C: self.tr("C"), NONE: self.tr("Off")}
        self.switch = Segments(self.tr("Language of the calls"), words, self)
        self.switch.offer(words)
        self.switch_menu = SwitchMenu(self.switch, words, self)
        self.next = button_of(actions["lesson-next"], self)
        self.next.setObjectName("primary")
        self._play = flat_button(self, actions["lesson-play"])
        self._ask = flat_button(self, actions["lesson-ask"], words=True)
        self._flow = FlowLayout(self, GAP_PX, GAP_PX)
        self._flow.setContentsMargins(PAD_PX, PAD_PX, PAD_PX, PAD_PX)
        for widget in (self.next, self._play, self._ask, self.switch, self.switch_menu):
            self._flow.addWidget(widget)
        self._flow.push_right_from(self.switch)
        self.hold(PYTHON)

    def hold(self, language: str) -> None:
        """The calls are shown in that language."""
        self.switch.hold(language)
        self.switch_menu.show_held()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        """Words give way to icons, then the switch to its menu."""
        styles = Qt.ToolButtonStyle
        self._ask.setToolButtonStyle(styles.ToolButtonTextBesideIcon)
        if self._left() < self.switch.sizeHint().width():
            self._ask.setToolButtonStyle(styles.ToolButtonIconOnly)
        self.switch_menu.fit(self._left())

    def _left(self) -> int:
        """The room that is left for the switch in one row."""
        others = (self.next, self._play, self._ask)
        used = sum(widget.sizeHint().width() + GAP_PX for widget in others)
        return self.width() - 2 * PAD_PX - used


def button_of(action: QAction, parent: QWidget) -> QPushButton:
    """A button with the short words of an action, which follows it."""
    button = QPushButton(parent)

    def follow() -> None:
        button.setText(action.iconText().strip())
        button.setAccessibleName(action.text())
        button.setToolTip(action.toolTip())
        button.setEnabled(action.isEnabled())
        button.setVisible(action.isVisible())

    button.clicked.connect(action.trigger)
    action.changed.connect(follow)
    follow()
    return button

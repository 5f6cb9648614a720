"""Below the lines of a lesson: the question, how it ended, and what leads on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from msginspector.gui import theme
from msginspector.gui.views.chrome import IconLabel, flat_button
from msginspector.gui.views.flow import FlowLayout
from msginspector.gui.views.segments import Segments

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme

PYTHON: Final = "python"
C: Final = "c"
NONE: Final = "none"
QUESTION_PX: Final = 15
EDGE_PX: Final = 14


class Panel(QFrame):
    """An icon and some words over the controls; absent while there is nothing to say."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(EDGE_PX, 10, EDGE_PX, 10)
        self._row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(6)
        self.heading = self._label("dim")
        self.label = self._label("lesson-words")
        words.addWidget(self.heading)
        words.addWidget(self.label)
        self.words = words
        self._row.addLayout(words, 1)
        self._measure()
        self.hide()

    def add_icon(self, icon: QWidget) -> None:
        """An icon before the words."""
        self._row.insertWidget(self._row.count() - 1, icon, 0, Qt.AlignmentFlag.AlignTop)

    def say(self, text: str, heading: str = "") -> None:
        """Show a text; "" takes the panel away."""
        self.label.setText(text)
        self.heading.setText(heading)
        self.heading.setVisible(bool(heading))
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """What is said now."""
        return "" if self.isHidden() else self.label.text()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()

    def _measure(self) -> None:
        self.label.setFont(theme.text_font(QUESTION_PX, strong=True))

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        return label


class LessonFoot(QWidget):
    """Question, result, and controls in as many rows as they need."""

    def __init__(
        self, actions: dict[str, QAction], another: QAction, colors: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lesson-foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.question = Panel("lesson-question", self)
        self.question.add_icon(IconLabel(colors, "help", "accent", 20, self.question))
        self.result = Panel("lesson-result", self)
        self._icons = {
            True: IconLabel(colors, "check", "open", 20, self.result),
            False: IconLabel(colors, "error", "error", 20, self.result),
        }
        for icon in self._icons.values():
            self.result.add_icon(icon)
        ways = QWidget(self.result)
        row = FlowLayout(ways, 8, 6)
        row.setContentsMargins(0, 0, 0, 0)
        self._after = [button_of(actions["lesson-restart"], ways), button_of(another, ways)]
        for button in self._after:
            row.addWidget(button)
        self.result.words.addWidget(ways)
        words = {PYTHON: self.tr("Python"), C: self.tr("C"), NONE: self.tr("Off")}
        self.switch = Segments(self.tr("Language of the calls"), words, self)
        self.switch.offer(words)
        self.switch.hold(PYTHON)
        self.next = button_of(actions["lesson-next"], self)
        self.next.setObjectName("primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.question, self.result, self._controls(actions)):
            column.addWidget(widget)

    def show_end(self, failures: int | None) -> None:
        """How it ended: with that many expectations that did not hold; None while it plays."""
        if failures is None:
            self.result.say("")
            return
        for good, icon in self._icons.items():
            icon.setVisible(good == (failures == 0))
        self.result.say(
            self.tr("It ended as it says.")
            if not failures
            else self.tr("One expectation did not hold.")
            if failures == 1
            else self.tr("{0} expectations did not hold.").format(failures)
        )

    def _controls(self, actions: dict[str, QAction]) -> QWidget:
        bar = QWidget(self)
        flow = FlowLayout(bar, 6, 6)
        flow.setContentsMargins(8, 8, 8, 8)
        flow.addWidget(self.next)
        flow.addWidget(flat_button(bar, actions["lesson-play"]))
        flow.addWidget(flat_button(bar, actions["lesson-ask"], words=True))
        flow.addWidget(self.switch)
        flow.push_right_from(self.switch)
        return bar


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

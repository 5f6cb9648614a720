"""Small parts every panel is made of: header lines, chips, flat buttons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QActionEvent, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from msginspector.gui import icons, texts, theme, tips
from msginspector.gui.views.delegates import paint_badge

CHIP_MOST_PX: Final = 320  # of width
CHIP_SHARE: Final = 0.6  # of the width of a card, for all its chips
CHIP_LEAST_PX: Final = 40
TITLE_PX: Final = 80  # the title of a panel is left that much, or its buttons have no words
_CHIP_PAD: Final = 11
_WORDS: Final = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_ICON: Final = Qt.ToolButtonStyle.ToolButtonIconOnly
_WORDS_GAP_PX: Final = 4


class PanelHeader(QWidget):
    """One line that says what a panel is and its key facts; buttons at the right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel-header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = ElidedLabel("panel-title", self)
        self._label.set_text(title)
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(12, 0, 6, 0)
        self._layout.setSpacing(2)
        self._layout.addWidget(self._label, 1)
        self._worded: list[QToolButton] = []
        self._measure()

    def text(self) -> str:
        """The line as shown."""
        return self._label.full_text()

    def set_facts(self, *facts: str) -> None:
        """Title and facts; a middle dot between them."""
        self._label.set_text(texts.joined(facts))

    def add_actions(self, actions: Iterable[QAction], *, words: bool = False) -> list[QToolButton]:
        """A flat button for each action."""
        return [self.add_button(action, words=words) for action in actions]

    def add_button(self, action: QAction, *, words: bool = False) -> QToolButton:
        """A flat button for an action, with its text or only its icon."""
        button = flat_button(self, action, words=words)
        self._layout.addWidget(button)
        if words:
            self._worded.append(button)
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Something else at the right."""
        self._layout.addWidget(widget)

    def sizeHint(self) -> QSize:
        return QSize(160, theme.tall(theme.HEADER_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, theme.tall(theme.HEADER_PX))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_words()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # other words, another size, another button
            self._choose_words()
        return super().event(event)

    def _choose_words(self) -> None:
        """Where there is no room for all words, buttons are icons: a few letters say nothing."""
        shown = [button for button in self._worded if not button.isHidden()]
        others = self._layout.minimumSize().width() - sum(b.sizeHint().width() for b in shown)
        room = self.width() - others - theme.scaled(TITLE_PX)
        wide = sum(map(_width_with_words, shown)) <= room
        for button in self._worded:
            button.setToolButtonStyle(_WORDS if wide else _ICON)

    def _measure(self) -> None:
        self.setFixedHeight(theme.tall(theme.HEADER_PX))


def flat_button(parent: QWidget, action: QAction, *, words: bool = False) -> QToolButton:
    """A button without a frame for an action."""
    button = FlatButton(parent)
    button.setDefaultAction(action)
    button.setAccessibleName(action.text())
    button.setAutoRaise(True)
    button.setToolButtonStyle(_WORDS if words else _ICON)
    return button


def _width_with_words(button: QToolButton) -> int:
    """What a button needs to show its text."""
    wide = button.sizeHint().width()
    if button.toolButtonStyle() == _WORDS:
        return wide
    return wide + button.fontMetrics().horizontalAdvance(f"{button.text()}  ") + _WORDS_GAP_PX


class FlatButton(QToolButton):
    """A button without a frame; its icon grows with the text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("flat")
        self._measure()

    def actionEvent(self, event: QActionEvent) -> None:
        super().actionEvent(event)
        if event.type() == QEvent.Type.ActionChanged and event.action() is self.defaultAction():
            self.setAccessibleName(event.action().text())  # a key may do something else now

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()

    def _measure(self) -> None:
        pixels = theme.scaled(theme.SMALL_ICON_PX)
        self.setIconSize(QSize(pixels, pixels))


class Chip(QLabel):
    """A rounded chip with a short text, which gives way where there is little room.

    It paints itself; being a label makes it one to assistive technology, too.
    """

    def __init__(self, text: str, tone: str, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self._tone = tone
        self._theme = colors
        self.setAccessibleName(text)
        self.setToolTip(tips.plain(text))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def is_elided(self) -> bool:
        """It shows less than it says."""
        return self._shown() != self.text()

    def sizeHint(self) -> QSize:
        width = self._metrics().horizontalAdvance(self.text()) + 2 * _CHIP_PAD
        return QSize(min(width, theme.scaled(CHIP_MOST_PX)), theme.tall(theme.CHIP_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(CHIP_LEAST_PX, theme.tall(theme.CHIP_PX)).boundedTo(self.sizeHint())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, self.rect(), self._shown(), self._tone, self._theme, theme.SMALL_PX)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    @staticmethod
    def _metrics() -> QFontMetrics:
        return QFontMetrics(theme.text_font(theme.SMALL_PX))

    def _shown(self) -> str:
        room = self.width() - 2 * _CHIP_PAD + 2
        return self._metrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room)


class HeaderCard(QWidget):
    """Title, subtitle and chips of what is selected."""

    def __init__(self, colors: theme.Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header-card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = colors
        self.title = ElidedLabel("title", self)
        self.subtitle = ElidedLabel("subtitle", self)
        self._shown_chips: list[Chip] = []
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addWidget(self.subtitle, 1)
        lower.addLayout(self._chips)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 14, 10)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addLayout(lower)

    def show_card(self, title: str, subtitle: str, chips: Iterable[tuple[str, str]]) -> None:
        """Show these facts."""
        self.title.set_text(title)
        self.subtitle.set_text(subtitle)
        self.setAccessibleName(texts.joined((title, subtitle)))
        for chip in self._shown_chips:
            self._chips.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._shown_chips = [Chip(text, tone, self._theme, self) for text, tone in chips]
        for chip in self._shown_chips:
            self._chips.addWidget(chip)
        self._choose_chips()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_chips()

    def _choose_chips(self) -> None:
        """In a narrow window the first chips give way; the last one always stays."""
        room = self.width() * CHIP_SHARE
        for chip in reversed(self._shown_chips):
            room -= chip.sizeHint().width() + self._chips.spacing()
            chip.setVisible(room >= 0 or chip is self._shown_chips[-1])

    def chips(self) -> list[str]:
        """What the chips say."""
        return [chip.text() for chip in self._shown_chips]


class ElidedLabel(QLabel):
    """One line of plain text that gives way instead of widening the window."""

    def __init__(self, name: str, parent: QWidget, mode: Qt.TextElideMode | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(40)
        # A subject in Arabic or Hebrew stays where a reader looks for the title.
        sides = Qt.AlignmentFlag
        self.setAlignment(sides.AlignLeft | sides.AlignAbsolute | sides.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._mode = mode or Qt.TextElideMode.ElideRight
        self._full = ""

    def set_text(self, text: str) -> None:
        """Show this text, elided as the width asks for."""
        self._full = text
        self.setToolTip(tips.plain(text))
        self.setAccessibleName(text)
        self._elide()

    def full_text(self) -> str:
        """The text without elision."""
        return self._full

    def _elide(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._full, self._mode, self.width()))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._elide()


class IconLabel(QLabel):
    """An icon on its own; it is painted again when the theme changes."""

    def __init__(
        self, colors: theme.Theme, name: str, token: str, pixels: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._icon = (colors, name, token, pixels)
        colors.changed.connect(self._paint)
        self._paint()

    def _paint(self) -> None:
        colors, name, token, pixels = self._icon
        ratio, pixels = self.devicePixelRatioF(), theme.scaled(pixels)
        self.setPixmap(icons.pixmap(colors, name, token, pixels=pixels, ratio=ratio))

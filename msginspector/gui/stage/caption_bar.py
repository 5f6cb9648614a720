"""The caption under a lecture: what just happened, what it means, and the keys that work now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolBar, QVBoxLayout, QWidget

from msginspector.gui import theme
from msginspector.gui.views.flow import FlowLayout

if TYPE_CHECKING:
    from msginspector.stage.captions import Caption

SAID_PX: Final = 19
MEANS_PX: Final = 15
CALL_PX: Final = 13
EDGE_PX: Final = 16
PAD_PX: Final = 8
GAP_PX: Final = 6


class KeyHints(QWidget):
    """Actions that can be triggered now, each with its key."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Keys that work now"))
        self._flow = FlowLayout(self, 14, 4)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._hints: dict[QAction, QWidget] = {}

    def offer(self, actions: Iterable[QAction]) -> None:
        """Say these actions, those that are enabled."""
        for action in actions:
            if action not in self._hints:
                self._hints[action] = self._hint(action)
                self._flow.addWidget(self._hints[action])
        wanted = set(actions)
        for action, hint in self._hints.items():
            hint.setVisible(action in wanted and action.isEnabled())

    def height_for(self, width: int) -> int:
        """How high they are in that width."""
        return self._flow.heightForWidth(width)

    def said(self) -> list[str]:
        """The hints on show, as text."""
        return [hint.accessibleName() for hint in self._hints.values() if not hint.isHidden()]

    def _hint(self, action: QAction) -> QWidget:
        hint = QWidget(self)
        row = QHBoxLayout(hint)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for name in ("key-cap", "dim"):
            label = QLabel(hint)
            label.setObjectName(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            row.addWidget(label)
        self._word(action, hint)
        action.changed.connect(self._reword)
        return hint

    def _reword(self) -> None:
        """What a key does may be something else now: pause, or run on."""
        for action, hint in self._hints.items():
            self._word(action, hint)

    def _word(self, action: QAction, hint: QWidget) -> None:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        words = action.iconText().strip()
        for label, text in zip(hint.findChildren(QLabel), (keys, words), strict=True):
            label.setText(text)
        hint.setAccessibleName(f"{keys}: {words}")


class CaptionBar(QToolBar):
    """At the foot of the window, as subtitles are.

    It grows with what it says and does not shrink again: a caption that jumps is not read.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("captions")
        self.setWindowTitle(self.tr("Captions"))
        self.setMovable(False)
        body = self._body = QWidget(self)
        body.setObjectName("caption-body")
        body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._words = QWidget(body)
        self._most = 0
        self._said = self._line("caption-said", wrap=True)
        self._means = self._line("caption-means", wrap=True)
        self._call = self._line("caption-call", wrap=False)
        self.keys = KeyHints(body)
        inner = QVBoxLayout(self._words)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(2)
        for label in (self._said, self._means, self._call):
            inner.addWidget(label)
        inner.addStretch(1)
        column = QVBoxLayout(body)
        column.setContentsMargins(EDGE_PX, PAD_PX, EDGE_PX, PAD_PX)
        column.setSpacing(GAP_PX)
        column.addWidget(self._words)
        column.addWidget(self.keys)
        self.addWidget(body)
        self._measure()

    def say(self, caption: Caption) -> None:
        """Show a caption; assistive technology reads it as the description of the bar."""
        self._said.setText(caption.said)
        self._means.setText(caption.means)
        self._call.setText(caption.call)
        self.setAccessibleName(caption.said)
        self.setAccessibleDescription(caption.means)
        self.fit()

    def offer(self, actions: Iterable[QAction]) -> None:
        """Tell the keys of those of these actions that work now."""
        self.keys.offer(actions)
        self.fit()

    def fit(self) -> None:
        """As high as what it says, or has said before, needs in this width."""
        width = max(1, self.window().width() - 2 * EDGE_PX)  # its own is that of a hidden bar
        lines = sum(label.heightForWidth(width) for label in (self._said, self._means))
        self._most = max(self._most, lines + self._call.sizeHint().height() + 4)
        keys = self.keys.height_for(width)
        self._words.setFixedHeight(self._most)
        self.keys.setFixedHeight(keys)
        self._body.setFixedHeight(self._most + GAP_PX + keys + 2 * PAD_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._most = 0
            self.fit()

    def said(self) -> tuple[str, str, str]:
        """What it says: happened, means, call."""
        return self._said.text(), self._means.text(), self._call.text()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()

    def _line(self, name: str, *, wrap: bool) -> QLabel:
        label = QLabel(self._words)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(wrap)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        return label

    def _measure(self) -> None:
        fonts = (
            (self._said, theme.text_font(SAID_PX, strong=True)),
            (self._means, theme.text_font(MEANS_PX)),
            (self._call, theme.mono_font(CALL_PX)),
        )
        for label, font in fonts:
            label.setFont(font)
        self._most = 0
        self.fit()

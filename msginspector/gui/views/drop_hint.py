"""The sheet over the window while files are dragged over it, and what was dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from msginspector.gui import theme
from msginspector.gui.file_search import is_script

if TYPE_CHECKING:
    from msginspector.gui.models.nodes import Node

_INSET = 6
_TAKEN = (QEvent.Type.DragEnter, QEvent.Type.Drop)  # moves are accepted as entered


def dropped_files(data: QMimeData) -> list[str]:
    """The local files and folders of a drop, in its order; web addresses are ignored."""
    urls = data.urls() if data.hasUrls() else []
    return [url.toLocalFile() for url in urls if url.isLocalFile()]


class DropHint(QWidget):
    """Says where a drop will go. Takes no events."""

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_over(self, rect: QRect, session: Node | None, paths: Sequence[str]) -> None:
        """Cover a rectangle; `session` is where the files will open, None for a new one."""
        where = session.label if session is not None else self.tr("a new session")
        self._text = self.tr("Drop to open in {0}").format(where)
        if all(is_script(path) for path in paths):
            self._text = self.tr("Drop to play this script")
        self.setGeometry(rect)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(self._theme.color("window"))
        veil.setAlpha(215)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(self._theme.color("accent"), 2, Qt.PenStyle.DashLine))
        frame = self.rect().adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawRoundedRect(frame, 10, 10)
        painter.setPen(self._theme.color("text"))
        painter.setFont(theme.text_font(theme.TITLE_PX, strong=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)


class DropZone(QObject):
    """Lets files be dropped anywhere on a window; `session` tells where they will open."""

    dropped = Signal(object)  # paths

    def __init__(
        self, colors: theme.Theme, window: QWidget, session: Callable[[], Node | None]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._dragged: list[str] = []
        self.hint = DropHint(colors, window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize:
            self.hint.setGeometry(self._window.rect())
        elif kind == QEvent.Type.DragLeave:
            self._dragged = []
            self.hint.hide()
        elif kind in _TAKEN and isinstance(event, QDropEvent):
            self._take(event)
        return False

    def _take(self, event: QDropEvent) -> None:
        entering = event.type() == QEvent.Type.DragEnter
        if entering or not self._dragged:
            self._dragged = dropped_files(event.mimeData())
        # A drop is what was dragged in. Asked again, a program that is gone by then answers
        # nothing, and X waits seconds for it.
        paths = self._dragged
        if not paths or event.source() is not None:  # what is dragged out of it is not for it
            return
        event.acceptProposedAction()
        if entering:
            self.hint.show_over(self._window.rect(), self._session(), paths)
        else:
            self._dragged = []
            self.hint.hide()
            self.dropped.emit(paths)

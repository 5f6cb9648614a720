"""Three buttons over a corner of the diagram: closer, farther, all of it. The keys do the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from msginspector.gui import icons, theme
from msginspector.gui.views.chrome import flat_button

if TYPE_CHECKING:
    from msginspector.gui.stage.diagram_sheet import Sheet

EDGE_PX: Final = 6
# icon and text, by the name of what it does
_BUTTONS: Final = {
    "closer": ("zoom-in", "Zoom in (+)"),
    "farther": ("zoom-out", "Zoom out (−)"),
    "fit": ("zoom-fit", "Show all (0)"),
}


class ZoomBar(QWidget):
    """Comes up while the mouse is over the diagram; it is hidden where it would cover all of it."""

    def __init__(self, colors: theme.Theme, canvas: Sheet) -> None:
        super().__init__(canvas)
        self._colors = colors
        self._canvas = canvas
        self.setObjectName("zoom-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        self.actions_ = {name: QAction(_said(text), self) for name, (_, text) in _BUTTONS.items()}
        for action in self.actions_.values():
            button = flat_button(self, action)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys of the diagram do the same
            row.addWidget(button)
        self._dress()
        colors.changed.connect(self._dress)
        canvas.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Enter:
            self._place()
        elif event.type() == QEvent.Type.Leave:
            self.hide()
        elif event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.adjustSize()
        room, size = self._canvas.viewport().rect(), self.sizeHint()
        self.move(room.right() - size.width() - EDGE_PX, room.top() + EDGE_PX)
        fits = room.width() > 3 * size.width() and room.height() > 2 * size.height()
        self.setVisible(fits)
        self.raise_()

    def _dress(self) -> None:
        for name, action in self.actions_.items():
            action.setIcon(icons.icon(self._colors, _BUTTONS[name][0]))


def _said(text: str) -> str:
    return QCoreApplication.translate("ZoomBar", text)

"""A dock whose title bar says what it is and its key facts, as every panel's header does."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

from msginspector.gui.views.chrome import PanelHeader


class PanelDock(QDockWidget):
    """A dock whose title bar is a panel header, so that it can be dragged by its title."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.header = PanelHeader(title, self)
        self.setTitleBarWidget(self.header)
        body = QWidget(self)
        body.setObjectName("dock-body")
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.setWidget(body)
        self._close = QAction(self.tr("Hide {0}").format(title), self)
        self._close.triggered.connect(self.hide)

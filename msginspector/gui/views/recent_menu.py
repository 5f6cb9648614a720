"""The menu of recent files and folders, filled when it is about to be shown."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from msginspector.gui import tips

if TYPE_CHECKING:
    from msginspector.gui.settings import Settings


class RecentMenu(QMenu):
    """Files and folders opened last; those that are gone are shown and cannot be chosen."""

    chosen = Signal(object)  # path

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open recent"))
        self.setToolTipsVisible(True)  # names alone do not tell the files of two folders apart
        self._settings = settings
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """One action per file, newest first."""
        self.clear()
        for path in self._settings.strings("recent"):
            name = os.path.basename(os.path.normpath(path)) or path
            folder = os.sep if os.path.isdir(path) else ""
            action = self.addAction(f"{name}{folder}".replace("&", "&&"))
            action.setToolTip(tips.plain(path))
            action.setData(path)
            action.setEnabled(os.path.exists(path))
            action.triggered.connect(lambda _on=False, wanted=path: self.chosen.emit(wanted))
        if self.isEmpty():
            self.addAction(self.tr("Nothing has been opened yet")).setEnabled(False)

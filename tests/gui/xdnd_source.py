"""A second program that lets the files named on its command line be dragged out of its window."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel


class Source(QLabel):
    """Starts a drag of text/uri-list as soon as the mouse moves with its button held."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__("drag me")
        self._paths = paths
        self._said = False
        self.setGeometry(1010, 40, 160, 160)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path) for path in self._paths])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.actionChanged.connect(_taken)
        sys.stdout.write("DRAGGING\n")
        sys.stdout.flush()
        action = drag.exec(Qt.DropAction.CopyAction)
        sys.stdout.write(f"DROPPED {action.name}\n")
        sys.stdout.flush()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._said:
            self._said = True
            place = self.mapToGlobal(self.rect().center())
            sys.stdout.write(f"READY [{place.x()}, {place.y()}]\n")
            sys.stdout.flush()


def _taken(action: Qt.DropAction) -> None:
    """What is under the mouse would take it, or not."""
    if action is Qt.DropAction.CopyAction:
        sys.stdout.write("TAKEN\n")
        sys.stdout.flush()


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    source = Source(sys.argv[1:])
    source.show()
    sys.exit(app.exec())

"""The current row follows the selection.

Mouse and keyboard make a row current and select it. Assistive technology selects a row, and no
more: without this a window that shows what is current would not notice.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView


class CurrentRow(QObject):
    """Makes a row of a view the current one when it was selected without becoming that.

    Views select before they change what is current: it is looked at when they are done.
    """

    _selected = Signal(object)  # QPersistentModelIndex

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._selected.connect(self._follow, Qt.ConnectionType.QueuedConnection)

    def note(self, selected: QItemSelection) -> None:
        """This has been selected in addition; of several rows none becomes current."""
        if selected.size() == 1 and selected.first().height() == 1:
            self._selected.emit(QPersistentModelIndex(selected.first().topLeft()))

    def _follow(self, index: QPersistentModelIndex) -> None:
        chosen = self._view.selectionModel()
        row, current = index.sibling(index.row(), 0), chosen.currentIndex().siblingAtColumn(0)
        if row.isValid() and row != current and chosen.isSelected(index):
            flags = QItemSelectionModel.SelectionFlag
            chosen.setCurrentIndex(row, flags.Select | flags.Rows)
            # Who listens to the selection looks at the current row, and has not seen it yet.
            chosen.selectionChanged.emit(QItemSelection(), QItemSelection())

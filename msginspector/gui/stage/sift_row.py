"""The filter of a table in a dock: a low line that appears when somebody asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from msginspector.gui.views.filter_line import FilterRow

if TYPE_CHECKING:
    from msginspector.gui.models.sifted import SiftedModel
    from msginspector.gui.views.tables import SortedTable

EDGE_PX: Final = 4  # above and below: rows matter more in a low dock
_INTO_THE_TABLE: Final = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter})


class SiftRow(FilterRow):
    """Filters a `SiftedModel`; says how many rows of how many are left. `nouns`: one, many.

    What it hides comes back when it goes: nobody is left with a filter that cannot be seen.
    """

    def __init__(
        self, nouns: tuple[str, str], table: SortedTable, model: SiftedModel, parent: QWidget
    ) -> None:
        super().__init__("", "", parent)
        self.line.setAccessibleName(self.tr("Filter {0}").format(nouns[1]))
        self.line.setPlaceholderText(self.tr("Filter {0} by any column").format(nouns[1]))
        self._nouns, self._table, self._model = nouns, table, model
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(8, EDGE_PX, 10, EDGE_PX)
        self.line.ask(lambda: model.vocabulary)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._filter)
        model.counted.connect(self._count)
        model.mistaken.connect(self.line.show_mistake)
        self._count()
        self.hide()

    def open(self) -> None:
        """Let somebody type."""
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def close_row(self) -> None:
        """Show every row again, and go back to the table."""
        had_focus = self.line.hasFocus()
        self.line.clear()
        self.hide()
        if had_focus:
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def toggle(self) -> None:
        """Open it; where it has the keyboard already, let it go."""
        if self.line.hasFocus():
            self.close_row()
        else:
            self.open()

    def stops(self) -> Sequence[QWidget]:
        """What the tabulator visits."""
        return (self.line,)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        key = event.key() if isinstance(event, QKeyEvent) else None
        if event.type() != QEvent.Type.KeyPress or key is None:
            return super().eventFilter(watched, event)
        if key == Qt.Key.Key_Escape:
            self.close_row()
            return True
        if key in _INTO_THE_TABLE:
            self._enter_table()
            return True
        return super().eventFilter(watched, event)

    def _enter_table(self) -> None:
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._table.currentIndex().isValid() and self._table.proxy.rowCount():
            self._table.selectRow(0)

    def _filter(self, text: str) -> None:
        self.line.show_mistake(self._model.set_words(text))

    def _count(self) -> None:
        shown, total = self._model.rowCount(), self._model.total
        self.show_count(shown, total, self._nouns)
        note = self.tr("No row matches the filter.") if total and not shown else ""
        self._table.set_note("" if self._model.is_sifting else note)

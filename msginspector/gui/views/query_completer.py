"""The list of what could be meant while somebody types a query.

It comes by itself for values of a field and for words that begin like a field; nothing in it is
selected, so Return and Tab mean what they mean without it. Ctrl+Space asks for it anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QCompleter, QListView

if TYPE_CHECKING:
    from msginspector.analysis.query.completion import Completion
    from msginspector.gui.views.filter_line import FilterLine

ROWS: Final = 9
_ROOM_PX: Final = 60  # beside the longest choice: a scroll bar, and air


class QueryCompleter(QCompleter):
    """Offers completions for a line; chosen, one replaces what was typed of it."""

    def __init__(self, line: FilterLine) -> None:
        super().__init__(line)
        self._line = line
        self._offered: Completion | None = None
        self._choices = QStringListModel(self)
        self.setModel(self._choices)
        self.setWidget(line)
        self.setMaxVisibleItems(ROWS)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.list = QListView()
        self.list.setAccessibleName(self.tr("What could be meant"))
        self.setPopup(self.list)
        self.activated.connect(self._take)

    @property
    def choices(self) -> tuple[str, ...]:
        """What is offered now."""
        visible = self._offered is not None and self.list.isVisible()
        return self._offered.choices if visible and self._offered is not None else ()

    def offer(self, *, every: bool = False) -> None:
        """Show what could be meant at the cursor, nothing where nothing could."""
        from msginspector.analysis.query.completion import complete

        vocabulary, line = self._line.vocabulary, self._line
        if vocabulary is None:
            return
        self._offered = complete(line.text(), line.cursorPosition(), vocabulary, every=every)
        if not self._offered.choices:
            self.list.hide()
            return
        self._choices.setStringList(list(self._offered.choices))
        place = line.cursorRect()
        place.moveTop(line.rect().top())
        place.setHeight(line.height())
        place.setWidth(self.list.sizeHintForColumn(0) + _ROOM_PX)
        self.complete(place)

    def _take(self, choice: str) -> None:
        if self._offered is None:
            return
        offered, self._offered = self._offered, None
        line = self._line
        ends_word = not choice.endswith(":")
        after = line.text()[offered.end :]
        line.replace_part(
            offered.start, offered.end, choice + (" " if ends_word and not after else "")
        )
        if not ends_word:
            self.offer()

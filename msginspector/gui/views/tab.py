"""What every tab of the message page has in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from msginspector.gui.layout import Part
    from msginspector.gui.views.filter_line import FilterLine
    from msginspector.gui.views.storage_tree import StorageTree
    from msginspector.gui.views.tables import SortedTable


class Tab(QWidget):
    """One view of the object shown. It is built when it is first looked at, and used again.

    `fill` is called with what `tabs.TabKind.offer` prepared, once somebody looks; `blank` when
    nothing may be shown any more, also while something is still being read.
    """

    property_wanted = Signal(object, object)  # path of an object, None: this; tag, 0: the object
    place_wanted = Signal(object, object, object)  # storage path of a stream; offset; length
    row_activated = Signal(object)  # path of the object to go to

    def fill(self, content: Iterable[Any]) -> None:
        """Show this; whatever was shown before is gone."""
        raise NotImplementedError

    def blank(self) -> None:
        """Show nothing, and stop reading."""
        raise NotImplementedError

    def finish(self) -> None:
        """Do at once what would be done while nobody waits: for pictures."""

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in the order of reading."""
        return ()

    def parts(self) -> dict[str, Part]:
        """What is remembered of how it is arranged, by key of the settings."""
        return {}

    def tables(self) -> dict[SortedTable | StorageTree, str]:
        """The tables whose rows have a menu, each with the kind of menu ("" for copying alone)."""
        return {}

    @property
    def table(self) -> SortedTable | None:
        """The table that *Copy rows* copies from."""
        return None

    @property
    def filter(self) -> FilterLine | None:
        """The line that filters what is shown."""
        return None

"""What views of the story have in common: they hear events and rows, and say their key facts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from msginspector.gui.layout import Part
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.stage.sift_row import SiftRow
    from msginspector.gui.views.tables import SortedTable
    from msginspector.session import Event


class StoryView(QWidget):
    """One view of the story. It is built when it is first looked at, and told what there was.

    `object_wanted(id)`: somebody asks for a tracked object of the view. `menu_wanted(id, place)`:
    for what can be done with it.
    """

    facts_changed = Signal()
    object_wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)

    sift: SiftRow | None = None
    """Its filter, for a view that has one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    def take(self, events: Sequence[Event], rows: Sequence[TrackedRow]) -> None:
        """New events, and the rows of tracked objects that they changed, oldest first."""
        raise NotImplementedError

    def reset(self, rows: Sequence[TrackedRow]) -> None:
        """Some closed objects were taken off the window: these are left."""

    def limit_to(self, number: int) -> None:
        """Keep that many events, where it keeps any."""

    def show_moment(self, rows: Sequence[TrackedRow], every: bool) -> None:
        """A replay shows these objects as they were, where the view shows objects."""

    def show_leaks(self, numbers: Collection[int]) -> None:
        """These independent messages are leaked, where the view tells."""

    def follow(self, number: int) -> None:
        """Bring a tracked object into view: the teardown visits it next."""

    def pointed(self) -> int | None:
        """The tracked object the keyboard is on, None where it is on none."""
        return None

    def facts(self) -> tuple[str, ...]:
        """The key facts for the header, after the title."""
        return ()

    def tables(self) -> tuple[SortedTable, ...]:
        """Its tables: they get the context menu of rows."""
        return ()

    def parts(self) -> dict[str, Part]:
        """What is remembered of how it is arranged, under keys of the settings."""
        return {}

    def stops(self) -> tuple[QWidget, ...]:
        """What the tabulator visits, in the order of reading."""
        return self.tables()

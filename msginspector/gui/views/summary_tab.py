"""The Summary: what a message, recipient or attachment is, each fact with its source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from msginspector.gui.views.facts_view import FactsView
from msginspector.gui.views.tab import Tab

if TYPE_CHECKING:
    from msginspector.gui.facts import Section


class SummaryTab(Tab):
    """Facts; choosing the source of one shows the property."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = FactsView(self.tr("Summary"), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.view.source_chosen.connect(self.property_wanted)

    def fill(self, content: Iterable[Section]) -> None:
        """Show these sections."""
        self.view.show_sections(list(content))

    def blank(self) -> None:
        """Show nothing."""
        self.view.clear()

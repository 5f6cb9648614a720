"""The views of the story dock: a row for each, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from msginspector.gui.stage.story_view import StoryView
    from msginspector.gui.theme import Theme

OWNERSHIP: Final = "ownership"
TOTALS: Final = "totals"
EVENTS: Final = "events"
CALLS: Final = "calls"
FIRST: Final = OWNERSHIP


@dataclass(frozen=True, slots=True)
class StoryKind:
    """A view: its name in the program, its title, how it is built."""

    name: str
    title: str
    make: Callable[[Theme, QWidget], StoryView]


def story_kinds() -> tuple[StoryKind, ...]:
    """All views, in their order."""
    return (
        StoryKind(OWNERSHIP, _said("Ownership"), _ownership),
        StoryKind(TOTALS, _said("Totals"), _totals),
        StoryKind(EVENTS, _said("Events"), _events),
        StoryKind(CALLS, _said("Calls"), _calls),
    )


def _ownership(colors: Theme, parent: QWidget) -> StoryView:
    from msginspector.gui.stage.diagram_view import DiagramView

    return DiagramView(colors, parent)


def _totals(colors: Theme, parent: QWidget) -> StoryView:
    from msginspector.gui.stage.totals_view import TotalsView

    return TotalsView(colors, parent)


def _events(colors: Theme, parent: QWidget) -> StoryView:
    from msginspector.gui.stage.events_view import EventsView

    return EventsView(colors, parent)


def _calls(colors: Theme, parent: QWidget) -> StoryView:
    from msginspector.gui.stage.calls_view import CallsView

    return CallsView(colors, parent)


def _said(text: str) -> str:
    return QCoreApplication.translate("StoryDock", text)

"""Where the tabulator goes in a window whose parts are built when they are first needed.

Qt keeps one chain of all widgets, in the order in which they were made; moving widgets in it breaks
the circle. Here the order is worked out when a key is pressed: part by part, and in a part as it
was built, unless the part says how it is to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from msginspector.gui.stage.objects_dock import TrackedDock
from msginspector.gui.stage.story_dock import StoryDock
from msginspector.gui.views.tab import Tab


def tab_order(parts: Iterable[QWidget]) -> list[QWidget]:
    """What takes the tabulator in these parts of a window, part by part."""
    return [widget for part in parts for widget in _order_in(part)]


def _order_in(part: QWidget) -> list[QWidget]:
    """In a tab those it says come one after the other, any other behind the one built before it."""
    built = [widget for widget in (part, *part.findChildren(QWidget)) if _takes_tab(widget)]
    stops = part.stops() if isinstance(part, Tab | StoryDock | TrackedDock) else ()
    read = [widget for widget in stops if widget in built]
    followers: dict[QWidget | None, list[QWidget]] = {widget: [] for widget in (None, *read)}
    last: QWidget | None = None
    for widget in built:
        if widget in read:
            last = widget
        else:
            followers[last].append(widget)
    chain = [one for widget in read for one in (widget, *followers[widget])]
    return followers[None] + chain


def move_focus(order: Sequence[QWidget], forward: bool) -> bool:
    """Give the keyboard to the next or previous of these; False where there is none."""
    if not order:
        return False
    here = QApplication.focusWidget()
    while here is not None and here not in order:
        here = here.parentWidget()  # a part that no tabulator leads to, in one that takes it
    step = 1 if forward else -1
    place = (order.index(here) + step) % len(order) if here is not None else min(step, 0)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    order[place].setFocus(reason)
    return True


def _takes_tab(widget: QWidget) -> bool:
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
    )

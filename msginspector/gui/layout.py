"""How a window is arranged: docks, columns, splitters. As it was at first, and as it was left.

Parts are watched when they are built, some only when they are first shown; what is remembered of
them is applied then. Nothing here knows what the parts show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from msginspector.gui import theme

if TYPE_CHECKING:
    from msginspector.gui.settings import Settings

SIZE: Final = QSize(1440, 900)
FRAME_PX: Final = 40  # what a window manager may put around it
TREE_PX: Final = 330
FOOT_ROWS: Final = 6
LOW_FOOT_ROWS: Final = 4  # where the window is low
LOW_PX: Final = 820
FOOT_SHARE: Final = 4  # docks at the foot take a quarter of the height at most
PLAY_SHARE: Final = 0.36  # of the height, while something plays in them
TREE_SHARE: Final = 0.4
VERY_LOW_PX: Final = 520  # docks at the foot would leave no room for the page
LIFECYCLE_WIDTHS: Final = (585, 525)  # tracked objects, events


class Part(Protocol):
    """What has a state of its own: a table's header, a splitter."""

    def saveState(self, /) -> QByteArray: ...

    def restoreState(self, state: QByteArray, /) -> bool: ...


class Layout:
    """The arrangement of one window with a tree at its left and docks at its foot."""

    def __init__(
        self,
        window: QMainWindow,
        settings: Settings,
        tree: QDockWidget,
        foot: list[QDockWidget],
    ) -> None:
        self._window = window
        self._settings = settings
        self._tree = tree
        self._foot = foot
        self._parts: dict[str, Part] = {}
        self._first: dict[str, QByteArray] = {}
        self._restoring = False
        self._low = False
        self._gone: list[QDockWidget] = []  # docks that gave way
        areas = Qt.DockWidgetArea
        window.setCorner(Qt.Corner.BottomLeftCorner, areas.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, areas.RightDockWidgetArea)
        window.addDockWidget(areas.LeftDockWidgetArea, tree)
        for dock in foot:
            window.addDockWidget(areas.BottomDockWidgetArea, dock)
        self.size_docks()

    def fit_screen(self) -> None:
        """The size of a first start: as designed, or the whole of a screen that is smaller."""
        space = self._window.screen().availableSize()
        self._window.resize(SIZE.boundedTo(space))
        if space.width() < SIZE.width() or space.height() < SIZE.height() + FRAME_PX:
            self._window.setWindowState(Qt.WindowState.WindowMaximized)
        self.fit(space.height())

    def fit(self, height: int) -> None:
        """Docks at the foot give way in a window that has become very low, and come back later.

        Those that somebody shows there stay, and those that were closed before stay closed.
        """
        low = height <= theme.scaled(VERY_LOW_PX)
        if low is self._low:
            return
        self._low = low
        if low:
            self._gone = [dock for dock in self._foot if not dock.isHidden()]
            for dock in self._gone:
                dock.hide()
        else:
            self._come_back()
            self.size_docks()

    def _come_back(self) -> None:
        for dock in self._gone:
            dock.show()
        self._gone = []

    def watch(self, parts: dict[str, Part]) -> None:
        """Remember parts under keys declared in the settings; apply what is remembered."""
        for key, part in parts.items():
            self._parts[key] = part
            self._first[key] = part.saveState()
            if self._restoring:
                self._apply(key)

    def complete(self) -> None:
        """The window is built: this is how docks and toolbar are arranged at first."""
        self._first_state = self._window.saveState()

    def restore(self) -> None:
        """Place, docks and parts as they were left, those that are built later too."""
        self._restoring = True
        self._window.restoreGeometry(self._settings.data("geometry"))
        self._window.restoreState(self._settings.data("state"))
        for key in self._parts:
            self._apply(key)

    def save(self) -> None:
        """Remember how everything is now; of docks that gave way, how they were before."""
        self._come_back()
        self._settings.put("geometry", self._window.saveGeometry())
        self._settings.put("state", self._window.saveState())
        for key, part in self._parts.items():
            self._settings.put(key, part.saveState())

    def reset(self) -> None:
        """Everything as it was at first: docks shown in their places, columns, splitters."""
        self._window.restoreState(self._first_state)
        for dock in (self._tree, *self._foot):
            dock.show()
        self.size_docks()
        self._gone, self._low = [], False
        self.fit(self._window.height())
        for key, part in self._parts.items():
            part.restoreState(self._first[key])
        for key in self._settings.remembered("columns/", "splitter/"):
            if key not in self._parts:
                self._settings.forget(key)

    def _apply(self, key: str) -> None:
        state = self._settings.data(key)
        if not state.isEmpty():
            self._parts[key].restoreState(state)

    def size_docks(self) -> None:
        """Tree and docks in the sizes they have at first, for this window and this text size."""
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        width = min(theme.scaled(TREE_PX), round(self._window.width() * TREE_SHARE))
        self._window.resizeDocks([self._tree], [width], horizontal)
        height = foot_height(self._window.height())
        self._window.resizeDocks(self._foot, [height] * len(self._foot), vertical)
        self._window.resizeDocks(self._foot, LIFECYCLE_WIDTHS, horizontal)

    def raise_foot(self) -> None:
        """Something plays in the docks at the foot: they get the room to be followed."""
        wanted = round(self._window.height() * PLAY_SHARE)
        docks = [dock for dock in self._foot if dock.isVisible() and not dock.isFloating()]
        if docks and min(dock.height() for dock in docks) < wanted:
            self._window.resizeDocks(docks, [wanted] * len(docks), Qt.Orientation.Vertical)


def foot_height(window: int) -> int:
    """How high the docks at the foot of a window are: title, column names and some rows."""
    title, row = theme.tall(theme.HEADER_PX), theme.tall(theme.ROW_PX)
    wanted = LOW_FOOT_ROWS if window < LOW_PX else FOOT_ROWS
    room = (window // FOOT_SHARE - 2 * title) // row
    return 2 * title + max(1, min(wanted, room)) * row

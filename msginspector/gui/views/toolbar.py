"""The toolbar, built from the action table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from msginspector.gui import icons, theme
from msginspector.gui.actions import TOOLBAR, TOOLBAR_TEXTS

if TYPE_CHECKING:
    from msginspector.gui.actions import Actions


class ToolBar(QToolBar):
    """A toolbar whose icons grow with the text; what does not fit is behind a button."""

    def dress(self, colors: theme.Theme) -> None:
        """Icons in the colours and the size of the theme, the one of *more* too."""
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")

        def measure() -> None:
            pixels = theme.scaled(theme.ICON_PX)
            self.setIconSize(QSize(pixels, pixels))
            if more is not None:
                more.setIcon(icons.icon(colors, "more"))

        if more is not None:
            more.setAccessibleName(self.tr("More of the toolbar"))
            more.setToolTip(self.tr("More of the toolbar"))
        colors.changed.connect(measure)
        measure()


def make_toolbar(actions: Actions, parent: QWidget) -> QToolBar:
    """The toolbar of a window; it does not move."""
    bar = ToolBar(QCoreApplication.translate("Toolbar", "Main toolbar"), parent)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.dress(actions.theme)
    actions.dress(name for name in TOOLBAR if name not in ("", "*"))
    for name in TOOLBAR:
        _add_tool(bar, name, actions)
    return bar


def _add_tool(bar: QToolBar, name: str, actions: Actions) -> None:
    if name == "":
        bar.addSeparator()
    elif name == "*":
        gap = QWidget(bar)
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(gap)
    else:
        bar.addAction(actions[name])
        button = bar.widgetForAction(actions[name])
        assert isinstance(button, QToolButton)
        button.setObjectName(name)
        button.setAccessibleName(actions[name].text())
        if name in TOOLBAR_TEXTS:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

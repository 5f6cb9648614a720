"""What somebody prefers, applied to a window: as it is built, and while it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msginspector.gui.theme import Type

if TYPE_CHECKING:
    from msginspector.gui.main_window import MainWindow
    from msginspector.gui.settings import Settings


def type_of(settings: Settings) -> Type:
    """How large words are, and in which fonts."""
    return Type(
        settings.number("type/percent"), settings.text("type/text"), settings.text("type/mono")
    )


class Preferences:
    """Applies the settings of a window to it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def apply(self) -> None:
        """Bring the window into line with its settings."""
        window, settings = self._window, self._window.settings
        window.theme.choose(settings.text("theme"))
        self._set_type(type_of(settings))
        self.prepare()
        window.presenter.reload()

    def _set_type(self, wanted: Type) -> None:
        """Docks are sized anew where their words are: the old sizes would not fit them."""
        before = self._window.theme.type.percent
        self._window.theme.set_type(wanted)
        if wanted.percent != before:
            self._window.layout_.size_docks()

    def prepare(self) -> None:
        """What a new window needs: its theme and its type are those of the application."""
        settings = self._window.settings
        self._window.bench.clock.choose(settings.text("zone"))
        self._window.closing.set_speed(settings.text("speed"))
        self._window.theme.motion = settings.text("motion")
        self._window.story_dock.limit_to(settings.number("limit/events"))

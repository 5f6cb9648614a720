"""The one home of colours and type sizes, and the switch between light and dark.

Colours are tokens; the stylesheet under resources/styles names tokens only. Fusion with an own
palette is used on every platform, because `setColorScheme` does nothing without a platform theme.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from string import Template
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from msginspector.resources import read_text

SYSTEM: Final = "system"
LIGHT: Final = "light"
DARK: Final = "dark"
CHOICES: Final = (SYSTEM, LIGHT, DARK)

TEXT_PX: Final = 13
SMALL_PX: Final = 12
TITLE_PX: Final = 18
MONO_PX: Final = 12
ROW_PX: Final = 26
ICON_PX: Final = 18


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme, each "#rrggbb"."""

    window: str
    panel: str
    base: str
    alternate: str
    text: str
    dim: str
    line: str
    chip: str
    hover: str
    accent: str
    on_accent: str
    selection: str
    open: str
    released: str
    closed: str
    error: str


SCHEMES: Final[dict[str, Tokens]] = {
    LIGHT: Tokens(
        window="#f4f5f7",
        panel="#fbfbfc",
        base="#ffffff",
        alternate="#f8f9fb",
        text="#1d2126",
        dim="#66707b",
        line="#dde1e6",
        chip="#eaedf2",
        hover="#eef1f5",
        accent="#0b63ce",
        on_accent="#ffffff",
        selection="#dcebff",
        open="#1f8a55",
        released="#a87400",
        closed="#8a929b",
        error="#c7332a",
    ),
    DARK: Tokens(
        window="#1b1d21",
        panel="#212429",
        base="#191b1f",
        alternate="#1d2024",
        text="#e3e6ea",
        dim="#98a1ab",
        line="#33383f",
        chip="#2c3138",
        hover="#272b31",
        accent="#6aa9ff",
        on_accent="#10141a",
        selection="#26384f",
        open="#5fbf8a",
        released="#e0b050",
        closed="#7d858e",
        error="#ff7a70",
    ),
}

# palette role -> token
_PALETTE: Final[tuple[tuple[QPalette.ColorRole, str], ...]] = (
    (QPalette.ColorRole.Window, "window"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Base, "base"),
    (QPalette.ColorRole.AlternateBase, "alternate"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.Button, "panel"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.BrightText, "error"),
    (QPalette.ColorRole.Highlight, "selection"),
    (QPalette.ColorRole.HighlightedText, "text"),
    (QPalette.ColorRole.ToolTipBase, "panel"),
    (QPalette.ColorRole.ToolTipText, "text"),
    (QPalette.ColorRole.PlaceholderText, "dim"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.Light, "panel"),
    (QPalette.ColorRole.Midlight, "line"),
    (QPalette.ColorRole.Mid, "line"),
    (QPalette.ColorRole.Dark, "line"),
    (QPalette.ColorRole.Shadow, "line"),
)
_DIMMED: Final = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)


@lru_cache(maxsize=64)
def _color(value: str) -> QColor:
    return QColor(value)


@lru_cache(maxsize=8)
def mono_font(pixels: int = MONO_PX) -> QFont:
    """The fixed-width font for tags, bytes and calls."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(pixels)
    return font


@lru_cache(maxsize=8)
def text_font(pixels: int = TEXT_PX, *, strong: bool = False) -> QFont:
    """The system font at a size of the scale, semibold if strong."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(pixels)
    if strong:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def stylesheet(tokens: Tokens) -> str:
    """resources/styles/window.qss with the colours of `tokens` filled in."""
    values = {field.name: getattr(tokens, field.name) for field in fields(tokens)}
    return Template(read_text("styles", "window.qss")).substitute(values)


def palette(tokens: Tokens) -> QPalette:
    """The Qt palette of `tokens`; disabled text is the closed grey."""
    result = QPalette()
    for role, token in _PALETTE:
        result.setColor(role, _color(getattr(tokens, token)))
    for role in _DIMMED:
        result.setColor(QPalette.ColorGroup.Disabled, role, _color(tokens.closed))
    return result


class Theme(QObject):
    """The scheme in use; `changed` is emitted after palette and stylesheet are in place."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        self._scheme = ""
        app.setStyle("Fusion")
        app.setFont(text_font())
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._apply()

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return SCHEMES[self._scheme]

    @property
    def scheme(self) -> str:
        """light or dark, whatever was chosen."""
        return self._scheme

    @property
    def choice(self) -> str:
        """system, light or dark."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Use a scheme from now on; `system` follows the desktop."""
        self._choice = choice if choice in CHOICES else SYSTEM
        self._apply()

    def color(self, token: str) -> QColor:
        """The colour of a token; an unknown token is a bug and raises AttributeError."""
        return _color(getattr(self.tokens, token))

    def _follow(self) -> None:
        if self._choice == SYSTEM:
            self._apply()

    def _wanted(self) -> str:
        if self._choice != SYSTEM:
            return self._choice
        dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT

    def _apply(self) -> None:
        wanted = self._wanted()
        if wanted == self._scheme:
            return
        self._scheme = wanted
        # Replacing a sheet takes Qt four times as long as taking it off and putting one on.
        self._app.setStyleSheet("")
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(stylesheet(self.tokens))
        self.changed.emit()

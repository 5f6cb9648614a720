"""The one home of colours and type sizes, and the switch between schemes and text sizes.

Colours are tokens; the stylesheet under resources/styles names tokens only. Fusion with an own
palette is used on every platform, because `setColorScheme` does nothing without a platform theme.

Contrasts follow WCAG 2.1: words have 4.5 : 1 (1.4.3) on every surface they are painted on, a
selected row included, which is the darkest; marks, frames and what is disabled have 3 : 1 (1.4.11).
The two schemes of high contrast have 7 : 1 (1.4.6) and show what is selected by a frame, too.

Sizes here are those of a text size of 100 per cent. What holds words grows with them: `scaled` in
proportion, `tall` by as much as one line of text grows; paddings and hairlines stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from string import Template
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QStyle

from msginspector.resources import read_text, resource_path

SYSTEM: Final = "system"
STILL: Final = "still"
MOTIONS: Final = (SYSTEM, STILL)
LIGHT: Final = "light"
DARK: Final = "dark"
CONTRAST_LIGHT: Final = "contrast-light"
CONTRAST_DARK: Final = "contrast-dark"
CHOICES: Final = (SYSTEM, LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK)

# scheme -> the same as dark or light, the same with more or less contrast
OPPOSITE: Final = {LIGHT: DARK, DARK: LIGHT, CONTRAST_LIGHT: CONTRAST_DARK,
                   CONTRAST_DARK: CONTRAST_LIGHT}  # fmt: skip
CONTRAST: Final = {LIGHT: CONTRAST_LIGHT, DARK: CONTRAST_DARK, CONTRAST_LIGHT: LIGHT,
                   CONTRAST_DARK: DARK}  # fmt: skip

TEXT_PX: Final = 13
SMALL_PX: Final = 12
TITLE_PX: Final = 18
MONO_PX: Final = 12
TINY_PX: Final = 11
LINE_PX: Final = 18  # one line of text
ROW_PX: Final = 26
HEADER_PX: Final = 30
CHIP_PX: Final = 22
BADGE_PX: Final = 18
ICON_PX: Final = 18
SMALL_ICON_PX: Final = 16
PERCENTS: Final = (100, 115, 130, 150, 175, 200, 250, 300)
_TYPE: Final = "msginspector_type"  # attribute of the application: a Qt property is slow to read


@dataclass(frozen=True, slots=True)
class Type:
    """How large words are, in per cent, and their families; "" is the family of the system."""

    percent: int = 100
    text: str = ""
    mono: str = ""


_FIRST_TYPE: Final = Type()


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme, each "#rrggbb".

    `line` separates; `faint` borders controls and is the colour of what is disabled; `frame` is
    around what is selected.
    """

    window: str
    panel: str
    base: str
    alternate: str
    text: str
    dim: str
    line: str
    faint: str
    chip: str
    hover: str
    accent: str
    on_accent: str
    selection: str
    frame: str
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
        dim="#606974",
        line="#dde1e6",
        faint="#7d8690",
        chip="#eaedf2",
        hover="#eef1f5",
        accent="#0b63ce",
        on_accent="#ffffff",
        selection="#dcebff",
        frame="#dcebff",
        open="#1b784a",
        released="#8b6000",
        closed="#626a73",
        error="#c43229",
    ),
    DARK: Tokens(
        window="#1b1d21",
        panel="#212429",
        base="#191b1f",
        alternate="#1d2024",
        text="#e3e6ea",
        dim="#9aa3ad",
        line="#33383f",
        faint="#7d858e",
        chip="#2c3138",
        hover="#272b31",
        accent="#6aa9ff",
        on_accent="#10141a",
        selection="#26384f",
        frame="#26384f",
        open="#5fbf8a",
        released="#e0b050",
        closed="#99a0a7",
        error="#ff7a70",
    ),
    CONTRAST_LIGHT: Tokens(
        window="#ffffff",
        panel="#ffffff",
        base="#ffffff",
        alternate="#f5f5f5",
        text="#000000",
        dim="#333333",
        line="#5c5c5c",
        faint="#595959",
        chip="#ececec",
        hover="#e8e8e8",
        accent="#003c9e",
        on_accent="#ffffff",
        selection="#d3e5ff",
        frame="#003c9e",
        open="#00501f",
        released="#5c3c00",
        closed="#404040",
        error="#950008",
    ),
    CONTRAST_DARK: Tokens(
        window="#000000",
        panel="#000000",
        base="#000000",
        alternate="#101010",
        text="#ffffff",
        dim="#d8d8d8",
        line="#a0a0a0",
        faint="#a6a6a6",
        chip="#262626",
        hover="#242424",
        accent="#9ccbff",
        on_accent="#000000",
        selection="#0b3260",
        frame="#9ccbff",
        open="#7fe3a8",
        released="#ffd166",
        closed="#c8c8c8",
        error="#ffb3ab",
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


def _type() -> Type:
    """How the application sets words. It holds this, as it holds its font."""
    held: Type = getattr(QCoreApplication.instance(), _TYPE, _FIRST_TYPE)
    return held


def scaled(pixels: int) -> int:
    """A length that grows as the text does: sizes of letters and icons, widths of columns."""
    return round(pixels * _type().percent / 100)


def tall(pixels: int) -> int:
    """The height of something that holds one line of text; what is around the line stays."""
    return pixels + scaled(LINE_PX) - LINE_PX


def mono_font(pixels: int = MONO_PX) -> QFont:
    """The fixed-width font for tags, bytes and calls, at a size of the scale."""
    return QFont(_font(_type(), pixels, QFont.Weight.Normal, True))


def text_font(pixels: int = TEXT_PX, *, strong: bool = False) -> QFont:
    """The font of all other words, semibold if strong, at a size of the scale."""
    weight = QFont.Weight.DemiBold if strong else QFont.Weight.Normal
    return QFont(_font(_type(), pixels, weight, False))  # a copy: fonts can be changed


@lru_cache(maxsize=64)
def _font(kind: Type, pixels: int, weight: QFont.Weight, fixed: bool) -> QFont:
    fonts = QFontDatabase.SystemFont
    font = QFontDatabase.systemFont(fonts.FixedFont if fixed else fonts.GeneralFont)
    family = kind.mono if fixed else kind.text
    if family:
        font.setFamilies([family, *font.families()])
    font.setPixelSize(round(pixels * kind.percent / 100))
    font.setWeight(weight)
    return font


def stylesheet(tokens: Tokens) -> str:
    """resources/styles/window.qss with the colours of `tokens` filled in, at the text size."""
    values = {field.name: getattr(tokens, field.name) for field in fields(tokens)}
    values["styles"] = resource_path("styles").as_posix()
    text = Template(read_text("styles", "window.qss")).substitute(values)
    return _GROWING.sub(lambda found: f"{found[1]}{_grown(found[1], int(found[2]))}px", text)


_GROWING: Final = re.compile(r"\b(font-size: |height: )(\d+)px")


def _grown(what: str, pixels: int) -> int:
    """A size of the stylesheet; heights below that of a line hold no words."""
    if what != "height: ":
        return scaled(pixels)
    return tall(pixels) if pixels >= LINE_PX else pixels


def palette(tokens: Tokens) -> QPalette:
    """The Qt palette of `tokens`; disabled text is faint."""
    result = QPalette()
    for role, token in _PALETTE:
        result.setColor(role, _color(getattr(tokens, token)))
    for role in _DIMMED:
        result.setColor(QPalette.ColorGroup.Disabled, role, _color(tokens.faint))
    return result


class Theme(QObject):
    """Scheme and type in use; `changed` is emitted after palette, font and stylesheet are set."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = SYSTEM, kind: Type | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice if choice in CHOICES else SYSTEM
        self._scheme = ""
        self._kind = kind or Type()
        self.motion = SYSTEM
        app.setStyle("Fusion")
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        if hasattr(hints, "accessibility"):  # Qt 6.10
            hints.accessibility().contrastPreferenceChanged.connect(self._follow)
        self._apply()

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return SCHEMES[self._scheme]

    @property
    def scheme(self) -> str:
        """light, dark, contrast-light or contrast-dark, whatever was chosen."""
        return self._scheme

    @property
    def choice(self) -> str:
        """system or a scheme."""
        return self._choice

    @property
    def type(self) -> Type:
        """Size and families of words in use."""
        return self._kind

    @property
    def may_move(self) -> bool:
        """Things may glide to their places: somebody allows it, and so does the system."""
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return self.motion != STILL and self._app.style().styleHint(hint) > 0

    @property
    def frames_selection(self) -> bool:
        """What is selected has a frame, whether or not it has the keyboard."""
        return self.tokens.frame != self.tokens.selection

    def choose(self, choice: str) -> None:
        """Use a scheme from now on; `system` follows the desktop."""
        self._choice = choice if choice in CHOICES else SYSTEM
        self._follow()

    def set_type(self, kind: Type) -> None:
        """Set words like this from now on, in every window."""
        if kind != self._kind:
            self._kind = kind
            self._apply()

    def color(self, token: str) -> QColor:
        """The colour of a token; an unknown token is a bug and raises AttributeError."""
        return _color(getattr(self.tokens, token))

    def _follow(self) -> None:
        if self._wanted() != self._scheme:
            self._apply()

    def _wanted(self) -> str:
        if self._choice != SYSTEM:
            return self._choice
        hints = self._app.styleHints()
        plain = DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return CONTRAST[plain] if _wants_contrast(hints) else plain

    def _apply(self) -> None:
        self._scheme = self._wanted()
        setattr(self._app, _TYPE, self._kind)
        if self._app.font() != text_font():
            self._app.setFont(text_font())  # under the old sheet: else parts of Qt's keep theirs
        # Replacing a sheet takes Qt four times as long as taking it off and putting one on.
        self._app.setStyleSheet("")
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(stylesheet(self.tokens))
        self.changed.emit()


def _wants_contrast(hints: QStyleHints) -> bool:
    """The desktop asks for high contrast; older Qt cannot tell."""
    if not hasattr(hints, "accessibility"):
        return False
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast

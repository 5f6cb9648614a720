"""Icons by name, colours by token, every scheme."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from PySide6.QtGui import QAction, QColor

from msginspector.gui import icons
from msginspector.gui import theme as theme_module
from msginspector.gui.theme import CONTRAST, DARK, SCHEMES, SYSTEM, Theme, Tokens, stylesheet
from msginspector.resources import resource_path
from tests.architecture.sources import sources


def test_every_icon_file_has_a_name_and_every_name_a_file() -> None:
    files = {path.stem for path in resource_path("icons").glob("*.svg")}
    assert files == icons.NAMES


@pytest.mark.parametrize("name", sorted(icons.NAMES))
def test_an_icon_paints_something_in_the_colour_asked_for(theme: Theme, name: str) -> None:
    image = icons.pixmap(theme, name, "accent", pixels=18, ratio=2.0).toImage()
    assert image.width() == 36
    every = (image.pixelColor(x, y) for x in range(36) for y in range(36))
    painted = [color for color in every if color.alpha()]
    assert painted
    if name != "app":
        accent = QColor(theme.tokens.accent)
        for color in (color for color in painted if color.alpha() == 255):
            parts = zip(color.getRgb(), accent.getRgb(), strict=True)
            assert all(abs(one - other) <= 2 for one, other in parts), color.name()


def test_an_unknown_icon_is_a_bug_and_raises(theme: Theme) -> None:
    with pytest.raises(KeyError):
        icons.pixmap(theme, "no-such-icon")


@pytest.mark.parametrize(
    ("message_class", "icon"),
    [
        ("IPM.Note", "message"),
        ("IPM.Appointment", "appointment"),
        ("IPM.Schedule.Meeting.Request", "appointment"),
        ("IPM.Contact", "contact"),
        ("ipm.task", "task"),
        ("IPM.StickyNote", "note"),
        ("REPORT.IPM.Note.NDR", "message-report"),
        ("", "message"),
    ],
)
def test_a_message_class_has_its_icon(message_class: str, icon: str) -> None:
    assert icons.message_icon(message_class) == icon


@pytest.mark.parametrize(
    ("name", "icon"),
    [("a.PNG", "image"), ("b.zip", "file-archive"), ("c.exe", "file-program"), ("noname", "file")],
)
def test_an_attachment_has_the_icon_of_its_kind(name: str, icon: str) -> None:
    assert icons.file_icon(name) == icon


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_stylesheet_names_tokens_only(scheme: str) -> None:
    text = resource_path("styles", "window.qss").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![-\w])", re.sub(r"#[a-z][\w-]*", "", text)) == []
    assert "$" not in stylesheet(SCHEMES[scheme])


def test_every_scheme_gives_every_token_a_colour() -> None:
    for tokens in SCHEMES.values():
        for field in fields(Tokens):
            assert QColor(getattr(tokens, field.name)).isValid()


def test_choosing_a_theme_repaints_the_window(qtbot, window, theme: Theme) -> None:
    with qtbot.waitSignal(theme.changed):
        window.actions_["theme"].trigger()
    assert theme.scheme == DARK
    assert window.settings.text("theme") == DARK
    image = window.grab().toImage()
    assert image.pixelColor(image.width() // 2, 12) == QColor(SCHEMES[DARK].panel)


def test_the_theme_of_the_system_has_high_contrast_where_the_system_wants_it(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.choose(SYSTEM)
    plain = theme.scheme
    wanted = True
    monkeypatch.setattr(theme_module, "_wants_contrast", lambda _hints: wanted)
    theme._follow()
    assert theme.scheme == CONTRAST[plain]
    theme.choose(DARK)
    assert theme.scheme == DARK
    theme.choose(SYSTEM)
    wanted = False
    theme._follow()
    assert theme.scheme == plain


def test_a_qt_that_cannot_tell_of_contrast_has_none() -> None:
    assert not theme_module._wants_contrast(object())


def test_a_scheme_nobody_knows_is_that_of_the_system(theme: Theme) -> None:
    theme.choose("purple")
    assert theme.choice == SYSTEM


def test_no_icon_is_looked_up_in_a_theme_of_the_desktop() -> None:
    """Bare X, Windows and macOS have none: whatever is shown is drawn by us."""
    for source in sources("msginspector/gui"):
        assert not re.search(r"fromTheme|standardIcon|standardPixmap|QStyle\.SP_", source.text)


def test_the_button_that_clears_a_filter_is_in_the_colours_of_the_theme(window) -> None:
    line = window.tree_dock.filter
    for scheme, tokens in SCHEMES.items():
        window.theme.choose(scheme)
        image = line.findChild(QAction).icon().pixmap(16, 16).toImage()
        every = (image.pixelColor(x, y) for x in range(16) for y in range(16))
        strongest = max(every, key=QColor.alpha)
        assert strongest.name() == tokens.dim


def test_who_changes_a_font_changes_no_other(qapp) -> None:
    font = theme_module.text_font()
    font.setPixelSize(99)
    assert theme_module.text_font().pixelSize() != 99

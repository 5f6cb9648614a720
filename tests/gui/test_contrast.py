"""Contrast of everything painted, by the rules of WCAG 2.1, in every scheme."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette

from msginspector.gui.theme import CONTRAST_DARK, CONTRAST_LIGHT, SCHEMES, palette
from msginspector.gui.views.delegates import MARKS
from msginspector.resources import resource_path
from tests.gui.looks import contrast

SURFACES = ("base", "alternate", "panel", "window", "hover", "selection", "chip")
WORDS = ("text", "dim", "accent", "open", "released", "closed", "error")
HIGH = frozenset({CONTRAST_LIGHT, CONTRAST_DARK})


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("token", WORDS)
def test_words_can_be_read_on_every_surface(scheme: str, surface: str, token: str) -> None:
    """1.4.3: at least 4.5 : 1; 1.4.6: at least 7 : 1 in high contrast."""
    tokens = SCHEMES[scheme]
    ratio = contrast(getattr(tokens, token), getattr(tokens, surface))
    assert ratio >= (7 if scheme in HIGH else 4.5), f"{ratio:.2f}"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_on_the_first_button_can_be_read(scheme: str) -> None:
    tokens = SCHEMES[scheme]
    wanted = 7 if scheme in HIGH else 4.5
    assert contrast(tokens.on_accent, tokens.accent) >= wanted


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("token", ["accent", "faint", "open", "released", "closed", "error"])
def test_marks_frames_borders_and_disabled_words_stand_out(scheme, surface, token) -> None:
    """1.4.11: at least 3 : 1 for what carries meaning without words."""
    tokens = SCHEMES[scheme]
    ratio = contrast(getattr(tokens, token), getattr(tokens, surface))
    assert ratio >= 3, f"{ratio:.2f}"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_closed_is_dimmer_than_what_is_not(scheme: str) -> None:
    tokens = SCHEMES[scheme]
    assert contrast(tokens.closed, tokens.base) <= contrast(tokens.text, tokens.base) * 0.65
    assert contrast(tokens.closed, tokens.text) >= 1.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_disabled_is_dimmer_than_what_is_dim(scheme: str) -> None:
    tokens = SCHEMES[scheme]
    assert contrast(tokens.faint, tokens.base) < contrast(tokens.dim, tokens.base)


@pytest.mark.parametrize("scheme", sorted(HIGH))
def test_high_contrast_has_strong_lines_and_a_frame_around_what_is_selected(scheme: str) -> None:
    tokens = SCHEMES[scheme]
    for surface in SURFACES:
        assert contrast(tokens.line, getattr(tokens, surface)) >= 4.5, surface
        assert contrast(tokens.frame, getattr(tokens, surface)) >= 4.5, surface


@pytest.mark.parametrize("scheme", SCHEMES)
def test_hints_in_empty_fields_and_disabled_words_use_these_colours(scheme: str) -> None:
    tokens, made = SCHEMES[scheme], palette(SCHEMES[scheme])
    assert made.color(QPalette.ColorRole.PlaceholderText).name() == tokens.dim
    disabled = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled.name() == tokens.faint


def test_the_stylesheet_writes_in_colours_for_words_only() -> None:
    """`line`, `frame` and the surfaces are no colours of words; `faint` is of disabled ones."""
    text = resource_path("styles", "window.qss").read_text(encoding="utf-8")
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", text)
    for selector, body in rules:
        for token in re.findall(r"(?<![-\w])color: \$(\w+)", body):
            allowed = {*WORDS, "on_accent"} | ({"faint"} if ":disabled" in selector else set())
            assert token in allowed, selector.strip()


def test_every_state_has_a_mark_of_its_own_shape(theme) -> None:
    """Colour alone tells nothing (1.4.1)."""
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QImage, QPainter

    from msginspector.gui.views.delegates import paint_mark

    shapes = set()
    for state in MARKS:
        image = QImage(24, 24, QImage.Format.Format_Alpha8)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        paint_mark(painter, state, QPointF(12, 12), theme)
        painter.end()
        shapes.add(bytes(image.constBits()))
    assert len(shapes) == len(MARKS) == 5

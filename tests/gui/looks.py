"""What tests ask of the window more than once."""

from __future__ import annotations

from PySide6.QtGui import QColor

from msginspector.gui.main_window import MainWindow


def tracked(window: MainWindow) -> list[tuple[str, str, str, int]]:
    """Kind, path, state and references of everything tracked but the session and its storages."""
    return [
        (row.kind, row.path, row.state, row.references)
        for row in window.bench.ledger.rows.values()
        if row.kind not in ("session", "storage")
    ]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.1, *contrast ratio*)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(name: str) -> float:
    """WCAG 2.1, *relative luminance*."""
    parts = (QColor(name).redF(), QColor(name).greenF(), QColor(name).blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

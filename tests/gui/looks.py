"""What tests ask of the window more than once."""

from __future__ import annotations

from msginspector.gui.main_window import MainWindow


def tracked(window: MainWindow) -> list[tuple[str, str, str, int]]:
    """Kind, path, state and references of everything tracked but the session and its storages."""
    return [
        (row.kind, row.path, row.state, row.references)
        for row in window.bench.ledger.rows.values()
        if row.kind not in ("session", "storage")
    ]

"""The foot of a dialog: its buttons on ground of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QWidget


def push_button(dialog: QDialog, text: str, handler: Callable[[], object]) -> QPushButton:
    """A button that Return does not press on the way from another field."""
    button = QPushButton(text, dialog)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _on=False: handler())
    return button


def dialog_foot(
    dialog: QDialog, first: QWidget, others: Iterable[QWidget], between: QWidget | None = None
) -> QWidget:
    """One button at the left, the others at the right, room or a widget between them."""
    foot = QWidget(dialog)
    foot.setObjectName("dialog-foot")
    foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    row = QHBoxLayout(foot)
    row.setContentsMargins(12, 10, 12, 10)
    row.addWidget(first)
    if between is None:
        row.addStretch(1)
    else:
        row.addWidget(between, 1)
    for button in others:
        row.addWidget(button)
    return foot

"""Tips that pop up say what a file says as it is.

Qt takes a tip that looks like HTML for HTML: it would hide the signs of a text, and a picture in it
would be read from the disk or, on Windows, from another computer.
"""

from __future__ import annotations

import html

from PySide6.QtGui import Qt


def plain(text: str) -> str:
    """The text of a tip that shows exactly this; what is no HTML to Qt stays as it is."""
    if not Qt.mightBeRichText(text):
        return text
    return f"<qt>{html.escape(text)}</qt>".replace("\n", "<br>")

"""What Qt needs of the system, checked before Qt is imported: it aborts where it should explain.

No Qt here. Package names are those of Debian and Ubuntu; other systems name them alike.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Final

OFFSCREEN: Final = "offscreen"

# shared library -> Debian package
PACKAGES: Final[dict[str, str]] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# the same for windows on X; Qt's plugin aborts without them
X_PACKAGES: Final[dict[str, str]] = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


def has_screen() -> bool:
    """A window can be shown: a display is named, or the system needs none named."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(
        os.environ.get("QT_QPA_PLATFORM")
        or os.environ.get("DISPLAY")
        or os.environ.get("WAYLAND_DISPLAY")
    )


def missing_libraries(*, window: bool) -> list[str]:
    """The system libraries Qt will not start without; with `window`, those of X too."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = list(PACKAGES)
    on_x = not os.environ.get("QT_QPA_PLATFORM") and not os.environ.get("WAYLAND_DISPLAY")
    if window and on_x:
        wanted += X_PACKAGES
    return [name for name in wanted if not _loads(name)]


def explain(missing: list[str]) -> str:
    """One paragraph: what is missing, and the command that installs it."""
    packages = " ".join(sorted({(PACKAGES | X_PACKAGES)[name] for name in missing}))
    return (
        f"The window needs system libraries that are missing: {', '.join(missing)}.\n"
        f"On Debian or Ubuntu: sudo apt-get install {packages}\n"
        "The console works without them: msginspect --help"
    )


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True

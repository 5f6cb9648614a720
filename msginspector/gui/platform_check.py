"""What Qt needs of the system, checked before Qt is imported: it aborts where it should explain.

No Qt here, and nothing outside the standard library and the resources: `packaging/start.py` uses
this module before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable
from typing import Final

from msginspector.resources import table

OFFSCREEN: Final = "offscreen"
ALWAYS: Final = "qt"  # libraries loaded by every Qt program, in the table's column `checked`
ON_X: Final = "x"  # libraries of windows on X: Qt's plugin aborts without them
SYSTEMS: Final = ("debian", "fedora")


def x_answers() -> bool:
    """Whether an X server answers at DISPLAY. Without libxcb: assume it, the check names it."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed


def screen() -> str:
    """The Qt platform this machine can show a window on: "", "xcb", "wayland" or "offscreen".

    "" leaves the choice to Qt: Windows and macOS always have a screen.
    """
    if not sys.platform.startswith("linux"):
        return ""
    if os.environ.get("QT_QPA_PLATFORM"):
        return os.environ["QT_QPA_PLATFORM"].partition(":")[0]
    if os.environ.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "xcb" if os.environ.get("DISPLAY") and x_answers() else OFFSCREEN


def has_screen() -> bool:
    """A window can be shown, or somebody has said how: QT_QPA_PLATFORM."""
    return bool(os.environ.get("QT_QPA_PLATFORM")) or screen() != OFFSCREEN


def packages(libraries: Iterable[str]) -> dict[str, list[str]]:
    """The packages that bring libraries, for each of `SYSTEMS`; an unknown one is itself."""
    rows = {row["library"]: row for row in table("qt_libraries")}
    return {
        system: sorted({rows[name][system] if name in rows else name for name in libraries})
        for system in SYSTEMS
    }


def missing_libraries(*, window: bool) -> list[str]:
    """The system libraries Qt will not start without; with `window`, those of X too."""
    if not sys.platform.startswith("linux"):
        return []
    on_x = not os.environ.get("QT_QPA_PLATFORM") and not os.environ.get("WAYLAND_DISPLAY")
    wanted = {ALWAYS, ON_X} if window and on_x else {ALWAYS}
    names = [row["library"] for row in table("qt_libraries") if row["checked"] in wanted]
    return [name for name in names if not _loads(name)]


def explain(missing: Iterable[str]) -> str:
    """What is missing, and the commands that install it."""
    names = list(missing)
    needed = packages(names)
    return (
        f"Qt needs system libraries that are not installed: {', '.join(names)}\n"
        f"    Debian, Ubuntu:  sudo apt-get install {' '.join(needed['debian'])}\n"
        f"    Fedora:          sudo dnf install {' '.join(needed['fedora'])}"
    )


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True

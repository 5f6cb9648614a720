"""What the bundle leaves out, and which of the collected files that makes superfluous.

Tables and functions for `msginspector.spec`. Nothing here needs PyInstaller until a bundle is
made, so that tests can look at the tables.
"""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

UNUSED_MODULES = (
    # The window needs QtCore, QtGui, QtWidgets, QtSvg and QtPrintSupport; hooks bring others.
    "PySide6.QtDBus",
    "PySide6.QtNetwork",
    "PySide6.QtOpenGL",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtTest",
    "PySide6.QtXml",
    "tkinter",
)

CONSOLE_UNUSED = ("PySide6", "shiboken6", *UNUSED_MODULES)
"""`msginspect` has no window."""

UNUSED_FILES = (
    # Screens without a desktop, and devices Qt reads itself where there is none.
    "*/plugins/egldeviceintegrations/*",
    "*/plugins/generic/*",
    "*/plugins/platforms/*eglfs*",
    "*/plugins/platforms/*linuxfb*",
    "*/plugins/platforms/*minimal*",
    "*/plugins/platforms/*vkkhrdisplay*",
    "*/plugins/platforms/*vnc*",
    # The network: nothing is ever loaded from it.
    "*/plugins/networkinformation/*",
    "*/plugins/tls/*",
    # It brings all of GTK; the portal gives the desktop's own dialogs without it.
    "*/plugins/platformthemes/*gtk3*",
    # Texts of programs that are not here; those of Qt's own dialogs (qtbase_) stay.
    "*/translations/qt_*",
    "*/translations/qtdeclarative_*",
)

# (name in the bundle, where it lies now or what it links to, its kind): PyInstaller's entries
Entry = tuple[str, str, str]


def used(entries: list[Entry]) -> list[Entry]:
    """The collected files without `UNUSED_FILES`."""
    return [
        entry
        for entry in entries
        if not any(fnmatchcase(entry[0].replace("\\", "/"), rule) for rule in UNUSED_FILES)
    ]


def needed(entries: list[Entry]) -> list[Entry]:
    """The collected files without libraries that only unused plugins were linked to (Linux).

    Elsewhere all of them: Qt loads some libraries by name on Windows, and nobody has tried it.
    """
    if not sys.platform.startswith("linux"):
        return entries
    from PyInstaller.depend.bindepend import get_imports  # on Linux: at any depth

    roots = (source for target, source, kind in entries if is_root(target, kind))
    names = {PurePosixPath(library).name for root in roots for library, _path in get_imports(root)}
    return [entry for entry in entries if not is_library(entry[0]) or _name(entry[0]) in names]


def is_library(target: str) -> bool:
    """A file, or a link to one, that is in the bundle because another file is linked to it."""
    plain = "/plugins/" not in target and not _name(target).startswith("libpython")
    return plain and _name(target).startswith("lib") and ".so" in _name(target)


def is_root(target: str, kind: str) -> bool:
    """A file that Python or Qt loads by itself: an extension module, a plugin, libpython."""
    return kind in ("BINARY", "EXTENSION") and not is_library(target)


def _name(target: str) -> str:
    return PurePosixPath(target).name

"""Starts the application, or takes a picture of its window without a screen."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMessageLogContext, QSettings, QSize, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from msginspector.gui import icons, ledger
from msginspector.gui.ending import Ending
from msginspector.gui.ledger import Key
from msginspector.gui.main_window import MainWindow
from msginspector.gui.preferences import type_of
from msginspector.gui.settings import Settings
from msginspector.gui.theme import STILL, Theme
from msginspector.gui.warm_up import warm_up_later
from msginspector.gui.workbench import Workbench

if TYPE_CHECKING:
    import argparse

    from msginspector.gui.models.nodes import Node

BAD_INPUT: Final = 3
_IDLE_TALK: Final = "This plugin does not support propagateSizeHints()"
"""What Qt's offscreen platform says of every window; it matters to nobody."""


def application() -> QApplication:
    """The one QApplication, made if there is none yet."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("msginspector")
    app.setApplicationDisplayName("msginspector")
    app.setOrganizationName("msginspector")
    app.setDesktopFileName("io.github.msginspector.msginspector")
    app.setWindowIcon(icons.app_icon())
    return app


def make_window(app: QApplication, settings: Settings, choice: str = "") -> MainWindow:
    """A window with a workspace of its own."""
    theme = Theme(app, choice or settings.text("theme"), type_of(settings))
    return MainWindow(Workbench(), theme, settings)


def run(options: argparse.Namespace) -> int:
    """Show the window until it is closed."""
    app = application()
    window = make_window(app, Settings(QSettings()), options.theme or "")
    window.layout_.fit_screen()
    window.layout_.restore()
    window.show()
    if options.paths:
        window.open_paths([os.path.abspath(path) for path in options.paths])
    warm_up_later(window)

    def end() -> None:
        window.close()
        app.quit()

    Ending(end, window)
    return app.exec()


def take_picture(options: argparse.Namespace) -> int:
    """Open the files, let them load, select, close as far as asked, write the picture."""
    qInstallMessageHandler(_pass_on)
    gc.enable()
    with scratch_settings() as settings:
        settings.put("motion", STILL)  # a picture shows where things are, not their way
        return _picture(make_window(application(), settings, options.theme or "light"), options)


@contextmanager
def scratch_settings() -> Iterator[Settings]:
    """Settings that nobody remembers: pictures and tests must not depend on a user's."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="msginspector-") as folder:
        store = QSettings(os.path.join(folder, "settings.ini"), QSettings.Format.IniFormat)
        try:
            yield Settings(store)
        finally:
            store.sync()  # what is not written now would be written after the folder is gone


def _pass_on(_kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
    if text != _IDLE_TALK:
        sys.stderr.write(f"{text}\n")


def _picture(window: MainWindow, options: argparse.Namespace) -> int:
    window.resize(_size(options.size))
    window.layout_.size_docks()
    window.show()
    if options.paths:
        window.open_paths([os.path.abspath(path) for path in options.paths])
        window.bench.runner.drain()
    arranged = _arrange(window, options)
    QApplication.processEvents()
    window.bench.ledger.flush()
    if window.presenter.has_page:
        for tab in window.page.built:
            tab.finish()
    QApplication.processEvents()
    saved = window.grab().save(options.screenshot)
    for problem in window.message_bar.problems:
        sys.stderr.write(problem.details() + "\n")
    failed = bool(window.message_bar.problems)
    window.close()
    if not saved:
        sys.stderr.write(f"The picture {options.screenshot} could not be written.\n")
    if failed:
        return BAD_INPUT
    return 0 if saved and arranged else 1


def _arrange(window: MainWindow, options: argparse.Namespace) -> bool:
    """Select what was asked for, then close as far as asked; whether there was such an object."""
    node = find_node(window, options.select) if options.select else None
    if node is not None:
        window.tree_dock.select(node)
    elif options.select:
        sys.stderr.write(f"There is no object {options.select} in the first message.\n")
    if options.tab and window.presenter.has_page:
        window.page.show_tab(options.tab)
    if options.close or options.close_steps is not None:
        window.commands.close_session()
        teardown = window.closing.teardown
        if teardown is not None:
            teardown.step(teardown.total if options.close else options.close_steps)
    return node is not None or not options.select


def find_node(window: MainWindow, path: str) -> Node | None:
    """The node of a path in the first message; `/session` is its session."""
    session = next(iter(window.bench.tree.sessions()), None)
    if session is None or not session.children or path == "/session":
        return session
    tree, top = window.bench.tree, session.children[0].top
    owner, group, name = path.rpartition("/properties")
    if group:
        return _property_node(window, top, owner or "/", name.strip("/"))
    if path == "/storage":
        return tree.find(Key(top, ledger.STORAGE, path))
    kinds = (ledger.MESSAGE, ledger.ATTACHMENT, ledger.ATTACHMENT_TABLE, ledger.RECIPIENT_TABLE,
             "recipient", "orphan")  # fmt: skip
    found = (tree.find(Key(top, kind, path)) for kind in kinds)
    return next((node for node in found if node is not None), None)


def _property_node(window: MainWindow, top: int, owner: str, name: str) -> Node | None:
    """The *Properties* group of an object, or one property in it by name or tag."""
    tree = window.bench.tree
    node = find_node(window, owner)
    if node is None:
        return None
    tree.list_children(node)
    group = next((child for child in node.children or () if child.kind == "properties"), None)
    if group is None or not name:
        return group
    tree.list_children(group)
    rows = window.bench.row(group).properties
    wanted = name.casefold()
    for child in group.children or ():
        if wanted in (child.label.casefold(), f"0x{rows[child.number].tag:08x}"):
            return child
    return None


def _size(text: str) -> QSize:
    width, _, height = text.partition("x")
    return QSize(int(width), int(height))

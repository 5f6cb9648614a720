"""What can be done with the bytes of a value, in one table: the menu of the bytes and their keys.

The keys hold while the bytes or their decoded tree have the keyboard, even where the window has the
same ones for something else: Ctrl+F finds bytes there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from msginspector.export.byte_formats import FORMATS

COPY: Final = "copy-"


@dataclass(frozen=True, slots=True)
class ByteCommand:
    """One row: id, what menus say, what it does, keys, group in the menu."""

    id: str
    text: str
    tip: str
    keys: str
    group: int
    menu: str = ""


def _copies() -> tuple[ByteCommand, ...]:
    keys = ("Ctrl+C", *(f"Ctrl+{number}" for number in range(1, len(FORMATS))))
    return tuple(
        ByteCommand(f"{COPY}{one.name}", one.title, f"Copy the selected bytes: {one.title}",
                    key, 0, "Copy as")
        for one, key in zip(FORMATS, keys, strict=True)
    )  # fmt: skip


BYTE_COMMANDS: Final = (
    *_copies(),
    ByteCommand("select-all", "Select all", "Select all bytes of the value", "Ctrl+A", 1),
    ByteCommand("find", "Find bytes…", "Find bytes or text in the value", "Ctrl+F", 2),
    ByteCommand("find-next", "Find next", "The next match, around the end", "F3", 2),
    ByteCommand("find-previous", "Find previous", "The match before", "Shift+F3", 2),
    ByteCommand("go-to", "Go to offset…", "Go to an offset, decimal or hex, or from here",
                "Ctrl+G", 2),
    ByteCommand("decode-as", "Decode as…", "Decode these bytes as another structure", "Ctrl+D", 3),
    ByteCommand("inspector", "Data inspector", "What the bytes at the cursor would be",
                "Ctrl+I", 3),
    ByteCommand("save", "Save bytes…", "Save the selected bytes, or all, to a new file",
                "Ctrl+S", 4),
)  # fmt: skip


class ByteKeys(QObject):
    """The keys of a table of commands on some widgets, and the menu of the table.

    Keys after a semicolon are others for the same.
    """

    def __init__(
        self,
        run: Callable[[str], object],
        parent: QObject,
        commands: tuple[ByteCommand, ...] = BYTE_COMMANDS,
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._commands = commands
        self._watched: dict[QObject, frozenset[str]] = {}
        self._by_keys = {
            keys.toString(): one.id
            for one in commands
            for keys in QKeySequence.listFromString(one.keys)
        }

    def watch(self, widget: QWidget, but: Collection[str] = ()) -> None:
        """Keys hold while this widget has the keyboard, `but` some it has for itself."""
        self._watched[widget] = frozenset(one.id for one in self._commands) - frozenset(but)
        widget.installEventFilter(self)

    def fill(self, menu: QMenu) -> QMenu:
        """The commands of the table, with their keys beside them."""
        groups: dict[str, QMenu] = {}
        before = None
        for command in self._commands:
            if before is not None and before != command.group:
                menu.addSeparator()
            before = command.group
            home = menu
            if command.menu:
                title = _said(command.menu)
                home = groups[title] = groups.get(title) or menu.addMenu(title)
            action = home.addAction(_said(command.text))
            action.setObjectName(command.id)
            action.setShortcut(QKeySequence(command.keys))
            action.triggered.connect(lambda _on=False, name=command.id: self._run(name))
        return menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Shortcuts of the window give way where the widget has the keyboard."""
        kind = event.type()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        if not isinstance(event, QKeyEvent):
            return False
        name = self._by_keys.get(QKeySequence(event.keyCombination()).toString())
        if name is None or name not in self._watched.get(watched, ()):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()
        else:
            self._run(name)
        return True


def _said(text: str) -> str:
    return QCoreApplication.translate("Bytes", text)

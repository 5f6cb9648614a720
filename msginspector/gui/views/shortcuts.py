"""The page of keys: every action with its shortcut and its menu, from the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from msginspector.gui.actions import ACTIONS
from msginspector.gui.body_commands import BODY_COMMANDS
from msginspector.gui.byte_commands import BYTE_COMMANDS
from msginspector.gui.models.table import Column, TableModel
from msginspector.gui.views.list_tab import ListTab

if TYPE_CHECKING:
    from msginspector.gui.actions import Actions
    from msginspector.gui.theme import Theme

SIZE: Final = (960, 640)
BYTES: Final = "Bytes"  # the menu of the bytes of a value
BODY: Final = "Body"


class KeyLine(NamedTuple):
    """One action for people."""

    menu: str
    text: str
    keys: str
    tip: str


COLUMNS: Final = (
    Column("text", "Action", 190, lambda line: line.text),
    Column("keys", "Keys", 150, lambda line: line.keys, mono=True),
    Column("menu", "Menu", 80, lambda line: line.menu, tone=lambda line: "dim"),
    Column("tip", "What it does", 360, lambda line: line.tip, tone=lambda line: "dim",
           tip=lambda line: line.tip),
)  # fmt: skip


class ShortcutsDialog(QDialog):
    """All actions of the window; the filter finds one by its name, its keys or what it does."""

    def __init__(self, actions: Actions, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setObjectName("shortcuts")
        name, nouns = self.tr("Keyboard shortcuts"), (self.tr("action"), self.tr("actions"))
        self.list = ListTab(name, nouns, TableModel(COLUMNS), colors, self)
        self.list.fill(_lines(actions))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list)
        self.resize(*SIZE)
        self.list.filter.setFocus()


def _lines(actions: Actions) -> list[KeyLine]:
    native = QKeySequence.SequenceFormat.NativeText
    of_parts = [
        KeyLine(menu, one.text, QKeySequence(one.keys.partition(";")[0]).toString(native), one.tip)
        for menu, commands in ((BODY, BODY_COMMANDS), (BYTES, BYTE_COMMANDS))
        for one in commands
    ]
    return [
        KeyLine(
            spec.menu.replace("&", ""),
            actions[spec.id].text(),
            actions[spec.id].shortcut().toString(native),
            actions[spec.id].statusTip(),
        )
        for spec in ACTIONS
    ] + of_parts

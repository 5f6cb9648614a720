"""Preferences: one control for each declared preference, by its kind; shown at once, kept by OK."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from msginspector.gui import theme
from msginspector.gui.settings import PREFERENCES, Setting
from msginspector.gui.times import zone_names

if TYPE_CHECKING:
    from msginspector.gui.settings import Settings

WIDTH: Final = 560
NAMES: Final = {
    "system": "As the system has it",
    "light": "Light",
    "dark": "Dark",
    "contrast-light": "High contrast, light",
    "contrast-dark": "High contrast, dark",
    "en": "English",
    "": "That of the system",
    "local": "Local time of this computer",
}
_ROLES: Final = QDialogButtonBox.ButtonRole
Values = dict[str, object]


class PreferencesDialog(QDialog):
    """`changed` is emitted after a preference has changed, also when Cancel takes it back."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self.setObjectName("preferences")
        self._settings = settings
        self._before = _values(settings)
        self._quiet = False
        self.controls: dict[str, QComboBox | QSpinBox] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        for section, group in groupby(PREFERENCES, key=lambda setting: setting.section):
            heading = QLabel(self.tr(section), self)
            heading.setObjectName("section")
            layout.addWidget(heading)
            layout.addLayout(self._grid(list(group)))
            layout.addSpacing(10)
        layout.addStretch(1)
        layout.addWidget(self._buttons())
        self.setMinimumWidth(WIDTH)
        self._show(self._before)

    def reject(self) -> None:
        """Everything as it was before."""
        self._keep(self._before)
        super().reject()

    def restore(self) -> None:
        """Everything as it is on a computer that never saw this program."""
        self._keep({setting.key: setting.default for setting in PREFERENCES})

    def _grid(self, settings: list[Setting]) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, 150)
        grid.setColumnStretch(1, 1)
        row = 0
        for setting in settings:
            control = self.controls[setting.key] = self._control(setting)
            control.setAccessibleName(self.tr(setting.text))
            control.setAccessibleDescription(self.tr(setting.note) if setting.note else "")
            label = QLabel(self.tr(setting.text), self)
            label.setBuddy(control)
            grid.addWidget(label, row, 0)
            grid.addWidget(control, row, 1)
            row += 1
            if setting.note:
                note = QLabel(self.tr(setting.note), self)
                note.setObjectName("dim")
                note.setWordWrap(True)
                grid.addWidget(note, row, 1)
                row += 1
        return grid

    def _control(self, setting: Setting) -> QComboBox | QSpinBox:
        if setting.kind is int and setting.key != "type/percent":
            box = QSpinBox(self)
            box.setRange(setting.least, setting.most)
            box.setGroupSeparatorShown(True)
            box.lineEdit().setTextMargins(6, 0, 0, 0)  # which no stylesheet gives a spin box
            box.valueChanged.connect(lambda: self._changed(setting.key))
            return box
        choices = QComboBox(self)
        for value, name in _CHOICES.get(setting.key, _declared)(setting):
            choices.addItem(self.tr(name) if name in NAMES.values() else name, value)
        choices.setMaxVisibleItems(16)
        if choices.count() > choices.maxVisibleItems():
            _let_search(choices)
        choices.currentIndexChanged.connect(lambda: self._changed(setting.key))
        return choices

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        for text, name, role, slot in (
            (self.tr("Restore defaults"), "", _ROLES.ResetRole, self.restore),
            (self.tr("Cancel"), "", _ROLES.RejectRole, self.reject),
            (self.tr("OK"), "primary", _ROLES.AcceptRole, self.accept),
        ):
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.setAccessibleName(text)
            button.setDefault(role is _ROLES.AcceptRole)
            button.clicked.connect(slot)
            box.addButton(button, role)
        return box

    def _keep(self, values: Values) -> None:
        for key, value in values.items():
            self._settings.put(key, value)
        self._show(values)
        self.changed.emit()

    def _show(self, values: Values) -> None:
        self._quiet = True
        for key, value in values.items():
            control = self.controls[key]
            if isinstance(control, QSpinBox):
                control.setValue(int(str(value)))
            else:
                control.setCurrentIndex(max(0, control.findData(value)))
        self._quiet = False

    def _changed(self, key: str) -> None:
        control = self.controls[key]
        value = control.value() if isinstance(control, QSpinBox) else control.currentData()
        if not self._quiet and value is not None:
            self._settings.put(key, value)
            self.changed.emit()


def _values(settings: Settings) -> Values:
    return {
        setting.key: settings.number(setting.key)
        if setting.kind is int
        else settings.text(setting.key)
        for setting in PREFERENCES
    }


def _let_search(choices: QComboBox) -> None:
    """A long list is searched by typing any part of a name; what is no name is taken back."""
    choices.setEditable(True)
    choices.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    completer, line = choices.completer(), choices.lineEdit()
    assert completer is not None
    assert line is not None
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    line.editingFinished.connect(
        lambda: choices.setEditText(choices.itemText(choices.currentIndex()))
    )


def _declared(setting: Setting) -> list[tuple[object, str]]:
    return [(value, NAMES.get(value, value)) for value in setting.choices]


def _percents(_setting: Setting) -> list[tuple[object, str]]:
    return [(percent, f"{percent} %") for percent in theme.PERCENTS]


def _zones(_setting: Setting) -> list[tuple[object, str]]:
    return [(name, NAMES.get(name, name)) for name in zone_names()]


def _families(setting: Setting) -> list[tuple[object, str]]:
    fixed = setting.key == "type/mono"
    every = QFontDatabase.families()
    names = [name for name in every if not fixed or QFontDatabase.isFixedPitch(name)]
    return [("", NAMES[""]), *((name, name) for name in names)]


_CHOICES: Final[dict[str, Callable[[Setting], list[tuple[object, str]]]]] = {
    "type/percent": _percents,
    "type/text": _families,
    "type/mono": _families,
    "zone": _zones,
}

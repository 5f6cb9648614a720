"""Preferences: one control for each declared preference, by its kind; shown at once, kept by OK.

The controls scroll where the screen is too small for them; the buttons below them stay.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontDatabase, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
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
LABEL_PX: Final = 150
FRAME_PX: Final = 60  # what the desktop needs of the height of a screen
NAMES: Final = {
    "system": "As the system",
    "light": "Light",
    "dark": "Dark",
    "contrast-light": "High contrast, light",
    "contrast-dark": "High contrast, dark",
    "en": "English",
    "": "As the system",
    "full": "Full speed",
    "slow": "Slowly, one object after the other",
    "step": "Step by step",
    "still": "None",
    "local": "Local time",
    "sender": "The sender’s zone",
}
LEAST_LETTERS: Final = 8  # in a list of choices, where there is little room
_SIZES: Final = QComboBox.SizeAdjustPolicy
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
        self._body = QWidget(self)
        self._body.setObjectName("preferences-body")
        self._room = QScrollArea(self)
        self._room.setObjectName("preferences-room")
        self._room.setWidgetResizable(True)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fill()
        self._room.setWidget(self._body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._room, 1)
        layout.addWidget(self._foot())
        self._show(self._before)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            self._fit()

    def reject(self) -> None:
        """Everything as it was before."""
        self._keep(self._before)
        super().reject()

    def restore(self) -> None:
        """Everything as it is on a computer that never saw this program."""
        self._keep({setting.key: setting.default for setting in PREFERENCES})

    def _fill(self) -> None:
        """Headings and controls, labels in one column and controls in the other."""
        grid = QGridLayout(self._body)
        grid.setContentsMargins(24, 16, 24, 16)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, LABEL_PX)
        grid.setColumnStretch(1, 1)
        for section, group in groupby(PREFERENCES, key=lambda setting: setting.section):
            heading = _label(self.tr(section), "section", self._body)
            heading.setContentsMargins(0, 14 if grid.count() else 0, 0, 2)
            grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
            for setting in group:
                self._add(grid, setting)
        grid.setRowStretch(grid.rowCount(), 1)

    def _add(self, grid: QGridLayout, setting: Setting) -> None:
        """One control with its label, and what there is to note below it."""
        control = self.controls[setting.key] = self._control(setting)
        text, row = self.tr(setting.text), grid.rowCount()
        control.setAccessibleName(text.replace("&", ""))
        control.setAccessibleDescription(self.tr(setting.note) if setting.note else "")
        label = QLabel(text, self._body)
        label.setBuddy(control)
        grid.addWidget(label, row, 0)
        grid.addWidget(control, row, 1)
        if setting.note:
            note = _label(self.tr(setting.note), "dim", self._body)
            note.setWordWrap(True)
            grid.addWidget(note, row + 1, 1)

    def _foot(self) -> QWidget:
        foot = QWidget(self)
        foot.setObjectName("dialog-foot")
        row = QVBoxLayout(foot)
        row.setContentsMargins(24, 12, 24, 12)
        row.addWidget(self._buttons())
        return foot

    def _fit(self) -> None:
        """As large as the controls want it, or as the screen allows."""
        screen = self.screen().availableSize()
        width = min(theme.scaled(WIDTH), screen.width())
        layout = self._body.layout()
        assert layout is not None
        for widget in self._body.findChildren(QWidget):
            widget.ensurePolished()
        layout.invalidate()
        body = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
        foot = self.layout().itemAt(1).sizeHint().height()  # type: ignore[union-attr]
        self.resize(width, min(body + foot, screen.height() - FRAME_PX))

    def _control(self, setting: Setting) -> QComboBox | QSpinBox:
        if setting.kind is int and not setting.choices:
            box = QSpinBox(self._body)
            box.setRange(setting.least, setting.most)
            box.setGroupSeparatorShown(True)
            box.lineEdit().setTextMargins(6, 0, 0, 0)  # which no stylesheet gives a spin box
            box.valueChanged.connect(lambda: self._changed(setting.key))
            return box
        choices = QComboBox(self._body)
        for value, name in _CHOICES.get(setting.key, _declared)(setting):
            choices.addItem(self.tr(name) if name in NAMES.values() else name, value)
        choices.setSizeAdjustPolicy(_SIZES.AdjustToMinimumContentsLengthWithIcon)
        choices.setMinimumContentsLength(LEAST_LETTERS)
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


def _label(text: str, name: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName(name)
    return label


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
    return [(value, NAMES[str(value)]) for value in setting.choices]


def _percents(setting: Setting) -> list[tuple[object, str]]:
    return [(percent, f"{percent} %") for percent in setting.choices]


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

"""Preferences: shown at once, kept or taken back; what is stored is never trusted blindly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QSpinBox

from msginspector.gui import theme
from msginspector.gui.settings import DECLARED, PREFERENCES
from msginspector.gui.views.preferences import PreferencesDialog

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dialog(opened) -> PreferencesDialog:
    window = opened("attachments.msg")
    window.actions_["preferences"].trigger()
    return window.findChild(PreferencesDialog)


def choose(dialog: PreferencesDialog, key: str, value: object) -> None:
    control = dialog.controls[key]
    if isinstance(control, QSpinBox):
        control.setValue(value)
    else:
        control.setCurrentIndex(control.findData(value))


def press(dialog: PreferencesDialog, text: str) -> None:
    (button,) = [button for button in dialog.findChildren(QPushButton) if button.text() == text]
    button.click()


def test_every_declared_preference_has_a_control_that_says_its_name(dialog) -> None:
    assert set(dialog.controls) == {setting.key for setting in PREFERENCES}
    for setting in PREFERENCES:
        assert dialog.controls[setting.key].accessibleName() == setting.text.replace("&", "")


def test_the_choices_of_a_control_are_those_that_are_allowed(dialog) -> None:
    for setting in PREFERENCES:
        control = dialog.controls[setting.key]
        if isinstance(control, QComboBox):
            values = [control.itemData(n) for n in range(control.count())]
            assert setting.default in values
            assert all(setting.allows(value) for value in values)
        else:
            assert (control.minimum(), control.maximum()) == (setting.least, setting.most)


def test_a_time_zone_is_shown_at_once_and_cancel_takes_it_back(dialog, window) -> None:
    before = window.page.card.chips()
    assert before[-1] == "2024-05-16 13:05:42 UTC"
    choose(dialog, "zone", "Asia/Tokyo")
    assert window.page.card.chips()[-1] == "2024-05-16 22:05:42 +09:00"
    press(dialog, "Cancel")
    assert window.page.card.chips() == before
    assert window.settings.text("zone") == "UTC"


def test_ok_keeps_what_was_chosen(dialog, window) -> None:
    choose(dialog, "theme", "dark")
    choose(dialog, "limit/recent", 3)
    press(dialog, "OK")
    assert window.theme.scheme == "dark"
    for number in range(5):
        window.settings.add_recent(f"{number}.msg")
    assert window.settings.strings("recent") == ["4.msg", "3.msg", "2.msg"]


def test_the_text_grows_while_the_dialog_is_open(dialog, window) -> None:
    choose(dialog, "type/percent", 200)
    assert window.theme.type.percent == 200
    assert window.tree_dock.view.sizeHintForRow(0) > theme.ROW_PX
    press(dialog, "Cancel")
    assert window.theme.type.percent == 100


def test_the_event_log_keeps_as_many_as_somebody_wants(dialog, window) -> None:
    model = window.story_dock.view("events").model
    event = model.rows[0]
    model.add([event] * 2000)
    choose(dialog, "limit/events", 1000)
    assert model.rowCount() == 1000
    assert model.dropped == 2000 + 3 - 1000


def test_defaults_are_restored(dialog, window) -> None:
    choose(dialog, "zone", "Asia/Tokyo")
    choose(dialog, "limit/events", 5000)
    press(dialog, "Restore defaults")
    assert window.settings.text("zone") == "UTC"
    assert dialog.controls["limit/events"].value() == 100_000


def test_a_zone_is_found_by_a_part_of_its_name(dialog) -> None:
    completer = dialog.controls["zone"].completer()
    completer.setCompletionPrefix("lord_h")
    assert completer.completionModel().index(0, 0).data() == "Australia/Lord_Howe"


def test_what_is_no_zone_is_taken_back(dialog) -> None:
    line = dialog.controls["zone"].lineEdit()
    line.setText("Middle-earth")
    line.editingFinished.emit()
    assert line.text() == "UTC"


@pytest.mark.parametrize("stored", ["", "many", "-5", "0", "99999999999999", "3.5", None, ["1"]])
def test_a_stored_number_that_cannot_be_used_counts_as_the_default(settings, stored) -> None:
    settings.put("limit/recent", stored)
    assert settings.number("limit/recent") == 12


def test_a_stored_choice_that_there_is_not_counts_as_the_default(settings) -> None:
    settings.put("theme", "purple")
    assert settings.text("theme") == "system"


@pytest.mark.parametrize("setting", PREFERENCES, ids=lambda setting: setting.key)
def test_the_default_of_a_preference_is_allowed(setting) -> None:
    assert setting.allows(setting.default)
    assert DECLARED[setting.key] is setting


def test_every_label_leads_to_its_control_by_a_key_of_its_own(dialog) -> None:
    labels = [label for label in dialog.findChildren(QLabel) if label.buddy() is not None]
    assert {label.buddy() for label in labels} == set(dialog.controls.values())
    keys = [label.text().partition("&")[2][:1].casefold() for label in labels]
    assert all(keys)
    assert len(set(keys)) == len(keys)


def test_the_keyboard_goes_through_the_controls_in_the_order_shown(dialog) -> None:
    seen, widget = [], dialog.controls["theme"]
    for _ in range(100):
        if widget in dialog.controls.values() and widget not in seen:
            seen.append(widget)
        widget = widget.nextInFocusChain()
    assert seen == list(dialog.controls.values())


@pytest.mark.parametrize("percent", [100, 200, 300])
def test_the_dialog_fits_the_screen_and_its_buttons_are_in_sight(dialog, percent: int) -> None:
    choose(dialog, "type/percent", percent)
    QApplication.processEvents()
    assert dialog.height() <= dialog.screen().availableSize().height()
    assert dialog.width() <= dialog.screen().availableSize().width()
    assert dialog.controls["zone"].parentWidget().width() <= dialog.width()
    for button in dialog.findChildren(QPushButton):
        assert dialog.rect().contains(button.geometry().translated(button.parent().pos()))
        assert button.width() >= button.sizeHint().width()


def test_a_text_size_between_the_steps_counts_as_none(settings) -> None:
    settings.put("type/percent", 123)
    assert settings.number("type/percent") == 100


def test_a_font_that_is_gone_leaves_the_one_of_the_system(window) -> None:
    window.settings.put("type/text", "No such font at all")
    window.preferences.apply()
    assert QFontInfo(window.font()).family() != "No such font at all"
    assert QFontInfo(window.font()).pixelSize() == 13


def test_preferences_are_not_imported_before_they_are_asked_for() -> None:
    code = (
        "import sys, msginspector.gui.main_window\n"
        "sys.exit('msginspector.gui.views.preferences' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0

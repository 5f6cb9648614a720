"""What the window remembers, declared once: key, type, default, text. Unknown keys are ignored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QByteArray, QSettings

from msginspector.gui.stage.teardown import FULL, SPEEDS
from msginspector.gui.theme import CHOICES, MOTIONS, PERCENTS, SYSTEM


@dataclass(frozen=True, slots=True)
class Setting:
    """One remembered thing; `text` says to a person what it is.

    What has a `section` is a preference, and a mnemonic in its `text`; `note` says more. `choices`
    are all values there can be, else `least` and `most` are the ends of a number; anything else in
    the store counts as the default.
    """

    key: str
    kind: type
    default: object
    text: str
    section: str = ""
    choices: tuple[object, ...] = ()
    least: int = 0
    most: int = 0
    note: str = ""

    def allows(self, value: object) -> bool:
        """The value can be used."""
        if self.kind is int and not self.choices:
            return isinstance(value, int) and self.least <= value <= self.most
        return not self.choices or value in self.choices


LOOK: Final = "Look"
LANGUAGE: Final = "Language and time"
TEACHING: Final = "Teaching"
LIMITS: Final = "Limits"

DECLARED: Final[dict[str, Setting]] = {
    setting.key: setting
    for setting in (
        Setting("theme", str, "system", "&Theme", LOOK, CHOICES),
        Setting("type/percent", int, 100, "Text &size", LOOK, PERCENTS,
                note="For projectors and tired eyes."),
        Setting("type/text", str, "", "&Font", LOOK),
        Setting("type/mono", str, "", "Fixed-width f&ont", LOOK),
        Setting("language", str, "system", "&Language", LANGUAGE, ("system", "en"),
                note="Applies at the next start."),
        Setting("zone", str, "UTC", "Time &zone", LANGUAGE,
                note="A value shown whole stays in UTC, as it is stored."),
        Setting("speed", str, FULL, "&Closing speed", TEACHING, SPEEDS,
                note="How fast a session closes; step by step, it waits for F8."),
        Setting("motion", str, SYSTEM, "&Movement", TEACHING, MOTIONS,
                note="In the diagram objects glide to their places, or are there at once."),
        Setting("limit/events", int, 100_000, "&Events kept", LIMITS, least=1_000, most=100_000,
                note="Older ones are dropped from the log, and counted."),
        Setting("limit/recent", int, 12, "&Recent files kept", LIMITS, least=1, most=50),
        Setting("geometry", QByteArray, QByteArray(), "Place and size of the window"),
        Setting("state", QByteArray, QByteArray(), "Where the docks are"),
        Setting("columns/properties", QByteArray, QByteArray(), "Columns of the property table"),
        Setting("columns/tracked", QByteArray, QByteArray(), "Columns of the tracked objects"),
        Setting("columns/events", QByteArray, QByteArray(), "Columns of the event log"),
        Setting("columns/calls", QByteArray, QByteArray(), "Columns of the calls"),
        Setting("columns/findings", QByteArray, QByteArray(), "Columns of the findings"),
        Setting("columns/recipients", QByteArray, QByteArray(), "Columns of the recipients"),
        Setting("columns/attachments", QByteArray, QByteArray(), "Columns of the attachments"),
        Setting("columns/times", QByteArray, QByteArray(), "Columns of the times"),
        Setting("columns/storages", QByteArray, QByteArray(), "Columns of the storages"),
        Setting("columns/messages", QByteArray, QByteArray(), "Columns of a session's messages"),
        Setting("columns/steps", QByteArray, QByteArray(), "Columns of the teardown report"),
        Setting("splitter/page", QByteArray, QByteArray(), "Split between properties and value"),
        Setting("splitter/storage", QByteArray, QByteArray(), "Split between streams and sectors"),
        Setting("splitter/sectors", QByteArray, QByteArray(), "Split between sectors and bytes"),
        Setting("splitter/value", QByteArray, QByteArray(), "Split between text and bytes"),
        Setting("splitter/recipients", QByteArray, QByteArray(), "Split below the people"),
        Setting("splitter/times", QByteArray, QByteArray(), "Split below the times"),
        Setting("splitter/attachments", QByteArray, QByteArray(), "Split below the attachments"),
        Setting("splitter/body", QByteArray, QByteArray(), "Split between body and lists"),
        Setting("columns/left-out", QByteArray, QByteArray(), "Columns of what was left out"),
        Setting("columns/links", QByteArray, QByteArray(), "Columns of the links of a body"),
        Setting("columns/headers-fields", QByteArray, QByteArray(), "Columns of the headers"),
        Setting("columns/headers-explained", QByteArray, QByteArray(), "Columns of what they mean"),
        Setting("columns/headers-hops", QByteArray, QByteArray(), "Columns of the hops"),
        Setting("splitter/headers-field", QByteArray, QByteArray(), "Split beside the headers"),
        Setting("view/body", QByteArray, QByteArray(), "How bodies are shown"),
        Setting("view/value", QByteArray, QByteArray(), "How values are shown"),
        Setting("pins", list, [], "Properties kept at the top of the table"),
        Setting("folder", str, "", "Folder of the last file opened by dialog"),
        Setting("recent", list, [], "Files opened last, newest first"),
    )
}  # fmt: skip
PREFERENCES: Final = tuple(setting for setting in DECLARED.values() if setting.section)


class Settings:
    """Typed access to a QSettings; reading or writing an undeclared key raises KeyError."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    def text(self, key: str) -> str:
        """A declared string, the default where it is none of its choices."""
        value = str(self._value(key))
        return value if DECLARED[key].allows(value) else str(DECLARED[key].default)

    def number(self, key: str) -> int:
        """A declared number, the default where something else is stored."""
        text = str(self._value(key))
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        return number if DECLARED[key].allows(number) else int(str(DECLARED[key].default))

    def data(self, key: str) -> QByteArray:
        """A declared byte array, empty if nothing usable is stored."""
        value = self._value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def strings(self, key: str) -> list[str]:
        """A declared list of strings."""
        value = self._value(key)
        if isinstance(value, str):
            return [value]
        return [str(item) for item in value] if isinstance(value, list) else []

    def put(self, key: str, value: object) -> None:
        """Remember a value under a declared key."""
        self._store.setValue(DECLARED[key].key, value)

    def remembered(self, *beginnings: str) -> list[str]:
        """The declared keys that begin like this."""
        return [key for key in DECLARED if key.startswith(beginnings)]

    def forget(self, key: str) -> None:
        """Go back to the default of a declared key."""
        self._store.remove(DECLARED[key].key)

    def add_recent(self, *paths: str) -> None:
        """Put files or folders at the head of the recent ones, the last of them first."""
        listed = dict.fromkeys((*reversed(paths), *self.strings("recent")))
        self.put("recent", list(listed)[: self.number("limit/recent")])

    def _value(self, key: str) -> object:
        setting = DECLARED[key]
        value: object = self._store.value(setting.key, setting.default)
        return setting.default if value is None else value

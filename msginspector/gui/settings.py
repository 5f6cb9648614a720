"""What the window remembers, declared once: key, type, default, text. Unknown keys are ignored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QByteArray, QSettings

RECENT_LIMIT: Final = 12


@dataclass(frozen=True, slots=True)
class Setting:
    """One remembered thing; `text` says to a person what it is."""

    key: str
    kind: type
    default: object
    text: str


DECLARED: Final[dict[str, Setting]] = {
    setting.key: setting
    for setting in (
        Setting("theme", str, "system", "Light, dark, or as the system has it"),
        Setting("geometry", QByteArray, QByteArray(), "Place and size of the window"),
        Setting("state", QByteArray, QByteArray(), "Where the docks are"),
        Setting("columns/properties", QByteArray, QByteArray(), "Columns of the property table"),
        Setting("columns/tracked", QByteArray, QByteArray(), "Columns of the tracked objects"),
        Setting("columns/events", QByteArray, QByteArray(), "Columns of the event log"),
        Setting("columns/findings", QByteArray, QByteArray(), "Columns of the findings"),
        Setting("columns/recipients", QByteArray, QByteArray(), "Columns of the recipients"),
        Setting("columns/attachments", QByteArray, QByteArray(), "Columns of the attachments"),
        Setting("columns/storages", QByteArray, QByteArray(), "Columns of the storages"),
        Setting("columns/messages", QByteArray, QByteArray(), "Columns of a session's messages"),
        Setting("columns/steps", QByteArray, QByteArray(), "Columns of the teardown report"),
        Setting("splitter/page", QByteArray, QByteArray(), "Split between properties and value"),
        Setting("splitter/value", QByteArray, QByteArray(), "Split between text and bytes"),
        Setting("folder", str, "", "Folder of the last file opened by dialog"),
        Setting("recent", list, [], "Files opened last, newest first"),
    )
}


class Settings:
    """Typed access to a QSettings; reading or writing an undeclared key raises KeyError."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    def text(self, key: str) -> str:
        """A declared string."""
        return str(self._value(key))

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

    def add_recent(self, path: str) -> None:
        """Put a file at the head of the recent files."""
        rest = [item for item in self.strings("recent") if item != path]
        self.put("recent", [path, *rest][:RECENT_LIMIT])

    def _value(self, key: str) -> object:
        setting = DECLARED[key]
        value: object = self._store.value(setting.key, setting.default)
        return setting.default if value is None else value

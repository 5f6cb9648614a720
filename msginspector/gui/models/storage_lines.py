"""What the table of storages and streams says of each directory entry, and its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from msginspector.errors import InspectorError
from msginspector.gui import texts
from msginspector.gui.models.table import Column
from msginspector.gui.roles import Look

if TYPE_CHECKING:
    from msginspector.gui.times import Clock
    from msginspector.oxmsg.storage_listing import StorageEntry
    from msginspector.session.listed_storage import ListedStorage
    from msginspector.storage.sector_table import Use

_ICONS: Final = {"root": "storage", "storage": "folder", "stream": "stream"}


def said(text: str) -> str:
    """A word of ours in the language of the window."""
    return QCoreApplication.translate("Storage", text)


class EntryLine:
    """What the table says of one directory entry, or of a group of them.

    The name of the object in a storage is read when somebody looks.
    """

    __slots__ = (
        "_folded", "_label", "_listed", "created", "detail", "entry", "kind", "modified", "name",
        "sectors",
    )  # fmt: skip

    def __init__(self, listed: ListedStorage | None, index: int, clock: Clock) -> None:
        self.entry: StorageEntry | None = None
        self._listed = listed
        self._label: str | None = None
        self._folded: str | None = None
        self.name = self.detail = self.kind = self.sectors = ""
        self.created = self.modified = ""
        if listed is None or index < 0:
            return
        try:
            self._read(listed, index, clock)
        except InspectorError as error:  # the session is closing, or the file has gone
            self._label = error.text

    @classmethod
    def of_group(cls, name: str, label: str, clock: Clock) -> EntryLine:
        """A line that stands for several entries."""
        made = cls(None, -1, clock)
        made.name, made._label = name, label
        return made

    @property
    def label(self) -> str:
        """What its name means, and what the object in it is called."""
        if self._label is None:
            try:
                self._label = self._said()
            except InspectorError as error:
                self._label = error.text
        return self._label

    @property
    def folded(self) -> str:
        """What all columns say, with its case folded."""
        if self._folded is None:
            self._folded = whole(self).casefold()
        return self._folded

    def _said(self) -> str:
        entry, listed = self.entry, self._listed
        if entry is None or listed is None:
            return ""
        meaning = entry.meaning
        if meaning.role == "foreign":
            return texts.joined((said("foreign"), meaning.text, meaning.detail))
        more = "" if meaning.detail.startswith("Ptyp") else meaning.detail
        label = listed.label(entry.index) if entry.kind in ("root", "storage") else ""
        return texts.joined((meaning.text, label, more))

    def _read(self, listed: ListedStorage, index: int, clock: Clock) -> None:
        from msginspector.mapi.scalars import Filetime

        entry = self.entry = listed.entry(index)
        use = listed.sectors.use(index)
        meaning = entry.meaning
        self.name = entry.name or said("(no name)")
        self.detail = meaning.detail if meaning.detail.startswith("Ptyp") else ""
        self.kind = _kind(entry, use.mini)
        self.sectors = _sectors(use)
        self.created = clock.text(Filetime(entry.created)) if entry.created else ""
        self.modified = clock.text(Filetime(entry.modified)) if entry.modified else ""

    @property
    def size(self) -> int | None:
        """Bytes a stream says it has; None for anything else."""
        entry = self.entry
        return entry.size if entry is not None and entry.kind in ("stream", "root") else None

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        if self.entry is None or self.entry.lost or self.entry.kind not in _ICONS:
            return "orphan"
        return _ICONS[self.entry.kind]

    @property
    def is_foreign(self) -> bool:
        """Somebody else's name."""
        return self.entry is not None and self.entry.meaning.role == "foreign"


def _kind(entry: StorageEntry, mini: bool) -> str:
    if entry.kind != "stream":
        return said(entry.kind)
    if not entry.size:
        return said("empty")
    return said("mini") if mini else said("regular")


def _sectors(use: Use) -> str:
    """`12`, or `8 of 12` where some are missing; nothing of what has none."""
    if not use.needed:
        return ""
    found = texts.grouped(use.sectors)
    return f"{found} of {texts.grouped(use.needed)}" if use.missing else found


def _dim(_line: EntryLine) -> str:
    return "dim"


def _sector_tone(line: EntryLine) -> str:
    return "error" if " of " in line.sectors else ""


def _meaning_tone(line: EntryLine) -> str:
    return "released" if line.is_foreign else ""


COLUMNS: Final = (
    Column("name", "Name", 310, lambda line: line.name, icon=lambda line: line.icon, mono=True,
           tip=lambda line: line.name, least=280),
    Column("meaning", "Meaning", 290, lambda line: line.label, tone=_meaning_tone,
           tip=lambda line: line.label, least=180),
    Column("type", "Type", 96, lambda line: line.detail.removeprefix("Ptyp"), tone=_dim,
           tip=lambda line: line.detail, least=84),
    Column("size", "Size", 84, lambda line: "" if line.size is None else texts.grouped(line.size),
           sort=lambda line: -1.0 if line.size is None else float(line.size), right=True,
           short=lambda line: texts.size(line.size)),
    Column("kind", "Kind", 70, lambda line: line.kind, tone=_dim),
    Column("sectors", "Sectors", 76, lambda line: line.sectors, tone=_sector_tone, right=True,
           tip=lambda line: line.sectors, short=lambda line: f"only {line.sectors.split(' ')[0]}",
           sort=lambda line: float(line.sectors.split(" ")[0].replace("\u202f", "") or -1)),
    Column("modified", "Modified", 176, lambda line: line.modified, tone=_dim, least=124,
           tip=lambda line: line.modified, short=lambda line: line.modified[:16]),
    Column("created", "Created", 176, lambda line: line.created, tone=_dim, least=124,
           tip=lambda line: line.created, short=lambda line: line.created[:16]),
    Column("clsid", "CLSID", 120, lambda line: line.entry.clsid if line.entry else "", tone=_dim,
           mono=True, least=70, tip=lambda line: line.entry.clsid if line.entry else ""),
)  # fmt: skip


def whole(line: EntryLine) -> str:
    """What the columns of a row say, a line each."""
    return "\n".join(column.text(line) for column in COLUMNS)


def accessible(line: EntryLine, column: Column) -> str:
    """The first cell says what a row is; the others their column and what it says."""
    if column.key != "name":
        return f"{column.title}: {column.text(line)}"
    return ", ".join(part for part in (line.name, line.label, line.kind) if part)


def look(line: EntryLine, column: Column) -> Look:
    """Everything that is painted of a cell."""
    return Look(
        column.text(line),
        column.tone(line) if column.tone else "",
        icon=column.icon(line) if column.icon else "",
        mono=bool(column.mono) and line.entry is not None,
        right=column.right,
        middle=column.middle,
        short=column.short(line) if column.short else "",
    )

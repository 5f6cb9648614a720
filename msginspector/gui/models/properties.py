"""The property table: one line per property of an object, its value read when somebody looks.

A line keeps what it has shown until the table is emptied, which the page does the moment the
object is released or closed: values are not served after that.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from msginspector.errors import InspectorError
from msginspector.gui import texts
from msginspector.gui.facts import meaning
from msginspector.gui.models.table import Column, TableModel
from msginspector.gui.pins import pin_key

if TYPE_CHECKING:
    from msginspector.analysis.query import Vocabulary
    from msginspector.analysis.query.properties import PropertyEntry
    from msginspector.gui.times import Clock
    from msginspector.session import PropertyRow

TEXT_LIMIT: Final = 400
BINARY_LIMIT: Final = 64
BINARY: Final = "PtypBinary"
MULTIPLE: Final = "PtypMultiple"
TIME: Final = "PtypTime"
STRINGS: Final = frozenset(
    ("PtypString", "PtypString8", "PtypMultipleString", "PtypMultipleString8")
)
DOUBTS: Final = frozenset(("MSG0401", "MSG0402"))
"""Findings about text whose bytes are not all characters of its encoding."""
DOUBTED_BYTES: Final = 1 << 16
"""Longer text is not read for them."""


class PropertyLine:
    """One row of the table: what the property entry says at once, the value when it is asked for.

    When the value cannot be read (the file has gone), `value` is the reason and `failed` is set.
    """

    __slots__ = (
        "_clock", "_doubt", "_entry", "_meaning", "_value", "failed", "name", "named", "names",
        "pinned", "row", "size", "tag", "type_name",
    )  # fmt: skip

    def __init__(self, row: PropertyRow, clock: Clock) -> None:
        self._clock = clock
        self.row = row
        self.tag = row.tag
        self.name = row.name
        self.names = row.names
        self.type_name = row.type_name
        self.size = row.size
        self.named = row.named
        self.failed = False
        self.pinned = False
        self._entry: PropertyEntry | None = None
        self._value: str | None = None
        self._meaning: str | None = None
        self._doubt: str | None = None

    @property
    def title(self) -> str:
        """The name, or the tag where the property has none."""
        return self.name or texts.tag(self.tag)

    @property
    def value(self) -> str:
        """The value on one line, cut to `TEXT_LIMIT` characters."""
        if self._value is None:
            self._value = self._read()
        return self._value

    @property
    def doubt(self) -> str:
        """Why some of its text are not the characters that were written; "" for all else."""
        if self._doubt is None:
            small = self.type_name in STRINGS and (self.size or 0) <= DOUBTED_BYTES
            self._doubt = self._doubted() if small else ""
        return self._doubt

    @property
    def meaning(self) -> str:
        """What the value means: names of flags and values; "" where it has none."""
        if self._meaning is None:
            try:
                self._meaning = meaning(self.row, self._clock)
            except InspectorError:
                self._meaning = ""  # the value itself says why
        return self._meaning

    @property
    def says_content(self) -> bool:
        """What it means is what the file says, in other words of any length; no name of ours."""
        return self.type_name == BINARY or self.type_name.startswith(MULTIPLE)

    @property
    def named_as(self) -> str:
        """Set and id of a named property, "" for a tagged one."""
        if self.named is None:
            return ""
        lid = self.named.lid
        key = self.named.name if lid is None else f"0x{lid:08X}"
        return f"{self.named.set or self.named.guid}{texts.SEPARATOR}{key}"

    @property
    def pin(self) -> str:
        """What the property is pinned by; "" where it cannot be."""
        return pin_key(self.tag, self.named)

    @property
    def stream(self) -> str:
        """The storage path of the stream that holds the value."""
        try:
            return str(self.row.source.stream)
        except InspectorError as error:
            return error.text

    @property
    def offset(self) -> int | None:
        """Where the value begins in the file, in bytes; None where it cannot be told."""
        try:
            ranges = self.row.source.ranges
        except InspectorError:
            return None
        return ranges[0][0] if ranges else None

    @property
    def entry(self) -> PropertyEntry:
        """The property as queries see it."""
        if self._entry is None:
            from msginspector.analysis.query.properties import PropertyEntry

            self._entry = PropertyEntry(self.row, self._whole)
        return self._entry

    def _whole(self) -> str:
        """Name, other names, tag, type, set, value, what it means: where words are looked for."""
        return "\n".join((self.title, *self.names, f"0x{self.tag:08X}", self.type_name,
                          self.named_as, self.value, self.meaning))  # fmt: skip

    def _doubted(self) -> str:
        try:
            findings = self.row.findings
        except InspectorError:
            return ""  # the value itself says why
        return " ".join(dict.fromkeys(one.text for one in findings if one.code in DOUBTS))

    def _read(self) -> str:
        try:
            if self.type_name == BINARY:
                data, more = self.row.raw(BINARY_LIMIT)
                return data.hex(" ").upper() + (" …" if more else "")
            return texts.elided(self.row.text, TEXT_LIMIT)
        except InspectorError as error:
            self.failed = True
            return error.text


def _type(line: PropertyLine) -> str:
    return line.type_name.removeprefix("Ptyp")


def _other_names(line: PropertyLine) -> str:
    return ", ".join(line.names)


def _dim(_line: PropertyLine) -> str:
    return "dim"


def _offset(line: PropertyLine) -> str:
    return texts.NOTHING if line.offset is None else f"0x{line.offset:08X}"


def _short_meaning(line: PropertyLine) -> str:
    """The first of several names, a time without what says its zone; "" for words of the file."""
    if line.says_content:
        return ""
    if line.type_name == TIME:
        return line.meaning.partition(" (")[0]
    first, *others = line.meaning.split(", ")
    return f"{first}, {len(others)} more" if others else first


def _value_tone(line: PropertyLine) -> str:
    if line.value and line.failed:
        return "error"
    return "released" if line.doubt else ""


def _name_tone(line: PropertyLine) -> str:
    return "" if line.name else "dim"


COLUMNS: Final = (
    Column("name", "Name", 290, lambda line: line.title, tone=_name_tone, tip=_other_names,
           icon=lambda line: "pin" if line.pinned else "", least=230),
    Column("tag", "Tag", 106, lambda line: texts.tag(line.tag), sort=lambda line: f"{line.tag:08X}",
           tone=_dim, mono=True),
    Column("type", "Type", 104, _type, tone=_dim, tip=lambda line: line.type_name, least=90),
    Column("size", "Size", 70, lambda line: texts.NOTHING if line.size is None
           else texts.grouped(line.size),
           sort=lambda line: -1.0 if line.size is None else float(line.size), right=True),
    Column("value", "Value", 250, lambda line: line.value, tone=_value_tone,
           mono=lambda line: line.type_name == BINARY, least=140, tip=lambda line: line.doubt,
           icon=lambda line: "warning" if line.doubt else ""),
    Column("meaning", "Interpretation", 250, lambda line: line.meaning, least=120,
           tip=lambda line: line.meaning, short=_short_meaning),
    Column("named", "Named set and id", 250, lambda line: line.named_as, tone=_dim),
    Column("names", "Other names", 220, _other_names, tone=_dim),
    Column("offset", "In file", 104, _offset, tone=_dim, mono=True,
           sort=lambda line: -1.0 if line.offset is None else float(line.offset)),
    Column("stream", "Stream", 186, lambda line: line.stream, tone=_dim, mono=True, middle=True,
           tip=lambda line: line.stream, short=lambda line: line.stream.rpartition("/")[2]),
)  # fmt: skip


class PropertiesModel(TableModel):
    """The properties of one object."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
        self._clock = clock
        self.pins: frozenset[str] = frozenset()

    def show(self, rows: Iterable[PropertyRow]) -> None:
        """List these properties."""
        lines = [PropertyLine(row, self._clock) for row in rows]
        for line in lines if self.pins else ():
            line.pinned = line.pin in self.pins
        self.set_rows(lines)

    def set_pins(self, pins: frozenset[str]) -> None:
        """Pin what is known by these keys, and nothing else."""
        self.pins = pins
        for line in self.rows:
            line.pinned = line.pin in pins
        if self.rows:
            self.rows_changed(0, len(self.rows) - 1)

    def _accessible(self, row: PropertyLine, column: Column) -> object:
        said = super()._accessible(row, column)
        return f"{said}, {self.tr('pinned')}" if row.pinned and column.key == "name" else said

    @property
    def vocabulary(self) -> Vocabulary:
        """The fields of properties."""
        from msginspector.analysis.query.properties import PROPERTIES

        return PROPERTIES

    def asked(self, line: PropertyLine) -> PropertyEntry:
        """The property as queries see it."""
        return line.entry

    def document(self, line: PropertyLine, columns: Iterable[Column]) -> object:
        """The document of a property; what the columns say where it cannot be read any more."""
        from msginspector.export.documents import property_document

        try:
            return property_document(line.row, line.row.object_path)
        except InspectorError:
            return super().document(line, columns)

    def read_ahead(self, line: PropertyLine) -> None:
        """Its words, names and size, which most queries ask for."""
        line.entry.read_ahead()

    def folded(self, line: PropertyLine) -> str:
        """What a line knows of its property, hidden columns included."""
        return line.entry.folded

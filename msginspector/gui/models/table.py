"""A table model whose columns are rows of a table: header, width, text, sort value in one place.

Rows are any objects; `set_rows` and `append_rows` are the only ways in. The model formats nothing
itself and reads a row only for the cells somebody looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from msginspector.gui import theme, tips
from msginspector.gui.roles import Look, Role

if TYPE_CHECKING:
    from msginspector.analysis.query import Field, Vocabulary

Index = QModelIndex | QPersistentModelIndex
Text = Callable[[Any], str]

_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ROOT: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `sort` returns one plain type for every row; without it the text sorts.

    Numbers that may exceed 31 bits sort as float or as hex text: Qt compares a small and a large
    integer as 32 bits. `short` is what a cell says where its text does not fit. `least` is how far
    the column gives way in a narrow window; 0: not at all.
    """

    key: str
    header: str
    width: int
    text: Text
    sort: Callable[[Any], int | float | str] | None = None
    tone: Text | None = None
    state: Text | None = None
    icon: Text | None = None
    tip: Text | None = None
    mono: bool | Callable[[Any], bool] = False
    right: bool = False
    middle: bool = False
    short: Text | None = None
    least: int = 0

    @property
    def title(self) -> str:
        """The header in the language of the window."""
        return QCoreApplication.translate("Column", self.header)


class TableModel(QAbstractTableModel):
    """Rows of objects under a tuple of columns."""

    def __init__(self, columns: tuple[Column, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: Final = columns
        self._rows: list[Any] = []
        self._folded: dict[int, str] = {}  # by identity of the row
        self._vocabulary: Vocabulary | None = None
        self._roles: dict[int, Callable[[Any, Column], object]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.AccessibleTextRole: self._accessible,
            Qt.ItemDataRole.ToolTipRole: self._tip,
            Qt.ItemDataRole.TextAlignmentRole: self._alignment,
            Qt.ItemDataRole.FontRole: self._font,
            Role.SORT: self._sort,
            Role.OBJECT: self._object,
            Role.TONE: self._tone,
            Role.STATE: self._state,
            Role.ICON: self._icon,
            Role.LOOK: self._look,
        }

    @property
    def rows(self) -> Sequence[Any]:
        """The objects behind the rows, in order."""
        return self._rows

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self._rows = list(rows)
        self._folded.clear()
        self.endResetModel()

    def append_rows(self, rows: Sequence[Any]) -> None:
        """Add rows at the end."""
        if not rows:
            return
        first = len(self._rows)
        self.beginInsertRows(_ROOT, first, first + len(rows) - 1)
        self._rows.extend(rows)
        self.endInsertRows()

    @property
    def vocabulary(self) -> Vocabulary:
        """What a query can ask of a row: its columns, unless a table says otherwise."""
        if self._vocabulary is None:
            self._vocabulary = vocabulary_of(self.columns, self.whole, self.folded)
        return self._vocabulary

    def asked(self, line: Any) -> Any:
        """What a query asks where it asks a row."""
        return line

    def whole(self, line: Any) -> str:
        """What the columns of a row say, a line each."""
        return "\n".join(column.text(line) for column in self.columns)

    def folded(self, line: Any) -> str:
        """The same with its case folded; kept until the row changes."""
        found = self._folded.get(id(line))
        if found is None:
            found = self._folded[id(line)] = self.whole(line).casefold()
        return found

    def read_ahead(self, line: Any) -> None:
        """Read and keep what most queries ask of a row."""
        self.folded(line)

    def matches(self, row: int, words: Iterable[str]) -> bool:
        """Every word, in lower case, occurs in what the columns of a row say."""
        hay = self.folded(self._rows[row])
        return all(word in hay for word in words)

    def document(self, line: Any, columns: Iterable[Column]) -> object:
        """A row as JSON has it: what these columns say, by their keys."""
        return {column.key: column.text(line) for column in columns}

    def drop_first(self, number: int) -> None:
        """Forget the oldest rows."""
        number = min(number, len(self._rows))
        if number <= 0:
            return
        self.beginRemoveRows(_ROOT, 0, number - 1)
        del self._rows[:number]
        self._folded.clear()
        self.endRemoveRows()

    def rows_changed(self, first: int, last: int) -> None:
        """Tell the views that the objects of these rows have changed."""
        self._folded.clear()
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def column(self, key: str) -> int:
        """The number of the column with that key."""
        return [column.key for column in self.columns].index(key)

    def _text(self, row: Any, column: Column) -> object:
        return column.text(row)

    def _accessible(self, row: Any, column: Column) -> object:
        return f"{column.title}: {column.text(row)}"

    def _tip(self, row: Any, column: Column) -> object:
        return tips.plain(column.tip(row)) if column.tip else None

    def _alignment(self, _row: Any, column: Column) -> object:
        return _RIGHT if column.right else _LEFT

    def _font(self, row: Any, column: Column) -> object:
        return theme.mono_font() if self._is_mono(row, column) else None

    def _is_mono(self, row: Any, column: Column) -> bool:
        return column.mono(row) if callable(column.mono) else column.mono

    def _sort(self, row: Any, column: Column) -> object:
        return column.sort(row) if column.sort else column.text(row).casefold()

    def _object(self, row: Any, _column: Column) -> object:
        return row

    def _tone(self, row: Any, column: Column) -> object:
        return column.tone(row) if column.tone else ""

    def _state(self, row: Any, column: Column) -> object:
        return column.state(row) if column.state else ""

    def _icon(self, row: Any, column: Column) -> object:
        return column.icon(row) if column.icon else ""

    def _look(self, row: Any, column: Column) -> object:
        return Look(
            column.text(row),
            column.tone(row) if column.tone else "",
            column.state(row) if column.state else "",
            column.icon(row) if column.icon else "",
            self._is_mono(row, column),
            column.right,
            column.middle,
            short=column.short(row) if column.short else "",
        )

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        answer = self._roles.get(role)
        if answer is None or not index.isValid() or index.row() >= len(self._rows):
            return None
        return answer(self._rows[index.row()], self.columns[index.column()])

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        return header_of(self.columns, section, orientation, role)


def header_of(
    columns: tuple[Column, ...], section: int, orientation: Qt.Orientation, role: int
) -> object:
    """What a model of these columns answers about its headers."""
    if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(columns):
        return None
    if role == Qt.ItemDataRole.DisplayRole:
        return columns[section].title
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return _RIGHT if columns[section].right else _LEFT
    return None


def vocabulary_of(columns: tuple[Column, ...], whole: Text, folded: Text) -> Vocabulary:
    """A field for each column, by its key and by a header of one word.

    `whole` is what all columns of a row say, `folded` the same with its case folded.
    """
    from msginspector.analysis.query import Vocabulary  # not before the first window

    keys = {column.key for column in columns}
    fields = tuple(_field(column, keys) for column in columns)
    return Vocabulary(fields, whole, folded)


def _field(column: Column, keys: set[str]) -> Field:
    from msginspector.analysis.query import Field, Kind

    header = column.header.casefold()
    aliases = (header,) if header.isalpha() and header not in keys else ()
    return Field(
        column.key, Kind.TEXT, column.title, f"{column.key}:…", lambda row: (column.text(row),),
        lambda row: _number(column, row), aliases=aliases,
    )  # fmt: skip


def _number(column: Column, row: Any) -> float | None:
    """What a column of numbers sorts by; the least stands for none."""
    found = column.sort(row) if column.sort is not None else None
    return found if isinstance(found, int | float) and found >= 0 else None

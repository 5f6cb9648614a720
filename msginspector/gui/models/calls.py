"""The calls behind a session: what each is in C and in Python, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from msginspector.gui import texts
from msginspector.gui.models.sifted import SiftedModel
from msginspector.gui.models.table import Column

if TYPE_CHECKING:
    from msginspector.stage.call_log import Call

LIMIT: Final = 100_000
BRIEFEST: Final = 18  # characters, as many as the longest name of a call has
_STATEMENT: Final = re.compile(r"(?:hr = )?(?:(\w+)->lpVtbl->)?(\w+)\((.*)\)", re.DOTALL)
_ARGUMENT: Final = re.compile(r'\s*(L?"[^"]*"|[^,]+)(,?)')
_FOLDER: Final = re.compile(r"(['\"])[^'\"]*[/\\](?=[^/\\'\"]+\1)")
_ASSIGNED: Final = re.compile(r"^\w+ = ")


class CallLine:
    """A row: the call as it is now, for a teardown is one call that goes on."""

    __slots__ = ("call",)

    def __init__(self, call: Call) -> None:
        self.call = call


def brief_c(c: str) -> str:
    """C for a narrow column: without results, tables of functions, and most arguments."""
    return "; ".join(_brief_statement(one) for one in c.split(";\n"))


def _brief_statement(statement: str) -> str:
    found = _STATEMENT.search(statement)
    if found is None:
        return statement
    of, name, arguments = found.groups()
    if of is not None:  # the first argument is the object itself
        arguments = arguments.partition(",")[2]
    first = _ARGUMENT.match(arguments)
    said = "" if first is None else first[1] + (", …" if first[2] else "")
    if said.startswith("MAPI"):  # an allocator
        said = "…"
    return f"{of}->{name}({said})" if of else f"{name}({said})"


def briefest_c(c: str) -> str:
    """The last call of it, with arguments where they are short."""
    last = brief_c(c).rpartition("; ")[2].rpartition("->")[2]
    return last if len(last) <= BRIEFEST else last.partition("(")[0]


def brief_python(python: str) -> str:
    """Python for a narrow column: without the name it is assigned to, and without folders."""
    return _ASSIGNED.sub("", _FOLDER.sub(r"\1…/", python))


def _tone(line: CallLine) -> str:
    return "error" if line.call.failed else "dim"


def _session(line: CallLine) -> str:
    return texts.NOTHING if line.call.session is None else str(line.call.session)


COLUMNS: Final = (
    Column("number", "#", 40, lambda line: str(line.call.number),
           sort=lambda line: line.call.number, right=True, tone=lambda line: "dim"),
    Column("call", "MAPI call", 150, lambda line: brief_c(line.call.c), mono=True,
           short=lambda line: briefest_c(line.call.c), tip=lambda line: line.call.c),
    Column("c", "C", 206, lambda line: texts.one_line(line.call.c), mono=True,
           short=lambda line: brief_c(line.call.c), tip=lambda line: line.call.c),
    Column("python", "Python", 206, lambda line: texts.one_line(line.call.python), mono=True,
           short=lambda line: brief_python(line.call.python), tip=lambda line: line.call.python),
    Column("result", "Result", 74, lambda line: line.call.result, tone=_tone,
           short=lambda line: line.call.result.partition(",")[0].replace(" objects", ""),
           tip=lambda line: line.call.result),
    Column("object", "Object", 64, lambda line: str(line.call.object_id),
           sort=lambda line: line.call.object_id, right=True, tone=lambda line: "dim"),
    Column("session", "Session", 64, _session, sort=lambda line: line.call.session or 0,
           right=True, tone=lambda line: "dim"),
    Column("events", "Events", 100, lambda line: f"{line.call.first_seq}–{line.call.last_seq}",
           sort=lambda line: line.call.first_seq, right=True, tone=lambda line: "dim"),
)  # fmt: skip
HIDDEN: Final = ("object", "session", "events")


class CallsModel(SiftedModel):
    """One row a call, in the order of calling; the newest `limit` are kept."""

    def __init__(self, parent: QObject | None = None, limit: int = LIMIT) -> None:
        super().__init__(COLUMNS, parent)
        self._limit = limit
        self._first = 1
        self.dropped = 0

    def merge(self, calls: Iterable[Call]) -> None:
        """Add calls that are new, and change those that are not."""
        fresh: list[CallLine] = []
        known: list[CallLine] = []
        if not self.total:
            self._first = next((call.number for call in calls), 1)
        end = self._first + self.total
        for call in calls:
            if call.number >= end:
                fresh.append(CallLine(call))
            elif call.number >= self._first:
                line = self.every[call.number - self._first]
                line.call = call
                known.append(line)
        self.revise(known, self._place)
        self.append_rows(fresh)
        self._shorten()

    def limit_to(self, number: int) -> None:
        """Keep that many calls from now on."""
        self._limit = number
        self._shorten()

    def _place(self, line: CallLine) -> int:
        return line.call.number - self._first

    def _shorten(self) -> None:
        surplus = self.total - self._limit
        if surplus > 0:
            self.dropped += surplus
            self._first += surplus
            self.drop_first(surplus)

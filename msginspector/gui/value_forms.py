"""What the value of a property can be shown as, and the making of it without holding the window.

A value is decoded when somebody looks: a small one at once, a larger one on the thread of
`Background`, a very large one only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QObject, Signal

from msginspector.analysis.node_index import NodeIndex
from msginspector.analysis.sender_zone import said_zone
from msginspector.analysis.value_nodes import Zones, items_node, value_node
from msginspector.errors import InspectorError
from msginspector.gui import times
from msginspector.gui.workers import Background
from msginspector.mapi.types import MULTIVALUED, PT_BINARY, PT_OBJECT, PT_STRING8, PT_UNICODE

if TYPE_CHECKING:
    from msginspector.gui.models.properties import PropertyLine
    from msginspector.gui.times import Clock
    from msginspector.session import PropertyRow
    from msginspector.structures.nodes import Node
    from msginspector.structures.registry import Structure

TEXT: Final = "text"
DECODED: Final = "decoded"
ITEMS: Final = "items"

AT_ONCE: Final = 4 << 10
"""Bytes of a value that is decoded as it is selected: a few milliseconds' work."""
BY_ITSELF: Final = 256 << 10
"""Bytes of a value that is decoded beside the window without being asked for."""
_PLAIN: Final = frozenset((PT_STRING8, PT_UNICODE, PT_BINARY, PT_OBJECT))


@dataclass(frozen=True, slots=True)
class Form:
    """One way to show a value as a tree."""

    make: Callable[[], Node | None]
    structure: Structure | None = None


class ValueForms(QObject):
    """The forms of the property that is shown; the trees that have been made of it are kept."""

    ready = Signal(object)  # key of a form whose tree, or the error in its place, is there now

    def __init__(self, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._line: PropertyLine | None = None
        self._forms: dict[str, Form] = {}
        self._made: dict[str, NodeIndex | InspectorError | None] = {}
        self._size = 0
        self.background = Background(self)
        self.background.done.connect(self._done)

    @property
    def line(self) -> PropertyLine | None:
        """The property, None while nothing is shown."""
        return self._line

    @property
    def chosen(self) -> Structure | None:
        """The structure the value is decoded as; None for what is no structure."""
        form = self._forms.get(DECODED)
        return None if form is None else form.structure

    def keys(self) -> tuple[str, ...]:
        """The forms there are besides the text, in the order they are offered."""
        return tuple(key for key in (DECODED, ITEMS) if key in self._forms)

    def begin(self, line: PropertyLine, size: int) -> None:
        """Another property, whose value has that many bytes."""
        self.clear()
        row = line.row
        self._line, self._size = line, size
        if row.structures:
            self.use(row.structures[0])
        elif not row.type & MULTIVALUED and row.type not in _PLAIN and size:
            self._forms[DECODED] = Form(partial(_number, line, self._clock))
        if row.type & MULTIVALUED and size:
            self._forms[ITEMS] = Form(partial(items_node, row))

    def clear(self) -> None:
        """No property."""
        self.background.forget()
        self._line, self._size = None, 0
        self._forms.clear()
        self._made.clear()

    def use(self, structure: Structure | None) -> None:
        """Decode as this structure; None is the one the property says, if it says one."""
        if self._line is None:
            return
        row = self._line.row
        structure = structure or next(iter(row.structures), None)
        self._made.pop(DECODED, None)
        self.background.forget()
        self._forms.pop(DECODED, None)
        if structure is not None:
            self._forms[DECODED] = Form(partial(row.decode, structure), structure)
        else:
            self.begin(self._line, self._size)

    def made(self, key: str) -> NodeIndex | InspectorError | None:
        """The tree of a form, the error in its place, or None: not made yet, or nothing there."""
        return self._made.get(key)

    def is_made(self, key: str) -> bool:
        """Nothing more will come of making that form."""
        return key in self._made

    def waits(self, key: str) -> bool:
        """A form is made only when it is asked for: the value is very large."""
        return key in self._forms and key not in self._made and self._size > BY_ITSELF

    def want(self, key: str, *, asked: bool = False) -> None:
        """Make a form unless it is made; `ready` says when, which may be at once."""
        form = self._forms.get(key)
        if form is None or key in self._made:
            return
        if self._size <= AT_ONCE:
            self._made[key] = _made(form.make)
            self.ready.emit(key)
        elif asked or self._size <= BY_ITSELF:
            self.background.run(key, partial(_made, form.make))

    def _done(self, key: str, result: NodeIndex | InspectorError | None) -> None:
        self._made[key] = result
        self.ready.emit(key)


def _made(make: Callable[[], Node | None]) -> NodeIndex | InspectorError | None:
    try:
        node = make()
    except InspectorError as error:
        return error
    return None if node is None else NodeIndex(node)


def _number(line: PropertyLine, clock: Clock) -> Node | None:
    return value_node(line.row, _zones(line.row, clock), line.meaning)


def _zones(row: PropertyRow, clock: Clock) -> Zones:
    """Local time, the zone somebody prefers, and the sender's where the message says it."""
    zones: list[tuple[str, Callable[[object], str]]] = [
        (_said("Local time"), lambda value: times.time_in(value, None))
    ]
    if not clock.is_utc:
        zones.append((_said("Preferred zone"), lambda value: clock.text(value, row)))
    sender = said_zone(row)
    if sender is not None:
        zones.append((_said("Sender’s zone"), lambda value: times.time_in(value, sender.zone)))
        zones.append((_said("as said by"), lambda _value: sender.words))
    return zones


def _said(text: str) -> str:
    return QCoreApplication.translate("ValueForms", text)

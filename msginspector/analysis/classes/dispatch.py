"""Which view a message has by its class: the longest prefix of `message_classes.tsv` decides.

Classes compare without regard to case, part by part: `IPM.Task` is the prefix of `IPM.Task.Extra`
and not of `IPM.TaskRequest` ([MS-OXCMSG] 2.2.1.3). A plain mail has no view of its own, and neither
has a class nobody knows: all its properties are there as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

from msginspector import resources
from msginspector.analysis.classes.reader import Reader

if TYPE_CHECKING:
    from msginspector.analysis.classes.views import ClassView, Clock
    from msginspector.session import ObjectRow

_PACKAGE: Final = "msginspector.analysis.classes"
# kind of view -> the module that makes it; loaded when such a message is looked at
_MODULES: Final = {
    "appointment": "appointments",
    "meeting": "appointments",
    "exception": "appointments",
    "task": "tasks",
    "task_message": "tasks",
    "note": "small",
    "journal": "small",
    "post": "small",
    "contact": "contacts",
    "list": "lists",
}


@dataclass(frozen=True, slots=True)
class KnownClass:
    """A row of the table."""

    prefix: str
    kind: str
    title: str
    specification: str


def class_view(row: ObjectRow, clock: Clock | None = None) -> ClassView | None:
    """What a message says by its class; None for a plain mail and for classes without a view.

    Times are shown as `clock` does, in UTC without one. Raises InspectorError where the object is
    not served any more.
    """
    known = known_class(row.message_class or "") if row.kind == "message" else None
    if known is None or known.kind not in _MODULES:
        return None
    module = import_module(f"{_PACKAGE}.{_MODULES[known.kind]}")
    make: Callable[[Reader, KnownClass], ClassView] = module.view
    return make(Reader(row, clock), known)


def class_title(row: ObjectRow) -> str:
    """What the view of a message is called, without making it; "" where there is none."""
    known = known_class(row.message_class or "") if row.kind == "message" else None
    return known.title if known is not None and known.kind in _MODULES else ""


def known_class(message_class: str) -> KnownClass | None:
    """The row with the longest prefix of a message class; None for none."""
    known = _known()
    parts = message_class.casefold().split(".")
    if len(parts) > 1 and message_class.casefold().startswith("ipm.ole.class."):
        return known.get(message_class.casefold())
    for length in range(min(len(parts), _MOST_PARTS), 0, -1):
        found = known.get(".".join(parts[:length]))
        if found is not None:
            return found
    return None


_MOST_PARTS: Final = 8


@lru_cache(maxsize=1)
def _known() -> dict[str, KnownClass]:
    rows = (KnownClass(**row) for row in resources.table("message_classes"))
    return {row.prefix.casefold(): row for row in rows}

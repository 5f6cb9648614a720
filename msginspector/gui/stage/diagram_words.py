"""What the diagram says: the name of a cell, the tip over it, what is read out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from msginspector.gui import icons, texts
from msginspector.stage.cells import LEAKED, NO_SESSION, REST, STATES

if TYPE_CHECKING:
    from msginspector.stage.cells import Cell, Owned

PREFIXES: Final = ("PidTag", "PidLid", "PidName")

# kind -> one, many
_KINDS: Final = {
    "session": ("session", "sessions"),
    "message": ("message", "messages"),
    "recipient_table": ("recipient table", "recipient tables"),
    "attachment_table": ("attachment table", "attachment tables"),
    "attachment": ("attachment", "attachments"),
    "stream": ("stream", "streams"),
    "storage": ("storage", "storages"),
    REST: ("object further in", "objects further in"),
}
_LANES: Final = {NO_SESSION: "No session", LEAKED: "Leaked"}
_LANE_TIPS: Final = {
    NO_SESSION: "No session will close these: each is closed once it, and all that was opened "
    "from it, is released.",
    LEAKED: "Nobody holds these any more, and they were not released: nobody can close them.",
}
_ICONS: Final = {
    "session": "session",
    "message": "message",
    "recipient_table": "recipients",
    "attachment_table": "attachment",
    "attachment": "file",
    "stream": "stream",
    "storage": "storage",
    NO_SESSION: "no-session",
    LEAKED: "warning",
    REST: "more",
}
_STATES: Final = {
    "listed": "not opened yet",
    "open": "open",
    "released": "released",
    "closing": "closing",
    "closed": "closed",
}


def kind_of(kind: str, number: int) -> str:
    """The name of a kind, for that many."""
    return _said(_KINDS[kind][number != 1])


def name(cell: Cell) -> str:
    """What is written on a cell."""
    if cell.is_lane:
        return _said(_LANES[cell.kind])
    owned = cell.alone
    if owned is not None:
        return _short(owned)
    if cell.start:
        return f"{texts.grouped(cell.start)}–{texts.grouped(cell.start + len(cell.members) - 1)}"
    if not cell.members:
        return _said("further in")
    return texts.count(len(cell.members), *(_said(word) for word in _KINDS[cell.kind]))


def icon(cell: Cell) -> str:
    """The icon of a cell."""
    owned = cell.alone
    if owned is None:
        return _ICONS[cell.kind]
    if owned.kind == "attachment":
        return icons.file_icon(owned.label)
    if owned.kind == "message" and owned.path != "/":
        return "message-embedded"
    return _ICONS[owned.kind]


def told(cell: Cell) -> str:
    """All there is to say of a cell, line by line: as a tip, and read out."""
    if cell.is_lane:
        return f"{name(cell)}\n{_said(_LANE_TIPS[cell.kind])}"
    owned = cell.alone
    lines = _of_group(cell) if owned is None else _of_one(owned)
    if cell.now is not None and owned is None:
        lines.append(_said("Closing now: {0}").format(cell.now.label))
    return "\n".join(lines)


def _of_one(owned: Owned) -> list[str]:
    """Kind and name; state, references, step; what went wrong."""
    state = _said(_STATES[owned.state])
    step = "" if owned.step is None else _said("step {0}").format(owned.step)
    held = texts.count(owned.references, _said("reference"), _said("references"))
    what = kind_of(owned.kind, 1).capitalize()
    return [
        owned.label if owned.kind == "session" else f"{what}  {owned.label}",
        texts.joined((state, held if owned.state != "closed" else "", step)),
        *([_said("Closing it failed; the event log says why.")] if owned.failed else []),
    ]


def _of_group(cell: Cell) -> list[str]:
    """How many of what, and how many of them in which state."""
    number = len(cell.members)
    shares = [
        f"{texts.grouped(cell.counts[state])} {_said(_STATES[state])}"
        for state in STATES
        if cell.counts[state]
    ]
    title = f"{texts.grouped(number)} {kind_of(cell.kind, number)}" if number else name(cell)
    way = _said("Click to fold them") if cell.is_opened else _said("Click to unfold them")
    held = texts.count(cell.references, _said("reference"), _said("references"))
    return [title, texts.joined((*shares, held if cell.references else "")), way]


def _short(owned: Owned) -> str:
    """Its label; a property without what all names of properties begin with."""
    if owned.kind == "stream":
        for prefix in PREFIXES:
            if owned.label.startswith(prefix):
                return owned.label[len(prefix) :]
    return texts.one_line(owned.label)


def _said(text: str) -> str:
    return QCoreApplication.translate("Diagram", text)

"""Tasks, and the messages that assign them: [MS-OXOTASK] 2.2.

Start and due date are days, stored as their midnight without a zone. A recurring task has the
pattern of a series without times of day; one that regenerates counts from when it was done. What a
task message is about lies in the task attached to it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from msginspector.analysis.classes import facts
from msginspector.analysis.classes.months import MonthPlan
from msginspector.analysis.classes.occurrences import phase_fits
from msginspector.analysis.classes.reader import COMMON, TASK, Reader, moment_of, number_of
from msginspector.analysis.classes.series import series_of
from msginspector.analysis.classes.views import ClassView

if TYPE_CHECKING:
    from msginspector.analysis.classes.dispatch import KnownClass
    from msginspector.analysis.classes.series import Series
    from msginspector.analysis.classes.views import Section
    from msginspector.session import PropertyRow

_RECUR, _REMINDER_SET = (TASK, 0x8116), (COMMON, 0x8503)
_RECURRING: Final = (TASK, 0x8126)
_TASK: Final = "ipm.task"
_MOST_ATTACHMENTS: Final = 20


def view(reader: Reader, known: KnownClass) -> ClassView:
    """The view of a task or of a message about one, with the attached task."""
    sections = facts.sections(reader, known.kind, _makers(reader))
    series = _series(reader)
    if known.kind == "task_message":
        sections = (*sections, *_attached(reader))
    month = None if series is None else MonthPlan("", series, None, series.note)
    return ClassView(known.kind, known.title, known.specification, sections, month)


def _makers(reader: Reader) -> dict[str, facts.Maker]:
    return {
        "task_reminder": lambda prop: _reminder(reader, prop),
        "recurrence": lambda prop: _recurrence(reader, prop),
        "work": _work,
    }


def _series(reader: Reader) -> Series | None:
    """The series of a recurring task; None for one that does not recur."""
    node = reader.node(_RECUR) if reader.truth(_RECURRING) else None
    return None if node is None else series_of(node)


def _attached(reader: Reader) -> tuple[Section, ...]:
    """The sections of the task attached to a message."""
    for attachment in reader.row.attachments[:_MOST_ATTACHMENTS]:
        inside = attachment.embedded
        if inside is not None and (inside.message_class or "").casefold().startswith(_TASK):
            task = Reader(inside, reader.clock)
            return tuple(
                replace(section, title=f"{section.title} attached")
                for section in facts.sections(task, "task", _makers(task))
            )
    return ()


def _reminder(reader: Reader, prop: PropertyRow) -> str:
    if not reader.truth(_REMINDER_SET) or moment_of(prop) is None:
        return ""
    return reader.clock.text(prop.value, prop)


def _recurrence(reader: Reader, prop: PropertyRow) -> str:
    node = prop.decode() if isinstance(prop.value, bytes) else None
    if node is None:
        return ""
    series = series_of(node)
    wrong = series is not None and not phase_fits(series.rule)
    said = f"{node.summary}; FirstDateTime does not fit StartDate" if wrong else node.summary
    return said if reader.truth(_RECURRING) else f"not now; kept: {said}"


def _work(prop: PropertyRow) -> str:
    number = number_of(prop)
    if number is None:
        return prop.text
    hours, minutes = divmod(number, 60)
    if not number or number < 0:
        return ""
    parts = (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")
    return " ".join(part for part in parts if part)

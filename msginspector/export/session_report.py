"""The report of a session as a file: HTML to be read and printed, JSON, or text.

The HTML stands alone: no scripts, nothing from anywhere else, everything from files escaped.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from string import Template
from typing import TYPE_CHECKING, Final

from msginspector.export import documents
from msginspector.mapi.text import visible
from msginspector.resources import read_text
from msginspector.stage.call_log import CallLog
from msginspector.stage.reasons import Reasons

if TYPE_CHECKING:
    from msginspector.session import Event, TeardownReport
    from msginspector.stage.call_log import Call

Cells = Sequence[str]

TOGETHER: Final = 256
"""So many pieces of JSON are written at once: most are a few characters."""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session told whole: its report, its events, why each step was taken, and its calls."""

    report: TeardownReport
    events: tuple[Event, ...]
    reasons: dict[int, str]
    """By the number of the step."""
    calls: tuple[Call, ...]


def record(report: TeardownReport, events: Sequence[Event]) -> SessionRecord:
    """What is to be told of a session; `events` are its own, as far as they are still known."""
    reasons, said = Reasons(), {}
    for event in events:
        reasons.add((event,))
        if event.event == "closing" and event.step is not None:
            said[event.step] = reasons.why(event)
    log = CallLog()
    log.add(events)
    return SessionRecord(report, tuple(events), said, log.calls)


def json_document(session: SessionRecord) -> dict[str, object]:
    """The document of the console's `session`, with reasons and calls."""
    entry = {
        "id": session.report.session,
        "events": (event.to_dict() for event in session.events),
        "report": session.report.to_dict(),
        "reasons": {str(step): why for step, why in session.reasons.items()},
        "calls": (
            {"c": call.c, "python": call.python, "result": call.result,
             "first_seq": call.first_seq, "last_seq": call.last_seq}
            for call in session.calls
        ),
    }  # fmt: skip
    return documents.envelope("session", sessions=[entry])


def headline(report: TeardownReport) -> str:
    """How many objects were closed, with how many faults, and how long it took."""
    faults = len(report.faults)
    state = "closed" if report.complete else "being closed"
    return (
        f"{_one(report.label)} {state}: {_count(len(report.steps), 'object')}, "
        f"{_count(faults, 'fault') if faults else 'no faults'}, {report.duration * 1000:.1f} ms"
    )


def lost(session: SessionRecord) -> str:
    """What is to be said where the oldest events are no longer known; "" if all are."""
    events = session.events
    if not events or (events[0].kind == "session" and events[0].event == "opened"):
        return ""
    return (
        f"What happened before event {events[0].seq} is no longer known: "
        "neither those events and calls, nor why the steps in them were taken."
    )


def text_lines(session: SessionRecord) -> Iterator[str]:
    """The report as text: steps with their reasons, calls, events."""
    yield headline(session.report)
    if lost(session):
        yield lost(session)
    yield ""
    yield from _step_lines(session)
    yield ""
    yield "Calls"
    number = _width(call.number for call in session.calls)
    for call in session.calls:
        yield f"{call.number:>{number}}  {_one(call.python or call.c)}   {_one(call.result)}"
    yield ""
    yield "Events"
    yield from _event_lines(session.events)


def _step_lines(session: SessionRecord) -> Iterator[str]:
    steps = session.report.steps
    number, own = _width(step.step for step in steps), _width((step.id for step in steps), 4)
    found = _width((step.references for step in steps), 1)
    for step in steps:
        yield (
            f"{step.step:>{number}}  {step.kind:<16} #{step.id:<{own}}"
            f"  references found {step.references:>{found}}  {_one(step.label)}"
        )
        if step.step in session.reasons:
            yield f"{'':{number}}  {_one(session.reasons[step.step])}"
        if step.fault:
            yield f"{'':{number}}  FAULT: {_one(step.fault)}"


def _event_lines(events: Sequence[Event]) -> Iterator[str]:
    number, own = _width(event.seq for event in events), _width((event.id for event in events), 4)
    seconds = _width(int(event.t) for event in events) + 5  # with the decimals
    left = _width((event.references for event in events), 1)
    for event in events:
        what = "opened again" if event.reopened else event.event
        fault = f": {_one(event.fault)}" if event.fault else ""
        yield (
            f"{event.seq:>{number}}  {event.t:>{seconds}.4f}  {what:<12} {event.kind:<16}"
            f" #{event.id:<{own}}  references {event.references:>{left}}"
            f"  {_one(event.label)}{fault}"
        )


def _width(numbers: Iterable[int], least: int = 5) -> int:
    """Characters of the longest number, so that columns stand one below the other."""
    return max(least, len(str(max(numbers, default=0))))


def html_pieces(session: SessionRecord) -> Iterator[str]:
    """The report as one page of HTML, in pieces."""
    page = Template(read_text("styles", "report.html"))
    report = session.report
    head, _, foot = page.substitute(
        title=_escaped(f"{report.label}: teardown report"),
        headline=_escaped(headline(report)),
        content="\0",
    ).partition("\0")
    yield head
    if lost(session):
        yield f"<p>{_escaped(lost(session))}</p>\n"
    yield from _table("Steps", ("Step", "Object", "References found", "Why now", "Result"),
                      ((_step(session, step), bool(step.fault)) for step in report.steps),
                      )  # fmt: skip
    yield from _table("Calls", ("#", "MAPI", "Python", "Result"),
                      (((str(c.number), c.c, c.python, c.result), c.failed)
                       for c in session.calls),
                      code=(1, 2))  # fmt: skip
    yield from _table("Events", ("#", "Seconds", "Event", "Object", "References"),
                      ((_event(event), event.event == "failed") for event in session.events),
                      )  # fmt: skip
    yield foot


def _step(session: SessionRecord, step: object) -> Cells:
    from msginspector.session import TeardownStep

    assert isinstance(step, TeardownStep)
    result = f"closed with a fault: {step.fault}" if step.fault else "closed"
    what = step.label if step.kind == "session" else f"{step.kind.replace('_', ' ')} {step.label}"
    return (str(step.step), f"{what} (#{step.id})", str(step.references),
            session.reasons.get(step.step, ""), result)  # fmt: skip


def _event(event: Event) -> Cells:
    what = "opened again" if event.reopened else event.event
    label = (
        event.label if event.kind == "session" else f"{event.kind.replace('_', ' ')} {event.label}"
    )
    said = f"{label} (#{event.id}){': ' + event.fault if event.fault else ''}"
    return (str(event.seq), f"{event.t:.4f}", what, said, str(event.references))


def _table(
    title: str, names: Cells, rows: Iterable[tuple[Cells, bool]], code: Sequence[int] = ()
) -> Iterator[str]:
    """A table of rows, each with whether it tells of a fault; `code` are columns of programs."""
    yield f"<h2>{_escaped(title)}</h2>\n<table><thead><tr>"
    yield "".join(f"<th>{_escaped(name)}</th>" for name in names)
    yield "</tr></thead><tbody>\n"
    for row, is_fault in rows:
        cells = (
            f"<td><pre>{_escaped(cell, lines=True)}</pre></td>"
            if place in code
            else f"<td>{_escaped(cell)}</td>"
            for place, cell in enumerate(row)
        )
        fault = ' class="fault"' if is_fault else ""
        yield f"<tr{fault}>{''.join(cells)}</tr>\n"
    yield "</tbody></table>\n"


def _escaped(text: str, *, lines: bool = False) -> str:
    return html.escape(visible(text, one_line=not lines))


def _one(text: str) -> str:
    return visible(text, one_line=True)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _text(session: SessionRecord) -> Iterator[str]:
    return (f"{line}\n" for line in text_lines(session))


def _json(session: SessionRecord) -> Iterator[str]:
    from msginspector.export.json_text import json_pieces

    small = json_pieces(json_document(session))
    while piece := "".join(islice(small, TOGETHER)):
        yield piece
    yield "\n"


# ending of the file -> what is written
FORMS: Final[dict[str, Callable[[SessionRecord], Iterator[str]]]] = {
    ".html": html_pieces,
    ".json": _json,
    ".txt": _text,
}


def pieces(session: SessionRecord, ending: str) -> Iterator[bytes]:
    """The report in the form of a file's ending, as bytes; raises KeyError for an unknown one."""
    return (piece.encode("utf-8", "backslashreplace") for piece in FORMS[ending](session))

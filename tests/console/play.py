"""Session documents made by hand, rule by rule, without the program: what the rules must accept."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

CALLS = {
    "session": "OpenIMsgSession(NULL, 0)",
    "message": "OpenIMsgOnIStg(session)",
    "attachment": "IMessage::OpenAttach(0)",
}


class Play:
    """Writes the events of a session as the rules ask for; `document` closes it."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.objects: dict[int, dict[str, Any]] = {}
        self.count: dict[int, int] = {}
        self.open("session", None, "", None)

    def open(self, kind: str, parent: int | None, path: str, file: str | None) -> int:
        number = len(self.objects) + 1
        self.objects[number] = {
            "kind": kind,
            "id": number,
            "parent": parent,
            "session": 1,
            "file": file,
            "path": path,
            "label": f"{kind} {path}",
        }
        self.count[number] = 1
        self._add(number, "opened", "open", CALLS.get(kind, f"Open({kind})"))
        return number

    def reopen(self, number: int) -> None:
        self.count[number] += 1
        self._add(number, "opened", "open", "again()")
        self.events[-1]["reopened"] = True

    def release(self, number: int) -> None:
        self.count[number] -= 1
        self._add(number, "released", "open" if self.count[number] else "released", "Release()")

    def document(self, *faulty: int) -> dict[str, Any]:
        steps = []
        for step, number in enumerate(self._order(), start=1):
            known = self.objects[number]
            report = {key: known[key] for key in ("id", "kind", "label", "path")}
            fault = "it failed" if number in faulty else None
            report |= {"step": step, "references": self.count[number], "fault": fault}
            steps.append(report)
            self._add(number, "closing", "closing", "CloseIMsgSession()", step)
            if fault:
                self._add(number, "failed", "closing", "CloseIMsgSession()", step)
            self.count[number] = 0
            self._add(number, "closed", "closed", "CloseIMsgSession()", step)
        faults = [step for step in steps if step["fault"]]
        session = {"id": 1, "events": self.events, "report": {"steps": steps, "faults": faults}}
        return copy.deepcopy({"schema": 1, "command": "session", "sessions": [session]})

    def _order(self) -> list[int]:
        """Objects by their way from the session, deeper ones first, later ones first."""

        def way(number: int) -> list[float]:
            parent = self.objects[number]["parent"]
            return [*(way(parent) if parent else []), -number]

        return sorted(self.objects, key=lambda number: [*way(number), float("inf")])

    def _add(self, number: int, event: str, state: str, call: str, step: int | None = None) -> None:
        self.events.append(
            {
                "seq": len(self.events) + 1,
                "event": event,
                "step": step,
                **self.objects[number],
                "references": self.count[number],
                "state": state,
                "call": call,
                "t": len(self.events) / 1000,
            }
        )


def two_messages() -> Play:
    """Two files; the first with a stream attachment, a nested message, references of all sorts."""
    play = Play()
    _top(play, "a.msg")  # storage 2, message 3
    tables = [play.open(f"{name}_table", 3, "/", "a.msg") for name in ("recipient", "attachment")]
    play.open("attachment", 3, "/attachments/0", "a.msg")  # 6
    play.open("stream", 6, "/attachments/0", "a.msg")  # 7
    play.open("attachment", 3, "/attachments/1", "a.msg")  # 8
    play.open("message", 8, "/attachments/1/message", "a.msg")  # 9
    play.open("recipient_table", 9, "/attachments/1/message", "a.msg")  # 10
    play.open("attachment_table", 9, "/attachments/1/message", "a.msg")  # 11
    play.open("stream", 3, "/", "a.msg")  # 12
    play.reopen(6)
    play.release(tables[0])
    _top(play, "b.msg")  # storage 13, message 14
    play.release(14)
    return play


def _top(play: Play, file: str) -> None:
    play.open("storage", 1, "/", file)
    play.open("message", 1, "/", file)


Change = Callable[[dict[str, Any]], object]


def changed(change: Change, *faulty: int) -> dict[str, Any]:
    """The document of `two_messages` after `change` has damaged its session in place."""
    document = two_messages().document(*faulty)
    change(document["sessions"][0])
    return document


def renumber(session: dict[str, Any]) -> None:
    """Make seq and t run again after events were moved, so that only the move is wrong."""
    for number, event in enumerate(session["events"], start=1):
        event["seq"], event["t"] = number, number / 1000

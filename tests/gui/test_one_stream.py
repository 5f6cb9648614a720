"""One stream of events: a scripted session is the same wherever it is looked at."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from msginspector.cli.main import main
from msginspector.export.json_text import write_json
from msginspector.export.session_report import json_document, record, text_lines
from msginspector.gui.main_window import MainWindow
from msginspector.stage.call_log import CallLog
from msginspector.stage.replay import Recording, of_session
from msginspector.stage.script import experiments

NAME = "fault-while-closing"

Step = tuple[int, int, str]


class Text:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text


@pytest.fixture
def played(window: MainWindow) -> MainWindow:
    """The experiment, played to its end in a window that shows nothing else."""
    window.actions_["lessons"].trigger()
    script = next(script for script in experiments() if script.name == NAME)
    window.stage.lessons.start(script, Path())
    while not window.stage.lessons.player.over:
        window.actions_["lesson-next"].trigger()
    window.bench.ledger.flush()
    return window


@pytest.fixture
def steps(played: MainWindow) -> list[Step]:
    """Step, number and kind of each visit, by the events of the workspace."""
    return [
        (event.step, event.id, event.kind)
        for event in played.bench.workspace.log.events()
        if event.event == "closing"
    ]


def test_the_table_has_the_same_steps(played, steps) -> None:
    rows = sorted((row.step, row.id, row.kind) for row in played.tracked_dock.model.rows)
    assert rows == steps


def test_the_log_has_the_same_events(played, steps) -> None:
    shown = played.story_dock.view("events").model.rows
    assert [(e.step, e.id, e.kind) for e in shown if e.event == "closing"] == steps


def test_the_diagram_has_the_same_objects_and_the_fault(played, steps) -> None:
    cells = list(played.story_dock.view("ownership").ownership.cells())
    objects = [owned for cell in cells for owned in cell.members]
    assert sorted(owned.id for owned in objects) == sorted(number for _, number, _ in steps)
    assert {owned.state for owned in objects} == {"closed"}
    assert [owned.label for owned in objects if owned.failed] == ["notes.txt"]


def test_the_report_has_the_same_steps_in_every_form(played, steps) -> None:
    session = played.bench.sessions[0]
    assert [(one.step, one.id, one.kind) for one in session.report.steps] == steps
    kept = record(session.report, played.bench.workspace.log.events())
    out = Text()
    write_json(json_document(kept), out)
    found: list[dict[str, Any]] = json.loads(out.text)["sessions"][0]["report"]["steps"]
    assert [(one["step"], one["id"], one["kind"]) for one in found] == steps
    lines = "\n".join(text_lines(kept))
    said = re.findall(r"^ +(\d+)  (\w+) +#(\d+) +references found", lines, flags=re.MULTILINE)
    assert [(int(step), int(number), kind) for step, kind, number in said] == steps


def test_the_replay_goes_through_the_same_steps(played, steps) -> None:
    recording = Recording(of_session(played.bench.workspace.log.events(), 1))
    visited = []
    while recording.forward() is not None:
        event = recording.event
        if event is not None and event.event == "closing":
            row = next(row for row in recording.rows if row.id == event.id)
            assert (row.state, row.step) == ("closing", event.step)
            visited.append((event.step, event.id, event.kind))
    assert visited == steps


def test_the_calls_cover_the_same_events(played) -> None:
    events = played.bench.workspace.log.events()
    log = CallLog()
    log.add(events)
    covered = [seq for call in log.calls for seq in range(call.first_seq, call.last_seq + 1)]
    assert sorted(set(covered)) == [event.seq for event in events]


def test_the_console_tells_the_same(played, capsys) -> None:
    assert main(["script", "--json", NAME]) == 0
    lines = json.loads(capsys.readouterr().out)["scripts"][0]["lines"]
    told = [event for line in lines for event in line["events"]]
    mine = [event.to_dict() for event in played.bench.workspace.log.events()]
    for event in (*told, *mine):
        del event["t"]
    assert told == mine
    said = [said for line in lines for said in line["said"]]
    outcomes = played.stage.lessons.player.outcomes
    assert said == [line for outcome in outcomes for line in outcome.said]

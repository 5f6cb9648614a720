"""Plays a script, a line at a time, in a workspace that may have other things in it.

What a line causes are events, as of anything else; the player tells which were its own, in the
names of the script. A line that is answered with an error has happened like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from msginspector.errors import InspectorError
from msginspector.stage.script.doing import DOINGS, Scene
from msginspector.stage.script.grammar import OPENS
from msginspector.stage.script.programs import Writer
from msginspector.stage.telling import Teller

if TYPE_CHECKING:
    from pathlib import Path

    from msginspector.session import Event, Workspace
    from msginspector.stage.script.script import Line, Script
    from msginspector.stage.statements import Statement

# verb -> what a class is asked before such a line
QUESTIONS: Final = {
    "open": "What will be opened, and with how many references?",
    "reference": "How many references will there be?",
    "release": "What state will it be in, and who else is affected?",
    "use": "Will it answer?",
    "forget": "Who can release it now?",
    "fault": "What will this change, and when?",
    "step": "Which object goes next, and why?",
    "close": "Which objects go, in which order?",
    "expect": "Does it hold?",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a line did.

    `said` are lines for people, `error` is what it was answered with, `met` whether an expectation
    holds (None for any other line).
    """

    line: Line
    statement: Statement
    events: tuple[Event, ...]
    said: tuple[str, ...]
    error: InspectorError | None
    met: bool | None


class Player:
    """One play of a script from its first line to its last.

    `folder` is where files of the script are looked for first. `end` lets go of everything: what
    the script has not closed stays open in its sessions, or leaks.
    """

    def __init__(self, script: Script, workspace: Workspace, folder: Path) -> None:
        self.script = script
        self.position = 0
        self.outcomes: list[Outcome] = []
        self._said: list[str] = []
        self._say = Teller(workspace, self._said.append)
        self._scene = Scene(workspace, self._say, folder)
        self._openings: dict[str, Line] = {}
        self._writer = Writer(folder)

    @property
    def over(self) -> bool:
        """There is no line left."""
        return self.position >= len(self.script.lines)

    @property
    def coming(self) -> Line | None:
        """The line that is played next."""
        return None if self.over else self.script.lines[self.position]

    @property
    def question(self) -> str:
        """What to ask before the coming line; "" where there is none."""
        line = self.coming
        if line is None:
            return ""
        return line.question or QUESTIONS.get(line.text.split()[0], "What will happen?")

    @property
    def failures(self) -> int:
        """How many expectations did not hold."""
        return sum(outcome.met is False for outcome in self.outcomes)

    def id_of(self, name: str) -> int | None:
        """The number of the object of a name; None before it was opened."""
        return self._say.id_of(name)

    def handle_of(self, number: int) -> Any:
        """The handle the script holds of the object of that number; None where it holds none."""
        return self._scene.holds(number)

    def next(self) -> Outcome | None:
        """Play the coming line; None when the script is over."""
        line = self.coming
        if line is None:
            return None
        self.position += 1
        self._said.clear()
        doing = self._openings.get(str(line.values.get("SUBOBJECT")), line)
        if line.expects:
            DOINGS[line.form].do(self._scene, line.values)
        else:
            with self._say(str(doing.values["NEW"]) if doing.form in OPENS else ""):
                DOINGS[doing.form].do(self._scene, doing.values)
        if line.form in OPENS:
            self._openings[str(line.values["NEW"])] = line
        return self._outcome(line)

    def end(self) -> None:
        """Let go of everything the script holds."""
        self.position = len(self.script.lines)
        self._scene.end()
        self._say.close()

    def _outcome(self, line: Line) -> Outcome:
        events = () if line.expects else self._say.events
        error = None if line.expects else self._say.error
        outcome = Outcome(
            line, self._writer.statement(line), events, tuple(self._said), error,
            self._say.met if line.expects else None,
        )  # fmt: skip
        self.outcomes.append(outcome)
        return outcome

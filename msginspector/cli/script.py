"""`script`: plays scripts of openings, releases and closings, and says what each line did."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from msginspector.cli.text import shown
from msginspector.errors import InspectorError
from msginspector.export import documents
from msginspector.export.json_text import Members, write_json
from msginspector.session import Workspace
from msginspector.stage.script import (
    Player,
    Script,
    ScriptError,
    c_program,
    experiments,
    find,
    python_program,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from msginspector.cli.run import Run
    from msginspector.stage.script import Outcome


def play_scripts(run: Run) -> None:
    """Play each script in a workspace of its own, or list or print them."""
    if run.options.list:
        _list(run)
        return
    if not run.options.scripts:
        run.misuse("script needs the name of an experiment or a .script file; --list names them.")
        return
    found = [one for name in run.options.scripts for one in _find(run, name)]
    if run.options.json and not (run.options.python or run.options.c):
        scripts = (Members(_entry(run, *one)) for one in found)
        write_json(documents.envelope("script", scripts=scripts), run.out)
        return
    for _name, script, folder in found:
        if run.options.python:
            run.out.write(python_program(script, folder))
        elif run.options.c:
            run.out.write(c_program(script, folder))
        else:
            _play(run, script, folder)


def _list(run: Run) -> None:
    scripts = experiments()
    if run.options.json:
        rows = [{"name": one.name, "title": one.title, "about": one.about} for one in scripts]
        write_json(documents.envelope("script", scripts=rows), run.out)
        return
    width = max((len(one.name) for one in scripts), default=0)
    for one in scripts:
        run.out.line(f"{one.name:<{width}}  {one.title}")


def _find(run: Run, name: str) -> list[tuple[str, Script, Path]]:
    """The name, script and folder of one argument; nothing where it cannot be read."""
    try:
        return [(name, *find(name))]
    except ScriptError as error:
        run.unreadable = True
        for mistake in error.mistakes:
            run.tell(f"{name}: {mistake}")
    except InspectorError as error:
        run.failed(name, error)
    return []


def _outcomes(run: Run, script: Script, folder: Path) -> Iterator[Outcome]:
    """Play a script; an expectation that does not hold is a no."""
    with Workspace() as workspace:
        player = Player(script, workspace, folder)
        try:
            while not player.over:
                _ask(run, player)
                outcome = player.next()
                if outcome is not None:
                    run.no = run.no or outcome.met is False
                    yield outcome
        finally:
            player.end()


def _ask(run: Run, player: Player) -> None:
    """`--step` asks what happens next, where somebody sits at the keyboard."""
    line = player.coming
    if not run.options.step or line is None or sys.stdin is None or not sys.stdin.isatty():
        return
    run.tell(f"{line.caption}\n" if line.caption else "")
    run.tell(f"  {line.text}\n  {player.question} (Enter)")
    sys.stdin.readline()


def _play(run: Run, script: Script, folder: Path) -> None:
    run.out.line(shown(script.title))
    if script.about:
        run.out.line(shown(script.about))
    for outcome in _outcomes(run, script, folder):
        if not run.out.left:
            run.tell_full()
            return
        line = outcome.line
        run.out.line("")
        if line.caption:
            run.out.line(f"# {shown(line.caption)}")
        run.out.line(f"{line.number:>4}  {shown(line.text)}")
        for said in outcome.said:
            run.out.line(f"      {shown(said)}")
        if outcome.error is not None:
            run.out.line(f"      {shown(outcome.error.text)}")


def _entry(run: Run, name: str, script: Script, folder: Path) -> Iterator[tuple[str, Any]]:
    failures = 0

    def lines() -> Iterator[dict[str, object]]:
        nonlocal failures
        for outcome in _outcomes(run, script, folder):
            failures += outcome.met is False
            yield _line(outcome)

    yield "script", name
    yield "title", script.title
    yield "about", script.about
    yield "lines", lines()
    yield "failures", failures


def _line(outcome: Outcome) -> dict[str, object]:
    line = outcome.line
    return {
        "line": line.number,
        "text": line.text,
        "caption": line.caption,
        "question": line.question,
        "c": outcome.statement.c,
        "python": outcome.statement.python,
        "events": [event.to_dict() for event in outcome.events],
        "said": list(outcome.said),
        "error": outcome.error.to_dict() if outcome.error is not None else None,
        "met": outcome.met,
    }

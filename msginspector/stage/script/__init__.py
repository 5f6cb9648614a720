"""Scripts of a lecturer: read, played line by line, and written as Python."""

from __future__ import annotations

from msginspector.stage.script.experiments import experiments
from msginspector.stage.script.grammar import parse
from msginspector.stage.script.player import Outcome, Player
from msginspector.stage.script.programs import c_program, python_program
from msginspector.stage.script.reading import find, load
from msginspector.stage.script.script import Line, Mistake, Script, ScriptError
from msginspector.stage.script.shown import Told, bounded, summary, told

__all__ = [
    "Line",
    "Mistake",
    "Outcome",
    "Player",
    "Script",
    "ScriptError",
    "Told",
    "bounded",
    "c_program",
    "experiments",
    "find",
    "load",
    "parse",
    "python_program",
    "summary",
    "told",
]

"""The experiments that come with the program: scripts under resources/scripts, in their order."""

from __future__ import annotations

from msginspector.errors import ResourceError
from msginspector.resources import read_text, resource_path
from msginspector.stage.script.grammar import parse
from msginspector.stage.script.script import Script

SUFFIX = ".script"


def experiments() -> tuple[Script, ...]:
    """Every experiment; none where the program is installed without them.

    Their files begin with a number, which orders them and is no part of their names.
    """
    try:
        files = sorted(resource_path("scripts").glob(f"*{SUFFIX}"))
    except ResourceError:
        return ()
    return tuple(
        parse(read_text("scripts", file.name), file.stem.partition("-")[2]) for file in files
    )

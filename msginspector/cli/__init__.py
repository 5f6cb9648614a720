"""`msginspect`: the engine without a window. Imports neither Qt nor extract-msg.

`main` is the program, `arguments` its command line, `run` how one run goes, `inputs` the commands
that look into files, `session` the one that plays a session, `text` what people read.
"""

from __future__ import annotations

from msginspector.cli.main import main

__all__ = ["main"]

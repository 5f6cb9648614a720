"""`lookup`: what a tag, name, GUID, flag or error code means; both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msginspector.cli import text
from msginspector.export.documents import envelope
from msginspector.export.json_text import write_json
from msginspector.mapi.lookup import lookup

if TYPE_CHECKING:
    from msginspector.cli.run import Run


def look(run: Run) -> None:
    """Print what is known as the text of the command line; nothing found is a no."""
    wanted = " ".join(run.options.text)
    matches = [match.to_dict() for match in lookup(wanted)]
    if run.options.json:
        write_json(envelope("lookup", matches=matches), run.out)
    else:
        for line in text.match_lines(matches):
            run.out.line(line)
    if not matches:
        run.no = True
        run.tell(f"Nothing is known as “{wanted}”.")

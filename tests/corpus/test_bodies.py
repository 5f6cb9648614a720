"""Bodies of the corpus: every message that has one gives it, and it is the one extract-msg reads.

Texts are compared with white space folded, HTML that comes out of RTF by the text between its tags.
Where the two differ, a row of body_exceptions.tsv says which bytes decide.
"""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from msginspector.oxmsg.bodies import Bodies, BodyForm
from msginspector.session import ObjectRow, Workspace
from tests.conftest import compound_files
from tests.corpus import body_reader
from tests.corpus.body_reader import TheirBodies, folded, visible_text

TABLE = Path(__file__).with_name("body_exceptions.tsv")
BODY_IDS = (0x1000, 0x1009, 0x1013)
READ_AT_LEAST = 320
SECONDS = 1.0


def exceptions() -> dict[tuple[str, str, str], str]:
    """(file, object path, what) to the reason for a difference."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(row["file"], row["path"], row["what"]): row["reason"] for row in rows}


def derived(bodies: Bodies, kind: str) -> BodyForm | None:
    return next((one for one in bodies.forms if (one.kind, one.origin) == (kind, "rtf")), None)


def compared(row: ObjectRow, theirs: TheirBodies) -> dict[str, bool]:
    """What both readers read of a message, and whether it is the same."""
    bodies = row.bodies()
    found: dict[str, bool] = {}
    if theirs.text is not None:
        text = bodies.get("text")
        found["text"] = text is not None and folded(text.read().text) == folded(theirs.text)
    if theirs.html_bytes is not None:
        html = bodies.get("html")
        found["html"] = html is not None and html.read().raw == theirs.html_bytes
    if theirs.wrapped_html is not None:
        wrapped = derived(bodies, "html")
        found["wrapped html"] = wrapped is not None and visible_text(
            wrapped.read().text
        ) == visible_text(theirs.wrapped_html)
    return found


@pytest.fixture(scope="module")
def comparisons(corpus: Path) -> dict[tuple[str, str, str], bool]:
    """Every comparison of the corpus."""
    found: dict[tuple[str, str, str], bool] = {}
    with Workspace() as workspace:
        session = workspace.open_session()
        for path in compound_files():
            message = session.open_file(str(path))
            rows = {row.storage: row for row in message.walk() if row.kind == "message"}
            for theirs in body_reader.bodies(path):
                row = rows[theirs.storage]
                for what, same in compared(row, theirs).items():
                    found[path.name, row.path, what] = same
            message.release()
    return found


def test_bodies_are_those_of_extract_msg(comparisons: dict[tuple[str, str, str], bool]) -> None:
    different = {key for key, same in comparisons.items() if not same}
    named = exceptions().keys()
    assert different - named == set()
    assert named - different == set(), "no longer needed"
    assert len(comparisons) >= READ_AT_LEAST


def test_every_message_with_a_body_has_a_native_one_that_can_be_read(compound_file: Path) -> None:
    with Workspace() as workspace:
        for row in workspace.open_session().open_file(str(compound_file)).walk():
            if row.kind != "message":
                continue
            start = time.perf_counter()
            bodies = row.bodies()
            stored = [number for number in BODY_IDS if row.first(number) is not None]
            assert (bodies.native is not None) == bool(stored)
            assert bodies.native_reason.endswith(".")
            for form in bodies.forms:
                found = form.read()
                assert not found.truncated
                assert "\\x" not in found.text or found.problems or "\\x" in str(found.raw)
            assert time.perf_counter() - start < SECONDS

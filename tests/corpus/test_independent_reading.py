"""Every message of the corpus has the properties an independent reading with olefile finds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import olefile
import pytest

from tests.corpus import console, exceptions, independent
from tests.corpus.exceptions import Difference, shown

ORACLE = "olefile"
NO_ROW = "-"


def theirs(path: Path) -> list[independent.Row]:
    """The independent reading of a file."""
    with olefile.OleFileIO(str(path)) as ole:
        return independent.read(ole)


def ours(rows: list[dict[str, object]]) -> list[independent.Row]:
    """Our `property` objects as rows of the independent reading."""
    return [
        independent.Row(row["object"], int(str(row["tag"]), 16), row["size"], console.storage(row))
        for row in rows
    ]


def differences(
    file: str, mine: list[independent.Row], other: list[independent.Row]
) -> Counter[Difference]:
    """What one reading has and the other has not, as differences by object and tag."""
    only_ours, only_theirs = Counter(mine) - Counter(other), Counter(other) - Counter(mine)
    found: Counter[Difference] = Counter()
    for row in sorted(only_ours.elements(), key=str):
        match = next(
            (one for one in only_theirs if (one.path, one.tag) == (row.path, row.tag)), None
        )
        if match is not None:
            only_theirs -= Counter([match])
        found[_difference(file, row, match)] += 1
    for row in only_theirs.elements():
        found[_difference(file, None, row)] += 1
    return found


def _difference(
    file: str, mine: independent.Row | None, other: independent.Row | None
) -> Difference:
    known = mine or other
    assert known is not None
    values = [NO_ROW if row is None else shown((row.size, row.storage)) for row in (mine, other)]
    return Difference(ORACLE, file, known.path, f"0x{known.tag:08X}", *values)


def test_each_message_has_the_properties_of_the_independent_reading(compound_file: Path) -> None:
    found = differences(
        compound_file.name, ours(console.properties(compound_file)), theirs(compound_file)
    )
    named = exceptions.allowed(ORACLE, compound_file.name)
    assert not found - named, "\n".join(map(str, found - named))
    assert not named - found, "no longer needed:\n" + "\n".join(map(str, named - found))


def test_the_stored_bytes_are_those_olefile_reads(compound_file: Path) -> None:
    with olefile.OleFileIO(str(compound_file)) as ole:
        read = Counter(independent.first_bytes(ole, 64))
    mine = Counter(
        (console.storage(row), int(row["tag"], 16), row["raw"].lower())
        for row in console.properties(compound_file)
    )
    assert mine - read == read - mine


def test_the_recipients_and_attachments_are_counted_in_ascending_storage_order(
    compound_file: Path,
) -> None:
    with olefile.OleFileIO(str(compound_file)) as ole:
        wanted = [(node.path, node.storage) for node in independent.objects(ole)]
    answer = console.run("tree", "--json", compound_file)
    found = []
    waiting = [answer.document["inputs"][0]["root"]]
    while waiting:
        node = waiting.pop()
        found.append((node["path"], node["storage"]))
        waiting.extend(reversed(node["children"]))
    orphans = [place for place in found if place[0].startswith("/orphans/")]
    assert [place for place in found if place not in orphans] == wanted


def test_less_than_one_row_in_a_hundred_is_an_exception(corpus: Path) -> None:
    files = console.compound(sorted(corpus.iterdir()))
    total = sum(len(theirs(path)) for path in files)
    named = sum(row["oracle"] == ORACLE for row in exceptions.rows())
    assert named <= total / 100, (named, total)


def test_every_exception_names_its_file_and_its_reason(corpus: Path) -> None:
    present = {path.name for path in corpus.iterdir()}
    for row in exceptions.rows():
        assert list(row) == exceptions.COLUMNS
        assert row["file"] in present
        assert all(row.values()), row
        assert "*" not in row["path"] + row["tag"], row
        assert "[MS-" in row["reason"] or "bytes" in row["reason"], row


@pytest.mark.parametrize(
    "name",
    [
        "HiraokaHyperTools+msgreader__msgInMsgInMsg.msg",
        "aribeth97+PSTar__1.msg",
        "apache+poi__chinese-traditional.msg",
    ],
)
def test_the_console_itself_says_the_same(corpus: Path, name: str) -> None:
    path = corpus / name
    done = subprocess.run(
        [sys.executable, "-m", "msginspector.cli", "props", "--json", str(path)],
        capture_output=True,
        check=True,
    )
    [entry] = json.loads(done.stdout.decode("utf-8"))["inputs"]
    found = differences(name, ours(entry["properties"]), theirs(path))
    assert found == exceptions.allowed(ORACLE, name)

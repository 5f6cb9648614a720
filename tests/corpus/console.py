"""`msginspect` called in this process, and what its documents say, as the oracles say it."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msginspector import cli

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
# [MS-OXTNEF] 2.1.3.1: the signature 0x223E9F78, little-endian
TNEF = bytes.fromhex("789f3e22")
PROPERTIES = "__properties_version1.0"


@dataclass(frozen=True, slots=True)
class Answer:
    """How a run of the console ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


def run(*arguments: str | Path) -> Answer:
    """One run of the console."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main([str(argument) for argument in arguments])
    return Answer(code, out.getvalue(), err.getvalue())


def properties(path: Path) -> list[dict[str, Any]]:
    """The `property` objects of a message and everything in it."""
    answer = run("props", "--json", path)
    assert answer.code == 0, answer.err
    [entry] = answer.document["inputs"]
    rows: list[dict[str, Any]] = entry["properties"]
    return rows


def storage(row: dict[str, Any]) -> str:
    """The storage of a property's object: that of the property stream its entry lies in."""
    stream: str = row["entry"]["stream"]
    assert stream.endswith(PROPERTIES), stream
    return stream[: -len(PROPERTIES)].rstrip("/")


def is_compound(path: Path) -> bool:
    """Whether a file begins as compound files do ([MS-CFB] 2.2)."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def is_message(path: Path) -> bool:
    """Whether a file is one of the kinds that open: compound, TNEF, Internet mail."""
    return path.read_bytes().startswith((MAGIC, TNEF, b"MIME-Version:"))


def compound(files: list[Path]) -> list[Path]:
    """Those of the files that begin as compound files do."""
    return [path for path in files if is_compound(path)]

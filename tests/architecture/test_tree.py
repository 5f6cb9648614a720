"""What lies in the project: nothing of somebody's machine, no caches, none of the shared files."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from tests.architecture.sources import project_files
from tests.conftest import shared_files

TEXT = {".py", ".md", ".toml", ".tsv", ".txt", ".svg", ".qss", ".yml", ".json", ""}

# A folder of one machine or person. The slash is apart so that this line is none itself.
MACHINE = re.compile("(?<![\\w.])" + "/" + "(work|root|home/\\w+|Users/\\w+|tmp/\\w+)" + "/")

CACHES = ("__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".venv")


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """The project's files."""
    found = project_files()
    if not found:
        pytest.skip("NOT TESTED: this is no git checkout")
    return found


def test_no_file_names_a_place_on_somebodys_machine(files: list[Path], root: Path) -> None:
    found = [
        f"{path.relative_to(root)}: {match.group()}"
        for path in files
        if path.suffix in TEXT
        for match in MACHINE.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_no_cache_and_no_build_lies_in_the_project(files: list[Path], root: Path) -> None:
    parts = {part for path in files for part in path.relative_to(root).parts}
    assert parts & {*CACHES, "build", "dist"} == set()


def test_no_shared_file_lies_in_the_project(files: list[Path], root: Path) -> None:
    """The corpus is other people's mail: it stays outside, whole or renamed."""
    shared = [*shared_files("corpus"), *shared_files("hostile", ".msg")]
    if not shared:
        pytest.skip("NOT TESTED: the corpus is absent")
    digests = {hashlib.sha256(path.read_bytes()).digest() for path in shared}
    copies = [
        str(path.relative_to(root))
        for path in files
        if hashlib.sha256(path.read_bytes()).digest() in digests
    ]
    assert copies == []


def test_the_only_messages_in_the_project_are_its_samples(files: list[Path], root: Path) -> None:
    kinds = {".msg", ".oft", ".eml", ".pst", ".ost"}
    strays = [
        path.relative_to(root).as_posix()
        for path in files
        if path.suffix.lower() in kinds and path.parent != root / "resources" / "samples"
    ]
    assert strays == []


def test_texts_end_with_one_newline_and_have_no_carriage_returns(
    files: list[Path], root: Path
) -> None:
    untidy = [
        path.relative_to(root).as_posix()
        for path in files
        if path.suffix in {".py", ".md", ".toml", ".tsv"}
        and (data := path.read_bytes())
        and (b"\r" in data or not data.endswith(b"\n") or data.endswith(b"\n\n"))
    ]
    assert untidy == []

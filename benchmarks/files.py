"""The real files that are measured: compound files below a folder outside the project."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VARIABLE = "MSGINSPECTOR_CORPUS"
BESIDE = ("shared/corpus", "corpus")
MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")


def corpus_folder(given: str | None = None) -> Path | None:
    """The folder of real files: as given, else from the environment, else beside the checkout."""
    named = given or os.environ.get(VARIABLE)
    candidates = [Path(named)] if named else [ROOT.parent / name for name in BESIDE]
    for folder in candidates:
        if folder.is_dir():
            return folder / "files" if (folder / "files").is_dir() else folder
    return None


def compound_files(folder: Path) -> list[Path]:
    """The files there that begin as a compound file does, by name."""
    return [path for path in sorted(folder.iterdir()) if path.is_file() and _is_compound(path)]


def _is_compound(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC

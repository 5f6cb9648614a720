"""Style and types are tests like any other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = {
    "ruff finds nothing": ["ruff", "check", "--no-cache", "."],
    "ruff would format nothing differently": ["ruff", "format", "--no-cache", "--check", "."],
    "mypy is satisfied in strict mode": ["mypy"],
}


@pytest.mark.parametrize("sentence", sorted(TOOLS))
def test_the_code_is_clean(sentence: str, root: Path) -> None:
    command = [sys.executable, "-m", *TOOLS[sentence]]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"

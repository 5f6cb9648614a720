"""Loads the scripts of `packaging/`, which is no package, and looks for the desktop's programs."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parent.parent.parent / "packaging"


def load(name: str) -> ModuleType:
    """A script by its path below `packaging/`, without `.py`."""
    script = FOLDER / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"packaging_{script.stem}", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def program(name: str, package: str) -> str:
    """The path of a program of the system; skips loudly where it is absent."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"NOT TESTED: there is no {name}; on Debian it comes with {package}")
    return found

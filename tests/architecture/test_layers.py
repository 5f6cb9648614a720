"""Who may import whom: the contracts of pyproject.toml, and what a start may load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import sources

# foreign module -> the only places that may import it
DOORS = {
    "PySide6": ("msginspector/gui/",),
    "shiboken6": ("msginspector/gui/",),
    "extract_msg": ("msginspector/oxmsg/",),
    "olefile": ("msginspector/analysis/",),
}

NETWORK = ("socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "PySide6.QtNetwork")


def _is(name: str, module: str) -> bool:
    return name == module or name.startswith(module + ".")


def test_imports_keep_the_layers(root: Path) -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", sorted(DOORS))
def test_a_foreign_library_has_one_door(module: str) -> None:
    outside = [
        source.path
        for source in sources()
        if not source.path.startswith(DOORS[module])
        and any(_is(name, module) for name in source.imports())
    ]
    assert outside == []


def test_nothing_can_reach_the_network() -> None:
    offenders = [
        (source.path, name)
        for source in sources()
        for name in source.imports()
        if any(_is(name, module) for module in NETWORK)
    ]
    assert offenders == []


@pytest.mark.parametrize(
    "command", ["--version", "--help", "lookup 0x0037001F"], ids=["version", "help", "lookup"]
)
def test_the_console_starts_without_qt_and_without_extract_msg(command: str, root: Path) -> None:
    code = (
        "import sys\n"
        "from msginspector.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "heavy = loaded & {'PySide6', 'shiboken6', 'extract_msg', 'olefile'}\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()], cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr

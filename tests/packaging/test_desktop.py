"""`packaging/desktop.py` makes a desktop know the program, and forget it again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.sources import sources
from tests.packaging.scripts import load, program

ODD = 'it\'s "odd" $HOME\\bin `x`'  # what has to be quoted and can be started

needs_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="NOT TESTED: desktop entries are for Linux"
)


@pytest.fixture(scope="module")
def desktop() -> ModuleType:
    """The script."""
    return load("desktop")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's empty data folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def odd_program(tmp_path: Path) -> Path:
    """A program at an inconvenient place that writes down what it is started with."""
    place = tmp_path / ODD / "msginspector"
    place.parent.mkdir()
    place.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/started.new"\n'
                     f'mv "{tmp_path}/started.new" "{tmp_path}/started"\n')  # fmt: skip
    place.chmod(0o755)
    return place


def everything_in(folder: Path) -> set[str]:
    """The files below a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in found}


def test_it_needs_only_the_standard_library() -> None:
    (script,) = [one for one in sources("packaging") if one.path == "packaging/desktop.py"]
    assert {name.partition(".")[0] for name in script.imports()} <= sys.stdlib_module_names


@needs_linux
def test_every_file_it_installs_it_removes(
    desktop: ModuleType, home: Path, odd_program: Path
) -> None:
    assert desktop.main(["install", "--program", str(odd_program)]) == 0
    assert set(desktop.files()) <= everything_in(home)
    assert desktop.main(["remove"]) == 0
    assert everything_in(home).isdisjoint(desktop.files())
    assert desktop.main(["remove"]) == 0


@needs_linux
def test_it_says_so_when_there_is_no_program_to_start(
    desktop: ModuleType, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = tmp_path / "absent"
    assert desktop.main(["install", "--program", str(absent)]) == 1
    assert str(absent) in capsys.readouterr().out
    assert not home.exists()


@needs_linux
def test_the_installed_entry_is_valid_wherever_the_program_lies(
    desktop: ModuleType, home: Path, odd_program: Path
) -> None:
    validator = program("desktop-file-validate", "desktop-file-utils")
    desktop.main(["install", "--program", str(odd_program)])
    done = subprocess.run([validator, str(home / desktop.ENTRY)], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@needs_linux
@pytest.mark.parametrize("name", ["mail.msg", "MAIL.MSG", "form.oft"])
def test_the_desktop_takes_a_message_for_one_and_the_program_for_its_opener(
    desktop: ModuleType, home: Path, odd_program: Path, samples: Path, tmp_path: Path, name: str
) -> None:
    program("update-mime-database", "shared-mime-info")
    program("update-desktop-database", "desktop-file-utils")
    gio = program("gio", "libglib2.0-bin")
    desktop.main(["install", "--program", str(odd_program)])
    message = tmp_path / name
    message.write_bytes((samples / "plain-mail.msg").read_bytes())
    info = [gio, "info", "-a", "standard::content-type", str(message)]
    assert "content-type: application/vnd.ms-outlook\n" in _output(info)
    assert f"{desktop.APP_ID}.desktop" in _output([gio, "mime", "application/vnd.ms-outlook"])


@needs_linux
def test_the_desktop_starts_the_program_with_the_file(
    desktop: ModuleType, home: Path, odd_program: Path, tmp_path: Path
) -> None:
    gio = program("gio", "libglib2.0-bin")
    desktop.main(["install", "--program", str(odd_program)])
    message = tmp_path / "one mail.msg"
    message.touch()
    _output([gio, "launch", str(home / desktop.ENTRY), str(message)])
    _wait_for(tmp_path / "started")
    assert (tmp_path / "started").read_text() == f"{message}\n"


def _output(command: list[str]) -> str:
    environment = dict(os.environ, LC_ALL="C.UTF-8")
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _wait_for(file: Path) -> None:
    """`gio launch` does not wait for the program; this does, for ten seconds at most."""
    script = f'i=0; while [ ! -e "{file}" ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done'
    subprocess.run(["sh", "-c", script], check=True)

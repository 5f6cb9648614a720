"""A wheel holds everything the program needs at run time, and only that."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without a network."""
    root = Path(__file__).resolve().parent.parent.parent
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_it_holds_the_package_and_every_resource(wheel: Path, root: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    resources = {
        f"msginspector/_resources/{path.relative_to(root / 'resources').as_posix()}"
        for path in (root / "resources").rglob("*")
        if path.is_file()
    }
    modules = {path.relative_to(root).as_posix() for path in (root / "msginspector").rglob("*.py")}
    assert resources | modules <= names
    assert {name for name in names if name.endswith(".pyc")} == set()
    top = {name.partition("/")[0] for name in names}
    assert {name for name in top if not name.endswith((".dist-info", ".data"))} == {"msginspector"}


def test_it_brings_the_files_of_linux_desktops_to_the_share_folder(wheel: Path, root: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    brought = {
        name.partition(".data/data/")[2]: archive.read(name)
        for name in archive.namelist()
        if ".data/" in name
    }
    share = root / "packaging" / "linux" / "share"
    (entry,) = (share / "applications").iterdir()
    icon = f"share/icons/hicolor/scalable/apps/{entry.stem}.svg"
    assert brought == {
        f"share/{path.relative_to(share).as_posix()}": path.read_bytes()
        for path in share.rglob("*.*")
    } | {icon: (root / "resources" / "icons" / "app.svg").read_bytes()}


def test_it_declares_both_programs_and_the_licence(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    texts = {
        name.rpartition("/")[2]: archive.read(name).decode()
        for name in archive.namelist()
        if ".dist-info/" in name and name.endswith(("METADATA", "entry_points.txt"))
    }
    assert "License-Expression: GPL-3.0-or-later" in texts["METADATA"]
    assert "msginspect = msginspector.cli:main" in texts["entry_points.txt"]
    assert "msginspector = msginspector.gui.app:main" in texts["entry_points.txt"]


def test_the_installed_program_finds_its_resources(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(target)
    code = (
        "import msginspector, msginspector.resources as r\n"
        "print(msginspector.__file__)\n"
        "print(r.resource_path('samples', 'plain-mail.msg').stat().st_size)\n"
        "print(len(r.table('property_tags')))\n"
    )
    environment = dict(os.environ, PYTHONPATH=str(target))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    place, size, rows = done.stdout.split()
    assert Path(place).is_relative_to(target)
    assert int(size) > 10_000
    assert int(rows) > 2_000

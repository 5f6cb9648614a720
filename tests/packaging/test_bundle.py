"""The recipe of the bundle names what exists, leaves out nothing that is used, and works."""

from __future__ import annotations

import ast
import importlib.util
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

import msginspector
from msginspector import resources
from tests.architecture.sources import sources
from tests.packaging.scripts import FOLDER, load

RECIPE = FOLDER / "pyinstaller"
SPEC = RECIPE / "msginspector.spec"
PNG = b"\x89PNG\r\n\x1a\n"


def strings(tree: ast.AST) -> set[str]:
    """Every text constant."""
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def test_the_recipe_compiles_and_names_files_that_exist(root: Path) -> None:
    named = strings(ast.parse(SPEC.read_text(encoding="utf-8"), SPEC.name))
    assert {"window.py", "console.py", "resources", "LICENSE", "app.svg"} <= named
    for script in ("window.py", "console.py"):
        compile((RECIPE / script).read_text(encoding="utf-8"), script, "exec")
    assert (root / "resources" / "icons" / "app.svg").is_file()
    assert (root / "LICENSE").is_file()


def test_resources_lie_where_the_program_looks_first(root: Path) -> None:
    first = resources._PLACES[0].relative_to(root).as_posix()
    assert first in strings(ast.parse(SPEC.read_text(encoding="utf-8")))


def test_the_bundle_leaves_out_no_module_that_is_used() -> None:
    contents = load("pyinstaller/contents")
    imported = {name for source in sources() for name in source.imports()}
    assert imported.isdisjoint(contents.UNUSED_MODULES)
    assert "PySide6.QtSvg" in imported


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "msginspector/_resources/tables/guids.tsv",
    ],
)
def test_the_bundle_keeps_what_shows_windows_and_pictures(name: str) -> None:
    entry = (name, name, "BINARY")
    assert load("pyinstaller/contents").used([entry]) == [entry]


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6\\plugins\\tls\\qschannelbackend.dll",
        "PySide6/Qt/translations/qt_help_de.qm",
    ],
)
def test_the_bundle_leaves_out_gtk_and_the_network(name: str) -> None:
    assert load("pyinstaller/contents").used([(name, name, "BINARY")]) == []


def test_the_icon_of_windows_holds_every_size_as_it_declares(root: Path, tmp_path: Path) -> None:
    pytest.importorskip(
        "PySide6.QtSvg", reason="NOT TESTED: Qt does not load here", exc_type=ImportError
    )
    icon = load("pyinstaller/icon_file")
    written = icon.write_ico(root / "resources" / "icons" / "app.svg", tmp_path / "app.ico")
    data = written.read_bytes()
    reserved, kind, count = struct.unpack_from("<HHH", data)
    assert (reserved, kind, count) == (0, 1, len(icon.SIZES))
    for number, pixels in enumerate(icon.SIZES):
        side, _height, *_, size, place = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        picture = data[place : place + size]
        assert side == pixels % 256
        assert picture.startswith(PNG)
        assert struct.unpack_from(">II", picture, 16) == (pixels, pixels)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder PyInstaller makes of this checkout."""
    if not sys.platform.startswith("linux"):
        pytest.skip("NOT TESTED: nobody has tried the bundle on this system")
    if importlib.util.find_spec("PyInstaller") is None:
        pytest.skip("NOT TESTED: PyInstaller is not installed")
    folder = tmp_path_factory.mktemp("bundle")
    places = ["--distpath", str(folder / "dist"), "--workpath", str(folder / "work")]
    command = [sys.executable, "-m", "PyInstaller", "--log-level", "WARN", *places, str(SPEC)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "dist" / "msginspector"


def _run(program: Path, *arguments: str) -> str:
    """Runs a program of the bundle as far from the checkout as it gets."""
    home = program.parent.parent
    settings = {"QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    environment = {"HOME": str(home), "PATH": os.defpath, **settings}
    command = [str(program), *arguments]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.slow
def test_the_bundled_window_draws_a_message(bundle: Path, samples: Path, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    message = samples / "plain-mail.msg"
    _run(bundle / "msginspector", "--screenshot", str(picture), "--theme", "light", str(message))
    data = picture.read_bytes()
    assert data.startswith(PNG)
    assert struct.unpack_from(">II", data, 16) == (1440, 900)


@pytest.mark.slow
def test_the_bundled_console_reads_a_message(bundle: Path, samples: Path) -> None:
    assert _run(bundle / "msginspect", "--version") == f"msginspect {msginspector.__version__}\n"
    printed = _run(bundle / "msginspect", "props", str(samples / "plain-mail.msg"))
    assert "PidTagSubject" in printed


@pytest.mark.slow
def test_the_bundle_has_no_dangling_links_and_no_gtk(bundle: Path) -> None:
    files = list(bundle.rglob("*"))
    assert [file.name for file in files if file.is_symlink() and not file.exists()] == []
    assert [file.name for file in files if file.name.startswith(("libgtk", "libgdk"))] == []

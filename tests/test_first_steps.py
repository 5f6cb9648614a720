"""The first minutes on a fresh machine: README.md and packaging/start.py."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from msginspector.resources import read_text

SCRIPT = Path(__file__).resolve().parent.parent / "packaging" / "start.py"

# What every Linux that runs Python has, or the dynamic linker itself: never missing.
ALWAYS_THERE = re.compile(r"(linux-vdso|ld-linux|lib(c|m|dl|rt|pthread|gcc_s|resolv)\.)")


@pytest.fixture
def start() -> ModuleType:
    """The script as a module, fresh for each test."""
    spec = importlib.util.spec_from_file_location("start_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def fake_ldd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dynamic linker that misses libxcb-cursor and one library nobody knows."""
    ldd = tmp_path / "ldd"
    ldd.write_text(
        "#!/bin/sh\n"
        "echo '  libxcb-cursor.so.0 => not found'\n"
        "echo '  libnobodyknows.so.3 => not found'\n"
        "echo '  libc.so.6 => /lib/libc.so.6 (0x00007f)'\n",
        encoding="ascii",
    )
    ldd.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")


def test_the_readme_gives_one_line_each_for_both_commands_and_both_kinds_of_system(
    root: Path,
) -> None:
    lines = [
        line.partition("#")[0].strip()
        for line in (root / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("    ")
    ]
    for command in ("window", "tests"):
        assert f"python3 packaging/start.py {command}" in lines
        assert f"py packaging\\start.py {command}" in lines


def test_every_file_the_readme_points_to_exists(root: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", (root / "README.md").read_text(encoding="utf-8"))
    missing = [target for target in targets if "://" not in target and not (root / target).exists()]
    assert missing == []


def test_ci_runs_the_command_of_the_readme(root: Path) -> None:
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    assert script.rstrip().splitlines()[-1] == 'exec python3 packaging/start.py tests "$@"'


def test_the_script_needs_only_the_standard_library() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name) or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


@pytest.mark.parametrize("arguments", [[], ["windows"]])
def test_wrong_usage_is_answered_with_the_usage(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True)
    assert done.returncode == 2
    assert "start.py window" in done.stderr


def test_an_old_python_is_told_which_one_is_needed(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start.sys, "version_info", (3, 9, 2))
    assert start.main(["window"]) == 1
    assert "needs Python 3.11 or newer; this is Python 3.9.2" in capsys.readouterr().err


def test_a_python_without_ensurepip_is_told_the_package(
    start: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(start, "ENVIRONMENT", tmp_path / "environment")
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert start.main(["window"]) == 1
    assert "apt-get install python3-venv" in capsys.readouterr().err


def test_an_environment_whose_python_is_gone_does_not_count_as_made(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "ENVIRONMENT", tmp_path / "environment")
    python = start.environment_python()
    assert not start.works(python)
    python.parent.mkdir(parents=True)
    python.write_text("#!/no/such/interpreter\n", encoding="ascii")
    python.chmod(0o755)
    assert not start.works(python)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux looks for Qt's system libraries")
@pytest.mark.usefixtures("fake_ldd")
def test_a_missing_library_is_named_with_its_packages(start: ModuleType) -> None:
    with pytest.raises(start.SetupError) as caught:
        start.check_libraries(Path(sys.executable), "xcb")
    text = str(caught.value)
    assert "libnobodyknows.so.3, libxcb-cursor.so.0" in text
    assert re.search(r"apt-get install .*libxcb-cursor0", text)
    assert re.search(r"dnf install .*xcb-util-cursor", text)


def test_every_library_qt_asks_for_has_its_package(start: ModuleType) -> None:
    """What the installed Qt is linked to, compared with the table: nothing is left to guess."""
    if sys.platform != "linux":
        pytest.skip("only Linux looks for Qt's system libraries")
    folder = start.qt_folder(Path(sys.executable)) / "Qt"
    files = [folder / "lib" / f"libQt6{part}.so.6" for part in ("Core", "Gui", "Widgets", "Svg")]
    files += [folder / "plugins/platforms" / f"libq{kind}.so" for kind in ("xcb", "offscreen")]
    asked: set[str] = set()
    for file in files:
        done = subprocess.run(["ldd", str(file)], capture_output=True, text=True, check=True)
        asked |= {line.split()[0].rpartition("/")[2] for line in done.stdout.splitlines()}
    own = {path.name for path in (folder / "lib").iterdir()}
    foreign = {name for name in asked - own if not ALWAYS_THERE.match(name)}
    known = {line.split("\t")[0] for line in read_text("tables", "qt_libraries.tsv").splitlines()}
    direct = {name for name in foreign if _is_needed(name, files)}
    assert direct
    assert direct - known == set()


def _is_needed(name: str, files: list[Path]) -> bool:
    """Whether one of the files names the library itself, and not only some other library does."""
    return any(name.encode("ascii") + b"\0" in file.read_bytes() for file in files)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
@pytest.mark.parametrize("display", [None, ":987"], ids=["no DISPLAY", "a dead DISPLAY"])
def test_without_a_screen_the_window_is_drawn_into_a_picture(
    start: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    display: str | None,
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    if display:
        monkeypatch.setenv("DISPLAY", display)
    commands: list[list[str]] = []

    def remember(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(start, "install", lambda *_: None)
    monkeypatch.setattr(start, "check_libraries", lambda *_: None)
    monkeypatch.setattr(start.subprocess, "run", remember)
    assert start.open_window(Path("python"), []) == 0
    (command,) = commands
    assert command[3:5] == ["--screenshot", "msginspector.png"]
    assert len([word for word in command if word.endswith(".msg")]) == 8
    assert "There is no screen here" in capsys.readouterr().err


def test_a_second_start_installs_nothing(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "ENVIRONMENT", tmp_path)
    (tmp_path / "installed[test].txt").write_text(start.state("[test]"), encoding="ascii")

    def fail(*_arguments: object, **_options: object) -> None:
        raise AssertionError("nothing is to be started")

    monkeypatch.setattr(start.subprocess, "run", fail)
    start.install(Path("python"), "[test]")

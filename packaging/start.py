"""Sets up a checkout and starts it: `python3 packaging/start.py window` or `… tests`.

Needs nothing but Python 3.11 and its standard library. It makes the environment `.venv` in the
checkout once, installs the project and what it needs there, and then

* `window [FILE…]` opens the window, on the sample messages if no file is named. On a machine
  without a screen it writes the picture `msginspector.png` instead and says so;
* `tests [OPTION…]` runs every test; the options go to pytest.

A system library that Qt needs and does not find is named with its package, before Qt is started.
Messages are plain ASCII: any console can print them.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PICTURE = "msginspector.png"
# The files of tests are shared among all processors; `-n 0` runs them one after the other.
EVERYWHERE = ("-n", "auto", "--dist", "loadfile")

USAGE = "usage: python3 packaging/start.py window [FILE...] | tests [PYTEST OPTION...]"


class SetupError(Exception):
    """Something the user has to do first; the text says what."""


def say(text: str) -> None:
    """One message to the person at the console."""
    print(text, file=sys.stderr, flush=True)


def check_python() -> None:
    """Raises SetupError on a Python older than 3.11."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this script meets older Pythons first
        have = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(f"msginspector needs Python 3.11 or newer; this is Python {have}.")


def environment_python() -> Path:
    """The interpreter of the environment, existing or not."""
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def works(python: Path) -> bool:
    """Whether the environment's interpreter starts and has pip."""
    if not python.exists():
        return False
    try:
        asked = subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True)
    except OSError:  # it is a link into a Python that has been removed
        return False
    return asked.returncode == 0


def make_environment() -> Path:
    """Makes `.venv` unless it is there and works; gives its interpreter."""
    python = environment_python()
    if works(python):
        return python
    say(f"Making the environment {ENVIRONMENT} ...")
    try:
        import ensurepip  # noqa: F401 - Debian and Ubuntu leave it out of python3
        import venv

        venv.create(ENVIRONMENT, with_pip=True, clear=True)
    except (ImportError, subprocess.CalledProcessError):
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise SetupError(
            "This Python cannot make environments. On Debian or Ubuntu run:\n"
            f"    sudo apt-get install python3-venv    (or python{version}-venv)\n"
            "and start again."
        ) from None
    except OSError as error:
        raise SetupError(f"The environment {ENVIRONMENT} cannot be made: {error}") from None
    return python


def state(what: str) -> str:
    """What the installation depends on: change any of it and it is done again."""
    project = (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(project + str(ROOT).encode() + what.encode()).hexdigest()


def install(python: Path, extra: str) -> None:
    """Installs the checkout in place, with an extra, unless that has been done already."""
    stamp = ENVIRONMENT / f"installed{extra}.txt"
    if stamp.exists() and stamp.read_text(encoding="ascii") == state(extra):
        return
    say("Installing msginspector and what it needs (downloads about 100 MB, only once) ...")
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # One dependency of extract-msg is a source archive without pyproject.toml.
    if subprocess.run([*command, "--use-pep517", "--editable", f"{ROOT}{extra}"]).returncode:
        raise SetupError("The installation failed; pip's messages above say why.")
    stamp.write_text(state(extra), encoding="ascii")


def platform_check() -> ModuleType:
    """The checkout's own check of the system: it needs neither Qt nor an installation."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    return importlib.import_module("msginspector.gui.platform_check")


def qt_folder(python: Path) -> Path:
    """The folder of PySide6 in the environment, found without loading Qt."""
    code = "import importlib.util as u; print(u.find_spec('PySide6').submodule_search_locations[0])"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


def missing_libraries(python: Path, platform: str) -> list[str]:
    """Names of the system libraries that Qt and its platform plugin need and that are not there.

    Asks the dynamic linker (`ldd`); empty where there is none, as on Windows and macOS.
    """
    folder = qt_folder(python) / "Qt"
    files = [folder / "lib" / f"libQt6{part}.so.6" for part in ("Core", "Gui", "Widgets", "Svg")]
    files.append(folder / "plugins" / "platforms" / f"libq{platform}.so")
    missing: set[str] = set()
    for file in files:
        try:
            done = subprocess.run(["ldd", str(file)], capture_output=True, text=True)
        except OSError:
            return []
        lines = (line.split() for line in done.stdout.splitlines() if "not found" in line)
        missing.update(words[0] for words in lines if not words[0].startswith("libQt6"))
    return sorted(missing)


def check_libraries(python: Path, platform: str) -> None:
    """Raises SetupError that names the packages of missing libraries."""
    libraries = missing_libraries(python, platform) if sys.platform == "linux" else []
    if libraries:
        raise SetupError(platform_check().explain(libraries))


def open_window(python: Path, files: list[str]) -> int:
    """Opens the window, or writes its picture where there is no screen."""
    install(python, "")
    platform = platform_check().screen()
    # Qt names its plugin for Wayland differently from version to version; xcb is the fallback.
    check_libraries(python, {"": "minimal", "wayland": "offscreen"}.get(platform, platform))
    samples = sorted(str(path) for path in (ROOT / "resources" / "samples").glob("*.msg"))
    command = [str(python), "-m", "msginspector.gui"]
    if platform != "offscreen":
        return subprocess.run([*command, *(files or samples)]).returncode
    say(f"There is no screen here: writing a picture of the window to {Path.cwd() / PICTURE}")
    settings = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    picture = ["--screenshot", PICTURE]
    return subprocess.run([*command, *picture, *(files or samples)], env=settings).returncode


def run_tests(python: Path, options: list[str]) -> int:
    """Runs every test; without Qt's libraries the others, and fails with what is missing."""
    install(python, "[test]")
    command = [str(python), "-m", "pytest", *EVERYWHERE, *options]
    try:
        check_libraries(python, "offscreen")
    except SetupError as error:
        say("The tests of the window are LEFT OUT:\n" + str(error))
        without = ["-p", "no:pytest-qt", "--ignore=tests/gui", "-m", "not gui and not screen"]
        return subprocess.run([*command, *without], cwd=ROOT).returncode or 1
    return subprocess.run(command, cwd=ROOT).returncode


def main(arguments: list[str]) -> int:
    """Runs one of the two commands; 2 for wrong usage, 1 when something has to be done first."""
    commands = {"window": open_window, "tests": run_tests}
    if not arguments or arguments[0] not in commands:
        say(USAGE)
        return 2
    try:
        check_python()
        return commands[arguments[0]](make_environment(), arguments[1:])
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

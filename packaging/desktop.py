"""Makes a Linux desktop know msginspector, for one person: `python3 packaging/desktop.py install`.

Writes the desktop entry, the MIME type of .msg and .oft, the metainfo and the icon into the
person's data folder (XDG_DATA_HOME, else ~/.local/share) and tells the desktop's caches.
`remove` takes exactly these files away again. The program itself must be there already (pipx, uv,
a bundle, `.venv`): the entry starts it by its full path, because the PATH of a desktop often lacks
~/.local/bin. Needs nothing but the standard library.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARE = ROOT / "packaging" / "linux" / "share"
ICON = ROOT / "resources" / "icons" / "app.svg"
APP_ID = "io.github.msginspector.msginspector"
ENTRY = f"applications/{APP_ID}.desktop"
COMMAND = "Exec=msginspector %F"

# The programs that rebuild a desktop's caches, and the folder of each.
CACHES = (("update-mime-database", "mime"), ("update-desktop-database", "applications"))


def files() -> dict[str, Path]:
    """Where each file goes below the data folder, and where it comes from."""
    found = {path.relative_to(SHARE).as_posix(): path for path in SHARE.rglob("*.*")}
    return found | {f"icons/hicolor/scalable/apps/{APP_ID}.svg": ICON}


def data_folder() -> Path:
    """The person's data folder, as the XDG Base Directory Specification says."""
    named = Path(os.environ.get("XDG_DATA_HOME", ""))
    return named if named.is_absolute() else Path.home() / ".local" / "share"


def quoted(program: str) -> str:
    """A program for `Exec=`: quoted, then escaped as a string (Desktop Entry Specification 1.5).

    Desktops that read entries with GLib start nothing that has a per cent sign in its path.
    """
    for special in '\\"`$':
        program = program.replace(special, "\\" + special)
    return f'"{program}"'.replace("\\", "\\\\").replace("%", "%%")


def find_program(named: str | None) -> str | None:
    """The full path of the window's program: the one named, on the PATH, or in `.venv`."""
    choices = [named] if named else ["msginspector", str(ROOT / ".venv" / "bin" / "msginspector")]
    found = next(filter(None, map(shutil.which, choices)), None)
    return os.path.abspath(found) if found else None


def install(target: Path, program: str) -> None:
    """Copies the files; the entry starts `program`."""
    for place, source in files().items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target / place)
    entry = (target / ENTRY).read_text(encoding="utf-8")
    started = entry.replace(COMMAND, f"Exec={quoted(program)} %F")
    (target / ENTRY).write_text(started, encoding="utf-8")


def remove(target: Path) -> None:
    """Takes the files away; those that are not there are no error."""
    for place in files():
        (target / place).unlink(missing_ok=True)


def refresh(target: Path) -> None:
    """Rebuilds the caches; a desktop without these programs looks at the files itself."""
    for command, folder in CACHES:
        if shutil.which(command) and (target / folder).is_dir():
            subprocess.run([command, str(target / folder)], check=False)


def main(arguments: list[str] | None = None) -> int:
    """0 when done; 1 when there is no program to start."""
    parser = argparse.ArgumentParser(description="Make this person's desktop know msginspector.")
    parser.add_argument("what", choices=("install", "remove"))
    parser.add_argument("--program", metavar="FILE", help="default: msginspector on the PATH")
    options = parser.parse_args(arguments)
    target = data_folder()
    if options.what == "remove":
        remove(target)
    elif program := find_program(options.program):
        install(target, program)
    else:
        missing = options.program or "msginspector"
        print(f"There is no program {missing}; install it first, or name it with --program.")
        return 1
    refresh(target)
    print(f"Done in {target}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

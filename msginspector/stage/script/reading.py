"""Scripts on the disk: an experiment by its name, or any text file; read whole, and bounded."""

from __future__ import annotations

from pathlib import Path

from msginspector.errors import InputError
from msginspector.stage.script.experiments import experiments
from msginspector.stage.script.grammar import SIZE_LIMIT, parse
from msginspector.stage.script.script import Mistake, Script, ScriptError


def load(path: Path) -> Script:
    """The script in a file of UTF-8 text.

    Raises ScriptError with all its mistakes, and InputError when the file cannot be read.
    """
    name = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(4 * SIZE_LIMIT)
    except FileNotFoundError:
        raise InputError("FILE_NOT_FOUND", "There is no such script.", name) from None
    except IsADirectoryError:
        raise InputError("IS_A_FOLDER", "That is a folder, not a script.", name) from None
    except PermissionError:
        raise InputError("ACCESS_DENIED", "The script may not be read.", name) from None
    except (OSError, ValueError) as error:
        raise InputError("READ_FAILED", f"The script cannot be read: {error}.", name) from error
    whole = len(data) < 4 * SIZE_LIMIT
    try:
        text = data.decode("utf-8-sig", "strict" if whole else "replace")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = "Save the script as text in UTF-8."
        raise ScriptError((Mistake(line, 1, "this is no UTF-8 text", hint),)) from None
    return parse(text, path.stem)


def find(name: str) -> tuple[Script, Path]:
    """A script by the name of an experiment or by its path, and the folder of its files.

    Raises like `load`.
    """
    for script in experiments():
        if script.name == name:
            return script, Path()
    path = Path(name)
    return load(path), path.parent

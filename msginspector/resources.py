"""Find and read the files of `resources/`: tables, icons, translations, sample messages.

The only module that knows where they lie: beside the package in a checkout, inside it
(`msginspector/_resources`) in an installed wheel. It does not interpret what it reads, apart from
splitting a table into columns, and it keeps nothing: whoever needs a table again caches it.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from msginspector.errors import ResourceError

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")


@lru_cache(maxsize=1)
def resource_root() -> Path:
    """The folder that holds the resources; `ResourceError` when the installation lacks it."""
    for place in _PLACES:
        if place.is_dir():
            return place
    raise ResourceError(f"The folder of resources is missing beside {_PACKAGE}.")


def resource_path(*parts: str) -> Path:
    """The path of a file or folder below `resources/`, e.g. `resource_path("tables", "guids.tsv")`.

    Raises `ResourceError` when nothing lies there or when `parts` lead outside.
    """
    root = resource_root()
    path = root.joinpath(*parts)
    # By name alone: asking the disk about each folder on the way takes ten times as long.
    inside = os.path.normpath(path).startswith(os.path.join(root, ""))
    if not inside or not path.exists():
        raise ResourceError(f"The resource {'/'.join(parts)!r} is missing.")
    return path


def read_bytes(*parts: str) -> bytes:
    """The bytes of a resource; `ResourceError` when it is missing or cannot be read."""
    try:
        return resource_path(*parts).read_bytes()
    except OSError as error:
        raise ResourceError(f"The resource {'/'.join(parts)!r} cannot be read: {error}.") from error


def read_text(*parts: str) -> str:
    """The text of a resource (UTF-8); `ResourceError` when it is missing or is not UTF-8."""
    try:
        return read_bytes(*parts).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ResourceError(f"The resource {'/'.join(parts)!r} is not UTF-8: {error}.") from error


def table_lines(name: str) -> tuple[str, list[str]]:
    """The header line and the row lines of `resources/tables/NAME.tsv`, not split into columns.

    For tables on the hot path, which split a row when it is asked for.
    """
    header, *rows = read_text("tables", f"{name}.tsv").rstrip("\n").split("\n")
    return header, rows


def table(name: str) -> list[dict[str, str]]:
    """The rows of `resources/tables/NAME.tsv` by column name; absent cells are "".

    Raises `ResourceError` when there is no such table or a row has the wrong number of columns.
    """
    header, lines = table_lines(name)
    columns = header.split("\t")
    rows = [line.split("\t") for line in lines]
    if any(len(row) != len(columns) for row in rows):
        raise ResourceError(f"The table {name!r} has a row with the wrong number of columns.")
    return [dict(zip(columns, row, strict=True)) for row in rows]

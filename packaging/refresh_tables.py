"""Write `resources/tables/` from a folder of reference tables: `refresh_tables.py SOURCE_DIR`.

The reference tables hold names and numbers of Microsoft's public headers and documentation. This
script keeps the columns the program uses, drops working notes, and sorts: rows are unique, in
order of their text, with LF line ends, in UTF-8. Other names of a property come the best first.
It does not fetch anything.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

# table -> the columns that are kept, in order
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "property_tags": ("id", "type", "type_name", "canonical_name", "other_names", "area"),
    "named_properties": (
        "property_set_guid",
        "property_set",
        "lid",
        "name",
        "canonical_name",
        "other_names",
        "type_name",
        "area",
    ),
    "guids": ("guid", "name"),
    "flags": ("property", "symbol", "kind", "value", "name"),
    "errors": ("code", "name"),
}

TARGET: Final = Path(__file__).resolve().parent.parent / "resources" / "tables"


def normalise(text: str, columns: tuple[str, ...]) -> str:
    """The table `text` reduced to `columns`, sorted and unique, ending in one LF."""
    header, *lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    names = header.split("\t")
    rows = set()
    for line in lines:
        cells = [cell.strip() for cell in line.split("\t")]
        cells += [""] * (len(names) - len(cells))
        row = dict(zip(names, cells, strict=True))
        if "other_names" in row:
            row["other_names"] = " ".join(best_first(row["other_names"].split(), row))
        rows.add("\t".join(row[column] for column in columns))
    return "\n".join(["\t".join(columns), *sorted(rows)]) + "\n"


def best_first(names: list[str], row: dict[str, str]) -> list[str]:
    """Header names in order: like the canonical name, then PR_, then without a width suffix."""
    canonical = row["canonical_name"].removeprefix("PidTag").upper()

    def rank(name: str) -> tuple[bool, bool, bool, str]:
        plain = name.removeprefix("PR_").replace("_", "").upper()
        return plain != canonical, not name.startswith("PR_"), name.endswith(("_A", "_W")), name

    return sorted(names, key=rank)


def refreshed(source: Path) -> dict[str, str]:
    """Name and new text of every table, read from the folder `source`."""
    return {
        name: normalise((source / f"{name}.tsv").read_text(encoding="utf-8"), columns)
        for name, columns in COLUMNS.items()
    }


def main(arguments: list[str]) -> int:
    """Write the tables; 2 when the source folder is not named."""
    if len(arguments) != 1:
        sys.stderr.write("usage: refresh_tables.py SOURCE_DIR\n")
        return 2
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, text in refreshed(Path(arguments[0])).items():
        (TARGET / f"{name}.tsv").write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Write `codepage_differences.tsv`: where Microsoft's code pages differ from Python's codecs.

`refresh_codepages.py SOURCE_DIR`: the folder holds Microsoft's tables as `cpNNN.txt`, one mapping
a line: bytes and character in hex (`0xA145 0x2027`), `#` starts a comment. That is the form of the
tables the Unicode Consortium publishes under MAPPINGS/VENDORS/MICSFT; tables with the areas of
user-defined characters (WindowsBestFit, or the windows-NNN-2000 converters of ICU) are needed.

Neighbouring mappings become one row: code page, first and last bytes, first character.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

RESOURCES: Final = Path(__file__).resolve().parent.parent / "resources" / "tables"
HEADER: Final = "codepage\tfirst\tlast\tunicode"


def read_mapping(text: str) -> dict[bytes, str]:
    """Bytes to character, of one table."""
    mapping = {}
    for line in text.splitlines():
        found = re.match(r"0x([0-9A-Fa-f]+)\s+0x([0-9A-Fa-f]+)\s*(#|$)", line)
        if found:
            digits = found[1] if len(found[1]) % 2 == 0 else "0" + found[1]
            mapping[bytes.fromhex(digits)] = chr(int(found[2], 16))
    return mapping


def python_decodes(data: bytes, codec: str) -> str | None:
    """What Python makes of the bytes of one character; None when it refuses them."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def differences(mapping: dict[bytes, str], codec: str) -> Iterator[tuple[bytes, bytes, str]]:
    """First bytes, last bytes and first character of each run that Python decodes otherwise."""
    run: list[tuple[bytes, str]] = []
    for data, character in sorted(mapping.items()):
        if python_decodes(data, codec) == character:
            continue
        if run and not _follows(run[-1], (data, character)):
            yield run[0][0], run[-1][0], run[0][1]
            run = []
        run.append((data, character))
    if run:
        yield run[0][0], run[-1][0], run[0][1]


def _follows(before: tuple[bytes, str], after: tuple[bytes, str]) -> bool:
    same_lead = len(before[0]) == len(after[0]) and before[0][:-1] == after[0][:-1]
    next_byte = after[0][-1] == before[0][-1] + 1
    return same_lead and next_byte and ord(after[1]) == ord(before[1]) + 1


def rows(source: Path) -> Iterator[str]:
    """The rows of the table, for every code page the folder has a mapping for."""
    codecs = dict(
        line.split("\t")[:2]
        for line in (RESOURCES / "codepages.tsv").read_text(encoding="utf-8").splitlines()[1:]
    )
    for path in source.glob("cp*.txt"):
        codepage = path.stem.removeprefix("cp")
        mapping = read_mapping(path.read_text(encoding="utf-8"))
        for first, last, character in differences(mapping, codecs[codepage]):
            cells = first.hex().upper(), last.hex().upper(), f"{ord(character):04X}"
            yield "\t".join((codepage, *cells))


def main(arguments: list[str]) -> int:
    """Write the table; 2 when the source folder is not named."""
    if len(arguments) != 1:
        sys.stderr.write("usage: refresh_codepages.py SOURCE_DIR\n")
        return 2
    text = "\n".join([HEADER, *sorted(rows(Path(arguments[0])))]) + "\n"
    (RESOURCES / "codepage_differences.tsv").write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

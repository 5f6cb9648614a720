"""Windows code pages: number to name, and bytes to text as Windows decodes them.

The numbers are Microsoft's code page identifiers. Where Python's codec maps less than Microsoft's
table, or otherwise, `codepage_differences.tsv` has what Microsoft's has: user-defined characters,
the euro sign of 936, the extension area of 950, bytes 0x80 to 0x9F of the Windows code pages.
The Japanese mail encodings are rearranged into 932, see `japanese.py`. Encoding is not offered:
nothing is ever written in a code page.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from msginspector import resources
from msginspector.mapi import japanese

_REARRANGED: Final[dict[int, Callable[[bytes], bytes]]] = {
    20932: japanese.from_euc,
    50220: japanese.from_iso2022,
    50221: japanese.from_iso2022,
    50222: japanese.from_iso2022,
    51932: japanese.from_euc,
}
_JAPANESE: Final = 932


@dataclass(frozen=True, slots=True)
class _Differences:
    """Where Microsoft's table differs: by bytes, and by the characters Python decodes to."""

    by_bytes: dict[bytes, str]
    by_character: dict[int, str]


def codec_name(codepage: int) -> str | None:
    """The Python codec nearest to a code page number, e.g. "cp1252"; None when there is none."""
    row = _codepages().get(codepage)
    return row[0] if row else None


def codepage_name(codepage: int) -> str:
    """What a code page is called, e.g. "Windows Western European"; "" when it is unknown."""
    row = _codepages().get(codepage)
    return row[1] if row else ""


def known_codepages() -> tuple[int, ...]:
    """Every code page number that can be decoded, in ascending order."""
    return tuple(sorted(_codepages()))


def decode(data: bytes, codepage: int, errors: str = "strict") -> str:
    """The text of `data` in `codepage`; `errors` as for `bytes.decode`.

    Raises `LookupError` for an unknown code page, `UnicodeDecodeError` when `errors` is "strict"
    and Microsoft's table has no character for some bytes.
    """
    rearrange = _REARRANGED.get(codepage)
    if rearrange is not None and not japanese.has_supplement(data):
        data, codepage = rearrange(data), _JAPANESE
    codec = codec_name(codepage)
    if codec is None:
        raise LookupError(f"code page {codepage} is not known")
    differences = _differences().get(codepage)
    if differences is None:
        return data.decode(codec, errors)
    text = data.decode(codec, _error_handler(codepage, errors))
    return text.translate(differences.by_character) if differences.by_character else text


@lru_cache(maxsize=64)
def _error_handler(codepage: int, errors: str) -> str:
    """Register, and name, a codec error handler that asks Microsoft's table before `errors`."""
    by_bytes = _differences()[codepage].by_bytes
    fallback = codecs.lookup_error(errors)

    def handle(error: UnicodeError) -> tuple[str | bytes, int]:
        if isinstance(error, UnicodeDecodeError):
            for width in (2, 1):
                piece = error.object[error.start : error.start + width]
                if piece in by_bytes:
                    return by_bytes[piece], error.start + len(piece)
        return fallback(error)

    name = f"msginspector.cp{codepage}.{errors}"
    codecs.register_error(name, handle)
    return name


@lru_cache(maxsize=1)
def _codepages() -> dict[int, tuple[str, str]]:
    rows = resources.table("codepages")
    return {int(row["codepage"]): (row["codec"], row["name"]) for row in rows}


@lru_cache(maxsize=1)
def _differences() -> dict[int, _Differences]:
    found: dict[int, _Differences] = {}
    for row in resources.table("codepage_differences"):
        codepage = int(row["codepage"])
        differences = found.setdefault(codepage, _Differences({}, {}))
        _add_run(differences, _codepages()[codepage][0], row)
    return found


def _add_run(differences: _Differences, codec: str, row: dict[str, str]) -> None:
    """Add the mappings of one row: neighbouring bytes to neighbouring characters."""
    first, last = bytes.fromhex(row["first"]), bytes.fromhex(row["last"])
    character = int(row["unicode"], 16)
    for step in range(last[-1] - first[-1] + 1):
        data = first[:-1] + bytes((first[-1] + step,))
        try:
            differences.by_character[ord(data.decode(codec))] = chr(character + step)
        except UnicodeDecodeError:
            differences.by_bytes[data] = chr(character + step)

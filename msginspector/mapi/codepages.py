"""Windows code pages: number to name, and bytes to text as Windows decodes them.

The numbers are Microsoft's code page identifiers ([UNICODE-BESTFIT], [MS-UCODEREF] 2.2.1). Where
Python's codec maps less than Microsoft's table, or otherwise, `codepage_differences.tsv` says what
Microsoft's table has. Encoding is not offered: nothing is ever written in a code page.
"""

from __future__ import annotations

from functools import lru_cache

from msginspector import resources


def codec_name(codepage: int) -> str | None:
    """The Python codec for a code page number, e.g. "cp1252"; None when there is none."""
    row = _codepages().get(codepage)
    return row[0] if row else None


def codepage_name(codepage: int) -> str:
    """What a code page is called, e.g. "Windows Western European"; "" when it is unknown."""
    row = _codepages().get(codepage)
    return row[1] if row else ""


def decode(data: bytes, codepage: int, errors: str = "strict") -> str:
    """The text of `data` in `codepage`; `errors` as for `bytes.decode`.

    Raises `LookupError` for an unknown code page, `UnicodeDecodeError` when `errors` is "strict"
    and Microsoft's table has no character for some bytes.
    """
    codec = codec_name(codepage)
    if codec is None:
        raise LookupError(f"code page {codepage} is not known")
    return data.decode(codec, errors)


@lru_cache(maxsize=1)
def _codepages() -> dict[int, tuple[str, str]]:
    rows = resources.table("codepages")
    return {int(row["codepage"]): (row["codec"], row["name"]) for row in rows}

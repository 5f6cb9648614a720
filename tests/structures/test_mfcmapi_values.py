"""Every leaf value MFCMAPI prints for a structure is in our decoding of the same bytes."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

import pytest

from msginspector.structures.registry import structure, structures
from tests.structures.mfcmapi import Tree, atoms
from tests.structures.pairs import PAIRS, pair_bytes, pair_name, pair_text

EXCEPTIONS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "mfcmapi_exceptions.tsv")
    .read_text("utf-8")
    .splitlines()[1:]
]


FROM = "from "


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.stem)
def test_every_value_mfcmapi_prints_is_in_our_decoding(pair: Path) -> None:
    data = pair_bytes(pair)
    printed = pair_text(pair)
    wanted = structure(pair_name(pair))
    assert wanted is not None
    tree = Tree(wanted.decode(data), data)
    excused = [text for name, text, _ in EXCEPTIONS if name in (pair.stem, wanted.name)]
    missing = [
        f"{atom.kind} {atom.value} in {atom.line.strip()!r}"
        for atom in takewhile(lambda atom: not _lost(atom.line, excused), atoms(printed))
        if not tree.has(atom) and not any(text in atom.line for text in excused)
    ]
    assert not missing, "\n".join(missing[:40])


def _lost(line: str, excused: list[str]) -> bool:
    """Whether MFCMAPI has lost its way in damaged bytes from this line on ("from TEXT")."""
    return any(text.startswith(FROM) and text.removeprefix(FROM) in line for text in excused)


def test_each_exception_is_still_one(structures: Path) -> None:
    names = {pair.stem for pair in structures.glob("*.in")}
    known = {name.rpartition("-")[0] for name in names} | names
    assert [row for row in EXCEPTIONS if row[0] not in known or not row[2]] == []


def test_the_table_of_structures_has_a_decoder_for_each_row() -> None:
    from msginspector import resources

    rows = [row["name"] for row in resources.table("structures")]
    assert [name for name in rows if name not in structures()] == []

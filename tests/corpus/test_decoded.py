"""The decoders over real files: trees keep the rules, and most binary values are understood."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import decoded
from msginspector.session import Message, ObjectRow, PropertyRow, Workspace
from tests.corpus import console
from tests.structures.node_rules import check

LEAST_SHARE = 0.9
"""Of all binary properties, bodies and attached files included, which have no structure."""


def test_every_decoded_value_keeps_the_rules_of_nodes(compound_file: Path) -> None:
    with Workspace() as workspace:
        message = workspace.open_session().open_file(str(compound_file))
        for row in _properties(message):
            node = row.decode() if row.structures else None
            if node is not None:
                check(node, row.raw(None)[0])


def test_most_binary_properties_of_real_files_are_decoded(corpus: Path) -> None:
    shares = decoded.run(console.compound(sorted(corpus.iterdir())))
    found = sum(share.found for share in shares.values())
    whole = sum(share.decoded for share in shares.values())
    assert whole / found > LEAST_SHARE


def _properties(message: Message) -> Iterator[PropertyRow]:
    waiting: list[ObjectRow] = [message.object("/")]
    while waiting:
        row = waiting.pop()
        yield from row.properties
        waiting.extend(row.children)

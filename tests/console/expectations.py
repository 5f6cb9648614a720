"""What `--open-all` must open in a file, by the independent reading with olefile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import olefile

from tests.console.rules_open_all import ExpectedMessage
from tests.corpus import independent

# [MS-OXMSG] 2.1.3: PidTagAttachDataBinary, kept in a stream
DATA_BINARY = "__SUBSTG1.0_37010102"


def messages(path: Path) -> dict[str, ExpectedMessage]:
    """Every message of a file by its path."""
    with olefile.OleFileIO(str(path)) as ole:
        nodes = list(independent.objects(ole))
        return {
            node.path: ExpectedMessage(_attachments(node, nodes), _streams(ole, node))
            for node in nodes
            if node.role in ("top", "embedded")
        }


def _attachments(message: independent.Node, nodes: list[independent.Node]) -> dict[str, str | None]:
    embedded = {node.path for node in nodes if node.role == "embedded"}
    base = f"{message.path.rstrip('/')}/attachments/"
    return {
        node.path: _data(node, embedded)
        for node in nodes
        if node.role == "attachment" and node.path.rpartition("/")[0] + "/" == base
    }


def _data(node: independent.Node, embedded: set[str]) -> str | None:
    if f"{node.path}/message" in embedded:
        return "message"
    if DATA_BINARY in node.children:
        return "stream"
    data = node.children.get(independent.DATA_OBJECT.upper())
    if data is None:
        return None
    return "storage" if data.entry_type == olefile.STGTY_STORAGE else "stream"


def _streams(ole: Any, node: independent.Node) -> int:
    """How many properties of a message have their value in a stream."""
    entry = node.children.get(independent.PROPERTIES.upper())
    if entry is None:
        return 0
    tags = {tag for tag, *_ in independent.entries(independent.stream(ole, entry), node.role)}
    return sum(independent.own_stream(node, tag) is not None for tag in tags)

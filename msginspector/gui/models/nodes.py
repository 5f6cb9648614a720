"""A node of the session tree: a copy of what was listed; a closed session keeps its tree."""

from __future__ import annotations

from msginspector.gui import ledger
from msginspector.gui.ledger import Key
from msginspector.gui.models.listing import Child


class Node:
    """One node. `children` is None until the branch is listed.

    `shown` are the children the filter lets through, `row` is the place among those of the parent,
    -1 for a node that is filtered out.
    """

    __slots__ = (
        "children", "count", "icon", "id", "kind", "label", "number", "parent", "path", "row",
        "session", "shown", "top",
    )  # fmt: skip

    def __init__(self, number: int, parent: Node | None, child: Child, top: int) -> None:
        self.id = number
        self.parent = parent
        self.kind = child.kind
        self.label = child.label
        self.icon = child.icon
        self.path = child.path
        self.count = child.size
        self.number = child.number
        self.top = top
        self.session: int | None = parent.session if parent else None
        self.row = 0
        self.children: list[Node] | None = None
        self.shown: list[Node] = []

    @property
    def key(self) -> Key:
        """The place in the ledger."""
        return Key(self.top, self.kind, self.path)

    @property
    def owner_path(self) -> str:
        """The path of the object a group or a leaf belongs to; its own path for an object."""
        if self.kind in (ledger.RECIPIENT_TABLE, ledger.ATTACHMENT_TABLE):
            return self.path.rpartition("/")[0] or "/"
        return "/" if self.kind == ledger.STORAGE else self.path

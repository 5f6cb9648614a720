"""What the filter of the tree asks of a node, and what it can ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from msginspector.errors import QueryError
from msginspector.gui import ledger
from msginspector.gui.models import listing

if TYPE_CHECKING:
    from msginspector.analysis.query import Query, Vocabulary
    from msginspector.gui.models.nodes import Node

KINDS: Final = (
    ledger.SESSION, ledger.MESSAGE, listing.RECIPIENT, ledger.ATTACHMENT, listing.PROPERTY,
    listing.PROPERTIES, ledger.RECIPIENT_TABLE, ledger.ATTACHMENT_TABLE, ledger.STORAGE,
)  # fmt: skip
STATES: Final = (ledger.LISTED, ledger.OPEN, ledger.RELEASED, ledger.CLOSING, ledger.CLOSED)


class Asking:
    """The query of the filter; None for everything. `state` gives the state of a node."""

    def __init__(self, state: Callable[[Node], str]) -> None:
        self._state = state
        self.query: Query | None = None

    @property
    def vocabulary(self) -> Vocabulary:
        """What can be asked of a node."""
        return tree_vocabulary(self._state)

    def understood(self, text: str, nodes: Iterable[Node]) -> Query | None:
        """What is asked; the query there is where it is the same.

        It has been tried on every node, so that it cannot fail while rows change. Raises
        QueryError.
        """
        text = text.strip()
        if not text:
            return None
        if self.query is not None and self.query.text == text:
            return self.query
        from msginspector.analysis.query import compile_query  # not before the first window

        query = compile_query(text, self.vocabulary)
        for node in nodes:
            query.matches(node)
        return query

    def holds(self, node: Node) -> bool:
        """Whether the query holds for a node; what has come later may be too costly to ask."""
        if self.query is None:
            return True
        try:
            self.query.refill()
            return self.query.matches(node)
        except QueryError:
            return False


def tree_vocabulary(state: Callable[[Node], str]) -> Vocabulary:
    """Label, kind, state and path of a node; words look at its label."""
    from msginspector.analysis.query import Field, Kind, Vocabulary

    return Vocabulary(
        (
            Field("name", Kind.TEXT, "what the row says", "name:report",
                  lambda node: (node.label,), aliases=("label",)),
            Field("kind", Kind.TEXT, "what it is", "kind:attachment",
                  lambda node: (node.kind,), choices=lambda: KINDS),
            Field("state", Kind.TEXT, "its state", "state=open",
                  lambda node: (state(node),), choices=lambda: STATES),
            Field("path", Kind.TEXT, "its place in the message", "path:/attachments",
                  lambda node: (node.path,)),
        ),
        whole=lambda node: node.label,
        folded=lambda node: node.label.casefold(),
    )  # fmt: skip

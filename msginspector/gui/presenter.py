"""Decides how a selected node is shown: which page, which tab, and when values are blanked.

Pages are built when something is first shown on them: an empty window needs none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject

from msginspector.errors import InspectorError
from msginspector.gui import ledger, tabs, texts
from msginspector.gui.models.findings import tone
from msginspector.gui.models.listing import NO_SESSION, PROPERTIES, PROPERTY
from msginspector.gui.models.nodes import Node
from msginspector.gui.models.rows import MessageLine
from msginspector.gui.summary import Card, describe

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStackedWidget, QWidget

    from msginspector.findings import Finding
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.tabs import Content
    from msginspector.gui.views.message_page import MessagePage
    from msginspector.gui.views.teardown_panel import SessionPage
    from msginspector.gui.workbench import Workbench
    from msginspector.session import ObjectRow

SESSION_KINDS: Final = frozenset({ledger.SESSION, NO_SESSION})
# kind of a node that belongs to a larger object -> the tab of that object that shows it
TABS: Final = {
    ledger.RECIPIENT_TABLE: tabs.RECIPIENTS,
    ledger.ATTACHMENT_TABLE: tabs.ATTACHMENTS,
    ledger.STORAGE: tabs.STORAGES,
    PROPERTIES: tabs.PROPERTIES,
    PROPERTY: tabs.PROPERTIES,
}
NO_SESSION_CALL: Final = "OpenIMsgOnIStg(NULL, …): whoever forgets to release these leaks them"


class Presenter(QObject):
    """Shows nodes on the pages of a stack: `empty`, `page` for messages, `session_page`.

    `make_page` and `make_session_page` build the latter two.
    """

    def __init__(
        self,
        bench: Workbench,
        stack: QStackedWidget,
        empty: QWidget,
        make_page: Callable[[], MessagePage],
        make_session_page: Callable[[], SessionPage],
    ) -> None:
        super().__init__(stack)
        self._bench = bench
        self._stack = stack
        self._empty = empty
        self._make_page = make_page
        self._make_session_page = make_session_page
        self._page: MessagePage | None = None
        self._session_page: SessionPage | None = None
        stack.addWidget(empty)
        self._node: Node | None = None
        self.filling = False  # what is selected on the page now, nobody has chosen
        self._place: tuple[object, ...] = ()
        self._held: frozenset[int] = frozenset()
        self._why = ""  # what is selected was released or closed, and what is said of that
        bench.ledger.ended.connect(self._ended)
        bench.ledger.flushed.connect(self._refresh)

    @property
    def node(self) -> Node | None:
        """What is shown."""
        return self._node

    @property
    def page(self) -> MessagePage:
        """The page of what is selected in a message."""
        if self._page is None:
            self._page = self._make_page()
            self._stack.addWidget(self._page)
        return self._page

    @property
    def has_page(self) -> bool:
        """The page of what is selected in a message has been built."""
        return self._page is not None

    @property
    def session_page(self) -> SessionPage:
        """The page of a session."""
        if self._session_page is None:
            self._session_page = self._make_session_page()
            self._stack.addWidget(self._session_page)
        return self._session_page

    def parts(self) -> tuple[QWidget, ...]:
        """What is on show, in the order of reading."""
        pages = (self._page, self._session_page)
        here = next((page for page in pages if page is self._stack.currentWidget()), None)
        return (self._empty,) if here is None else here.shown()

    @property
    def has_rows(self) -> bool:
        """Rows are selected in the table on show."""
        table = self._page.table if self._page is not None else None
        return table is not None and table.selectionModel().hasSelection()

    @property
    def has_properties(self) -> bool:
        """An object with properties is on show."""
        return self._page is not None and "properties" in self._page.contents

    @property
    def has_property(self) -> bool:
        """A property is selected, and can be seen."""
        page = self._page
        return page is not None and page.tab == "properties" and bool(page.properties.current)

    @property
    def has_pins(self) -> bool:
        """Properties are pinned, here or elsewhere."""
        page = self._page
        return page is not None and page.is_built("properties") and bool(page.properties.model.pins)

    @property
    def has_files(self) -> bool:
        """Attachments are on show, which can be saved."""
        return self._page is not None and self._page.tab in (tabs.ATTACHMENTS, tabs.PREVIEW)

    def show(self, node: Node | None) -> None:
        """Show a node; failures to read it become a problem and an empty page that says so."""
        self._node = node
        if node is None:
            self._stack.setCurrentWidget(self._empty)
            return
        if node.kind in SESSION_KINDS:
            self._place = ()
            self._show_session(node)
            return
        self._stack.setCurrentWidget(self.page)
        self.filling = True
        try:
            self._show_object(node)
        except InspectorError as error:
            what = self.tr("“{0}” cannot be shown").format(node.label)
            self._bench.report(what, self._file(node), error)
            self._blank(node, error.text)
        finally:
            self.filling = False

    def show_hidden(self, node: Node) -> None:
        """A filter hides what was selected: nothing is selected now, and the page says so."""
        self._node = None
        self._forget()
        self._stack.setCurrentWidget(self.page)
        note = self.tr(
            "“{0}” is hidden by the filter of the tree. Clear the filter to see it again."
        )
        self.page.blank(Card(node.label, self._file(node), ()), note.format(node.label))

    def reload(self) -> None:
        """Show the same node again: something was opened or released."""
        self._place = ()
        self.show(self._node)

    def outdated(self, rows: Iterable[TrackedRow]) -> bool:
        """An object that was opened or opened again is the one shown, but not what is held."""
        node = self._node
        if node is None or node.kind in SESSION_KINDS or self._held:
            return False
        return any(row.top == node.top and row.state == ledger.OPEN for row in rows)

    # -- a session ----------------------------------------------------------------------------

    def _show_session(self, node: Node) -> None:
        session = self._bench.session(node.session)
        rows = self._bench.ledger.rows
        messages = [
            MessageLine(rows[child.top], child.icon)
            for child in node.children or ()
            if child.top in rows
        ]
        own = rows.get(node.top)
        chips = [] if own is None else [(own.shown_state, ledger.TONES[own.shown_state])]
        chips += [
            (texts.count(len(messages), "message"), "dim"),
            (texts.count(self._bench.ledger.open_count(node.session), "open object"), "dim"),
        ]
        call = own.call if own is not None else NO_SESSION_CALL
        self.session_page.show_session(node.label, call, chips, messages)
        begun = session is not None and (session.closing or session.closed)
        self.session_page.show_report(session.report if session is not None and begun else None)
        self._stack.setCurrentWidget(self.session_page)

    def _refresh(self, _events: object, _rows: object) -> None:
        if self._node is not None and self._node.kind in SESSION_KINDS:
            self._show_session(self._node)
        elif self._node is not None and self._why and self._why != self._why_blank(self._node):
            self._blank_ended(self._node)

    # -- something in a message ---------------------------------------------------------------

    def _show_object(self, node: Node) -> None:
        row = self._bench.rows_shown(node)
        held = self._held_by(node)
        if row is None or self._gone(node):
            self._blank_ended(node)
            return
        place = (node.top, node.owner_path, held)
        if place != self._place:
            self._fill(node, row)
            self._place, self._held, self._why = place, held, ""
        else:
            self.page.show_tab(TABS.get(node.kind, ""))
        if node.kind == PROPERTY:
            self.page.properties.select(node.number)

    def _fill(self, node: Node, row: ObjectRow) -> None:
        findings = self._bench.findings(node)
        card = describe(row, self._bench.clock)
        chips = (*card.chips, *_finding_chip(findings))
        subtitle = card.subtitle or os.path.basename(self._file(node))
        card = Card(card.title if row.label else self._untitled(node, row, card), subtitle, chips)
        wanted = TABS.get(node.kind, "")
        offered = tabs.contents(tabs.Shown(row, findings, self._bench.clock, wanted))
        loaded = {name: self._loaded(node, content) for name, content in offered.items()}
        self.page.show_object(card, loaded, wanted)

    def _loaded(self, node: Node, content: Content) -> Content:
        """The same content; where it cannot be read, nothing and a problem that says why."""

        def rows() -> Iterable[Any]:
            try:
                return list(content.rows())
            except InspectorError as error:
                what = self.tr("“{0}” cannot be shown").format(node.label)
                self._bench.report(what, self._file(node), error)
                return ()

        return replace(content, rows=rows)

    def _held_by(self, node: Node) -> frozenset[int]:
        """The tracked objects whose end takes the shown values with it.

        An open sub-object outlives the release of its message; what is only listed does not.
        """
        owner, own = self._bench.owner(node), self._bench.tracked(node)
        server = node.top if owner is None else owner.id
        return frozenset({server} if own is None else {server, own.id})

    def _gone(self, node: Node) -> bool:
        row = self._bench.tracked(node)
        return row is not None and row.state != ledger.OPEN

    # -- blanking -----------------------------------------------------------------------------

    def _ended(self, row: TrackedRow) -> None:
        """An object was released or closed: its values go at once, the header stays."""
        node = self._node
        if node is not None and node.kind not in SESSION_KINDS and row.id in self._held:
            self._blank_ended(node)

    def _forget(self) -> None:
        self._held, self._why = frozenset(), ""
        self._place = ()

    def _blank_ended(self, node: Node) -> None:
        why = self._why_blank(node)
        self._blank(node, why)
        self._why = why

    def _blank(self, node: Node, note: str) -> None:
        self._forget()
        state = self._bench.ledger.state(node.key)
        word = ((state, ledger.TONES[state]),) if state in ledger.TONES else ()
        self.page.blank(Card(node.label, self._file(node), word), note)

    def _why_blank(self, node: Node) -> str:
        rows = (self._bench.tracked(node), self._bench.owner(node),
                self._bench.ledger.rows.get(node.top))  # fmt: skip
        for row in rows:
            name = node.label if row is None else row.label or node.label
            if row is not None and row.state == ledger.CLOSED:
                by = f" by step {row.step} of its teardown" if row.step else ""
                return f"“{name}” was closed{by}: its values are not served any more."
            if row is not None and row.state == ledger.RELEASED:
                what = "it" if row is rows[0] else f"the {row.kind.replace('_', ' ')} “{name}”"
                again = (
                    f"{self._in_use(row.top)}Reload opens its file anew."
                    if row.id == row.top
                    else f"Select {what} once more to open it again."
                )
                return f"“{name}” was released: its values are not served. {again}"
            if row is not None and self._bench.is_borrowed(row.top):
                return self.tr(
                    "“{0}” was opened without a session, by a script: what it holds alone can be "
                    "leaked, so the window only lists it."
                ).format(name)
        return "Its message was closed: nothing is served any more."

    def _in_use(self, top: int) -> str:
        """Why the file of a released message is still open; "" where it is not."""
        users = self._bench.ledger.in_use_by(top)
        if not users:
            return ""
        if len(users) == 1:
            said = self.tr("Its file stays in use: “{0}”, opened from it, is not released. ")
            return said.format(users[0].label)
        said = self.tr("Its file stays in use: {0} objects opened from it are not released. ")
        return said.format(texts.grouped(len(users)))

    def _untitled(self, node: Node, row: ObjectRow, card: Card) -> str:
        """What the tree calls a message that says no subject; the card's own words for others."""
        if row.kind != ledger.MESSAGE:
            return card.title
        listed = self._bench.tree.find(ledger.Key(node.top, row.kind, row.path))
        return card.title if listed is None else listed.label

    def _file(self, node: Node) -> str:
        row = self._bench.ledger.rows.get(node.top)
        return row.file or "" if row is not None else ""


def _finding_chip(findings: tuple[Finding, ...]) -> tuple[tuple[str, str], ...]:
    if not findings:
        return ()
    severities = {finding.severity for finding in findings}
    return ((texts.count(len(findings), "finding"), tone(severities)),)

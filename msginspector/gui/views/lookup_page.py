"""What is known of one match of a lookup, as a page to read, select and copy, with links.

The words come from the reference tables; they are escaped all the same. Links lead to questions.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, Qt, QUrl, Signal
from PySide6.QtWidgets import QTextBrowser, QWidget

if TYPE_CHECKING:
    from msginspector.analysis.lookup_details import Fact, Section
    from msginspector.gui.theme import Theme

_STYLE: Final = """
td {{ padding: 2px 12px 2px 0; }}
td.label {{ color: {dim}; white-space: nowrap; }}
td.heading {{ padding-top: 12px; font-weight: 600; }}
a {{ color: {accent}; text-decoration: underline; }}
"""
_LINKS: Final = (
    Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class LookupPage(QTextBrowser):
    """Sections of facts; Tab goes from link to link, Return follows one."""

    asked = Signal(str)  # the question a link leads to

    def __init__(self, name: str, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lookup-page")
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setTextInteractionFlags(_LINKS)
        self.document().setDocumentMargin(14)
        self._theme = colors
        self._title = ""
        self._sections: tuple[Section, ...] = ()
        self._links: list[str] = []
        self.anchorClicked.connect(self._follow)
        colors.changed.connect(self._draw)

    def show_sections(self, title: str, sections: Sequence[Section]) -> None:
        """Show these facts; no sections: the title alone, in dim words."""
        self._title = title
        self._sections = tuple(sections)
        self._draw()

    def text(self) -> str:
        """Everything shown: a line a fact, a tabulator between what it is and what it says."""
        lines = [self._title] if self._title else []
        for section in self._sections:
            lines += ["", section.title] if section.title else []
            lines += [f"{fact.label}\t{fact.text}" for fact in section.facts]
        return "\n".join(lines)

    def _draw(self) -> None:
        self._links = []
        tokens = self._theme.tokens
        style = _STYLE.format(dim=tokens.dim, accent=tokens.accent)
        self.document().setDefaultStyleSheet(style)
        self.setHtml(f"<table>{''.join(self._rows())}</table>")

    def _rows(self) -> Iterable[str]:
        if self._title:
            yield f'<tr><td class="label">{html.escape(self._title)}</td></tr>'
        for section in self._sections:
            if section.title:
                title = html.escape(section.title)
                yield f'<tr><td class="heading" colspan="2">{title}</td></tr>'
            yield from map(self._row, section.facts)

    def _row(self, fact: Fact) -> str:
        text = html.escape(fact.text)
        if fact.link:
            text = f'<a href="#{len(self._links)}">{text}</a>'
            self._links.append(fact.link)
        return f'<tr><td class="label">{html.escape(fact.label)}</td><td>{text}</td></tr>'

    def _follow(self, address: QUrl) -> None:
        number = address.fragment()
        if number.isdigit() and int(number) < len(self._links):
            self.asked.emit(self._links[int(number)])

    def createMimeDataFromSelection(self) -> QMimeData:
        # Qt would put the cells of a table below each other.
        cursor = self.textCursor()
        chosen = cursor.selectionEnd() - cursor.selectionStart()
        if chosen < self.document().characterCount() - 1:
            return super().createMimeDataFromSelection()
        whole = QMimeData()
        whole.setText(self.text())
        return whole

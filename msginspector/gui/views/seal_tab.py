"""What of a message is signed, sealed, a report or about sharing: the verdict, facts, tables.

Reading and verifying happen on a thread; what comes too late is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QLabel, QWidget

from msginspector.analysis.classes.views import ClassView, Fact, Section
from msginspector.analysis.sealed.seal import read_seal
from msginspector.analysis.sealed.words import CERTIFICATES
from msginspector.errors import InspectorError
from msginspector.gui import texts
from msginspector.gui.views.class_tab import ClassTab
from msginspector.gui.views.verdict_bar import Shown, VerdictBar

if TYPE_CHECKING:
    from msginspector.analysis.sealed.verdicts import Seal
    from msginspector.gui.models.class_rows import ClassLine
    from msginspector.gui.theme import Theme
    from msginspector.gui.times import Clock
    from msginspector.session import ObjectRow

GROUP: Final = 8
TITLE: Final = 60
"""Characters of a heading: it stands in one line."""
MAX_FACTS: Final = 400
"""Lines of facts in the window; the tables and the console have all."""


_DIGEST: Final = re.compile(r"[0-9a-fA-F]{32,}")


@dataclass(frozen=True, slots=True)
class ReadSeal:
    """What the thread has made of a message."""

    seal: Seal | None


def read(row: ObjectRow, clock: Clock) -> ReadSeal:
    """What is said of a message; raises InspectorError."""
    return ReadSeal(read_seal(row, clock))


def _grouped(text: str) -> str:
    """Hex digits in groups, which can stand below each other; any other text as it is."""
    if not _DIGEST.fullmatch(text):
        return text
    return " ".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def calm(section: Section) -> Section:
    """The section with each source named once, where it begins, and long digests in groups."""
    facts: list[Fact] = []
    last = None
    for fact in section.facts:
        again = fact.source is not None and fact.source == last
        source = None if again else fact.source
        facts.append(replace(fact, text=_grouped(fact.text), source=source))
        last = fact.source
    return replace(section, title=texts.elided(section.title, TITLE), facts=tuple(facts))


class SealTab(ClassTab):
    """One message, by how it is sealed or what it reports."""

    def __init__(self, colors: Theme, clock: Clock, parent: QWidget) -> None:
        self.seal: Seal | None = None
        super().__init__(colors, clock, parent)
        self.facts.setAccessibleName(self.tr("Signature, encryption, report"))
        self.bar = VerdictBar(colors, self)
        layout = self.layout()
        assert layout is not None
        layout.setSpacing(0)
        layout.removeWidget(self.splitter)
        layout.addWidget(self.bar)
        layout.addWidget(self.splitter)
        layout.setStretchFactor(self.splitter, 1)  # type: ignore[attr-defined]

    def fill(self, content: Iterable[ObjectRow]) -> None:
        """Show what is said of a message; it is read and verified on the thread."""
        self.blank()
        for row in content:
            self.background.run(row, partial(read, row, self._clock))

    def blank(self) -> None:
        """Show nothing, and drop what is being read."""
        super().blank()
        self.seal = None
        self.bar.show_verdict(None)

    def _read(self, row: object, result: object) -> None:
        if isinstance(result, InspectorError):
            super()._read(row, result)
        elif isinstance(result, ReadSeal) and result.seal is not None:
            self.show_seal(result.seal)

    def show_seal(self, seal: Seal) -> None:
        """Show the verdict, the facts and the tables."""
        self.seal = seal
        verdict = seal.verdict
        more = (*seal.warnings, *((self._not_checked(),) if seal.not_checked else ()))
        self.bar.show_verdict(Shown(verdict.state, verdict.word, verdict.reason, more))
        sections, room = [], MAX_FACTS
        for section in seal.sections:
            if room > 0 or section.tables:
                sections.append(calm(section))
            room -= len(section.facts)
        self._show(ClassView(seal.kind, seal.title, "", tuple(sections)), None)

    def _not_checked(self) -> str:
        return self.tr("Not checked: whether the certificate can be trusted or was revoked.")

    def _choose(self, line: ClassLine) -> None:
        """A certificate leads to what is said of it, any other row to its property."""
        title = f"{CERTIFICATES[:-1]} {line.place + 1}"
        if "Issued by" in line.cells and self.reveal(title):
            return
        super()._choose(line)

    def reveal(self, title: str) -> bool:
        """Scroll the facts to the section with this beginning of its title; False for none."""
        for heading in self.facts.findChildren(QLabel, "summary-heading"):
            text = heading.text()
            if heading.isVisibleTo(self.facts) and text.startswith((f"{title}:", f"{title} ")):
                self.facts.verticalScrollBar().setValue(heading.y())
                return True
        return False

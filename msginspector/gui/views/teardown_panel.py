"""The page of a session: its messages, and the report of its teardown, which stays.

A session without messages says how to get some.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from msginspector.gui import texts
from msginspector.gui.models.rows import MESSAGES, MessageLine
from msginspector.gui.models.table import Column, TableModel
from msginspector.gui.models.tracked import TITLES
from msginspector.gui.views.chrome import HeaderCard, PanelHeader
from msginspector.gui.views.empty_state import EmptyState
from msginspector.gui.views.tables import SortedTable

if TYPE_CHECKING:
    from msginspector.gui.layout import Part
    from msginspector.gui.theme import Theme
    from msginspector.session import TeardownReport, TeardownStep


def _object(step: TeardownStep) -> str:
    return step.label if step.kind == "session" else f"{TITLES[step.kind]}  {step.label}"


def _result(step: TeardownStep) -> str:
    return "closed" if step.fault is None else f"closed with a fault: {step.fault}"


def _dim(_step: TeardownStep) -> str:
    return "dim"


STEPS: Final = (
    Column("step", "Step", 56, lambda s: str(s.step), sort=lambda s: s.step, right=True, tone=_dim),
    Column("id", "#", 52, lambda s: str(s.id), sort=lambda s: s.id, right=True, tone=_dim),
    Column("object", "Object", 340, _object, least=160),
    Column("references", "References found", 128, lambda s: str(s.references),
           sort=lambda s: s.references, right=True),
    Column("result", "Result", 200, _result, state=lambda s: "closed",
           tone=lambda s: "dim" if s.fault is None else "error"),
    Column("file", "File", 260, lambda s: s.file or "", tone=_dim, middle=True),
)  # fmt: skip


def headline(report: TeardownReport) -> tuple[str, ...]:
    """The report in one line: what, how many, faults, time."""
    word = "closed" if report.complete else "closing"
    faults = texts.count(len(report.faults), "fault") if report.faults else "no faults"
    return (
        f"{report.label} {word}",
        texts.count(len(report.steps), "object"),
        faults,
        texts.duration(report.duration),
    )


def report_text(report: TeardownReport) -> str:
    """The report for the clipboard: its line, its steps, and the JSON document."""
    lines = [texts.joined(headline(report)), ""]
    lines += [
        f"{step.step:>5}  #{step.id:<5} {_object(step)}  references found {step.references}"
        f"  {_result(step)}"
        for step in report.steps
    ]
    return "\n".join([*lines, "", json.dumps(report.to_dict(), indent=2, ensure_ascii=False)])


class SessionPage(QWidget):
    """Header card, messages, teardown report; `first` fill an empty session."""

    def __init__(
        self,
        colors: Theme,
        first: Iterable[QAction],
        actions: Iterable[QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("session-page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.card = HeaderCard(colors, self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Views of the session"))
        self.messages = SortedTable(self.tr("Messages"), TableModel(MESSAGES), colors, self)
        self.messages.dress()
        self.steps = SortedTable(self.tr("Teardown report"), TableModel(STEPS), colors, self)
        self.steps.dress()
        self.report_header = PanelHeader(self.tr("Teardown report"), self)
        self.report_header.add_actions(actions, words=True)
        self._report = QWidget(self)
        inner = _column(self._report)
        inner.addWidget(self.report_header)
        inner.addWidget(self.steps, 1)
        self.tabs.addTab(self.messages, self.tr("Messages"))
        self.tabs.addTab(self._report, self.tr("Teardown report"))
        layout = _column(self)
        layout.addWidget(self.card)
        layout.addWidget(self.tabs, 1)
        words = self.tr("They open in this session, and close with it.")
        self.empty = EmptyState(self.tr("The session is empty"), words, first, colors, self)
        layout.addWidget(self.empty, 1)

    def parts(self) -> dict[str, Part]:
        """What is remembered of how the page is arranged."""
        return {
            "columns/messages": self.messages,
            "columns/steps": self.steps,
        }

    def shown(self) -> tuple[QWidget, ...]:
        """What can be seen of it, in the order of reading."""
        return (self.card, self.tabs.tabBar(), self.tabs.currentWidget(), self.empty)

    def show_session(
        self,
        title: str,
        call: str,
        chips: Iterable[tuple[str, str]],
        messages: Sequence[MessageLine],
    ) -> None:
        """A session with its messages."""
        self.card.show_card(title, call, chips)
        if list(self.messages.source.rows) == list(messages) and messages:
            self.messages.source.rows_changed(0, len(messages) - 1)
        else:
            self.messages.source.set_rows(messages)
        self.tabs.setTabVisible(0, bool(messages))
        self._show_empty(not messages)

    def show_report(self, report: TeardownReport | None) -> None:
        """The report of its teardown so far; None hides the tab."""
        place = self.tabs.indexOf(self._report)
        self.tabs.setTabVisible(place, report is not None)
        if report is None:
            return
        self._show_empty(False)
        self.report_header.set_facts(*headline(report))
        self._show_steps(report.steps)
        if report.complete:
            self.tabs.setCurrentIndex(place)

    def _show_empty(self, empty: bool) -> None:
        self.empty.setVisible(empty)
        self.tabs.setVisible(not empty)

    def _show_steps(self, steps: Sequence[TeardownStep]) -> None:
        known = self.steps.source.rows
        if known and steps[: len(known)] == tuple(known):
            self.steps.source.append_rows(steps[len(known) :])
        else:
            self.steps.source.set_rows(steps)


def _column(parent: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout

"""The calls behind a session, as one view of the story: C and Python, to be copied and saved."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QCoreApplication
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QWidget

from msginspector.gui import icons, texts, theme
from msginspector.gui.models.calls import HIDDEN, CallLine, CallsModel
from msginspector.gui.stage.digest import Digest
from msginspector.gui.stage.sift_row import SiftRow
from msginspector.gui.stage.story_view import StoryView
from msginspector.gui.views.chrome import ElidedLabel, flat_button
from msginspector.gui.views.flow import FlowLayout
from msginspector.gui.views.segments import Segments
from msginspector.gui.views.tables import SortedTable
from msginspector.stage.call_log import CallLog, c_program, program

if TYPE_CHECKING:
    from msginspector.gui.layout import Part
    from msginspector.gui.ledger import TrackedRow
    from msginspector.session import Event
    from msginspector.stage.call_log import Call

C: Final = "c"
PYTHON: Final = "python"
BOTH: Final = "both"
CALL: Final = "call"
CODE: Final = (CALL, C, PYTHON)
COLUMNS_OF: Final = {C: (C,), PYTHON: (PYTHON,), BOTH: (CALL, PYTHON)}
BITE: Final = 150  # events at once: their calls are written in two languages
DETAIL_FROM_PX: Final = 280
"""From this height on there is room for the whole of the current call."""


def code_of(calls: Sequence[Call], language: str) -> str:
    """Calls to be pasted; with both languages the C is a comment above the Python."""
    if language != BOTH:
        return "".join(f"{code}\n" for call in calls if (code := getattr(call, language)))
    lines: list[str] = []
    for call in calls:
        lines += [f"# {line}" for line in call.c.splitlines()]
        lines += [call.python] if call.python else []
    return "".join(f"{line}\n" for line in lines)


class CallsTable(SortedTable):
    """What is copied from it is code; the formats of rows are in its menu."""

    language = BOTH

    def calls(self) -> list[Call]:
        """The selected calls in their order, all of them where none is selected."""
        chosen = {index.row() for index in self.selectionModel().selectedRows()}
        lines = [
            self.proxy.mapToSource(self.proxy.index(row, 0)).row()
            for row in (sorted(chosen) or range(self.proxy.rowCount()))
        ]
        found = [self.source.rows[row].call for row in lines]
        return sorted(found, key=lambda call: call.number)

    def copy(self, name: str = "code") -> None:
        """To the clipboard: code, or rows in one of the row formats."""
        if name == "code":
            QGuiApplication.clipboard().setText(code_of(self.calls(), self.language))
        else:
            super().copy(name)


class CallsView(StoryView):
    """One row a call; a switch for the language, buttons to copy and to save."""

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._log = CallLog()
        self.digest = Digest(self._take, BITE, self)
        self.model = CallsModel(self)
        self.table = CallsTable(self.tr("Calls"), self.model, colors, self)
        self.table.dress(hidden=(*HIDDEN, C))
        self._stretch()
        self.table.setMinimumHeight(1)  # a dock gives way to the page
        nouns = (self.tr("call"), self.tr("calls"))
        self.sift: SiftRow = SiftRow(nouns, self.table, self.model, self)
        words = {BOTH: self.tr("Both"), C: self.tr("C"), PYTHON: self.tr("Python")}
        self.switch = Segments(self.tr("Language of the calls"), words, self)
        self.switch.offer(words)
        self.switch.hold(BOTH)
        self.said = ElidedLabel("dim", self)
        self.detail = QPlainTextEdit(self)
        self._build()
        self._connect()

    # -- the story ------------------------------------------------------------------------------

    def take(self, events: Sequence[Event], rows: Sequence[TrackedRow]) -> None:
        """Add the calls behind these events."""
        self.digest.add(events)

    def _take(self, events: Sequence[Event]) -> None:
        """It follows its end as the log of events does."""
        bar = self.table.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 1
        self.model.merge(self._log.add(events))
        self.facts_changed.emit()
        self._show_detail()
        if at_end:
            self.table.scrollToBottom()

    def limit_to(self, number: int) -> None:
        """Keep that many calls: there are fewer of them than events."""
        self.model.limit_to(number)

    def facts(self) -> tuple[str, ...]:
        """How many there are, and how many are no longer kept."""
        dropped = self.model.dropped
        return (
            texts.count(self.model.total, "call"),
            self.tr("{0} older ones dropped").format(texts.grouped(dropped)) if dropped else "",
        )

    def pointed(self) -> int | None:
        """What the current call opened, released or closed."""
        call = self._current()
        return None if call is None else call.object_id

    def tables(self) -> tuple[SortedTable, ...]:
        """The calls."""
        return (self.table,)

    def parts(self) -> dict[str, Part]:
        """Its columns, and with them its languages."""
        return {"columns/calls": self}

    def stops(self) -> tuple[QWidget, ...]:
        """Filter, language, calls, the current one."""
        return (self.sift.line, self.switch, self.table, self.detail)

    def saveState(self) -> QByteArray:
        """How its columns are arranged."""
        return self.table.saveState()

    def restoreState(self, state: QByteArray) -> bool:
        """Columns as they were saved; the switch says which languages they are."""
        restored = self.table.restoreState(state)
        shown = tuple(key for key in CODE if not self._is_hidden(key))
        held = next((key for key, columns in COLUMNS_OF.items() if columns == shown), BOTH)
        self.show_language(held)
        return restored

    # -- gestures -------------------------------------------------------------------------------

    def show_language(self, language: str) -> None:
        """Show C, Python or both."""
        self.switch.hold(language)
        self.table.language = language
        for key in CODE:
            self.table.setColumnHidden(self.model.column(key), key not in COLUMNS_OF[language])
        self._stretch()
        self._show_detail()

    def copy(self) -> None:
        """The selected calls, or all of them, to the clipboard."""
        calls = self.table.calls()
        self.table.copy()
        self.said.set_text(self.tr("{0} copied").format(texts.count(len(calls), "call")))

    def ask_for_file(self) -> None:
        """Ask for a file, and save there."""
        from PySide6.QtWidgets import QFileDialog

        kinds = [self.tr("Python program (*.py)"), self.tr("C program (*.c)")]
        wanted = kinds[1] if self.switch.held == C else kinds[0]
        name = "session.c" if self.switch.held == C else "session.py"
        path, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Save the calls as a program"), name, ";;".join(kinds), wanted,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if path:
            self.said.set_text(self.save_to(path))

    def save_to(self, path: str) -> str:
        """Save every call as a program, never over a file; what became of it, in a sentence."""
        from msginspector.export.byte_file import save_steps

        make = c_program if path.casefold().endswith((".c", ".h", ".cpp")) else program
        text = make([line.call for line in self.model.every])
        try:
            for _ in save_steps(path, [text.encode("utf-8", "surrogateescape")]):
                pass
        except FileExistsError:
            said = self.tr("“{0}” is there already; nothing is ever replaced.")
            return said.format(os.path.basename(path))
        except OSError as error:
            return self.tr("It could not be saved: {0}.").format(error.strerror)
        return self.tr("Saved as {0}").format(path)

    def _stretch(self) -> None:
        """Code has all the room that the other columns leave."""
        header, modes = self.table.horizontalHeader(), QHeaderView.ResizeMode
        header.setStretchLastSection(False)
        for key in (C, PYTHON):
            header.setSectionResizeMode(self.model.column(key), modes.Stretch)

    # -- inside ---------------------------------------------------------------------------------

    def _build(self) -> None:
        bar = QWidget(self)
        bar.setObjectName("calls-bar")
        flow = FlowLayout(bar, 4, 2)
        flow.setContentsMargins(6, 3, 6, 3)
        self._actions = {
            "copy": QAction(_said("Copy"), self), "save": QAction(_said("Save…"), self),
        }  # fmt: skip
        self._actions["copy"].setToolTip(_said("Copy the selected calls, or all, ready to paste"))
        self._actions["save"].setToolTip(_said("Save all calls as a program in C or in Python"))
        flow.addWidget(self.switch)
        for action in self._actions.values():
            flow.addWidget(flat_button(bar, action, words=True))
        self.said.setMinimumWidth(120)
        flow.addWidget(self.said)
        self.detail.setObjectName("code")
        self.detail.setReadOnly(True)
        self.detail.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.detail.setAccessibleName(self.tr("The current call"))
        self.detail.hide()
        for widget, share in ((bar, 0), (self.sift, 0), (self.table, 3), (self.detail, 2)):
            self.column.addWidget(widget, share)
        self._dress()

    def _connect(self) -> None:
        self.switch.chosen.connect(self.show_language)
        self.table.chosen.connect(lambda line: self.object_wanted.emit(line.call.object_id))
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_detail())
        self._actions["copy"].triggered.connect(lambda _on=False: self.copy())
        self._actions["save"].triggered.connect(lambda _on=False: self.ask_for_file())
        self._theme.changed.connect(self._dress)

    def _dress(self) -> None:
        for name, action in self._actions.items():
            action.setIcon(icons.icon(self._theme, name))
        self.detail.setFont(theme.mono_font())

    def _is_hidden(self, key: str) -> bool:
        return self.table.isColumnHidden(self.model.column(key))

    def _current(self) -> Call | None:
        line = self.table.current_object()
        return line.call if isinstance(line, CallLine) else None

    def _show_detail(self) -> None:
        call = self._current()
        room = self.height() >= theme.scaled(DETAIL_FROM_PX)
        self.detail.setVisible(room and call is not None)
        if room and call is not None:
            keys = (C, PYTHON) if self.table.language == BOTH else (self.table.language,)
            code = [getattr(call, key) for key in keys]
            text = "\n".join([*filter(None, code), "", f"→ {call.result}"])
            if text != self.detail.toPlainText():
                self.detail.setPlainText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_detail()


def _said(text: str) -> str:
    return QCoreApplication.translate("CallsView", text)

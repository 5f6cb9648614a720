"""Saving the report of a closed session from the window: asked for, written to a new file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from msginspector.export.byte_file import save_steps
from msginspector.export.session_report import FORMS, pieces, record
from msginspector.gui.opening import Problem
from msginspector.stage.replay import of_session

if TYPE_CHECKING:
    from msginspector.gui.main_window import MainWindow

FILTERS: Final = "Web page (*.html);;JSON (*.json);;Text (*.txt)"


def ask_and_save(window: MainWindow) -> None:
    """Ask where, and save the report of the selected session there."""
    from PySide6.QtWidgets import QFileDialog

    node = window.session_node()
    session = window.bench.session(node.session) if node is not None else None
    if session is None or not session.closed:
        return
    start = os.path.join(window.settings.text("folder"), f"{session.label}.html")
    title = _said("Save report")
    chosen, kind = QFileDialog.getSaveFileName(
        window, title, start, FILTERS, options=QFileDialog.Option.DontConfirmOverwrite
    )
    if chosen:
        known = os.path.splitext(chosen)[1].lower() in FORMS
        save(window, session.id, chosen if known else chosen + _ending(kind))


def _ending(kind: str) -> str:
    """What a name ends with that was given none, by the kind of file that was chosen."""
    return kind.rpartition("*")[2].rstrip(")")


def save(window: MainWindow, number: int, path: str) -> None:
    """Write the report of a session to a new file; a refusal is told in the window."""
    session = window.bench.session(number)
    if session is None:
        return
    ending = os.path.splitext(path)[1].lower()
    if ending not in FORMS:
        ending = ".html"
        path += ending
    events, _rows = window.bench.history()
    kept = record(session.report, of_session(events, number))
    try:
        for _ in save_steps(path, pieces(kept, ending)):
            pass
    except FileExistsError:
        why = _said("There is a file of that name already; nothing is ever replaced.")
        _refuse(window, path, why, _said("Choose another name."))
    except OSError as error:
        why = _said("The file cannot be written: {0}.").format(error.strerror)
        _refuse(window, path, why, _said("Choose another folder, or make room on the disk."))
    else:
        window.settings.put("folder", os.path.dirname(path))
        window.status.showMessage(_said("Saved {0}").format(path), 5000)


def _refuse(window: MainWindow, path: str, why: str, hint: str) -> None:
    what = _said("The report was not saved")
    window.bench.problem.emit(Problem(what, path, why, hint, "", "error"))


def _said(text: str) -> str:
    return QCoreApplication.translate("Report", text)

"""Attachments out of the window: saved, onto the clipboard, dragged to where files go.

Saving runs in slices and can be cancelled. What is copied or dragged is written as real files into
a private folder that only this user can read, and that goes with the program.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QGuiApplication, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from msginspector.errors import InspectorError
from msginspector.gui import texts
from msginspector.gui.workers import SliceRunner

if TYPE_CHECKING:
    from msginspector.export.attachment_files import Progress, Refused, Report, Written
    from msginspector.session import ObjectRow

PREFIX: Final = "msginspector-"
SHOWN_REFUSED: Final = 3

Rows = Sequence["ObjectRow"]
Saving = Generator["Progress", None, "Report | Written | Refused"]


class TakingOut(QObject):
    """Writes attachments as files; `said` tells in a sentence what became of it."""

    said = Signal(object, object)  # sentence; whether something went wrong
    progressed = Signal(object, object, object)  # bytes done, bytes in all, name of the file
    finished = Signal(object)  # the report, or None

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.runner = SliceRunner(self)
        self._private: str | None = None
        self._copies = 0

    # -- saving -------------------------------------------------------------------------------

    def save_all(self, rows: Rows, folder: str) -> None:
        """Save attachments into a folder, each under a name that is free."""
        from msginspector.export.attachment_files import save_all

        self._start(save_all(rows, folder), folder)

    def save_as(self, row: ObjectRow, path: str) -> None:
        """Save one attachment under this name, never over a file."""
        from msginspector.export.attachment_files import save_as

        self._start(save_as(row, path), path)

    def cancel(self) -> None:
        """Stop saving; the file that is not whole yet goes, the others stay."""
        if self.runner.busy:
            self.runner.cancel()
            self.said.emit(self.tr("Saving was cancelled; no file is left half written."), False)
            self.finished.emit(None)

    def _start(self, saving: Saving, where: str) -> None:
        self.runner.cancel()
        self.runner.add(self._save(saving, where))

    def _save(self, saving: Saving, where: str) -> Generator[None, None, None]:
        outcome: Report | Written | Refused | None = None
        try:
            while True:
                progress = next(saving)
                self.progressed.emit(progress.done, progress.total, progress.name)
                yield
        except StopIteration as over:
            outcome = over.value
            self._tell(over.value, where)
        except FileExistsError:
            name = os.path.basename(where)
            said = self.tr("“{0}” is there already; nothing is ever replaced. Choose another name.")
            self.said.emit(said.format(name), True)
        except OSError as error:
            self.said.emit(self.tr("It could not be saved: {0}.").format(error.strerror), True)
        except InspectorError as error:
            self.said.emit(f"{error.text} {error.hint}".rstrip(), True)
        finally:
            saving.close()
        self.finished.emit(outcome)

    def _tell(self, outcome: Report | Written | Refused, where: str) -> None:
        """One sentence; the reasons of what was not saved after it."""
        from msginspector.export.attachment_files import Report, Written

        if isinstance(outcome, Report):
            written, refused = outcome.written, outcome.refused
        elif isinstance(outcome, Written):
            written, refused = (outcome,), ()
        else:
            written, refused = (), (outcome,)
        size = texts.size(sum(one.size for one in written))
        files = texts.count(len(written), self.tr("file"), self.tr("files"))
        parts = []
        if written:
            parts.append(self.tr("Saved {0} ({1}) to {2}.").format(files, size, where))
            parts += [one.note for one in written if one.note]
        for one in refused[:SHOWN_REFUSED]:
            parts.append(f"“{one.name or one.path}”: {one.text}")
        if len(refused) > SHOWN_REFUSED:
            parts.append(self.tr("{0} more were not saved.").format(len(refused) - SHOWN_REFUSED))
        self.said.emit(" ".join(parts), bool(refused) or any(one.note for one in written))

    # -- copies -------------------------------------------------------------------------------

    def copies(self, rows: Rows) -> list[str]:
        """Attachments as files in the private folder, written now; [] where none can be."""
        from msginspector.export.attachment_files import save_all

        try:
            steps = save_all(rows, self._fresh_folder())
            while True:
                next(steps)
        except StopIteration as over:
            report: Report = over.value
        except OSError as error:
            self.said.emit(self.tr("There is no copy: {0}.").format(error.strerror), True)
            return []
        except InspectorError as error:
            self.said.emit(f"{error.text} {error.hint}".rstrip(), True)
            return []
        if not report.written:
            self._tell(report, "")
        return [one.file for one in report.written]

    def mime_data(self, rows: Rows) -> QMimeData | None:
        """These files as text/uri-list; None where there are none."""
        paths = self.copies(rows)
        if not paths:
            return None
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path) for path in paths])
        return data

    def copy(self, rows: Rows) -> None:
        """These files onto the clipboard, to be pasted where files go."""
        data = self.mime_data(rows)
        if data is None:
            return
        count = len(data.urls())
        QGuiApplication.clipboard().setMimeData(data)
        files = texts.count(count, self.tr("file"), self.tr("files"))
        self.said.emit(self.tr("{0} on the clipboard: paste where files go.").format(files), False)

    def drag(self, rows: Rows, source: QWidget, picture: QPixmap | None = None) -> bool:
        """Drag these files out of the window; whether somebody took them. They are copied."""
        data = self.mime_data(rows)
        if data is None:
            return False
        drag = QDrag(source)
        drag.setMimeData(data)
        if picture is not None:
            drag.setPixmap(picture)
        return drag.exec(Qt.DropAction.CopyAction) == Qt.DropAction.CopyAction

    def _fresh_folder(self) -> str:
        """A folder of its own for each copy, so that files keep their names."""
        if self._private is None:
            self._private = tempfile.mkdtemp(prefix=PREFIX)
            weakref.finalize(self, shutil.rmtree, self._private, ignore_errors=True)
        self._copies += 1
        folder = os.path.join(self._private, str(self._copies))
        os.mkdir(folder, 0o700)
        return folder


class DragOut(QObject):
    """Lets a widget be dragged from: press, move, and what `rows` gives goes along as files."""

    def __init__(
        self, out: TakingOut, widget: QWidget, rows: Callable[[QPoint], Rows],
        clicked: Callable[[QPoint], object] | None = None,
    ) -> None:  # fmt: skip
        """`clicked` is called for a press on several rows that no drag came of."""
        super().__init__(widget)
        self._clicked = clicked
        self._out = out
        self._widget = widget
        self._rows = rows
        self._pressed: QPoint | None = None
        self._wanted: Rows = ()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press is the widget's own; a move far enough from it is a drag."""
        if not isinstance(event, QMouseEvent):
            return False
        if event.type() == QEvent.Type.MouseButtonPress:
            is_left = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
            self._pressed = event.position().toPoint() if is_left else None
            self._wanted = self._rows(self._pressed) if self._pressed is not None else ()
            # A press on one of several selected rows would select it alone before the drag begins.
            return len(self._wanted) > 1
        if event.type() == QEvent.Type.MouseButtonRelease:
            if self._pressed is not None and len(self._wanted) > 1 and self._clicked is not None:
                self._clicked(self._pressed)
            self._pressed = None
        elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            return self._move(event)
        return False

    def _move(self, event: QMouseEvent) -> bool:
        """Whether the move is part of a drag: then the widget selects nothing by it."""
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        rows = self._wanted or self._rows(self._pressed)
        far = (event.position().toPoint() - self._pressed).manhattanLength()
        if rows and far >= QApplication.startDragDistance():
            self._pressed = None
            self._out.drag(rows, self._widget)
        return bool(rows)

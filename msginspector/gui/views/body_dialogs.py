"""What the Body tab asks people: a file to save to, a code page, whether to open a link."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument
    from PySide6.QtWidgets import QWidget

    from msginspector.analysis.mail_html import Link
    from msginspector.gui.theme import Theme
    from msginspector.oxmsg.codepages import CodePage


def print_body(document: QTextDocument, title: str, parent: QWidget) -> str:
    """Ask for a printer and print; why not, "" when it was printed or nobody wanted it."""
    from msginspector.gui.body_output import print_document

    return print_document(document, title, parent)


def ask_for_pdf(document: QTextDocument, title: str, parent: QWidget) -> str:
    """Ask for a file and save; what became of it, "" when nobody named one."""
    from PySide6.QtWidgets import QFileDialog

    from msginspector.export.byte_file import safe_name

    name = safe_name(title, ".pdf")
    path, _ = QFileDialog.getSaveFileName(
        parent, _said("Save as PDF"), name, "PDF (*.pdf)",
        options=QFileDialog.Option.DontConfirmOverwrite,
    )  # fmt: skip
    return save_pdf(document, title, path) if path else ""


def save_pdf(document: QTextDocument, title: str, path: str) -> str:
    """Save as PDF, never over a file; what became of it, in a sentence."""
    from msginspector.export.byte_file import save_steps
    from msginspector.gui.body_output import pdf_bytes

    try:
        for _ in save_steps(path, [pdf_bytes(document, title)]):
            pass
    except FileExistsError:
        said = _said("“{0}” is there already; nothing is ever replaced. Choose another name.")
        return said.format(os.path.basename(path))
    except OSError as error:
        return _said("It could not be saved: {0}.").format(error.strerror)
    return _said("Saved as {0}").format(path)


def ask_for_code_page(
    page: CodePage, choose: Callable[[int | None], CodePage | None], colors: Theme, parent: QWidget
) -> None:
    """Let somebody choose; `choose` reads the body anew, and tells the code page it is in then."""
    from msginspector.gui.views.code_pages import CodePagesDialog

    dialog = CodePagesDialog(page.number, page.reason, colors, parent)

    def chosen(number: int | None) -> None:
        now = choose(number)
        dialog.set_reason("" if now is None else now.reason)

    dialog.chosen.connect(chosen)
    dialog.exec()
    dialog.deleteLater()


def ask_about_link(link: Link, colors: Theme, parent: QWidget) -> None:
    """Say where a link leads, and open it if somebody wants that."""
    from msginspector.gui.views.link_dialog import LinkDialog

    dialog = LinkDialog(link, colors, parent)
    dialog.exec()
    dialog.deleteLater()


def _said(text: str) -> str:
    return QCoreApplication.translate("BodyTab", text)

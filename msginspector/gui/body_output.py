"""A body as PDF, or onto paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

MARGIN_MM: Final = 15.0
PDF_DPI: Final = 300


def pdf_bytes(document: QTextDocument, title: str) -> bytes:
    """The document as PDF on A4."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("msginspector")
    writer.setResolution(PDF_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    document.print_(writer)
    del writer  # the end of the file is written now
    return bytes(buffer.data().data())


def print_document(document: QTextDocument, title: str, parent: QWidget) -> str:
    """Ask for a printer and print; why not, "" when it was printed or cancelled."""
    try:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter
    except ImportError as error:
        said = QCoreApplication.translate("BodyTab", "This computer cannot print: {0}.")
        return said.format(error)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec():
        document.print_(printer)
    dialog.deleteLater()
    return ""

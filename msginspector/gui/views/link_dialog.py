"""Where a link really leads, before anything is opened: only http, https and mailto ever are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from msginspector.gui import theme
from msginspector.gui.views.cut_note import CutNote
from msginspector.gui.views.dialog_foot import dialog_foot, push_button
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from msginspector.analysis.mail_html import Link
    from msginspector.gui.theme import Theme

SIZE: Final = (620, 320)
TARGET_ROWS: Final = 3
ROW_LETTERS: Final = 60


class LinkDialog(QDialog):
    """Text, target, who wrapped it, what is odd; opens only when somebody presses *Open*."""

    def __init__(self, link: Link, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.link = link
        self.setWindowTitle(self.tr("Open this link?"))
        self.setObjectName("link")
        self.note = CutNote(colors, self)
        self.note.set_note("\n".join(visible(one.text, 500) for one in link.warnings))
        self.copy_button = push_button(self, self.tr("Copy link"), self.copy_link)
        self.open_button = push_button(self, self.tr("Open"), self.open_link)
        self.cancel_button = push_button(self, self.tr("Cancel"), self.reject)
        self.cancel_button.setDefault(True)
        said = self._why_not()
        self.open_button.setEnabled(not said)
        if said:
            self.open_button.setToolTip(said)
            self.note.set_note("\n".join(filter(None, (self.note.text(), said))))
        self._lay_out()
        self.resize(*SIZE)
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def copy_link(self) -> None:
        """The target as it stands in the mail, to the clipboard."""
        QGuiApplication.clipboard().setText(self.link.target)

    def open_link(self) -> None:
        """Hand the target to the desktop."""
        if not self._why_not():
            QDesktopServices.openUrl(QUrl(self.link.target))
        self.accept()

    def _why_not(self) -> str:
        """Why it is not opened, "" if it may be."""
        if not self.link.opens:
            return self.tr("Only http, https and mailto links are opened.")
        host = QUrl(self.link.target).host(QUrl.ComponentFormattingOption.FullyEncoded).lower()
        if self.link.scheme != "mailto" and host != self.link.ascii_host:
            return self.tr("The target is written so that programs disagree about its host.")
        return ""

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(16, 14, 16, 14)
        form.setSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, text in self._facts():
            form.addRow(self._label(name), self._value(name, text))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.note)
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(
            dialog_foot(self, self.copy_button, (self.open_button, self.cancel_button))
        )

    def _facts(self) -> list[tuple[str, str]]:
        link = self.link
        facts = [(self.tr("Shown text"), link.text or self.tr("(nothing)"))]
        if link.service:
            facts.append((self.tr("Leads to"), link.real or link.real_host))
            facts.append((self.tr("Through"), link.service))
        facts.append((self.tr("Target"), link.target))
        if link.host != link.ascii_host:
            facts.append((self.tr("Host"), f"{link.host} ({link.ascii_host})"))
        return [(name, visible(text, 4000, one_line=True)) for name, text in facts]

    def _label(self, name: str) -> QLabel:
        label = QLabel(name, self)
        label.setObjectName("dim")
        return label

    def _value(self, name: str, text: str) -> QPlainTextEdit:
        field = QPlainTextEdit(text, self)
        field.setAccessibleName(name)
        field.setReadOnly(True)
        field.setTabChangesFocus(True)
        flags = Qt.TextInteractionFlag
        field.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        rows = 1 if len(text) < ROW_LETTERS else TARGET_ROWS
        if rows == 1:
            field.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        around = 2 * round(field.document().documentMargin()) + 4
        field.setFixedHeight(rows * QFontMetrics(theme.text_font()).lineSpacing() + around)
        return field

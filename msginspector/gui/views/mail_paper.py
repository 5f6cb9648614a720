"""The paper a mail is shown on: the safe copy of its HTML, its own pictures, and nothing else.

A text document asks for pictures through `loadResource`; whatever is not a picture of the message
is answered with an empty one. The base class is never asked: it opens local files. Links are only
told; the paper goes nowhere. Paper is white in every theme, because mail is written for white.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QPalette,
    QTextDocument,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from msginspector.analysis.mail_html import PLACEHOLDER, ZERO_WIDTH_SPACE, MailHtml
from msginspector.gui import icons, theme, tips
from msginspector.gui.theme import LIGHT, SCHEMES

if TYPE_CHECKING:
    from msginspector.analysis.mail_html import Link
    from msginspector.gui.theme import Theme

TEXT_PX: Final = 16
LEAST_PX: Final = 80
MARGIN_PX: Final = 14
PICTURE: Final = "cid"
LINK: Final = "link"
OBJECT_MARK: Final = "\ufffc"
"""What stands for a picture in the text of a document."""
COPY_LINK: Final = "link-copy"
"""What Qt calls its action in the menu of a text."""
_PLACE: Final = "#"
_IMAGE: Final = re.compile("<img [^>]*>")
_REFERENCE: Final = re.compile(f'<a href="({LINK}:[0-9]+)">')


class MailPaper(QTextBrowser):
    """Shows one mail. It cannot be edited, scrolls by keys, and selects by mouse and keys."""

    link_chosen = Signal(object)  # the number of a link
    zoom_wanted = Signal(object)  # steps, positive for larger

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("mail-paper")
        self.setAccessibleName(self.tr("Body of the message"))
        self._theme = colors
        self._images: dict[int, QImage] = {}
        self._links: tuple[Link, ...] = ()
        self._nothing = QImage(1, 1, QImage.Format.Format_ARGB32)
        self._nothing.fill(Qt.GlobalColor.transparent)
        self._dark = False
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self.document().setDocumentMargin(MARGIN_PX)
        self.anchorClicked.connect(self._clicked)
        self.highlighted.connect(self._hovered)
        colors.changed.connect(self._dress)
        self._dress()

    # -- what others ask --------------------------------------------------------------------------

    @property
    def is_dark(self) -> bool:
        """The paper has the colours of the window and not its own."""
        return self._dark

    def show_mail(
        self, mail: MailHtml, pictures: dict[int, QImage], factor: float, dark: bool
    ) -> None:
        """Show a mail, its lengths times `factor`; `dark`: on paper in the window's colours."""
        self._dark = dark
        self._images = pictures
        self._links = mail.links
        font = theme.text_font()
        font.setPixelSize(max(4, round(TEXT_PX * factor)))
        self.document().setDefaultFont(font)
        self.document().setIndentWidth(max(4, round(28 * factor)))
        self._dress()
        # The importer would take the colour of the window for links, which is light in the dark.
        tokens = self._tokens()
        self.document().setDefaultStyleSheet(f"a {{ color: {tokens.accent}; }}")
        self.setHtml(mail.at(factor))

    def blank(self) -> None:
        """Show nothing."""
        self._images = {}
        self._links = ()
        self.clear()
        self.setToolTip("")

    def fresh_document(self) -> QTextDocument:
        """A copy to print."""
        made = self.document().clone(self)
        for number, image in self._images.items():
            made.addResource(
                QTextDocument.ResourceType.ImageResource, QUrl(f"{PICTURE}:{number}"), image
            )
        kind = QTextDocument.ResourceType.ImageResource
        made.addResource(kind, QUrl(PLACEHOLDER), self._placeholder())
        return made

    # -- Qt's questions ---------------------------------------------------------------------------

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied: links lead where those of the mail lead, and nothing is the copy's own.

        Pictures, and links that no program may open, stay behind; of the latter their words remain.
        """
        made = super().createMimeDataFromSelection()
        data = QMimeData()
        data.setText(made.text().replace(ZERO_WIDTH_SPACE, "").replace(OBJECT_MARK, ""))
        source = _IMAGE.sub("", made.html().replace(ZERO_WIDTH_SPACE, ""))
        data.setHtml(_REFERENCE.sub(self._reference, source))
        return data

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's own menu, but for what it would copy of a link: that says nothing to others."""
        scrolled = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        menu = self.createStandardContextMenu(event.pos() + scrolled)
        link = self._link_of(self.anchorAt(event.pos()))
        for action in menu.actions():
            if action.objectName() == COPY_LINK:
                menu.removeAction(action)
        if link is not None:
            copy = menu.addAction(self.tr("Copy link"))
            copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(link.target))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def loadResource(self, _kind: int, name: QUrl | str) -> object:
        """A picture of the message, or an empty one. Never the base class."""
        text = name if isinstance(name, str) else name.toString()
        if text == PLACEHOLDER:
            return self._placeholder()
        scheme, _, number = text.partition(":")
        if scheme == PICTURE and number.isascii() and number.isdecimal() and len(number) < 6:
            return self._images.get(int(number), self._nothing)
        return self._nothing

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_PX, theme.tall(theme.ROW_PX))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = event.angleDelta().y()
            self.zoom_wanted.emit((steps > 0) - (steps < 0))
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt would go back in its history of pages.
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Backspace or alt:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    # -- inside -----------------------------------------------------------------------------------

    def _tokens(self) -> theme.Tokens:
        return self._theme.tokens if self._dark else SCHEMES[LIGHT]

    def _placeholder(self) -> QImage:
        tokens = self._tokens()
        return icons.tinted("image", QColor(tokens.faint)).pixmap(QSize(32, 32)).toImage()

    def _clicked(self, target: QUrl) -> None:
        text = target.toString()
        if text.startswith(_PLACE):
            self.scrollToAnchor(text[1:])
        elif text.startswith(f"{LINK}:") and text[5:].isdecimal():
            self.link_chosen.emit(int(text[5:]))

    def _hovered(self, target: QUrl) -> None:
        link = self._link_of(target.toString())
        self.setToolTip("" if link is None else tips.plain((link.real or link.target)[:500]))

    def _link_of(self, reference: str) -> Link | None:
        """The link a reference of the copy stands for; None for places and for no link."""
        number = reference.removeprefix(f"{LINK}:")
        known = number != reference and number.isdecimal() and int(number) < len(self._links)
        return self._links[int(number)] if known else None

    def _reference(self, found: re.Match[str]) -> str:
        link = self._link_of(found[1])
        if link is None or not link.opens:
            return "<a>"
        return f'<a href="{html.escape(link.target)}">'

    def _dress(self) -> None:
        tokens = self._tokens()
        colors = QPalette(self.palette())
        for role, token in (
            (QPalette.ColorRole.Base, tokens.base),
            (QPalette.ColorRole.Text, tokens.text),
            (QPalette.ColorRole.Link, tokens.accent),
            (QPalette.ColorRole.Highlight, tokens.selection),
            (QPalette.ColorRole.HighlightedText, tokens.text),
        ):
            colors.setColor(role, QColor(token))
        if colors != self.palette():
            self.setPalette(colors)
        sheet = (
            f"QTextBrowser#mail-paper {{ background: {tokens.base}; color: {tokens.text};"
            f" border: 1px solid {tokens.base}; selection-background-color: {tokens.selection};"
            f" selection-color: {tokens.text}; }}"
            f"QAbstractScrollArea::corner {{ background: {tokens.base}; border: 0; }}"
            f"QTextBrowser#mail-paper:focus {{ border-color: {tokens.accent}; }}"
        )
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

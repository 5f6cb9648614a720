"""A text of any length as it is: source of HTML or RTF, or plain words. Filled in slices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from msginspector.gui import theme
from msginspector.gui.views.text_links import TextLinks

if TYPE_CHECKING:
    from msginspector.analysis.mail_html import Link
    from msginspector.gui.body_reading import Lines
    from msginspector.gui.theme import Theme

GAP_PX: Final = 8
LEAST_PX: Final = 80
_BLOCK_END: Final = "\u2029"


class SourceView(QPlainTextEdit):
    """Read-only; `numbers` are those of the lines of the source, broken ones have one."""

    zoom_wanted = Signal(object)  # steps, positive for larger
    link_chosen = Signal(object)  # Link

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._numbers: list[int] = []
        self._continued: frozenset[int] = frozenset()
        self._shows_numbers = True
        self._factor = 1.0
        self.margin = _Margin(self)
        self.links = TextLinks(self.document(), colors, self)
        self._pressed = QPoint()
        self.setAccessibleName(self.tr("Body as text"))
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self.setMouseTracking(True)
        self.updateRequest.connect(self._scrolled)
        colors.changed.connect(self._measure)

    # -- what others ask --------------------------------------------------------------------------

    def show_lines(self, lines: Lines, *, source: bool) -> Iterator[None]:
        """Show a text, some hundred lines a step."""
        self.blank()
        self._continued = lines.continued
        self.links.begin(lines.continued, active=not source)
        self._shows_numbers = source
        self._measure()
        for number, piece in enumerate(lines.pieces):
            if number:
                self.appendPlainText(piece)
            else:
                self.setPlainText(piece)
            self._count()
            yield
        self._measure()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def set_factor(self, factor: float) -> None:
        """Letters times `factor`."""
        self._factor = factor
        self._measure()

    def go_to(self, place: int, length: int) -> None:
        """Select characters of what is shown, in the middle of the view."""
        last = self.document().characterCount() - 1
        cursor = self.textCursor()
        cursor.setPosition(min(place, last))
        cursor.setPosition(min(place + length, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.centerCursor()

    def blank(self) -> None:
        """Show nothing."""
        self._numbers = []
        self._continued = frozenset()
        self.links.begin((), active=False)
        self.clear()
        self.setExtraSelections([])

    # -- Qt's questions ---------------------------------------------------------------------------

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied is the text: lines that were broken for the view are whole."""
        cursor = self.textCursor()
        first = self.document().findBlock(cursor.selectionStart()).blockNumber()
        lines = cursor.selectedText().split(_BLOCK_END)
        made = [lines[0]]
        for number, line in enumerate(lines[1:], first + 1):
            made.append(line if number in self._continued else f"\n{line}")
        data = QMimeData()
        data.setText("".join(made))
        return data

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_PX, theme.tall(theme.ROW_PX))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = event.angleDelta().y()
            self.zoom_wanted.emit((steps > 0) - (steps < 0))
            event.accept()
        else:
            super().wheelEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        link = self._link_at(event.position().toPoint())
        shapes = Qt.CursorShape
        self.viewport().setCursor(shapes.IBeamCursor if link is None else shapes.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses a link; what selects does not."""
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        near = (place - self._pressed).manhattanLength() < QApplication.startDragDistance()
        left = event.button() == Qt.MouseButton.LeftButton
        link = self._link_at(place) if left and near else None
        if link is not None and not self.textCursor().hasSelection():
            self.link_chosen.emit(link)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the link at the cursor."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        link = self.links.at(self.textCursor()) if enter else None
        if link is not None:
            self.link_chosen.emit(link)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's own menu, and what can be done with a link."""
        menu = self.createStandardContextMenu()
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        link = self.links.at(self.textCursor()) if by_key else self._link_at(event.pos())
        if link is not None:
            menu.addSeparator()
            open_link = menu.addAction(self.tr("Open link…"))
            open_link.triggered.connect(lambda: self.link_chosen.emit(link))
            copy = menu.addAction(self.tr("Copy link"))
            copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(link.target))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_margin()

    # -- inside -----------------------------------------------------------------------------------

    def _link_at(self, place: QPoint) -> Link | None:
        """The link under a place of the view; none beside the words of a line."""
        cursor = self.cursorForPosition(place)
        beside = place.x() > self.cursorRect(cursor).right() + self.fontMetrics().averageCharWidth()
        below = place.y() > self.cursorRect(cursor).bottom()
        return None if beside or below else self.links.at(cursor)

    def _count(self) -> None:
        """Numbers of the lines that have come."""
        number = self._numbers[-1] if self._numbers else 0
        for block in range(len(self._numbers), self.blockCount()):
            number += block not in self._continued
            self._numbers.append(number)

    def _measure(self) -> None:
        mono, pixels = self._shows_numbers, theme.MONO_PX if self._shows_numbers else theme.TEXT_PX
        font = theme.mono_font(pixels) if mono else theme.text_font(pixels)
        font.setPixelSize(max(4, round(font.pixelSize() * self._factor)))
        sheet = f"QPlainTextEdit {{ font-size: {font.pixelSize()}px; }}"
        if font != self.font() or sheet != self.styleSheet():
            self.setFont(font)
            self.setStyleSheet(sheet)
        self._place_margin()

    def margin_width(self) -> int:
        """What the numbers of the lines need."""
        if not self._shows_numbers or not self._numbers:
            return 0
        digits = max(3, len(str(self._numbers[-1])))
        return digits * self.fontMetrics().horizontalAdvance("0") + 2 * GAP_PX

    def _place_margin(self) -> None:
        width = self.margin_width()
        if self.viewportMargins().left() != width:
            self.setViewportMargins(width, 0, 0, 0)
        inside = self.contentsRect()
        self.margin.setGeometry(QRect(inside.left(), inside.top(), width, inside.height()))
        self.margin.setVisible(width > 0)

    def _scrolled(self, rect: QRect, dy: int) -> None:
        if dy:
            self.margin.scroll(0, dy)
        else:
            self.margin.update(0, rect.y(), self.margin.width(), rect.height())

    def paint_margin(self, event: QPaintEvent) -> None:
        """The numbers of the lines on show."""
        painter = QPainter(self.margin)
        painter.fillRect(event.rect(), self._theme.color("panel"))
        painter.setPen(self._theme.color("dim"))
        painter.setFont(self.font())
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        high, width = self.fontMetrics().height(), self.margin.width() - GAP_PX
        while block.isValid() and top <= event.rect().bottom():
            number = block.blockNumber()
            if number < len(self._numbers) and number not in self._continued:
                text = str(self._numbers[number])
                painter.drawText(0, round(top), width, high, Qt.AlignmentFlag.AlignRight, text)
            top += self.blockBoundingRect(block).height()
            block = block.next()


class _Margin(QWidget):
    """Where the numbers of the lines stand."""

    def __init__(self, view: SourceView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        return QSize(self._view.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_margin(event)

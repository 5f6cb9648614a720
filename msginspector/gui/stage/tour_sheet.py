"""How the tour points: a veil with a hole around a part of the window, and a card beside it.

The veil takes no events, so that the part can be tried while the tour is on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from msginspector.gui import theme

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme

CARD_PX: Final = 360
GAP_PX: Final = 14
EDGE_PX: Final = 12
VEIL: Final = 150
RADIUS: Final = 8.0


class Veil(QWidget):
    """Dims the window but for one rectangle."""

    def __init__(self, colors: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = colors
        self.hole = QRect()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade = QPainterPath()
        shade.addRect(QRectF(self.rect()))
        frame = QRectF(self.hole).adjusted(1, 1, -1, -1)
        if not self.hole.isEmpty():
            inside = QPainterPath()
            inside.addRoundedRect(frame, RADIUS, RADIUS)
            shade = shade.subtracted(inside)
        veil = QColor(Qt.GlobalColor.black)
        veil.setAlpha(VEIL)
        painter.fillPath(shade, veil)
        if not self.hole.isEmpty():
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawRoundedRect(frame, RADIUS, RADIUS)


class TourCard(QWidget):
    """Title, text, how far the tour is, and the ways on: buttons, arrow keys, Escape."""

    moved = Signal(object)  # steps, 1 or -1
    ended = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tour-card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = self._label("drop-title")
        self._text = self._label("")
        self._place = self._label("dim")
        self.back = self._button(self.tr("Back"), lambda: self.moved.emit(-1))
        self.next = self._button(self.tr("Next"), lambda: self.moved.emit(1))
        self.next.setObjectName("primary")
        self.end = self._button(self.tr("End tour"), self.ended.emit)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._place, 1)
        for button in (self.end, self.back, self.next):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(row)
        self.hide()

    def say(self, title: str, text: str, number: int, total: int) -> None:
        """Show one step."""
        self._title.setText(title)
        self._text.setText(text)
        self._place.setText(self.tr("{0} of {1}").format(number, total))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.back.setEnabled(number > 1)
        last = number == total
        self.next.setText(self.tr("Done") if last else self.tr("Next"))
        self.end.setVisible(not last)
        self.fit()

    def fit(self) -> None:
        """As wide as the words want and as the window lets it be, as high as they need then."""
        window = self.parentWidget()
        room = window.width() - 2 * EDGE_PX if window is not None else CARD_PX
        self.setFixedWidth(min(theme.scaled(CARD_PX), room))
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def said(self) -> tuple[str, str]:
        """Title and text on show."""
        return self._title.text(), self._text.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        elif event.key() in steps:
            self.moved.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(name != "dim")
        return label

    def _button(self, text: str, clicked: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.clicked.connect(clicked)
        return button


class TourSheet(QObject):
    """Veil and card of one window; both follow what they point at."""

    def __init__(self, colors: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._target: QWidget | None = None
        self.veil = Veil(colors, window)
        self.card = TourCard(window)
        window.installEventFilter(self)

    def point_at(self, target: QWidget | None) -> None:
        """Point at a part of the window; None: at nothing, the card is in the middle."""
        self._watch(False)
        self._target = target
        self._watch(True)
        for part in (self.veil, self.card):
            part.show()
            part.raise_()
        self._place()

    def hide(self) -> None:
        """Take both away."""
        self._watch(False)
        self._target = None
        self.veil.hide()
        self.card.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
        if event.type() in kinds and self.card.isVisible():
            self._place()
        return False

    def _watch(self, on: bool) -> None:
        if self._target is not None:
            if on:
                self._target.installEventFilter(self)
            else:
                self._target.removeEventFilter(self)

    def _place(self) -> None:
        self.card.fit()
        self.veil.setGeometry(self._window.rect())
        self.veil.hole = self._hole()
        self.card.move(card_place(self.card.rect(), self.veil.hole, self._window.rect()))
        self.veil.update()

    def _hole(self) -> QRect:
        target = self._target
        if target is None or not target.isVisible():
            return QRect()
        corner = target.mapTo(self._window, QPoint(0, 0))
        return QRect(corner, target.size()).intersected(self._window.rect())


def card_place(card: QRect, hole: QRect, window: QRect) -> QPoint:
    """Where the card goes: beside the hole where it fits, else into a corner of it; all on show."""
    width, height = card.width(), card.height()
    inner = window.adjusted(EDGE_PX, EDGE_PX, -EDGE_PX, -EDGE_PX)
    if hole.isEmpty():
        return QRect(QPoint(0, 0), card.size()).translated(
            (window.width() - width) // 2, (window.height() - height) // 2
        ).topLeft()  # fmt: skip
    middle = hole.center().y() - height // 2
    wanted = (
        QPoint(hole.right() + GAP_PX, middle),
        QPoint(hole.left() - GAP_PX - width, middle),
        QPoint(hole.center().x() - width // 2, hole.top() - GAP_PX - height),
        QPoint(hole.center().x() - width // 2, hole.bottom() + GAP_PX),
    )
    for corner in wanted:
        place = _inside(QRect(corner, card.size()), inner)
        if not place.intersects(hole):
            return place.topLeft()
    corner = QPoint(hole.right() - GAP_PX - width, hole.bottom() - GAP_PX - height)
    return _inside(QRect(corner, card.size()), inner).topLeft()


def _inside(rect: QRect, room: QRect) -> QRect:
    """`rect` moved into `room`; its top left corner wins where it does not fit."""
    x = max(room.left(), min(rect.x(), room.right() - rect.width() + 1))
    y = max(room.top(), min(rect.y(), room.bottom() - rect.height() + 1))
    return QRect(QPoint(x, y), rect.size())

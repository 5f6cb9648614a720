"""A contact as a card: its picture, or its initials, and what a reader looks for first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from msginspector.gui import theme, tips
from msginspector.gui.views.chrome import ElidedLabel

if TYPE_CHECKING:
    from msginspector.analysis.classes.views import Card
    from msginspector.gui.theme import Theme

FACE_PX: Final = 84
WIDTH_PX: Final = 320
_RADIUS: Final = 8.0


class Face(QWidget):
    """A picture cut to a square with round corners; without one the initials."""

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._picture: QPixmap | None = None
        self._initials = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        colors.changed.connect(self._measure)

    @property
    def picture(self) -> QPixmap | None:
        """The picture on show."""
        return self._picture

    def show_face(self, name: str, image: QImage | None) -> None:
        """Show this picture, or the initials of the name."""
        self._picture = None if image is None else QPixmap.fromImage(image)
        words = [word for word in name.split() if word[:1].isalpha()]
        self._initials = "".join(word[0].upper() for word in (*words[:1], *words[1:][-1:]))
        said = self.tr("Picture of {0}") if image is not None else self.tr("No picture of {0}")
        self.setAccessibleName(said.format(name))
        self.setToolTip(tips.plain(self.accessibleName()))
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.scaled(FACE_PX)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(box, _RADIUS, _RADIUS)
        if self._picture is None:
            self._paint_initials(painter, box)
        else:
            painter.save()
            painter.setClipPath(outline)
            self._paint_picture(painter, self._picture)
            painter.restore()
            painter.setPen(QPen(self._theme.color("line"), 1))
            painter.drawPath(outline)
        painter.end()

    def _paint_picture(self, painter: QPainter, picture: QPixmap) -> None:
        """As large as covers the square, its middle in the middle."""
        size = picture.size()
        size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        left, top = ((self.width() - size.width()) // 2, (self.height() - size.height()) // 2)
        painter.drawPixmap(left, top, size.width(), size.height(), picture)

    def _paint_initials(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("selection"))
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        painter.setPen(self._theme.color("accent"))
        painter.setFont(theme.text_font(FACE_PX // 3, strong=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._initials or "–")

    def _measure(self) -> None:
        self.updateGeometry()
        self.update()


class ContactCard(QWidget):
    """Picture at one side, name and lines at the other, on a card."""

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self.face = Face(colors, self)
        self.name = self._label("summary-heading")
        self.work = self._label("dim")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        who = QVBoxLayout()
        who.setSpacing(4)
        who.addWidget(self.name)
        who.addWidget(self.work)
        who.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.face, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(who, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(30, 28, 30, 28)
        self._column.setSpacing(5)
        self._column.addLayout(head)
        self._column.addSpacing(7)
        self._lines: list[ElidedLabel] = []
        colors.changed.connect(self.update)

    def show_card(self, card: Card | None, image: QImage | None) -> None:
        """Show this contact; None shows nothing."""
        name = "" if card is None else card.name
        self.name.setText(name)
        self.work.setText("" if card is None else "\n".join(card.work))
        self.face.show_face(name, image)
        self.setAccessibleName(self.tr("Card of {0}").format(name))
        lines = () if card is None else card.lines
        for number, text in enumerate(lines):
            self._line(number).set_text(text)
        for number, label in enumerate(self._lines):
            label.setVisible(number < len(lines))

    def text(self) -> list[str]:
        """What stands on it, from the top down."""
        lines = [label.full_text() for label in self._lines if not label.isHidden()]
        return [self.name.text(), *self.work.text().splitlines(), *lines]

    def _line(self, number: int) -> ElidedLabel:
        while number >= len(self._lines):
            made = ElidedLabel("fact", self, Qt.TextElideMode.ElideMiddle)
            self._column.addWidget(made)
            self._lines.append(made)
        return self._lines[number]

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.setBrush(self._theme.color("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(16.5, 14.5, -16.5, -14.5), 10, 10)
        painter.end()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(WIDTH_PX), super().sizeHint().height())

"""The bar of a replay: to the first, back, play, forward, to the last; a slider; where it is."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QSlider, QWidget

from msginspector.gui import texts
from msginspector.gui.views.chrome import flat_button


class ReplayBar(QWidget):
    """Says where somebody wants to be; it shows where the replay is."""

    wanted = Signal(object)  # position: events that have happened

    def __init__(self, actions: Iterable[QAction], below: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._below = below
        self.setObjectName("replay-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Replay"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(2)
        for action in actions:
            row.addWidget(flat_button(self, action))
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName(self.tr("Events that have happened"))
        self.slider.setMinimumWidth(60)
        self.slider.valueChanged.connect(lambda place: self.wanted.emit(place))
        self.place = QLabel(self)
        self.place.setObjectName("dim")
        row.addSpacing(6)
        row.addWidget(self.slider, 1)
        row.addSpacing(6)
        row.addWidget(self.place)
        self.hide()

    def put_away(self) -> None:
        """Hide it; the keyboard goes to what is below it, if it was here."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            self._below.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def show_place(self, position: int, length: int) -> None:
        """Where the replay is; `wanted` stays silent."""
        self.slider.blockSignals(True)
        self.slider.setRange(0, length)
        self.slider.setPageStep(max(1, length // 10))
        self.slider.setValue(position)
        self.slider.blockSignals(False)
        here, all_of_them = texts.grouped(position), texts.grouped(length)
        self.place.setText(self.tr("{0} of {1} events").format(here, all_of_them))

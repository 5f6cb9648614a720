"""The row of controls above a body: which form, how it is looked at, code page, find, zoom, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from msginspector.gui import icons, theme
from msginspector.gui.body_commands import BODY_COMMANDS
from msginspector.gui.body_reading import PLAIN, RENDERED, SOURCE, VIEWS, ZOOMS, key_of, views_of
from msginspector.gui.views.chrome import ElidedLabel, FlatButton, flat_button
from msginspector.gui.views.flow import FlowLayout
from msginspector.gui.views.segments import Segments

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme
    from msginspector.oxmsg.bodies import Bodies, BodyForm
    from msginspector.oxmsg.codepages import CodePage

WIDE_PX: Final = 640
FORMS: Final = ("text", "html", "rtf", "rtf-html", "rtf-text")


class BodyBar(QWidget):
    """Tells what somebody wants; shows what holds."""

    form_chosen = Signal(object)  # key of a form
    view_chosen = Signal(object)  # RENDERED, SOURCE, PLAIN
    code_page_wanted = Signal()
    find_wanted = Signal()
    zoom_wanted = Signal(object)  # steps; 0: as it is
    dark_wanted = Signal(object)  # paper in the colours of the window
    print_wanted = Signal()
    pdf_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filter-row")
        self._theme = colors
        self._page: CodePage | None = None
        self.forms = Segments(self.tr("Form of the body"), dict.fromkeys(FORMS, "-"), self)
        words = {
            RENDERED: self.tr("Rendered"), SOURCE: self.tr("Source"), PLAIN: self.tr("Text"),
        }  # fmt: skip
        self.views = Segments(self.tr("View of the body"), words, self)
        self.code_page = FlatButton(self)
        self.code_page.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.code_page.clicked.connect(lambda _on=False: self.code_page_wanted.emit())
        self._make_actions()
        self.zoom_button = self._zoom_button()
        self._lay_out()
        self.forms.chosen.connect(self.form_chosen)
        self.views.chosen.connect(self.view_chosen)
        colors.changed.connect(self._dress)
        self._dress()

    # -- what others ask --------------------------------------------------------------------------

    def offer(self, bodies: Bodies) -> None:
        """The forms there are; the native one says so."""
        for form in bodies.forms:
            native = form is bodies.native
            button = self.forms.button(key_of(form))
            button.setText(self._word(form, native))
            said = bodies.native_reason if native else ""
            button.setToolTip(said)
            named = self.tr("Form of the body: {0}").format(self._word(form, native))
            button.setAccessibleName(named)
        self.forms.offer(key_of(form) for form in bodies.forms)

    def show_form(self, form: BodyForm | None) -> None:
        """The form on show, and how it can be looked at."""
        self.forms.hold("" if form is None else key_of(form))
        self.views.offer(() if form is None else views_of(form))
        self._show_code_page(form)
        for action in self.outs:
            action.setEnabled(form is not None)

    def show_view(self, view: str, rendered: bool) -> None:
        """The view that holds; `rendered`: it can be rendered."""
        self.views.button(RENDERED).setEnabled(rendered)
        self.views.hold(view)
        self.dark.setEnabled(view == RENDERED)

    def show_zoom(self, percent: int) -> None:
        """How large it is."""
        text = self.tr("{0} %").format(percent)
        self.zoom_button.setText(text)
        self.zoom_button.setAccessibleName(self.tr("Zoom: {0}").format(text))
        self.larger.setEnabled(percent < ZOOMS[-1])
        self.smaller.setEnabled(percent > ZOOMS[0])

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in the order of reading."""
        forms = [self.forms.button(key) for key in FORMS]
        views = [self.views.button(key) for key in VIEWS]
        return (*forms, self.code_page, *views, *self.buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window most buttons go into a menu, and the name of the code page goes."""
        super().resizeEvent(event)
        self._make_room()

    # -- inside -----------------------------------------------------------------------------------

    def _word(self, form: BodyForm, native: bool) -> str:
        word = {"text": self.tr("Text"), "html": "HTML", "rtf": "RTF"}[form.kind]
        if form.origin == "rtf":
            word = self.tr("{0} from RTF").format(word)
        return self.tr("{0}, native").format(word) if native else word

    def _show_code_page(self, form: BodyForm | None) -> None:
        page = self._page = None if form is None else form.codepage
        self.code_page.setVisible(form is not None)
        self.code_page.setEnabled(page is not None)
        if page is None:
            self.code_page.setText(self.tr("Unicode"))
            self.code_page.setToolTip(self.tr("It is stored as Unicode or has no code page."))
        else:
            self._say_code_page()
            self.code_page.setToolTip(self.tr("{0} Press to choose another one.")
                                      .format(page.reason))  # fmt: skip
        said = self.tr("Unicode") if page is None else f"{page.number} {page.name}"
        self.code_page.setAccessibleName(self.tr("Code page: {0}").format(said))

    def _say_code_page(self) -> None:
        """Its number, and its name where there is room."""
        if self._page is not None:
            name = f" {self._page.name}" if self._is_wide() else ""
            self.code_page.setText(f"{self._page.number}{name} ▾")

    def _make_actions(self) -> None:
        self.find_action = self._action("search", "find", self.find_wanted.emit)
        self.smaller = self._action("text-smaller", "smaller", lambda: self.zoom_wanted.emit(-1))
        self.usual = self._action("text-normal", "usual", lambda: self.zoom_wanted.emit(0))
        self.larger = self._action("text-larger", "larger", lambda: self.zoom_wanted.emit(1))
        self.copy = self._action("copy", "copy", self.copy_wanted.emit)
        self.print = self._action("print", "print", self.print_wanted.emit)
        self.pdf = self._action("file-text", "pdf", self.pdf_wanted.emit)
        self.dark = self._action("contrast", "paper", lambda: None)
        self.dark.setCheckable(True)
        self.dark.toggled.connect(lambda on: self.dark_wanted.emit(on))
        self.outs = (self.find_action, self.smaller, self.usual, self.larger, self.copy,
                     self.print, self.pdf)  # fmt: skip

    def _zoom_button(self) -> QToolButton:
        button = FlatButton(self)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setToolTip(self.tr("Usual size (Ctrl+0)"))
        button.clicked.connect(lambda _on=False: self.zoom_wanted.emit(0))
        return button

    def _more_button(self) -> QToolButton:
        """What has no button of its own in a narrow window."""
        menu = QMenu(self)
        for action in (self.larger, self.usual, self.smaller, self.copy, self.print, self.pdf,
                       self.dark):  # fmt: skip
            menu.addAction(action)
        button = FlatButton(self)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip(self.tr("Size, copy, print, save as PDF, paper"))
        button.setAccessibleName(self.tr("More for the body"))
        return button

    def _is_wide(self) -> bool:
        return self.width() > theme.scaled(WIDE_PX)

    def _make_room(self) -> None:
        self._say_code_page()
        wide = self._is_wide()
        for button in self._lone:
            button.setVisible(wide)
        self.more.setVisible(not wide)

    def _lay_out(self) -> None:
        flow = FlowLayout(self, 4, 4)
        flow.setContentsMargins(8, 6, 8, 6)
        find = flat_button(self, self.find_action)
        smaller, larger, *others = (
            flat_button(self, action)
            for action in (self.smaller, self.larger, self.copy, self.print, self.pdf, self.dark)
        )
        self._lone = (smaller, self.zoom_button, larger, *others)
        self.more = self._more_button()
        self.buttons = (find, *self._lone, self.more)
        for widget in (self.forms, self.code_page, self.views, *self.buttons):
            flow.addWidget(widget)
        flow.push_right_from(find)

    def _action(self, icon: str, name: str, handler: object) -> QAction:
        """An action of the table of commands. Its keys hold where the body has the keyboard."""
        command = next(one for one in BODY_COMMANDS if one.id == name)
        text = QCoreApplication.translate("Body", command.text)
        action = QAction(text, self)
        action.setObjectName(icon)
        keys = next(iter(QKeySequence.listFromString(command.keys)), QKeySequence())
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text} ({shown})" if shown else text)
        action.triggered.connect(lambda _on=False: handler())  # type: ignore[operator]
        return action

    def _dress(self) -> None:
        for action in (*self.outs, self.dark):
            action.setIcon(icons.icon(self._theme, action.objectName()))
        self.more.setIcon(icons.icon(self._theme, "more"))


class FactsLine(QWidget):
    """Where a body comes from, on one line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filter-row")
        self._label = ElidedLabel("dim", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 6)
        layout.addWidget(self._label)

    def text(self) -> str:
        """The whole line."""
        return self._label.full_text()

    def set_text(self, text: str) -> None:
        """Say this."""
        self._label.set_text(text)

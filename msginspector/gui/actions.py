"""Every action of the window in one table; menus, toolbar and context menus are built from it.

A handler is the name of a method of the main window. `when` names a fact the window knows about
itself (see `MainWindow.facts`); "" means always.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from msginspector.gui import icons

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme

FILE: Final = "&File"
SESSION: Final = "&Session"
OBJECT: Final = "&Object"
VIEW: Final = "&View"
TEACH: Final = "&Teach"
HELP: Final = "&Help"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. `group` separates neighbours in menus; `context` names context menus.

    `shortcut` is shown; others for the same, after a semicolon, are what keyboards make of it. No
    stroke of a key may fit two of them: Qt then does nothing at all.
    """

    id: str
    text: str
    tip: str
    icon: str
    shortcut: str
    menu: str
    when: str
    handler: str
    group: int = 0
    context: tuple[str, ...] = ()
    short: str = ""  # on buttons, where the place says the rest


_A = ActionSpec
ACTIONS: Final[tuple[ActionSpec, ...]] = (
    _A("open", "Open…", "Open message files in the current session", "open", "Ctrl+O",
       FILE, "", "open_files_dialog"),
    _A("open-folder", "Open folder…", "Open every message file below a folder", "folder",
       "Ctrl+Shift+O", FILE, "", "open_folder_dialog"),
    _A("open-independent", "Open without session…",
       "Open a message that belongs to no session: whoever forgets to release it leaks it",
       "no-session", "Ctrl+Alt+O", FILE, "", "open_independent_dialog", 1, ("session",)),
    _A("open-samples", "Open samples", "Open the sample messages that come with the program",
       "samples", "", FILE, "has_samples", "open_samples", 1),
    _A("preferences", "Preferences…", "Theme, text size, fonts, time zone, language and limits",
       "preferences", "Ctrl+,", FILE, "", "show_preferences", 8),
    _A("quit", "Quit", "Close every session and leave", "quit", "Ctrl+Q", FILE, "", "close", 9),
    _A("new-session", "New session", "Open another, empty message session", "new-session",
       "Ctrl+N", SESSION, "", "new_session", 0, ("session",)),
    _A("close-session", "Close session",
       "Close the session and everything opened in it, step by step", "close-session", "Ctrl+W",
       SESSION, "can_close_session", "close_session", 0, ("session",)),
    _A("reopen", "Reopen", "Open the files of the closed session again, in a new session",
       "reload", "Ctrl+Shift+N", SESSION, "is_closed", "reopen", 1, ("session", "object")),
    _A("remove", "Remove", "Take the closed session and its report off the window",
       "remove", "Ctrl+Delete", SESSION, "is_closed", "remove", 1, ("session", "object")),
    _A("teardown-pause", "Pause closing", "Hold the teardown or the replay, or let it run on",
       "pause", "F7", SESSION, "is_playing", "pause_teardown", 2, short="Pause"),
    _A("teardown-step", "Close one object", "Take one step of the teardown or replay, then hold it",
       "step", "F8", SESSION, "is_playing", "step_teardown", 2, short="Step"),
    _A("teardown-finish", "Finish closing", "Close all that is left at once; end a replay",
       "finish", "F9", SESSION, "is_playing", "finish_teardown", 2, short="Finish"),
    _A("replay-back", "One event back", "Take one event of the replay back", "step-back",
       "Shift+F8", SESSION, "is_replaying", "step_back", 2, short="Back"),
    _A("replay-first", "To the first event", "Show the session before anything was opened", "first",
       "Shift+F7", SESSION, "is_replaying", "replay_first", 2),
    _A("replay-last", "To the last event", "Show the session at its end", "last", "Shift+F9",
       SESSION, "is_replaying", "replay_last", 2),
    _A("replay", "Replay", "Play what happened in the closed session again, event by event",
       "replay", "Ctrl+R", SESSION, "can_replay", "replay", 3, ("session",)),
    _A("save-report", "Save report…",
       "Save the report as a web page, JSON or text: steps with reasons, calls, events", "save",
       "", SESSION, "has_report", "save_report", 3, ("session",)),
    _A("copy-report", "Copy report", "Copy the teardown report of the closed session", "report",
       "Ctrl+Shift+R", SESSION, "has_report", "copy_report", 3, ("session",)),
    _A("open-again", "Open again (+1)", "Open the object once more: one more reference",
       "open-again", "Ctrl+Shift++; Ctrl++", OBJECT, "can_open_again", "open_again",
       0, ("object",)),
    _A("release", "Release (−1)", "Give one reference back; at zero the object is released",
       "release", "Ctrl+Shift+-", OBJECT, "is_open_object", "release_object", 0, ("object",)),
    _A("fail-closing", "Make closing fail",
       "For a lesson: closing this object will fail, and the cascade will go on", "fault", "",
       OBJECT, "is_in_session", "fail_closing", 0, ("object",)),
    _A("reload", "Reload", "Release the message and open its file anew", "reload", "F5",
       OBJECT, "can_reload", "reload_message", 0, ("object",)),
    _A("checksum", "SHA-256 of the file",
       "Compute the checksum of the message's file: the status bar shows it, the clipboard has it",
       "check", "Ctrl+Shift+H", OBJECT, "has_file", "compute_checksum", 0, ("object",)),
    _A("copy-row", "Copy", "Copy the selected rows as lines of a table", "copy",
       "Ctrl+Shift+C", OBJECT, "has_rows", "copy_rows", 1, ("row", "list", "attachment")),
    _A("copy-value", "Copy value", "Copy the value of the selected property", "copy", "",
       OBJECT, "has_property", "copy_value", 1, ("row",)),
    _A("copy-tag", "Copy tag", "Copy the tag of the selected property", "copy", "",
       OBJECT, "has_property", "copy_tag", 1, ("row",)),
    _A("copy-path", "Copy path", "Copy the object's path inside the message", "copy", "",
       OBJECT, "has_object", "copy_path", 1, ("object",)),
    _A("pin", "Pin or unpin",
       "Keep the selected properties at the top in every message, or no longer", "pin",
       "Ctrl+Shift+P", OBJECT, "has_property", "toggle_pins", 2, ("row",)),
    _A("unpin-all", "Unpin all", "Keep no property at the top any longer", "pin", "",
       OBJECT, "has_pins", "unpin_all", 2, ("row",)),
    _A("save-attachment", "Save attachment…",
       "Save the selected attachments as new files; nothing is ever replaced", "save", "Ctrl+S",
       OBJECT, "has_attachment", "save_attachment", 3, ("attachment",)),
    _A("save-attachments", "Save all attachments…",
       "Save all attachments of the message into a folder", "save-all", "Ctrl+Shift+S",
       OBJECT, "has_attachment", "save_attachments", 3, ("attachment",)),
    _A("copy-attachment", "Copy file",
       "Copy the selected attachments as files, to be pasted where files go", "copy",
       "Ctrl+Alt+C", OBJECT, "has_attachment", "copy_attachment", 3, ("attachment",)),
    _A("attachment-sums", "Checksums of the attachment",
       "Compute SHA-256, SHA-1 and MD5 of the selected attachments; the clipboard has SHA-256",
       "check", "Ctrl+Alt+K", OBJECT, "has_attachment", "sum_attachment", 3, ("attachment",)),
    _A("back", "Back", "Go back to what was selected before", "back", "Alt+Left",
       VIEW, "can_go_back", "go_back"),
    _A("forward", "Forward", "Go forward again", "forward", "Alt+Right",
       VIEW, "can_go_forward", "go_forward"),
    _A("lookup", "Lookup…", "Find out what a tag, name, GUID, flag or error code means", "lookup",
       "Ctrl+L", VIEW, "", "show_lookup", 1, ("row",)),
    _A("search-session", "Search this session…",
       "Search all messages of the session: words, fields, expressions, bytes", "search",
       "Ctrl+Shift+F", VIEW, "has_session", "search_session", 1, ("session",), short="Search"),
    _A("filter-tree", "Filter the tree", "Type words that labels in the tree must contain",
       "filter", "Ctrl+F", VIEW, "", "focus_tree_filter", 1),
    _A("filter-page", "Filter the table", "Type words that rows of the table must contain",
       "filter", "Ctrl+Alt+F", VIEW, "has_properties", "focus_page_filter", 1),
    _A("filter-objects", "Filter the lifecycle",
       "Type words or fields that rows of tracked objects must contain: state:open, step>3",
       "filter", "Ctrl+Shift+L", VIEW, "", "filter_objects", 1),
    _A("filter-story", "Filter the story", "Type words that events or calls must contain",
       "filter", "Ctrl+Shift+E", VIEW, "", "filter_story", 1),
    _A("show-tracked", "Show in the lifecycle",
       "Go to the row of the selected object among the tracked objects", "to-row", "Ctrl+J",
       VIEW, "is_tracked", "show_tracked", 1, ("node",)),
    _A("show-in-tree", "Show in the tree",
       "Go from the row of an object, an event or a call to its place in the tree", "to-tree",
       "Ctrl+Shift+J", VIEW, "has_tracked", "show_in_tree", 1, ("tracked", "story")),
    _A("theme", "Light or dark", "Switch between the light and the dark theme", "theme",
       "Ctrl+Shift+D", VIEW, "", "switch_theme", 2),
    _A("theme-system", "Theme of the system", "Follow the desktop's light or dark theme", "theme",
       "", VIEW, "", "follow_system_theme", 2),
    _A("theme-contrast", "High contrast", "Switch high contrast on or off, light or dark as it is",
       "contrast", "Ctrl+Alt+H", VIEW, "", "switch_contrast", 2),
    _A("text-larger", "Larger text", "Show all words larger, up to 300 %, for projectors",
       "text-larger", "Ctrl+Alt++; Ctrl+Alt+=", VIEW, "",
       "enlarge_text", 3),
    _A("text-smaller", "Smaller text", "Show all words smaller again", "text-smaller",
       "Ctrl+Alt+-; Ctrl+Alt+Shift+-", VIEW, "", "reduce_text", 3),
    _A("text-normal", "Normal text", "Show all words in the size they have at first",
       "text-normal", "Ctrl+Alt+0", VIEW, "", "reset_text", 3),
    _A("full-screen", "Full screen", "Fill the whole screen, or no longer", "full-screen", "F11",
       VIEW, "", "toggle_full_screen", 4),
    _A("reset-layout", "Reset layout",
       "Put docks, columns and splitters back to how they were at first", "reload",
       "", VIEW, "", "reset_layout", 4),
    _A("lessons", "Experiments…", "Play a session line by line: what it shows, what it does, why",
       "lesson", "Ctrl+E", TEACH, "", "show_lessons", 5),
    _A("open-script", "Open script…", "Play a script of your own", "open", "", TEACH, "",
       "open_script", 5),
    _A("lesson-next", "Next line", "Play the next line of the script", "step", "F6", TEACH,
       "has_next_line", "next_line", 6),
    _A("lesson-play", "Play by itself", "Play line after line, or hold it", "play", "Ctrl+F6",
       TEACH, "has_next_line", "play_lesson", 6, short="Play"),
    _A("lesson-restart", "Restart script",
       "Close what the script left open, and play it again from its first line", "reload",
       "Shift+F6", TEACH, "has_lesson", "restart_lesson", 6, short="Play again"),
    _A("lesson-ask", "Ask what happens next", "Ask the class before each line, then show it",
       "help", "", TEACH, "", "toggle_asking", 6, short="Ask first"),
    _A("lesson-copy", "Copy as Python",
       "Copy the script as a Python program that runs and says the same", "copy", "", TEACH,
       "has_lesson", "copy_lesson", 6),
    _A("lesson-copy-c", "Copy as C", "Copy the calls of the script in C, with its captions", "copy",
       "", TEACH, "has_lesson", "copy_lesson_in_c", 6),
    _A("speed-full", "Close at full speed", "Sessions close as fast as can be watched",
       "speed-full", "", TEACH, "", "close_fast", 7),
    _A("speed-slow", "Close slowly", "Sessions close about one object a second",
       "speed-slow", "", TEACH, "", "close_slowly", 7),
    _A("speed-step", "Close step by step", "Sessions close one object whenever F8 is pressed",
       "speed-step", "", TEACH, "", "close_by_steps", 7),
    _A("tour", "Tour of a session",
       "Open a sample, look at it and close it, step by step, with every part explained", "tour",
       "Ctrl+F1", TEACH, "", "start_tour", 8),
    _A("lecture", "Lecture mode",
       "Large words, captions of what happens, and a calm window, for a class", "lecture",
       "Ctrl+Alt+L", TEACH, "", "toggle_lecture", 8, short="Lecture mode"),
    _A("shortcuts", "Keyboard shortcuts…", "Every action of the window with its keys", "info", "F1",
       HELP, "", "show_shortcuts"),
    _A("about", "About", "What this program is, and what a model of a session means", "help",
       "", HELP, "", "show_about"),
)  # fmt: skip

# where macOS expects these; by default it would guess by their words
ROLES: Final = {
    "about": QAction.MenuRole.AboutRole,
    "preferences": QAction.MenuRole.PreferencesRole,
    "quit": QAction.MenuRole.QuitRole,
}

CHECKED: Final = frozenset({"speed-full", "speed-slow", "speed-step", "lesson-ask", "lesson-play"})
"""Actions that say whether they are in force."""

IN_REPLAY: Final = {
    "teardown-pause": ("Pause the replay", "pause"),
    "teardown-step": ("One event on", "step"),
    "teardown-finish": ("End the replay", "close"),
}
"""Text and icon of the actions of a teardown while a replay is on."""
WHILE_HELD: Final = {"teardown-pause": ("Run on", "play")}

# "" is a separator, "*" pushes what follows to the right edge
TOOLBAR: Final = ("open", "open-folder", "new-session", "close-session", "", "back", "forward",
                  "lookup", "search-session", "*", "theme")  # fmt: skip
TOOLBAR_TEXTS: Final = frozenset({"open", "open-folder", "new-session", "close-session", "lookup",
                                  "search-session"})  # fmt: skip


class Actions(QObject):
    """The QActions of one window, built from the table."""

    def __init__(self, owner: QObject, theme: Theme) -> None:
        super().__init__(owner)
        self._theme = theme
        self._specs = {spec.id: spec for spec in ACTIONS}
        self._actions = {spec.id: self._build(owner, spec) for spec in ACTIONS}
        self._dressed: set[str] = set()
        self._turned: dict[str, tuple[str, str]] = {}
        theme.changed.connect(self._refresh_icons)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    @property
    def theme(self) -> Theme:
        """The theme of the icons."""
        return self._theme

    def dress(self, names: Iterable[str]) -> None:
        """Give actions their icons. Drawing them all at start would hold the first window up."""
        for name in set(names) - self._dressed:
            self._dressed.add(name)
            self._set_icon(name)

    def show_playing(self, *, held: bool, replay: bool = False) -> None:
        """Say what the actions of a teardown do now: held, *Pause* lets it run on."""
        self._turned = {**(IN_REPLAY if replay else {}), **(WHILE_HELD if held else {})}
        for name in IN_REPLAY:
            text, _icon = self._turned.get(name, (self._specs[name].text, ""))
            self._actions[name].setText(_said("Action", text))
            if name in self._dressed:
                self._set_icon(name)
        pause = self.tr("Run") if held else self.tr("Pause")
        self._actions["teardown-pause"].setIconText(f" {pause}")
        finish = self.tr("End") if replay else self.tr("Finish")
        self._actions["teardown-finish"].setIconText(f" {finish}")

    def update(self, facts: Collection[str]) -> None:
        """Enable each action whose condition is among the facts that hold now."""
        for name, spec in self._specs.items():
            self._actions[name].setEnabled(not spec.when or spec.when in facts)

    def fill_menus(self, bar: QMenuBar) -> dict[str, QMenu]:
        """One menu per menu path, in the order of the table."""
        menus: dict[str, QMenu] = {}
        for spec in ACTIONS:
            if spec.menu not in menus:
                menus[spec.menu] = bar.addMenu(_said("Menu", spec.menu))
        for path, menu in menus.items():
            mine = [spec for spec in ACTIONS if spec.menu == path]
            self._fill(menu, mine)
            menu.aboutToShow.connect(lambda names=[spec.id for spec in mine]: self.dress(names))
        return menus

    def context_menu(self, parent: QMenu, *kinds: str) -> QMenu:
        """`parent` filled with the enabled actions of these context menus."""
        wanted = [spec for spec in ACTIONS if set(kinds) & set(spec.context)]
        self.dress(spec.id for spec in wanted)
        self._fill(parent, (spec for spec in wanted if self._actions[spec.id].isEnabled()))
        return parent

    def _fill(self, menu: QMenu, specs: Iterable[ActionSpec]) -> None:
        group: int | None = None
        for spec in specs:
            if group is not None and group != spec.group:
                menu.addSeparator()
            group = spec.group
            menu.addAction(self._actions[spec.id])

    def _build(self, owner: QObject, spec: ActionSpec) -> QAction:
        text, tip = _said("Action", spec.text), _said("Action", spec.tip)
        action = QAction(text, owner)
        action.setObjectName(spec.id)
        action.setCheckable(spec.id in CHECKED)
        action.setMenuRole(ROLES.get(spec.id, QAction.MenuRole.NoRole))
        action.setIconText(f" {_said('Action', spec.short) if spec.short else text}")
        if spec.shortcut:
            action.setShortcuts(QKeySequence.listFromString(spec.shortcut))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip} ({keys})" if keys else tip)
        action.setStatusTip(tip)
        handler: Callable[[], object] = getattr(owner, spec.handler)
        action.triggered.connect(lambda _checked=False: handler())
        return action

    def _refresh_icons(self) -> None:
        for name in self._dressed:
            self._set_icon(name)

    def _set_icon(self, name: str) -> None:
        spec = self._specs[name]
        _text, icon = self._turned.get(name, ("", spec.icon))
        self._actions[name].setIcon(icons.icon(self._theme, icon, _token(spec)))


def _said(context: str, text: str) -> str:
    """A text of the table in the language of the window."""
    return QCoreApplication.translate(context, text)


def _token(spec: ActionSpec) -> str:
    """The one red control of the window is Close session."""
    return "error" if spec.id == "close-session" else "text"

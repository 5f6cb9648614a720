"""Says what happens in a workspace in the names of a script, a line an event.

The player of scripts and the Python that a script can be copied as both speak through this, so that
they say the same:

    say = Teller(workspace)
    with say("mail"):
        mail = session.open_file("a.msg")

What a block causes is said at its end, with the name of what it opened; an error of this package is
said, not raised. Numbers and times are left out: they differ from run to run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.errors import InspectorError
from msginspector.mapi.text import visible
from msginspector.stage.captions import references
from msginspector.stage.statements import is_own_storage

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from msginspector.session import Event, Workspace

LABEL_LIMIT: Final = 60
VALUE_LIMIT: Final = 80
NOT_OPEN: Final = "NOT_OPEN"
"""The error of a script that uses a name under which nothing was opened."""

TITLES: Final = {
    "recipient_table": "recipient table",
    "attachment_table": "attachment table",
}


@dataclass(slots=True)
class _Known:
    """An object as the last event left it."""

    name: str
    state: str
    references: int


class Teller:
    """Hears the events of a workspace and says those of each block."""

    def __init__(self, workspace: Workspace, out: Callable[[str], object] = print) -> None:
        self.error: InspectorError | None = None
        """What the last block was answered with."""
        self.error_name = ""
        self.met: bool | None = None
        """Whether the last expectation was met."""
        self.events: tuple[Event, ...] = ()
        """Those of the last block."""
        self._workspace = workspace
        self._out = out
        self._objects: dict[int, _Known] = {}
        self._ids: dict[str, int] = {}
        self._name = ""
        self._block: list[Event | str] | None = None
        self._unsubscribe = workspace.subscribe(self._hear)

    def close(self) -> None:
        """Hear no more."""
        self._unsubscribe()

    # -- blocks -----------------------------------------------------------------------------------

    def __call__(self, name: str = "") -> Teller:
        """A block that opens something under that name, or that opens nothing."""
        self._name = name
        return self

    def __enter__(self) -> Teller:
        self._block = []
        self.error, self.error_name, self.met = None, "", None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        block, self._block = self._block or [], None
        self.events = tuple(item for item in block if not isinstance(item, str))
        self._give_names()
        for item in block:
            self._out(item if isinstance(item, str) else self._line(item))
        return error is None or self._say_error(error)

    def value(self, value: object) -> None:
        """Say a value that was read."""
        self.line(f"{'value':<13} {visible(repr(value), VALUE_LIMIT, one_line=True)}")

    def line(self, text: str) -> None:
        """Say something in its place among the events."""
        if self._block is None:
            self._out(text)
        else:
            self._block.append(text)

    # -- expectations -----------------------------------------------------------------------------

    def expect(self, *words: str | int) -> None:
        """Say whether something holds: `"mail", "released"`, `"mail", 2`, `"error", "MAPI_E_…"`,
        `"leak", "mail"`, `"no leak"`, `"same", "a", "b"`, `"different", "a", "b"`."""
        kind = str(words[0])
        found, wanted = _EXPECTED.get(kind, Teller._expect_object)(self, words)
        self.met = found == wanted
        what = "as expected" if self.met else "NOT AS EXPECTED"
        self._out(f"{what:<13} {found}" + ("" if self.met else f", and not {wanted}"))

    def _expect_object(self, words: tuple[str | int, ...]) -> tuple[str, str]:
        name, wanted = str(words[0]), words[1]
        known = self._known(name)
        if isinstance(wanted, int):
            found = "nothing" if known is None else references(known.references)
            return f"{name} has {found}", f"{name} has {references(wanted)}"
        found = "not open" if known is None else known.state
        return f"{name} is {found}", f"{name} is {wanted}"

    def _expect_error(self, words: tuple[str | int, ...]) -> tuple[str, str]:
        return f"error {self.error_name or 'none'}", f"error {words[1]}"

    def _expect_leak(self, words: tuple[str | int, ...]) -> tuple[str, str]:
        name = str(words[1])
        leaked = {leak.id for leak in self._workspace.leaks()}
        found = "" if self._ids.get(name) in leaked else "not "
        return f"{name} is {found}leaked", f"{name} is leaked"

    def _expect_no_leak(self, _words: tuple[str | int, ...]) -> tuple[str, str]:
        mine = {leak.id for leak in self._workspace.leaks()} & set(self._ids.values())
        names = sorted(self._objects[number].name for number in mine)
        return f"leaked: {', '.join(names) or 'nothing'}", "leaked: nothing"

    def _expect_same(self, words: tuple[str | int, ...]) -> tuple[str, str]:
        _kind, one, other = (str(word) for word in words)
        first, second = self._ids.get(one), self._ids.get(other)
        is_same = first is not None and first == second
        found = "the same object" if is_same else "different objects"
        wanted = "the same object" if words[0] == "same" else "different objects"
        return f"{one} and {other} are {found}", f"{one} and {other} are {wanted}"

    def _known(self, name: str) -> _Known | None:
        return self._objects.get(self._ids.get(name, -1))

    # -- inside -----------------------------------------------------------------------------------

    def id_of(self, name: str) -> int | None:
        """The number of the object of a name; None before it was opened."""
        return self._ids.get(name)

    def _hear(self, event: Event) -> None:
        known = self._objects.get(event.id)
        if known is None:
            self._objects[event.id] = _Known("", event.state, event.references)
        else:
            known.state, known.references = event.state, event.references
        session = self._objects.get(event.session or -1)
        if event.step is not None and session is not None and session.state == "open":
            session.state = "closing"  # from the first step on; its own events come with the last
        if self._block is not None:
            self._block.append(event)

    def _give_names(self) -> None:
        """The first object that the block opened has its name, and the storage before it."""
        name, self._name = self._name, ""
        if not name:
            return
        storage: Event | None = None
        for event in self.events:
            if event.event != "opened":
                continue
            if is_own_storage(event):
                storage = event
                continue
            self._ids[name] = event.id
            known = self._objects[event.id]
            known.name = known.name or name
            if storage is not None:
                self._objects[storage.id].name = f"of {name}"
            return

    def _line(self, event: Event) -> str:
        what = "opened again" if event.reopened else event.event
        kind = TITLES.get(event.kind, event.kind)
        name = self._objects[event.id].name
        label = f"“{visible(event.label, LABEL_LIMIT, one_line=True)}”"
        shown = name or label
        if name and event.event == "opened" and not event.reopened and event.kind != "session":
            shown = f"{name} {label}"
        return f"{what:<13} {kind} {shown}{_rest(event)}"

    def _say_error(self, error: BaseException) -> bool:
        """Say an error of this package, or that what a line is about is not there."""
        if isinstance(error, InspectorError):
            # Its traceback holds the objects of the call: what is forgotten could not be leaked.
            self.error, self.error_name = error.with_traceback(None), error.name
            error.__cause__ = error.__context__ = None
            self._out(f"{'error':<13} {error.name} ({error.code})")
            return True
        if isinstance(error, NameError):
            self.error_name = NOT_OPEN
            self._out(f"{'error':<13} nothing is open under the name {error.name}")
            return True
        if isinstance(error, AttributeError) and error.obj is None:
            self.error_name = NOT_OPEN
            self._out(f"{'error':<13} there is no session that could close it")
            return True
        return False


def _rest(event: Event) -> str:
    if event.event == "failed":
        return f": {event.fault}"
    if event.event == "closed":
        return ""
    found = {"released": " left", "closing": " found"}.get(event.event, "")
    return f", {references(event.references)}{found}"


_EXPECTED: Final = {
    "error": Teller._expect_error,
    "leak": Teller._expect_leak,
    "no leak": Teller._expect_no_leak,
    "same": Teller._expect_same,
    "different": Teller._expect_same,
}

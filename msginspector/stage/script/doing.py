"""What each form of a script's line does, and the Python that does the same.

A row has both, so that they are changed together; `tests/stage` runs both and compares what they
say. Names of a script are names of Python variables.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msginspector.errors import InputError, ResourceError
from msginspector.resources import resource_path
from msginspector.session import Handle, MessageSession
from msginspector.storage import (
    STGM_READ,
    STGM_READWRITE,
    STGM_TRANSACTED,
    STGM_WRITE,
    Storage,
    open_storage,
)

if TYPE_CHECKING:
    from msginspector.session import Workspace
    from msginspector.stage.script.script import Value
    from msginspector.stage.telling import Teller

MODES: Final = {
    "read": STGM_READ,
    "write": STGM_WRITE,
    "readwrite": STGM_READWRITE,
    "transacted": STGM_READWRITE | STGM_TRANSACTED,
}
SUFFIX: Final = ".msg"


class Scene:
    """What a running script holds: its objects by name, and where its files lie."""

    def __init__(self, workspace: Workspace, say: Teller, folder: Path) -> None:
        self.workspace = workspace
        self.say = say
        self.folder = folder
        self._objects: dict[str, Any] = {}
        self._storages: list[Storage] = []  # those without a name any more, too

    def __getitem__(self, name: str) -> Any:
        try:
            return self._objects[name]
        except KeyError:
            raise NameError(name, name=name) from None

    def __setitem__(self, name: str, thing: Any) -> None:
        self._objects[name] = thing
        if isinstance(thing, Storage):
            self._storages.append(thing)

    def holds(self, number: int) -> Any:
        """The object with that number among those that have a name, None where none has."""
        things = (thing for thing in self._objects.values() if isinstance(thing, Handle))
        return next((thing for thing in things if thing.id == number), None)

    def drop(self, name: str) -> None:
        """Let go of an object without a word."""
        if self._objects.pop(name, None) is None:
            raise NameError(name, name=name)

    def end(self) -> None:
        """Let go of everything; storages that a script opened for itself are closed."""
        for storage in self._storages:
            storage.close()
        self._storages.clear()
        self._objects.clear()


def found_file(text: str, folder: Path) -> Path | None:
    """A file of a script: beside it, or one of the samples; the ending may be left out."""
    for path in (beside(text, folder), *_samples(text)):
        if os.path.isfile(path):  # that of Path raises for names the system cannot have
            return path
    return None


def beside(text: str, folder: Path) -> Path:
    """Where a file of a script lies, unless it is a sample."""
    return folder / os.path.expanduser(text)


def _opening(open_: Callable[[Path], Any], text: str, folder: Path) -> Any:
    """Open a file; one that is nowhere is looked for all the same, as the program does."""
    found = found_file(text, folder)
    try:
        return open_(found or beside(text, folder))
    except InputError as error:
        if found is not None or error.name != "FILE_NOT_FOUND":
            raise
        said = f"“{text}” is neither beside the script nor a sample."
        raise InputError("FILE_NOT_FOUND", said, text) from None


def _samples(text: str) -> list[Path]:
    found = []
    for name in (text, f"{text}{SUFFIX}"):
        try:
            found.append(resource_path("samples", os.path.basename(name)))
        except (ResourceError, ValueError, OSError):
            continue
    return found


def frees(storage: Any, _message: Any) -> None:
    """A callback as callers have it: the storage is theirs, and now it is free to go."""
    storage.close()


def callback(name: Value, say: Teller) -> Callable[[Any, Any], None]:
    """What runs after the last release of a message on a caller's storage."""

    def run(storage: Any, message: Any) -> None:
        say.line(f"{'callback':<13} {name}")
        if name == "raises":
            raise RuntimeError("the caller’s callback fails")
        if name == "frees":
            frees(storage, message)

    return run


Do = Callable[[Scene, dict[str, "Value"]], object]


@dataclass(frozen=True, slots=True)
class Use:
    """What using an object of a kind reads, the Python of it, and its C (`statements`)."""

    value: Callable[[Any], object]
    python: str
    c: str


USES: Final = {
    "message": Use(lambda it: it.message_class, "{it}.message_class", "read"),
    "attachment": Use(lambda it: it.data_kind, "{it}.data_kind", "read"),
    "recipient_table": Use(lambda it: len(it.rows), "len({it}.rows)", "rows"),
    "attachment_table": Use(lambda it: len(it.rows), "len({it}.rows)", "rows"),
    "stream": Use(lambda it: it.size, "{it}.size", "bytes"),
    "storage": Use(lambda it: len(it.names()), "len({it}.names())", "names"),
}


@dataclass(frozen=True, slots=True)
class Doing:
    """A form: what it does, its Python over the places of the form, and its C (`statements`)."""

    do: Do
    python: str
    c: str = ""


def _session(scene: Scene, v: dict[str, Value]) -> None:
    scene[str(v["NEW"])] = scene.workspace.open_session(int(v.get("NUMBER", 0)))


def _file(scene: Scene, v: dict[str, Value]) -> None:
    opener = scene[str(v["SESSION"])] if "SESSION" in v else scene.workspace
    scene[str(v["NEW"])] = _opening(opener.open_file, str(v["FILE"]), scene.folder)


def _storage(scene: Scene, v: dict[str, Value]) -> None:
    mode = MODES[str(v.get("MODE", "read"))]
    found = _opening(lambda path: open_storage(path, mode), str(v["FILE"]), scene.folder)
    scene[str(v["NEW"])] = found


def _message(scene: Scene, v: dict[str, Value]) -> None:
    opener = scene[str(v["SESSION"])] if "SESSION" in v else scene.workspace
    storage = scene[str(v["CALLERS"])]
    then = callback(v["CALLBACK"], scene.say) if "CALLBACK" in v else None
    flags = int(v.get("NUMBER", 0))
    scene[str(v["NEW"])] = opener.open_message(storage, then, storage, flags)


def _opened(method: str, of: str, *arguments: str) -> Do:
    def do(scene: Scene, v: dict[str, Value]) -> None:
        parent = scene[str(v[of])]
        scene[str(v["NEW"])] = getattr(parent, method)(*(v[name] for name in arguments))

    return do


def _called(method: str, of: str = "OBJECT") -> Do:
    def do(scene: Scene, v: dict[str, Value]) -> None:
        getattr(scene[str(v[of])], method)()

    return do


def _again(scene: Scene, v: dict[str, Value]) -> None:
    raise NotImplementedError("the player repeats the line that opened it")


def _read(scene: Scene, v: dict[str, Value]) -> None:
    scene.say.value(scene[str(v["OWNER"])].get_property(int(v["TAG"])))


def _use(scene: Scene, v: dict[str, Value]) -> None:
    thing = scene[str(v["OBJECT"])]
    scene.say.value(USES[thing.kind].value(thing))


def _forget(scene: Scene, v: dict[str, Value]) -> None:
    scene.drop(str(v["OBJECT"]))


def _fault(scene: Scene, v: dict[str, Value]) -> None:
    thing = scene[str(v["FAULTY"])]
    session = thing if isinstance(thing, MessageSession) else thing.session
    session.inject_fault(thing.id, str(v.get("TEXT", "injected fault")))


def _step(scene: Scene, v: dict[str, Value]) -> None:
    steps = scene[str(v["SESSION"])].close_steps()
    for _ in zip(range(int(v.get("NUMBER", 1))), steps, strict=False):
        pass


def _expecting(*first: str) -> Do:
    def do(scene: Scene, v: dict[str, Value]) -> None:
        wanted = [v[word] for word in ("OBJECT", "FAULTY", "ERROR", "OTHER", "NUMBER", "STATE")
                  if word in v]  # fmt: skip
        scene.say.expect(*first, *wanted)

    return do


DOINGS: Final[dict[str, Doing]] = {
    "session": Doing(_session, "{NEW} = workspace.open_session({NUMBER})", "session"),
    "file": Doing(_file, "{NEW} = {SESSION}.open_file({FILE})", "file"),
    "file-alone": Doing(_file, "{NEW} = workspace.open_file({FILE})", "file"),
    "storage": Doing(_storage, "{NEW} = open_storage({FILE}, {MODE})", "storage"),
    "message": Doing(_message, "{NEW} = {SESSION}.open_message({CALLERS}{MORE})", "message"),
    "message-alone": Doing(_message, "{NEW} = workspace.open_message({CALLERS}{MORE})", "message"),
    "embedded": Doing(_opened("open_message", "ATTACHMENT"), "{NEW} = {ATTACHMENT}.open_message()",
                      "embedded"),
    "ole": Doing(_opened("open_storage", "ATTACHMENT"), "{NEW} = {ATTACHMENT}.open_storage()",
                 "ole"),
    "recipient_table": Doing(_opened("open_recipient_table", "MESSAGE"),
                             "{NEW} = {MESSAGE}.open_recipient_table()", "recipient_table"),
    "attachment_table": Doing(_opened("open_attachment_table", "MESSAGE"),
                              "{NEW} = {MESSAGE}.open_attachment_table()", "attachment_table"),
    "attachment": Doing(_opened("open_attachment", "MESSAGE", "INDEX"),
                        "{NEW} = {MESSAGE}.open_attachment({INDEX})", "attachment"),
    "data": Doing(_opened("open_stream", "ATTACHMENT"), "{NEW} = {ATTACHMENT}.open_stream()",
                  "stream"),
    "stream": Doing(_opened("open_stream", "OWNER", "TAG"), "{NEW} = {OWNER}.open_stream({TAG})",
                    "stream"),
    "again": Doing(_again, ""),
    "reference": Doing(_called("add_reference"), "{OBJECT}.add_reference()", "reference"),
    "release": Doing(_called("release"), "{OBJECT}.release()", "release"),
    "read": Doing(_read, "say.value({OWNER}.get_property({TAG}))", "read"),
    "use": Doing(_use, "say.value({USE})", "use"),
    "forget": Doing(_forget, "del {OBJECT}", "forget"),
    "fault": Doing(_fault, "{HOLDER}.inject_fault({FAULTY}.id{TEXT})", "fault"),
    "step": Doing(_step, "for _ in zip(range({NUMBER}), {SESSION}.close_steps()): pass", "step"),
    "close": Doing(_called("close", "SESSION"), "{SESSION}.close()", "close"),
    "free": Doing(_called("close", "CALLERS"), "{CALLERS}.close()", "release"),
    "expect-error": Doing(_expecting("error"), 'say.expect("error", {ERROR})'),
    "expect-no-leak": Doing(_expecting("no leak"), 'say.expect("no leak")'),
    "expect-leak": Doing(_expecting("leak"), 'say.expect("leak", {OBJECT})'),
    "expect-same": Doing(_expecting("same"), 'say.expect("same", {OBJECT}, {OTHER})'),
    "expect-different": Doing(_expecting("different"),
                              'say.expect("different", {OBJECT}, {OTHER})'),
    "expect-references": Doing(_expecting(), "say.expect({OBJECT}, {NUMBER})"),
    "expect-state": Doing(_expecting(), "say.expect({FAULTY}, {STATE})"),
}  # fmt: skip

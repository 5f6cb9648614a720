"""A script as a program: Python that runs and says what the player says, and C to be read."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from msginspector.stage import statements
from msginspector.stage.script.doing import DOINGS, USES, beside, found_file
from msginspector.stage.script.grammar import OPENS
from msginspector.stage.statements import STGM_OF, Statement, c_string

if TYPE_CHECKING:
    from pathlib import Path

    from msginspector.stage.script.script import Line, Script, Value

WIDTH: Final = 96
IMPORTS: Final = """\
from msginspector.session import Workspace
from msginspector.stage.telling import Teller
"""
STORAGES: Final = """\
from msginspector.storage import (
    STGM_READ, STGM_READWRITE, STGM_TRANSACTED, STGM_WRITE, open_storage,
)
"""
MODES: Final = {
    "read": "STGM_READ",
    "write": "STGM_WRITE",
    "readwrite": "STGM_READWRITE",
    "transacted": "STGM_READWRITE | STGM_TRANSACTED",
}
# what a callback does, as a function of its caller
CALLBACKS: Final = {
    "says": """\
def says(storage, message):
    say.line("callback      says")
""",
    "frees": """\
def frees(storage, message):
    say.line("callback      frees")
    storage.close()
""",
    "raises": """\
def raises(storage, message):
    say.line("callback      raises")
    raise RuntimeError("the caller’s callback fails")
""",
}


class Writer:
    """Writes lines of one script in order: what is opened again repeats its opening."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._openings: dict[str, Line] = {}

    def statement(self, line: Line) -> Statement:
        """A line in both languages; call it once a line, in their order."""
        if line.form in OPENS:
            self._openings[str(line.values["NEW"])] = line
        doing = self._openings.get(str(line.values.get("SUBOBJECT")), line)
        return Statement(self._c(doing), self._python(doing))

    def block(self, line: Line) -> str:
        """A line of the program: what it does inside a block that says it."""
        python = self.statement(line).python
        if line.expects:
            return python
        doing = self._openings.get(str(line.values.get("SUBOBJECT")), line)
        name = repr(doing.values["NEW"]) if doing.form in OPENS else ""
        return f"with say({name}):\n    {python}"

    def _python(self, line: Line) -> str:
        v = line.values
        shown = {key: str(value) for key, value in v.items()}
        shown |= {"NUMBER": shown.get("NUMBER", ""), "MORE": self._more(v)}
        if "FILE" in v:
            shown["FILE"] = repr(self._path(str(v["FILE"])))
        if "TAG" in v:
            shown["TAG"] = f"0x{v['TAG']:08X}"
        if line.form == "use":
            shown["USE"] = USES[self._kind(shown["OBJECT"])].python.format(it=shown["OBJECT"])
        if line.form == "fault":
            own = self._kind(shown["FAULTY"]) == "session"
            shown["HOLDER"] = shown["FAULTY"] if own else f"{shown['FAULTY']}.session"
            shown["TEXT"] = f", {v['TEXT']!r}" if "TEXT" in v else ""
        if line.form == "storage":
            shown["MODE"] = MODES[str(v.get("MODE", "read"))]
        if line.form == "step":
            shown["NUMBER"] = shown["NUMBER"] or "1"
        if line.expects:
            shown |= {key: repr(value) for key, value in v.items()}
        return DOINGS[line.form].python.format(**shown)

    def _c(self, line: Line) -> str:
        what = DOINGS[line.form].c
        v = line.values
        if what == "use":
            what = USES[self._kind(str(v["OBJECT"]))].c
        if not what:
            return ""
        it = v.get("NEW") or v.get("OBJECT") or v.get("FAULTY") or v.get("CALLERS")
        of = v.get("MESSAGE") or v.get("ATTACHMENT") or v.get("OWNER")
        file = c_string(str(v.get("FILE", "")))
        if what == "file":
            first = statements.statement("storage", it=f"{it}_storage", file=file,
                                         stgm=STGM_OF["read"]).c  # fmt: skip
            second = statements.statement("message", it=it, session=v.get("SESSION", "NULL"),
                                          storage=f"{it}_storage").c  # fmt: skip
            return f"{first}\n{second}"
        called = f"{v['CALLBACK']}" if "CALLBACK" in v else "NULL"
        return statements.statement(
            what,
            it=v.get("SESSION") if line.form in ("close", "step") else it or v.get("OWNER"),
            of=of,
            number=v.get("INDEX", 0),
            tag=f"0x{v['TAG']:08X}" if "TAG" in v else statements.DATA_TAG,
            flags=f"0x{v['NUMBER']:X}" if "NUMBER" in v else "0",
            file=file,
            stgm=STGM_OF[str(v.get("MODE", "read"))],
            session=v.get("SESSION", "NULL"),
            storage=v.get("CALLERS", ""),
            callback=called,
            data=f"(ULONG){v['CALLERS']}" if "CALLBACK" in v else "0",
        ).c

    @staticmethod
    def _more(v: dict[str, Value]) -> str:
        """The callback with its data, and the flags, of a message on a storage."""
        more = f", {v['CALLBACK']}, {v['CALLERS']}" if "CALLBACK" in v else ""
        return f"{more}, flags={v['NUMBER']:#x}" if "NUMBER" in v else more

    def _path(self, text: str) -> str:
        return str(found_file(text, self._folder) or beside(text, self._folder))

    def _kind(self, name: str) -> str:
        return OPENS[self._openings[name].form]


def python_program(script: Script, folder: Path) -> str:
    """The script as a whole Python program; `folder` is where its files are looked for first."""
    writer = Writer(folder)
    about = textwrap.fill(_quoted(script.about), WIDTH)
    parts = [f'"""{_quoted(script.title)}\n\n{about}\n"""\n', IMPORTS]
    if any(line.form == "storage" for line in script.lines):
        parts[1] += STORAGES
    parts.append("workspace = Workspace()\nsay = Teller(workspace)\n")
    used = {str(line.values["CALLBACK"]) for line in script.lines if "CALLBACK" in line.values}
    parts += [CALLBACKS[name] for name in sorted(used)]
    lines = []
    for line in script.lines:
        comment = [f"# {row}" for row in textwrap.wrap(line.caption, WIDTH)]
        lines.append("\n".join([*comment, writer.block(line)]))
    return "\n".join([*parts, "\n".join(lines), ""])


def c_program(script: Script, folder: Path) -> str:
    """The calls of the script in C, with its captions as comments."""
    writer = Writer(folder)
    lines = [f"/* {_comment(script.title)} */"]
    for line in script.lines:
        c = writer.statement(line).c
        if line.caption:
            lines.append(f"/* {_comment(line.caption)} */")
        if c:
            lines.append(c)
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', "'")


def _comment(text: str) -> str:
    return text.replace("*/", "* /")

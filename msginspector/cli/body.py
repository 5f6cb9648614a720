"""`body`: the body of a message as text, HTML or RTF, and which form is the native one.

What is printed on a terminal is shown literally, so that a message cannot drive it; into a file or
a pipe it goes as it is, the RTF of one message byte by byte. Which form it is, why, and in which
code page goes to standard error. The text of a message that has only HTML is what the HTML shows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from msginspector.cli import inputs
from msginspector.cli.inputs import Look
from msginspector.cli.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msginspector.cli.run import Reading, Run
    from msginspector.oxmsg.bodies import Bodies, BodyForm, BodyText
    from msginspector.oxmsg.codepages import CodePage
    from msginspector.session import Message

_SPOKEN: Final = {"text": "plain text", "html": "HTML", "rtf": "RTF"}


def show_body(run: Run) -> None:
    """The body of each file, or of one message in it."""
    inputs.look(run, Look("body", _rows, _lines, _only, named=len(run.options.files) > 1))


def _only(rows: Iterator[dict[str, object]]) -> object:
    return next(rows, None)


def _bodies(run: Run, message: Message) -> Bodies:
    return message.object(run.options.object).bodies(run.options.codepage)


def _wanted(run: Run, bodies: Bodies) -> BodyForm | None:
    """The form asked for, the native one if it is of that kind; for text the HTML at last."""
    kind = run.options.form or "text"
    native = bodies.native
    if native is not None and native.kind == kind:
        return native
    return bodies.get(kind) or (bodies.get("html") if kind == "text" else None)


def _made(run: Run, form: BodyForm) -> bool:
    """Whether the text is to be made of HTML."""
    return form.kind == "html" and run.options.form != "html"


def _read(run: Run, form: BodyForm) -> BodyText:
    found = form.read(run.out.left)
    if not _made(run, form):
        return found
    from msginspector.analysis.mail_html import clean

    return replace(found, text=clean(found.text).text)


# -- JSON


def _rows(run: Run, message: Message) -> Iterator[dict[str, object]]:
    bodies = _bodies(run, message)
    return iter([_document(run, bodies, _wanted(run, bodies))])


def _document(run: Run, bodies: Bodies, form: BodyForm | None) -> dict[str, object]:
    native = bodies.native
    document: dict[str, object] = {
        "forms": [_form_document(one) for one in bodies.forms],
        "native": None if native is None else {"kind": native.kind, "origin": native.origin},
        "native_reason": bodies.native_reason,
        "kind": None,
        "origin": None,
        "codepage": None,
        "text": None,
        "truncated": False,
        "problems": [],
    }
    if form is None:
        _say_none(run, bodies, "")
        return document
    found = _read(run, form)
    return document | {
        "kind": "text" if _made(run, form) else form.kind,
        "origin": "html" if _made(run, form) else form.origin,
        "codepage": _page_document(form.codepage),
        "text": found.text,
        "truncated": found.truncated,
        "problems": list(found.problems),
    }


def _form_document(form: BodyForm) -> dict[str, object]:
    return {
        "kind": form.kind,
        "origin": form.origin,
        "tag": f"0x{form.tag:08X}",
        "encapsulated": form.encapsulated,
        "codepage": _page_document(form.codepage),
        "size": form.size,
    }


def _page_document(page: CodePage | None) -> dict[str, Any] | None:
    if page is None:
        return None
    return {"number": page.number, "name": page.name, "reason": page.reason}


# -- for people


def _lines(run: Run, message: Message, reading: Reading) -> Iterator[str]:
    bodies = _bodies(run, message)
    form = _wanted(run, bodies)
    before = f"{reading.file}: " if len(run.options.files) > 1 else ""
    if form is None:
        _say_none(run, bodies, before)
        return iter(())
    found = _read(run, form)
    _say(run, before, bodies, form)
    for problem in found.problems:
        run.tell(before + problem)
    if found.truncated:
        run.tell_full(before)
    if form.kind == "rtf" and run.out.takes_bytes and not before:
        run.out.write_bytes(found.raw)  # RTF says by itself what its bytes mean
        return iter(())
    return _printed(found.text, run.out.terminal)


def _printed(text: str, literal: bool) -> Iterator[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    for line in text.split("\n"):
        yield "\t".join(map(shown, line.split("\t"))) if literal else line


def _say(run: Run, before: str, bodies: Bodies, form: BodyForm) -> None:
    """Which body this is and in which code page; which one is native, and why."""
    page = form.codepage
    in_page = "" if page is None else f", code page {page.number} ({page.reason.rstrip('.')})"
    made = "The text of the " if _made(run, form) else ""
    run.tell(f"{before}{made}{_named(form)}, 0x{form.tag:08X}{in_page or ', Unicode'}.")
    if bodies.native is not None:
        same = "It is" if bodies.native is form and not made else f"{_named(bodies.native)} is"
        run.tell(f"{before}{same} the native body: {bodies.native_reason}")


def _named(form: BodyForm) -> str:
    name = _SPOKEN[form.kind]
    return name[0].upper() + name[1:] + (" out of the RTF" if form.origin == "rtf" else "")


def _say_none(run: Run, bodies: Bodies, before: str) -> None:
    run.no = True
    if not bodies.forms:
        run.tell(f"{before}{bodies.native_reason}")
        return
    there = ", ".join(sorted({_SPOKEN[one.kind] for one in bodies.forms}))
    wanted = _SPOKEN[run.options.form or "text"]
    run.tell(f"{before}There is no body as {wanted}; there is one as {there}.")

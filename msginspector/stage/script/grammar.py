"""The language of scripts: a line is one of the forms below, words in small letters stand for
themselves, words in capitals for something, brackets may be left out.

Every mistake of a script is found in one reading, with its line, its column and a hint.
"""

from __future__ import annotations

import difflib
import keyword
import re
from dataclasses import dataclass
from typing import Final

from msginspector.errors import INPUT_ERRORS, MAPI_NAMES
from msginspector.mapi.text import visible
from msginspector.stage.script.script import Line, Mistake, Script, ScriptError, Value
from msginspector.stage.telling import NOT_OPEN

SIZE_LIMIT: Final = 1 << 20
LINE_LIMIT: Final = 1000
LINES_LIMIT: Final = 10_000
SAID_LIMIT: Final = 4_000
"""Characters of a caption, of a question, and of what a script is about."""
MISTAKES_LIMIT: Final = 50
NUMBER_LIMIT: Final = 0xFFFFFFFF

# what a line does -> how it is written; the first that fits is taken
FORMS: Final = {
    "session": "open session NEW [flags NUMBER]",
    "file": "open file NEW FILE in SESSION",
    "file-alone": "open file NEW FILE without session",
    "ole": "open storage NEW of ATTACHMENT",
    "storage": "open storage NEW FILE [mode MODE]",
    "message": "open message NEW on CALLERS in SESSION [flags NUMBER] [callback CALLBACK]",
    "message-alone": "open message NEW on CALLERS without session [flags NUMBER] "
                     "[callback CALLBACK]",
    "embedded": "open message NEW of ATTACHMENT",
    "recipient_table": "open recipients NEW of MESSAGE",
    "attachment_table": "open attachments NEW of MESSAGE",
    "attachment": "open attachment NEW INDEX of MESSAGE",
    "data": "open stream NEW of ATTACHMENT",
    "stream": "open stream NEW TAG of OWNER",
    "again": "open again SUBOBJECT",
    "reference": "reference OBJECT",
    "release": "release OBJECT",
    "read": "use OWNER TAG",
    "use": "use OBJECT",
    "forget": "forget OBJECT",
    "fault": "fault FAULTY [TEXT]",
    "step": "step SESSION [NUMBER]",
    "close": "close SESSION",
    "free": "close CALLERS",
    "expect-error": "expect error ERROR",
    "expect-no-leak": "expect no leak",
    "expect-leak": "expect leak OBJECT",
    "expect-same": "expect same OBJECT OTHER",
    "expect-different": "expect different OBJECT OTHER",
    "expect-state": "expect FAULTY STATE",
    "expect-references": "expect OBJECT NUMBER REFERENCES",
}  # fmt: skip

# what a form opens -> the kind of the new name
OPENS: Final = {
    "session": "session", "file": "message", "file-alone": "message", "storage": "callers",
    "message": "message", "message-alone": "message", "embedded": "message", "ole": "storage",
    "recipient_table": "recipient_table", "attachment_table": "attachment_table",
    "attachment": "attachment", "stream": "stream", "data": "stream",
}  # fmt: skip

_ANY: Final = "?"  # of a name whose opening line has a mistake
_TRACKED: Final = frozenset(
    "message recipient_table attachment_table attachment stream storage".split()
)
# a word in capitals -> the kinds of names it takes
KINDS: Final = {
    "SESSION": frozenset({"session"}),
    "CALLERS": frozenset({"callers"}),
    "MESSAGE": frozenset({"message"}),
    "ATTACHMENT": frozenset({"attachment"}),
    "OWNER": frozenset({"message", "attachment"}),
    "SUBOBJECT": _TRACKED,
    "OBJECT": _TRACKED,
    "OTHER": _TRACKED,
    "FAULTY": _TRACKED | {"session"},
}
# a word in capitals -> the words it may be
WORDS: Final = {
    "MODE": ("read", "write", "readwrite", "transacted"),
    "CALLBACK": ("frees", "raises", "says"),
    "STATE": ("open", "released", "closing", "closed"),
    "REFERENCES": ("references", "reference"),
}
# what a line can be answered with
ERRORS: Final = ("none", NOT_OPEN, *MAPI_NAMES.values(), *INPUT_ERRORS)
_NAMES: Final = {"session": "a session", "callers": "a storage opened with “open storage … FILE”",
                 "message": "a message", "attachment": "an attachment"}  # fmt: skip
# words of the language, of the program in Python and of that in C
RESERVED: Final = frozenset(
    "workspace say error leak no same different session file storage message stream again of on in "
    "without Workspace Teller open_storage SAMPLES frees raises says len range zip __debug__ _ "
    "STGM_READ STGM_READWRITE STGM_TRANSACTED STGM_WRITE hr auto case char const default do double "
    "enum extern float goto inline int long register restrict short signed sizeof static struct "
    "switch typedef union unsigned void volatile NULL TRUE FALSE".split()
)

_TOKEN: Final = re.compile(r'"([^"]*)"|(\S+)')
_NAME: Final = re.compile(r"[A-Za-z_]\w{0,30}", re.ASCII)
_NUMBER: Final = re.compile(r"0[xX][0-9A-Fa-f]{1,8}|[0-9]{1,10}", re.ASCII)
_TAG: Final = re.compile(r"(?:0[xX])?([0-9A-Fa-f]{8})", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a line, where it begins (columns from 1), and whether it stood in quotes."""

    text: str
    column: int
    quoted: bool


class _MisfitError(Exception):
    """A form does not fit: how many words did, and what is wrong then."""

    def __init__(self, fits: int, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.fits, self.text, self.hint = fits, text, hint


def parse(text: str, name: str) -> Script:
    """The script in `text`; raises ScriptError with all mistakes."""
    return _Reader(name).read(text)


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._kinds: dict[str, str] = {}
        self._mistakes: list[Mistake] = []

    def read(self, text: str) -> Script:
        rows = text[: SIZE_LIMIT + 1].lstrip("\ufeff").splitlines()
        if len(text) > SIZE_LIMIT or len(rows) > LINES_LIMIT:
            limits = f"At most {LINES_LIMIT:,} lines and {SIZE_LIMIT >> 20} MB are read."
            self._add(1, 1, "the script is too long", limits)
            rows = rows[:LINES_LIMIT]
        head, first = _head(rows)
        lines: list[Line] = []
        caption: list[str] = []
        question = ""
        for number, row in enumerate(rows[first:], start=first + 1):
            words = row.strip()
            if words[:1] == "#":
                caption.append(words.lstrip("# "))
            elif words[:1] == "?":
                question = words.lstrip("? ")
            elif not words:
                caption, question = [], ""
            else:
                line = self._line(number, row, _said(caption), _said([question]))
                caption, question = [], ""
                if line is not None:
                    lines.append(line)
        if not lines and not self._mistakes:
            self._add(1, 1, "the script does nothing", "It needs a line such as “open session S”.")
        if self._mistakes:
            raise ScriptError(tuple(self._mistakes[:MISTAKES_LIMIT]))
        title = _said(head[:1]) or self._name
        return Script(self._name, title, _said(head[1:]), tuple(lines))

    def _add(self, line: int, column: int, text: str, hint: str = "") -> None:
        if len(self._mistakes) <= MISTAKES_LIMIT:
            self._mistakes.append(Mistake(line, column, text, hint))

    def _line(self, number: int, row: str, caption: str, question: str) -> Line | None:
        if len(row) > LINE_LIMIT:
            self._add(number, LINE_LIMIT, f"the line is longer than {LINE_LIMIT:,} characters")
            return None
        words = _words(row)
        best: _MisfitError | None = None
        for form, pattern in FORMS.items():
            try:
                values = self._fit(pattern.split(), words)
            except _MisfitError as misfit:
                best = misfit if best is None or misfit.fits > best.fits else best
                continue
            if form in OPENS:
                self._kinds[str(values["NEW"])] = OPENS[form]
            return Line(number, row.strip(), form, values, caption, question)
        assert best is not None
        place = words[best.fits].column if best.fits < len(words) else len(row.rstrip()) + 1
        self._add(number, place, best.text, best.hint)
        self._declare_all_the_same(words)
        return None

    def _declare_all_the_same(self, words: list[_Word]) -> None:
        """A mistake in an opening line is no mistake of the lines that use its name."""
        if len(words) > 2 and words[0].text == "open" and _NAME.fullmatch(words[2].text):
            self._kinds.setdefault(words[2].text, _ANY)

    # -- one form ---------------------------------------------------------------------------------

    def _fit(self, pattern: list[str], words: list[_Word]) -> dict[str, Value]:
        values: dict[str, Value] = {}
        place = part = 0
        while part < len(pattern):
            if pattern[part].startswith("["):
                group = pattern[part : _group_end(pattern, part)]
                place = self._fit_group(group, words, place, values)
                part += len(group)
                continue
            values |= self._fit_word(pattern[part], words, place)
            place += 1
            part += 1
        if place < len(words):
            raise _MisfitError(place, f"“{words[place].text}” is too much here",
                          f"A line like this is written “{' '.join(pattern)}”.")  # fmt: skip
        return values

    def _fit_group(
        self, group: list[str], words: list[_Word], place: int, values: dict[str, Value]
    ) -> int:
        """What may be left out: nothing of it, or all of it."""
        bare = [word.strip("[]") for word in group]
        if place >= len(words) or (bare[0].islower() and words[place].text != bare[0]):
            return place
        for word in bare:
            values |= self._fit_word(word, words, place)
            place += 1
        return place

    def _fit_word(self, wanted: str, words: list[_Word], place: int) -> dict[str, Value]:
        if place >= len(words):
            raise _MisfitError(place, f"{_what(wanted)} is missing here", _example(wanted))
        word = words[place]
        if wanted.islower():
            if word.text != wanted or word.quoted:
                raise _MisfitError(place, f"“{word.text}” is not understood here", _near(word.text))
            return {}
        try:
            return {wanted: self._value(wanted, word)}
        except ValueError as error:
            text, hint = error.args
            raise _MisfitError(place, text, hint) from None

    def _value(self, wanted: str, word: _Word) -> Value:
        if wanted in ("FILE", "TEXT"):
            return word.text
        if word.quoted:
            raise ValueError(f"{_what(wanted)} is not written in quotes", "")
        if wanted == "NEW":
            return self._new_name(word.text)
        if wanted in KINDS:
            return self._known_name(wanted, word.text)
        if wanted in WORDS:
            return _one_of(wanted, word.text)
        return _written(wanted, word.text)

    def _new_name(self, text: str) -> str:
        if not _NAME.fullmatch(text):
            hint = "A name has letters, digits and _, and begins with a letter."
            raise ValueError(f"“{text}” is no name", hint)
        if text in RESERVED or keyword.iskeyword(text):
            raise ValueError(f"“{text}” is a word of the language", "Choose another name.")
        return text

    def _known_name(self, wanted: str, text: str) -> str:
        kind = self._kinds.get(text)
        if kind is None:
            close = difflib.get_close_matches(text[:40], self._kinds, 1)
            hint = f"Did you mean “{close[0]}”?" if close else "Open it in a line before this one."
            raise ValueError(f"nothing is called “{text}”", hint)
        if kind != _ANY and kind not in KINDS[wanted]:
            title = kind.replace("_", " ").replace("callers", "storage of the caller")
            raise ValueError(f"“{text}” is a {title}", f"{_what(wanted)} is wanted here.")
        return text


def _head(rows: list[str]) -> tuple[list[str], int]:
    """The first block of comments: title and what the script shows; and the row after it."""
    head: list[str] = []
    for place, row in enumerate(rows):
        text = row.strip()
        if text[:1] != "#":
            return (head, place) if not text or not head else ([], 0)
        head.append(text.lstrip("# "))
    return head, len(rows)


def _said(rows: list[str]) -> str:
    """Comments as one text: what is said goes into programs, too, and must not break them."""
    return visible(" ".join(filter(None, rows)), SAID_LIMIT, one_line=True)


def _words(row: str) -> list[_Word]:
    found = []
    for match in _TOKEN.finditer(row):
        quoted = match[1] is not None
        found.append(_Word(match[1] if quoted else match[2], match.start() + 1, quoted))
    return found


def _group_end(pattern: list[str], start: int) -> int:
    return next(n for n in range(start, len(pattern)) if pattern[n].endswith("]")) + 1


def _one_of(wanted: str, text: str) -> str:
    if text not in WORDS[wanted]:
        raise ValueError(f"“{text}” is none of {', '.join(WORDS[wanted])}", _near(text))
    return text


def _written(wanted: str, text: str) -> Value:
    if wanted in ("NUMBER", "INDEX"):
        base = 16 if text[:2] in ("0x", "0X") else 10
        if not _NUMBER.fullmatch(text) or int(text, base) > NUMBER_LIMIT:
            raise ValueError(f"“{text}” is no number", "Write 2, or 0x80000000.")
        return int(text, base)
    if wanted == "TAG":
        found = _TAG.fullmatch(text)
        if not found:
            raise ValueError(f"“{text}” is no property tag", "Write it like 0x0037001F.")
        return int(found[1], 16)
    if text not in ERRORS:
        close = difflib.get_close_matches(text[:60].upper(), ERRORS, 1)
        known = "Write its name, MAPI_E_INVALID_OBJECT, or none."
        raise ValueError(f"“{text}” is no error", f"Did you mean “{close[0]}”?" if close else known)
    return text


_VERBS: Final = sorted({pattern.split()[0] for pattern in FORMS.values()})
_LITERALS: Final = sorted(
    {word.strip("[]") for pattern in FORMS.values() for word in pattern.split()
     if word.strip("[]").islower()} | {word for words in WORDS.values() for word in words}
)  # fmt: skip


def _near(text: str) -> str:
    close = difflib.get_close_matches(text[:40].lower(), _LITERALS, 1, 0.7)
    if close:
        return f"Did you mean “{close[0]}”?"
    return f"A line begins with {', '.join(_VERBS)}."


def _what(wanted: str) -> str:
    if wanted.islower():
        return f"“{wanted}”"
    known = {
        "NEW": "a new name", "FILE": "a file", "TEXT": "a text", "NUMBER": "a number",
        "INDEX": "the number of the attachment, from 0,", "TAG": "a property tag",
        "ERROR": "the name of an error", "OWNER": "a message or an attachment",
    }  # fmt: skip
    if wanted in known:
        return known[wanted]
    if wanted in WORDS:
        return f"one of {', '.join(WORDS[wanted])}"
    kinds = KINDS[wanted]
    return _NAMES[next(iter(kinds))] if len(kinds) == 1 else "something that was opened"


def _example(wanted: str) -> str:
    return _EXAMPLES.get(wanted, "")


_EXAMPLES: Final = {
    "FILE": "For instance plain-mail.msg, a sample.",
    "TAG": "For instance 0x0037001F.",
}

"""A call of a session in two languages: what a MAPI program writes in C, and the Python of this
package that does the same.

The C follows the public headers imessage.h, mapidefs.h and objbase.h; what `hr` says is not looked
at, to keep it readable. Both are templates over the same names, so that a variable is called alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from msginspector.session import Event


@dataclass(frozen=True, slots=True)
class Statement:
    """One call: in C, in Python; either is "" where that language has nothing to say."""

    c: str
    python: str


# what is done -> C, Python. `it` is the object, `of` what it is opened from.
TEMPLATES: Final = {
    "session": (
        "hr = OpenIMsgSession(MAPIGetDefaultMalloc(), {flags}, &{it});",
        "{it} = workspace.open_session({flags_only})",
    ),
    "storage": (
        'hr = StgOpenStorage(L"{file}", NULL, {stgm}, NULL, 0, &{it});',
        "{it} = open_storage({path}, {mode})",
    ),
    "message": (
        "hr = OpenIMsgOnIStg({session}, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,\n"
        "                    MAPIGetDefaultMalloc(), NULL, {storage}, {callback},\n"
        "                    {data}, {flags}, &{it});",
        "{it} = {opener}.open_message({storage}{more})",
    ),
    "file": ("", "{it} = {opener}.open_file({path})"),
    "recipient_table": (
        "hr = {of}->lpVtbl->GetRecipientTable({of}, 0, &{it});",
        "{it} = {of}.open_recipient_table()",
    ),
    "attachment_table": (
        "hr = {of}->lpVtbl->GetAttachmentTable({of}, 0, &{it});",
        "{it} = {of}.open_attachment_table()",
    ),
    "attachment": (
        "hr = {of}->lpVtbl->OpenAttach({of}, {number}, NULL, 0, &{it});",
        "{it} = {of}.open_attachment({number})",
    ),
    "stream": (
        "hr = {of}->lpVtbl->OpenProperty({of}, {tag}, &IID_IStream, STGM_READ, 0,\n"
        "                                (LPUNKNOWN *)&{it});",
        "{it} = {of}.open_stream({tag})",
    ),
    "embedded": (
        "hr = {of}->lpVtbl->OpenProperty({of}, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,\n"
        "                                (LPUNKNOWN *)&{it});",
        "{it} = {of}.open_message()",
    ),
    "ole": (
        "hr = {of}->lpVtbl->OpenProperty({of}, PR_ATTACH_DATA_OBJ, &IID_IStorage, STGM_READ, 0,\n"
        "                                (LPUNKNOWN *)&{it});",
        "{it} = {of}.open_storage()",
    ),
    "reference": ("{it}->lpVtbl->AddRef({it});", "{it}.add_reference()"),
    "release": ("{it}->lpVtbl->Release({it});", "{it}.release()"),
    "fault": ("/* no call makes closing fail: this is for teaching */",
              "{session}.inject_fault({it}.id{text})"),
    "close": ("CloseIMsgSession({it});", "{it}.close()"),
    "step": ("/* part of CloseIMsgSession({it}): one object */", "next({it}_steps, None)"),
    "forget": ("{it} = NULL;  /* without Release */", "del {it}"),
    "read": (
        "hr = {it}->lpVtbl->GetProps({it}, (LPSPropTagArray)&{it}_tags, 0, &count, &values);",
        "{it}.get_property({tag})",
    ),
    "rows": ("hr = HrQueryAllRows({it}, NULL, NULL, NULL, 0, &rows);", "len({it}.rows)"),
    "bytes": ("hr = {it}->lpVtbl->Read({it}, buffer, sizeof buffer, &read);", "{it}.read(0, 16)"),
    "names": ("hr = {it}->lpVtbl->EnumElements({it}, 0, NULL, 0, &names);", "{it}.names()"),
}  # fmt: skip

# kind -> type of the variable, and what it is called without a name of its own
TYPES: Final = {
    "session": "LPMSGSESS",
    "message": "LPMESSAGE",
    "recipient_table": "LPMAPITABLE",
    "attachment_table": "LPMAPITABLE",
    "attachment": "LPATTACH",
    "stream": "LPSTREAM",
    "storage": "LPSTORAGE",
}
SHORT: Final = {"recipient_table": "recipients", "attachment_table": "attachments"}
STGM_OF: Final = {
    "read": "STGM_READ | STGM_SHARE_DENY_WRITE",
    "write": "STGM_WRITE | STGM_SHARE_EXCLUSIVE",
    "readwrite": "STGM_READWRITE | STGM_SHARE_EXCLUSIVE",
    "transacted": "STGM_READWRITE | STGM_TRANSACTED | STGM_SHARE_DENY_WRITE",
}
DATA_TAG: Final = "0x37010102"

_NUMBER: Final = re.compile(r"OpenAttach\((\d+)\)")
_TAG: Final = re.compile(r"OpenProperty\((0x[0-9A-F]{8})")
_ON_STORAGE: Final = re.compile(r', "(.*)", (0x[0-9a-f]+)\)$', re.DOTALL)
_LAST_ONE_BYTE: Final = 0x9F  # what C allows no universal name for


def statement(what: str, **names: object) -> Statement:
    """One call from its template; `names` fill it."""
    c, python = TEMPLATES[what]
    shown = {key: str(value) for key, value in names.items()}
    return Statement(c.format_map(_Known(shown)), python.format_map(_Known(shown)))


class _Known(dict[str, str]):
    """What a template does not need to be told is empty."""

    def __missing__(self, key: str) -> str:
        return _DEFAULTS.get(key, "")


_DEFAULTS: Final = {"flags": "0", "callback": "NULL", "data": "0", "session": "NULL"}


def c_string(text: str) -> str:
    """`text` inside a wide C literal: quotes, backslashes and what is no ASCII escaped."""
    made = []
    for char in text:
        code = ord(char)
        if char in '"\\':
            made.append(f"\\{char}")
        elif " " <= char <= "~":
            made.append(char)
        elif code <= _LAST_ONE_BYTE:
            made.append(f"\\{code:03o}")
        elif not 0xD800 <= code <= 0xDFFF:
            made.append(f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}")
        else:
            made.append(f'\\x{code:04x}" L"')  # it has no end but that of the literal
    return "".join(made)


class Names:
    """What the variables of tracked objects are called: kind and number, `message3`."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}

    def add(self, event: Event) -> str:
        """The name of an event's object; objects get one when they are first heard of."""
        if event.id not in self._names:
            self._names[event.id] = f"{SHORT.get(event.kind, event.kind)}{event.id}"
        return self._names[event.id]

    def of(self, number: int | None, otherwise: str) -> str:
        """The name of an object heard of before."""
        return otherwise if number is None else self._names.get(number, f"object{number}")


class Placed(Protocol):
    """Something with a kind and a path in its message: an event, a row."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def path(self) -> str:
        """Where it is."""


def is_own_storage(event: Placed) -> bool:
    """The storage that is opened with a file, just before its message."""
    return event.kind == "storage" and event.path == "/storage"


def opening(event: Event, names: Names, storage: str = "") -> Statement:
    """The call that opened an object; `storage` names the one a top-level message is built on.

    Of a file's storage and its message the storage has the C of both openings but no Python: that
    is one call, `open_file`, which the message has.
    """
    it, of = names.add(event), names.of(event.parent, "NULL")
    if event.kind == "session":
        return statement("session", it=it, flags=0)
    if is_own_storage(event):
        if not event.call.startswith("StgOpenStorage"):
            return Statement(_made(event, it), "")
        c = statement("storage", it=it, file=c_string(event.label), stgm=STGM_OF["read"]).c
        return Statement(c, "")
    if event.kind == "message" and event.path == "/":
        return _opening_of_message(event, it, of, storage)
    number, tag = _NUMBER.search(event.call), _TAG.search(event.call)
    what = {"message": "embedded", "storage": "ole"}.get(event.kind, event.kind)
    made = statement(
        what, it=it, of=of, number=number[1] if number else 0, tag=tag[1] if tag else DATA_TAG
    )
    if what == "embedded" and "OpenProperty" not in event.call:
        return Statement(_made(event, it), made.python)
    return made


def _made(event: Event, it: str) -> str:
    """What Outlook has for mail that is no message yet is several calls: they are only named."""
    return f"/* {it}: {event.call} */"


def _opening_of_message(event: Event, it: str, of: str, storage: str) -> Statement:
    found = _ON_STORAGE.search(event.call)
    label, flags = (found[1], found[2]) if found else (event.label, "0x0")
    c = statement("message", it=it, session=of, storage=storage or f"storage_of_{it}",
                  flags=flags).c  # fmt: skip
    opener = "workspace" if event.parent is None else of
    if event.file is None:
        more = "" if flags == "0x0" else f", flags={flags}"
        made = statement("message", it=it, opener=opener, storage=f"open_storage({label!r})",
                         more=more).python  # fmt: skip
        return Statement(c, f"{made}  # its caller's storage")
    return Statement(c, statement("file", it=it, opener=opener, path=repr(event.file)).python)


def again(event: Event, names: Names) -> Statement:
    """Opening what is open, or taking one more reference of it."""
    if "AddRef" in event.call:
        return _of_handle("reference", event, names)
    return opening(event, names)


def release(event: Event, names: Names) -> Statement:
    """Giving a reference back."""
    return _of_handle("release", event, names)


def _of_handle(what: str, event: Event, names: Names) -> Statement:
    """A call of any object; the Python that opens a file gives no handle of its storage."""
    it = names.add(event)
    made = statement(what, it=it)
    if not is_own_storage(event):
        return made
    message = names.of(event.id + 1, "")  # it is numbered right after its storage
    handle = f"{names.of(event.session, 'workspace')}.handle({message}.id - 1)"
    return Statement(made.c, statement(what, it=handle).python)


def close(event: Event, names: Names) -> Statement:
    """Closing the session of an event of the cascade."""
    return statement("close", it=names.of(event.session, names.add(event)))


def declaration(event: Event, names: Names) -> str:
    """The variable of an object in C; that of a storage of its caller's is to be set there."""
    it = names.add(event)
    made = f"{TYPES.get(event.kind, 'LPUNKNOWN')} {it} = NULL;"
    if event.kind == "message" and event.path == "/" and event.file is None:
        return f"LPSTORAGE storage_of_{it} = NULL;  /* its caller's */\n{made}"
    return made

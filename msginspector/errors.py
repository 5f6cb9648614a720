"""The error family: every exception that leaves this package, each with a stable code.

Four kinds, never mixed:

* `InputError`: the input cannot be read as a message (`MSG09xx`, a table below);
* `MapiError`: a call on the session model is answered with a MAPI error (an SCODE);
  `InvalidObjectError` is the one class for "you released or closed it";
* `QueryError`: what somebody typed to search for cannot be understood, and where;
* `ResourceError`: a fault of this program's own installation.

What is wrong *inside* a readable message is not an error but a finding (`findings.py`).
"""

from __future__ import annotations

from typing import Final

MAPI_E_NO_SUPPORT: Final = 0x80040102
MAPI_E_UNKNOWN_FLAGS: Final = 0x80040106
MAPI_E_INVALID_OBJECT: Final = 0x80040108
MAPI_E_NOT_ENOUGH_DISK: Final = 0x8004010D
MAPI_E_NOT_FOUND: Final = 0x8004010F
MAPI_E_CALL_FAILED: Final = 0x80004005
MAPI_E_NO_ACCESS: Final = 0x80070005
MAPI_E_NOT_ENOUGH_MEMORY: Final = 0x8007000E
MAPI_E_INVALID_PARAMETER: Final = 0x80070057

MAPI_NAMES: Final[dict[int, str]] = {
    value: name
    for name, value in list(globals().items())
    if name.startswith("MAPI_E_") and isinstance(value, int)
}


class InspectorError(Exception):
    """Root of the family.

    `code` is stable and used in documentation and JSON, `name` is its symbol, `text` is one
    sentence for a person, `hint` says what can be done now ("" when nothing can).
    """

    def __init__(self, code: str, name: str, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.name = name
        self.text = text
        self.hint = hint

    def to_dict(self) -> dict[str, str]:
        """The `error` object of the JSON documents: code, name, text."""
        return {"code": self.code, "name": self.name, "text": self.text}


# name -> (code, what now)
INPUT_ERRORS: Final[dict[str, tuple[str, str]]] = {
    "FILE_NOT_FOUND": ("MSG0901", "Check the name and the folder."),
    "IS_A_FOLDER": ("MSG0902", "Open it as a folder, or name a file in it."),
    "ACCESS_DENIED": ("MSG0903", "Ask for permission to read the file."),
    "READ_FAILED": ("MSG0904", "Copy the file to a local disk and try again."),
    "EMPTY_FILE": ("MSG0905", "Ask for the file again; nothing was transferred."),
    "NOT_A_MESSAGE": ("MSG0906", "Messages are .msg, .oft, .eml and winmail.dat (TNEF) files."),
    "EML_FILE": ("MSG0907", "Save it from Outlook as .msg to inspect its MAPI properties."),
    "TNEF_FILE": ("MSG0908", "Ask the sender for the message saved as .msg."),
    "PST_FILE": ("MSG0909", "Export the message in question from Outlook as .msg."),
    "OTHER_COMPOUND_FILE": ("MSG0910", "Open it with the program it belongs to."),
    "DAMAGED_CONTAINER": ("MSG0911", "Ask for the file again; this copy cannot be read."),
    "FILE_CHANGED": ("MSG0912", "Reload the file to see its new content."),
    "FILE_GONE": ("MSG0913", "Put the file back, or remove it from the session."),
    "TOO_LARGE": ("MSG0914", "Open it in a mail program and save the part you need."),
}


class InputError(InspectorError):
    """The input cannot be read as a message; `file` is its path as given."""

    def __init__(self, name: str, text: str, file: str = "") -> None:
        code, hint = INPUT_ERRORS[name]
        super().__init__(code, name, text, hint)
        self.file = file


class MapiError(InspectorError):
    """A call on the session model answered with a MAPI error; `scode` is its 32-bit value."""

    def __init__(self, scode: int, text: str) -> None:
        super().__init__(f"0x{scode:08X}", MAPI_NAMES[scode], text)
        self.scode = scode


class InvalidObjectError(MapiError):
    """MAPI_E_INVALID_OBJECT: the object, or the session it was to be opened in, is over.

    `object_label`, `session_label`, `when` (seconds since the session opened, None if unknown)
    and `step` (teardown step that closed it, None if it was released) say what happened.
    """

    def __init__(
        self,
        text: str,
        *,
        object_label: str,
        session_label: str,
        when: float | None,
        step: int | None,
    ) -> None:
        super().__init__(MAPI_E_INVALID_OBJECT, text)
        self.object_label = object_label
        self.session_label = session_label
        self.when = when
        self.step = step


class QueryError(InspectorError):
    """What was typed to search for cannot be understood.

    `offset` and `length` are the place in the text, in characters; `length` is 0 at the end of the
    text. `incomplete`: what is there makes sense, more has to follow.
    """

    def __init__(
        self, text: str, offset: int, length: int, hint: str = "", *, incomplete: bool = False
    ) -> None:
        super().__init__("MSG0980", "QUERY_MISTAKE", text, hint)
        self.offset = offset
        self.length = length
        self.incomplete = incomplete


class ResourceError(InspectorError):
    """A file that belongs to this program is missing or damaged: the installation's fault."""

    def __init__(self, text: str) -> None:
        super().__init__("MSG0990", "RESOURCE_MISSING", text, "Install the program again.")

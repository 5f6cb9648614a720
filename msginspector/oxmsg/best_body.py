"""Which form of a body is the native one, and why ([MS-OXBBODY] 2.1.3.1).

In a file every property can be read, so that of the statuses the algorithm knows only "there" and
"not there" occur. A missing PidTagRtfInSync counts as false. The algorithm does not apply to S/MIME
messages without a clear text (2.1.3.3) and to rights-protected ones (2.1.3.4), whose bodies are
stand-ins; what they are is told elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from msginspector.oxmsg.objects import OxObject

NATIVE_BODY: Final = 0x1016
RTF_IN_SYNC: Final = 0x0E1F
_BOOLEAN: Final = 0x000B
_NATIVE: Final = {1: "text", 2: "rtf", 3: "html"}
_SPOKEN: Final = {"text": "plain text", "rtf": "RTF", "html": "HTML"}
_NAMES: Final = {"text": "PR_BODY", "rtf": "PR_RTF_COMPRESSED", "html": "PR_HTML"}
_SOURCE: Final = "[MS-OXBBODY] 2.1.3.1"

Form = tuple[str, str]


class Chosen(NamedTuple):
    """The native form: its kind and origin, ("", "") for none."""

    form: Form
    reason: str


def choose(message: OxObject, stored: frozenset[str], encapsulated: str | None) -> Chosen:
    """The native form among the kinds that are stored, and what the RTF encapsulates."""
    if not stored:
        return Chosen(
            ("", ""), "There is no body: PR_BODY, PR_HTML and PR_RTF_COMPRESSED are missing."
        )
    native = message.integer(NATIVE_BODY)
    kind = _NATIVE.get(native or 0)
    passed = ""
    if kind is not None:
        said = f"PR_NATIVE_BODY_INFO is {native}, {_SPOKEN[kind]}"
        form = _form(kind, stored, encapsulated)
        if form is not None:
            return Chosen(form, f"{said}{_wrapped(form, stored, encapsulated)}.")
        passed = f" ({said}, but there is no {_NAMES[kind]})"
    kind, why = _by_what_there_is(message, stored)
    form = _form(kind, stored, encapsulated) or (kind, "stored")
    return Chosen(form, f"{why}{_wrapped(form, stored, encapsulated)} ({_SOURCE}){passed}.")


def _form(kind: str, stored: frozenset[str], encapsulated: str | None) -> Form | None:
    """Where a kind lies: RTF stands for what it encapsulates, and may hold what is not stored."""
    if kind == "rtf" and kind in stored and encapsulated is not None:
        return encapsulated, "rtf"
    if kind in stored:
        return kind, "stored"
    return (kind, "rtf") if "rtf" in stored and kind == encapsulated else None


def _wrapped(form: Form, stored: frozenset[str], encapsulated: str | None) -> str:
    if form[1] != "rtf" or encapsulated is None:
        return ""
    return f"; the RTF encapsulates {_SPOKEN[encapsulated]} (\\from{encapsulated})"


def _by_what_there_is(message: OxObject, stored: frozenset[str]) -> tuple[str, str]:
    """The second step of the algorithm."""
    if len(stored) == 1:
        kind = next(iter(stored))
        return kind, f"{_NAMES[kind]} is the only body"
    if "rtf" not in stored:
        return "html", "There are PR_BODY and PR_HTML, but no RTF"
    synchronous = _in_sync(message)
    said = f"PR_RTF_IN_SYNC is {'missing' if synchronous is None else str(synchronous).lower()}"
    if synchronous:
        return "rtf", f"{said}, so the RTF is up to date"
    if "html" in stored:
        return "html", f"{said}, and there is PR_HTML"
    return "text", f"{said}, and there is no PR_HTML"


def _in_sync(message: OxObject) -> bool | None:
    found = message.property_by_id(RTF_IN_SYNC)
    if found is None or found.type != _BOOLEAN:
        return None
    return bool(found.number & 0xFFFF)

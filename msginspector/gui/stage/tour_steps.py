"""The steps of the tour: what each says, which part of the window it points at, what it does first.

`target` names a part of the window (`Tour.part`), `before` a method of `Tour`; "" is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class TourStep:
    """One stop of the tour."""

    title: str
    text: str
    target: str = ""
    before: str = ""


_S = TourStep
STEPS: Final = (
    _S("A message session, on show",
       "MAPI opens messages in sessions: OpenIMsgSession begins one, OpenIMsgOnIStg builds "
       "messages in it, CloseIMsgSession closes them all. This window is a model of that, with "
       "real files. "
       "The next step opens a sample message in a session of its own."),
    _S("The session as a tree",
       "The session, its message, and what the message holds. A filled dot is open, a hollow one "
       "only listed: nobody has opened it, so nobody has to close it. Squares are released, "
       "crosses closed.",
       "tree", "open_sample"),
    _S("One message",
       "What the message says and is made of. Tabs that do not fit an object are absent.",
       "page", "show_message"),
    _S("Every value to its bytes",
       "A property, what it means, and the bytes it was read from, with their place in the file. "
       "Nothing you open is ever written to.",
       "page", "show_property"),
    _S("Selecting an attachment opens it",
       "Until now the attachment was a row in its message. Now it is an object of its own, with a "
       "filled dot, and it stays open until it is released or its session closes.",
       "tree", "open_attachment"),
    _S("What is open, and who holds it",
       "Each tracked object with its state, its references and the call that opened it. "
       "It has just been opened once more: two references. Release gives one back.",
       "objects", "open_again"),
    _S("Who was opened from whom",
       "The order of closing follows this tree: an object goes after everything opened from it.",
       "story", "show_ownership"),
    _S("The calls behind it",
       "What a program would write to do the same: the MAPI call in C, and the Python of this "
       "package, ready to paste.",
       "story", "show_calls"),
    _S("Closing, one object at a time",
       "The session closes: the youngest object first, its parent after it, whatever their "
       "references. Here it is held after two steps; F8 takes the next one, F7 lets it run.",
       "objects", "begin_closing"),
    _S("The report",
       "Everything is closed, and the report stays: each step with the references it found. "
       "Using one of these objects now is answered with MAPI_E_INVALID_OBJECT.",
       "page", "finish_closing"),
    _S("Go on by yourself",
       "The Teach menu has experiments to play line by line, your own scripts, and the lecture "
       "mode with large words and captions.",
       "menu"),
)  # fmt: skip

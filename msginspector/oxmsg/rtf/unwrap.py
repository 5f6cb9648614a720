r"""Taking HTML or text out of RTF that encapsulates it, and the text of plain RTF.

[MS-OXRTFEX] 2.2.3.2 and 2.2.3.3: text in \htmltag groups and between them is copied, what \htmlrtf
marks is not, \mhtmltag and other ignorable groups are not; the bytes of a tag are in the document's
code page, those of text in that of the font. Text is copied as it is: some writers put all of their
HTML between the tags. Attachments are not put into their places (2.2.3.4).
"""

from __future__ import annotations

from typing import NamedTuple

from msginspector.oxmsg.rtf.reader import Reader
from msginspector.oxmsg.rtf.tokens import joined


class Unwrapped(NamedTuple):
    """What was taken out of RTF."""

    text: str
    problems: tuple[str, ...] = ()
    """What is wrong with the RTF, a sentence each."""


def unwrap(data: bytes, form: str | None, codepage: int, forced: bool = False) -> Unwrapped:
    """The HTML ("html") or text ("text") encapsulated in RTF, or the text of plain RTF (None).

    `codepage` is that of the document; `forced` means that of every font, too.
    """
    reader = Reader(data, form, codepage, forced)
    reader.read()
    return Unwrapped(joined([*reader.done, *reader.out]), reader.problems)

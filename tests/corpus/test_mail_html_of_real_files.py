"""The HTML of real mails: all of it can be laid out, and shows the pictures of the message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msginspector.analysis.mail_html import MailHtml, Parts, clean
from msginspector.errors import InputError
from msginspector.session import ObjectRow, Workspace

# Parts that are not there, and why: what the bytes say.
MISSING = {
    "cid:part1.6C435E18.EC121991@bennybottema.com":
        "the picture is sealed in the S/MIME content; the file has that as its only attachment",
}  # fmt: skip


def messages(row: ObjectRow) -> Iterator[ObjectRow]:
    """A message and those inside, the outer ones first."""
    waiting = [row]
    while waiting:
        here = waiting.pop()
        yield here
        waiting += [inner for one in here.attachments if (inner := one.embedded) is not None]


def copies(row: ObjectRow) -> Iterator[MailHtml]:
    for message in messages(row):
        for form in message.bodies().forms:
            if form.kind == "html":
                yield clean(form.read().text, Parts.of(message).find)


def test_html_of_real_mails_is_copied_laid_out_and_finds_its_pictures(sound_file: Path) -> None:
    with Workspace() as workspace:
        try:
            message = workspace.open_file(str(sound_file))
        except InputError:
            return
        for made in copies(message.row):
            assert made.too_complex == ""
            assert made.html.count("<table") == made.html.count("</table>")
            refers = re.findall(r'(?:src|href)="([a-z]*)[:#]', made.html)
            assert set(refers) <= {"cid", "link", "placeholder", ""}
            missing = [one.target for one in made.blocked if one.kind == "missing-part"]
            assert [target for target in missing if target not in MISSING] == []
        message.release()

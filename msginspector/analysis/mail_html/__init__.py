"""The HTML of a mail made safe to lay out: what was left out, where its links lead, and why."""

from __future__ import annotations

from msginspector.analysis.mail_html.cleaner import PLACEHOLDER, clean
from msginspector.analysis.mail_html.copying import ZERO_WIDTH_SPACE
from msginspector.analysis.mail_html.links import Link, LinkWarning
from msginspector.analysis.mail_html.parts import Parts, picture_bytes
from msginspector.analysis.mail_html.report import KINDS, Blocked, MailHtml, Picture, in_words

__all__ = [
    "KINDS",
    "PLACEHOLDER",
    "ZERO_WIDTH_SPACE",
    "Blocked",
    "Link",
    "LinkWarning",
    "MailHtml",
    "Parts",
    "Picture",
    "clean",
    "in_words",
    "picture_bytes",
]

"""What is said of a mail's HTML: the safe copy, what was left out of it, links, pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from msginspector.analysis.mail_html.links import Link

LIST_LIMIT: Final = 2000
"""Things that are listed of a kind; more are counted."""
TARGET_LIMIT: Final = 500

# kind -> what one and several are called, and why it is left out
KINDS: Final[dict[str, tuple[str, str, str]]] = {
    "remote-image": ("remote image", "remote images",
                     "Fetching it would tell its host that the mail was opened, when and where."),
    "tracking-pixel": ("tracking pixel", "tracking pixels",
                       "A picture nobody can see: it is there to tell who opens the mail."),
    "script": ("script", "scripts", "Scripts never run here."),
    "event-handler": ("event handler", "event handlers", "Scripts never run here."),
    "form": ("form", "forms", "A form sends away what is typed into it."),
    "frame": ("embedded page", "embedded pages", "Another page would be fetched."),
    "object": ("object", "objects", "Another program would be started, or something fetched."),
    "media": ("sound or film", "sounds and films", "It would be fetched."),
    "stylesheet": ("remote style sheet", "remote style sheets", "It would be fetched."),
    "font": ("remote font", "remote fonts", "It would be fetched."),
    "local-file": ("local file", "local files",
                   "It names a file of the reader's computer or network; opening one of a server "
                   "would hand the reader's sign-in to it."),
    "meta-refresh": ("meta refresh", "meta refreshes", "It would go to another page by itself."),
    "base": ("base address", "base addresses", "It changes what relative addresses refer to."),
    "data-uri": ("data picture", "data pictures", "Only small pictures are taken from addresses."),
    "missing-part": ("missing part", "missing parts", "No attachment has this content id."),
    "other-image": ("picture", "pictures", "Its address is of no kind that could be shown."),
    "hidden-text": ("hidden text", "hidden texts", "The mail itself hides it from its reader."),
    "for-outlook": ("part for Outlook alone", "parts for Outlook alone",
                    "Outlook shows it; other programs, and this window, take it for a comment."),
    "swallowed": ("swallowed end", "swallowed ends",
                  "It is never closed, so that all that follows belongs to it."),
}  # fmt: skip

SCALED: Final = re.compile("\x01([0-9]+)\x02")


@dataclass(frozen=True, slots=True)
class Blocked:
    """One thing that is not in the copy."""

    kind: str
    """A key of KINDS."""
    target: str
    """The address, or what there is instead."""
    offset: int
    """Where it stands in the source, in characters."""
    why: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the copy that lies in the message; the copy calls it `cid:` and its number."""

    part: str
    """What `parts` gave for it, the path of an attachment; "" where `data` has it."""
    data: bytes
    target: str
    offset: int


@dataclass(frozen=True, slots=True)
class MailHtml:
    """A mail's HTML made safe to lay out, and what there is to say about it."""

    html: str
    """The copy, "" where it is too complex. Lengths stand between U+0001 and U+0002, see `at`."""
    too_complex: str
    """Why it is not laid out, in one sentence; "" where it is."""
    text: str
    """What it says, as plain text."""
    links: tuple[Link, ...]
    blocked: tuple[Blocked, ...]
    pictures: tuple[Picture, ...]
    counts: dict[str, int] = field(default_factory=dict)
    """How many things of each kind were left out, listed or not."""
    notes: tuple[str, ...] = ()
    """What else a reader should know, a sentence each."""

    def at(self, factor: float) -> str:
        """The copy with all lengths times `factor`."""
        return SCALED.sub(lambda found: str(max(1, round(int(found[1]) * factor))), self.html)

    @property
    def warnings(self) -> int:
        """How many links have a warning."""
        return sum(bool(link.warnings) for link in self.links)


def in_words(counts: dict[str, int]) -> str:
    """`2 remote images, 1 script`: in the order of KINDS."""
    kinds = [kind for kind in KINDS if counts.get(kind)]
    return ", ".join(f"{counts[kind]:,} {KINDS[kind][counts[kind] != 1]}" for kind in kinds)


class Ledger:
    """What was left out so far."""

    def __init__(self) -> None:
        self.listed: list[Blocked] = []
        self.counts: Counter[str] = Counter()

    def note(self, kind: str, target: str, offset: int, why: str = "") -> None:
        """One more thing."""
        self.counts[kind] += 1
        if len(self.listed) < LIST_LIMIT:
            said = " ".join(target.split())[:TARGET_LIMIT]
            self.listed.append(Blocked(kind, said, offset, why or KINDS[kind][2]))


def joined(parts: Iterable[str]) -> str:
    """Sentences after one another."""
    return " ".join(part for part in parts if part)

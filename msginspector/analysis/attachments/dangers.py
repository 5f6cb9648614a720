"""Why an attachment may do harm: each reason in a sentence, with what it was seen in.

Extensions are data (`resources/tables/dangerous_extensions.tsv`). A reason is no verdict: nothing
is opened, run or unpacked to find it, and a file without reasons is not therefore harmless.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msginspector import resources
from msginspector.analysis.attachments.safe_names import extension_of
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msginspector.analysis.attachments.contents import ContentType
    from msginspector.analysis.attachments.facts import AttachmentFacts, NameCandidate

DANGER: Final = "danger"
CAUTION: Final = "caution"

_KINDS: Final = {
    "blocked": (DANGER, "Outlook does not open files of the kind .{0} ({1})."),
    "program": (DANGER, "Files of the kind .{0} are run: {1}."),
    "disk": (DANGER, "A {1} (.{0}) can carry programs past the marks of downloaded files."),
    "macros": (DANGER, "Files of the kind .{0} hold programs: {1}."),
    "page": (CAUTION, "A {1} (.{0}) opens in the browser and can imitate any site."),
    "document": (CAUTION, "Files of the kind .{0} can fetch or carry others: {1}."),
}
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OVERRIDE: Final = "\u202e"
_FOREIGN: Final = re.compile(r"(?i)\A(?:\\\\|//|file:|https?:|ftp:)")
_TRUSTED_LOOK: Final = frozenset(
    "pdf doc docx xls xlsx ppt pptx txt rtf csv jpg jpeg png gif bmp tif tiff mp3 mp4 avi zip rar "
    "7z eml msg html htm odt ods".split()
)
_RUNS: Final = frozenset({
    "Windows program", "ELF program", "macOS program", "Java class or macOS program",
    "Windows shortcut", "script", "compiled HTML help", "Windows help", "registry data",
    "Internet shortcut", "Java archive", "Android application", "Windows application package",
    "disk image (ISO 9660)", "virtual disk", "OneNote section", "cabinet archive",
})  # fmt: skip
_SHOWN: Final = 80
_MEMBERS: Final = 3


@dataclass(frozen=True, slots=True)
class Danger:
    """One reason for care."""

    code: str
    """blocked-extension, double-extension, direction, macros, …: stable."""
    level: str
    """DANGER or CAUTION."""
    text: str
    """A sentence."""
    source: str
    """What it was seen in: a property, or "the bytes"."""


def dangers(
    facts: AttachmentFacts, content: ContentType | None, inside: ContentType | None = None
) -> tuple[Danger, ...]:
    """The reasons for care, the worst first.

    `content` is what the attachment is, None where there are no bytes; `inside` what the file in
    an OLE package is.
    """
    found = [*_of_names(facts), *_of_target(facts)]
    if inside is not None and inside.name in _RUNS:
        told = f"The file in the package is a {inside.name}."
        found.append(Danger("package", DANGER, told, f"the bytes: {inside.reason}"))
    if content is not None:
        found += _of_bytes(facts, content)
    unique: dict[tuple[str, str], Danger] = {}
    for one in found:
        # .htm in the short name says no more than .html in the long one
        unique.setdefault((one.code, "" if one.code.endswith("extension") else one.text), one)
    return tuple(sorted(unique.values(), key=lambda one: one.level != DANGER))


def dangerous_kind(extension: str) -> tuple[str, str, str]:
    """Kind of danger, level and sentence of an extension; three times "" for a harmless one."""
    known = _extensions().get(extension)
    if known is None:
        return "", "", ""
    level, sentence = _KINDS[known[0]]
    return known[0], level, sentence.format(extension, known[1])


@lru_cache(maxsize=1)
def _extensions() -> dict[str, tuple[str, str]]:
    rows = resources.table("dangerous_extensions")
    return {row["extension"]: (row["kind"], row["what"]) for row in rows}


# -- names ------------------------------------------------------------------------------------


def _of_names(facts: AttachmentFacts) -> Iterator[Danger]:
    for name in facts.names:
        if name.source.path == facts.path:
            yield from _of_name(name)
    if facts.data_kind == "stream":
        yield from _disagreeing(facts)


def _of_name(name: NameCandidate) -> Iterator[Danger]:
    text, source = name.text, name.source.name
    extension = extension_of(text)
    kind, level, sentence = dangerous_kind(extension)
    is_path = name.source.tag >> 16 in (0x370D, 0x3708, 0x3713)
    if kind and not is_path:
        yield Danger(f"{kind}-extension", level, sentence, source)
        before = extension_of(text.rstrip(". ")[: -len(extension) - 1])
        if before in _TRUSTED_LOOK:
            told = f"The name looks like .{before}, but its extension is .{extension}."
            yield Danger("double-extension", DANGER, told, source)
    if _TURNING.search(text):
        told = f"The name holds marks that turn the direction of writing: {_shown(text)}."
        if _OVERRIDE in text:
            told += f" Its real extension is .{extension or '?'}."
        yield Danger("direction", DANGER, told, source)
    elif any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in text):
        told = f"The name holds invisible characters: {_shown(text)}."
        yield Danger("invisible-characters", CAUTION, told, source)
    if re.search(r" {8}", text):
        told = "The name holds many spaces, which push its extension out of sight."
        yield Danger("spaces", DANGER if kind else CAUTION, told, source)
    if not is_path and re.search(r"(?:\A|[/\\])\.\.(?:[/\\]|\Z)", text):
        told = f"The name leads out of the folder it is saved in: {_shown(text)}."
        yield Danger("path-in-name", DANGER, told, source)


def _disagreeing(facts: AttachmentFacts) -> Iterator[Danger]:
    """Long and short name that end differently: .htm and .html, cut to three, are the same."""
    ends = {}
    for name in facts.names:
        if name.source.tag >> 16 in (0x3707, 0x3704) and name.source.path == facts.path:
            ends[name.source.tag >> 16] = (extension_of(name.text), name)
    if len(ends) < 2:
        return
    (long, _), (short, name) = ends[0x3707], ends[0x3704]
    if short and long[:3] != short[:3]:
        told = f"The long name ends in .{long or '(nothing)'}, the short one in .{short}."
        level = DANGER if dangerous_kind(short)[0] or dangerous_kind(long)[0] else CAUTION
        yield Danger("names-disagree", level, told, name.source.name)


def _of_target(facts: AttachmentFacts) -> Iterator[Danger]:
    target = facts.target
    if target is not None and _FOREIGN.match(target.value):
        told = f"Opening it asks another machine: {_shown(target.value)}."
        yield Danger("elsewhere", CAUTION, told, target.source.name)


# -- bytes ------------------------------------------------------------------------------------


def _of_bytes(facts: AttachmentFacts, content: ContentType) -> Iterator[Danger]:
    source = f"the bytes: {content.reason}"
    extension = extension_of(facts.safe.name)
    fits = content.fits(extension) if facts.data_kind == "stream" else None
    if content.name in _RUNS and not (fits and dangerous_kind(extension)[0]):
        told = f"The bytes are those of a {content.name}"
        told += f", whatever the extension .{extension} says." if extension else "."
        yield Danger("disguised", DANGER, told, source)
    elif fits is False:
        told = f"The extension is .{extension}, but the bytes are those of: {content.name}."
        yield Danger("type-disagrees", CAUTION, told, source)
    if content.macros:
        yield Danger("macros", DANGER, "It holds programs of Visual Basic (macros).", source)
    if content.locked:
        told = "It is locked with a password: no scanner has looked into it."
        yield Danger("encrypted", CAUTION, told, source)
    if content.members is not None and not content.macros:
        yield from _of_members(content, source)


def _of_members(content: ContentType, source: str) -> Iterator[Danger]:
    assert content.members is not None
    names = content.members.names
    bad = [n for n in names if dangerous_kind(extension_of(n))[1] == DANGER]
    if bad and content.name == "ZIP archive":
        more = f" and {len(bad) - _MEMBERS} more" if len(bad) > _MEMBERS else ""
        told = f"It holds {', '.join(map(_shown, bad[:_MEMBERS]))}{more}."
        yield Danger("dangerous-members", DANGER, told, source)
    if any(re.search(r"(?:\A|[/\\])\.\.[/\\]|\A[/\\]|\A[A-Za-z]:", n) for n in names):
        told = "It holds names that lead out of the folder it is unpacked in."
        yield Danger("path-in-members", DANGER, told, source)


def _shown(text: str) -> str:
    return f"“{visible(text, _SHOWN, one_line=True)}”"

"""The table of attachments: what each is by its bytes, where it belongs, why care is due.

A line looks at its attachment when somebody looks at the line, once; a few KB are read then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.analysis.attachments.dangers import DANGER
from msginspector.errors import InspectorError
from msginspector.gui import icons, texts
from msginspector.gui.models.rows import ObjectLine
from msginspector.gui.models.table import Column
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msginspector.analysis.attachments.looks import AttachmentLook, Sums
    from msginspector.session import ObjectRow

NAME_LIMIT: Final = 256
OBJECT_WORDS: Final = {"message": "message", "storage": "OLE object", "stream": "file"}


class AttachmentLine(ObjectLine):
    """One attachment; `ids` are the content ids its message's body shows."""

    __slots__ = ("_look", "ids", "refused", "sums")

    def __init__(self, row: ObjectRow, ids: frozenset[str]) -> None:
        super().__init__(row)
        self.ids = ids
        self.sums: Sums | None = None
        self.refused: InspectorError | None = None
        self._look: AttachmentLook | None = None

    @property
    def look(self) -> AttachmentLook | None:
        """What was seen; None where it can no longer be read, and then `refused` says why."""
        if self._look is None and self.refused is None:
            from msginspector.analysis.attachments.looks import look_at

            try:
                self._look = look_at(self.row)
            except InspectorError as error:
                self.refused = error
        return self._look

    @property
    def name(self) -> str:
        """The name Outlook shows, everything invisible escaped."""
        look = self.look
        name = "" if look is None else look.facts.name
        return visible(name or self.label, NAME_LIMIT, one_line=True) or "(no name)"

    @property
    def type(self) -> str:
        """What the bytes are."""
        look = self.look
        if look is None:
            return "" if self.refused is None else self.refused.text
        if look.content is not None:
            return look.content.name or "not known"
        return "only where it is" if look.facts.target is not None else "nothing is stored"

    @property
    def care(self) -> str:
        """Danger, Caution, or nothing."""
        dangers = () if self.look is None else self.look.dangers
        if not dangers:
            return ""
        return "Danger" if dangers[0].level == DANGER else "Caution"

    @property
    def reasons(self) -> str:
        """Why care is due, a line each."""
        return "" if self.look is None else "\n".join(one.text for one in self.look.dangers)

    @property
    def is_inline(self) -> bool:
        """The body shows it."""
        from msginspector.analysis.attachments.looks import is_inline

        return self.look is not None and is_inline(self.look.facts, self.ids)

    @property
    def belongs(self) -> str:
        """inline, hidden, both, or nothing."""
        if self.look is None:
            return ""
        facts = self.look.facts
        words = (
            "inline" if self.is_inline else "part of the body" if facts.related else "",
            "hidden" if facts.hidden is not None else "",
        )
        return ", ".join(word for word in words if word)

    @property
    def content_id(self) -> str:
        """The content id, everything invisible escaped."""
        found = None if self.look is None else self.look.facts.content_id
        return "" if found is None else visible(found.value, NAME_LIMIT, one_line=True)

    @property
    def sha256(self) -> str:
        """The checksum, where somebody has asked for it."""
        return "" if self.sums is None else self.sums.sha256

    @property
    def icon(self) -> str:
        """By the kind of data, then by the extension."""
        if self.data_kind == "message":
            return "message-embedded"
        return icons.file_icon(self.name)


def lines_of(rows: tuple[ObjectRow, ...], message: ObjectRow) -> Iterator[AttachmentLine]:
    """A line for each attachment of a message."""
    from msginspector.analysis.attachments.looks import referenced_ids

    try:
        ids = referenced_ids(message)
    except InspectorError:
        ids = frozenset()
    return (AttachmentLine(row, ids) for row in rows)


def _dim(_line: object) -> str:
    return "dim"


def _care_tone(line: AttachmentLine) -> str:
    return {"Danger": "error", "Caution": "released"}.get(line.care, "")


def _mark(line: AttachmentLine) -> str:
    return "warning" if line.care else ""


COLUMNS: Final = (
    Column("number", "#", 44, lambda line: str(line.number), right=True, tone=_dim,
           sort=lambda line: line.number or 0),
    Column("name", "Name", 250, lambda line: line.name, middle=True, least=130,
           icon=lambda line: line.icon),
    Column("care", "Care", 92, lambda line: line.care, tone=_care_tone, icon=_mark,
           tip=lambda line: line.reasons,
           sort=lambda line: {"Danger": 0, "Caution": 1}.get(line.care, 2)),
    Column("type", "Type by content", 160, lambda line: line.type, least=90,
           tip=lambda line: line.type),
    Column("size", "Size", 84, lambda line: texts.size(line.size), right=True,
           sort=lambda line: -1.0 if line.size is None else float(line.size)),
    Column("mime", "MIME type", 150, lambda line: line.mime, tone=_dim, least=80),
    Column("belongs", "In the body", 110, lambda line: line.belongs, tone=_dim, least=70),
    Column("content_id", "Content id", 150, lambda line: line.content_id, tone=_dim, middle=True,
           least=70),
    Column("sha256", "SHA-256", 130, lambda line: line.sha256, mono=True, tone=_dim, least=60,
           tip=lambda line: line.sha256),
    Column("data", "Data", 130, lambda line: line.data, tone=_dim),
    Column("properties", "Properties", 92, lambda line: str(line.properties), right=True,
           sort=lambda line: line.properties),
    Column("storage", "Storage", 150, lambda line: line.storage or "root", mono=True, tone=_dim,
           middle=True),
)  # fmt: skip
HIDDEN_AT_FIRST: Final = ("sha256", "data", "properties", "storage")


@dataclass(frozen=True, slots=True)
class PartLine:
    """A storage or stream of an OLE object or document, as its tree lists it."""

    names: tuple[str, ...]
    size: int | None
    """None of a storage."""

    @property
    def name(self) -> str:
        """The name, further in the deeper it lies."""
        shown = visible(self.names[-1], NAME_LIMIT, one_line=True)
        return INDENT * (len(self.names) - 1) + shown

    @property
    def meaning(self) -> str:
        """What streams of that name hold, where OLE or Office says so."""
        if self.size is None:
            return ""
        from msginspector.oxmsg.storage_names import meaning_of

        found = meaning_of(self.names[-1], storage=False, among_names=False, named=lambda _: "")
        return found.text


INDENT: Final = "\u2003"
PARTS: Final = (
    Column("name", "Name", 240, lambda line: line.name, mono=True, least=100,
           icon=lambda line: "storage" if line.size is None else "stream"),
    Column("size", "Size", 84, lambda line: "" if line.size is None else texts.size(line.size),
           right=True),
    Column("meaning", "What it holds", 220, lambda line: line.meaning, tone=_dim),
)  # fmt: skip

"""Tables of what a mail's HTML does not get to do, and of where its links lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.analysis.mail_html import KINDS
from msginspector.gui.models.table import Column
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from msginspector.analysis.mail_html import Link

_LIMIT: Final = 300


def _line(text: str) -> str:
    return visible(text, _LIMIT, one_line=True)


def _leads(link: Link) -> str:
    return _line(link.real or link.real_host)


def _odd(link: Link) -> str:
    return _line(" ".join(one.text for one in link.warnings))


BLOCKED: Final = (
    Column("kind", "Kind", 200, lambda one: KINDS[one.kind][0], icon=lambda one: "blocked",
           least=195),
    Column("text", "What", 380, lambda one: _line(one.target), mono=True, least=140,
           tip=lambda one: _line(one.target)),
    Column("offset", "Offset", 80, lambda one: str(one.offset), sort=lambda one: float(one.offset),
           right=True, tone=lambda one: "dim", least=60),
    Column("value", "Why", 300, lambda one: one.why, tone=lambda one: "dim",
           tip=lambda one: one.why),
)  # fmt: skip

LINKS: Final = (
    Column("text", "Text", 200, lambda one: _line(one.text), least=90,
           icon=lambda one: "warning" if one.warnings else "link",
           tone=lambda one: "released" if one.warnings else "",
           tip=lambda one: _line(one.text)),
    Column("address", "Leads to", 330, _leads, mono=True, least=130,
           tip=lambda one: _line(one.target)),
    Column("name", "Through", 130, lambda one: one.service, tone=lambda one: "dim", least=70,
           tip=lambda one: _line(one.target)),
    Column("value", "What is odd", 300, _odd, tone=lambda one: "released", tip=_odd),
)  # fmt: skip

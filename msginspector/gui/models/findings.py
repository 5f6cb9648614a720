"""The findings table: severity, code, place and sentence of each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from msginspector.findings import ERROR, INFO, SEVERITIES, WARNING
from msginspector.gui.models.table import Column, TableModel

if TYPE_CHECKING:
    from msginspector.findings import Finding

TONES: Final = {INFO: "dim", WARNING: "released", ERROR: "error"}


def tone(severities: set[str]) -> str:
    """The theme token of the gravest severity of a set."""
    gravest = max(severities, key=SEVERITIES.index, default=INFO)
    return TONES[gravest]


def _severity_tone(finding: Finding) -> str:
    return TONES[finding.severity]


def _offset(finding: Finding) -> str:
    return "" if finding.offset is None else f"0x{finding.offset:04X}"


COLUMNS: Final = (
    Column("severity", "Severity", 104, lambda f: f.severity, tone=_severity_tone,
           sort=lambda f: SEVERITIES.index(f.severity), icon=lambda f: f.severity),
    Column("code", "Code", 90, lambda f: f.code, mono=True),
    Column("text", "Finding", 452, lambda f: f.text, least=220,
           tip=lambda f: f"{f.text}\n\n{f.rule}"),
    Column("path", "Object", 150, lambda f: f.path, tone=lambda f: "dim", middle=True),
    Column("stream", "Stream", 200, lambda f: f.stream, tone=lambda f: "dim", mono=True,
           middle=True),
    Column("offset", "Offset", 70, _offset, mono=True, right=True,
           sort=lambda f: -1.0 if f.offset is None else float(f.offset)),
)  # fmt: skip


class FindingsModel(TableModel):
    """The findings of one message."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)

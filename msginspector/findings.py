"""Findings: what is wrong or remarkable inside a message, as data instead of exceptions.

Reading goes on after a finding. Each has a stable code from the table `RULES`, which also gives
its severity and the rule of the specification it is measured against.

Code ranges: MSG01xx container ([MS-CFB]), MSG02xx property streams and objects ([MS-OXMSG]),
MSG03xx named properties, MSG04xx values and text, MSG05xx the file as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

INFO: Final = "info"
WARNING: Final = "warning"
ERROR: Final = "error"

SEVERITIES: Final = (INFO, WARNING, ERROR)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the catalogue: severity and the rule a finding with this code measures."""

    severity: str
    rule: str


# code -> (severity, rule). Codes are never renumbered.
RULES: Final[dict[str, Rule]] = {
    "MSG0501": Rule(WARNING, "The file stays as it was when it was opened."),
    "MSG0502": Rule(WARNING, "The file can be read while it is open."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    `path` is the object's path in the tree ("/", "/attachments/0", …), `stream` the storage path
    of the stream ("" for none), `offset` the byte offset in that stream (None for none), `text`
    one sentence for a person.
    """

    code: str
    path: str
    stream: str
    offset: int | None
    text: str

    @property
    def severity(self) -> str:
        """info, warning or error."""
        return RULES[self.code].severity

    @property
    def rule(self) -> str:
        """The rule with its specification section."""
        return RULES[self.code].rule

    def to_dict(self) -> dict[str, object]:
        """The `finding` object of the JSON documents."""
        return {
            "code": self.code,
            "severity": self.severity,
            "path": self.path,
            "stream": self.stream,
            "offset": self.offset,
            "text": self.text,
            "rule": self.rule,
        }

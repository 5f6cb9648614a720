"""What a message that is sealed, a report or about sharing comes to: a verdict, facts, parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from msginspector.analysis.classes.views import Section, Source
    from msginspector.analysis.sealed.delivery import Delivery
    from msginspector.analysis.sealed.entities import Layer
    from msginspector.analysis.sealed.verify import Checked

SIGNATURE: Final = "signature"
ENCRYPTION: Final = "encryption"
RIGHTS: Final = "rights"
REPORT: Final = "report"
SHARING: Final = "sharing"

VALID: Final = "valid"
INVALID: Final = "invalid"
UNKNOWN: Final = "unknown"
CLOSED: Final = "closed"
"""Encrypted or protected: what is inside cannot be read here."""
GOOD: Final = "good"
"""A report that something worked."""
BAD: Final = "bad"
"""A report that something failed."""
PLAIN: Final = "plain"
"""Neither good nor bad."""

NOT_CHECKED: Final = (
    "Whether the certificate can be trusted: its issuers up to a root were not checked.",
    "Whether the certificate was revoked: nothing is asked over the network.",
)

BODY_NOT_CHECKED: Final = "Whether the body of the message, a copy, is the text that was signed."


@dataclass(frozen=True, slots=True)
class Verdict:
    """How it stands: a state, the same in two or three words, and why in a sentence."""

    state: str
    word: str
    reason: str


@dataclass(frozen=True, slots=True)
class SealedPart:
    """A layer, where it lies, and the signatures in it, checked."""

    layer: Layer
    source: Source
    checked: tuple[Checked, ...] = ()


@dataclass(frozen=True, slots=True)
class Seal:
    """All that is said; `not_checked` are sentences that belong beside the verdict."""

    kind: str
    title: str
    verdict: Verdict
    sections: tuple[Section, ...]
    parts: tuple[SealedPart, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    warnings: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()

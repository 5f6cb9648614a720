"""The closing cascade: its steps and its report.

The order is that of `record.closing_order`: every tracked object once, a parent after everything
opened from it, siblings youngest first, the session last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class TeardownStep(NamedTuple):
    """One visit of the cascade; `references` is the count found, `fault` None for a clean close."""

    step: int
    id: int
    kind: str
    label: str
    file: str | None
    path: str
    references: int
    fault: str | None


@dataclass(frozen=True, slots=True)
class TeardownReport:
    """What a teardown did. `complete` is False while the cascade runs; times in seconds."""

    session: int
    label: str
    steps: tuple[TeardownStep, ...]
    complete: bool
    started_at: float
    duration: float

    @property
    def faults(self) -> tuple[TeardownStep, ...]:
        """The steps that failed."""
        return tuple(step for step in self.steps if step.fault is not None)

    def to_dict(self) -> dict[str, object]:
        """The `report` object of the JSON documents."""
        return {
            "complete": self.complete,
            "duration": round(self.duration, 6),
            "steps": [step._asdict() for step in self.steps],
            "faults": [step._asdict() for step in self.faults],
        }


class TeardownSteps:
    """Iterator over a session's cascade; each `next()` closes one object and returns its step.

    It may be dropped half-way: `MessageSession.close()` finishes what it began.
    """

    def __init__(
        self, advance: Callable[[], TeardownStep | None], total: Callable[[], int]
    ) -> None:
        self._advance = advance
        self._total = total

    def __iter__(self) -> TeardownSteps:
        return self

    def __next__(self) -> TeardownStep:
        step = self._advance()
        if step is None:
            raise StopIteration
        return step

    def __len__(self) -> int:
        """How many objects the whole cascade visits."""
        return self._total()

"""Every time in a message, where it stands, and which of them contradict each other."""

from __future__ import annotations

from msginspector.analysis.moments.model import Check, Moment, Moments
from msginspector.analysis.moments.report import moment_steps, read_moments

__all__ = ["Check", "Moment", "Moments", "moment_steps", "read_moments"]

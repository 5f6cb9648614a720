"""The people of a message: roles, names, every address with its source, and which one is chosen."""

from __future__ import annotations

from msginspector.analysis.people.model import Candidate, ListCheck, People, Person, PersonFact
from msginspector.analysis.people.report import people_steps, read_people

__all__ = [
    "Candidate", "ListCheck", "People", "Person", "PersonFact", "people_steps", "read_people",
]  # fmt: skip

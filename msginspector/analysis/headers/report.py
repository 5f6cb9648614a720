"""Everything the headers of a message say, in one value, made in slices.

`steps` yields between its parts, so that a window stays alive; `read_headers` goes through it.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msginspector.analysis.headers.alignment import DomainFact, domain_facts
from msginspector.analysis.headers.authentication import Authentication, read_authentication
from msginspector.analysis.headers.explained import Explanation, explain_steps
from msginspector.analysis.headers.fields import HeaderField
from msginspector.analysis.headers.hops import Route, route_steps
from msginspector.analysis.headers.labels import Label, read_labels
from msginspector.analysis.headers.source import NONE, HeaderText, header_text_steps

if TYPE_CHECKING:
    from msginspector.session import ObjectRow


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of a message and what they say."""

    text: HeaderText
    route: Route
    authentication: Authentication
    domains: tuple[DomainFact, ...]
    explained: tuple[Explanation, ...]
    labels: tuple[Label, ...]
    problems: tuple[str, ...]
    """Sentences about the whole: what is missing, cut, or contradicts itself."""

    @property
    def fields(self) -> tuple[HeaderField, ...]:
        """The fields in order; lines that are none stand among them."""
        return self.text.fields

    def __bool__(self) -> bool:
        return self.text.origin != NONE


def read_headers(row: ObjectRow) -> Headers:
    """What the headers of a message say; raises InspectorError only when it has ended."""
    steps = header_steps(row)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Headers = end.value
            return found


def header_steps(row: ObjectRow) -> Generator[None, None, Headers]:
    """The same in slices."""
    text = yield from header_text_steps(row)
    yield
    route = yield from route_steps(text.fields)
    yield
    authentication = read_authentication(text.fields)
    domains = domain_facts(text.fields, authentication)
    yield
    explained = yield from explain_steps(text.fields)
    yield
    labels = read_labels(row, text.fields)
    problems = (*text.problems, *route.problems, *authentication.problems)
    return Headers(text, route, authentication, domains, explained, labels, problems)

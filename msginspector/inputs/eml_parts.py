"""Which parts of Internet mail are its bodies, and which are attachments ([MS-OXCMAIL] 2.2.3.3).

The first text that is no attachment is the body; of a multipart/alternative around it, also the
text in the other form. Every other part is an attachment: nothing is left out. Parts of a
multipart/related are inline when the HTML shows them (2.2.3.4.1.4.1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from msginspector.inputs.fields import parameters
from msginspector.inputs.mime import Counts, Part

MAX_BODY: Final = 16 << 20
"""Bytes the bodies of an input take: HTML its own, text twice its own, as it becomes UTF-16.
A text beyond that is an attachment."""

_BREAK: Final = 2
"""Bytes of a line break: a multipart with no more inside has nothing to lose."""
_PLAIN: Final = "text/plain"
_HTML: Final = "text/html"
_ALTERNATIVE: Final = "multipart/alternative"
_RELATED: Final = "multipart/related"


@dataclass(slots=True)
class Plan:
    """What becomes of the parts of a message."""

    text: Part | None = None
    html: Part | None = None
    attachments: list[Part] = field(default_factory=list)
    related: set[int] = field(default_factory=set)
    """Identities of attachments that lie beside the root of a multipart/related."""
    long: list[Part] = field(default_factory=list)
    """Texts too long to be a body, which are attachments."""


@dataclass(frozen=True, slots=True)
class _Step:
    part: Part
    group: Part
    """The outermost multipart/alternative around it, else itself."""
    related: bool = False


def plan_of(root: Part, counts: Counts) -> Plan:
    """The plan for an entity and all inside."""
    plan = Plan()
    chosen: Part | None = None
    waiting = [_Step(root, root)]
    while waiting:
        step = waiting.pop()
        part = step.part
        if part.is_multipart and part.parts:
            waiting.extend(reversed(_inside(step, root)))
        elif _may_be_body(part) and chosen in (None, step.group) and _take(plan, part, counts):
            chosen = step.group
        elif not (part.is_multipart and part.end - part.body <= _BREAK):
            plan.attachments.append(part)
            if step.related:
                plan.related.add(id(part))
    return plan


def _inside(step: _Step, root: Part) -> list[_Step]:
    """The parts of a multipart, the root of a multipart/related before those beside it."""
    part = step.part
    grouped = step.group is not part or part.type == _ALTERNATIVE
    if part is root and part.type != _ALTERNATIVE:
        grouped = False
    group = step.group if grouped else None
    if part.type != _RELATED:
        return [_Step(one, group or one, step.related) for one in part.parts]
    start = part.parameters.get("start", "")
    first = next((one for one in part.parts if start and one.text("content-id") == start), None)
    first = first or part.parts[0]
    beside = [_Step(one, one, True) for one in part.parts if one is not first]
    return [_Step(first, group or first), *beside]


def _may_be_body(part: Part) -> bool:
    if part.type not in (_PLAIN, _HTML) or disposition(part) == "attachment":
        return False
    return not file_name(part)


def _take(plan: Plan, part: Part, counts: Counts) -> bool:
    """Makes a text the body unless there is one of its form; whether it did."""
    slot = "text" if part.type == _PLAIN else "html"
    if getattr(plan, slot) is not None:
        return False
    size = (part.end - part.body) * (2 if slot == "text" else 1)
    if counts.bodies + size > MAX_BODY:
        plan.long.append(part)
        return False
    counts.bodies += size
    setattr(plan, slot, part)
    return True


def disposition(part: Part) -> str:
    """What Content-Disposition says, in lower case; "" for nothing (RFC 2183)."""
    found = part.first("content-disposition")
    return found.value.partition(";")[0].strip().lower() if found else ""


def file_name(part: Part) -> str:
    """The file name a part states, "" for none: of its disposition, else of its type."""
    found = part.first("content-disposition")
    name = parameters(found.value).get("filename", "") if found else ""
    return name or part.parameters.get("name", "")

"""The way of a message: its Received fields in the order of time, with delays and clock jumps.

RFC 5321 4.4: every server puts its field before those that are there, so the last one is the
oldest. The order is that of the fields, never of the clocks: a clock that is wrong shows as a
negative delay. Addresses of the sender's own machine (X-Originating-IP) are told beside.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Final

from msginspector.analysis.headers.fields import FIELD, HeaderField
from msginspector.analysis.headers.hosts import IpAddress, addresses_in, ip_address
from msginspector.analysis.headers.received import NAMES, Received, read_received
from msginspector.inputs.dates import Moment, read_date

HOP_LIMIT: Final = 1_000
"""Received fields that are taken apart: the newest ones."""
SLICE_HOPS: Final = 10
_NOTHING: Final = timedelta(0)
ORIGIN_NAMES: Final = (
    "x-originating-ip", "x-sender-ip", "x-client-ip", "x-source-ip", "x-sa-exim-connect-ip",
    "x-emdg-original-ip", "x-ms-exchange-organization-originalclientipaddress",
)  # fmt: skip
"""Fields in which a server says from which address the message came to it."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A step of the way."""

    number: int
    """From 1, the oldest."""
    received: Received
    delay: timedelta | None
    """Since the nearest earlier hop that has a time; None for the first, and without a time."""
    since: int | None
    """The number of that hop."""
    after_jump: bool
    """Whether the hop before jumped back, so that its clock is in this delay."""
    longest: bool
    """Whether this is the longest delay of the way; one after a jump does not count."""

    @property
    def field(self) -> HeaderField:
        """The field that tells of it."""
        return self.received.field

    @property
    def moment(self) -> Moment | None:
        """When it was received."""
        return self.received.moment

    @property
    def jump(self) -> bool:
        """Whether the clocks disagree: it was received before it was handed on."""
        return self.delay is not None and self.delay < _NOTHING


@dataclass(frozen=True, slots=True)
class OriginAddress:
    """An address of the sender's machine, as a field beside the Received ones states it."""

    field: HeaderField
    addresses: tuple[IpAddress, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """The whole way."""

    hops: tuple[Hop, ...]
    """The oldest first."""
    origins: tuple[OriginAddress, ...]
    sent: Moment | None
    """The Date field: what the sender's clock said."""
    sent_field: HeaderField | None
    total: timedelta | None
    """From the first hop with a time to the last one; None with fewer than two."""
    before_first: timedelta | None
    """From the Date field to the first hop with a time."""
    problems: tuple[str, ...]


def read_route(fields: Iterable[HeaderField]) -> Route:
    """The way of a message out of its fields."""
    steps = route_steps(fields)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Route = end.value
            return found


def route_steps(fields: Iterable[HeaderField]) -> Generator[None, None, Route]:
    """The same in slices."""
    own = [one for one in fields if one.kind == FIELD and not one.part]
    received = [one for one in own if one.key in NAMES]
    problems = _too_many(len(received))
    read: list[Received] = []
    for one in received[:HOP_LIMIT]:
        read.append(read_received(one))
        if not len(read) % SLICE_HOPS:
            yield
    hops = _hops(read[::-1])
    sent_field = next((one for one in own if one.key == "date"), None)
    sent = None if sent_field is None else read_date(sent_field.value)
    if isinstance(sent, str):
        problems.append(f"Date: {sent}")
        sent = None
    times = [hop.moment for hop in hops if hop.moment is not None]
    return Route(
        hops,
        tuple(_origins(own)),
        sent,
        sent_field,
        times[-1].time - times[0].time if len(times) > 1 else None,
        times[0].time - sent.time if times and sent is not None else None,
        tuple(problems),
    )


def _too_many(count: int) -> list[str]:
    if count <= HOP_LIMIT:
        return []
    return [f"There are {count} Received fields; the newest {HOP_LIMIT} are taken apart."]


def _hops(received: Sequence[Received]) -> tuple[Hop, ...]:
    found: list[Hop] = []
    last: Hop | None = None
    for number, one in enumerate(received, 1):
        delay = None
        if one.moment is not None and last is not None and last.moment is not None:
            delay = one.moment.time - last.moment.time
        since = None if delay is None or last is None else last.number
        after_jump = delay is not None and last is not None and last.jump
        hop = Hop(number, one, delay, since, after_jump, False)
        found.append(hop)
        last = hop if hop.moment is not None else last
    return tuple(_marked(found))


def _marked(hops: Sequence[Hop]) -> Iterator[Hop]:
    """The hops, those with the longest delay marked as such.

    A clock that is ahead makes the delay before it too long and the one behind it less than
    nothing: neither is one.
    """
    told = [one for one in hops if one.delay is not None]
    ahead = {hop.number for hop, following in pairwise(told) if following.jump}
    trusted = {
        one.number: one.delay
        for one in told
        if one.delay is not None and not one.after_jump and one.number not in ahead
    }
    longest = max(trusted.values(), default=_NOTHING)
    for hop in hops:
        marked = longest > _NOTHING and trusted.get(hop.number) == longest
        yield replace(hop, longest=True) if marked else hop


def _origins(fields: Iterable[HeaderField]) -> Iterable[OriginAddress]:
    for field in fields:
        if field.key in ORIGIN_NAMES:
            whole = ip_address(field.value)
            addresses = addresses_in(field.value) if whole is None else (whole,)
            if addresses:
                yield OriginAddress(field, addresses)

"""Facts of headers in words, the same on the console and in the window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msginspector.analysis.headers.authentication import Result
from msginspector.analysis.headers.hosts import IpAddress
from msginspector.analysis.headers.received import Host, Tls

MINUS = "−"


def duration_text(duration: timedelta) -> str:
    """A duration in its two largest units: "3 s", "2 min 8 s", "1 d 2 h"; "−13 s" of a jump."""
    total = duration.total_seconds()
    sign, total = (MINUS, -total) if total < 0 else ("", total)
    if total < 60:
        text = f"{total:.3f}".rstrip("0").rstrip(".")
        return f"{sign}{text} s"
    whole = int(total)
    units = ((whole // 86400, "d"), (whole // 3600 % 24, "h"), (whole // 60 % 60, "min"))
    words = [f"{count} {unit}" for count, unit in (*units, (whole % 60, "s")) if count]
    return sign + " ".join(words[:2])


def time_text(moment: datetime) -> str:
    """A moment in UTC, to the second, and further where it is said more exactly."""
    utc = moment.astimezone(UTC)
    part = f".{utc.microsecond:06d}".rstrip("0") if utc.microsecond else ""
    return f"{utc.year:04}-{utc:%m-%d %H:%M:%S}{part}Z"


def address_text(address: IpAddress) -> str:
    """An address and its kind."""
    return f"{address.text} ({address.kind})"


def host_text(host: Host | None) -> str:
    """A host in a line: its name, what its address was called, its addresses; "" for none."""
    if host is None:
        return ""
    names = [host.name or "", f"called {host.resolved}" if host.resolved else ""]
    return " ".join(one for one in (*names, *map(address_text, host.addresses)) if one)


def tls_text(tls: Tls | None) -> str:
    """The encryption in a line; "" for none."""
    if tls is None:
        return ""
    bits = "" if tls.bits is None else f"{tls.bits} bits"
    return " ".join(one for one in (tls.version, tls.cipher, bits) if one)


def result_text(result: Result) -> str:
    """A result as it is stated: `spf=fail (sender IP is 1.2.3.4) smtp.mailfrom=example.org`."""
    comment = f" ({result.comment})" if result.comment else ""
    reason = f" reason={result.reason}" if result.reason else ""
    pairs = "".join(f" {name}={value}" for name, value in result.properties)
    return f"{result.method}={result.result}{comment}{reason}{pairs}"

"""The JSON document of the times of a message. Keys are added, never renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msginspector.analysis.moments.words import in_zone

if TYPE_CHECKING:
    from datetime import tzinfo

    from msginspector.analysis.moments import Moment, Moments


def moments_document(found: Moments) -> dict[str, object]:
    """All times, the oldest first, and what contradicts itself; `moments` of a check are places."""
    return {
        "zone": found.zone_words or None,
        "moments": [moment_document(one, found.zone) for one in found.moments],
        "checks": [
            {"rule": one.rule, "text": one.sentence, "moments": list(one.moments)}
            for one in found.checks
        ],
        "problems": list(found.problems),
    }  # fmt: skip


def moment_document(one: Moment, zone: tzinfo | None) -> dict[str, object]:
    """A time; `time` and `sender` are null for a number that stands for none."""
    own = one.zone or zone
    is_time = not one.none
    return {
        "name": one.name,
        "time": one.filetime.iso() if is_time else None,
        "ticks": str(one.ticks),
        "sender": in_zone(one.filetime, own) or None if is_time and own is not None else None,
        "kind": one.kind,
        "path": one.path,
        "tag": None if one.tag is None else f"0x{one.tag:08X}",
        "part": one.part,
        "none": one.none or None,
        "note": one.note,
        "marks": list(one.marks),
    }

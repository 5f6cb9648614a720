"""When somebody is busy in a month ([MS-OXOPFFB] 2.2.1.2.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures.cursor import Cursor

BLOCK_SIZE: Final = 4
_MINUTES_A_DAY: Final = 1440


def free_busy_blocks(cursor: Cursor) -> None:
    """Blocks of one month: PidTagScheduleInfoFreeBusyTentative and its like, little-endian.

    Start and end are minutes since the month began, UTC. Which month it is says the value at the
    same place of another property, e.g. PidTagScheduleInfoMonthsTentative.
    """
    count = cursor.remaining // BLOCK_SIZE
    total = 0
    for number in range(count):
        with cursor.group(f"Block[{number}]") as part:
            start = cursor.u16("Start", text=_in_month)
            end = cursor.u16("End", text=_in_month)
            part.text = f"{_in_month(start)} to {_in_month(end)} UTC"
        total += max(0, end - start)
    hours = f"{total // 60}:{total % 60:02} h"
    cursor.summary(f"{count} block{'' if count == 1 else 's'}, {hours} in all")


def _in_month(minutes: int) -> str:
    day, rest = divmod(minutes, _MINUTES_A_DAY)
    return f"day {day + 1} {rest // 60:02}:{rest % 60:02}"


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"FREEBUSYBLOCKS": free_busy_blocks}

"""In which roles a message names people, and the properties that name each.

[MS-OXOMSG] 2.2.1 (senders, receivers, reports), [MS-OXCMSG] 2.2.1.44 and 2.2.1.46 (creator, last
modifier), [MS-OXPROPS]. In meetings a recipient of type 3 is a resource ([MS-OXOCAL] 2.2.4.10.7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SENDER: Final = "sender"
REPRESENTED: Final = "represented"
REPLY_TO: Final = "reply_to"
ORIGINATOR: Final = "originator"
TO: Final = "to"
CC: Final = "cc"
BCC: Final = "bcc"
RESOURCE: Final = "resource"
OTHER: Final = "other"

ROLES: Final[dict[str, str]] = {
    SENDER: "Sender",
    REPRESENTED: "Sent for",
    REPLY_TO: "Reply to",
    ORIGINATOR: "Originator",
    TO: "To",
    CC: "Cc",
    BCC: "Bcc",
    RESOURCE: "Resource",
    OTHER: "Other",
    "received_by": "Received by",
    "received_for": "Received for",
    "report_to": "Report to",
    "receipt_to": "Read receipt to",
    "original_sender": "Original sender",
    "original_represented": "Originally for",
    "original_author": "Original author",
    "creator": "Creator",
    "last_modifier": "Last changed by",
}
"""The roles in their order, with what they are called."""

RECIPIENT_ROLES: Final = {0: ORIGINATOR, 1: TO, 2: CC, 3: BCC}
"""By PR_RECIPIENT_TYPE without its flags."""
MEETINGS: Final = ("ipm.appointment", "ipm.schedule.meeting")
"""Classes of messages in which type 3 is a resource."""
TYPE_BITS: Final = 0x0000000F


@dataclass(frozen=True, slots=True)
class Group:
    """The 16-bit ids of the properties of one role; 0 where there is none."""

    role: str
    name: int
    entry_id: int
    search_key: int
    kind: int
    address: int
    smtp: int
    headers: tuple[str, ...] = ()
    """Header fields that name the same person: the first that is there counts."""


GROUPS: Final = (
    Group(SENDER, 0x0C1A, 0x0C19, 0x0C1D, 0x0C1E, 0x0C1F, 0x5D01, ("sender",)),
    Group(REPRESENTED, 0x0042, 0x0041, 0x003B, 0x0064, 0x0065, 0x5D02, ("from",)),
    Group("received_by", 0x0040, 0x003F, 0x0051, 0x0075, 0x0076, 0x5D07),
    Group("received_for", 0x0044, 0x0043, 0x0052, 0x0077, 0x0078, 0x5D08),
    Group("report_to", 0x003A, 0x0045, 0x0054, 0, 0, 0),
    Group("receipt_to", 0x402B, 0x0046, 0x0053, 0x4029, 0x402A, 0x5D05),
    Group("original_sender", 0x005A, 0x005B, 0x005C, 0x0066, 0x0067, 0),
    Group("original_represented", 0x005D, 0x005E, 0x005F, 0x0068, 0x0069, 0),
    Group("original_author", 0x004D, 0x004C, 0, 0x0079, 0x007A, 0),
    Group("creator", 0x3FF8, 0x3FF9, 0, 0x4022, 0x4023, 0x5D0A),
    Group("last_modifier", 0x3FFA, 0x3FFB, 0, 0x4024, 0x4025, 0x5D0B),
)
RECIPIENT: Final = Group("", 0x3001, 0x0FFF, 0x300B, 0x3002, 0x3003, 0x39FE)
"""The same of a row of the recipient table; its role is PR_RECIPIENT_TYPE."""
MORE_NAMES: Final = (0x5FF6, 0x3A20, 0x39FF)
"""Names of a recipient where PR_DISPLAY_NAME is missing."""
MORE_ENTRY_IDS: Final = (0x5FF7,)
FROM: Final = ("from",)
ORG_ADDRESS: Final = 0x403E
REPLY_ENTRIES: Final = 0x004F
REPLY_NAMES: Final = 0x0050
RECIPIENT_TYPE: Final = 0x0C15
DISPLAY_LISTS: Final = {TO: 0x0E04, CC: 0x0E03, BCC: 0x0E02}
"""PR_DISPLAY_TO, PR_DISPLAY_CC, PR_DISPLAY_BCC."""

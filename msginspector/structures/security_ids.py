"""Security identifiers (SID) of users and groups.

[MS-DTYP] 2.4.2.2; well-known ones 2.4.2.4. Which account another SID belongs to only its domain
knows: nobody is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from msginspector import resources
from msginspector.structures import show
from msginspector.structures.cursor import Cursor

AUTHORITIES: Final = {
    0: "SECURITY_NULL_SID_AUTHORITY",
    1: "SECURITY_WORLD_SID_AUTHORITY",
    2: "SECURITY_LOCAL_SID_AUTHORITY",
    3: "SECURITY_CREATOR_SID_AUTHORITY",
    4: "SECURITY_NON_UNIQUE_AUTHORITY",
    5: "SECURITY_NT_AUTHORITY",
    9: "SECURITY_RESOURCE_MANAGER_AUTHORITY",
    15: "SECURITY_APP_PACKAGE_AUTHORITY",
    16: "SECURITY_MANDATORY_LABEL_AUTHORITY",
    17: "SECURITY_SCOPED_POLICY_ID_AUTHORITY",
    18: "SECURITY_AUTHENTICATION_AUTHORITY",
}
_DOMAIN: Final = "S-1-5-21-"
_ACCOUNT: Final = re.compile(rf"{_DOMAIN}\d+-\d+-\d+-(\d+)")
"""A domain or machine is three numbers ([MS-DTYP] 2.4.2.4); its account is the one behind them."""


@dataclass(frozen=True, slots=True)
class SecurityId:
    """A SID that was read."""

    text: str
    """Its string form, "S-1-5-18"; "no SID" and the reason when it is not whole."""
    name: str = ""
    """The account it stands for; "" when it is not a well-known one."""
    sddl: str = ""
    """Its two letters in SDDL ([MS-DTYP] 2.5.1), else its string form."""

    @property
    def account(self) -> str:
        """The name, else the string form."""
        return self.name or self.text

    @property
    def described(self) -> str:
        """The string form, and the name where it has one."""
        return f"{self.text} = {self.name}" if self.name else self.text


def security_id(cursor: Cursor) -> SecurityId:
    """The fields of a SID, and what it says: [MS-DTYP] 2.4.2.2.

    Numbers are little-endian, the authority is big-endian. There is no SID without bytes.
    """
    revision = cursor.u8("Revision")
    count = cursor.u8("SubAuthorityCount")
    authority = cursor.number(
        "IdentifierAuthority", 6, text=show.one_of(AUTHORITIES), big_endian=True
    )
    possible = min(count, cursor.remaining // 4)
    parts = [cursor.u32(f"SubAuthority[{number}]") for number in range(possible)]
    if possible < count:
        reason = f"{count} sub-authorities are announced, there is room for {possible}"
        cursor.damage(reason)
        return SecurityId(f"no SID: {reason}")
    top = str(authority) if authority < 1 << 32 else f"0x{authority:012X}"
    return known("-".join(["S", str(revision), top, *map(str, parts)]))


def security_id_part(cursor: Cursor, label: str) -> SecurityId:
    """A SID as a part of its own, with its meaning in its text."""
    with cursor.group(label) as part:
        found = security_id(cursor)
        part.value, part.text = found.text, found.described
    return found


def sid(cursor: Cursor) -> None:
    """A security identifier: [MS-DTYP] 2.4.2.2. Little-endian, but for its authority.

    An absent property means that the server did not say who it was.
    """
    cursor.summary(security_id(cursor).described)


def known(text: str) -> SecurityId:
    """The SID with this string form, with its name when it is well-known."""
    rows = _well_known()
    found = rows.get(text)
    account = _ACCOUNT.fullmatch(text)
    if found is None and account is not None:
        found = rows.get(f"{_DOMAIN}*-{account[1]}")
    name, letters = found or ("", "")
    return SecurityId(text, name, letters or text)


@lru_cache(maxsize=1)
def _well_known() -> dict[str, tuple[str, str]]:
    return {row["sid"]: (row["name"], row["sddl"]) for row in resources.table("well_known_sids")}


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"SID": sid}

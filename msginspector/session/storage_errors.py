"""MapStorageSCode: from OLE storage errors to MAPI errors.

Microsoft publishes no table; this one is ours, by the meaning of the names (winerror.h).
"""

from __future__ import annotations

from typing import Final

from msginspector.errors import (
    MAPI_E_CALL_FAILED,
    MAPI_E_INVALID_PARAMETER,
    MAPI_E_NO_ACCESS,
    MAPI_E_NOT_ENOUGH_DISK,
    MAPI_E_NOT_ENOUGH_MEMORY,
    MAPI_E_NOT_FOUND,
)

STG_E_FILENOTFOUND: Final = 0x80030002
STG_E_PATHNOTFOUND: Final = 0x80030003
STG_E_ACCESSDENIED: Final = 0x80030005
STG_E_INSUFFICIENTMEMORY: Final = 0x80030008
STG_E_INVALIDPOINTER: Final = 0x80030009
STG_E_SHAREVIOLATION: Final = 0x80030020
STG_E_LOCKVIOLATION: Final = 0x80030021
STG_E_INVALIDPARAMETER: Final = 0x80030057
STG_E_MEDIUMFULL: Final = 0x80030070

STORAGE_ERRORS: Final[dict[int, int]] = {
    STG_E_FILENOTFOUND: MAPI_E_NOT_FOUND,
    STG_E_PATHNOTFOUND: MAPI_E_NOT_FOUND,
    STG_E_ACCESSDENIED: MAPI_E_NO_ACCESS,
    STG_E_SHAREVIOLATION: MAPI_E_NO_ACCESS,
    STG_E_LOCKVIOLATION: MAPI_E_NO_ACCESS,
    STG_E_INSUFFICIENTMEMORY: MAPI_E_NOT_ENOUGH_MEMORY,
    STG_E_MEDIUMFULL: MAPI_E_NOT_ENOUGH_DISK,
    STG_E_INVALIDPARAMETER: MAPI_E_INVALID_PARAMETER,
    STG_E_INVALIDPOINTER: MAPI_E_INVALID_PARAMETER,
}


def map_storage_error(code: int) -> int:
    """The MAPI error for a storage error; MAPI_E_CALL_FAILED where none fits, 0 for 0."""
    code &= 0xFFFFFFFF
    if code == 0:
        return 0
    return STORAGE_ERRORS.get(code, MAPI_E_CALL_FAILED)

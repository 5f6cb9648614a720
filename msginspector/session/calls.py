"""The MAPI call behind each opening, as a C programmer would write it (imessage.h, mapidefs.h)."""

from __future__ import annotations


def open_session(flags: int) -> str:
    """OpenIMsgSession."""
    return f"OpenIMsgSession(lpMalloc, {flags}, &lpMsgSess)"


def open_storage(name: str) -> str:
    """StgOpenStorage, with which a caller gets the IStorage it builds the message on."""
    return f'StgOpenStorage(L"{name}", STGM_READ | STGM_SHARE_DENY_WRITE, &lpStg)'


def open_message(session: str | None, storage: str, flags: int) -> str:
    """OpenIMsgOnIStg; `session` is None for an independent message."""
    return f'OpenIMsgOnIStg({session or "NULL"}, …, "{storage}", …, {flags:#x}, &lpMsg)'


def close_session(session: str) -> str:
    """CloseIMsgSession."""
    return f"CloseIMsgSession({session})"


def recipient_table() -> str:
    """IMessage::GetRecipientTable."""
    return "IMessage::GetRecipientTable(0, &lpTable)"


def attachment_table() -> str:
    """IMessage::GetAttachmentTable."""
    return "IMessage::GetAttachmentTable(0, &lpTable)"


def open_attachment(number: int) -> str:
    """IMessage::OpenAttach."""
    return f"IMessage::OpenAttach({number}, NULL, 0, &lpAttach)"


def open_property(tag: int, interface: str) -> str:
    """IMAPIProp::OpenProperty."""
    return f"IMAPIProp::OpenProperty(0x{tag:08X}, &{interface}, 0, 0, &lpUnk)"


ADD_REFERENCE = "IUnknown::AddRef()"
RELEASE = "IUnknown::Release()"
CALL_RELEASE = "MSGCALLRELEASE(ulCallerData, lpMessage)"

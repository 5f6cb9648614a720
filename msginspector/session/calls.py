"""The MAPI call behind each opening (imessage.h, mapidefs.h), short enough for a column.

Only the arguments that tell one call from another are given; allocators and results are left out.
"""

from __future__ import annotations

# what Outlook has for other mail: IConverterSession (Outlook MIME reference), ITnef (tnef.h)
_CONVERTED = {
    "eml": "IConverterSession::MIMEToMAPI({})",
    "smime": "IConverterSession::MIMEToMAPI({})",
    "tnef": "ITnef::ExtractProps({})",
}


def open_session(flags: int) -> str:
    """OpenIMsgSession."""
    return f"OpenIMsgSession({flags})"


def open_storage(name: str) -> str:
    """StgOpenStorage, with which a caller gets the IStorage it builds the message on."""
    return f'StgOpenStorage("{name}", STGM_READ)'


def open_input(kind: str, name: str) -> str:
    """How a caller gets the message of a file: its storage, else what converts the file."""
    return _CONVERTED[kind].format(f'"{name}"') if kind in _CONVERTED else open_storage(name)


def open_inner(kind: str) -> str:
    """The message that an attachment's bytes are: a storage on them, else what converts them."""
    bytes_of = "PR_ATTACH_DATA_BIN"
    if kind in _CONVERTED:
        return _CONVERTED[kind].format(bytes_of)
    return f"OpenIMsgOnIStg(StgOpenStorageOnILockBytes({bytes_of}))"


def open_message(session: str | None, storage: str, flags: int) -> str:
    """OpenIMsgOnIStg; `session` is None for an independent message."""
    return f'OpenIMsgOnIStg({session or "NULL"}, "{storage}", {flags:#x})'


def close_session(session: str) -> str:
    """CloseIMsgSession."""
    return f"CloseIMsgSession({session})"


def recipient_table() -> str:
    """IMessage::GetRecipientTable."""
    return "IMessage::GetRecipientTable()"


def attachment_table() -> str:
    """IMessage::GetAttachmentTable."""
    return "IMessage::GetAttachmentTable()"


def open_attachment(number: int) -> str:
    """IMessage::OpenAttach."""
    return f"IMessage::OpenAttach({number})"


def open_property(tag: int, interface: str) -> str:
    """IMAPIProp::OpenProperty."""
    return f"IMAPIProp::OpenProperty(0x{tag:08X}, {interface})"


ADD_REFERENCE = "IUnknown::AddRef()"
RELEASE = "IUnknown::Release()"
CALL_RELEASE = "MSGCALLRELEASE(ulCallerData, lpMessage)"

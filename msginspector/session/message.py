"""IMessage on IStorage: a top-level or embedded message that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from msginspector.errors import MAPI_E_NO_SUPPORT, MAPI_E_NOT_FOUND, MapiError
from msginspector.session import calls, inner
from msginspector.session.handles import AttachmentTable, RecipientTable
from msginspector.session.owners import Attachment, PropertyOwner
from msginspector.session.rows import ObjectRow
from msginspector.session.states import Kind

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from msginspector.findings import Finding
    from msginspector.oxmsg import OxObject
    from msginspector.session.listed_storage import ListedStorage


class Message(PropertyOwner):
    """An open message. Opening and listing read no attachment bytes."""

    __slots__ = ()

    @property
    def flags(self) -> int:
        """The flags of its OpenIMsgOnIStg call (IMSG_NO_ISTG_COMMIT has no effect here)."""
        return self._group.flags

    @property
    def message_class(self) -> str | None:
        """PR_MESSAGE_CLASS, None where the message has none."""
        return self._own(lambda owner: owner.message_class)

    @property
    def recipients(self) -> tuple[ObjectRow, ...]:
        """Its recipients as rows."""
        return self.row.recipients

    @property
    def attachments(self) -> tuple[ObjectRow, ...]:
        """Its attachments as rows."""
        return self.row.attachments

    def object(self, path: str) -> ObjectRow:
        """Anything the file lists, at any depth, by its path from the top-level message.

        Raises MAPI_E_NOT_FOUND where there is no such object.
        """
        try:
            found = self.served(lambda: self._group.content.find(path))
            self.check_unchanged()
            return ObjectRow(self, found)
        except KeyError:
            text = f"“{self.label}” has no object “{path}”."
            raise MapiError(MAPI_E_NOT_FOUND, text) from None

    def walk(self) -> Iterator[ObjectRow]:
        """Everything the whole file lists, parents first; embedded messages are not opened.

        Messages that attachments' bytes are come last, those that were opened. Cancelled when the
        session starts to close.
        """
        check = self.check_of_a_read()
        for item in self._from_file(inner.walk):
            check()
            self.check_unchanged()
            yield ObjectRow(self, item)

    def list_storage(self) -> Generator[None, None, ListedStorage]:
        """The storages and streams of the whole file, see `ObjectRow.list_storage`."""
        return self.row.list_storage()

    def findings(self) -> tuple[Finding, ...]:
        """The findings of the whole file, the change of the file since it was opened included."""
        return self.served(self._group.content.findings)

    def change(self) -> str | None:
        """How the file differs from what was opened, as a sentence; None when it does not."""
        return self.served(self._group.content.change)

    def file_pieces(self) -> Iterator[bytes]:
        """The bytes of the whole file, in order, a few hundred kilobytes at a time.

        Cancelled when the session starts to close. Raises InputError when the file has gone or was
        written to since it was opened.
        """
        check = self.check_of_a_read()
        for piece in self.served(self._group.content.pieces):
            check()
            self.check_unchanged()
            yield piece

    def open_recipient_table(self) -> RecipientTable:
        """IMessage::GetRecipientTable; the same table again while it is open."""
        table: RecipientTable = self._open(
            Kind.RECIPIENT_TABLE, "recipients", "Recipients", self._below("recipients"),
            calls.recipient_table(),
        )  # fmt: skip
        return table

    def open_attachment_table(self) -> AttachmentTable:
        """IMessage::GetAttachmentTable; the same table again while it is open."""
        table: AttachmentTable = self._open(
            Kind.ATTACHMENT_TABLE, "attachments", "Attachments", self._below("attachments"),
            calls.attachment_table(),
        )  # fmt: skip
        return table

    def open_attachment(self, number: int) -> Attachment:
        """IMessage::OpenAttach; the same object again while it is open.

        `number` counts from 0 in ascending order of the storages' names.
        Raises MAPI_E_NOT_FOUND where there is no such attachment.
        """
        found = self._own(lambda owner: _place(owner.attachments, number))
        if found is None:
            raise MapiError(MAPI_E_NOT_FOUND, f"“{self.label}” has no attachment {number}.")
        attachment: Attachment = self._open(
            Kind.ATTACHMENT, ("attachment", number), *found, calls.open_attachment(number), number
        )
        return attachment

    def submit_message(self) -> NoReturn:
        """IMessage::SubmitMessage: not supported on IMessage-on-IStorage objects."""
        self._unsupported("SubmitMessage")

    def set_read_flag(self) -> NoReturn:
        """IMessage::SetReadFlag: not supported on IMessage-on-IStorage objects."""
        self._unsupported("SetReadFlag")

    def _unsupported(self, method: str) -> NoReturn:
        self.check()
        raise MapiError(
            MAPI_E_NO_SUPPORT, f"IMessage::{method} is not supported on a message in a storage."
        )

    def _below(self, name: str) -> str:
        return f"{self.path.rstrip('/')}/{name}"


def _place(rows: Sequence[OxObject], number: int) -> tuple[str, str] | None:
    """Label and path of the row of that number, None where there is none."""
    return (rows[number].label, rows[number].path) if 0 <= number < len(rows) else None

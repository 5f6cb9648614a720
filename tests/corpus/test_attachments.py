"""What is saved of the corpus' attachments is what extract-msg reads, byte for byte."""

from __future__ import annotations

import hashlib
import logging
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msginspector.export.attachment_files import Refused, SavedForm, saved_form
from msginspector.session import ObjectRow, Workspace
from tests.conftest import compound_files

# What extract-msg gives no bytes of: file, path -> what the bytes say.
EXCEPTIONS = {
    ("aspose-email+Aspose.Email-for-.NET__MSG file with RTF Formatting.msg", "/attachments/0"):
        "PR_ATTACH_METHOD is 6 and the storage has the class {0003000C-…} (Package): extract-msg "
        "supports no such object; \\x01Ole10Native holds the 26 bytes of Attach.txt at offset 158",
}  # fmt: skip


def theirs(file: Path) -> dict[str, Any]:
    """Every attachment by our path as extract-msg reads it: bytes, what a message says, None."""
    import extract_msg

    silent = extract_msg.enums.ErrorBehavior.SUPPRESS_ALL
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with extract_msg.openMsg(file, errorBehavior=silent) as message:
                return dict(_listed(message))
    finally:
        logging.disable(logging.NOTSET)


def _listed(message: Any) -> Iterator[tuple[str, Any]]:
    waiting = [(message, "")]
    while waiting:
        here, prefix = waiting.pop()
        # Of signed mail it lists what lies in the signature; what is stored comes first.
        parts = getattr(here, "rawAttachments", here.attachments)
        for part in parts:
            path = f"{prefix}/attachments/{int(part.dir.split('#')[1], 16)}"
            data = part.data
            if hasattr(data, "attachments"):
                waiting.append((data, f"{path}/message"))
                data = (data.subject, len(data.attachments), len(data.recipients))
            yield path, data


def said(data: bytes) -> Any:
    """What extract-msg says of a message that was saved."""
    import extract_msg

    with extract_msg.openMsg(data) as copy:
        return copy.subject, len(copy.attachments), len(copy.recipients)


def compared(form: SavedForm) -> Any:
    """What is saved, in the form the other reader gives it in."""
    if form.kind == "message":
        data = b"".join(form.pieces())
        assert len(data) == form.size
        return said(data)
    digest, size = hashlib.sha256(), 0
    for piece in form.pieces():
        digest.update(piece)
        size += len(piece)
    assert size == form.size
    return digest.hexdigest()


def attachments(file: Path, workspace: Workspace) -> dict[str, ObjectRow]:
    """Every attachment of a file at any depth, by its path."""
    message = workspace.open_session().open_file(file)
    return {row.path: row for row in message.walk() if row.kind == "attachment"}


def test_what_is_saved_is_what_extract_msg_reads(compound_file: Path) -> None:
    others = theirs(compound_file)
    with Workspace() as workspace:
        rows = attachments(compound_file, workspace)
        assert set(others) == set(rows)
        for path, row in rows.items():
            form = saved_form(row)
            assert isinstance(form, SavedForm), path
            other = others[path]
            if (compound_file.name, path) in EXCEPTIONS:
                assert other is None, "no longer needed"
            else:
                expected = hashlib.sha256(other).hexdigest() if isinstance(other, bytes) else other
                assert compared(form) == expected, path


def test_what_extract_msg_cannot_read_is_what_its_bytes_say(corpus: Path) -> None:
    [(name, path)] = EXCEPTIONS
    with Workspace() as workspace:
        form = saved_form(attachments(corpus / name, workspace)[path])
        assert isinstance(form, SavedForm)
        assert (form.name, form.kind) == ("Attach.txt", "packed file")
        assert b"".join(form.pieces()) == b"This text file is attached"


def test_the_corpus_has_enough_attachments_of_each_kind(corpus: Path) -> None:
    kinds: Counter[str] = Counter()
    with Workspace() as workspace:
        for file in compound_files():
            for row in attachments(file, workspace).values():
                form = saved_form(row)
                assert not isinstance(form, Refused), (file.name, row.path)
                kinds[form.kind] += 1
    assert kinds["file"] >= 120
    assert kinds["message"] >= 40
    assert kinds["packed file"] == 1

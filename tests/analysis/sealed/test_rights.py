"""Rights management: a message.rpmsg made as [MS-OXORMMS] 2.2.4.2 says. No real one was seen."""

from __future__ import annotations

import struct
import tracemalloc
import zlib
from collections.abc import Callable

from msginspector.analysis.sealed import rights, verdicts
from msginspector.analysis.sealed.verdicts import Seal
from msginspector.oxmsg.writer import MessageWriter
from msginspector.storage.writing import NewEntry, compound_pieces, stream_entry
from tests.builders import signing

Reading = Callable[[MessageWriter], Seal]
MIME = "application/x-microsoft-rpmsg-message"
LICENCE = (
    '<?xml version="1.0"?><XrML version="1.2"><BODY type="Microsoft Rights Label">'
    '<ISSUEDTIME>2024-05-06T07:08</ISSUEDTIME><DESCRIPTOR><OBJECT><ID type="MS-GUID">{1}</ID>'
    "<NAME>LCID 1033;NAME Do Not Forward;DESCRIPTION Nobody may forward it.;</NAME></OBJECT>"
    '</DESCRIPTOR><ADDRESS type="URL">https://rms.example.org/_wmcs</ADDRESS>'
    '<OWNER><OBJECT type="Group-Identity"><ID type="Windows">S-1</ID><NAME>ann@example.org</NAME>'
    "</OBJECT></OWNER></BODY></XrML>"
)


def rpmsg(content: bytes, block: int = 4096) -> bytes:
    """The blocks of [MS-OXORMMS] 2.2.4.2: mark, sizes, zlib."""
    out = rights.MAGIC
    for at in range(0, len(content), block):
        piece = content[at : at + block]
        packed = zlib.compress(piece)
        out += struct.pack("<III", 0x0FA0, len(piece), len(packed)) + packed
    return out


def container() -> bytes:
    """[MS-OXORMMS] 2.2.4.3: DataSpaces with the licence, and the encrypted content."""
    primary = b"\x58\x00\x00\x00\x01\x00\x00\x00" + LICENCE.encode()
    folders = ("\x06DataSpaces", "TransformInfo", "\tDRMTransform")
    entries = [NewEntry(folders[:depth]) for depth in range(4)]
    entries.append(stream_entry((*folders, "\x06Primary"), primary))
    entries.append(stream_entry((rights.CONTENT,), b"\x01" * 5000))
    return b"".join(compound_pieces(entries))


def message(data: bytes, name: str = "message.rpmsg") -> MessageWriter:
    return signing.message(data, "IPM.Note", MIME, name)


def test_what_can_be_said_without_the_licence_is_said(read: Reading) -> None:
    mail = message(rpmsg(container()))
    mail.set_named(
        "{00020386-0000-0000-C000-000000000046}", "content-class", 0x001F, "rpmsg.message"
    )
    seal = read(mail)
    said = {fact.label: fact.text for section in seal.sections for fact in section.facts}
    assert (seal.title, seal.verdict.state) == ("Encryption", verdicts.CLOSED)
    assert said["Content class"] == "rpmsg.message"
    assert said["Encrypted content"] == "5,000 bytes (DRMContent)"
    assert said["Template"] == "Do Not Forward"
    assert said["Description"] == "Nobody may forward it."
    assert said["Issued"] == "2024-05-06T07:08"
    assert said["Owner"] == "ann@example.org"
    assert said["Servers"] == "https://rms.example.org/_wmcs"


def test_blocks_are_put_together_in_order() -> None:
    data = container()
    found = rights.read_rights(rpmsg(data, 500))
    assert found is not None
    assert (found.unpacked, found.problems) == (len(data), ())


def test_cut_blocks_are_told() -> None:
    found = rights.read_rights(rpmsg(container())[:-1])
    assert found is not None
    assert found.problems[0].startswith("No whole block begins at byte ")


def test_what_unpacks_to_much_is_kept_once() -> None:
    packed = zlib.compress(bytes(1 << 20))
    block = struct.pack("<III", 0x0FA0, 1 << 20, len(packed)) + packed
    tracemalloc.start()
    found = rights.read_rights(rights.MAGIC + block * 24)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found is not None
    assert found.unpacked == 24 << 20
    assert peak < 36 << 20


def test_a_block_that_grows_beyond_what_it_says_is_refused() -> None:
    packed = zlib.compress(bytes(1 << 24))
    data = rights.MAGIC + struct.pack("<III", 0x0FA0, 100, len(packed)) + packed
    found = rights.read_rights(data)
    assert found is not None
    assert (found.unpacked, found.problems[0]) == (0, "The block at byte 8 cannot be unpacked.")


def test_other_content_of_that_name_is_told(read: Reading) -> None:
    said = [fact.text for s in read(message(b"nothing")).sections for fact in s.facts]
    assert any("does not begin as [MS-OXORMMS]" in text for text in said)


def test_the_class_alone_is_enough(read: Reading) -> None:
    mail = signing.message(b"", "IPM.Note.rpmsg.Microsoft.Voicemail.UM.CA", "", "a.bin")
    assert read(mail).verdict.word == "Rights-protected"

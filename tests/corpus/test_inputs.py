"""Real TNEF streams, mails and signed messages, made into messages and read back.

Attachments of the TNEF streams are those the collector of the corpus counted with another program
(`manifest.tsv` beside the folder). What is signed is compared with the body Outlook stored.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from msginspector.errors import InputError
from msginspector.inputs.eml import message_of_eml
from msginspector.inputs.kinds import inner_kind, input_kind
from msginspector.inputs.signed import signed_content
from msginspector.inputs.tnef import message_of_tnef
from msginspector.oxmsg import MessageFile, OxObject
from msginspector.storage import BytesSource, CompoundFile, Storage
from tests.conftest import corpus_files
from tests.corpus.console import TNEF
from tests.inputs.opening import opened, root, value

TNEF_FILES = [path for path in corpus_files() if path.read_bytes().startswith(TNEF)]
MAIL = "roundcube+roundcubemail__html.msg"
BAD_SIGNATURE = "Teamwork+tnef__badchecksum.tnef"
SIGNED = {
    "apache+poi__logsat.com_signatures_valid.msg": b"This is a valid digitally signed email.",
    "bbottema+outlook-message-parser__S_MIME test message signed.msg": b"boundary=",
    "bbottema+simple-java-mail__#572 Nullpointer in SMIMESupport.isMimeMessageAttachment.msg":
        b"Sehr geehrte Frau",
}  # fmt: skip
SEALED = "bbottema+outlook-message-parser__S_MIME test message encrypted.msg"

# [MS-OXTNEF] 2.1.3.3.5: what manifest.tsv has as it is written in the stream
CLASSES = {
    "": "IPM.Note",
    "IPM.Microsoft Mail.Note": "IPM.Note",
    "IPM.Microsoft Mail.Read Receipt": "REPORT.IPM.Note.IPNRN",
}
STATED = {  # the class is a property there, no attribute
    "verdammelt+tnef__multi-name-property.tnef": "IPM.Appointment",
}
REPAIRED = {
    "QualityUnit+TNEFDecoder__invalid-checksum.tnef": "checksum",
    "Teamwork+tnef__panic.tnef": "17,497 B that are no attribute",
    "koodaamo+tnefparse__IPM-DistList.tnef": "checksum",
    "koodaamo+tnefparse__duplicate_filename.tnef": "checksum",
    "verdammelt+tnef__garbage-at-end.tnef": "1 B that are no attribute",
}


@pytest.fixture(scope="module")
def manifest(corpus: Path) -> dict[str, dict[str, str]]:
    place = corpus.parent / "manifest.tsv"
    if not place.exists():
        pytest.skip("NOT TESTED: manifest.tsv is absent")
    with place.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file, delimiter="\t")}


def stored(path: Path) -> MessageFile:
    """A message of the corpus, read from memory."""
    return MessageFile(Storage(CompoundFile(BytesSource(path.read_bytes()))))


def attachment(path: Path) -> tuple[OxObject, bytes]:
    """The first attachment of a message, and its bytes."""
    message = stored(path)
    row = message.root.attachments[0]
    data = value(row, 0x3701)
    assert isinstance(data, bytes)
    return row, data


def test_all_real_tnef_streams_are_here(corpus: Path) -> None:
    assert len(TNEF_FILES) == 22


@pytest.mark.parametrize("path", TNEF_FILES, ids=lambda path: path.name)
def test_a_real_tnef_stream_is_a_message_without_findings(
    path: Path, manifest: dict[str, dict[str, str]]
) -> None:
    facts = manifest[path.name]
    result = message_of_tnef(path.read_bytes())
    file = opened(result)
    message = file.root
    stated = CLASSES.get(facts["message_class"], facts["message_class"])
    assert message.message_class == STATED.get(path.name, stated)
    assert len(message.attachments) == int(facts["attachments"])
    embedded = [row for row in message.attachments if row.data_kind == "message"]
    assert len(embedded) == int(facts["embedded_msgs"] or 0)
    assert len(message.recipients) == int(facts["recipients"] or 0)
    assert file.findings() == ()
    for item in file.walk():
        assert all(
            row.value is not None for row in item.properties if row.type_name != "PtypObject"
        )


@pytest.mark.parametrize("name", sorted(REPAIRED))
def test_what_is_wrong_with_a_real_stream_is_told(corpus: Path, name: str) -> None:
    notes = message_of_tnef((corpus / name).read_bytes()).notes
    assert [note for note in notes if REPAIRED[name] in note], notes


def test_a_stream_without_its_signature_is_refused(corpus: Path) -> None:
    data = (corpus / BAD_SIGNATURE).read_bytes()
    assert input_kind(data[:4096], BAD_SIGNATURE) is None
    with pytest.raises(InputError):
        message_of_tnef(data)


def test_the_ole_object_of_a_real_stream_is_a_storage(corpus: Path) -> None:
    result = message_of_tnef((corpus / "verdammelt+tnef__MAPI_OBJECT.tnef").read_bytes())
    assert [row.data_kind for row in root(result).attachments] == ["storage"]


def test_a_mail_under_a_wrong_name_is_a_message(corpus: Path) -> None:
    data = (corpus / MAIL).read_bytes()
    assert input_kind(data[:4096], MAIL) == "eml"
    message = root(message_of_eml(data))
    assert value(message, 0x0037) == "test html + image"
    assert value(message, 0x1000).startswith("this is test")
    assert [value(row, 0x370E) for row in message.attachments] == ["image/jpeg"]


@pytest.mark.parametrize("name", sorted(SIGNED))
def test_what_was_signed_is_a_mail_with_the_body_outlook_stored(corpus: Path, name: str) -> None:
    row, data = attachment(corpus / name)
    message_class = row.parent.message_class if row.parent else ""
    assert inner_kind("", "multipart/signed", message_class or "") == "smime"
    inner = signed_content(data)
    assert inner is not None
    assert SIGNED[name] in inner
    made = root(message_of_eml(inner))
    outlook = value(stored(corpus / name).root, 0x1000)
    ours = value(made, 0x1000)
    assert outlook is None or outlook.split() == ours.split()


def test_sealed_content_is_not_signed_content(corpus: Path) -> None:
    _row, data = attachment(corpus / SEALED)
    assert signed_content(data) is None


def test_every_attachment_that_looks_like_a_mail_opens(corpus: Path) -> None:
    opened_mails = 0
    for path in corpus_files():
        try:
            file = stored(path)
        except InputError:
            continue
        for item in file.walk():
            if item.kind != "attachment" or item.data_kind != "stream":
                continue
            data = value(item, 0x3701)
            if isinstance(data, bytes) and input_kind(data[:4096]) == "eml":
                assert opened(message_of_eml(data)).findings() == ()
                opened_mails += 1
    assert opened_mails >= 9

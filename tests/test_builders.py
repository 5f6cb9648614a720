"""The makers of test input do what they say, as another reader sees it."""

from __future__ import annotations

from pathlib import Path

import olefile
import pytest

from tests.builders.containers import END_OF_CHAIN, Surgery
from tests.builders.messages import nested, note, written

DATA = "__substg1.0_37010102"


@pytest.fixture
def big() -> bytes:
    """A message with an attachment of ten sectors, which is the only stream outside the minis."""
    return note(attachments=[("a.bin", bytes(range(256)) * 20)]).to_bytes()


def test_a_note_has_its_recipients_and_attachments(tmp_path: Path) -> None:
    path = written(tmp_path, note(recipients=["Ada", "Ben"], attachments=[("a.txt", b"x")]))
    with olefile.OleFileIO(str(path)) as container:
        assert container.exists("__recip_version1.0_#00000001")
        assert container.openstream(f"__attach_version1.0_#00000000/{DATA}").read() == b"x"


def test_nested_notes_lie_in_each_other() -> None:
    with olefile.OleFileIO(nested(2).to_bytes()) as container:
        inside = "__attach_version1.0_#00000000/__substg1.0_3701000D"
        subject = container.openstream(f"{inside}/{inside}/__substg1.0_0037001F").read()
    assert subject.decode("utf-16-le") == "level 2"


def test_surgery_finds_the_entry_and_the_sectors_of_a_stream(big: bytes) -> None:
    surgery = Surgery(big)
    index = surgery.find(DATA)
    sector, walked = surgery.start(index), 1
    while surgery.next_sector(sector) != END_OF_CHAIN:
        sector, walked = surgery.next_sector(sector), walked + 1
    assert walked == 10
    with olefile.OleFileIO(big) as container:
        assert container.direntries[index].name == DATA


def test_a_cycle_in_the_fat_is_one(big: bytes) -> None:
    surgery = Surgery(big)
    first = surgery.start(surgery.find(DATA))
    surgery.set_next(surgery.next_sector(first), first)
    assert surgery.next_sector(surgery.next_sector(first)) == first


def test_a_changed_size_is_the_one_another_reader_sees(big: bytes) -> None:
    surgery = Surgery(big)
    surgery.set_size(surgery.find(DATA), 4100)
    with olefile.OleFileIO(bytes(surgery.data)) as container:
        assert container.get_size(f"__attach_version1.0_#00000000/{DATA}") == 4100


def test_an_unknown_name_is_not_found(big: bytes) -> None:
    with pytest.raises(ValueError, match="nothing"):
        Surgery(big).find("nothing")

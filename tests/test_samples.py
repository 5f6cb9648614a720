"""The sample messages: made by the project's script, always the same, and readable by others."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import olefile
import pytest

NAMES = {
    "attachments.msg",
    "contact.msg",
    "damaged.msg",
    "html-mail-inline-image.msg",
    "nested-three-deep.msg",
    "plain-mail.msg",
    "recurring-appointment.msg",
    "task.msg",
}

# extract-msg has no attachments by reference, and stops at the first damage
OTHERS_REFUSE = {"attachments.msg", "damaged.msg"}

HEADER = {"root": 32, "embedded": 24, "part": 8}


def _entries(container: olefile.OleFileIO, path: list[str]) -> list[tuple[int, int, int, int]]:
    kind = "root" if len(path) == 1 else "embedded" if "__substg" in path[-2] else "part"
    data = container.openstream(path).read()[HEADER[kind] :]
    return list(struct.iter_unpack("<IIII", data[: len(data) // 16 * 16]))


def test_the_script_makes_exactly_the_files_that_are_kept(
    root: Path, samples: Path, tmp_path: Path
) -> None:
    script = root / "packaging" / "make_samples.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, capture_output=True)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    kept = {file.name: file.read_bytes() for file in samples.glob("*.msg")}
    assert set(made) == NAMES
    assert {name for name in NAMES if made[name] != kept.get(name)} == set()
    assert set(kept) == NAMES


def test_every_sample_but_the_damaged_one_is_a_sound_container(sample_file: Path) -> None:
    with olefile.OleFileIO(str(sample_file)) as container:
        assert container.exists("__properties_version1.0")
        assert container.parsing_issues == []


@pytest.mark.parametrize("name", sorted(NAMES - {"damaged.msg"}))
def test_every_entry_of_a_variable_size_has_its_stream_and_every_stream_its_entry(
    samples: Path, name: str
) -> None:
    with olefile.OleFileIO(str(samples / name)) as container:
        for path in container.listdir():
            if path[-1] != "__properties_version1.0":
                continue
            listed = {
                f"__substg1.0_{tag:08X}"
                for tag, *_rest in _entries(container, path)
                if tag & 0xFFFF in (0x001E, 0x001F, 0x0102, 0x0048, 0x000D) or tag & 0x1000
            }
            home = path[:-1]
            inside = {
                entry[len(home)]
                for entry in container.listdir(streams=True, storages=True)
                if entry[: len(home)] == home and len(entry) == len(home) + 1
            }
            stored = {
                entry for entry in inside if entry.startswith("__substg") and "-" not in entry
            }
            assert stored == listed, "/".join(path)


@pytest.mark.parametrize("name", sorted(NAMES - {"damaged.msg"}))
def test_a_sample_is_rich_enough_to_be_worth_looking_at(samples: Path, name: str) -> None:
    with olefile.OleFileIO(str(samples / name)) as container:
        assert len(_entries(container, ["__properties_version1.0"])) >= 40


@pytest.mark.parametrize("name", sorted(NAMES - OTHERS_REFUSE))
def test_another_program_reads_the_sample(samples: Path, name: str) -> None:
    import extract_msg

    with extract_msg.openMsg(str(samples / name)) as message:
        assert message.subject


def test_another_program_reads_the_recurrence_as_it_was_meant(samples: Path) -> None:
    import extract_msg

    with extract_msg.openMsg(str(samples / "recurring-appointment.msg")) as message:
        pattern = message.appointmentRecur
        assert pattern.occurrenceCount == 12
        assert pattern.startDate % 1440 == 0
        assert pattern.endDate - pattern.startDate == 11 * 7 * 1440
        assert len(pattern.deletedInstanceDates) == 2
        assert len(pattern.modifiedInstanceDates) == 1


def test_the_damaged_sample_ends_before_its_last_stream_does(samples: Path) -> None:
    with olefile.OleFileIO(str(samples / "damaged.msg")) as container:
        picture = "__attach_version1.0_#00000000/__substg1.0_37010102"
        declared = container.get_size(picture)
        assert len(container.openstream(picture).read()) < declared


def test_no_sample_names_a_domain_that_could_belong_to_somebody(sample_file: Path) -> None:
    data = sample_file.read_bytes()
    for text in (data.decode("latin-1"), data.decode("utf-16-le", "replace")):
        for foreign in (".com>", ".org>", "gmail", "outlook.com"):
            assert foreign not in text

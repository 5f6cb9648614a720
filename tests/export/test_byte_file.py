"""New files out of bytes: whole or not at all, never over anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from msginspector.export.byte_file import safe_name, save_steps


def test_pieces_become_a_file(tmp_path: Path) -> None:
    path = tmp_path / "new.bin"
    assert list(save_steps(str(path), [b"ab", b"c"])) == [2, 3]
    assert path.read_bytes() == b"abc"
    assert [one.name for one in tmp_path.iterdir()] == ["new.bin"]


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "old.bin"
    path.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        list(save_steps(str(path), [b"new"]))
    assert path.read_bytes() == b"old"


def test_what_comes_while_it_is_written_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.bin"
    steps = save_steps(str(path), [b"ab", b"c"])
    next(steps)
    path.write_bytes(b"somebody else's")
    with pytest.raises(FileExistsError):
        list(steps)
    assert path.read_bytes() == b"somebody else's"
    assert [one.name for one in tmp_path.iterdir()] == ["new.bin"]


def test_a_link_to_nothing_counts_as_something(tmp_path: Path) -> None:
    path = tmp_path / "link"
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        list(save_steps(str(path), [b"x"]))
    assert not (tmp_path / "nowhere").exists()


def test_who_stops_early_leaves_nothing(tmp_path: Path) -> None:
    steps = save_steps(str(tmp_path / "new.bin"), [b"ab", b"c"])
    next(steps)
    steps.close()
    assert list(tmp_path.iterdir()) == []


def test_bytes_that_cannot_be_read_leave_nothing(tmp_path: Path) -> None:
    def broken():
        yield b"ab"
        raise OSError(5, "no")

    with pytest.raises(OSError, match="no"):
        list(save_steps(str(tmp_path / "new.bin"), broken()))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PidTagSubject", "PidTagSubject.bin"), ("../../etc", "etc.bin"),
        ("a b\u202ec", "a_b_c.bin"),
        ("", "bytes.bin"), ("...", "bytes.bin"), ("x" * 200, "x" * 80 + ".bin"),
    ],
)  # fmt: skip
def test_a_name_is_made_of_letters_and_digits(text: str, name: str) -> None:
    assert safe_name(text) == name

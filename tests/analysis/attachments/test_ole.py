"""OLE objects: class, the file in a package, presentation, and everything that lies in them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from msginspector.analysis.attachments import ole
from msginspector.analysis.attachments.looks import look_at
from msginspector.analysis.attachments.ole import (
    OleObject,
    ole_object,
    package_of,
    packed_pieces,
)
from msginspector.session import ObjectRow, Workspace
from tests.analysis.attachments.building import package, presentation, row_of

PACKAGE = "{0003000C-0000-0000-C000-000000000046}"


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace() as made:
        yield made


def stored(
    workspace: Workspace, folder: Path, streams: Mapping[str, bytes], clsid: str = PACKAGE
) -> tuple[ObjectRow, OleObject]:
    row = row_of(workspace, folder, lambda part: part.set_storage(streams, clsid))
    found = ole_object(row)
    assert found is not None
    return row, found


def test_a_package_gives_the_file_inside_with_its_names(
    tmp_path: Path, workspace: Workspace
) -> None:
    data = bytes(range(256)) * 2000
    native = package("report.txt", data)
    row, found = stored(workspace, tmp_path, {"\x01Ole10Native": native})
    assert found.package is not None
    assert (found.program, found.package.name, found.package.size) == (
        "Package", "report.txt", len(data),
    )  # fmt: skip
    assert found.package.original == "C:\\from\\there"
    assert b"".join(packed_pieces(row, found.package)) == data


def test_newer_packages_have_names_in_unicode(tmp_path: Path, workspace: Workspace) -> None:
    native = package("????.txt", b"data", wide="отчёт.txt")
    _, found = stored(workspace, tmp_path, {"\x01Ole10Native": native})
    assert found.package is not None
    assert found.package.name == "отчёт.txt"


def test_native_data_that_is_no_package_is_all_of_it(tmp_path: Path, workspace: Workspace) -> None:
    native = struct.pack("<I", 6) + b"\xffdata!"
    row, found = stored(workspace, tmp_path, {"\x01Ole10Native": native})
    assert found.package is not None
    assert found.package.name == ""
    assert b"".join(packed_pieces(row, found.package)) == b"\xffdata!"


def test_all_pictures_of_an_object_together_have_a_bound(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ole, "LARGEST_PICTURE", 20_000)
    streams = {f"\x02OlePres{number:03}": presentation(3, bytes(9_000)) for number in range(9)}
    row, found = stored(workspace, tmp_path, streams)
    assert [len(one.data) for one in found.presentations] == [9_000, 9_000, 1_880]
    assert package_of(row) is None


def test_the_presentation_has_its_format_and_size(tmp_path: Path, workspace: Workspace) -> None:
    _, found = stored(workspace, tmp_path, {"\x02OlePres000": presentation(3, b"\1\0\x09\0wmf")})
    [picture] = found.presentations
    assert (picture.format, picture.format_name) == (3, "Windows metafile")
    assert (picture.width, picture.height, picture.aspect) == (2000, 1000, "icon")
    assert picture.data == b"\1\0\x09\0wmf"


def test_the_tree_lists_storages_and_streams_with_their_sizes(
    tmp_path: Path, workspace: Workspace
) -> None:
    _, found = stored(workspace, tmp_path, {"A/B/c": b"123", "d": b""})
    listed = [(item.path, item.size, item.is_stream) for item in found.tree]
    assert listed == [("A", 0, False), ("A/B", 0, False), ("A/B/c", 3, True), ("d", 0, True)]


def test_the_class_is_named_by_its_identifier(tmp_path: Path, workspace: Workspace) -> None:
    clsid = "{00020820-0000-0000-C000-000000000046}"
    _, found = stored(workspace, tmp_path, {"Workbook": b"x"}, clsid)
    assert (found.clsid, found.program) == (clsid, "Excel.Sheet.8")
    assert found.what == "Excel 97-2003 workbook"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=200))
def test_no_bytes_make_an_object_a_fault(
    tmp_path: Path, workspace: Workspace, native: bytes, shown: bytes, names: bytes
) -> None:
    streams = {"\x01Ole10Native": native, "\x02OlePres000": shown, "\x01CompObj": names}
    row, found = stored(workspace, tmp_path, streams)
    if found.package is not None:
        assert len(b"".join(packed_pieces(row, found.package))) == found.package.size


def test_a_program_in_a_package_is_a_danger_and_an_honest_file_is_none(
    tmp_path: Path, workspace: Workspace
) -> None:
    native = package("invoice.pdf.exe", b"MZ\x90\0\3\0\0\0")
    row, _ = stored(workspace, tmp_path, {"\x01Ole10Native": native})
    found = look_at(row)
    assert found.facts.safe.name == "invoice.pdf.exe"
    assert [one.code for one in found.dangers] == [
        "blocked-extension", "double-extension", "package",
    ]  # fmt: skip
    other = tmp_path / "other"
    other.mkdir()
    row, _ = stored(workspace, other, {"\x01Ole10Native": package("weights.csv", b"1;2")})
    assert look_at(row).dangers == ()

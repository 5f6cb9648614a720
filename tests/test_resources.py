"""The files under resources/: found, readable, and what the refresh script yields."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from msginspector import resources
from msginspector.errors import ResourceError

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
TABLES = sorted(path.stem for path in (ROOT / "resources" / "tables").glob("*.tsv"))
# Rows are tried in their order.
IN_ORDER = {
    "class_facts",
    "compound_kinds",
    "compound_types",
    "content_types",
    "file_kinds",
    "zip_types",
}


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_resource_is_found_in_a_checkout() -> None:
    assert resources.resource_path("tables", "guids.tsv").is_file()


def test_a_resource_is_found_in_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "msginspector" / "_resources"
    (installed / "tables").mkdir(parents=True)
    (installed / "tables" / "one.tsv").write_text("a\tb\n1\t\n", encoding="utf-8")
    monkeypatch.setattr(resources, "_PLACES", (installed, tmp_path / "resources"))
    resources.resource_root.cache_clear()
    try:
        assert resources.table("one") == [{"a": "1", "b": ""}]
    finally:
        monkeypatch.undo()
        resources.resource_root.cache_clear()


def test_an_installation_without_resources_is_our_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PLACES", (tmp_path / "nowhere",))
    resources.resource_root.cache_clear()
    try:
        with pytest.raises(ResourceError, match="missing"):
            resources.resource_root()
    finally:
        monkeypatch.undo()
        resources.resource_root.cache_clear()


@pytest.mark.parametrize("parts", [("tables", "nothing.tsv"), ("..", "pyproject.toml"), ("/etc",)])
def test_an_unknown_resource_or_one_outside_is_our_fault(parts: tuple[str, ...]) -> None:
    with pytest.raises(ResourceError) as caught:
        resources.read_text(*parts)
    assert caught.value.code == "MSG0990"


def test_a_folder_is_not_read_as_a_file() -> None:
    with pytest.raises(ResourceError, match="cannot be read"):
        resources.read_bytes("tables")


def test_a_row_with_a_missing_column_is_our_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.tsv").write_bytes(b"a\tb\n1\n")
    (tmp_path / "latin.tsv").write_bytes(b"a\n\xe9\n")
    monkeypatch.setattr(resources, "resource_path", lambda *parts: tmp_path / parts[-1])
    with pytest.raises(ResourceError, match="number of columns"):
        resources.table("bad")
    with pytest.raises(ResourceError, match="UTF-8"):
        resources.table("latin")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_sorted_unique_and_ends_lines_with_lf(name: str) -> None:
    data = resources.read_bytes("tables", f"{name}.tsv")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert not data.endswith(b"\n\n")
    _, rows = resources.table_lines(name)
    assert len(rows) == len(set(rows))
    assert rows == sorted(rows) or name in IN_ORDER


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_same_columns_in_every_row(name: str) -> None:
    assert resources.table(name)


def test_every_table_has_its_origin_in_the_notice() -> None:
    notice = resources.read_text("NOTICE")
    assert [name for name in TABLES if f"{name}.tsv" not in notice] == []


def test_the_tables_are_what_the_refresh_script_makes_of_the_reference(reference: Path) -> None:
    script = load_script("refresh_tables")
    for name, text in script.refreshed(reference).items():
        assert text == resources.read_text("tables", f"{name}.tsv"), name


def test_the_refresh_script_sorts_drops_columns_and_ranks_names() -> None:
    script = load_script("refresh_tables")
    source = (
        "id\tnote\tcanonical_name\tother_names\r\n"
        "2\tx\tPidTagTwo\tptagTwo PR_TWO_W PR_OTHER PR_TWO\r\n"
        "1\ty\t\t\r\n1\tz\t\t\r\n"
    )
    text = script.normalise(source, ("id", "canonical_name", "other_names"))
    assert text == (
        "id\tcanonical_name\tother_names\n1\t\t\n2\tPidTagTwo\tPR_TWO PR_OTHER PR_TWO_W ptagTwo\n"
    )

"""The files that make a Linux desktop know the program are valid and agree with it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from configparser import RawConfigParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

import msginspector
from tests.packaging.scripts import program

MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


@pytest.fixture(scope="module")
def share(root: Path) -> Path:
    """The folder that goes to `share` of a prefix."""
    return root / "packaging" / "linux" / "share"


@pytest.fixture(scope="module")
def entry_file(share: Path) -> Path:
    """The one desktop entry."""
    (file,) = (share / "applications").glob("*.desktop")
    return file


@pytest.fixture(scope="module")
def entry(entry_file: Path) -> dict[str, str]:
    """Its keys and values."""
    parser = RawConfigParser(delimiters="=", interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(entry_file.read_text(encoding="utf-8"))
    return dict(parser["Desktop Entry"])


@pytest.fixture(scope="module")
def app_id(entry_file: Path) -> str:
    """The program's name on a desktop."""
    return entry_file.stem


@pytest.fixture(scope="module")
def metainfo_file(share: Path, app_id: str) -> Path:
    """The AppStream component."""
    return share / "metainfo" / f"{app_id}.metainfo.xml"


@pytest.fixture(scope="module")
def metainfo(metainfo_file: Path) -> ElementTree.Element:
    """Its root element."""
    return ElementTree.parse(metainfo_file).getroot()


@pytest.fixture(scope="module")
def mime_types(share: Path, app_id: str) -> list[ElementTree.Element]:
    """The types the MIME file declares."""
    source = ElementTree.parse(share / "mime" / "packages" / f"{app_id}.xml")
    return source.getroot().findall(f"{MIME}mime-type")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, dict[str, str]]:
    """The table `[project]` of pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_validator_of_desktop_entries_has_nothing_to_say(entry_file: Path) -> None:
    command = [program("desktop-file-validate", "desktop-file-utils"), str(entry_file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_validator_of_appstream_is_content(metainfo_file: Path) -> None:
    command = [program("appstreamcli", "appstream"), "validate", "--no-net", str(metainfo_file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_program_they_name_is_one_of_the_project(
    entry: dict[str, str], metainfo: ElementTree.Element, project: dict[str, dict[str, str]]
) -> None:
    assert entry["Exec"].split() == [*project["gui-scripts"], "%F"]
    binaries = [element.text for element in metainfo.iterfind("provides/binary")]
    assert binaries == [*project["gui-scripts"], *project["scripts"]]


def test_the_window_tells_the_desktop_the_name_of_the_entry(root: Path, app_id: str) -> None:
    source = (root / "msginspector" / "gui" / "launch.py").read_text(encoding="utf-8")
    assert re.findall(r"setDesktopFileName\(\"(.+)\"\)", source) == [app_id]


def test_the_entry_names_the_class_x_windows_have(root: Path, entry: dict[str, str]) -> None:
    """Qt takes the class from the application's name."""
    source = (root / "msginspector" / "gui" / "launch.py").read_text(encoding="utf-8")
    (name,) = re.findall(r"setApplicationName\(\"(.+)\"\)", source)
    assert entry["StartupWMClass"] == name


def test_component_icon_and_entry_have_one_name(
    app_id: str, entry: dict[str, str], metainfo: ElementTree.Element
) -> None:
    assert metainfo.findtext("id") == app_id
    assert metainfo.findtext("launchable") == f"{app_id}.desktop"
    assert metainfo.findtext("icon") == entry["Icon"] == app_id


def test_entry_and_component_say_the_same(
    entry: dict[str, str], metainfo: ElementTree.Element
) -> None:
    assert metainfo.findtext("name") == entry["Name"]
    assert metainfo.findtext("summary") == entry["Comment"]
    categories = [element.text or "" for element in metainfo.iterfind("categories/category")]
    assert set(categories) <= set(entry["Categories"].split(";"))


# What desktops know without us: Internet mail, and TNEF by its registered and by its older name.
KNOWN_TYPES = ["message/rfc822", "application/vnd.ms-tnef", "application/ms-tnef"]


def test_entry_and_component_offer_the_declared_type_and_the_other_kinds_of_mail(
    entry: dict[str, str],
    metainfo: ElementTree.Element,
    mime_types: list[ElementTree.Element],
) -> None:
    (declared,) = [element.get("type") for element in mime_types]
    assert declared == "application/vnd.ms-outlook"
    every = [declared, *KNOWN_TYPES]
    assert entry["MimeType"] == "".join(f"{one};" for one in every)
    assert [element.text for element in metainfo.iterfind("provides/mediatype")] == every


def test_messages_and_templates_are_recognised_as_a_kind_of_compound_file(
    mime_types: list[ElementTree.Element],
) -> None:
    (declared,) = mime_types
    patterns = {glob.get("pattern"): glob.get("weight") for glob in declared.iter(f"{MIME}glob")}
    assert patterns == {"*.msg": "60", "*.oft": "60"}
    (parent,) = declared.findall(f"{MIME}sub-class-of")
    assert parent.get("type") == "application/x-ole-storage"


def test_the_newest_release_is_this_version_as_the_changes_tell_it(
    root: Path, metainfo: ElementTree.Element
) -> None:
    release = metainfo.find("releases/release")
    assert release is not None
    assert release.get("version") == msginspector.__version__
    changes = (root / "docs" / "CHANGELOG.md").read_text(encoding="utf-8")
    (state,) = re.findall(rf"^## {re.escape(msginspector.__version__)} \((.+)\)$", changes, re.M)
    if state == "not yet released":
        assert release.get("type") == "development"
    else:
        assert (release.get("type"), release.get("date")) == (None, state)


def test_the_licence_is_that_of_the_project(
    metainfo: ElementTree.Element, project: dict[str, dict[str, str]]
) -> None:
    assert metainfo.findtext("project_license") == project["license"]

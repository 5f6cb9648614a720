"""The command line of the window, and pictures without a screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from msginspector.gui import platform_check
from msginspector.gui.theme import DARK, LIGHT, SCHEMES

DIAGRAM = QRect(930, 690, 490, 170)  # inside of the dock, in a picture of the usual size


def run(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    kept.pop("QT_QPA_PLATFORM", None)
    kept["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    return subprocess.run(
        [sys.executable, "-m", "msginspector.gui", *map(str, arguments)],
        cwd=cwd, env=kept | environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_a_picture_shows_the_files_in_the_theme_asked_for(
    tmp_path: Path, samples: Path, scheme: str
) -> None:
    out = tmp_path / "out.png"
    done = run("--screenshot", out, "--theme", scheme, samples / "plain-mail.msg", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    picture = QImage(str(out))
    assert (picture.width(), picture.height()) == (1440, 900)
    assert picture.pixelColor(700, 14) == QColor(SCHEMES[scheme].panel)
    selected = QColor(SCHEMES[scheme].selection)
    assert any(picture.pixelColor(200, y) == selected for y in range(100, 300))


def test_a_picture_of_a_half_closed_session_differs_from_one_closed(
    tmp_path: Path, samples: Path
) -> None:
    pictures = []
    for options in ([], ["--close-steps", "3"], ["--close"]):
        out = tmp_path / f"{len(pictures)}.png"
        done = run("--screenshot", out, *options, samples, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        pictures.append(QImage(str(out)))
    assert pictures[0] != pictures[1] != pictures[2]


def test_a_picture_shows_objects_where_they_are_not_on_their_way(
    tmp_path: Path, samples: Path
) -> None:
    diagrams = []
    for name in ("once.png", "again.png"):
        file = samples / "recurring-appointment.msg"
        done = run("--screenshot", name, "--select", "/attachments", file, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        diagrams.append(QImage(str(tmp_path / name)).copy(DIAGRAM))
    assert diagrams[0] == diagrams[1]
    colors = {diagrams[0].pixel(x, y) for x in range(DIAGRAM.width()) for y in range(100)}
    assert QColor(SCHEMES[LIGHT].open).rgb() in colors


def test_a_picture_selects_by_path_and_by_property(tmp_path: Path, samples: Path) -> None:
    pictures = set()
    for path in ("/", "/attachments/0", "/recipients", "/storage", "/session",
                 "/properties/PidTagSubject", "/properties/0x0E1D001F"):  # fmt: skip
        out = tmp_path / "out.png"
        done = run("--screenshot", out, "--select", path, samples / "attachments.msg", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        pictures.add(out.read_bytes())
    assert len(pictures) == 7


def test_a_picture_with_a_file_that_is_no_message_is_made_and_says_so_by_its_code(
    tmp_path: Path, samples: Path
) -> None:
    bad = tmp_path / "bad.msg"
    bad.write_bytes(b"no message")
    out = tmp_path / "out.png"
    done = run("--screenshot", out, bad, samples / "plain-mail.msg", cwd=tmp_path)
    assert "was not opened" in done.stderr
    assert done.returncode == 3
    assert out.exists()


@pytest.mark.parametrize("display", ["", ":987"], ids=["no DISPLAY", "a dead DISPLAY"])
def test_without_a_screen_a_picture_is_written_and_said(
    tmp_path: Path, samples: Path, display: str
) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux can be without a screen")
    done = run(samples / "plain-mail.msg", cwd=tmp_path, DISPLAY=display)
    assert done.returncode == 0, done.stderr
    assert "There is no screen" in done.stderr
    assert str(tmp_path / "msginspector.png") in done.stderr
    assert (tmp_path / "msginspector.png").exists()


def test_help_and_version_do_not_import_qt(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from msginspector.gui.app import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit: pass\n"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, check=False)
    assert done.returncode == 0


def test_missing_libraries_are_named_with_their_packages() -> None:
    text = platform_check.explain(["libEGL.so.1", "libxcb-cursor.so.0"])
    assert "apt-get install libegl1 libxcb-cursor0" in text
    assert "dnf install libglvnd-egl xcb-util-cursor" in text


def test_a_library_that_is_missing_is_found_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("the libraries are those of Linux")
    row = {"library": "libno-such-thing.so.7", "debian": "libno-such-thing7", "checked": "qt"}
    monkeypatch.setattr(platform_check, "table", lambda _name: [row])
    assert platform_check.missing_libraries(window=False) == ["libno-such-thing.so.7"]


@pytest.mark.parametrize("path", ["/attachments/77", "/properties/0x12345678", "/nonsense"])
def test_a_picture_of_what_there_is_not_says_so(tmp_path: Path, samples: Path, path: str) -> None:
    out = tmp_path / "out.png"
    done = run("--screenshot", out, "--select", path, samples / "attachments.msg", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip() == f"There is no object {path} in the first message."
    assert out.exists()

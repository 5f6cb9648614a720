"""Leaving in the middle: nothing is said, nothing stays open, the process ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NUMBER = 400
# What Qt says of its own accord on a platform without a screen.
HARMLESS = "This plugin does not support propagateSizeHints()"

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="counts descriptors under /proc"
)


def leave(when: str, folder: Path) -> tuple[int, int, int]:
    """Objects opened, objects closed by the teardown, and files open after the window is gone."""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", str(HERE / "leaving.py"), when, str(folder)],
        env=dict(os.environ, PYTHONPATH=str(ROOT), QT_QPA_PLATFORM="offscreen"),
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if line and line != HARMLESS]
    assert said == []
    assert done.returncode == 0
    opened, closed, files = map(int, done.stdout.split())
    return opened, closed, files


@pytest.fixture
def many(samples: Path, tmp_path: Path) -> Path:
    for number in range(NUMBER):
        shutil.copy(samples / "plain-mail.msg", tmp_path / f"{number:04}.msg")
    return tmp_path


def test_leaving_while_files_are_opened(many: Path) -> None:
    opened, _closed, files = leave("loading", many)
    assert 100 < opened < 2 * NUMBER
    assert files == 0


def test_leaving_while_a_session_closes(many: Path) -> None:
    opened, closed, files = leave("closing", many)
    assert opened == 2 * NUMBER + 1
    assert 0 < closed < opened
    assert files == 0


def test_leaving_while_a_teardown_is_held(many: Path) -> None:
    opened, closed, files = leave("held", many)
    assert opened == 2 * NUMBER + 1
    assert closed == 1
    assert files == 0


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_leaving_because_the_system_asks(samples: Path, tmp_path: Path, name: str) -> None:
    """Ctrl+C in a terminal, a log-out: as if somebody had quit, and nothing is said."""
    mail = str(samples / "plain-mail.msg")
    program = subprocess.Popen(
        [sys.executable, "-m", "msginspector.gui", mail],
        env=dict(os.environ, PYTHONPATH=str(ROOT), QT_QPA_PLATFORM="offscreen",
                 XDG_CONFIG_HOME=str(tmp_path)),
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    end = time.monotonic() + 60
    while mail not in open_files(program.pid) and time.monotonic() < end:
        assert program.poll() is None
    program.send_signal(getattr(signal, name))
    _, said = program.communicate(timeout=60)
    assert [line for line in said.splitlines() if line != HARMLESS] == []
    assert program.returncode == 0
    [settings] = tmp_path.rglob("*.conf")
    assert "geometry" in settings.read_text(encoding="utf-8")


def open_files(process: int) -> list[str]:
    """What the descriptors of a process lead to."""
    found = []
    for link in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):
            found.append(str(link.readlink()))
    return found

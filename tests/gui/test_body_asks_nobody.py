"""Showing a mail asks no other computer and opens no file, whatever the mail refers to.

A process of its own shows the mail. Python's audit events tell what Python opens and connects to;
the system (inotify) tells whether anybody, Qt included, opens the files the mail names; the list
of its libraries tells that there is nothing in it that could reach a network.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gui.bodies import html_mail, png

ROOT = Path(__file__).resolve().parents[2]

WATCHER = """
import ctypes, json, os, sys
seen, watching = [], False

def audit(event, arguments):
    if watching and (event == "open" or event.startswith("socket.")):
        seen.append([event, str(arguments[0]) if arguments else ""])

sys.addaudithook(audit)
folder, message = sys.argv[1:]
libc = ctypes.CDLL(None, use_errno=True)
notes = libc.inotify_init1(os.O_NONBLOCK)
assert libc.inotify_add_watch(notes, folder.encode(), 0x21) >= 0  # IN_ACCESS | IN_OPEN

def touched():
    try:
        return len(os.read(notes, 65536))
    except BlockingIOError:
        return 0

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from msginspector.gui import launch
from msginspector.gui.body_output import pdf_bytes

with launch.scratch_settings() as settings:
    window = launch.make_window(launch.application(), settings, "light")
    window.show()
    window.open_paths([message])
    window.bench.runner.drain()
    window.tree_dock.select(launch.find_node(window, "/"))
    watching = True
    window.page.prefer("body")
    tab = window.page.tab_of("body")
    tab.finish()
    words = tab.views.paper.toPlainText()
    pictures = len(tab.reading.pictures)
    for view in ("rendered", "source", "plain", "rendered"):
        tab.choose_view(view)
        tab.finish()
        QApplication.processEvents()
    window.grab()
    for y in range(5, 200, 12):
        for kind in (QMouseEvent.Type.MouseMove,):
            place = QPointF(40, y)
            move = QMouseEvent(kind, place, place, Qt.MouseButton.NoButton,
                               Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(tab.views.paper.viewport(), move)
    tab.views.paper.reload()
    QApplication.processEvents()
    pdf = len(pdf_bytes(tab.views.document(), "x"))
    watching = False
    before = touched()
    window.close()
with open(os.path.join(folder, "canary.png"), "rb") as file:
    file.read(1)
libraries = open("/proc/self/maps").read()
print(json.dumps({"seen": seen, "touched": before, "control": touched(), "words": words,
                  "pictures": pictures, "pdf": pdf, "network": "Qt6Network" in libraries}))
"""


def hostile(folder: Path) -> str:
    """Every way to name a file or another computer that HTML has."""
    canary, sheet = folder / "canary.png", folder / "canary.css"
    names = [
        canary.as_uri(), str(canary), f"file:{canary}", f"file://localhost{canary}",
        f"\\\\?\\{canary}", "canary.png", f"qrc:{canary}", f":{canary}",
        "http://t.example/a.png", "//t.example/a.png",
        "https://t.example/a.gif", "ftp://t.example/a.png", "\\\\t.example\\share\\a.png",
        "file://t.example/share/a.png", "cid:dot", "cid:none", f"cid:{canary}", "mid:a/b",
        f"data:image/svg+xml,<svg><image href='{canary.as_uri()}'/>",
    ]  # fmt: skip
    images = "".join(
        f'<img src="{name}" width=9 height=9><table background="{name}"><tr><td>x</table>'
        f'<p style="background-image:url({name})">x</p><a href="{name}">link</a>'
        f'<iframe src="{name}"></iframe><object data="{name}"></object>'
        f'<input type=image src="{name}">'
        for name in names
    )  # fmt: skip
    return (
        f'<html><head><base href="{folder.as_uri()}/"><link rel=stylesheet href="{sheet.as_uri()}">'
        f'<style>@import "{sheet.as_uri()}"; body{{background:url({canary.as_uri()})}}'
        f"ul{{list-style-image:url({canary.as_uri()})}}</style></head>"
        f'<body background="{canary.as_uri()}">{images}<ul><li>x</ul>shown</body></html>'
    )


@pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED: inotify and /proc are Linux's")
def test_a_mail_full_of_references_opens_no_file_and_asks_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    folder.mkdir()
    (folder / "canary.png").write_bytes(png(9, 9, (255, 0, 0)))
    (folder / "canary.css").write_text("body { color: red }", encoding="utf-8")
    dot = png(5, 5, (0, 0, 255))
    message = html_mail(tmp_path, hostile(folder), pictures={"dot": dot})
    done = subprocess.run(
        [sys.executable, "-c", WATCHER, str(folder), str(message)], cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert "shown" in told["words"]
    assert told["pictures"] == 1
    assert told["pdf"] > 1000
    assert told["touched"] == 0
    assert told["control"] > 0
    assert not told["network"]
    own = (str(ROOT), sys.prefix, sys.base_prefix, str(message))
    strange = [
        (event, name) for event, name in told["seen"]
        if event != "open" or not name.startswith(own)
    ]  # fmt: skip
    assert strange == []

"""Messages with bodies for tests of the window, and how long its event loop stands still."""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QTimer

from msginspector.gui.main_window import MainWindow
from msginspector.gui.views.body_tab import BodyTab
from tests.builders.messages import note, written

PR_BODY = 0x1000001F
PR_BODY_STRING8 = 0x1000001E
PR_HTML = 0x10130102
PR_RTF_COMPRESSED = 0x10090102
PR_INTERNET_CPID = 0x3FDE0003
PR_ATTACH_LONG_FILENAME = 0x3707001F
PR_ATTACH_CONTENT_ID = 0x3712001F


def png(width: int, height: int, color: tuple[int, int, int]) -> bytes:
    """A picture of one colour."""
    rows = b"".join(b"\0" + bytes(color) * width for _ in range(height))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)), (b"IEND", b""),
    )  # fmt: skip
    made = b"\x89PNG\r\n\x1a\n"
    for name, data in chunks:
        made += struct.pack(">I", len(data)) + name + data
        made += struct.pack(">I", zlib.crc32(name + data))
    return made


def html_mail(folder: Path, html: str, *, text: str = "", pictures: dict[str, bytes] | None = None,
              name: str = "body.msg") -> Path:  # fmt: skip
    """A mail with this HTML, in UTF-8, and pictures by content id."""
    message = note("A mail with HTML")
    message.set(PR_HTML, html.encode("utf-8", "surrogatepass"))
    message.set(PR_INTERNET_CPID, 65001)
    if text:
        message.set(PR_BODY, text)
    for content_id, data in (pictures or {}).items():
        part = message.add_attachment()
        part.set(PR_ATTACH_LONG_FILENAME, f"{content_id}.png")
        part.set(PR_ATTACH_CONTENT_ID, content_id)
        part.set_data(data)
    return written(folder, message, name)


def rtf_mail(folder: Path, rtf: bytes) -> Path:
    """A mail with this RTF alone, stored uncompressed ([MS-OXRTFCP] 2.1.3.1.6)."""
    message = note("A mail with RTF")
    head = struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0)
    message.set(PR_RTF_COMPRESSED, head + rtf)
    return written(folder, message, "rtf.msg")


def show_body(window: MainWindow, qtbot, file: Path) -> BodyTab:
    """Open a message, show its body, and wait until all of it is there."""
    with qtbot.waitSignal(window.bench.batch_done, timeout=10_000):
        window.open_paths([str(file)])
    window.page.prefer("body")
    tab = window.page.tab_of("body")
    assert isinstance(tab, BodyTab)
    wait_for(qtbot, tab)
    return tab


def wait_for(qtbot, tab: BodyTab) -> None:
    """Until nothing is read and nothing is filled any more."""
    qtbot.waitUntil(lambda: not tab.background.busy and not tab.views.busy, timeout=30_000)


@contextmanager
def longest_pause() -> Iterator[Callable[[], float]]:
    """How long the event loop did not come round, in seconds: asked for after the block."""
    pauses = [0.0]
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        pauses.append(now - last)
        last = now

    timer = QTimer()
    timer.setInterval(0)
    timer.timeout.connect(tick)
    timer.start()
    yield lambda: max(pauses)
    tick()
    timer.stop()

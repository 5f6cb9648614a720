"""What the window is put through: one scene a fresh process, its measures as one line of JSON.

`python -m benchmarks.scenes SCENE [FOLDER]`; see `window` for the rows made of them. The window is
the real one, shown on the platform in use (offscreen where `QT_QPA_PLATFORM` says so), with
settings that nobody remembers. Times are in milliseconds unless their names say otherwise.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.watching import (
    Heartbeat,
    Measures,
    Painted,
    once,
    percentile,
    resident,
    shown,
    until_painted,
    wait,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from msginspector.gui.main_window import MainWindow
    from msginspector.gui.stage.diagram_view import DiagramView
    from msginspector.gui.views.properties_tab import PropertiesTab

FILTER_WORDS = ("e", "er", "er re", "no such word", "")
SCROLL_STEPS = 400
THEATRE_OBJECTS = 200
VALUE_BYTES = 300 << 20
CANCEL_AFTER = 0.4  # of the files
QUERIES = ("value 24", "type:int number 1", "name:word not 3", "size>60", "/numb.r 1[0-9]$/")


# --- the first window -----------------------------------------------------------------------


def empty(_folder: Path | None) -> Measures:
    """An empty QMainWindow until it is painted: what Qt itself takes."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1440, 900)
    window.show()
    until_painted(app, window)
    return {}


def first(_folder: Path | None) -> Measures:
    """The window of this program until it is painted, by the way of its start."""
    from msginspector.gui import app as command_line

    check = command_line.platform_check
    missing_libraries = check.missing_libraries

    def checked(*, window: bool) -> list[str]:
        found = missing_libraries(window=window)
        _stop_when_painted()  # Qt is loaded by now, as it is after the real check
        return found

    check.missing_libraries = checked
    command_line.main([])
    return {}


def _stop_when_painted() -> None:
    """Have the program say that its window is painted, and leave."""
    from PySide6.QtWidgets import QApplication

    def run_until_painted(*_: object) -> int:
        app = QApplication.instance()
        (window,) = (w for w in QApplication.topLevelWidgets() if w.inherits("QMainWindow"))
        until_painted(app, window)
        print("painted", flush=True)
        window.close()
        return 0

    QApplication.exec = run_until_painted  # type: ignore[method-assign]


# --- loading --------------------------------------------------------------------------------


def load(folder: Path | None) -> Measures:
    """Drop every file of a folder; when the first row is painted, and how late ticks come."""
    assert folder is not None
    paths = sorted(str(path) for path in folder.iterdir())
    with shown() as (app, window):
        beats, begun = Heartbeat(), time.perf_counter()
        rows = Painted(window.tree_dock.view.viewport(), lambda: _messages(window) > 0)
        window.open_paths(paths)
        ended = once(window.bench.batch_done)
        wait(app, lambda: rows.count > 0)
        first_row = time.perf_counter() - begun
        wait(app, lambda: bool(ended))
        seconds = time.perf_counter() - begun
        return {"first_row": first_row * 1000, "load_s": seconds, **beats.stop("load")}


def cancel(folder: Path | None) -> Measures:
    """Press *Cancel* in the middle of loading; until nothing is under way and it is painted."""
    assert folder is not None
    paths = sorted(str(path) for path in folder.iterdir())
    with shown() as (app, window):
        window.open_paths(paths)
        wait(app, lambda: len(window.bench.ledger.rows) > 2 * CANCEL_AFTER * len(paths))
        status = Painted(window.status, lambda: not window.bench.runner.busy)
        begun = time.perf_counter()
        window.status.cancel_button.click()
        wait(app, lambda: status.count > 0 and not window.bench.runner.busy)
        return {"cancel": (time.perf_counter() - begun) * 1000}


# --- ten thousand messages ------------------------------------------------------------------


def many(folder: Path | None) -> Measures:
    """Open a folder of very many files; filter, scroll and close what is there then."""
    assert folder is not None
    with shown() as (app, window):
        before, beats, begun = resident("VmRSS"), Heartbeat(), time.perf_counter()
        ended = once(window.bench.batch_done)
        handles = 0
        window.open_paths([str(folder)])
        while not ended:
            app.processEvents()
            handles = max(handles, window.bench.open_handles)
        found = {"open_s": time.perf_counter() - begun, **beats.stop("open")}
        wait(app, lambda: not window.bench.runner.busy)
        found |= {"handles": handles, "memory_mb": resident("VmHWM") - before}
        found["messages"] = _messages(window)
        found["filter"] = max(_filter(app, window, text) for text in FILTER_WORDS)
        found["scroll_p99"] = _scroll(app, window)
        return found | _close(app, window)


def _filter(app: QApplication, window: MainWindow, text: str) -> float:
    """A change of the filter line, until the rows it leaves are painted."""
    changed = once(window.bench.tree.modelReset, window.bench.tree.layoutChanged)
    painted = Painted(window.tree_dock.view.viewport(), lambda: bool(changed))
    begun = time.perf_counter()
    window.tree_dock.filter.setText(text)
    wait(app, lambda: painted.count > 0)
    return (time.perf_counter() - begun) * 1000


def _scroll(app: QApplication, window: MainWindow) -> float:
    """One turn of the wheel after the other from top to end, each until it is painted."""
    view = window.tree_dock.view
    bar = view.verticalScrollBar()
    times = []
    for number in range(SCROLL_STEPS):
        begun = time.perf_counter()
        bar.setValue(bar.minimum() + (bar.maximum() - bar.minimum()) * number // SCROLL_STEPS)
        view.viewport().repaint()
        times.append((time.perf_counter() - begun) * 1000)
        app.processEvents()
    return percentile(times, 99)


def _close(app: QApplication, window: MainWindow) -> Measures:
    """Close the session; wall and processor time an object, and how late ticks come."""
    ended = once(window.closing.ended)
    objects = len(window.bench.ledger.rows)
    beats = Heartbeat(milliseconds=1)
    begun, busy = time.perf_counter(), time.process_time()
    window.actions_["close-session"].trigger()
    wait(app, lambda: bool(ended), idle=True)
    seconds, busy = time.perf_counter() - begun, time.process_time() - busy
    return {
        "objects": objects,
        "close_us": seconds * 1e6 / objects,
        "close_cpu_us": busy * 1e6 / objects,
        **beats.stop("close"),
    }


# --- a very large value ---------------------------------------------------------------------


def theatre(folder: Path | None) -> Measures:
    """Close `THEATRE_OBJECTS` step by step, with tree, table and diagram on show.

    A step takes from the wish until everything that it changes is painted; painting is its end.
    """
    assert folder is not None
    with shown() as (app, window):
        window.open_paths(sorted(str(path) for path in folder.iterdir()))
        wait(app, lambda: not window.bench.runner.busy)
        session = window.bench.sessions[0]
        for message in session.messages():
            if len(session) < THEATRE_OBJECTS:
                message.open_recipient_table()
        window.bench.ledger.flush()
        window.story_dock.show_view("ownership")
        view: DiagramView = window.story_dock.view("ownership")  # type: ignore[assignment]
        wait(app, lambda: view.canvas is not None)
        for _ in range(2):  # groups, and the pages they have
            for cell in [cell for cell in view.ownership.cells() if cell.is_group]:
                if not cell.is_opened:
                    view.toggle(cell)
        for _ in range(20):
            app.processEvents()
        window.stage.set_speed("step")
        window.actions_["close-session"].trigger()
        for _ in range(20):
            app.processEvents()
        painting, whole = [], []
        for _ in range(len(session)):
            begun = time.perf_counter()
            window.actions_["teardown-step"].trigger()
            closed = time.perf_counter()
            app.processEvents()
            ended = time.perf_counter()
            painting.append(ended - closed)
            whole.append(ended - begun)
        return {
            "theatre_p99": percentile(painting, 99) * 1000,
            "theatre_step_p99": percentile(whole, 99) * 1000,
            "theatre_step_max": max(whole) * 1000,
        }


def rows(folder: Path | None) -> Measures:
    """Type queries over a table of 5,000 properties: each key until the rows left are painted."""
    assert folder is not None
    (path,) = folder.iterdir()
    with shown() as (app, window):
        window.page.prefer("properties")
        ended = once(window.bench.batch_done)
        window.open_paths([str(path)])
        wait(app, lambda: bool(ended) and not window.bench.runner.busy)
        tab = window.page.properties
        tab.words.warm_up()  # as when the line gets the keyboard: values are read ahead
        wait(app, lambda: not tab.words.is_warming)
        typed = (text for query in QUERIES for text in (*accumulate(query), ""))
        times = [_key(app, tab, text) for text in typed]
        return {"key_p99": percentile(times, 99), "key_max": max(times)}


def _key(app: QApplication, tab: PropertiesTab, text: str) -> float:
    painted = Painted(tab.table.viewport())
    begun = time.perf_counter()
    tab.filter.setText(text)
    tab.table.viewport().update()  # a mistake, half-way, leaves the rows as they are
    wait(app, lambda: painted.count > 0)
    return (time.perf_counter() - begun) * 1000


def value(folder: Path | None) -> Measures:
    """Look at the data of a very large attachment: first paint, scrolling, memory, a search."""
    assert folder is not None
    (path,) = folder.iterdir()
    with shown() as (app, window):
        window.page.prefer("properties")
        ended = once(window.bench.batch_done)
        window.open_paths([str(path)])
        wait(app, lambda: bool(ended) and not window.bench.runner.busy)
        before = resident("VmRSS")
        panel = window.page.properties.value
        rows = Painted(panel.hex.viewport(), lambda: panel.hex.size_in_bytes > VALUE_BYTES // 2)
        begun = time.perf_counter()
        _select_attachment_data(window)
        wait(app, lambda: rows.count > 0)
        found = {"value_open": (time.perf_counter() - begun) * 1000}
        found["value_scroll_p99"], found["value_scroll_max"] = _scroll_bytes(app, window)
        found |= _search_bytes(app, window)
        return found | {"value_memory_mb": resident("VmHWM") - before}


def _select_attachment_data(window: MainWindow) -> None:
    from msginspector.gui.ledger import Key

    tree, top = window.bench.tree, window.bench.tree.messages(window.bench.sessions[0].id)[0].top
    window.tree_dock.select(tree.find(Key(top, "attachment", "/attachments/0")))
    window.page.properties.select_tag(0x37010102)


def _scroll_bytes(app: QApplication, window: MainWindow) -> tuple[float, float]:
    """Jumps all over the value, each until its rows are painted."""
    view = window.page.properties.value.hex
    bar = view.verticalScrollBar()
    times = []
    for number in range(SCROLL_STEPS):
        begun = time.perf_counter()
        bar.setValue(bar.maximum() * (number * 7919 % SCROLL_STEPS) // SCROLL_STEPS)
        view.viewport().repaint()
        times.append((time.perf_counter() - begun) * 1000)
        app.processEvents()
    return percentile(times, 99), max(times)


def _search_bytes(app: QApplication, window: MainWindow) -> Measures:
    """Look for what is not there, through all of it, and how late ticks come meanwhile."""
    panel = window.page.properties.value.bytes
    panel.run("find")
    panel.find_bar.line.setText("01 02 03 04 05")
    beats, begun = Heartbeat(), time.perf_counter()
    panel.find_bar.go_on()
    wait(app, lambda: not panel.runner.busy)
    return {"value_find_s": time.perf_counter() - begun, **beats.stop("value_find")}


def _messages(window: MainWindow) -> int:
    return sum(len(node.children or ()) for node in window.bench.tree.sessions())


SCENES: dict[str, Callable[[Path | None], Measures]] = {
    "empty": empty,
    "first": first,
    "load": load,
    "cancel": cancel,
    "many": many,
    "theatre": theatre,
    "rows": rows,
    "value": value,
}


def main(arguments: list[str]) -> None:
    """Plays one scene; the first line says that it is over, or that the window is painted."""
    found = SCENES[arguments[0]](Path(arguments[1]) if len(arguments) > 1 else None)
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

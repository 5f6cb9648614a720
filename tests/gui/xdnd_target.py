"""The window in a process of its own on a real screen; says on standard output what happens."""

from __future__ import annotations

import json
import os
import sys

from msginspector.gui import launch
from msginspector.gui.ending import Ending


def say(word: str, value: object) -> None:
    sys.stdout.write(f"{word} {json.dumps(value)}\n")
    sys.stdout.flush()


def main() -> int:
    app = launch.application()
    with launch.scratch_settings() as settings:
        return show(app, launch.make_window(app, settings, "light"))


def show(app, window) -> int:
    window.setGeometry(60, 40, 900, 640)
    window.bench.batch_done.connect(lambda *_: say("OPENED", contents(window)))
    window.show()
    window.windowHandle().requestActivate()
    launch_ready(window)
    Ending(app.quit, window)  # the settings go when it is told to end
    return app.exec()


def launch_ready(window) -> None:
    """Say where the window is once the window manager has placed and shown it."""
    handle = window.windowHandle()

    def placed() -> None:
        if handle.isExposed():
            place = window.mapToGlobal(window.centralWidget().geometry().center())
            say("READY", [place.x(), place.y()])
            window.bench.runner.idle.disconnect(placed)

    window.bench.runner.idle.connect(placed)
    window.bench.runner.add(until_exposed(handle))


def until_exposed(handle):
    while not handle.isExposed():
        yield None


def contents(window) -> list[list[str]]:
    """Per session, the files that are open in it."""
    bench = window.bench
    return [
        [os.path.basename(path) for path in bench.files_of(node)] for node in bench.tree.sessions()
    ]


if __name__ == "__main__":
    sys.exit(main())

"""The window in a process of its own, closed in the middle of something; see test_leaving.py."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QTimer

from msginspector.gui import launch


def files_open(folder: str) -> int:
    """How many descriptors of this process lead into a folder."""
    links = (f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd"))
    return sum(os.path.realpath(link).startswith(folder) for link in links)


def main(when: str, folder: str) -> int:
    """Open a folder of messages, close the window at that moment, say how much was open then."""
    app = launch.application()
    with launch.scratch_settings() as settings:
        window = launch.make_window(app, settings, "light")
        window.show()

        def leave() -> None:
            opened = len(window.bench.ledger.rows)
            done = getattr(window.closing.teardown, "done", 0)
            window.close()
            sys.stdout.write(f"{opened} {done} {files_open(folder)}\n")
            app.quit()

        def close_session(*_: object) -> None:
            window.actions_["close-session"].trigger()
            if when == "held":
                window.actions_["teardown-step"].trigger()
            QTimer.singleShot(150, leave)

        if when == "loading":
            window.bench.opening.connect(
                lambda done, _name: QTimer.singleShot(0, leave) if done == 50 else None
            )
        else:
            window.bench.batch_done.connect(close_session)
        window.open_paths([folder])
        return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], os.path.realpath(sys.argv[2])))

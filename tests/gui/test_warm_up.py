"""What is made ready while nobody waits is what the first message needs."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
import sys
from msginspector.gui import launch
from msginspector.gui.commands import sample_files
from msginspector.gui.warm_up import warm_up

app = launch.application()
with launch.scratch_settings() as settings:
    window = launch.make_window(app, settings)
    window.show()
    app.processEvents()
    for _ in warm_up(window):
        pass
    before = set(sys.modules)
    window.open_paths([str(path) for path in sample_files()])
    window.bench.runner.drain()
    window.bench.ledger.flush()
    app.processEvents()
    print(len(window.bench.ledger.rows) > 1)
    print(sorted(name for name in set(sys.modules) - before if name.startswith("msginspector")))
    window.close()
"""


def test_the_first_message_brings_no_module_that_was_not_ready() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert found.stdout.splitlines() == ["True", "[]"], found.stderr

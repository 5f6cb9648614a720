"""Opens written items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import ObjectRow, Workspace
from tests.builders.messages import written


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[MessageWriter], ObjectRow]]:
    """Writes a message and gives what is opened of it."""
    with Workspace() as workspace:
        yield lambda writer: workspace.open_session().open_file(written(tmp_path, writer)).row

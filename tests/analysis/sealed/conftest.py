"""Messages written, opened and asked for what is signed, sealed or reported in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from msginspector.analysis.sealed.seal import read_seal
from msginspector.analysis.sealed.verdicts import Seal
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import Workspace
from tests.builders.messages import written

Reading = Callable[[MessageWriter], Seal]


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    """What is said of a message that has something of the kind."""

    def seal_of(message: MessageWriter) -> Seal:
        with Workspace() as workspace:
            opened = workspace.open_session().open_file(written(tmp_path, message))
            found = read_seal(opened.object("/"))
        assert found is not None
        return found

    return seal_of

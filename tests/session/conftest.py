"""A message file, a workspace, a session in it, and the list of events it tells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from msginspector.session import Event, Message, MessageSession, Workspace
from msginspector.storage import Storage, open_storage
from tests.conftest import open_message_files
from tests.session.letters import letter, write


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A message with everything that can be opened; tests that change it copy it first."""
    return write(tmp_path_factory.mktemp("letters") / "papers.msg", letter().to_bytes())


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """A workspace that is ended after the test; then no file is open."""
    with Workspace() as workspace:
        yield workspace
    assert workspace.pool.open_handles == 0
    assert open_message_files() == []


@pytest.fixture
def session(workspace: Workspace) -> MessageSession:
    """An open session."""
    return workspace.open_session()


@pytest.fixture
def events(workspace: Workspace, session: MessageSession) -> list[Event]:
    """What happens in the workspace after the session was opened."""
    heard: list[Event] = []
    workspace.subscribe(heard.append)
    return heard


@pytest.fixture
def message(session: MessageSession, path: Path) -> Message:
    """A message in the session, opened from a file."""
    return session.open_file(path)


@pytest.fixture
def storage(workspace: Workspace, path: Path) -> Iterator[Storage]:
    """An IStorage of the caller's."""
    storage = open_storage(path, pool=workspace.pool)
    yield storage
    storage.close()

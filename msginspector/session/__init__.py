"""The message session: what is open, who opened it, and the cascade that closes it all.

The public names of the layer; each module's docstring says what it holds.
"""

from __future__ import annotations

from msginspector.session.attributes import (
    PROPATTR_MANDATORY,
    PROPATTR_NOT_PRESENT,
    PROPATTR_READABLE,
    PROPATTR_WRITEABLE,
    PropertyProblem,
)
from msginspector.session.events import Event, EventLog
from msginspector.session.handles import (
    AttachmentTable,
    Handle,
    RecipientTable,
    StorageHandle,
    Stream,
)
from msginspector.session.message import Message
from msginspector.session.opener import IMSG_NO_ISTG_COMMIT, MAPI_UNICODE
from msginspector.session.owners import Attachment
from msginspector.session.record import Snapshot
from msginspector.session.rows import ObjectRow, PropertyRow, PropertyTable
from msginspector.session.session import MessageSession, open_message
from msginspector.session.states import KIND_TITLES, Kind, State
from msginspector.session.storage_errors import map_storage_error
from msginspector.session.teardown import TeardownReport, TeardownStep, TeardownSteps
from msginspector.session.workspace import Workspace

__all__ = [
    "IMSG_NO_ISTG_COMMIT",
    "KIND_TITLES",
    "MAPI_UNICODE",
    "PROPATTR_MANDATORY",
    "PROPATTR_NOT_PRESENT",
    "PROPATTR_READABLE",
    "PROPATTR_WRITEABLE",
    "Attachment",
    "AttachmentTable",
    "Event",
    "EventLog",
    "Handle",
    "Kind",
    "Message",
    "MessageSession",
    "ObjectRow",
    "PropertyProblem",
    "PropertyRow",
    "PropertyTable",
    "RecipientTable",
    "Snapshot",
    "State",
    "StorageHandle",
    "Stream",
    "TeardownReport",
    "TeardownStep",
    "TeardownSteps",
    "Workspace",
    "map_storage_error",
    "open_message",
]

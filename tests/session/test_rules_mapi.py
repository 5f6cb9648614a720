"""What MAPI says of IMessage-on-IStorage objects, row by row of the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from msginspector import errors
from msginspector.errors import InvalidObjectError, MapiError
from msginspector.session import (
    IMSG_NO_ISTG_COMMIT,
    MAPI_UNICODE,
    PROPATTR_MANDATORY,
    PROPATTR_NOT_PRESENT,
    PROPATTR_READABLE,
    PROPATTR_WRITEABLE,
    Message,
    MessageSession,
    PropertyProblem,
    State,
    Workspace,
    map_storage_error,
    open_message,
)
from msginspector.session import storage_errors as stg
from msginspector.storage import (
    STGM_READ,
    STGM_READWRITE,
    STGM_SHARE_DENY_WRITE,
    STGM_TRANSACTED,
    STGM_WRITE,
    Storage,
    open_storage,
)
from tests.session.letters import (
    ABSENT,
    BODY,
    FILE_NAME,
    FIXED,
    SECRET,
    SUBJECT,
    open_everything,
)


def refused(code: int, call: object, *arguments: object, **options: object) -> MapiError:
    """The error a call is answered with, which must be this one."""
    with pytest.raises(MapiError) as caught:
        call(*arguments, **options)  # type: ignore[operator]
    assert caught.value.scode == code
    return caught.value


# -- OpenIMsgSession ------------------------------------------------------------------------------


def test_a_session_groups_the_messages_opened_in_it(session: MessageSession, path: Path) -> None:
    first, second = session.open_file(path), session.open_file(path)
    assert first.session is session
    assert second.session is session
    assert session.messages() == (first, second)


@pytest.mark.parametrize("flags", [1, 2, 8, MAPI_UNICODE, 0xFFFFFFFF])
def test_any_session_flag_raises_unknown_flags(workspace: Workspace, flags: int) -> None:
    error = refused(errors.MAPI_E_UNKNOWN_FLAGS, workspace.open_session, flags)
    assert error.code == "0x80040106"
    refused(0x80040106, MessageSession, flags)
    assert workspace.sessions == ()
    assert workspace.log.total == 0


def test_flags_zero_makes_a_session_of_its_own_workspace() -> None:
    with MessageSession(flags=0) as session:
        assert session.workspace.sessions == (session,)


# -- OpenIMsgOnIStg -------------------------------------------------------------------------------


def test_a_message_on_a_storage_with_a_session_is_closed_with_it(
    session: MessageSession, storage: Storage
) -> None:
    message = session.open_message(storage)
    session.close()
    assert message.state is State.CLOSED


def test_a_message_on_a_storage_without_a_session_is_independent(
    workspace: Workspace, session: MessageSession, storage: Storage
) -> None:
    message = open_message(storage, session=None, workspace=workspace)
    session.close()
    assert message.session is None
    assert message.parent is None
    assert message.state is State.OPEN
    assert message.release() == 0


def test_open_message_with_a_session_opens_in_that_session(
    session: MessageSession, storage: Storage
) -> None:
    message = open_message(storage, session)
    assert message.session is session


@pytest.mark.parametrize(
    "mode",
    [
        STGM_READ,
        STGM_READ | STGM_SHARE_DENY_WRITE,
        STGM_READ | STGM_TRANSACTED,
        STGM_READWRITE | STGM_TRANSACTED,
        STGM_READWRITE | STGM_TRANSACTED | STGM_SHARE_DENY_WRITE,
    ],
)
def test_read_and_transacted_readwrite_storages_are_taken(
    session: MessageSession, path: Path, mode: int
) -> None:
    storage = open_storage(path, mode, session.workspace.pool)
    assert session.open_message(storage).message_class == "IPM.Note"
    storage.close()


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (STGM_WRITE, "write-only"),
        (STGM_WRITE | STGM_TRANSACTED, "write-only"),
        (STGM_READWRITE, "STGM_TRANSACTED"),
        (STGM_READWRITE | STGM_SHARE_DENY_WRITE, "STGM_TRANSACTED"),
    ],
)
def test_write_only_or_not_transacted_storages_raise_no_access(
    session: MessageSession, path: Path, mode: int, words: str
) -> None:
    storage = open_storage(path, mode, session.workspace.pool)
    error = refused(errors.MAPI_E_NO_ACCESS, session.open_message, storage)
    assert words in error.text
    assert "papers.msg" in error.text
    assert len(session) == 1
    assert not storage.closed
    storage.close()


@pytest.mark.parametrize(
    "flags", [0, IMSG_NO_ISTG_COMMIT, MAPI_UNICODE, IMSG_NO_ISTG_COMMIT | MAPI_UNICODE]
)
def test_message_flags_are_no_commit_and_unicode(
    session: MessageSession, storage: Storage, flags: int
) -> None:
    message = session.open_message(storage, flags=flags)
    assert message.flags == flags
    assert message.get_property(SUBJECT) == "Papers"


@pytest.mark.parametrize("flags", [2, 4, 0x40000000, IMSG_NO_ISTG_COMMIT | 2])
def test_other_message_flags_raise_unknown_flags(
    session: MessageSession, storage: Storage, flags: int
) -> None:
    refused(errors.MAPI_E_UNKNOWN_FLAGS, session.open_message, storage, flags=flags)
    assert len(session) == 1


# -- GetAttribIMsgOnIStg, SetAttribIMsgOnIStg -----------------------------------------------------


def test_get_attributes_reads_the_flags_field_of_the_property_entry(message: Message) -> None:
    assert message.get_attributes([SUBJECT, SECRET, FIXED]) == [
        PROPATTR_READABLE | PROPATTR_WRITEABLE,
        PROPATTR_WRITEABLE,
        PROPATTR_MANDATORY | PROPATTR_READABLE,
    ]


def test_the_attribute_of_a_property_without_an_entry_is_not_present(message: Message) -> None:
    assert message.get_attributes([ABSENT, SUBJECT]) == [
        PROPATTR_NOT_PRESENT,
        PROPATTR_READABLE | PROPATTR_WRITEABLE,
    ]
    assert message.get_attributes([]) == []


def test_set_attributes_changes_an_overlay_of_the_object_never_the_file(
    session: MessageSession, path: Path
) -> None:
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    message, other = session.open_file(path), session.open_file(path)
    assert message.set_attributes([SUBJECT], [PROPATTR_READABLE]) == []
    assert message.get_attributes([SUBJECT, BODY]) == [
        PROPATTR_READABLE,
        PROPATTR_READABLE | PROPATTR_WRITEABLE,
    ]
    row = message.property(SUBJECT)
    assert row is not None
    assert row.flags == PROPATTR_READABLE | PROPATTR_WRITEABLE
    assert other.get_attributes([SUBJECT]) == [PROPATTR_READABLE | PROPATTR_WRITEABLE]
    session.close()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_the_overlay_belongs_to_the_object_and_goes_with_it(message: Message) -> None:
    attachment = message.open_attachment(1)
    inner = attachment.open_message()
    inner.set_attributes([SUBJECT], [PROPATTR_READABLE])
    assert attachment.open_message().get_attributes([SUBJECT]) == [PROPATTR_READABLE]
    inner.release()
    inner.release()
    again = attachment.open_message()
    assert again.get_attributes([SUBJECT]) == [PROPATTR_READABLE | PROPATTR_WRITEABLE]


def test_set_attributes_returns_the_problem_list_and_sets_the_rest(message: Message) -> None:
    problems = message.set_attributes(
        [ABSENT, SUBJECT, BODY], [PROPATTR_READABLE, PROPATTR_READABLE, 0x100]
    )
    assert problems == [
        PropertyProblem(0, ABSENT, errors.MAPI_E_NOT_FOUND),
        PropertyProblem(2, BODY, errors.MAPI_E_INVALID_PARAMETER),
    ]
    assert message.get_attributes([SUBJECT]) == [PROPATTR_READABLE]


def test_a_property_cannot_be_set_to_not_present(message: Message) -> None:
    (problem,) = message.set_attributes([SUBJECT], [PROPATTR_NOT_PRESENT])
    assert problem.scode == errors.MAPI_E_INVALID_PARAMETER


@pytest.mark.parametrize(("tags", "values"), [([SUBJECT], []), ([], [1]), ([SUBJECT, BODY], [2])])
def test_arrays_that_do_not_match_raise_invalid_parameter(
    message: Message, tags: list[int], values: list[int]
) -> None:
    refused(errors.MAPI_E_INVALID_PARAMETER, message.set_attributes, tags, values)
    assert message.get_attributes([SUBJECT]) == [PROPATTR_READABLE | PROPATTR_WRITEABLE]


def test_attachments_have_attributes_too(message: Message) -> None:
    attachment = message.open_attachment(0)
    assert attachment.get_attributes([FILE_NAME, ABSENT]) == [
        PROPATTR_READABLE | PROPATTR_WRITEABLE, PROPATTR_NOT_PRESENT
    ]  # fmt: skip
    assert attachment.get_property(FILE_NAME) == "table.bin"
    (problem,) = attachment.set_attributes([FILE_NAME, ABSENT], [PROPATTR_WRITEABLE] * 2)
    assert (problem.index, problem.tag, problem.scode) == (1, ABSENT, errors.MAPI_E_NOT_FOUND)
    refused(errors.MAPI_E_NO_ACCESS, attachment.get_property, FILE_NAME)
    refused(errors.MAPI_E_NOT_FOUND, attachment.get_property, ABSENT)
    refused(errors.MAPI_E_INVALID_PARAMETER, attachment.set_attributes, [FILE_NAME], [])
    row = attachment.property(FILE_NAME)
    assert row is not None
    assert row.value == "table.bin"


def test_the_overlay_of_an_attachment_is_not_that_of_its_message(message: Message) -> None:
    first, other = message.open_attachment(0), message.open_attachment(3)
    first.set_attributes([FILE_NAME], [PROPATTR_READABLE])
    assert message.open_attachment(0).get_attributes([FILE_NAME]) == [PROPATTR_READABLE]
    assert other.get_attributes([FILE_NAME]) == [PROPATTR_READABLE | PROPATTR_WRITEABLE]
    assert message.get_attributes([FILE_NAME]) == [PROPATTR_NOT_PRESENT]


def test_what_has_no_properties_has_no_attribute_calls(message: Message) -> None:
    for handle in open_everything(message):
        has = handle.kind in ("message", "attachment")
        for name in ("get_attributes", "set_attributes", "get_property"):
            assert hasattr(handle, name) is has, (handle.kind, name)


def test_an_unreadable_property_is_still_shown(message: Message) -> None:
    row = message.property(SECRET)
    assert row is not None
    assert row.value == "for writers only"
    assert SECRET in [row.tag for row in message.properties]


def test_an_unreadable_property_has_a_finding(message: Message) -> None:
    (finding,) = [finding for finding in message.findings() if finding.code == "MSG0216"]
    assert finding.path == "/"


def test_only_the_teaching_call_refuses_an_unreadable_property(message: Message) -> None:
    error = refused(errors.MAPI_E_NO_ACCESS, message.get_property, SECRET)
    assert "0x6801001F" in error.text
    assert message.get_property(FIXED) == "as it is"
    refused(errors.MAPI_E_NOT_FOUND, message.get_property, ABSENT)


def test_the_teaching_call_follows_the_overlay(message: Message) -> None:
    message.set_attributes([SECRET, SUBJECT], [PROPATTR_READABLE, PROPATTR_WRITEABLE])
    assert message.get_property(SECRET) == "for writers only"
    refused(errors.MAPI_E_NO_ACCESS, message.get_property, SUBJECT)


# -- MapStorageSCode ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("storage_error", "mapi_error"),
    [
        (stg.STG_E_FILENOTFOUND, errors.MAPI_E_NOT_FOUND),
        (stg.STG_E_PATHNOTFOUND, errors.MAPI_E_NOT_FOUND),
        (stg.STG_E_ACCESSDENIED, errors.MAPI_E_NO_ACCESS),
        (stg.STG_E_SHAREVIOLATION, errors.MAPI_E_NO_ACCESS),
        (stg.STG_E_LOCKVIOLATION, errors.MAPI_E_NO_ACCESS),
        (stg.STG_E_INSUFFICIENTMEMORY, errors.MAPI_E_NOT_ENOUGH_MEMORY),
        (stg.STG_E_MEDIUMFULL, errors.MAPI_E_NOT_ENOUGH_DISK),
        (stg.STG_E_INVALIDPARAMETER, errors.MAPI_E_INVALID_PARAMETER),
        (stg.STG_E_INVALIDPOINTER, errors.MAPI_E_INVALID_PARAMETER),
        (0x800300FD, errors.MAPI_E_CALL_FAILED),  # STG_E_UNKNOWN
        (0x80030050, errors.MAPI_E_CALL_FAILED),  # STG_E_FILEALREADYEXISTS
        (0x12345678, errors.MAPI_E_CALL_FAILED),
    ],
)
def test_map_storage_error_answers_the_table_else_call_failed(
    storage_error: int, mapi_error: int
) -> None:
    assert map_storage_error(storage_error) == mapi_error
    signed = storage_error - (1 << 32)  # as a C programmer's debugger shows an SCODE
    assert map_storage_error(signed) == mapi_error


def test_no_storage_error_is_no_mapi_error() -> None:
    assert map_storage_error(0) == 0


def test_the_storage_errors_have_the_values_of_winerror_h() -> None:
    assert {
        name: getattr(stg, name) & 0xFFFF for name in dir(stg) if name.startswith("STG_E_")
    } == {
        "STG_E_FILENOTFOUND": 2,
        "STG_E_PATHNOTFOUND": 3,
        "STG_E_ACCESSDENIED": 5,
        "STG_E_INSUFFICIENTMEMORY": 8,
        "STG_E_INVALIDPOINTER": 9,
        "STG_E_SHAREVIOLATION": 0x20,
        "STG_E_LOCKVIOLATION": 0x21,
        "STG_E_INVALIDPARAMETER": 0x57,
        "STG_E_MEDIUMFULL": 0x70,
    }


# -- SubmitMessage and the like -------------------------------------------------------------------


@pytest.mark.parametrize("method", ["submit_message", "set_read_flag"])
def test_submitting_and_the_like_raise_no_support(message: Message, method: str) -> None:
    error = refused(errors.MAPI_E_NO_SUPPORT, getattr(message, method))
    assert error.code == "0x80040102"


@pytest.mark.parametrize("method", ["submit_message", "set_read_flag"])
def test_what_is_not_supported_is_first_of_all_refused_on_a_closed_message(
    session: MessageSession, message: Message, method: str
) -> None:
    session.close()
    with pytest.raises(InvalidObjectError):
        getattr(message, method)()

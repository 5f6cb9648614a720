"""What values mean, in a line: of single ones and of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from msginspector.analysis.meanings import ITEMS, SUMMARISED, meaning
from msginspector.mapi.scalars import Filetime
from msginspector.session import PropertyRow, Workspace
from tests.builders.messages import note, written

TASK = "{00062003-0000-0000-C000-000000000046}"
PSETID_COMMON = "{00062008-0000-0000-C000-000000000046}"
MOMENT = datetime(2026, 3, 18, 8, 14, 7, tzinfo=UTC)


def tell(time: Filetime) -> str:
    return f"told {time}"


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace() as workspace:
        yield workspace


@pytest.fixture
def said(workspace: Workspace, tmp_path: Path) -> Callable[[int, object], str]:
    """What a message says whose property has this value."""

    def say(tag: int, value: object) -> str:
        writer = note()
        writer.set(tag, value)
        message = workspace.open_session().open_file(written(tmp_path, writer))
        row = next(row for row in message.properties if row.tag == tag)
        assert isinstance(row, PropertyRow)
        return meaning(row, tell)

    return say


@pytest.mark.parametrize(
    ("tag", "value", "words"),
    [
        (0x00170003, 2, "IMPORTANCE_HIGH"),
        (0x0E070003, 0x20000009, "MSGFLAG_READ, MSGFLAG_UNSENT, 0x20000000"),
        (0x3FDE0003, 65001, "Unicode UTF-8"),
        (0x3FF10003, 0x0407, "de-DE"),
        (0x0E100003, -2147221238, "MAPI_E_OBJECT_DELETED"),
        (0x6600000A, 0x8004010F, "MAPI_E_NOT_FOUND"),
        (0x6600000A, 0x80004005, "MAPI_E_CALL_FAILED, E_FAIL"),
        (0x66000003, 5, ""),
        (0x0037001F, "PSETID_Common", ""),
        (0x66000048, PSETID_COMMON, "PSETID_Common"),
    ],
)
def test_a_single_value_is_said_by_its_names(said, tag, value, words) -> None:
    assert said(tag, value) == words


def test_a_time_is_told_by_the_clock(said) -> None:
    assert said(0x00390040, MOMENT) == "told 2026-03-18T08:14:07.0000000Z"


def test_a_list_is_said_item_by_item(said) -> None:
    assert said(0x00171003, [2, 0, 7]) == (
        "[0] IMPORTANCE_HIGH; [1] IMPORTANCE_LOW; [2] 0x00000007"
    )
    assert said(0x66001040, [MOMENT]) == "[0] told 2026-03-18T08:14:07.0000000Z"


def test_a_list_without_meanings_says_nothing(said) -> None:
    assert said(0x66001003, [1, 2]) == ""
    assert said(0x6600101F, ["a", "b"]) == ""


def test_a_long_list_is_cut_and_says_how_many_items_there_are_more(said) -> None:
    words = said(0x00171003, [1] * (ITEMS + 5))
    assert words.startswith("[0] IMPORTANCE_NORMAL; ")
    assert words.endswith(f"[{ITEMS - 1}] IMPORTANCE_NORMAL; 5 more")


def test_a_very_long_list_is_not_looked_at(said) -> None:
    assert said(0x00171003, [1] * SUMMARISED) == ""


def test_a_named_property_is_asked_for_by_its_set_and_number(workspace, tmp_path) -> None:
    writer = note()
    tag = writer.set_named(TASK, 0x8101, 0x0003, 2)
    message = workspace.open_session().open_file(written(tmp_path, writer))
    row = next(row for row in message.properties if row.named is not None)
    assert (row.tag, meaning(row, tell)) == (tag, "tsvComplete")

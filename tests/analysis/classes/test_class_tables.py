"""The tables behind the views of classes."""

from __future__ import annotations

import pytest

from msginspector import resources
from msginspector.analysis.classes import dispatch, facts, forms
from msginspector.analysis.classes.reader import key_of
from msginspector.mapi.named import named_info
from msginspector.mapi.tags import tags_with_id

CLASSES = resources.table("message_classes")
FACTS = resources.table("class_facts")
VALUES = resources.table("class_values")


KEYS = {key for row in FACTS for key in row["properties"].split()}
NAMED = {row["property"] for row in VALUES}


def is_known(text: str) -> bool:
    key = key_of(text)
    return bool(tags_with_id(key)) if isinstance(key, int) else named_info(*key) is not None


def test_the_properties_of_the_tables_are_known() -> None:
    assert [text for text in sorted(KEYS | NAMED) if not is_known(text)] == []


def test_every_form_exists() -> None:
    forms_said = {row["form"] for row in FACTS if not row["form"].startswith(facts.OWN)}
    assert forms_said <= set(forms.FORMS)


def test_what_is_said_in_words_has_words() -> None:
    has_words = {(row["property"], row["kind"]) for row in VALUES}
    kinds = {"words": "value", "unusual": "value", "flags": "flag"}
    wanted = {
        (key, kinds[row["form"]])
        for row in FACTS
        for key in row["properties"].split()
        if row["form"] in kinds
    }
    assert wanted - has_words == set()


def test_labels_and_sections_stand_once_in_their_kind() -> None:
    for kind in {row["kind"] for row in FACTS}:
        rows = [(row["section"], row["label"]) for row in FACTS if row["kind"] == kind]
        assert len(rows) == len(set(rows)), kind
        sections = [section for section, _ in rows]
        runs = [one for at, one in enumerate(sections) if at == 0 or sections[at - 1] != one]
        assert len(runs) == len(set(runs)), kind


@pytest.mark.parametrize("row", CLASSES, ids=lambda row: row["prefix"])
def test_a_class_has_a_title_and_a_specification(row: dict[str, str]) -> None:
    assert row["title"]
    assert row["specification"].startswith(("MS-", "RFC "))


@pytest.mark.parametrize(
    ("message_class", "title"),
    [
        ("IPM.Appointment", "Appointment"),
        ("ipm.appointment.Booking", "Appointment"),
        ("IPM.Schedule.Meeting.Request", "Meeting request"),
        ("IPM.Schedule.Meeting.Resp.Tent", "Meeting tentatively accepted"),
        ("IPM.Schedule.Meeting.Resp.Other", "Meeting response"),
        ("IPM.Schedule.Meeting.Canceled", "Meeting cancellation"),
        ("IPM.TaskRequest", "Task request"),
        ("IPM.Task.Custom", "Task"),
        ("IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}", "Changed occurrence"),
    ],
)
def test_the_longest_prefix_names_a_class(message_class: str, title: str) -> None:
    known = dispatch.known_class(message_class)
    assert known is not None
    assert known.title == title


@pytest.mark.parametrize(
    "message_class",
    [
        "",
        "IPM",
        "IPM.Note",
        "IPM.Notebook",
        "IPM.Tasks",
        "IPM.OLE.CLASS.{0}",
        "REMOTE",
        "..",
        "IPM.",
    ],
)
def test_a_plain_mail_and_an_unknown_class_have_no_view(message_class: str) -> None:
    known = dispatch.known_class(message_class)
    assert known is None or known.kind not in ("appointment", "task", "contact")

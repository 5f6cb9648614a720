"""Every calendar item, contact, task, note, post and list of the corpus gives a view in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from msginspector.analysis.classes.dispatch import class_view
from msginspector.analysis.classes.months import YearMonth
from msginspector.analysis.classes.views import ClassView
from msginspector.errors import InspectorError
from msginspector.session import ObjectRow, Workspace

# what the manifest of the corpus counts, and the changed occurrences and the list inside of files
AT_LEAST = {
    "appointment": 17, "exception": 4, "contact": 10, "list": 2, "note": 7, "post": 3, "task": 7,
}  # fmt: skip
WORDLESS = ("which has no name", "None", "NamedProperty", "b'")


def messages(row: ObjectRow) -> Iterator[ObjectRow]:
    """The message and everything embedded in it."""
    waiting = [row]
    while waiting:
        here = waiting.pop()
        yield here
        inside = (part.embedded for part in here.attachments)
        waiting.extend(one for one in inside if one is not None)


@pytest.fixture(scope="module")
def views(corpus: Path) -> dict[tuple[str, str], ClassView]:
    """File name and path -> the view of each message that has one."""
    found = {}
    with Workspace() as workspace:
        for file in sorted(corpus.iterdir()):
            try:
                message = workspace.open_file(str(file))
            except InspectorError:
                continue
            for row in messages(message.row):
                view = class_view(row)
                if view is not None:
                    found[file.name, row.path] = view
            message.release()
    return found


def recurring(views: dict[tuple[str, str], ClassView], name: str) -> list[tuple[int, str]]:
    """Day and kind of what is on in the first month of a file."""
    [view] = [view for (file, path), view in views.items() if name in file and path == "/"]
    assert view.month is not None
    month = view.month.month(view.month.first)
    return [
        (day.date.day, one.kind)
        for week in month.weeks
        for day in week
        for one in day.items
        if not day.outside
    ]


def test_each_class_of_the_corpus_has_its_views(
    views: dict[tuple[str, str], ClassView],
) -> None:
    counts = Counter(view.kind for view in views.values())
    assert {kind: counts[kind] for kind in AT_LEAST} == AT_LEAST


def test_every_view_says_something_with_its_source(
    views: dict[tuple[str, str], ClassView],
) -> None:
    for where, view in views.items():
        facts = [fact for section in view.sections for fact in section.facts]
        assert facts, where
        assert all(fact.source is not None for fact in facts), where
        odd = [fact for fact in facts for word in WORDLESS if word in fact.text]
        assert not odd, where


def test_every_appointment_lies_in_a_month(views: dict[tuple[str, str], ClassView]) -> None:
    for where, view in views.items():
        if view.kind in ("appointment", "exception"):
            assert view.month is not None, where
            assert view.month.month(view.month.first).count >= 1, where


def test_the_series_of_real_files_fall_on_their_days(
    views: dict[tuple[str, str], ClassView],
) -> None:
    plain, moved = "as planned", "moved"
    assert recurring(views, "7 days") == [(day, plain) for day in range(1, 8)]
    assert recurring(views, "2023 org") == [(day, plain) for day in (6, 13, 20, 27)]
    assert recurring(views, "Friday Lunch") == [
        (6, "cancelled"), (9, moved), (13, "moved away"), (20, "changed"), (27, plain),
    ]  # fmt: skip


def test_a_series_of_52_fridays_has_52_days(views: dict[tuple[str, str], ClassView]) -> None:
    [view] = [one for (file, path), one in views.items() if "2023 org" in file and path == "/"]
    assert view.month is not None
    assert view.month.last == YearMonth(2023, 12)
    months = [view.month.month(view.month.first.moved(ahead)).count for ahead in range(12)]
    assert sum(months) == 52


def test_the_checksum_of_an_untouched_list_is_right_and_of_one_made_anonymous_is_not(
    views: dict[tuple[str, str], ClassView],
) -> None:
    # IPM-DistList.tnef: whoever gave it away replaced names and addresses, and left the checksum
    said = {
        file: fact.text
        for (file, _), view in views.items()
        for section in view.sections
        for fact in section.facts
        if fact.label == "Checksum"
    }
    [right] = [text for file, text in said.items() if "NewGroup" in file]
    [wrong] = [text for file, text in said.items() if "IPM-DistList" in file]
    assert right.endswith("as it is over the members")
    assert "changed without it" in wrong

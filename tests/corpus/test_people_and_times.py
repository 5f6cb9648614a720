"""People and times of the corpus: recipients are those of extract-msg, every message gives both.

extract-msg has one address a recipient: PR_SMTP_ADDRESS, else PR_EMAIL_ADDRESS. APART names those
for whom another property says more, with the reason.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import extract_msg
import pytest

from msginspector.analysis.moments import Moments, read_moments
from msginspector.analysis.moments.rules import RULES
from msginspector.analysis.people import People, choice, read_people
from msginspector.analysis.people.roles import BCC, OTHER, RECIPIENT_ROLES, RESOURCE
from msginspector.session import Workspace
from tests.conftest import compound_files

Everything = dict[tuple[str, str], tuple[People, Moments]]

# (file, recipient) -> why extract-msg has another name, type or address
APART = {
    ("apache+poi__chinese-traditional.msg", "/recipients/0"): (
        "Bytes B1 69 B7 B6 AD DB of the name: PidTagInternetCodepage is 950; extract-msg takes"
        " ISO-8859-15"
    ),
}


@pytest.fixture(scope="module")
def everything(corpus: Path) -> Everything:
    """What every message of the corpus says; an exception fails all tests."""
    found: Everything = {}
    with Workspace() as workspace:
        session = workspace.open_session()
        for path in compound_files():
            message = session.open_file(str(path))
            for row in message.walk():
                if row.kind == "message":
                    found[path.name, row.path] = read_people(row), read_moments(row)
            message.release()
    return found


def both(everything: Everything, corpus: Path) -> Iterator[tuple[str, object, People]]:
    """The outermost messages as extract-msg has them, and the people here."""
    for (name, path), (people, _times) in everything.items():
        if path != "/":
            continue
        try:
            theirs = extract_msg.openMsg(str(corpus / name), delayAttachments=True)
        except Exception:  # noqa: BLE001 - it raises anything; what it refuses, others tell
            continue
        with theirs:
            yield name, theirs, people


def test_recipients_are_those_of_extract_msg(everything: Everything, corpus: Path) -> None:
    compared = 0
    apart = {}
    for name, theirs, people in both(everything, corpus):
        ours = {one.path: one for one in people.persons if one.is_recipient}
        rows = getattr(theirs, "recipients", None)
        if rows is None:
            continue
        assert len(rows) == len(ours), name
        for number, row in enumerate(sorted(rows, key=lambda one: str(one._Recipient__dir))):
            one = ours[f"/recipients/{number}"]
            compared += 1
            kind = getattr(row.type, "value", row.type)
            role = RECIPIENT_ROLES.get(kind & 0xF, OTHER) if isinstance(kind, int) else OTHER
            said = (row.name or "", role, row.email or "")
            mine = (one.name, BCC if one.role == RESOURCE else one.role, one.address)
            if [one.strip("\0 ") for one in said] != [one.strip("\0 ") for one in mine]:
                apart[name, one.path] = (said, mine, one.reason)
    unexplained = {
        key: value for key, value in apart.items()
        if key not in APART and not said_by_another_property(*value)
    }  # fmt: skip
    assert unexplained == {}
    assert compared >= 1_500


def said_by_another_property(theirs, mine, reason: str) -> bool:
    """Name and role agree, and the address is of a property extract-msg does not look at."""
    elsewhere = (
        choice.ENTRY_ID,
        choice.SEARCH_KEY,
        choice.HEADER,
        choice.NAME,
        choice.ORGANIZATION,
    )
    reasons = {why for origin, _smtp, why in choice.RULES if origin in elsewhere}
    return theirs[:2] == mine[:2] and reason in reasons


def test_every_address_names_its_property(everything: Everything) -> None:
    for people, _times in everything.values():
        for person in people.persons:
            assert all(one.source.tag and one.source.path for one in person.candidates)
            assert bool(person.candidates) == bool(person.reason)


def test_contradictions_of_addresses_are_rare_and_real(everything: Everything) -> None:
    marked = {name for (name, _path), (people, _times) in everything.items()
              if any(person.marks for person in people.persons)}  # fmt: skip
    assert "apache+poi__chinese-traditional.msg" in marked
    assert len(marked) <= 12


def test_display_lists_that_disagree_are_few(everything: Everything) -> None:
    marked = {name for (name, _path), (people, _times) in everything.items() if people.checks}
    assert "microsoft+markitdown__test_outlook_msg.msg" in marked
    assert len(marked) <= 6


def test_every_time_has_a_place_and_they_stand_in_order(everything: Everything) -> None:
    count = 0
    for _people, times in everything.values():
        known = [one for one in times.moments if not one.none]
        assert [one.ticks for one in known] == sorted(one.ticks for one in known)
        assert all(one.tag is not None or one.kind in ("storage", "file") for one in known)
        count += len(known)
    assert count >= 2_000


def test_every_rule_but_one_finds_something_in_real_messages(everything: Everything) -> None:
    found = {check.rule for _people, times in everything.values() for check in times.checks}
    assert {rule.key for rule in RULES} - found <= {"date-differs"}


def test_a_message_of_many_recipients_is_read_in_a_second(corpus: Path) -> None:
    with Workspace() as workspace:
        row = workspace.open_session().open_file(
            str(corpus / "apache+poi__lots-of-recipients.msg")
        ).row  # fmt: skip
        start = time.perf_counter()
        people = read_people(row)
        assert len(people.persons) > 1_000
        assert time.perf_counter() - start < 3

"""The report of a session as a file: what it tells, and that nothing in it acts."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from msginspector.export.session_report import FORMS, SessionRecord, pieces, record
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import Event, TeardownReport, TeardownStep, Workspace


@pytest.fixture
def session(tmp_path: Path) -> SessionRecord:
    message = MessageWriter()
    message.set(0x001A001F, "IPM.Note")
    message.set(0x0037001F, "<script>alert(1)</script>\u202e & Co")
    message.add_attachment().set_data(b"x")
    path = tmp_path / "a.msg"
    path.write_bytes(message.to_bytes())
    told: list[Event] = []
    with Workspace() as workspace:
        workspace.subscribe(told.append)
        made = workspace.open_session()
        made.open_file(path).open_attachment(0).add_reference()
        made.inject_fault(made.messages()[0].id, "the <server> is gone")
        return record(made.close(), told)


def text(session: SessionRecord, ending: str) -> str:
    return b"".join(pieces(session, ending)).decode("utf-8")


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_page_tells_steps_with_reasons_faults_calls_and_events(session) -> None:
    page = Page()
    page.feed(text(session, ".html"))
    for words in ("Session 1 closed: 4 objects, 1 fault", "Why now", "Nothing was opened from it",
                  "2 references are still out", "closed with a fault: the <server> is gone",
                  "CloseIMsgSession(session1);", "session1 = workspace.open_session()", "Events",
                  "A model of OpenIMsgSession"):  # fmt: skip
        assert words in page.words


def test_nothing_of_a_file_acts_in_the_page(session) -> None:
    page = Page()
    source = text(session, ".html")
    page.feed(source)
    names = {name for name, _ in page.tags}
    assert not names & {"script", "img", "iframe", "link", "object", "a", "form", "svg", "base"}
    assert not any(
        key.startswith("on") or key in ("src", "href") for _, a in page.tags for key in a
    )
    assert "&lt;script&gt;alert(1)" in source
    assert "\u202e" not in source
    assert "default-src 'none'" in source


def test_json_is_the_document_of_the_console_with_reasons_and_calls(session) -> None:
    document = json.loads(text(session, ".json"))
    assert (document["schema"], document["command"]) == (1, "session")
    (entry,) = document["sessions"]
    assert [step["step"] for step in entry["report"]["steps"]] == [1, 2, 3, 4]
    assert list(entry["reasons"]) == ["1", "2", "3", "4"]
    assert entry["calls"][-1]["c"] == "CloseIMsgSession(session1);"
    assert [event["seq"] for event in entry["events"]] == list(range(1, len(entry["events"]) + 1))


def test_text_is_one_fact_a_line(session) -> None:
    lines = text(session, ".txt").splitlines()
    assert lines[0].startswith("Session 1 closed: 4 objects, 1 fault, ")
    assert any(line.strip() == "FAULT: the <server> is gone" for line in lines)
    assert "Calls" in lines
    assert "Events" in lines
    assert not any("\u202e" in line for line in lines)


def test_every_form_has_its_ending_and_others_have_none(session) -> None:
    assert set(FORMS) == {".html", ".json", ".txt"}
    with pytest.raises(KeyError):
        pieces(session, ".exe")


def made(number: int, first: int = 0) -> SessionRecord:
    """A session of that many streams, opened up to 12 times; of its events those from `first`."""
    told: list[Event] = []

    def tell(event: str, own: int, references: int, step: int | None = None) -> None:
        kind, label = ("stream", f"<b>{own}") if own > 1 else ("session", "Session 1")
        states = {"opened": "open", "closed": "closed"}
        told.append(
            Event(len(told) + 1, event, step, kind, own, 1 if own > 1 else None, 1, None, "/x",
                  label, references, references > 1, states.get(event, "closing"), "",
                  len(told) / 7)
        )  # fmt: skip

    for own in range(1, number + 2):
        tell("opened", own, 1)
    for step, own in enumerate(range(number + 1, 0, -1), start=1):
        tell("closing", own, own % 12, step)
        tell("closed", own, 0, step)
    steps = tuple(
        TeardownStep(e.step or 0, e.id, e.kind, e.label, None, "/x", e.references, None)
        for e in told
        if e.event == "closing"
    )
    return record(TeardownReport(1, "Session 1", steps, True, 0.0, 1.0), told[first:])


def test_columns_of_text_stand_below_each_other_however_large_the_numbers_are() -> None:
    lines = text(made(40_000), ".txt").splitlines()
    steps = [line for line in lines if "references found" in line]
    events = lines[lines.index("Events") + 1 :]
    assert len(steps) == 40_001
    for rows, words in ((steps, ("#", "references found")), (events, ("#", "references"))):
        for word in words:
            assert len({row.index(word) for row in rows}) == 1
        labels = [max(row.find("<b>"), row.find("  Session 1") + 2) for row in rows]
        assert len(set(labels)) == 1


@pytest.mark.parametrize("ending", [".html", ".txt"])
def test_a_report_says_where_its_beginning_is_lost(ending: str) -> None:
    assert "before event 6 is no longer known" in text(made(9, first=5), ending)
    assert "no longer known" not in text(made(9), ending)


def test_every_form_comes_in_small_pieces() -> None:
    session = made(5_000)
    for ending in FORMS:
        assert max(len(piece) for piece in pieces(session, ending)) < 1 << 16


def test_the_call_that_failed_is_marked_and_no_other(tmp_path: Path) -> None:
    told: list[Event] = []
    with Workspace() as workspace:
        workspace.subscribe(told.append)
        made = workspace.open_session()
        made.inject_fault(made.id, "broken")
        source = text(record(made.close(), told), ".html")
    rows = [row for row in source.split("<tr") if row.startswith(' class="fault"')]
    assert [row.count("CloseIMsgSession") for row in rows] == [0, 1, 0]
    assert "0 faults" not in source

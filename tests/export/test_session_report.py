"""The report of a session as a file: what it tells, and that nothing in it acts."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from msginspector.export.session_report import FORMS, SessionRecord, pieces, record
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import Event, Workspace


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

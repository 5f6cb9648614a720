"""`find` and `props --filter`: what is printed, the exit codes, and where a mistake is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.corpus import console


@pytest.fixture
def mail(samples: Path) -> Path:
    return samples / "plain-mail.msg"


@pytest.fixture
def papers(samples: Path) -> Path:
    return samples / "attachments.msg"


def matches(*arguments: str | Path) -> list[dict[str, Any]]:
    answer = console.run("find", "--json", *arguments)
    assert answer.code == 0, answer.err
    return [row for entry in answer.document["inputs"] for row in entry["matches"]]


def test_find_prints_file_object_property_and_text(papers: Path) -> None:
    answer = console.run("find", "name:LongFilename", papers)
    assert answer.code == 0
    first, *_ = answer.out.splitlines()
    assert first.startswith(f"{papers}  /attachments/0  PidTagAttachLongFilename  ")


def test_find_looks_into_every_file_at_any_depth(samples: Path, mail: Path, papers: Path) -> None:
    rows = matches("tag:0x001A", mail, samples / "nested-three-deep.msg")
    assert "/" in {row["object"] for row in rows}
    assert any("/message" in row["object"] for row in rows)
    document = console.run("find", "--json", "tag:001A", mail, papers).document
    assert [entry["file"] for entry in document["inputs"]] == [str(mail), str(papers)]
    assert all(len(entry["matches"]) == 1 for entry in document["inputs"])
    assert document["query"] == "tag:001A"


def test_nothing_found_is_a_no_and_one_match_anywhere_is_none(mail: Path, papers: Path) -> None:
    assert console.run("find", "no such thing", mail).code == 1
    [entry] = console.run("find", "--json", "no such thing", mail).document["inputs"]
    assert entry["matches"] == []
    assert console.run("find", "packing", mail, papers).code == 0


def test_an_unreadable_input_wins(mail: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.msg"
    other.write_text("nothing of the kind\n", encoding="ascii")
    assert console.run("find", "subject", mail, other).code == 3


@pytest.mark.parametrize("command", [("find",), ("props", "--filter")])
def test_a_mistake_is_shown_with_carets_under_its_place(command: tuple[str], mail: Path) -> None:
    answer = console.run(*command, "size>10 and (nam:foo or b)", mail)
    assert answer.code == 2
    assert answer.out == ""
    text, query, carets = answer.err.splitlines()
    assert "“nam”" in text
    start = query.index("nam")
    assert carets == " " * start + "^^^"


def test_carets_stand_under_wide_characters(mail: Path) -> None:
    _text, query, carets = console.run("find", "件名 and )", mail).err.splitlines()
    assert query == "  件名 and )"
    assert carets == " " * (2 + 4 + 5) + "^"


def test_props_shows_what_the_filter_lets_through(mail: Path) -> None:
    everything = console.run("props", "--json", mail).document["inputs"][0]["properties"]
    some = console.run("props", "--json", "--filter", "type:PtypTime", mail).document
    assert some["inputs"][0]["properties"] == [row for row in everything
                                               if row["type"] == "PtypTime"]  # fmt: skip
    answer = console.run("props", "--filter", "type:PtypTime", mail)
    assert answer.code == 0
    assert {line.split()[1] for line in answer.out.splitlines()[2:]} == {"PtypTime"}


def test_props_filters_one_object(papers: Path) -> None:
    answer = console.run("props", "--json", "--object", "/attachments/1", "--filter", "size>2k",
                         papers)  # fmt: skip
    [entry] = answer.document["inputs"]
    assert {row["object"] for row in entry["properties"]} == {"/attachments/1"}


def test_a_costly_expression_ends_the_search_with_a_sentence(mail: Path, monkeypatch) -> None:
    from msginspector.analysis.query import automaton

    monkeypatch.setattr(automaton, "MOST_STEPS", 3)
    answer = console.run("find", "--json", "/(a|b)*a.{5}/", mail)
    assert answer.code == 2
    assert "too many steps" in answer.err
    assert answer.document["inputs"][0]["matches"] == []


def test_of_a_long_query_only_what_is_around_the_mistake_is_shown(mail: Path) -> None:
    answer = console.run("find", f"{'word ' * 1500}nmae:x {'more ' * 400}", mail)
    _said, line, carets = answer.err.splitlines()
    assert answer.code == 2
    assert len(line) < 500
    assert line[carets.index("^") : carets.rindex("^") + 1] == "nmae"

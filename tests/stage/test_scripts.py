"""Scripts: the language, its mistakes, what playing says, and the Python that says the same."""

from __future__ import annotations

import contextlib
import gc
import io
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msginspector.session import Event, Workspace
from msginspector.stage.script import (
    Player,
    Script,
    ScriptError,
    c_program,
    experiments,
    parse,
    python_program,
)
from msginspector.stage.script.grammar import FORMS, MISTAKES_LIMIT, SAID_LIMIT
from msginspector.storage.handles import FileSource

EXPERIMENTS = experiments()
ALL = [pytest.param(script, id=script.name) for script in EXPERIMENTS]


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace() as made:
        yield made


def played(script: Script, workspace: Workspace, folder: Path) -> Player:
    player = Player(script, workspace, folder)
    while player.next() is not None:
        pass
    player.end()
    return player


def said(player: Player) -> list[str]:
    return [line for outcome in player.outcomes for line in outcome.said]


def mistakes(text: str) -> list[tuple[int, int, str, str]]:
    with pytest.raises(ScriptError) as caught:
        parse(text, "lesson")
    return [(one.line, one.column, one.text, one.hint) for one in caught.value.mistakes]


# -- experiments ---------------------------------------------------------------------------------


def test_the_experiments_show_what_a_class_should_see() -> None:
    titles = " ".join(script.title.lower() for script in EXPERIMENTS)
    for subject in ("closed", "twice", "zero", "forgotten", "frees", "fails", "before its",
                    "fault", "two sessions", "flags", "write-only"):  # fmt: skip
        assert subject in titles
    assert all(script.about and len(script.title) < 60 for script in EXPERIMENTS)


@pytest.mark.parametrize("script", ALL)
def test_every_experiment_ends_as_it_says(script: Script, workspace, tmp_path) -> None:
    player = played(script, workspace, tmp_path)
    assert player.failures == 0
    assert sum(outcome.met is True for outcome in player.outcomes) >= 3


@pytest.mark.parametrize("script", ALL)
def test_the_python_of_every_experiment_says_the_same(
    script: Script, workspace, tmp_path, root
) -> None:
    program = tmp_path / "program.py"
    program.write_text(python_program(script, tmp_path), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(program)], cwd=tmp_path, capture_output=True,
        encoding="utf-8", timeout=60, check=False,
        env={"PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.splitlines() == said(played(script, workspace, tmp_path))


@pytest.mark.parametrize("script", ALL)
def test_an_experiment_says_the_same_beside_other_sessions(script, workspace, tmp_path) -> None:
    with Workspace() as other:
        alone = said(played(script, other, tmp_path))
    session = workspace.open_session()
    session.open_file(file_of("attachments.msg"))
    assert said(played(script, workspace, tmp_path)) == alone
    assert session


def file_of(name: str) -> Path:
    return Path(__file__).parents[2] / "resources" / "samples" / name


@pytest.mark.parametrize("script", ALL)
def test_what_a_line_says_is_what_the_events_say(script: Script, workspace, tmp_path) -> None:
    heard: list[Event] = []
    workspace.subscribe(heard.append)
    player = played(script, workspace, tmp_path)
    assert [event for outcome in player.outcomes for event in outcome.events] == heard


def test_the_c_of_an_experiment_has_the_calls_of_imessage_h(tmp_path: Path) -> None:
    text = "".join(c_program(script, tmp_path) for script in EXPERIMENTS)
    for call in ("OpenIMsgSession(", "OpenIMsgOnIStg(", "CloseIMsgSession(", "->OpenAttach(",
                 "->Release(", "->GetAttachmentTable(", "STGM_WRITE"):  # fmt: skip
        assert call in text


# -- playing -------------------------------------------------------------------------------------


def test_a_line_is_played_when_it_is_asked_for(workspace, tmp_path) -> None:
    script = parse("# Title\n\nopen session S\n? And now?\n# Closing it.\nclose S\n", "lesson")
    player = Player(script, workspace, tmp_path)
    assert workspace.sessions == ()
    assert player.next().said == ("opened        session S, 1 reference",)
    assert player.question == "And now?"
    assert player.coming.caption == "Closing it."
    assert workspace.sessions[0]
    assert player.next().said[-1] == "closed        session S"
    assert player.over
    assert player.next() is None
    player.end()


def test_an_expectation_that_does_not_hold_says_what_is(workspace, tmp_path) -> None:
    player = played(parse("open session S\nexpect S closed\n", "lesson"), workspace, tmp_path)
    assert player.failures == 1
    assert said(player)[-1] == "NOT AS EXPECTED S is open, and not S is closed"


def test_what_could_not_be_opened_is_not_used(workspace, tmp_path) -> None:
    text = "open session S flags 1\nclose S\nexpect error NOT_OPEN\n"
    player = played(parse(text, "lesson"), workspace, tmp_path)
    assert said(player) == [
        "error         MAPI_E_UNKNOWN_FLAGS (0x80040106)",
        "error         nothing is open under the name S",
        "as expected   error NOT_OPEN",
    ]


def test_a_file_is_looked_for_beside_the_script_then_among_the_samples(workspace, tmp_path) -> None:
    (tmp_path / "task.msg").write_bytes(file_of("plain-mail.msg").read_bytes())
    text = (
        "open session S\nopen file a task.msg in S\nopen file b contact in S\nopen file c no in S"
    )
    lines = said(played(parse(text, "lesson"), workspace, tmp_path))
    assert "RE: Export stops" in lines[2]
    assert "Carla Nunes" in lines[4]
    assert lines[5] == "error         FILE_NOT_FOUND (MSG0901)"


def test_opening_again_repeats_the_opening(workspace, tmp_path) -> None:
    text = "open session S\nopen file m attachments in S\nopen attachment a 0 of m\n"
    text += "open again a\nexpect a 2 references\nreference a\nexpect a 3 references\n"
    player = played(parse(text, "lesson"), workspace, tmp_path)
    assert player.failures == 0
    assert player.outcomes[3].statement.python == "a = m.open_attachment(0)"


def test_a_class_is_asked_something_before_every_line(workspace, tmp_path) -> None:
    for script in EXPERIMENTS:
        player = Player(script, workspace, tmp_path)
        while not player.over:
            assert player.question.endswith("?")
            player.next()
        player.end()


def test_storages_of_a_script_are_closed_with_it(workspace, tmp_path) -> None:
    text = "open storage g plain-mail.msg\nopen session S\nopen message m on g in S\nuse m\n"
    player = played(parse(text, "lesson"), workspace, tmp_path)
    message = workspace.sessions[0].messages()[0]
    assert player.failures == 0
    assert message


# -- the language --------------------------------------------------------------------------------


def test_title_about_captions_and_questions() -> None:
    script = parse("# Title\n# about it,\n# at length\n\n# one\n# two\nopen session S\n", "x")
    assert (script.title, script.about) == ("Title", "about it, at length")
    assert script.lines[0].caption == "one two"
    assert parse("open session S", "my lesson").title == "my lesson"


def test_a_caption_right_above_a_line_belongs_to_it_not_to_the_script() -> None:
    script = parse("# A session.\nopen session S\n", "lesson")
    assert script.title == "lesson"
    assert script.lines[0].caption == "A session."


def test_all_mistakes_are_told_at_once_with_line_column_and_hint() -> None:
    text = "open sesion S\n\nclose S\nrelease t\nopen file m a.msg in\nexpect m opened\nuse mm\n"
    assert mistakes(text) == [
        (1, 6, "“sesion” is not understood here", "Did you mean “session”?"),
        (4, 9, "nothing is called “t”", "Open it in a line before this one."),
        (5, 21, "a session is missing here", ""),
        (6, 10, "“opened” is none of open, released, closing, closed", "Did you mean “open”?"),
        (7, 5, "nothing is called “mm”", "Did you mean “m”?"),
    ]


def test_a_name_of_the_wrong_kind_is_told() -> None:
    (one,) = mistakes("open session S\nopen attachment a 0 of S")
    assert one == (2, 24, "“S” is a session", "a message is wanted here.")


@pytest.mark.parametrize(
    ("text", "column", "told"),
    [
        ("open session 1st", 14, "“1st” is no name"),
        ("open session class", 14, "“class” is a word of the language"),
        ("open session S flags many", 22, "“many” is no number"),
        ("open session S please", 16, "“please” is too much here"),
        ('open session "S"', 14, "a new name is not written in quotes"),
        ("explode S", 1, "“explode” is not understood here"),
        ("open", 5, "“session” is missing here"),
        ("open session len", 14, "“len” is a word of the language"),
        ("open session int", 14, "“int” is a word of the language"),
        ("open session __debug__", 14, "“__debug__” is a word of the language"),
        ("expect error MAPI_E_INVALID_OBJCT", 14, "“MAPI_E_INVALID_OBJCT” is no error"),
    ],
)
def test_a_mistake_is_told_at_its_place(text: str, column: int, told: str) -> None:
    (one,) = mistakes(text)
    assert one[:3] == (1, column, told)


def test_a_mistake_reads_as_sentences() -> None:
    with pytest.raises(ScriptError) as caught:
        parse("open sesion S", "lesson")
    assert str(caught.value.mistakes[0]) == (
        "line 1, column 6: “sesion” is not understood here. Did you mean “session”?"
    )


def test_an_empty_script_says_what_it_needs() -> None:
    ((line, _column, told, hint),) = mistakes("# only words\n")
    assert (line, told) == (1, "the script does nothing")
    assert "open session" in hint


def test_the_error_is_one_of_the_family() -> None:
    with pytest.raises(ScriptError) as caught:
        parse("x\ny\n", "lesson")
    assert caught.value.code == "MSG0981"
    assert caught.value.text.startswith("Line 1, column 1: ")
    assert caught.value.text.endswith("(and 1 more)")


def test_hostile_scripts_are_bounded() -> None:
    captions = parse("# title\n\n" + "# words\n" * 9_000 + "open session S\n", "lesson")
    assert len(captions.lines[0].caption) <= SAID_LIMIT + 1
    assert len(mistakes("nonsense\n" * 100_000)) <= MISTAKES_LIMIT
    assert mistakes("open session S\n" + "a" * 10_000_000)[0][2] == "the script is too long"
    assert mistakes("\x00\x01" * 1000)
    assert mistakes('open session "' + '"' * 900)
    assert "longer than" in mistakes("open session " + "S" * 2000)[0][2]


WORDS = st.sampled_from(
    sorted({word.strip("[]") for form in FORMS.values() for word in form.split()})
) | st.text(max_size=6)  # fmt: skip


@given(st.lists(st.lists(WORDS, max_size=7).map(" ".join), max_size=6).map("\n".join))
def test_any_text_is_a_script_or_has_mistakes(text: str) -> None:
    places: list[int] = []
    try:
        places = [line.number for line in parse(text, "any").lines]
    except ScriptError as error:
        places = [mistake.line for mistake in error.mistakes]
    assert places
    assert min(places) >= 1


# -- scripts and their programs, whatever they do -----------------------------------------------

MESSAGES, PARTS, TABLES, STREAMS, CALLERS = "mn", "ab", "tu", "rs", "cd"
THINGS = MESSAGES + PARTS + TABLES + STREAMS


def written(*choices: Sequence[object]) -> st.SearchStrategy[str]:
    """A line of one word of each."""
    words = st.tuples(*(st.sampled_from(choice) for choice in choices))
    return words.map(lambda chosen: " ".join(str(word) for word in chosen if word != ""))


FILES = ("task", "attachments.msg", "nested-three-deep.msg", "nothing.msg", "x" * 300)
CALLBACK = ("", "callback frees", "callback raises", "callback says")
LINES = st.one_of(
    written(["open session"], "ST", ["", "flags 0", "flags 0x80000000"]),
    written(["open file"], MESSAGES, FILES, ["in"], "ST"),
    written(["open file"], MESSAGES, FILES, ["without session"]),
    written(["open storage"], CALLERS, FILES, ["", "mode write", "mode transacted"]),
    written(["open message"], MESSAGES, ["on"], CALLERS, ["in S", "without session"], CALLBACK),
    written(["open message"], MESSAGES, ["of"], PARTS),
    written(["open recipients", "open attachments"], TABLES, ["of"], MESSAGES),
    written(["open attachment"], PARTS, "019", ["of"], MESSAGES),
    written(["open stream", "open storage"], STREAMS, ["of"], PARTS),
    written(["open stream"], STREAMS, ["0x0037001F"], ["of"], MESSAGES + PARTS),
    written(["open again", "reference", "release", "use", "forget"], THINGS),
    written(["use"], MESSAGES + PARTS, ["0x0037001F"]),
    written(["fault"], THINGS + "S", ["", '"it\'s {0} \\n \\"']),
    written(["step"], "ST", [0, 1, 3, 0xFFFFFFFF]),
    written(["close"], "ST" + CALLERS),
    written(["expect error"], ["none", "MAPI_E_INVALID_OBJECT", "NOT_OPEN"]),
    written(["expect no leak", "expect leak m", "expect same a b", "expect m released"]),
    written(["expect"], THINGS, "012", ["references"]),
)


def _understood(rows: list[str]) -> list[str]:
    """Those of the lines that can stand after the others."""
    kept: list[str] = []
    for row in rows:
        try:
            parse("\n".join([*kept, row]), "lesson")
        except ScriptError:
            continue
        kept.append(row)
    return kept


def open_sources() -> list[FileSource]:
    """The files that this process has open, those included that nobody can reach any more."""
    known = gc.get_objects()
    return [one for one in known if isinstance(one, FileSource) and not one.closed]


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(LINES, min_size=4, max_size=30))
def test_whatever_a_script_does_its_program_says_the_same(rows: list[str], samples: Path) -> None:
    script = parse("\n".join(["open session S", *_understood(["open session S", *rows])]), "lesson")
    with Workspace() as workspace:
        expected = said(played(script, workspace, samples))
    out, names = io.StringIO(), {"__name__": "lesson"}
    others = open_sources()
    with contextlib.redirect_stdout(out):
        exec(compile(python_program(script, samples), "lesson", "exec"), names)
    for source in open_sources():  # the end of a process would close them
        if source not in others:
            source.close()
    assert open_sources() == others
    assert out.getvalue().splitlines() == expected

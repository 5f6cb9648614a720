"""Our regular expressions: the same answers as Python's, in time that grows with the text."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from msginspector.analysis.query.automaton import Automaton, TooCostlyError
from msginspector.errors import QueryError

LONG = 100_000
SOON = 5.0  # seconds: a bar against hanging, not a measure

# Each of these takes Python's `re` longer than anybody waits, on texts far shorter than ours.
CRUEL = ["(a+)+$", "(a|aa)+$", "(a|a?)+$", "(.*a){12}b", "(a*)*b", "(a+)+b$", "a*a*a*a*a*a*b",
         "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a|b)*a(a|b){150}c"]  # fmt: skip


def found(source: str, text: str) -> bool:
    return Automaton(source).search(text)


@pytest.mark.parametrize("source", CRUEL)
@pytest.mark.parametrize("end", ["", "!"])
def test_no_expression_hangs(source: str, end: str) -> None:
    begun = time.perf_counter()
    try:
        found(source, "a" * LONG + end)
        found(source, "abx" * (LONG // 3) + end)
    except TooCostlyError:
        pass
    assert time.perf_counter() - begun < SOON


def test_the_classic_one_is_answered() -> None:
    assert found("(a+)+$", "a" * LONG)
    assert not found("(a+)+$", "a" * LONG + "!")


atoms = st.sampled_from(
    ["a", "b", ".", "[ab]", "[^a]", r"\w", r"\s", r"\b", "^", "$", r"\d", r"\A", r"\Z", "-", r"\B"]
)
letters = st.sampled_from(["a", "b", ".", "[ab]", r"\w"])
repeats = st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,2}", "{,2}", "+?", "*?"])
sources = st.recursive(
    atoms | st.builds(str.__add__, letters, repeats),
    lambda inner: st.one_of(
        st.builds(str.__add__, inner, inner),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("({}){}".format, inner, repeats),
        inner.map("({})".format),
    ),
    max_leaves=8,
)


@given(sources, st.text("abAB \n1-_", max_size=10))
def test_it_finds_what_python_finds(source: str, text: str) -> None:
    # Python 3.14 lets \\B hold in the empty text, as we do; those before do not.
    assume(text or "\\B" not in source)
    assert found(source, text) == bool(re.search(source, text, re.IGNORECASE | re.MULTILINE))


CASES = "µμΜσςΣıiIİſsSKkKåÅÅßẞẛṡΐΐßǅǆǄſtst"  # noqa: RUF001
"""Characters with more than two forms, or whose other form is several characters."""


@pytest.mark.parametrize("char", sorted(set(CASES)))
def test_letters_are_the_same_in_another_case_where_python_says_so(char: str) -> None:
    greek = "[\\u03b1-\\u03c9]"
    for source in (char, f"[{char}]", f"[^{char}]", f"[{char}-{char}]", "[a-z]", "[^A-Z]", greek):
        for text in CASES:
            expected = bool(re.search(source, text, re.IGNORECASE))
            assert found(source, text) == expected, (source, text)


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("straße", "STRASSE", False),
        ("müller", "MÜLLER", True),
        (r"\u200b", "a\u200bb", True),
        (r"\x41", "a", True),
        ("[^a]", "A", False),
        ("a{2}", "aa", True),
        ("{x", "{x", True),
        ("a|", "", True),
        (r"^\d{4}-\d\d$", "one\n2024-05\ntwo", True),
        (r"\A\d", "a\n1", False),
        ("a.c", "a\nc", False),
        (r"[\]\-a]", "]", True),
        ("[]a]", "]", True),
    ],
)
def test_small_print(source: str, text: str, expected: bool) -> None:
    assert found(source, text) is expected


@pytest.mark.parametrize(
    ("source", "offset"),
    [("a(b", 1), ("a)", 1), ("*a", 0), ("a[b", 1), (r"a\1", 1), ("(?=a)", 0), ("ab[z-a]", 3),
     (r"a\q", 1), ("a{9999}", 1), ("a\\", 1), (r"\x4", 0)],
)  # fmt: skip
def test_a_mistake_is_marked_at_its_place_in_the_query(source: str, offset: int) -> None:
    with pytest.raises(QueryError) as caught:
        Automaton(source, 10)
    assert caught.value.offset == 10 + offset


@pytest.mark.parametrize("source", ["(((){400}){400}){400}", "(a{400}){400}", "((a{300}){2})+"])
def test_what_would_be_too_large_is_refused_at_once(source: str) -> None:
    with pytest.raises(QueryError, match="too large"):
        Automaton(source)


@given(st.text(max_size=30))
def test_any_text_is_an_expression_or_a_mistake_in_it(source: str) -> None:
    try:
        Automaton(source)
    except QueryError as error:
        found = error
    else:
        return
    assert 0 <= found.offset <= found.offset + found.length <= len(source)


def test_a_count_that_runs_backwards_is_said_so() -> None:
    with pytest.raises(QueryError, match="backwards"):
        Automaton("x{5,2}")


def test_a_search_in_pieces_gives_the_same_answer() -> None:
    automaton = Automaton("b+c$")
    text = "ab" * 50 + "bbc"
    state = automaton.begin()
    for start in range(0, len(text), 7):
        state = automaton.went_on(state, text[start : start + 7], last=start + 7 >= len(text))
    assert automaton.is_found(state)

"""The scanner: what it takes for tags, text and comments, and that nothing makes it slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis.mail_html.scanner import tokens, unescaped

# Each takes the parser of the standard library minutes, or is as long as a mail may be.
HOSTILE = {
    "a line of 5 MB": "a" * 5_000_000,
    "angle brackets": "<" * 100_000,
    "unclosed comments": "<!--" * 500_000,
    "unclosed quotes": '<a b="' * 300_000,
    "quotes in quotes": "<a b='\"' " * 200_000,
    "unclosed tags": "<a " * 500_000,
    "unclosed end tags": "</a" * 500_000,
    "declarations": "<!" * 500_000,
    "instructions": "<?" * 500_000,
    "an unclosed script": "<script>" + "</" * 500_000,
    "equal signs": "<a " + "=" * 1_000_000,
    "spaces in a tag": "<a" + " " * 1_000_000,
    "spaces behind a name": "<a x" + " " * 1_000_000 + "y",
    "a long name": "<" + "a" * 1_000_000,
    "many attributes": "<a " + "b=1 " * 300_000 + ">",
}


def pieces(source: str) -> list[tuple[str, str]]:
    return [(token.kind.name, source[token.start : token.end]) for token in tokens(source)]


def test_tags_text_and_comments_are_told_apart() -> None:
    assert pieces("a<b>c</b><!-- d -->e") == [
        ("TEXT", "a"), ("START", "<b>"), ("TEXT", "c"), ("END", "</b>"), ("COMMENT", "<!-- d -->"),
        ("TEXT", "e"),
    ]  # fmt: skip


def test_what_looks_like_a_tag_but_is_none_is_text() -> None:
    assert pieces("1 < 2 <3 a<") == [("TEXT", "1 < 2 <3 a<")]


def test_attributes_are_read_as_a_browser_reads_them() -> None:
    source = "<A Href='x>y' b=c/d e f = \"g\" href=z>"
    (token,) = tokens(source)
    assert token.name == "a"
    assert token.attributes == {"href": "x>y", "b": "c/d", "e": "", "f": "g"}


def test_references_in_attributes_are_replaced() -> None:
    (token,) = tokens('<a href="x?a=1&amp;b=&#x32;&lt;">')
    assert token.attributes["href"] == "x?a=1&b=2<"


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("?a=1&region=2&copy=3&notify=4&times5", "?a=1&region=2&copy=3&notify=4&times5"),
        ("?a=1&copy;=3&lt&#38b=4&#38;c&amp", "?a=1©=3<&b=4&c&"),
        ("&notit;&nosuch;&", "&notit;&nosuch;&"),
    ],
)
def test_a_name_without_semicolon_before_a_word_is_no_reference_in_an_attribute(
    stored: str, read: str
) -> None:
    """HTML Standard 13.2.5.73: otherwise the fields of half of all web addresses were lost."""
    (token,) = tokens(f'<a href="{stored}">')
    assert token.attributes["href"] == read


@pytest.mark.parametrize("short", ["<!-->", "<!--->", "<!---->", "<!-- a -->", "<!x>", "<?x>"])
def test_a_comment_ends_where_a_browser_ends_it(short: str) -> None:
    assert pieces(short + "b") == [("COMMENT", short), ("TEXT", "b")]


def test_what_is_in_a_script_is_no_html() -> None:
    assert pieces("<script>a<b></c></SCRIPT >d") == [
        ("START", "<script>"), ("RAW", "a<b></c>"), ("END", "</SCRIPT >"), ("TEXT", "d"),
    ]  # fmt: skip


@pytest.mark.parametrize("source", ["<a href=x", "<a href='x>y", "</b", "<a b c"])
def test_a_tag_that_never_ends_takes_the_rest(source: str) -> None:
    assert [kind for kind, _ in pieces("x" + source)] == ["TEXT", "BROKEN"]


@given(st.text(alphabet="<>/!-= \"'abscriptyle\n&#;x", max_size=200))
def test_tokens_cover_the_source_without_gaps(source: str) -> None:
    assert "".join(piece for _, piece in pieces(source)) == source


@given(st.text(alphabet="<>/!- \"'ab", max_size=60), st.integers(0, 60))
def test_nothing_behind_the_end_is_read(source: str, end: int) -> None:
    read = list(tokens(source, end))
    assert max((token.end for token in read), default=0) <= end


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_source_is_read_at_once(name: str) -> None:
    """A second would do; ten are for slow machines."""
    begun = time.perf_counter()
    assert list(tokens(HOSTILE[name]))
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize("text", ["&#" + "9" * 100_000, "&" * 100_000, "&amp" * 1000])
def test_references_of_any_length_are_read(text: str) -> None:
    assert unescaped(text)


def test_a_known_reference_is_replaced_and_an_unknown_one_stays() -> None:
    assert unescaped("&eacute;&nosuch;&#8364;&") == "é&nosuch;€&"

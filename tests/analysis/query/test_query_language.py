"""The query language: what is read, what is written, and where a mistake is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis.query import compile_query, parse, printed
from msginspector.analysis.query.nodes import (
    EVERYTHING,
    And,
    Bytes,
    Condition,
    Node,
    Not,
    Or,
    Pattern,
    Text,
)
from msginspector.analysis.query.properties import PROPERTIES
from msginspector.errors import QueryError

FIELDS = sorted(PROPERTIES.by_name.keys() - {"hex"})


def read(text: str) -> Node:
    return parse(text, PROPERTIES.names, PROPERTIES.hex_fields)


def mistake(text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        read(text)
    return caught.value


A, B, C = Text("a"), Text("b"), Text("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", EVERYTHING),
        ("  ", EVERYTHING),
        ("a", A),
        ("a b", And((A, B))),
        ("a and b", And((A, B))),
        ("a AND b Or c", Or((And((A, B)), C))),
        ("a b or c", Or((And((A, B)), C))),
        ("a (b or c)", And((A, Or((B, C))))),
        ("(a b) c", And((A, B, C))),
        ("not a b", And((Not(A), B))),
        ("-a", Not(A)),
        ("-(a or b)", Not(Or((A, B)))),
        ("not not a", Not(Not(A))),
        ('"two words"', Text("two words")),
        (r'"a \"b\" \\"', Text('a "b" \\')),
        ('"and"', Text("and")),
        ("name:subject", Condition("name", ":", Text("subject"))),
        ('name:"a b"', Condition("name", ":", Text("a b"))),
        ("NAME:Subject", Condition("name", ":", Text("Subject"))),
        ("flags:READ", Condition("flag", ":", Text("READ"))),
        ("size>1000", Condition("size", ">", Text("1000"))),
        ("size >= 10k", Condition("size", ">=", Text("10k"))),
        ("size:<=5", Condition("size", "<=", Text("5"))),
        ("name!=x", Condition("name", "!=", Text("x"))),
        ("/a+/", Pattern("a+")),
        ("/a b\\/c/", Pattern("a b\\/c")),
        ("/a+/i", Pattern("a+")),
        ("/attachments/", Pattern("attachments")),
        ("name:/^Pid/", Condition("name", ":", Pattern("^Pid"))),
        ("hex:DE AD", Bytes(b"\xde\xad")),
        ("hex:dead", Bytes(b"\xde\xad")),
        ("hex:0xDEAD", Bytes(b"\xde\xad")),
        ('hex:"DE AD"', Bytes(b"\xde\xad")),
        ("hex:DE AD and a", And((Bytes(b"\xde\xad"), A))),
        ("hex:DE AD beef", And((Bytes(b"\xde\xad"), Text("beef")))),
        ("(hex:DE AD)", Bytes(b"\xde\xad")),
        ("name:a* b", And((Condition("name", ":", Text("a*")), B))),
        ('name:"a*"', Condition("name", ":", Text("a*", literal=True))),
    ],
)
def test_a_query_is_read_as_the_manual_says(text: str, tree: Node) -> None:
    assert read(text) == tree


@pytest.mark.parametrize(
    "word",
    [
        "RE:", "http://example.org/a", "SMTP:bob@example.org", "12:30", "photo(1).jpg", "a/b",
        "-5", "--", "-", "/attachments/0", "/recipients/3", "/attachments/1/message", "/",
        "/o=Org/ou=Exchange", "a=b", "{00020329-0000-0000-C000-000000000046}", "<a@b>", "it's",
        "C:\\mail", "foo)", "50%", "*",
    ],
)  # fmt: skip
def test_text_from_a_message_is_a_word_as_it_is(word: str) -> None:
    assert read(word) == Text(word)


@pytest.mark.parametrize(
    ("text", "place", "incomplete"),
    [
        ("a and", "and", True),
        ("and a", "and", False),
        ("a or or b", "or", False),
        ("not", "not", True),
        ("(a b", "(", True),
        ("a ()", "()", False),
        ("a )", ")", False),
        ('x "two words', '"two words', True),
        ('""', '""', False),
        ("nam:x", "nam", False),
        ("x tpye:y", "tpye", False),
        ("x name:", "name:", True),
        ("name: x", "name:", False),
        ("hex:D", "D", True),
        ("hex:XY a", "XY", False),
        ("x /ab", "/ab", True),
        ("size >", "size >", True),
    ],
)
def test_a_mistake_is_marked_at_its_place(text: str, place: str, incomplete: bool) -> None:
    error = mistake(text)
    # of a word that stands twice the last one is meant
    assert (error.offset, error.length) == (text.rindex(place), len(place))
    assert error.incomplete is incomplete
    assert error.text.endswith(".")
    assert error.code == "MSG0980"


def test_a_field_that_is_nearly_one_is_named() -> None:
    assert "“name:”" in mistake("nmae:x").hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("tag:PR_SUBJECT", "name:PR_SUBJECT"),
        ("tag=subject", "name:subject"),
        ("tag:__substg1.0_0037001F", "tag:0x0037001F"),
        ("tag:__substg1.0_1011101f-00000002", "tag:0x1011101F"),
        ("tag:0x00370", "tag:0x00370*"),
        ("tag:+", "For example"),
    ],
)
def test_what_is_no_tag_is_answered_with_what_to_write_instead(text: str, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        compile_query(text, PROPERTIES)
    assert hint in caught.value.hint


@pytest.mark.parametrize("text", ["/re/x", "/a b/g", "/inv(oice)?/gi", "subject:/re/m", "/a.c/abc"])
def test_letters_behind_a_regular_expression_are_told_to_mean_nothing(text: str) -> None:
    error = mistake(text.replace("subject", "value"))
    letters = text.rpartition("/")[2]
    assert f"“{letters}” cannot follow" in error.text
    assert f"{text.partition(':')[2] or text}".removesuffix(letters) + " alone" in error.hint


@pytest.mark.parametrize("text", ["/usr/bin", "/home/me", "/proc/sys"])
def test_a_path_with_a_short_end_stays_a_word(text: str) -> None:
    assert read(text) == Text(text)


def test_depth_is_bounded() -> None:
    for text in ("(" * 5000 + "a", "-(" * 2000, "not " * 1500 + "a"):
        assert isinstance(mistake(text), QueryError)
    assert mistake("a" * 10_001).offset == 10_000


words = st.text(min_size=1, max_size=12)
# "/ " is a path: an expression that begins with a space begins with "\s" or "[ ]"
sources = st.from_regex(r"\A(?:[^/\\\s)]|\\\S)(?:[^/\\\n]|\\.){0,7}\Z")
patterns = st.builds(Pattern, sources)
plain_values = st.builds(lambda text: Text(text, literal="*" in text), words)
wild_values = st.sampled_from(["a*", "*b", "a*b", "*"]).map(Text)
tests = st.builds(
    Condition,
    st.sampled_from(FIELDS),
    st.sampled_from([":", "=", "!=", "<", "<=", ">", ">="]),
    st.one_of(plain_values, wild_values, patterns),
)
leaves = st.one_of(
    st.builds(Text, words), patterns, tests, st.builds(Bytes, st.binary(min_size=1, max_size=9))
)


def _unlike(kind: type[And] | type[Or], inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Nodes of that kind whose parts are of other kinds, as the parser makes them."""
    parts = inner.filter(lambda node: not isinstance(node, kind))
    return st.lists(parts, min_size=2, max_size=4).map(lambda found: kind(tuple(found)))


trees = st.recursive(
    leaves,
    lambda inner: st.one_of(st.builds(Not, inner), _unlike(And, inner), _unlike(Or, inner)),
    max_leaves=12,
)


@given(trees)
def test_reading_what_is_written_gives_the_same_tree(tree: Node) -> None:
    assert read(printed(tree)) == tree


bits = ["(", ")", '"', "/", "-", "and", "or", "not", "name:", "size>", "hex:", "DE", "tag:0x0037",
        "type:", "*", "\\", " ", "  ", "x", "value>=", "time<2024", "[", "a+", "{2}"]  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(bits), max_size=14).map("".join)))
def test_any_text_is_read_or_has_a_mistake_at_a_place_in_it(text: str) -> None:
    try:
        compile_query(text, PROPERTIES)
    except QueryError as error:
        found = error
    else:
        return
    assert 0 <= found.offset <= found.offset + found.length <= len(text)
    assert found.text

"""The JSON writer says what `json.dumps` says, at any depth, and is UTF-8 whatever the text is."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.export.json_text import Members, Text, json_pieces, write_json

TEXTS = st.text(st.characters())  # every code point, lone surrogates included
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=40,
)
SURROGATES = st.text(st.characters(categories=["Cs"]), min_size=1, max_size=4)


def written(document: object) -> str:
    out = io.StringIO()
    write_json(document, out)
    return out.getvalue()


@given(DOCUMENTS)
def test_the_text_means_what_json_dumps_means(document: Any) -> None:
    assert json.loads(written(document)) == json.loads(json.dumps(document))


@given(DOCUMENTS)
def test_key_order_is_kept(document: Any) -> None:
    def keys(text: str) -> list[list[str]]:
        found: list[list[str]] = []
        json.loads(text, object_pairs_hook=lambda pairs: found.append([k for k, _ in pairs]))
        return found

    assert keys(written(document)) == keys(json.dumps(document))


@given(DOCUMENTS)
def test_the_layout_is_that_of_an_indented_json_dumps(document: Any) -> None:
    plain = json.dumps(document, indent=2, ensure_ascii=False)
    escaped = "".join(json.dumps(c)[1:-1] if invisible(c) and c != "\n" else c for c in plain)
    assert written(document).lower() == escaped.replace("\x7f", "\\u007f").lower() + "\n"


def invisible(char: str) -> bool:
    """Control, format, surrogate, line and paragraph separator, as Unicode says."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def test_nothing_invisible_reaches_the_output() -> None:
    chars = [char for char in map(chr, range(sys.maxunicode + 1)) if invisible(char)]
    text = written(chars)
    assert {char for char in text if invisible(char)} == {"\n"}
    assert json.loads(text) == chars


def test_members_are_made_while_they_are_written() -> None:
    log: list[str] = []

    def members() -> Iterator[tuple[str, object]]:
        log.append("first")
        yield "first", (log.append("item") or n for n in range(2))  # type: ignore[func-returns-value]
        log.append("last")
        yield "last", list(log)

    assert json.loads(written([Members(members())])) == [
        {"first": [0, 1], "last": ["first", "item", "item", "last"]}
    ]


@given(st.lists(TEXTS))
def test_a_text_in_pieces_is_one_string(pieces: list[str]) -> None:
    # two halves of a pair are one character once they are written
    expected = json.loads(json.dumps("".join(pieces)))
    assert json.loads(written({"text": Text(pieces)})) == {"text": expected}


@given(st.text(st.characters(), min_size=1, max_size=20), st.integers(5_000, 9_000))
def test_a_long_string_is_written_as_a_short_one(text: str, times: int) -> None:
    assert json.loads(written([text * times])) == json.loads(json.dumps([text * times]))


def test_what_nests_deeply_is_not_indented_for_ever() -> None:
    document: list[Any] = []
    for _ in range(5_000):
        document = [document]
    assert len(written(document)) < 5_000 * 400


@given(SURROGATES)
def test_lone_surrogates_are_written_as_escapes_and_the_rest_is_utf8(text: str) -> None:
    encoded = written({text: f"a{text}é"}).encode("utf-8")
    assert json.loads(encoded) == json.loads(json.dumps({text: f"a{text}é"}))
    assert "é".encode() in encoded


def test_characters_beyond_the_first_plane_are_written_as_themselves() -> None:
    assert written("\U0001f4e7") == '"\U0001f4e7"\n'


def test_five_thousand_levels_are_written() -> None:
    document: object = "bottom"
    for level in range(5_000):
        document = [document] if level % 2 else {"inner": document}
    text = written(document)
    assert text.count('"inner": ') == 2_500
    assert text.count("[") == text.count("]") == 2_500
    assert text.count('"bottom"') == 1


def test_an_iterator_is_written_as_a_list_without_being_collected_first() -> None:
    asked: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(3):
            asked.append(number)
            yield number

    pieces = json_pieces({"numbers": numbers()})
    next(pieces)
    assert asked == []
    assert json.loads('{"numbers"' + "".join(pieces).partition('"numbers"')[2]) == {
        "numbers": [0, 1, 2]
    }


def test_a_long_document_goes_out_in_pieces() -> None:
    class Sink(io.StringIO):
        writes = 0

        def write(self, text: str) -> int:
            Sink.writes += 1
            assert len(text) < 200_000
            return super().write(text)

    sink = Sink()
    write_json(["x" * 1_000] * 1_000, sink)
    assert Sink.writes >= 10
    assert json.loads(sink.getvalue()) == ["x" * 1_000] * 1_000


@pytest.mark.parametrize("document", [{}, [], (), [[]], {"a": {}}, "", 0, None, True, False])
def test_small_documents_are_written(document: object) -> None:
    assert json.loads(written(document)) == json.loads(json.dumps(document))


@pytest.mark.parametrize("value", [object(), b"bytes", float("nan"), float("inf"), 1j])
def test_what_json_does_not_have_raises_type_error(value: object) -> None:
    with pytest.raises(TypeError):
        written({"a": [value]})

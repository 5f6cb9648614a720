"""Header fields out of a text: order, places, unfolding, decoding, lines that are none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis.headers.fields import FIELD, NO_HEADER, HeaderField, Source, split_fields
from msginspector.inputs.encoded import decode_value

SOURCE = Source("/", 0x007D001F, "PR_TRANSPORT_MESSAGE_HEADERS")


def split(text: str) -> list[HeaderField]:
    return list(split_fields(text, SOURCE))


def test_fields_keep_their_order_lines_and_offsets() -> None:
    text = "Received: one\r\nReceived: two\r\n three\r\nSubject:  x \r\n"
    found = split(text)
    assert [(one.name, one.value) for one in found] == [
        ("Received", "one"), ("Received", "two three"), ("Subject", "x"),
    ]  # fmt: skip
    assert [(one.line, one.lines, one.offset) for one in found] == [
        (1, 1, 0),
        (2, 2, 15),
        (4, 1, 38),
    ]
    assert all(text[one.offset :].startswith(one.raw) for one in found)
    assert found[1].raw == "Received: two\r\n three"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_kind_of_line_end_folds_and_ends_a_field(end: str) -> None:
    found = split(f"A: 1{end}\t2{end}B: 3{end}")
    assert [(one.name, one.value) for one in found] == [("A", "1\t2"), ("B", "3")]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("no colon here", "There is no colon, so this is not a header."),
        (": no name", "There is no name before the colon."),
        ("two words: x", "What stands before the colon is not the name of a header."),
        ("From me@example.org Mon Jan  1 00:00:00 2024", "This is the envelope line"),
        ("ümlaut: x", "What stands before the colon is not the name of a header."),
    ],
)
def test_a_line_that_is_no_header_is_kept_with_the_reason(line: str, why: str) -> None:
    before, strange, after = split(f"A: 1\r\n{line}\r\nB: 2\r\n")
    assert (before.name, after.name) == ("A", "B")
    assert (strange.kind, strange.name, strange.raw) == (NO_HEADER, "", line)
    assert strange.problems[0].startswith(why)


def test_a_line_that_continues_nothing_is_no_header() -> None:
    [strange] = split("  lost\r\n")
    assert strange.problems == ("This continues a line that is not there.",)


def test_white_space_before_the_colon_is_read_and_said() -> None:
    [field] = split("Subject \t: x\n")
    assert (field.kind, field.name, field.value) == (FIELD, "Subject", "x")
    assert field.problems == ("There is white space between the name and the colon.",)


def test_what_follows_an_empty_line_is_of_another_part() -> None:
    found = split("A: 1\n\n--b\nContent-Type: text/plain\n\ntext\n")
    assert [(one.name, one.part) for one in found] == [
        ("A", 0), ("", 1), ("Content-Type", 1), ("", 2),
    ]  # fmt: skip
    assert all(not one.problems for one in found)


@pytest.mark.parametrize(
    ("value", "decoded"),
    [
        ("=?utf-8?B?w6TDtg==?=", "äö"),
        ("=?utf-8?Q?a_=C3=A4?= b", "a ä b"),
        ("x =?iso-8859-1?q?=E4?=  =?iso-8859-1?q?=F6?= y", "x äö y"),  # RFC 2047 6.2
        ("=?utf-8?q?=C3?= =?utf-8?q?=A4?=", "ä"),  # a character cut in two
        ("=?utf-8*en?q?hi?=", "hi"),  # RFC 2231 5
        ('"=?utf-8?q?=C3=A4?=" <a@b>', '"ä" <a@b>'),
        ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?utf-8?B?w6TDtg?=", "äö"),  # no padding
        ("=?gb2312?B?6UY=?=", "镕"),  # GBK, as everybody writes it under that name
        ("=?iso-8859-16?Q?=AA?=", "Ș"),  # no code page of Windows
        ("plain ?= text", "plain ?= text"),
    ],
)
def test_encoded_words_are_decoded(value: str, decoded: str) -> None:
    found = decode_value("Subject", value)
    assert (found.text, found.problems) == (decoded, ())


@pytest.mark.parametrize(
    ("value", "decoded", "problem"),
    [
        ("=?nowhere?q?a=E4?=", "aä", "The character set “nowhere” is not known."),
        ("=?rot13?q?a?=", "a", "The character set “rot13” is not known."),
        ("=?punycode?q?a-b?=", "a-b", "The character set “punycode” is not known."),
        ("=?utf-8?q?=FF?=", "�", "There are bytes that are no text in “utf-8”."),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?=", "The encoding “x” of an encoded word is not known."),
        ("=?us-ascii?q?=E4?=", "ä", "There are bytes that are no text in “us-ascii”."),
        ("=?utf-8?b?$$$?=", "=?utf-8?b?$$$?=", "An encoded word has no base64."),
        ("=?utf-8?b?w6!TDtg==?=", "äö", "characters that are not base64"),
        ("=?utf-8?q?abc", "=?utf-8?q?abc", "An encoded word is not complete."),
        ("müde", "müde", "There are characters beyond ASCII that are not encoded."),
    ],
)
def test_what_cannot_be_decoded_has_a_sentence(value: str, decoded: str, problem: str) -> None:
    found = decode_value("Subject", value)
    assert found.text == decoded
    assert any(problem in one for one in found.problems)


def test_many_character_sets_nobody_knows_take_little_time() -> None:
    value = " ".join(f"=?set{number}?q?a?=" for number in range(40_000))
    began = time.perf_counter()
    found = decode_value("Subject", value)
    assert time.perf_counter() - began < 1
    assert "The character set “set0” is not known." in found.problems


def test_parameters_are_put_together() -> None:  # RFC 2231 3 and 4.1
    value = "attachment; filename*0*=utf-8''a%C3%A4; filename*1=\"b c\"; size=5"
    found = decode_value("Content-Disposition", value)
    assert found.text == 'attachment; filename="aäb c"; size=5'
    assert decode_value("Subject", value).text == value


def test_missing_sections_of_a_parameter_are_said() -> None:
    found = decode_value("Content-Type", "text/plain; name*1=b; name*3=d")
    assert found.text == 'text/plain; name="bd"'
    assert found.problems == ("Sections of the parameter “name” are missing.",)


@given(st.text())
def test_any_text_is_split_and_nothing_of_it_is_lost(text: str) -> None:
    found = split(text)
    assert all(text[one.offset : one.offset + len(one.raw)] == one.raw for one in found)
    kept = sum(len(one.raw.strip("\r\n")) for one in found)
    assert len(text.replace("\r", "").replace("\n", "")) <= kept


@given(st.text(), st.sampled_from(["Subject", "Content-Type"]))
def test_any_value_is_decoded(value: str, name: str) -> None:
    assert isinstance(decode_value(name, value).text, str)


@pytest.mark.parametrize(
    "text",
    [
        "a: b\r\n" * 50_000,
        "a" * 5_000_000,
        "Subject: " + "=?" * 2_500_000,
        "Subject: " + "=?a?b?" * 800_000,
        "Subject: " + "=?utf-8?q?a?= " * 350_000,
        "Content-Type: " + ";a*=b" * 1_000_000,
        "Content-Type: " + ';a*="' * 1_000_000,
        "\n" * 5_000_000,
        "a:\n " * 1_250_000,
        ":" * 5_000_000,
        "a: \0" + "0\0" * 2_000_000,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_a_large_text_takes_a_moment(text: str) -> None:
    start = time.perf_counter()
    split(text)
    assert time.perf_counter() - start < 3

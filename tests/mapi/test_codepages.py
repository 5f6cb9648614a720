"""Code pages: Microsoft's tables, where Python's codecs differ from them."""

from __future__ import annotations

import codecs
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector import resources
from msginspector.mapi import codepages


def test_every_code_page_of_the_table_has_a_codec_and_a_name() -> None:
    for codepage in codepages.known_codepages():
        codec = codepages.codec_name(codepage)
        assert codec is not None
        assert codecs.lookup(codec)
        assert codepages.codepage_name(codepage)


def test_an_unknown_code_page_has_no_codec() -> None:
    assert codepages.codec_name(12345) is None
    assert codepages.codepage_name(12345) == ""
    with pytest.raises(LookupError, match="12345"):
        codepages.decode(b"abc", 12345)


@pytest.mark.parametrize(
    ("codepage", "data", "text"),
    [
        (1252, b"\x80\x81", "\u20ac\x81"),
        (1251, b"\xcf\x98", "\u041f\x98"),
        (65001, "ä€".encode(), "ä€"),
        (1200, "ä€".encode("utf-16-le"), "ä€"),
        (20127, b"plain", "plain"),
        (932, b"\x87\x40\x80\xa0\xfd\xfe\xff\xf0\x40", "\u2460\x80\uf8f0\uf8f1\uf8f2\uf8f3\ue000"),
        (936, b"\x80\xd6\xd0\xaa\xa1\xff", "\u20ac\u4e2d\ue000\uf8f5"),
        (949, b"\xb0\xa1\xc9\xa1\x80\xff", "\uac00\ue000\x80\uf8f7"),
        (950, b"\xa4\xa4\xfa\x40\x81\x40\x8e\x40\xff", "\u4e2d\ue000\ueeb8\ue311\uf8f8"),
        (950, b"\xa1\x45\xa1\x4e", "\u2027\ufe51"),
        (950, b"\xfe\xd3\x90\xb6", "\ue2e5\ue49f"),
        (874, b"\xa1\x81\xdb", "\u0e01\x81\uf8c1"),
    ],
)
def test_bytes_become_the_characters_of_microsofts_table(
    codepage: int, data: bytes, text: str
) -> None:
    assert codepages.decode(data, codepage) == text


def test_the_extension_area_of_950_is_for_user_defined_characters() -> None:
    assert b"\xc6\xa1".decode("cp950") == "\u30fe"
    assert codepages.decode(b"\xc6\xa1\xc8\xfe", 950) == "\uf6b1\uf848"


def test_every_row_of_differences_is_a_difference_and_is_decoded() -> None:
    for row in resources.table("codepage_differences"):
        codepage = int(row["codepage"])
        codec = codepages.codec_name(codepage)
        assert codec is not None
        for data, offset in (
            (bytes.fromhex(row["first"]), 0),
            (bytes.fromhex(row["last"]), int(row["last"], 16) - int(row["first"], 16)),
        ):
            expected = chr(int(row["unicode"], 16) + offset)
            assert codepages.decode(data, codepage) == expected
            assert codecs.decode(data, codec, "replace") != expected


def test_user_defined_characters_do_not_disturb_their_neighbours() -> None:
    assert codepages.decode(b"a\xfa\x40b\xa4\xa4c", 950) == "a\ue000b\u4e2dc"


def test_bytes_no_table_has_follow_the_error_rule() -> None:
    broken = b"a\xfa"
    with pytest.raises(UnicodeDecodeError):
        codepages.decode(broken, 950)
    assert codepages.decode(broken, 950, "replace") == "a\ufffd"
    assert codepages.decode(broken, 950, "backslashreplace") == "a\\xfa"


def test_the_text_of_large_streams_is_decoded_in_one_piece() -> None:
    assert codepages.decode(b"\xfa\x40" * 100_000, 950) == "\ue000" * 100_000


@pytest.mark.parametrize("codepage", [50220, 50221, 50222])
def test_japanese_mail_is_decoded_with_the_characters_of_nec(codepage: int) -> None:
    kanji = "日本語、カナ".encode("iso2022-jp")
    assert codepages.decode(b"Re: " + kanji + b" end", codepage) == "Re: 日本語、カナ end"
    assert codepages.decode(b"\x1b$B-!-5\x1b(B", codepage) == "\u2460\u2160"


def test_halfwidth_katakana_comes_by_escape_or_by_shift() -> None:
    assert codepages.decode(b"\x1b(I3E\x1b(Bx", 50221) == "\uff73\uff85x"
    assert codepages.decode(b"a\x0e3E\x0fx", 50222) == "a\uff73\uff85x"


def test_a_line_end_leaves_the_two_byte_mode() -> None:
    assert codepages.decode(b"\x1b$B-! -!\r\nplain", 50220) == "\u2460 \u2460\r\nplain"


@pytest.mark.parametrize("piece", [b'\x1b$B$"\x1b(B', b"\x0e3\x0f"])
def test_text_that_changes_its_set_with_each_character_takes_little_memory(piece: bytes) -> None:
    data = piece * (1 << 18)
    tracemalloc.start()
    try:
        codepages.decode(data, 50220, "replace")
        assert tracemalloc.get_traced_memory()[1] < 4 * len(data)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("codepage", [20932, 51932])
def test_euc_japanese_is_decoded_as_windows_does(codepage: int) -> None:
    assert codepages.decode("日本語".encode("euc-jp"), codepage) == "日本語"
    assert codepages.decode(b"\xad\xa1\xa1\xc1\x8e\xb3", codepage) == "\u2460\uff5e\uff73"
    assert codepages.decode(b"\xa1\xa2\x8f\xb0\xa1", codepage) == "、丂"


@given(st.sampled_from(codepages.known_codepages()), st.binary(max_size=64))
def test_any_bytes_in_any_code_page_become_text_or_one_error(codepage: int, data: bytes) -> None:
    assert isinstance(codepages.decode(data, codepage, "replace"), str)
    try:
        codepages.decode(data, codepage)
    except UnicodeDecodeError:
        return


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x7FFF), max_size=20))
def test_japanese_text_survives_each_encoding_python_can_write(text: str) -> None:
    for codec, codepage in (("iso2022-jp", 50220), ("euc-jp", 51932), ("cp932", 932)):
        data = text.encode(codec, "ignore")
        assert codepages.decode(data, codepage) == data.decode(codec)

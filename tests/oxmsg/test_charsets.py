"""Names of character sets and the code pages Windows reads them with."""

from __future__ import annotations

import pytest

from msginspector.oxmsg.charsets import charset_page, declared, declared_page


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("shift_jis", 932), ("ISO-2022-JP", 50220), ("Big5", 950), ("windows-874", 874),
        ("utf-8", 65001), ("us-ascii", 1252), ("iso-8859-1", 28591), ("koi8-r", 20866),
        ("gb2312", 936), ("euc-kr", 51949), ("no such set", None), ("", None),
    ],
)  # fmt: skip
def test_a_character_set_of_mail_has_the_code_page_of_windows(name: str, page: int | None) -> None:
    assert charset_page(name) == page


def test_a_page_that_names_shift_jis_is_read_in_it() -> None:
    assert charset_page(declared(b'<meta charset="Shift_JIS">')) == 932


@pytest.mark.parametrize("name", ["utf-16", "UTF-16LE", "utf-16be", "unicode"])
def test_html_that_says_utf_16_of_itself_is_utf_8(name: str) -> None:
    """It could not be read otherwise (HTML Standard, prescan)."""
    assert declared_page(declared(f"<meta charset={name}>".encode("ascii"))) == 65001

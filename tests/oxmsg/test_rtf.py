r"""RTF: what it encapsulates comes out of it ([MS-OXRTFEX]), plain RTF as text and as HTML."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.oxmsg.rtf.head import Head, read_head
from msginspector.oxmsg.rtf.render import to_html
from msginspector.oxmsg.rtf.unwrap import unwrap

HTML_HEAD = rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}"
HTML_HEAD += rb"{\f1\fnil\fcharset204 Tahoma;}{\f2\fnil\fcharset128 MS Gothic;}}"
TEXT_HEAD = HTML_HEAD.replace(b"fromhtml1", b"fromtext")
PLAIN_HEAD = HTML_HEAD.replace(b"\\fromhtml1", b"")


def html(rtf: bytes, codepage: int = 1252) -> str:
    found = unwrap(HTML_HEAD + rtf + b"}", "html", codepage)
    assert found.problems == ()
    return found.text


def text(rtf: bytes, form: str | None = "text") -> str:
    found = unwrap((TEXT_HEAD if form else PLAIN_HEAD) + rtf + b"}", form, 1252)
    assert found.problems == ()
    return found.text


def paragraph(content: str, css: str = "") -> str:
    return f'<p style="margin:0{css}">{content}</p>'


def shown(rtf: bytes) -> str:
    found = to_html(PLAIN_HEAD + rtf + b"}", 1252, 1 << 20)
    assert found.problems == ()
    return found.html.removeprefix("<html><body>").removesuffix("</body></html>")


# -- the head ([MS-OXRTFEX] 2.2.3.1)


@pytest.mark.parametrize(
    ("rtf", "head"),
    [
        (HTML_HEAD, Head(True, "html", 1252, "\\ansicpg1252")),
        (TEXT_HEAD, Head(True, "text", 1252, "\\ansicpg1252")),
        (PLAIN_HEAD, Head(True, None, 1252, "\\ansicpg1252")),
        (b"{\\rtf1\\mac text", Head(True, None, 10000, "\\mac")),
        (b"{\\rtf1\\ansi\\ansicpg99999 text", Head(True, None, 1252, "\\ansi")),
        (b"{\\rtf1 words \\fromhtml1", Head(True, None, None, "")),
        (b"{\\rtf1{\\fonttbl}\\fromhtml1", Head(True, None, None, "")),
        (b"<html>", Head(False, None, None, "")),
        (b"", Head(False, None, None, "")),
    ],
)
def test_the_head_says_what_is_encapsulated_and_the_code_page(rtf: bytes, head: Head) -> None:
    assert read_head(rtf) == head


# -- HTML ([MS-OXRTFEX] 2.1.3.1, 2.2.3.2)


@pytest.mark.parametrize(
    ("rtf", "expected"),
    [
        (rb'{\*\htmltag148 <FONT face="symbol">}', '<FONT face="symbol">'),
        (rb"{\*\htmltag 1 apple}", "1 apple"),
        (rb"{\*\htmltag64}text", "text"),
        (rb"{\*\htmltag84 &lt;}\htmlrtf <\htmlrtf0 b", "&lt;b"),
        (rb"a\htmlrtf {\htmlrtf0 b\htmlrtf }\htmlrtf0 c", "abc"),
        (rb"\htmlrtf1 no{no\htmlrtf0 yes}no\htmlrtf0 yes", "yesyes"),
        (rb"{\htmlrtf no}yes", "yes"),
        (rb"{\*\mhtmltag84 <a href=other>}{\*\htmltag84 <a>}", "<a>"),
        (rb"{\pntext\f2\'b7\tab}item", "item"),
        (rb"{\*\unknown words{deeper}}text", "text"),
        (rb"{\*\htmltag3 \par }", "\r\n"),
        (rb"{\*\htmltag0 a\tab b\{\}\\c}", "a\tb{}\\c"),
        (rb"{\*\htmltag0 \lquote\rquote\ldblquote\rdblquote}", "‘’“”"),
        (rb"{\*\htmltag0 \bullet\endash\emdash\~\_}", "•–—\u00a0\u00ad"),
        (rb"{\*\htmltag0 \'e4\u8364?\u-10179?\u-8704?}", "ä€\U0001f600"),
        (rb"raw <b>HTML</b> & all", "raw <b>HTML</b> & all"),
        (rb"{\htmltag64 <p>}", "<p>"),
        (rb"a\par b\line c\tab d", "a\r\nb\r\nc\td"),
        (b"line\r\nends\n are nothing", "lineends are nothing"),
        (b"\\\r\nbut escaped ones are", "\r\nbut escaped ones are"),
    ],
)
def test_html_comes_out_of_rtf(rtf: bytes, expected: str) -> None:
    assert html(rtf) == expected


def test_the_bytes_of_a_tag_are_in_the_code_page_of_the_document_those_of_text_of_the_font() -> (
    None
):
    rtf = rb"{\f1 \'c1{\*\htmltag84 <i title=\'c1>}\'c1}\f0 \'c1"
    assert html(rtf) == "Б<i title=Á>БÁ"


def test_a_font_is_followed_where_nothing_is_shown() -> None:
    assert html(rb"\htmlrtf \f1\htmlrtf0 \'c1") == "Б"


def test_a_character_of_two_bytes_may_be_written_in_any_way() -> None:
    for pair in (rb"\'83\'41", rb"\'83A", b"\x83A", b"\x83\\'41"):
        assert html(rb"\f2 " + pair) == "ア"
    assert html(rb"\f2 \'83\'5c\'83\\") == "ソソ"


def test_half_a_character_takes_no_tag_along() -> None:
    found = unwrap(
        HTML_HEAD.replace(b"1252", b"932") + rb"\f2 \'83{\*\htmltag84 <b>}}", "html", 932
    )
    assert found.text == "\\x83<b>"
    assert found.problems == ("Some bytes cannot be decoded in code page 932.",)


@pytest.mark.parametrize(
    ("rtf", "expected"),
    [
        (rb"\uc1\u1041?b", "Бb"),
        (rb"\uc0\u1041?b", "Б?b"),
        (rb"\uc2\u1041\'c1\'c1b", "Бb"),
        (rb"\uc3\u1041xyzb", "Бb"),
        (rb"{\uc2 x}\u1041?b", "xБb"),
        (rb"\uc2\u1041?{b}", "Бb"),
        (rb"\u1041\rquote b", "Бb"),
        (rb"\u1041\~b", "Бb"),
        (rb"\u64256?", "\ufb00"),
        (rb"\u-1280?", "\ufb00"),
        (rb"{\upr{A}{\*\ud \u1041?}}", "Б"),
    ],
)
def test_unicode_characters_replace_their_stand_ins(rtf: bytes, expected: str) -> None:
    assert html(rtf) == expected


def test_binary_data_is_jumped_over() -> None:
    assert html(rb"a{\pict\bin7 }}{{{\\}b\bin3 }}}c") == "abc"


# -- text


def test_text_comes_out_of_rtf() -> None:
    rtf = rb"\uc1\pard\plain\deftab360 \f0\fs20 One\par\line \{two\}\tab \'80"
    assert text(rtf + rb"{\*\htmltag64 no}{\pntext x}") == "One\r\n\r\n{two}\t€"


def test_the_text_of_plain_rtf_has_bullets_cells_and_the_results_of_fields() -> None:
    rtf = (
        rb"{\colortbl;\red1;}{\stylesheet{\s1 Heading;}}{\info{\author Somebody}}"
        rb"{\pntext\'b7\tab}item\par\trowd a\cell b\cell\row"
        rb'{\field{\*\fldinst HYPERLINK "http://x.test/"}{\fldrslt here}}\v hidden\v0  end'
    )
    assert text(rtf, None) == "·\titem\r\na\tb\t\r\nhere end"


# -- plain RTF as HTML


@pytest.mark.parametrize(
    ("rtf", "expected"),
    [
        (rb"a\par b", '<p style="margin:0">a</p><p style="margin:0">b</p>'),
        (rb"\b a\b0 b\par", '<p style="margin:0"><b>a</b>b</p>'),
        (rb"{\i\ul a}{\strike b}\par", '<p style="margin:0"><i><u>a</u></i><s>b</s></p>'),
        (rb"x{\super 2}{\sub i}\par", '<p style="margin:0">x<sup>2</sup><sub>i</sub></p>'),
        (rb"\qc a\par\pard b\par", paragraph("a", ";text-align:center") + paragraph("b")),
        (rb"\li720\fi-360 a\par", '<p style="margin:0;margin-left:36pt;text-indent:-18pt">a</p>'),
        (rb"\f1\fs22 a\par",
         paragraph("<span style=\"font-family:'Tahoma';font-size:11pt\">a</span>")),
        (rb"{\colortbl;\red255\green0\blue1;}\cf1 a\cf0 b\par",
         '<p style="margin:0"><span style="color:#ff0001">a</span>b</p>'),
        (rb"\highlight7 a\par", paragraph('<span style="background-color:#ffff00">a</span>')),
        (rb"<b> & </b>\par", '<p style="margin:0">&lt;b&gt; &amp; &lt;/b&gt;</p>'),
        (rb"a   b\line c\par", '<p style="margin:0">a\u00a0\u00a0 b<br>c</p>'),
        (rb"\par", '<p style="margin:0"><br></p>'),
        (rb"{\pntext\'b7\tab}{\*\pn\pnlvlblt{\pntxtb\'B7}}a\par{\pntext\'b7\tab}b\par\pard c\par",
         '<ul><li>a</li><li>b</li></ul><p style="margin:0">c</p>'),
        (rb"{\listtext 1.\tab}a\par", '<p style="margin:0">1.\u2003a</p>'),
        (rb"{\b \plain a}b\par", '<p style="margin:0">ab</p>'),
        (rb"{\v hidden}a\par", '<p style="margin:0">a</p>'),
        (rb"\rtlpar a\par", '<p dir="rtl" style="margin:0">a</p>'),
        (rb"a\objattph\'20b\par",
         '<p style="margin:0">a<a href="attachment:0">[attachment 1]</a> b</p>'),
    ],
)  # fmt: skip
def test_plain_rtf_is_shown_as_html(rtf: bytes, expected: str) -> None:
    assert shown(rtf) == expected


def test_links_are_those_of_hyperlink_fields() -> None:
    rtf = rb'{\field{\*\fldinst {\cs1 HYPERLINK "http://x.test/?a=1&b=<2>"}}'
    rtf += rb"{\fldrslt{\ul here}}}.\par"
    assert shown(rtf) == (
        '<p style="margin:0"><a href="http://x.test/?a=1&amp;b=&lt;2&gt;"><u>here</u></a>.</p>'
    )
    assert "href" not in shown(rb'{\field{\*\fldinst HYPERLINK \\l "place"}{\fldrslt a}}\par')
    assert "href" not in shown(rb"{\field{\*\fldinst PAGE}{\fldrslt 7}}\par")


def test_tables_have_rows_cells_and_merged_cells() -> None:
    row = rb"\trowd\cellx100\cellx200\pard\intbl a\cell b1\par b2\cell\row"
    wide = rb"\trowd\clmgf\cellx100\clmrg\cellx200\pard\intbl wide\cell\cell\row\pard after\par"
    assert shown(row + wide) == (
        '<table border="1" cellspacing="0" cellpadding="3"><tr><td>a</td><td>b1<br>b2</td></tr>'
        '<tr><td colspan="2">wide</td></tr></table><p style="margin:0">after</p>'
    )


def test_a_font_name_ends_no_attribute() -> None:
    rtf = rb"{\rtf1{\fonttbl{\f0 A'\"><script>;}}\f0 x\par}"
    assert "<script" not in to_html(rtf, 1252, 1 << 20).html


def test_showing_ends_at_the_limit() -> None:
    found = to_html(PLAIN_HEAD + rb"\par" * 200_000 + b"}", 1252, 100_000)
    assert found.truncated
    assert len(found.html) < 1_000_000


# -- damage


def test_what_is_wrong_with_the_groups_is_told() -> None:
    assert unwrap(HTML_HEAD + b"a{b", "html", 1252).problems == ("The RTF ends within a group.",)
    after = unwrap(TEXT_HEAD + b"a}} more", "text", 1252)
    assert after.text == "a"
    assert after.problems == (
        "6 bytes follow the end of the outermost group of the RTF; they were not read.",
    )
    zeros = unwrap(TEXT_HEAD + b"a}\0\0\r\n", "text", 1252)
    assert zeros == ("a", ())


def test_html_that_follows_a_brace_too_many_is_read() -> None:
    found = unwrap(HTML_HEAD + rb"{\*\htmltag84 <b>}a}{\*\htmltag92 </b>}b}", "html", 1252)
    assert found.text == "<b>a</b>b"
    assert found.problems[0].endswith("they were read, too.")


def test_a_hundred_thousand_groups_in_each_other_are_read() -> None:
    deep = b"{" * 100_000 + b"x" + b"}" * 100_000 + b"y"
    assert html(deep) == "xy"
    assert shown(deep + b"\\par") == '<p style="margin:0">xy</p>'


@given(st.binary(max_size=300))
def test_any_bytes_give_something(data: bytes) -> None:
    for form in ("html", "text", None):
        unwrap(data, form, 932)
        unwrap(HTML_HEAD + data, form, 65001)
    to_html(PLAIN_HEAD + data, 1252, 1000)


PARTS = [
    b"{", b"}", b"\\", b"\\*", b"\\par", b"\\u1234", b"\\u-10179", b"\\uc0", b"\\uc9", b"\\'83",
    b"\\'", b"\\bin9 ", b"\\bin-1", b"\\f1 ", b"\\f99999", b"\\fonttbl", b"\\colortbl", b";",
    b"\\htmltag1 ", b"\\htmlrtf", b"\\htmlrtf0 ", b"{\\*\\htmltag84 <p>}", b"\\upr", b"\\*\\ud ",
    b"\\cell", b"\\row", b"\\intbl", b"\\pntext", b"\\*\\fldinst HYPERLINK ", b"\\fldrslt ",
    b"\\objattph", b"\\plain", b"\\cf9999999999", b"\\fs-5", b"text", b"\x83", b"\0", b"\r\n",
]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=60))
def test_any_mixture_of_control_words_gives_something(parts: list[bytes]) -> None:
    data = b"{\\rtf1" + b"".join(parts)
    for form in ("html", "text", None):
        unwrap(data, form, 932)
    to_html(data, 932, 1000)


@pytest.mark.parametrize("seed", range(3))
def test_four_times_the_bytes_take_about_four_times_as_long(seed: int) -> None:
    chance = random.Random(seed)
    piece = b"".join(chance.choices(PARTS, k=3000))

    def seconds(times: int) -> float:
        data = b"{\\rtf1" + piece * times
        best = 9.0
        for _ in range(2):
            start = time.perf_counter()
            unwrap(data, "html", 1252)
            to_html(data, 1252, 1 << 30)
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds(40) < 14 * seconds(10) + 0.1

"""The copy that is laid out: what stays, what goes and why; nothing foreign stands in it."""

from __future__ import annotations

import re
import time
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis.mail_html import (
    KINDS,
    PLACEHOLDER,
    MailHtml,
    Parts,
    addresses,
    clean,
    in_words,
)

DOT = b64encode(b"GIF89a").decode()

# Each of these would fetch, start or send something; with the kind it is listed as.
DANGERS = {
    '<img src="http://a.example/b.png">': "remote-image",
    '<img src="//a.example/b.png">': "remote-image",
    '<IMG SRC="ht&#116;p://a.example/b.png">': "remote-image",
    '<img src="h\tttp://a.example/b.png">': "remote-image",
    '<img srcset="http://a.example/b.png 2x">': "remote-image",
    '<table background="http://a.example/b.png"><tr><td>x</table>': "remote-image",
    '<p style="background:url(http://a.example/b.png)">x</p>': "remote-image",
    '<p style="background:\\75rl(http://a.example/b.png)">x</p>': "remote-image",
    '<p style="background:u/**/rl(x);background-image:url( \'http://a.example/b\' )">x</p>':
        "remote-image",
    "<style>p{background:url(http://a.example/b.png)}</style>": "remote-image",
    "<style>@media screen{p{background:url(http://a.example/b.png)}}</style>": "remote-image",
    '<v:fill src="http://a.example/b.png">': "remote-image",
    '<img src="cid:a" srcset="cid:a 1x, http://a.example/b.png 2x">': "remote-image",
    '<html style="background:url(http://a.example/b.png)">': "remote-image",
    '<o:p style="background:url(http://a.example/b.png)">x</o:p>': "remote-image",
    '<table><tbody style="background:url(http://a.example/b.png)">': "remote-image",
    '<div hidden><p style="background:url(http://a.example/b.png)">x</div>': "remote-image",
    "<p style='background:image-set(\"http://a.example/b.png\" 1x)'>x</p>": "remote-image",
    '<style>@\\69mport "http://a.example/b.css";</style>': "stylesheet",
    '<img src="http://a.example/b.gif" width=1 height=1>': "tracking-pixel",
    '<img src="http://a.example/b.gif" style="display:none">': "tracking-pixel",
    '<img src="http://a.example/b.gif" style="width:0px;height:0px">': "tracking-pixel",
    '<div style="display:none"><img src="http://a.example/b.gif"></div>': "tracking-pixel",
    "<script>alert(1)</script>": "script",
    "<script src=http://a.example/b.js></script>": "script",
    '<p onclick="alert(1)">x</p>': "event-handler",
    "<svg/onload=alert(1)>": "event-handler",
    "<form action=http://a.example/><input></form>": "form",
    "<button formaction=http://a.example/>x</button>": "form",
    "<iframe src=http://a.example/></iframe>": "frame",
    "<iframe srcdoc='<p>x'></iframe>": "frame",
    "<object data=http://a.example/b></object>": "object",
    "<embed src=http://a.example/b.swf>": "object",
    "<video src=http://a.example/b.mp4></video>": "media",
    "<link rel=stylesheet href=http://a.example/b.css>": "stylesheet",
    '<style>@import "http://a.example/b.css";</style>': "stylesheet",
    "<style>@font-face{font-family:x;src:url(http://a.example/b.woff)}</style>": "font",
    '<img src="file:///etc/passwd">': "local-file",
    '<img src="\\\\server\\share\\b.png">': "local-file",
    '<img src="file://server/share/b.png">': "local-file",
    '<img src="C:\\b.png">': "local-file",
    "<link rel=stylesheet href=file:///b.css>": "local-file",
    '<meta http-equiv=refresh content="0;url=http://a.example/">': "meta-refresh",
    "<base href=http://a.example/>": "base",
    '<img src="data:image/svg+xml,<svg/>">': "data-uri",
    '<img src="data:text/html,x">': "data-uri",
    '<img src="cid:nothing@a">': "missing-part",
    '<p style="display:none">secret</p>': "hidden-text",
}  # fmt: skip

# All the copy may refer to.
KNOWN = re.compile(r'(?:src|href)="(?:cid:\d+|link:\d+|placeholder:|#[\w.:-]+)"')


def attributes(copy: str) -> list[str]:
    return re.findall(r"<[^>]*>", copy)


def foreign(copy: str) -> list[str]:
    """What the copy refers to beside its own pictures and links, and elements nobody asked for."""
    tags = attributes(copy)
    names = {match[1] for tag in tags if (match := re.match(r"</?([^\s>]+)", tag))}
    allowed = set("html body a b i em strong u s tt code kbd samp var cite dfn span sub sup p div "
                  "center address blockquote pre h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tr td "
                  "th img br hr".split())  # fmt: skip
    found = sorted(names - allowed)
    for tag in tags:
        rest = KNOWN.sub("", tag)
        found += re.findall(r"(?:src|href|background|action|on\w+)\s*=.*|url\(.*|:\s*//.*", rest)
    return found


@pytest.mark.parametrize("source", DANGERS)
def test_what_would_fetch_start_or_send_is_left_out_and_listed(source: str) -> None:
    made = clean(source)
    assert DANGERS[source] in made.counts
    assert DANGERS[source] in {one.kind for one in made.blocked}
    assert foreign(made.html) == []
    assert "a.example" not in made.html


@pytest.mark.parametrize("source", DANGERS)
def test_what_is_left_out_is_found_again_in_the_source(source: str) -> None:
    for one in clean(f"<p>Before</p>{source}").blocked:
        assert one.offset >= len("<p>Before</p>")
        assert one.why


@given(st.lists(st.sampled_from([*DANGERS, "<b>", "</td>", "<table>", "<tr>", "<td>", "x", " ",
       "<!--", "-->", "<p>", "</p>", '<a href="javascript:x">', "'", '"', ">", "<li>", "<ul>",
       "</table>", "<style>", "</style>", "<td hidden>", "<tr hidden>", "&lt;", "<pre>"]),
       max_size=30))  # fmt: skip
def test_nothing_foreign_stands_in_any_copy(pieces: list[str]) -> None:
    made = clean("".join(pieces))
    assert foreign(made.html) == []
    opened = re.findall(r"<([a-z][a-z0-9]*)", made.html)
    closed = re.findall(r"</([a-z][a-z0-9]*)", made.html)
    assert sorted(name for name in opened if name not in ("img", "br", "hr")) == sorted(closed)


@given(st.text(alphabet="<>/=\"' abtdrstyle;:url()\\&#x\n-!", max_size=300))
def test_any_text_makes_a_copy(source: str) -> None:
    made = clean(source)
    assert foreign(made.html) == []


def test_words_of_the_mail_cannot_become_tags() -> None:
    made = clean("&lt;img src=http://a.example/&gt; a &amp; b")
    assert "&lt;img src=http://a.example/&gt; a &amp; b" in made.html
    assert made.text == "<img src=http://a.example/> a & b"


def test_words_of_the_mail_cannot_become_lengths() -> None:
    assert clean("a\x0199\x02b").at(2.0).count("�") == 2


# -- what stays -----------------------------------------------------------------------------------


def test_letters_keep_their_look() -> None:
    made = clean('<p style="color:#c00;font:bold 12pt Georgia">x</p>').at(1.0)
    for part in ("color:#c00", "font-weight:bold", "font-size:16px", "font-family:'Georgia'"):
        assert part in made


def test_style_sheets_are_taken_over_by_type_and_class() -> None:
    source = "<style>p.MsoNormal, li {margin:0cm;font-size:11.0pt} .r {color:red}</style>"
    made = clean(f"{source}<p class=MsoNormal>x <span class='r q'>y</span></p>").at(1.0)
    assert "font-size:15px" in made
    assert "margin-top:0px" in made
    assert '<span style="color:red">y</span>' in made


def test_colours_are_not_kept_for_dark_paper() -> None:
    source = '<body bgcolor=white text=black><p style="color:red;background:#fff">x</p>'
    kept, plain = clean(source), clean(source, keep_colors=False)
    assert "color" in kept.html
    assert "color" not in plain.html


def test_lengths_grow_with_the_zoom() -> None:
    made = clean('<p style="font-size:10px"><img src="cid:a" width=20>x</p>')
    assert "font-size:10px" in made.at(1.0)
    assert "font-size:25px" in made.at(2.5)
    assert 'width="16"' in made.at(1.0)
    assert 'width="40"' in made.at(2.5)


def test_what_the_mail_forgets_to_close_is_closed() -> None:
    made = clean("<table><tr><td>a<td>b<tr><td>c")
    assert made.html.count("<td") == made.html.count("</td>") == 3
    assert made.html.count("<tr") == made.html.count("</tr>") == 2


def test_words_between_cells_get_a_cell() -> None:
    made = clean("<table>x<tr><td>y</table>")
    assert "<table><tr><td>x</td></tr>" in re.sub(r"<table[^>]*>", "<table>", made.html)


def test_what_only_outlook_would_show_is_left_out() -> None:
    made = clean("<!--[if mso]><p>a</p><![endif]--><![if !mso]><p>b</p><![endif]>")
    assert made.text == "b"


def test_a_hidden_cell_hides_no_other_one() -> None:
    made = clean("<table><tr><td hidden>a<td>b</tr><tr hidden><td>c<tr><td>d</table>e")
    assert made.text.split() == ["b", "d", "e"]


# -- pictures -------------------------------------------------------------------------------------


def parts() -> Parts:
    made = Parts()
    made.add("/attachments/0", "<image001.png@01D0>", "", "image001.png")
    made.add("/attachments/1", "", "http://a.example/b.png", "b.png")
    made.add("/attachments/2", "", "", "c d.png")
    return made


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("cid:image001.png@01D0", "/attachments/0"),
        ("CID:IMAGE001.PNG@01D0", "/attachments/0"),
        ("cid:image001.png%4001D0", "/attachments/0"),
        ("http://a.example/b.png", "/attachments/1"),
        ("cid:c%20d.png@lost", "/attachments/2"),
    ],
)
def test_a_picture_of_the_message_is_shown(target: str, path: str) -> None:
    made = clean(f'<img src="{target}" alt=x>', parts().find)
    assert [picture.part for picture in made.pictures] == [path]
    assert '<img src="cid:0">' in made.html
    assert made.blocked == ()


def test_a_picture_that_is_left_out_leaves_its_words_and_a_mark() -> None:
    made = clean('<img src="http://a.example/b.png" alt="A &lt;logo&gt;" width=600>')
    assert f'src="{PLACEHOLDER}"' in made.html
    assert "A &lt;logo&gt;" in made.html
    assert made.text == "[A <logo>]"


def test_a_small_picture_inside_an_address_is_shown() -> None:
    made = clean(f'<img src="data:image/gif;base64,{DOT}">' * 2)
    assert [picture.data for picture in made.pictures] == [b"GIF89a"]
    assert made.html.count('src="cid:0"') == 2


def test_a_large_picture_inside_an_address_is_not() -> None:
    made = clean(f'<img src="data:image/gif;base64,{"A" * 2_000_000}">')
    assert made.pictures == ()
    assert made.counts == {"data-uri": 1}
    assert len(made.blocked[0].target) < 200


def test_two_attachments_of_one_name_are_not_guessed_between() -> None:
    made = parts()
    made.add("/attachments/3", "", "", "c d.png")
    assert clean('<img src="cid:c%20d.png@lost">', made.find).pictures == ()


# -- links ----------------------------------------------------------------------------------------


def test_links_are_numbered_and_keep_their_text() -> None:
    made = clean('<a href="http://a.example/?a=1&amp;b=2"><b>Click</b><br>here</a><a href=#x>y</a>')
    assert [(one.text, one.target) for one in made.links] == [
        ("Click here", "http://a.example/?a=1&b=2")
    ]
    assert 'href="link:0"' in made.html
    assert 'href="#x"' in made.html


def test_a_link_around_a_picture_has_its_words() -> None:
    made = clean('<a href="http://a.example/"><img src=x alt="Buy now"></a>')
    assert made.links[0].text == "Buy now"


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("<p hidden>no<p>yes", "yes"),
        ("<p hidden>no<table><tr><td>yes</table>", "yes"),
        ("<div><p hidden>no</div>yes", "yes"),
        ("<div><span hidden>no</div>yes", "yes"),
        ("<p>one<span hidden>no<p>two", "one\n\ntwo"),
        ("<ul><li hidden>no<ul><li>no</ul>no<li>yes</ul>", "• yes"),
        ("<table><tr><td><div hidden>no<td>yes</table>", "yes"),
        ("<table><tr><td><div hidden>no<table><tr><td>no<td>no</table>no</div>yes</table>", "yes"),
        ("<table><tr><td><select><option>no<td>yes</table>", "yes"),
        ("<table><tbody hidden><tr><td>no<tbody><tr><td>yes</table>", "yes"),
        ("<svg><g>no<p>yes", "yes"),
        ("<p><b hidden>no<p>no</b>yes", "yes"),
        ("<div><b hidden>no</div>no</b>yes", "yes"),
        ("<b><div hidden>no</b>no</div>yes", "yes"),
        ("<span><p hidden>no</span>no</p>yes", "yes"),
        ("<svg><foreignObject><p>no</foreignObject></svg>yes", "yes"),
        ("<div hidden>" + "<p>no<li>no" * 200 + "</div>yes", "yes"),
    ],
)
def test_what_hides_and_is_never_closed_ends_where_it_does_in_a_browser(
    source: str, seen: str
) -> None:
    made = clean(source)
    assert (made.text.strip(), made.too_complex) == (seen, "")


@pytest.mark.parametrize(
    "source",
    ["{}", "<div hidden>{}</div>", '<a href="http://a.example"><img alt="{}"></a>',
     '<area href="http://a.example" alt="{}">'],
)  # fmt: skip
def test_signs_that_mean_something_in_the_copy_are_replaced_wherever_text_stands(
    source: str,
) -> None:
    """U+0001 and U+0002 would scale the number; half a character cannot be written at all."""
    made = clean(source.replace("{}", "\x0199\x02\ud800"))
    told = [made.at(2), made.text, *(one.text for one in made.links)]
    told += [one.target for one in made.blocked if one.kind == "hidden-text"]
    assert "198" not in "".join(told)
    assert not re.search("[\x01\x02\ud800]", "".join(told))
    assert "\ufffd99\ufffd\ufffd" in "".join(told)


def test_of_pictures_no_international_name_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes a millisecond each, and there may be ten thousands of them."""
    asked: list[str] = []
    monkeypatch.setattr(addresses, "_to_ascii", lambda label: asked.append(label) or label)
    monkeypatch.setattr(addresses, "_to_unicode", lambda label: asked.append(label) or label)
    made = clean('<img src="http://\xe4.example/"><p background="http://xn--4ca.test/">')
    assert (made.counts, asked) == ({"remote-image": 2}, [])


def test_a_hidden_link_is_listed_too() -> None:
    made = clean('<div hidden><a href="http://a.example/">x</a></div>')
    assert [one.target for one in made.links] == ["http://a.example/"]


def test_warnings_are_counted_by_link() -> None:
    assert clean('<a href="http://1.2.3.4:99/">a.example</a><a href=http://b.example/>x</a>'
                 ).warnings == 1  # fmt: skip


# -- text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<ul><li>a<li>b</ul>c", "• a\n• b\nc"),
        ("<table><tr><td>a<td>b<tr><td>c</table>d", "a\tb\nc\nd"),
        ("  a \n <b> b</b>  c ", "a b c"),
        ("<pre>a\n  b</pre>c", "a\n  b\nc"),
        ("<title>x</title><style>p{}</style>a", "a"),
        ("a&nbsp;b", "a b"),
        ("<textarea>&lt;b></textarea>", "<b>"),
    ],
)
def test_the_text_is_what_is_seen(source: str, text: str) -> None:
    assert clean(source).text == text


# -- what is too complex --------------------------------------------------------------------------


def nested(levels: int, inside: str = "x") -> str:
    return "<table><tr><td>a<td>" * levels + inside + "</table>" * levels


COMPLEX = {
    "more than 8": nested(9),
    "would hold the window up": nested(7, "<table>" + "<tr><td>x<td>y" * 1000 + "</table>"),
    "more than 5,000 cells": "<table>" + "<tr><td>x<td>y" * 25_000 + "</table>",
    "more than 5,000 cells ": "<table>" + "<tr><td rowspan=100>x" * 100 + "</table>",
    "200 levels": "<div>" * 20_000,
    "20,000 characters": "a" * 100_000,
    "20,000 characters ": "<b>a</b>" * 30_000,
    "more than 2 MB": "a " * 2_500_000,
    "50,000 tags": "<img>" * 60_000,
}


@pytest.mark.parametrize("reason", COMPLEX)
def test_what_is_too_complex_has_a_reason_and_a_text_but_no_copy(reason: str) -> None:
    made = clean(COMPLEX[reason])
    assert reason.strip() in made.too_complex
    assert made.too_complex.endswith(".")
    assert made.html == ""
    assert made.text or "<div>" in COMPLEX[reason] or "<img>" in COMPLEX[reason]


@pytest.mark.parametrize(
    "source",
    [
        nested(5),
        "<table><tr><td>" * 18 + "x",
        "<table><tr><td>" * 7 + "<table>" + "<tr><td>x<td>y" * 500 + "</table>",
        "<div>x</div>" * 20_000,
        "<p>" + "word " * 4000 + "</p>",
        "漢" * 30_000,
        "a" * 19_000,
    ],
)
def test_what_is_large_but_bearable_is_laid_out(source: str) -> None:
    made = clean(source)
    assert made.too_complex == ""
    assert made.html


def test_tables_of_one_column_become_blocks_where_they_lie_too_deep() -> None:
    deep = clean("<table><tr><td align=center>" * 18 + "x")
    assert "<table" not in deep.html
    assert '<div align="center" style="text-align:center">' in deep.html
    assert "<table" in clean("<table><tr><td>" * 8 + "x").html


def test_long_words_get_places_to_break() -> None:
    assert clean("a" * 200).html.count("\u200b") == 4
    assert "\u200b" not in clean("words " * 100).html


def test_what_is_too_complex_is_still_searched_for_dangers() -> None:
    made = clean("<div>" * 300 + "<script>x</script><a href=http://a.example/>y</a>")
    assert made.too_complex
    assert made.counts == {"script": 1}
    assert len(made.links) == 1


def test_only_so_many_things_are_listed_but_all_are_counted() -> None:
    made = clean("<img src=http://a.example/>" * 5000)
    assert made.counts == {"remote-image": 5000}
    assert len(made.blocked) == 2000


HOSTILE = {
    "bold letters": "<b>a</b>" * 250_000,
    "links": "<a href=http://a.example/>a</a>" * 60_000,
    "styles": '<p style="' + ";" * 8000 + '">' * 250,
    "rules": "<style>" + "a{" * 100_000 + "</style>",
    "imports": "<style>" + "@import " * 30_000 + "</style>",
    "families": "".join(f'<b style="font-family:F{n};font-size:{n}px">' for n in range(5000)),
    "unclosed everything": '<table><tr><td><p><b><i><a href="x' * 5000,
    "open cells": "<td>" * 200_000,
    "lines": "<pre>" + ("x" * 79 + "\n") * 20_000,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_html_is_read_at_once(name: str) -> None:
    """A second would do; ten are for slow machines."""
    begun = time.perf_counter()
    assert isinstance(clean(HOSTILE[name]), MailHtml)
    assert time.perf_counter() - begun < 10


def test_what_is_left_out_is_said_in_words() -> None:
    assert in_words({"script": 1, "remote-image": 2}) == "2 remote images, 1 script"
    assert in_words({}) == ""
    assert all(len(names) == 3 and names[2].endswith(".") for names in KINDS.values())

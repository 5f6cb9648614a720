"""Comments that Outlook alone reads: what they show, fetch and lead to is told."""

from __future__ import annotations

import pytest

from msginspector.analysis.mail_html import clean


def listed(source: str) -> list[tuple[str, str]]:
    return [(one.kind, one.target) for one in clean(source).blocked]


def test_what_only_outlook_shows_is_told_and_stays_out_of_the_copy() -> None:
    found = clean("<p>all</p><!--[if mso]><p>Outlook &amp; <b>Word</b></p><![endif]-->")
    assert [(one.kind, one.target) for one in found.blocked] == [
        ("for-outlook", "[if mso] Outlook & Word")
    ]
    assert found.blocked[0].offset == len("<p>all</p>")
    assert "Word" not in found.html
    assert found.text == "all"


def test_what_outlook_would_fetch_is_listed() -> None:
    source = (
        '<!--[if gte mso 9]><v:rect fill="t"><v:fill src="http://a.example/back.png"/></v:rect>'
        '<img src="http://a.example/seen.gif" width="1" height="1"><![endif]-->'
    )
    assert listed(source) == [
        ("for-outlook", "[if gte mso 9]"),
        ("remote-image", "http://a.example/back.png"),
        ("tracking-pixel", "http://a.example/seen.gif"),
    ]


def test_where_its_buttons_lead_is_a_link_and_no_picture() -> None:
    source = (
        '<!--[if mso]><v:roundrect href="http://a.example/buy"><center>Buy</center></v:roundrect>'
        '<a href="http://b.example/">www.c.example</a><![endif]-->'
        '<a href="http://d.example/">all</a>'
    )
    found = clean(source)
    assert [(link.target, link.text) for link in found.links] == [
        ("http://a.example/buy", "Buy"),
        ("http://b.example/", "www.c.example"),
        ("http://d.example/", "all"),
    ]
    assert found.links[1].warnings  # its text names another host
    assert 'href="link:2"' in found.html
    assert found.counts == {"for-outlook": 1}


@pytest.mark.parametrize(
    "source",
    [
        "<!--[if gte mso 9]><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]-->",
        "<!--[if mso | IE]><table><tr><td width=600><![endif]-->",
        "<!--[if !mso]><p>not Outlook</p><![endif]-->",
        "<!--[if IE]><p>an old browser</p><![endif]-->",
        "<!-- [if mso] a comment like any other -->",
        "<!--[if mso]><style>p{margin:0}</style><![endif]-->",
    ],
)
def test_settings_empty_parts_and_other_conditions_are_not_told(source: str) -> None:
    assert listed(source) == []


def test_what_is_for_all_but_outlook_is_in_the_copy() -> None:
    found = clean("<!--[if !mso]><!--><p>others</p><!--<![endif]-->")
    assert found.text == "others"
    assert found.blocked == ()


def test_very_many_parts_are_read_up_to_the_tags_of_a_mail() -> None:
    found = clean("<!--[if mso]>" + "<b>x" * 60_000 + "<![endif]-->" + "<p>y</p>")
    assert "50,000 tags" in found.too_complex


def test_a_part_that_is_never_closed_swallows_the_rest_and_is_told_as_that() -> None:
    assert listed("<!--[if mso]><p>Outlook</p></html>") == [
        ("for-outlook", "[if mso] Outlook"),
        ("swallowed", "<!--[if mso]><p>Outlook</p></html>"),
    ]

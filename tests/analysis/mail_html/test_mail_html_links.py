"""Links: where they really lead, who wrapped them, and what is odd about them."""

from __future__ import annotations

import time

import pytest

from msginspector.analysis.mail_html.addresses import address
from msginspector.analysis.mail_html.links import link, shown_host

WRAPPED = {
    "https://nam12.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Fp%3Fa%3D1"
    "&data=05%7C01&reserved=0": ("https://example.com/p?a=1", "Microsoft Safe Links"),
    "https://urldefense.proofpoint.com/v1/url?u=http://www.example.org/&k=oIvRg1%2BdGA%3D%3D":
        ("http://www.example.org/", "Proofpoint URL Defense"),
    "https://urldefense.proofpoint.com/v2/url?u=http-3A__www.example.org_a-2Db&d=BwdwBAg":
        ("http://www.example.org/a-b", "Proofpoint URL Defense"),
    "https://urldefense.com/v3/__https://google.com:443/search?q=a*test&gs=ps__;Kw!-612Flbf0!Ue":
        ("https://google.com:443/search?q=a+test&gs=ps", "Proofpoint URL Defense"),
    "https://urldefense.com/v3/__http://www.example.com__;!!foo!bar$":
        ("http://www.example.com", "Proofpoint URL Defense"),
    "https://urldefense.us/v3/__https://example.com/a**Bb__;JiYm!!x":
        ("https://example.com/a&&&b", "Proofpoint URL Defense"),
    "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fexample.net%2fx&c=E,1,abc&typo=1":
        ("https://example.net/x", "Barracuda Link Protect"),
    "https://www.google.com/url?q=https://example.com/&sa=D": ("https://example.com/",
        "Google redirect"),
    "https://secure-web.cisco.com/1abc/https%3A%2F%2Fexample.com%2Fx": ("https://example.com/x",
        "Cisco Secure Email"),
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Furldefense.com%2Fv3%2F__"
    "https%3A%2F%2Fexample.com%2F__%3B!!x&data=1": ("https://example.com/",
        "Microsoft Safe Links, Proofpoint URL Defense"),
}  # fmt: skip


@pytest.mark.parametrize("target", WRAPPED, ids=range(len(WRAPPED)))
def test_a_wrapped_link_is_unwrapped(target: str) -> None:
    found = link("here", target, 0)
    assert (found.real, found.service) == WRAPPED[target]
    assert found.target == target


def test_of_mimecast_only_the_host_is_known() -> None:
    found = link("here", "https://protect-eu.mimecast.com/s/abc?domain=example.com", 0)
    assert (found.real, found.real_host, found.service) == ("", "example.com", "Mimecast")


@pytest.mark.parametrize(
    "target",
    [
        "https://safelinks.protection.outlook.com.example.net/?url=https://example.com/",
        "https://urldefense.com/v3/__javascript:alert(1)__;!!x",
        "https://www.google.com/search?q=https://example.com/",
    ],
)
def test_what_only_looks_wrapped_stays(target: str) -> None:
    found = link("here", target, 0)
    assert (found.real, found.service) == (target, "")


def codes(text: str, target: str) -> list[str]:
    return [warning.code for warning in link(text, target, 0).warnings]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("https://paypal.com/login", "https://example.net/"),
        ("www.paypal.com", "https://example.net/"),
        ("paypal.com", "https://paypal.com.example.net/"),
        ("paypal.com", "https://www.google.com/url?q=https://example.net/"),
        ("Sign in at https://paypal.com now", "https://example.net/"),
        ("bob@example.com", "mailto:bob@example.net"),
    ],
)
def test_a_text_that_shows_another_host_is_a_warning(text: str, target: str) -> None:
    assert "other-host" in codes(text, target)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("https://paypal.com/login", "https://www.paypal.com/other"),
        ("paypal.com", "https://mail.paypal.com/"),
        ("report.pdf", "https://example.com/files/report.pdf"),
        ("Read more...", "https://example.com/"),
        ("e.g. this", "https://example.com/"),
        ("bob@example.com", "mailto:bob@example.com?subject=x"),
        ("https://example.com", "https://nam12.safelinks.protection.outlook.com/?url=http%3A%2F%2F"
         "example.com"),
        ("example.com", "tel:123"),
        ("", "https://example.com/"),
        ("bücher.example", "https://xn--bcher-kva.example/"),
    ],
)  # fmt: skip
def test_a_text_that_shows_the_same_host_or_none_is_not(text: str, target: str) -> None:
    assert "other-host" not in codes(text, target)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("https://p\u0430ypal.com/", "mixed-scripts"),
        ("https://xn--pypal-4ve.com/", "mixed-scripts"),
        ("https://\u0440\u0430\u0443\u0440\u0430\u04cf.com/", "lookalike"),
        ("https://bücher.example/", "international"),
        ("http://203.0.113.5/", "number"),
        ("http://3405803781/", "number"),
        ("http://0xcb007105/", "number"),
        ("http://[2001:db8::1]/", "number"),
        ("https://paypal.com@example.net/", "user"),
        ("https://example.com:8080/", "port"),
        ("java\nscript:alert(1)", "script"),
        ("vbscript:x", "script"),
        ("file:///C:/x.exe", "file"),
        ("\\\\server\\share\\x", "file"),
        ("data:text/html,<script>", "data"),
        ("ms-word:ofe|u|https://example.com/a.docx", "scheme"),
    ],
)
def test_an_odd_target_is_a_warning(target: str, code: str) -> None:
    assert code in codes("here", target)


@pytest.mark.parametrize("target", ["https://example.com/", "mailto:a@example.com", "tel:1", "#a"])
def test_a_usual_target_is_none(target: str) -> None:
    assert codes("here", target) == []


def test_an_international_host_is_shown_both_ways() -> None:
    found = link("here", "https://xn--bcher-kva.example/", 0)
    assert (found.host, found.ascii_host) == ("bücher.example", "xn--bcher-kva.example")
    assert link("here", "https://bücher.example/", 0).ascii_host == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("text", "kind", "host"),
    [
        ("http://a.example/b", "web", "a.example"),
        ("http:\\\\a.example\\b", "web", "a.example"),
        ("https:/a.example", "web", "a.example"),
        ("//a.example/b", "web", "a.example"),
        ("ht\ttp://a.example", "web", "a.example"),
        ("file://server/share", "file", "server"),
        ("file:///C:/x", "file", ""),
        ("file:////server/share", "file", "server"),
        ("C:\\x", "file", ""),
        ("\\\\server\\x", "file", "server"),
        ("cid:a@b", "part", ""),
        ("image.png", "relative", ""),
        ("#top", "place", ""),
        ("", "relative", ""),
    ],
)
def test_an_address_is_taken_apart(text: str, kind: str, host: str) -> None:
    found = address(text)
    assert (found.kind, found.host) == (kind, host)


def test_the_host_a_text_names_is_found() -> None:
    assert shown_host("Visit https://a.example/b now") == "a.example"
    assert shown_host("a.example") == "a.example"
    assert shown_host("Only a.example in words") == ""
    assert shown_host("main.py") == ""


@pytest.mark.parametrize(
    "target",
    [
        "http://xn--" + "a" * 100_000,
        "http://" + "\u0430" * 100_000 + ".com",
        "http://" + "a." * 50_000,
        "https://urldefense.com/v3/__" + "*" * 50_000 + "__;" + "A" * 50_000 + "!",
        "https://urldefense.com" + "/v3/__a__;" * 5_000,
        "https://urldefense.com/v3/__a" + "__;" * 5_000,
        "https://secure-web.cisco.com/" + "http%3a" * 10_000,
        "http://" + "@" * 100_000,
        "x" * 1_000_000,
    ],
)
def test_a_hostile_address_is_read_at_once(target: str) -> None:
    begun = time.perf_counter()
    link("a." * 100_000, target, 0)
    assert time.perf_counter() - begun < 10

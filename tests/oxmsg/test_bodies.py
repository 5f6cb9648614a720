"""The bodies of a message: forms, the native one by [MS-OXBBODY] 2.1.3.1, code pages, texts."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.errors import InvalidObjectError
from msginspector.oxmsg.best_body import RTF_IN_SYNC
from msginspector.session import Message, MessageSession, Workspace
from tests.builders.messages import note, written

TEXT, TEXT8 = 0x1000001F, 0x1000001E
HTML, HTML8, HTML16 = 0x10130102, 0x1013001E, 0x1013001F
RTF = 0x10090102
NATIVE = 0x10160003
IN_SYNC = RTF_IN_SYNC << 16 | 0x000B
INTERNET_CPID, MESSAGE_CODEPAGE = 0x3FDE0003, 0x3FFD0003

FROM_HTML = b"{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 {\\*\\htmltag64 <p>}\\'c1}"
FROM_TEXT = b"{\\rtf1\\ansi\\ansicpg1251\\fromtext \\'c1}"
PLAIN = b"{\\rtf1\\ansi\\ansicpg1251 {\\b \\'c1}\\par}"


def stored(rtf: bytes) -> bytes:
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


@pytest.fixture
def session() -> Iterator[MessageSession]:
    with Workspace() as workspace:
        yield workspace.open_session()


class Maker:
    """Messages with given properties."""

    def __init__(self, session: MessageSession, folder: Path) -> None:
        self.session = session
        self.folder = folder
        self.count = 0

    def __call__(self, properties: dict[int, object]) -> Message:
        message = note()
        for tag, value in properties.items():
            message.set(tag, value)
        self.count += 1
        path = written(self.folder, message, f"{self.count}.msg")
        return self.session.open_file(str(path))


@pytest.fixture
def make(session: MessageSession, tmp_path: Path) -> Maker:
    return Maker(session, tmp_path)


# -- which forms, and which one is native


CASES = [
    ({}, None, "There is no body: PR_BODY, PR_HTML and PR_RTF_COMPRESSED are missing."),
    ({TEXT: "a"}, ("text", "stored"), "PR_BODY is the only body"),
    ({HTML: b"<p>"}, ("html", "stored"), "PR_HTML is the only body"),
    ({RTF: stored(PLAIN)}, ("rtf", "stored"), "PR_RTF_COMPRESSED is the only body"),
    ({RTF: stored(FROM_HTML)}, ("html", "rtf"), "the RTF encapsulates HTML (\\fromhtml)"),
    ({TEXT: "a", HTML: b"<p>"}, ("html", "stored"), "There are PR_BODY and PR_HTML, but no RTF"),
    ({TEXT: "a", RTF: stored(PLAIN), IN_SYNC: True}, ("rtf", "stored"), "PR_RTF_IN_SYNC is true"),
    ({TEXT: "a", RTF: stored(PLAIN), IN_SYNC: False}, ("text", "stored"), "there is no PR_HTML"),
    ({TEXT: "a", RTF: stored(PLAIN)}, ("text", "stored"), "PR_RTF_IN_SYNC is missing"),
    ({TEXT: "a", RTF: stored(FROM_TEXT), IN_SYNC: True}, ("text", "rtf"), "encapsulates plain"),
    ({TEXT: "a", RTF: stored(FROM_HTML), IN_SYNC: True}, ("html", "rtf"), "encapsulates HTML"),
    ({HTML: b"<p>", RTF: stored(PLAIN), IN_SYNC: True}, ("rtf", "stored"), "up to date"),
    ({HTML: b"<p>", RTF: stored(PLAIN), IN_SYNC: False}, ("html", "stored"), "there is PR_HTML"),
    ({TEXT: "a", HTML: b"<p>", NATIVE: 1}, ("text", "stored"), "PR_NATIVE_BODY_INFO is 1, plain"),
    ({TEXT: "a", RTF: stored(PLAIN), NATIVE: 2}, ("rtf", "stored"), "NATIVE_BODY_INFO is 2, RTF"),
    ({TEXT: "a", RTF: stored(FROM_HTML), NATIVE: 3}, ("html", "rtf"), "is 3, HTML; the RTF"),
    ({TEXT: "a", NATIVE: 3}, ("text", "stored"), "is 3, HTML, but there is no PR_HTML)"),
    ({TEXT: "a", HTML: b"<p>", NATIVE: 0}, ("html", "stored"), "There are PR_BODY and PR_HTML"),
    ({TEXT: "a", HTML: b"<p>", NATIVE: 4}, ("html", "stored"), "There are PR_BODY and PR_HTML"),
]  # fmt: skip


@pytest.mark.parametrize(("properties", "form", "reason"), CASES)
def test_the_native_body_and_why_it_is_that_one(
    make: Maker, properties: dict[int, object], form: tuple[str, str] | None, reason: str
) -> None:
    found = make(properties).object("/").bodies()
    assert (found.native and (found.native.kind, found.native.origin)) == form
    assert reason in found.native_reason
    assert found.native_reason.endswith(".")
    assert found.native is None or any(one is found.native for one in found.forms)


def test_stored_forms_come_first_in_a_fixed_order(make: Maker) -> None:
    found = make({RTF: stored(PLAIN), HTML: b"<p>", TEXT: "a"}).object("/").bodies()
    assert [(one.kind, one.origin) for one in found.forms] == [
        ("text", "stored"), ("html", "stored"), ("rtf", "stored"), ("text", "rtf"), ("html", "rtf"),
    ]  # fmt: skip
    assert [one.tag for one in found.forms] == [TEXT, HTML, RTF, RTF, RTF]
    assert found.get("html") is found.forms[1]
    assert make({TEXT: "a"}).object("/").bodies().get("html") is None


def test_a_property_of_a_type_no_body_has_is_none(make: Maker) -> None:
    assert make({0x10000003: 7, 0x1009001F: "x"}).object("/").bodies().forms == ()


# -- texts and code pages


def test_every_form_gives_its_text(make: Maker) -> None:
    rtf = {RTF: stored(PLAIN), TEXT: "über", HTML16: "<p>ü"}
    found = make(rtf).object("/").bodies()
    assert [one.read().text for one in found.forms] == [
        "über", "<p>ü", PLAIN.decode(), "Б\r\n",
        '<html><body><p style="margin:0"><b>Б</b></p></body></html>',
    ]  # fmt: skip
    assert found.forms[2].read().raw == PLAIN
    assert make({RTF: stored(FROM_HTML)}).object("/").bodies().native.read().text == "<p>Б"
    assert make({RTF: stored(FROM_TEXT)}).object("/").bodies().native.read().text == "Б"


def test_rtf_is_read_in_the_code_page_it_names(make: Maker) -> None:
    rows = {RTF: stored(FROM_HTML), INTERNET_CPID: 1252}
    form = make(rows).object("/").bodies().native
    assert form is not None
    assert form.codepage is not None
    assert (form.codepage.number, form.codepage.reason) == (1251, "The RTF says \\ansicpg1251.")
    rows[RTF] = stored(FROM_HTML.replace(b"\\ansi\\ansicpg1251", b""))
    page = make(rows).object("/").bodies().forms[0].codepage
    assert page is not None
    assert page.reason == "The RTF names no code page. PR_INTERNET_CPID is 1252."


def test_a_code_page_chosen_by_hand_is_taken_for_every_form(make: Maker) -> None:
    rows = {HTML: b"<p>\xc1", TEXT8: b"\xc1", INTERNET_CPID: 1252, RTF: stored(FROM_HTML)}
    found = make(rows).object("/").bodies(codepage=1253)
    texts = [one.read().text for one in found.forms if one.kind != "rtf"]
    assert texts == ["Α", "<p>Α", "<p>Α"]  # noqa: RUF001 - Greek
    assert {one.codepage.reason for one in found.forms if one.codepage} == {
        "It was chosen by hand."
    }


def test_html_that_names_another_code_page_is_a_problem(make: Maker) -> None:
    data = b'<html><meta http-equiv=x content="text/html; charset=utf-8">\xc3\xbc'
    [form] = make({HTML: data, INTERNET_CPID: 1252}).object("/").bodies().forms
    assert form.read().text.endswith("Ã¼")
    assert form.read().problems == (
        "The HTML says charset=utf-8 (code page 65001), but it was read in code page 1252. "
        "PR_INTERNET_CPID is 1252.",
    )
    assert (
        make({HTML: data, INTERNET_CPID: 65001}).object("/").bodies().forms[0].read().problems == ()
    )


def test_html_says_its_code_page_where_nothing_else_does(make: Maker) -> None:
    [form] = make({HTML: b"<meta charset='windows-1251'>\xc1"}).object("/").bodies().forms
    assert form.codepage is not None
    assert form.codepage.number == 1251
    assert "charset=windows-1251" in form.codepage.reason
    assert form.read().text.endswith("Б")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-8"])
def test_the_byte_order_mark_of_html_says_what_it_is_in(make: Maker, codec: str) -> None:
    data = "\ufeff<p>Б".encode(codec)
    [form] = make({HTML: data, INTERNET_CPID: 1252}).object("/").bodies().forms
    assert form.read().text == "<p>Б"


def test_text_that_contradicts_its_code_page_is_read_in_that_of_other_strings(make: Maker) -> None:
    for rows, number in (({0x3FF10003: 0x0419}, 1251), ({MESSAGE_CODEPAGE: 1253}, 1253)):
        properties: dict[int, object] = {TEXT8: b"\xc1", INTERNET_CPID: 65001, **rows}
        [form] = make(properties).object("/").bodies().forms
        assert form.codepage is not None
        assert form.codepage.number == number
        assert (
            "PR_INTERNET_CPID is 65001, but not all of the bytes are that" in form.codepage.reason
        )
        assert form.read().problems == ()
    long = "ü" * 10_000
    [form] = make({TEXT8: b"x" + long.encode(), INTERNET_CPID: 65001}).object("/").bodies().forms
    assert form.read().text == "x" + long


def test_bytes_that_cannot_be_decoded_are_a_problem(make: Maker) -> None:
    [form] = make({TEXT8: b"a\xff", INTERNET_CPID: 65001}).object("/").bodies().forms
    assert form.read().text == "a\\xff"
    assert form.read().problems == (
        "Some bytes cannot be decoded in code page 65001. PR_INTERNET_CPID is 65001.",
    )


@pytest.mark.parametrize("tag", [TEXT, HTML, RTF])
def test_no_more_than_the_limit_is_read(make: Maker, tag: int) -> None:
    value: object = "x" * 5000 if tag == TEXT else b"x" * 5000
    rows = {tag: stored(PLAIN + b"x" * 5000) if tag == RTF else value}
    for form in make(rows).object("/").bodies().forms:
        found = form.read(100)
        assert found.truncated
        assert len(found.raw) <= 100
        whole = form.read()
        assert not whole.truncated
        assert form.kind != "text" or whole.text.startswith(found.text)


# -- damage, closing


def test_damaged_rtf_is_told_and_listed(make: Maker) -> None:
    [form] = make({RTF: b"damaged"}).object("/").bodies().forms
    assert form.read().problems == ("The compressed RTF has 7 bytes; its header takes 16.",)


def test_nothing_is_read_after_the_message_was_closed(make: Maker, session: MessageSession) -> None:
    row = make({TEXT: "a"}).object("/")
    found = row.bodies()
    [form] = found.forms
    session.close()
    for read in (row.bodies, form.read, found.native.read):
        with pytest.raises(InvalidObjectError):
            read()


def test_recipients_and_attachments_have_no_body(session: MessageSession, tmp_path: Path) -> None:
    path = written(tmp_path, note(recipients=["A"], attachments=[("a", b"a")]))
    message = session.open_file(str(path))
    for row in message.walk():
        assert row.bodies().forms == ()


@given(data=st.binary(max_size=200), tag=st.sampled_from([TEXT8, HTML, HTML8, RTF]))
def test_any_bytes_give_something(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, tag: int
) -> None:
    with Workspace() as workspace:
        make = Maker(workspace.open_session(), tmp_path_factory.mktemp("any"))
        for value in (data, stored(data), stored(b"{\\rtf1\\fromhtml1 " + data)):
            for form in make({tag: value}).object("/").bodies().forms:
                form.read()


def test_html_that_says_utf_16_but_has_one_byte_a_letter_is_read(make: Maker) -> None:
    [form] = make({HTML: b"<meta charset=utf-16>\xc3\xbc"}).object("/").bodies().forms
    assert form.read().text == "<meta charset=utf-16>\xfc"

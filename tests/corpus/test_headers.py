"""Headers of the corpus: the fields are those of Python's email package, every date is read.

extract-msg hands the property to the same package, so there is one reader to agree with. The
package stops at the first line that is no header; ours reads on, which HEADERS_APART names.
"""

from __future__ import annotations

import email
import email.policy
import re
import time
from email.utils import parsedate_to_datetime
from pathlib import Path

import extract_msg
import pytest

from msginspector.analysis.headers.fields import FIELD, HeaderField
from msginspector.analysis.headers.report import Headers, read_headers
from msginspector.analysis.headers.source import NAMED, TRANSPORT
from msginspector.session import Workspace
from tests.conftest import compound_files

TRANSPORT_HEADERS = 0x007D

# (file, object path) -> why the two readings differ
HEADERS_APART = {
    ("apache+poi__outlook_30_msg.msg", "/"): (
        "The first line is “Microsoft Mail Internet Headers Version 2.0”, without a colon: the"
        " email package takes everything from there on for the body"
    ),
    ("aspose-email+Aspose.Email-for-.NET__failed.msg", "/attachments/1/message"): (
        "The text begins in the middle of a line, “ipart/alternative; boundary=…”, without a"
        " colon: the email package takes everything from there on for the body"
    ),
}


@pytest.fixture(scope="module")
def everything(corpus: Path) -> dict[tuple[str, str], tuple[Headers, str]]:
    """The headers of every message of the corpus that has any, and the text of the property."""
    found: dict[tuple[str, str], tuple[Headers, str]] = {}
    with Workspace() as workspace:
        session = workspace.open_session()
        for path in compound_files():
            message = session.open_file(str(path))
            for row in message.walk():
                if row.kind == "message" and (headers := read_headers(row)):
                    prop = row.first(TRANSPORT_HEADERS)
                    found[path.name, row.path] = headers, str(prop.value) if prop else ""
            message.release()
    return found


def own(headers: Headers) -> list[HeaderField]:
    return [one for one in headers.fields if one.kind == FIELD and not one.part]


def of_python(text: str) -> list[tuple[str, str]]:
    """Names and unfolded values, as the email package has them."""
    parsed = email.message_from_string(text, policy=email.policy.compat32)
    return [(name, re.sub(r"\r\n|\r|\n", "", value).strip(" \t")) for name, value in parsed.items()]


def test_fields_are_those_of_the_email_package(
    everything: dict[tuple[str, str], tuple[Headers, str]],
) -> None:
    compared = {
        key: [(one.name, one.value) for one in own(headers)] == of_python(text)
        for key, (headers, text) in everything.items()
        if headers.text.origin == TRANSPORT
    }
    assert len(compared) >= 110
    assert {key for key, same in compared.items() if not same} == HEADERS_APART.keys()


def test_headers_without_their_strange_first_line_are_those_of_the_email_package(
    everything: dict[tuple[str, str], tuple[Headers, str]],
) -> None:
    for key in HEADERS_APART:
        headers, text = everything[key]
        rest = text.partition("\r\n")[2]
        assert [(one.name, one.value) for one in own(headers)] == of_python(rest)


def test_fields_are_those_of_extract_msg(
    everything: dict[tuple[str, str], tuple[Headers, str]], corpus: Path
) -> None:
    """Of the outermost messages: it gives those inside no property to compare by."""
    compared = 0
    for (name, path), (headers, _text) in everything.items():
        if path != "/" or headers.text.origin != TRANSPORT or (name, path) in HEADERS_APART:
            continue
        with extract_msg.openMsg(str(corpus / name)) as theirs:
            pairs = [(one, str(value)) for one, value in theirs.header.raw_items()]
        unfolded = [(one, re.sub(r"\r\n|\r|\n", "", value).strip(" \t")) for one, value in pairs]
        assert [(one.name, one.value) for one in own(headers)] == unfolded, name
        compared += 1
    assert compared >= 75


def test_every_received_field_has_its_date(
    everything: dict[tuple[str, str], tuple[Headers, str]],
) -> None:
    hops = [hop for headers, _text in everything.values() for hop in headers.route.hops]
    assert len(hops) >= 170
    for hop in hops:
        assert hop.moment is not None, hop.field.value
        date = hop.field.value.rpartition(";")[2].strip()
        assert hop.moment.time == parsedate_to_datetime(date), hop.field.value
        assert hop.received.problems == (), hop.field.value


def test_every_hop_names_a_server(
    everything: dict[tuple[str, str], tuple[Headers, str]],
) -> None:
    """All but two of one mail, which eYou wrote as `(eYou MTA subsystem …); date`."""
    nameless = {
        name
        for (name, _path), (headers, _text) in everything.items()
        for hop in headers.route.hops
        if hop.received.receiver is None
    }
    assert nameless <= {"vikramarsid+msg_parser__other.msg"}


def test_the_clock_jump_of_a_real_mail_is_seen(
    everything: dict[tuple[str, str], tuple[Headers, str]],
) -> None:
    headers, _text = everything["bbottema+simple-java-mail__#504 TestingCC.msg", "/"]
    [jump] = [hop for hop in headers.route.hops if hop.jump]
    assert jump.delay is not None
    assert jump.delay.total_seconds() == -13
    assert jump.received.receiver is not None
    assert jump.received.receiver.name == "mx.civica.com"


def test_every_statement_of_the_corpus_has_results_with_a_meaning(
    everything: dict[tuple[str, str], tuple[Headers, str]],
) -> None:
    results = [
        result
        for headers, _text in everything.values()
        for statement in headers.authentication.statements
        for result in statement.results
    ]
    assert len(results) >= 40
    assert all(one.meaning is not None for one in results)
    assert all(one.meaning for headers, _text in everything.values() for one in headers.explained)


def test_messages_with_named_headers_only_give_those(
    everything: dict[tuple[str, str], tuple[Headers, str]],
) -> None:
    named = {key for key, (headers, _text) in everything.items() if headers.text.origin == NAMED}
    assert len(named) >= 6
    for key in named:
        headers, _text = everything[key]
        assert all(one.source.name == one.name and not one.line for one in headers.fields)


def test_lines_lie_where_they_are_said_to_in_the_bytes(
    everything: dict[tuple[str, str], tuple[Headers, str]], corpus: Path
) -> None:
    with Workspace() as workspace:
        session = workspace.open_session()
        for (name, path), (headers, _text) in everything.items():
            if headers.text.origin != TRANSPORT:
                continue
            message = session.open_file(str(corpus / name))
            prop = message.object(path).first(TRANSPORT_HEADERS)
            assert prop is not None
            raw, _more = prop.raw(None)
            codec = "utf-16-le" if prop.type == 0x1F else "latin-1"
            for field in own(headers):
                offset = headers.text.byte_offset(field)
                assert offset is not None
                assert raw[offset:].startswith(field.name.encode(codec)), (name, field.name)
            message.release()


def test_the_headers_of_every_message_are_read_in_no_time(corpus: Path) -> None:
    worst = 0.0
    with Workspace() as workspace:
        session = workspace.open_session()
        for path in compound_files():
            message = session.open_file(str(path))
            for row in message.walk():
                if row.kind == "message":
                    start = time.perf_counter()
                    read_headers(row)
                    worst = max(worst, time.perf_counter() - start)
            message.release()
    assert worst < 0.5

"""Authentication as stated, signatures, ARC, aligned domains, codes of Exchange, labels."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector import resources
from msginspector.analysis.headers.alignment import addresses_of, domain_facts
from msginspector.analysis.headers.authentication import (
    UNNAMED,
    Authentication,
    Result,
    read_authentication,
)
from msginspector.analysis.headers.explained import explain_all
from msginspector.analysis.headers.fields import HeaderField, Source, split_fields
from msginspector.analysis.headers.labels import labels_in
from msginspector.analysis.headers.report import Headers, read_headers
from msginspector.analysis.headers.source import NAMED, TRANSPORT
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import Workspace
from tests.builders.messages import note, written

SOURCE = Source("/", 0x007D001F, "PR_TRANSPORT_MESSAGE_HEADERS")
EXCHANGE = (
    "Authentication-Results: spf=fail (sender IP is 94.100.132.100) smtp.mailfrom=noel.gv.at;"
    " dkim=none (message not signed) header.d=none;dmarc=none action=none"
    " header.from=noel.gv.at;compauth=softpass reason=201"
)
GUID = "576339c0-82ad-448c-ad0e-099d7c3d4715"
TENANT = "af7227b1-ac3a-4487-9e9f-ba462bb409d4"
LABEL = (
    f"MSIP_Label_{GUID}_ContentBits=9;MSIP_Label_{GUID}_Enabled=True;"
    f"MSIP_Label_{GUID}_Method=Privileged;MSIP_Label_{GUID}_Name=Internal;"
    f"MSIP_Label_{GUID}_SetDate=2023-12-08T12:08:28.202Z;MSIP_Label_{GUID}_SiteId={TENANT};"
)


def fields(text: str) -> list[HeaderField]:
    return list(split_fields(text, SOURCE))


def stated(text: str) -> Authentication:
    return read_authentication(fields(text))


def results(text: str) -> list[Result]:
    return [result for one in stated(text).statements for result in one.results]


def test_the_results_of_exchange_name_no_server() -> None:
    found = results(EXCHANGE)
    assert [(one.method, one.result) for one in found] == [
        ("spf", "fail"), ("dkim", "none"), ("dmarc", "none"), ("compauth", "softpass"),
    ]  # fmt: skip
    assert {one.host for one in found} == {UNNAMED}
    assert found[0].comment == "sender IP is 94.100.132.100"
    assert found[0].stated_property("smtp.mailfrom") == "noel.gv.at"
    assert found[2].properties == (("action", "none"), ("header.from", "noel.gv.at"))
    reason = found[3].reason_meaning
    assert reason is not None
    assert reason.text.startswith("Soft pass")


def test_the_results_of_others_say_whose_they_are() -> None:
    found = results(
        "Authentication-Results: mx.google.com;\n  dkim=pass header.i=@a.org header.s=1;\n"
        "  spf=neutral (google.com: 1.2.3.4 is neither) smtp.mailfrom=b@a.org"
    )
    assert [(one.method, one.result, one.host) for one in found] == [
        ("dkim", "pass", "mx.google.com"), ("spf", "neutral", "mx.google.com"),
    ]  # fmt: skip
    assert found[0].stated == "as stated by mx.google.com, not verified here"


def test_a_domain_that_exchange_repeats_between_results_is_no_server() -> None:
    found = results(
        "Authentication-Results: spf=pass smtp.mailfrom=b.org; a.at; dkim=pass header.d=b.org"
    )
    assert {one.host for one in found} == {UNNAMED}


def test_received_spf() -> None:
    [found] = results(
        "Received-SPF: Pass (protection.outlook.com: domain of a.org designates 1.2.3.4 as"
        " permitted sender) receiver=protection.outlook.com; client-ip=1.2.3.4; helo=m.a.org;"
    )
    assert (found.method, found.result, found.host) == ("spf", "pass", "protection.outlook.com")
    assert found.stated_property("client-ip") == "1.2.3.4"


def test_the_newest_statement_of_a_method_is_its_verdict() -> None:
    found = stated(
        "Authentication-Results: a; spf=pass\nAuthentication-Results: b; spf=fail; dkim=pass\n"
    )
    assert [(one.method, one.result, one.host) for one in found.verdicts] == [
        ("spf", "pass", "a"), ("dkim", "pass", "b"),
    ]  # fmt: skip


def test_a_dkim_signature_is_read_not_verified() -> None:
    found = stated(
        "DKIM-Signature: v=1; a=rsa-sha256; d=a.org; s=sel; t=1713200916; x=1713805716;\n"
        " h=from:to\n :subject; bh=ab\n cd=; b=x y\n z="
    )
    [one] = found.signatures
    assert (one.domain, one.selector, one.algorithm) == ("a.org", "sel", "rsa-sha256")
    assert one.headers == ("from", "to", "subject")
    assert one.signed == datetime(2024, 4, 15, 17, 8, 36, tzinfo=UTC)
    assert (one.tag("bh"), one.tag("b")) == ("abcd=", "xyz=")
    assert one.problems == ()


def test_what_a_signature_lacks_is_said() -> None:
    [one] = stated("DKIM-Signature: a=rsa-sha256; d=a.org; d=b.org; t=soon; nonsense").signatures
    assert set(one.problems) == {
        "There is a part that is no tag.", "The tag d= is there twice.", "The tag b= is missing.",
        "The tag h= is missing.", "The tag s= is missing.", "The tag t= is no time.",
        "The tag v= is missing.", "The tag bh= is missing.",
    }  # fmt: skip


def test_a_signature_that_leaves_from_out_is_told() -> None:
    tags = "v=1; a=rsa-sha256; d=a.org; s=s; h=To:Subject; bh=QQ==; b=QQ=="
    [one] = stated(f"DKIM-Signature: {tags}").signatures
    assert one.problems == ("From is not among the fields it signs, which RFC 6376 5.4 demands.",)


def test_each_signature_has_a_verdict() -> None:
    """RFC 8601 2.7.1."""
    found = stated(
        "Authentication-Results: mx.me; dkim=pass header.d=a.test; dkim=fail header.d=b.test;"
        " dmarc=pass"
    )
    assert [(one.method, one.result, one.domain) for one in found.verdicts] == [
        ("dkim", "pass", "a.test"), ("dkim", "fail", "b.test"), ("dmarc", "pass", ""),
    ]  # fmt: skip


def test_a_comment_may_stand_before_the_result_of_spf() -> None:
    found = stated("Received-SPF: (mx.x.test: no) fail client-ip=1.2.3.4")
    assert [(one.method, one.result) for one in found.verdicts] == [("spf", "fail")]


def test_the_chain_of_arc_and_what_is_missing_in_it() -> None:
    found = stated(
        "ARC-Seal: i=1; a=x; cv=none; d=a.org; s=s; b=b\n"
        "ARC-Message-Signature: i=1; a=x; d=a.org; s=s; h=from; bh=b; b=b\n"
        "ARC-Authentication-Results: i=1; mx.a.org; spf=pass\n"
        "ARC-Seal: i=3; a=x; cv=none; d=c.org; s=s; b=b\n"
    )
    first, third = found.arc
    assert (first.instance, first.chain, first.problems) == (1, "none", ())
    assert third.problems == (
        "ARC-Message-Signature is missing.", "ARC-Authentication-Results is missing.",
        "Only the first set says cv=none.",
    )  # fmt: skip
    assert found.problems == ("Sets of the ARC chain are missing.",)
    assert found.verdicts == ()


@pytest.mark.parametrize("number", ["1234x", "1" * 5_000, "²", "-1"])
def test_a_seal_whose_instance_is_no_number_belongs_to_no_set(number: str) -> None:
    found = stated(f"ARC-Seal: i={number}; a=x; cv=none; d=a.org; s=s; b=b\n")
    assert (found.signatures[0].instance, found.arc) == (None, ())


def test_of_fields_of_many_words_the_first_ones_are_read_in_time() -> None:
    results = "spf=pass " * 7_000
    began = time.perf_counter()
    found = stated(f"Authentication-Results: a.org; {results}\n" * 100)
    assert time.perf_counter() - began < 2
    assert found.problems == ("Only the first 500 words of a field are read.",)
    assert found.verdicts[0].result == "pass"


def test_domains_against_that_of_from() -> None:
    own = fields(
        'From: "x@evil.example" <a@b.org>\nSender: c@mail.b.org\nReply-To: d@other.net\n'
        "Return-Path: <e@b.org>\nDKIM-Signature: d=b.org; s=1\n" + EXCHANGE
    )
    facts = domain_facts(own, read_authentication(own))
    assert [(one.role, one.relation) for one in facts] == [
        ("Sender", "below"), ("Reply-To", "other"), ("Return-Path", "same"), ("DKIM d=", "same"),
        ("SPF smtp.mailfrom", "other"),
    ]  # fmt: skip
    assert facts[1].sentence == "Reply-To: other.net is not the domain of From (b.org)."


@pytest.mark.parametrize(
    ("value", "addresses"),
    [
        ("a@b.org, Ann <c@d.org>", ("a@b.org", "c@d.org")),
        ("a@b.org <c@d.org>", ("c@d.org",)),
        ("Friends: a@b.org, <c@d.org>;", ("a@b.org", "c@d.org")),
        ("<@r1.org,@r2.org:a@b.org>", ("a@b.org",)),
        ('"a b"@c.org', ('"a b"@c.org',)),
    ],
)
def test_every_mailbox_of_a_field_has_its_address(value: str, addresses: tuple[str, ...]) -> None:
    assert addresses_of(value) == addresses


def test_a_server_that_checked_nothing_is_named() -> None:  # RFC 8601 B.2
    [one] = stated("Authentication-Results: example.org 1; none").statements
    assert (one.host, one.results) == ("example.org", ())


def test_comments_may_stand_in_the_middle_of_a_result() -> None:  # RFC 8601 B.7
    [one] = stated(
        "Authentication-Results: foo.example.net (foobar) 1 (baz);\n"
        " dkim (Because I like it) / 1 (One yay) = (wait for it) fail\n"
        "  policy (A dot can go here) . (like that) expired\n"
        "  (this surprised me) = (as I wasn't expecting it) 1362471462"
    ).statements
    assert one.host == "foo.example.net"
    [result] = one.results
    assert (result.method, result.result) == ("dkim", "fail")
    assert result.properties == (("policy.expired", "1362471462"),)


def test_a_value_that_ends_in_base64_takes_no_other_property() -> None:
    [one] = stated(
        "Authentication-Results: a.org; dkim=pass header.b=ab= header.d=b.org"
    ).statements
    assert one.results[0].properties == (("header.b", "ab="), ("header.d", "b.org"))


def test_quoted_values_of_received_spf_are_read() -> None:  # RFC 7208 9.1
    [one] = stated(
        "Received-SPF: pass (mybox.example.org: domain of myname@example.com designates\n"
        "    192.0.2.1 as permitted sender) receiver=mybox.example.org; client-ip=192.0.2.1;\n"
        '    envelope-from="myname@example.com"; helo=foo.example.com;'
    ).statements
    assert one.results[0].properties == (
        ("receiver", "mybox.example.org"), ("client-ip", "192.0.2.1"),
        ("envelope-from", "myname@example.com"), ("helo", "foo.example.com"),
    )  # fmt: skip


def test_addresses_in_names_and_comments_are_no_addresses() -> None:
    assert addresses_of('"a@x.org" (b@y.org) <c@z.org>, d@e.org') == ("c@z.org", "d@e.org")
    assert addresses_of("d@e.org, f@g.org") == ("d@e.org", "f@g.org")


def test_codes_of_exchange_are_explained() -> None:
    [one] = explain_all(
        fields(
            "X-Forefront-Antispam-Report: CIP:1.2.3.4;SCL:-1;SFV:SKN;CAT:NONE;H:a.org;X:x;DIR:INB;"
        )
    )
    said = {part.key: part.meaning.text for part in one.parts if part.meaning}
    assert set(said) == {"SCL", "SFV", "CAT", "DIR"}
    assert said["SFV"].startswith("Marked as not spam")
    assert one.parts[0].key_meaning is not None
    [scl] = explain_all(fields("X-MS-Exchange-Organization-SCL: 6"))
    assert scl.sentence == "6: Spam"


def test_every_row_of_the_tables_is_complete_and_unique() -> None:
    for name, keys in (("header_fields", ["name"]), ("header_values", ["key", "value"])):
        rows = resources.table(name)
        order = [[row[key].lower() for key in keys] for row in rows]
        assert len({tuple(key) for key in order}) == len(order)
        assert all(all(row.values()) for row in rows)


def test_a_sensitivity_label() -> None:
    [label] = labels_in(LABEL, SOURCE)
    assert (label.id, label.name, label.enabled) == (GUID, "Internal", True)
    assert (label.tenant, label.set_date) == (TENANT, "2023-12-08T12:08:28.202Z")
    assert label.content_bits == (9, ("header text", "encryption"))
    method, meaning = label.method
    assert (method, meaning and meaning.text) == ("Privileged", "Chosen by a person")


# -- from a message


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Callable[[MessageWriter], Headers]]:
    with Workspace() as workspace:
        yield lambda writer: read_headers(
            workspace.open_session().open_file(str(written(tmp_path, writer))).object("/")
        )


@pytest.mark.parametrize("tag", [0x007D001F, 0x007D001E])
def test_fields_are_traced_to_bytes_of_the_property(
    read: Callable[[MessageWriter], Headers], tag: int
) -> None:
    writer = note()
    writer.set(tag, "Subject: ä😀\r\nTo: x\r\n" if tag & 1 else "Subject: ä\r\nTo: x\r\n")
    found = read(writer)
    assert found.text.origin == TRANSPORT
    second = found.fields[1]
    assert (second.name, second.source.tag) == ("To", tag)
    assert found.text.byte_offset(second) == (28 if tag & 1 else 12)


def test_named_properties_stand_in_for_missing_headers(
    read: Callable[[MessageWriter], Headers],
) -> None:
    writer = note()
    writer.set_named("{00020386-0000-0000-C000-000000000046}", "x-mailer", 0x1F, "a program")
    found = read(writer)
    [field] = found.fields
    assert found.text.origin == NAMED
    assert (field.name, field.value, field.source.name) == ("x-mailer", "a program", "x-mailer")
    assert found.text.byte_offset(field) is None


def test_no_headers_are_false(read: Callable[[MessageWriter], Headers]) -> None:
    assert not read(note())


# -- anything


WORDS = [
    *'();=:<>@"\\ .\n',
    *["spf", "pass", "i=1", "a.b", "\nARC-Seal:", "\nFrom:", "\nDKIM-Signature:"],
    *["\nAuthentication-Results:", "\nReceived-SPF:"],
]


@given(st.lists(st.sampled_from(WORDS)))
def test_any_mixture_of_words_is_read(words: list[str]) -> None:
    own = fields("Authentication-Results: " + "".join(words))
    found = read_authentication(own)
    domain_facts(own, found)
    explain_all(own)
    assert isinstance(found.verdicts, tuple)


@pytest.mark.parametrize(
    "piece", ["(", "a=b;", "a@", "<", "a:", ";", "=", "spf=pass ", "MSIP_Label_", "x\\"]
)
def test_a_large_value_takes_a_moment(piece: str) -> None:
    start = time.perf_counter()
    value = piece * (5_000_000 // len(piece))
    names = "Authentication-Results Received-SPF DKIM-Signature ARC-Seal From Reply-To".split()
    names += ["X-Forefront-Antispam-Report", "X-Auto-Response-Suppress"]
    own = fields("".join(f"{name}: {value}\n" for name in names[:1]))
    own += [field for name in names[1:] for field in fields(f"{name}: {value[:500_000]}\n")]
    domain_facts(own, read_authentication(own))
    explain_all(own)
    labels_in(value, SOURCE)
    assert time.perf_counter() - start < 3

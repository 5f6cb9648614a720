"""Sharing messages in words: values of [MS-OXSHARE]. None was seen in real files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from msginspector.analysis.sealed.sharing import HEADERS, SET
from msginspector.analysis.sealed.verdicts import Seal
from msginspector.oxmsg.writer import MessageWriter
from tests.builders.messages import fill

Reading = Callable[[MessageWriter], Seal]


def sharing() -> MessageWriter:
    return fill(MessageWriter(), "I'd like to share my calendar with you", "IPM.Sharing")


def facts(seal: Seal) -> dict[str, str]:
    return {f"{s.title}/{f.label}": f.text for s in seal.sections for f in s.facts}


@pytest.mark.parametrize(
    ("flavor", "word"),
    [
        (0x00020310, "Invitation"), (0x00000310, "Invitation"), (0x00020500, "Request"),
        (0x00020710, "Invitation and request"), (0x00025100, "Request denied"),
        (0x00023310, "Request accepted"), (0x12345678, "Sharing"),
    ],
)  # fmt: skip
def test_the_flavor_says_what_it_is(read: Reading, flavor: int, word: str) -> None:
    message = sharing()
    message.set_named(SET, 0x8A18, 0x0003, flavor)
    assert read(message).verdict.word == word


def test_who_shares_which_folder_is_said(read: Reading) -> None:
    message = sharing()
    message.set_named(SET, 0x8A07, 0x001F, "Ann")
    message.set_named(SET, 0x8A08, 0x001F, "ann@example.org")
    message.set_named(SET, 0x8A05, 0x001F, "Calendar")
    message.set_named(SET, 0x8A1D, 0x001F, "IPF.Appointment")
    message.set_named(SET, 0x8A01, 0x0048, "{0006F0AE-0000-0000-C000-000000000046}")
    message.set_named(SET, 0x8A17, 0x0003, 0x00040290)
    message.set_named(SET, 0x8A0D, 0x001F, "secret")
    seal = read(message)
    said = facts(seal)
    assert seal.title == "Sharing"
    assert said["Who shares/Name"] == "Ann"
    assert said["Who shares/Kind of provider"].startswith("Microsoft Exchange (")
    assert said["The folder/Kind"] == "calendar (IPF.Appointment)"
    assert said["As stored/Capabilities"] == "about a default folder (0x00040290)"
    assert said["The folder/Password"] == "is stored here"


def test_headers_say_it_where_the_properties_are_missing(read: Reading) -> None:
    message = sharing()
    message.set_named(HEADERS, "X-Sharing-Flavor", 0x001F, "20310")
    message.set_named(HEADERS, "X-Sharing-Remote-Name", 0x001F, "Calendar")
    seal = read(message)
    assert seal.verdict.word == "Invitation"
    assert facts(seal)["The folder/Name"] == "Calendar"


def test_an_empty_one_says_that_it_does_not_say(read: Reading) -> None:
    assert read(sharing()).verdict.reason == "What kind of sharing is not said."

"""Rules and search conditions in the variants their documents have, and what they say of them."""

from __future__ import annotations

import struct

import pytest

from tests.structures.asking import damages, decoded
from tests.structures.values import (
    IMPORTANCE,
    SENDER_KEY,
    SUBJECT,
    folder_id,
    one_off,
    server_id,
    sized,
    stored,
    tag,
    text,
)

NO_NAMES = b"\0\0"
GUID = bytes(range(16))
KEY = b"SMTP:JANE@EXAMPLE.COM\0"


def said(name: str, data: bytes) -> str:
    node = decoded(name, data)
    assert not damages(node)
    return node.summary


def number(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def extended(kind: int, data: bytes = b"", flavor: int = 0) -> bytes:
    """An extended rule with one action."""
    block = struct.pack("<BII", kind, flavor, 0) + data
    return NO_NAMES + number(1, 1) + sized(block, "I")


def standard(kind: int, data: bytes = b"", flavor: int = 0) -> bytes:
    block = struct.pack("<BII", kind, flavor, 0) + data
    return struct.pack("<H", 1) + sized(block)


def recipient(wide: str, *properties: bytes) -> bytes:
    return b"\1" + struct.pack(f"<{wide}", len(properties)) + b"".join(properties)


# -- conditions -------------------------------------------------------------------------------


def test_a_comment_has_its_properties_before_or_behind_the_condition() -> None:
    note, exists = tag(IMPORTANCE) + number(1), number(8, SUBJECT)
    assert said("RESTRICTION", number(10, 1) + note + b"\1" + exists) == "PidTagSubject exists"
    assert said("RESTRICTION", number(10, 1) + exists + note) == "PidTagSubject exists"


def test_a_comment_in_a_rule_counts_with_one_byte() -> None:
    note = tag(IMPORTANCE) + number(1)
    data = NO_NAMES + b"\x0a\1" + note + b"\1\x08" + tag(SUBJECT)
    assert said("EXTENDEDRULECONDITION", data) == "PidTagSubject exists"


def test_a_key_is_decoded_when_all_of_it_is_compared() -> None:
    whole = number(4, 4, SENDER_KEY) + tag(SENDER_KEY) + sized(KEY)
    assert said("RESTRICTION", whole) == "PidTagSenderSearchKey = SMTP JANE@EXAMPLE.COM"
    fragment = number(3, 1, SENDER_KEY) + tag(SENDER_KEY) + sized(b"@EXAMPLE")
    assert said("RESTRICTION", fragment) == 'PidTagSenderSearchKey contains "@EXAMPLE"'


@pytest.mark.parametrize(("level", "how"), [(0x21, " as a phrase"), (0x12, " at any word")])
def test_words_may_be_compared_as_a_phrase_or_at_any_word(level: int, how: str) -> None:
    data = number(3, level, SUBJECT) + stored(SUBJECT, "bill")
    assert said("RESTRICTION", data).endswith(f'"bill"{how}')


@pytest.mark.parametrize("before", [NO_NAMES, b""])
@pytest.mark.parametrize("width", ["H", "I"])
def test_a_standard_condition_has_either_size_of_binary_values_with_names_or_without(
    before: bytes, width: str
) -> None:
    equal = b"\4\4" + tag(SENDER_KEY) * 2 + sized(KEY, width)
    data = before + b"\0" + struct.pack("<H", 2) + equal + b"\x08" + tag(SUBJECT)
    assert said("RULECONDITION", data) == (
        "(PidTagSenderSearchKey = SMTP JANE@EXAMPLE.COM) AND (PidTagSubject exists)"
    )


# -- actions ----------------------------------------------------------------------------------


def test_moving_names_the_folder() -> None:
    where = sized(bytes(16), "I") + sized(folder_id(0x122), "I")
    assert said("EXTENDEDRULEACTION", extended(1, where)).startswith("move to Exchange folder 122")
    here = b"\1" + sized(b"\0") + sized(b"\1" + server_id(1, 0x122) + bytes(12))
    assert said("RULEACTION", standard(2, here)) == "copy to folder 1-122"


def test_a_folder_of_another_store_is_what_its_client_likes() -> None:
    store = b"\0" + sized(one_off("Store", "store"))
    own = standard(1, store + sized(b"client's own"))
    assert said("RULEACTION", own) == "move to a folder only its client knows"
    by_id = standard(1, store + sized(folder_id(5)))
    assert said("RULEACTION", by_id).startswith("move to Exchange folder 5")


@pytest.mark.parametrize(
    ("flavor", "how"),
    [(0, ""), (2, " unchanged"), (4, " as an attachment"), (8, " as a text message")],
)
def test_forwarding_says_to_whom_and_how(flavor: int, how: str) -> None:
    jane = recipient("I", tag(0x3001001F) + text("Jane"), tag(0x3003001F) + text("j@example.com"))
    data = extended(7, number(1) + jane, flavor)
    assert said("EXTENDEDRULEACTION", data) == f"forward to Jane <j@example.com>{how}"


@pytest.mark.parametrize("width", ["H", "I"])
def test_a_standard_rule_forwards_with_either_size_of_binary_values(width: str) -> None:
    entry_id = tag(0x0FFF0102) + sized(one_off("Jane", "j@example.com"), width)
    jane = recipient("H", entry_id, tag(0x3001001F) + text("Jane"))
    data = standard(7, struct.pack("<H", 2) + jane * 2)
    assert said("RULEACTION", data) == "forward to Jane, Jane"


def test_a_reply_names_its_template() -> None:
    ids = server_id(1, 0x10) + server_id(1, 0x20) + GUID
    assert said("RULEACTION", standard(3, ids)) == "reply with message 1-20 in folder 1-10"
    assert said("RULEACTION", standard(3, ids, 1)).endswith(", not to the sender")
    template = sized(folder_id(7), "I") + GUID
    assert said("EXTENDEDRULEACTION", extended(4, template, 2)).endswith(
        ", with the text of the server"
    )


@pytest.mark.parametrize(
    "name",
    ["RULECONDITION", "EXTENDEDRULECONDITION", "RULEACTION", "EXTENDEDRULEACTION", "RESTRICTION",
     "SEARCHFOLDERDEFINITION"],
)  # fmt: skip
def test_no_bytes_are_no_rule(name: str) -> None:
    assert said(name, b"") == ""

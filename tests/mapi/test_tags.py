"""Property tags: names, twins, and the ids that belong to named properties."""

from __future__ import annotations

import timeit

from msginspector.mapi import tags


def info_of(tag: int) -> tags.TagInfo:
    info = tags.tag_info(tag)
    assert info is not None
    return info


def test_a_tag_has_its_canonical_name_and_the_header_names_best_first() -> None:
    info = info_of(0x0037001F)
    assert info.name == "PidTagSubject"
    assert info.names == ("PR_SUBJECT", "PR_SUBJECT_W", "ptagSubject")
    assert (info.id, info.type, info.tag) == (0x0037, 0x001F, 0x0037001F)
    assert info.area == "General messaging"


def test_a_string8_tag_takes_the_name_of_its_unicode_twin() -> None:
    info = info_of(0x0037001E)
    assert info.name == "PidTagSubject"
    assert info.type == 0x001E
    assert info.names == ("PR_SUBJECT_A", "PR_SUBJECT", "ptagSubject")
    assert info.area == "General messaging"


def test_a_twin_that_no_table_lists_is_still_named() -> None:
    listed = {info.tag for info in tags.all_tags()}
    missing = [tag ^ 1 for tag in listed if tag & 0xFFFF in tags.TWINS and tag ^ 1 not in listed]
    named = [tag for tag in missing if tag >> 16 < tags.FIRST_NAMED_ID]
    assert named
    for tag in named:
        name, twin = tags.tag_name(tag), tags.tag_name(tag ^ 1)
        assert name.removesuffix("_W") == twin.removesuffix("_W").removesuffix("_A")


def test_multivalued_strings_have_twins_too() -> None:
    assert tags.tag_name(0x3A58101E) == tags.tag_name(0x3A58101F) == "PidTagChildrensNames"


def test_the_same_id_with_another_type_is_another_property() -> None:
    assert tags.tag_name(0x00010003) == "PidTagAcknowledgementMode"
    assert tags.tag_name(0x00010102) == "PidTagTemplateData"


def test_a_tag_without_a_canonical_name_takes_a_header_name_without_a_width() -> None:
    assert info_of(0x0008001E).name == "PidTagContentIdentifier"
    assert info_of(0x000B001F).name == "PROP_ACCT_USER_DISPLAY_NAME"
    assert info_of(0x00060003).name == "PR_CERT_MESSAGE_ENCODING"


def test_every_tag_of_the_table_has_a_name_and_never_names_itself_twice() -> None:
    for info in tags.all_tags():
        assert info.name
        assert info.name not in info.names
        assert len(set(info.names)) == len(info.names)


def test_an_unknown_tag_has_no_information_and_no_name() -> None:
    assert tags.tag_info(0x7FFE1234) is None
    assert tags.tag_name(0x7FFE1234) == ""


def test_ids_of_named_properties_do_not_take_address_book_names() -> None:
    in_address_books = tags.any_tag_info(0x8004001F)
    assert in_address_books is not None
    assert in_address_books.name == "PidTagAddressBookFolderPathname"
    assert tags.tag_info(0x8004001F) is None
    assert tags.tag_name(0x8004001F) == ""


def test_the_tags_of_an_id_are_listed_with_each_type() -> None:
    assert {info.type for info in tags.tags_with_id(0x1013)} >= {0x001E, 0x0102}
    assert tags.tags_with_id(0x7A00) == ()


def test_a_known_tag_is_answered_from_memory() -> None:
    tags.tag_info(0x0037001F)
    each = min(timeit.repeat(lambda: tags.tag_info(0x0037001F), number=10_000, repeat=5)) / 10_000
    assert each < 5e-6, "a lookup per property must not read the table again"

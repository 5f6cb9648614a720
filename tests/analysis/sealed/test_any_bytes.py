"""Whatever the bytes are: an answer, no exception but the one that is caught, and no long time."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msginspector.analysis.sealed import pgp, rights
from msginspector.analysis.sealed.asn1 import Reader, Unreadable
from msginspector.analysis.sealed.entities import candidates, layers, of_packets, of_text

SIGNED = bytes.fromhex("3080 06092a864886f70d010702 a080 3080 020101 3100")
BOUNDARY = b"Content-Type: multipart/signed; boundary=b\r\n\r\n"


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_end_in_an_answer(data: bytes) -> None:
    for start in (b"", SIGNED, BOUNDARY + b"--b\r\n", rights.MAGIC):
        list(layers(start + data))
        rights.read_rights(start + data)
    of_packets(data)
    of_text(b"-----BEGIN PGP MESSAGE-----\n\n" + data + b"-----END PGP MESSAGE-----")


@pytest.mark.parametrize(
    "data",
    [
        b"\x30\x80" * 500_000,
        b"\x30\x80" * 250_000 + b"\0\0" * 250_000,
        SIGNED + b"\x24\x80" * 300_000,
        BOUNDARY + b"--b\r\n" * 200_000,
        BOUNDARY + b"\n--b" * 200_000,
        b"-----BEGIN PGP MESSAGE-----\n" * 40_000,
        b"\xc2\x00" * 500_000,
        rights.MAGIC + b"\xa0\x0f" * 300_000,
        b"\xc2" + b"\xe0a" * 2_000_000,
        BOUNDARY + b"--b\r\n\r\n" * 1_000_000,
    ],
    ids=range(10),
)
def test_hostile_bytes_take_little_time(data: bytes) -> None:
    start = time.process_time()
    list(layers(data))
    of_text(data)
    of_packets(data)
    rights.read_rights(data)
    assert time.process_time() - start < 5


def test_what_is_wrong_with_many_certificates_is_said_once() -> None:
    body = bytes.fromhex("06092a864886f70d010702 a080 3080 020101 3100 3003 06012a a080")
    data = b"\x30\x80" + body + b"\x30\0" * 1_000 + bytes(2) + b"\x31\0" + bytes(6)
    [layer] = layers(data)
    assert layer.problems == (
        "A certificate cannot be read: a certificate lacks fields.",
        "Only the first 200 certificates are read.",
    )


def test_an_envelope_without_its_parts_is_told() -> None:
    data = bytes.fromhex("3012 06092a864886f70d010703 a005 3003 020100")
    [layer] = layers(data)
    assert layer.problems == ("The object cannot be read: a part of the object is missing.",)


def test_of_a_packet_in_very_many_pieces_the_first_ones_are_read() -> None:
    found, problems = pgp.packets(b"\xc2" + b"\xe0a" * 200_000)
    assert found[0].size == pgp.MAX_PIECES
    assert problems[0] == "The packet at byte 0 is cut."


def test_the_canonical_form_of_a_large_part_costs_little_memory() -> None:
    content = b"a\n" * 500_000 + b"b\rc\r\n"
    tracemalloc.start()
    canonical, stored = candidates(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert canonical.data == b"a\r\n" * 500_000 + b"b\r\nc\r\n"
    assert stored.data == content
    assert peak < 4 * len(content)


def test_a_boundary_stands_at_the_beginning_of_a_line_and_alone_in_it() -> None:
    signed = b"text --b\r\n--bb\r\n\r\n--b- \r\n"
    data = BOUNDARY + b"--b \t\r\n" + signed + b"\r\n--b\n\nno signature\r\n--b--\r\n--b\r\n"
    [layer] = layers(data)
    assert layer.candidates[0].data == signed


def test_a_length_beyond_the_end_is_told() -> None:
    with pytest.raises(Unreadable, match="cut: 1,000 bytes are stated"):
        Reader(b"\x30\x82\x03\xe8ab").whole()


def test_octets_in_pieces_are_put_together() -> None:
    data = bytes.fromhex("2480 0402 6162 2405 0403 636465 0000")
    assert Reader(data).whole().octets() == b"abcde"


def test_packets_are_bounded() -> None:
    found, problems = pgp.packets(b"\xc2\x00" * 5_000)
    assert (len(found), problems) == (1_000, ("Only the first 1,000 packets are read.",))

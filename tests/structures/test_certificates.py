"""Certificates in DER: every value with its place, and who they are for."""

from __future__ import annotations

import struct

from tests.structures.asking import damages, decoded, part

CN, MAIL = "550403", "2A864886F70D010901"
RSA = "2A864886F70D01010B"
ALTERNATIVE = "551D11"
SIGNED_DATA = "2A864886F70D010702"


def der(tag: int, *contents: bytes) -> bytes:
    """A value in DER."""
    body = b"".join(contents)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    return bytes([tag, 0x82]) + len(body).to_bytes(2, "big") + body


def oid(stored: str) -> bytes:
    return der(6, bytes.fromhex(stored))


def name(common: str, mail: str = "") -> bytes:
    pairs = [der(0x31, der(0x30, oid(CN), der(12, common.encode())))]
    if mail:
        pairs.append(der(0x31, der(0x30, oid(MAIL), der(22, mail.encode()))))
    return der(0x30, *pairs)


def certificate(
    subject: str = "Anna", issuer: str = "CA", mail: str = "", other: str = ""
) -> bytes:
    """A certificate, with a key and a signature that are none."""
    algorithm = der(0x30, oid(RSA), b"\x05\x00")
    validity = der(0x30, der(0x17, b"490102030405Z"), der(0x18, b"20500102030405Z"))
    names = der(0x30, der(0x81, other.encode()))
    extension = der(0x30, oid(ALTERNATIVE), der(4, names))
    body = der(
        0x30,
        der(0xA0, der(2, b"\2")),
        der(2, b"\x01\x02"),
        algorithm,
        name(issuer),
        validity,
        name(subject, mail),
        der(0x30, algorithm, der(3, b"\0\1\2")),
        *([der(0xA3, der(0x30, extension))] if other else []),
    )
    return der(0x30, body, algorithm, der(3, b"\0\xff"))


def test_subject_address_issuer_and_validity_are_said() -> None:
    node = decoded("CERTIFICATE", certificate(mail="a@example.org", other="b@example.org"))
    assert node.summary == (
        "CN=Anna, for a@example.org, b@example.org, issued by CN=CA, "
        "valid 2049-01-02 03:04:05Z to 2050-01-02 03:04:05Z"
    )
    assert not damages(node)


def test_values_have_the_names_of_rfc_5280() -> None:
    node = decoded("CERTIFICATE", certificate())
    assert part(node, "tbsCertificate", "issuer").text == "CN: CA"
    assert part(node, "serialNumber").text == "258"
    assert part(node, "signatureAlgorithm").text.endswith("sha256WithRSAEncryption")


def test_a_certificate_of_its_own_issuer_says_so() -> None:
    assert "issued by itself" in decoded("CERTIFICATE", certificate("CA", "CA")).summary


def test_signed_data_says_what_certificates_it_carries() -> None:
    signed = der(
        0x30,
        der(2, b"\1"),
        der(0x31),
        der(0x30, oid("2A864886F70D010701")),
        der(0xA0, certificate("Anna"), certificate("Berta")),
        der(0x31),
    )
    node = decoded("USERCERTIFICATES", der(0x30, oid(SIGNED_DATA), der(0xA0, signed)))
    assert "CN=Anna" in node.summary
    assert "CN=Berta" in node.summary
    assert not damages(node)


def test_a_list_of_settings_is_read_by_its_lengths() -> None:
    """[MS-OXOABK] 2.2.4.36: the length counts tag, length and data."""
    shown = "Anna\0".encode("utf-16-le")
    data = struct.pack("<HHI", 1, 8, 1) + struct.pack("<HHI", 0x20, 8, 3)
    data += struct.pack("<HH", 0x51, 4 + len(shown)) + shown
    data += struct.pack("<HH", 0x22, 24) + bytes(20)
    stored = certificate()
    data += struct.pack("<HH", 3, 4 + len(stored)) + stored
    node = decoded("USERCERTIFICATES", data)
    assert node.summary.startswith("Anna; CN=Anna, issued by CN=CA")
    assert part(node, "Setting[1]").text == (
        "PR_CERT_DEFAULTS MSG_DEFAULTS_FOR_FORMAT | MSG_DEFAULTS_GLOBAL"
    )
    assert not damages(node)


def test_a_setting_too_small_is_damage() -> None:
    assert damages(decoded("USERCERTIFICATES", "01000200"))


def test_lengths_beyond_the_end_do_not_reach_outside() -> None:
    node = decoded("CERTIFICATE", der(0x30, b"\x02\x7f\x01", b""))
    assert any("are announced" in said for said in damages(node))


def test_indefinite_lengths_are_not_read() -> None:
    assert damages(decoded("CERTIFICATE", "3080020101" + "0000"))


def test_depth_is_bounded() -> None:
    data = b""
    for _ in range(60):
        data = der(0x30, data)
    assert any("deep" in said for said in damages(decoded("CERTIFICATE", data)))

"""Names that are safe to save as: no way out, no device, nothing hidden, no two the same."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis.attachments.safe_names import key, numbered, safe_name

WEIRD = st.text(st.one_of(
    st.characters(), st.sampled_from("./\\:*?\"<>|\0\r\n\u202e\u200b\ud800CONAUXcom1 .-~")
), max_size=300)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("report.pdf", "report.pdf"),
        ("Übersicht 2024 — März.xlsx", "Übersicht 2024 — März.xlsx"),
        ("剑来.jpg", "剑来.jpg"),
        ("../../etc/passwd", "__.._etc_passwd"),
        ("..\\..\\Windows\\win.ini", "__.._Windows_win.ini"),
        ("/etc/shadow", "_etc_shadow"),
        ("C:\\boot.ini", "C__boot.ini"),
        ("a:b", "a_b"),
        ("\\\\host\\share\\x.doc", "__host_share_x.doc"),
        ("..", "attachment"),
        (".", "attachment"),
        ("", "attachment"),
        (" . . ", "attachment"),
        (".bashrc", "_bashrc"),
        ("-rf", "_rf"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("Com1.tar.gz", "_Com1.tar.gz"),
        ("lpt9 .txt", "_lpt9 .txt"),
        ("COM²", "_COM²"),
        ("CONIN$", "_CONIN$"),
        ("console.txt", "console.txt"),
        ("NUL ", "_NUL"),
        ("trailing.txt. . .", "trailing.txt"),
        ("two\r\nlines.txt", "two lines.txt"),
        ("tab\there.txt", "tab here.txt"),
        ("zero\0byte.exe", "zerobyte.exe"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\u200bb\u2066c.txt", "abc.txt"),
        ("lone\ud800surrogate.txt", "lonesurrogate.txt"),
        ("no\u00a0break.txt", "no break.txt"),
        ('what?<is>|"this"*.txt', "what__is___this__.txt"),
    ],
)
def test_a_name_becomes_safe_and_stays_as_it_is_where_it_can(text: str, name: str) -> None:
    assert safe_name(text).name == name


def test_every_change_is_said_and_no_change_is_not() -> None:
    assert safe_name("report.pdf").changes == ()
    said = " ".join(safe_name(" a\u202e/b. ").changes)
    for word in ("invisible", "“_”", "spaces", "dots"):
        assert word in said


def test_a_long_name_keeps_its_extension_and_its_characters_whole() -> None:
    name = safe_name("ä" * 400 + ".docx").name
    assert name.endswith("ä.docx")
    assert len(name.encode()) <= 240
    assert len(safe_name("x" * 10_000_000).name) <= 240


def test_an_ending_is_added_once() -> None:
    assert safe_name("Fwd: hello", ending=".msg").name == "Fwd_ hello.msg"
    assert safe_name("hello.MSG", ending=".msg").name == "hello.MSG"
    assert safe_name("", "attachment 3", ".msg").name == "attachment 3.msg"


def test_equal_names_are_numbered_whatever_their_case_and_composition() -> None:
    taken: list[str] = []
    for name in ("a.txt", "A.TXT", "a.txt", "é.txt", "e\u0301.txt", "noext", "NOEXT"):
        taken.append(numbered(name, taken))
    assert taken == [
        "a.txt", "A (2).TXT", "a (3).txt", "é.txt", "e\u0301 (2).txt", "noext", "NOEXT (2)",
    ]  # fmt: skip


def test_many_equal_names_are_numbered_without_a_gap_and_in_time() -> None:
    taken: set[str] = set()
    began = time.perf_counter()
    for _ in range(5_000):
        taken.add(key(numbered("image.png", taken)))
    assert time.perf_counter() - began < 2
    assert taken == {"image.png", *(f"image ({number}).png" for number in range(2, 5_001))}


def test_a_number_does_not_make_a_name_too_long() -> None:
    name = "x" * 236 + ".txt"
    made = numbered(name, [name])
    assert made.endswith("x (2).txt")
    assert len(made.encode()) <= 240


@given(WEIRD)
def test_no_text_makes_a_name_that_is_unsafe(text: str) -> None:
    name = safe_name(text).name
    assert name
    assert len(name.encode()) <= 240
    assert not set(name) & set('<>:"/\\|?*\0')
    assert name == name.strip(" ").rstrip(".")
    assert not name.startswith((".", "-"))
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in name)
    assert name.partition(".")[0].rstrip(" ").upper() not in ("CON", "AUX", "COM1", "NUL", "PRN")


@given(st.lists(WEIRD, max_size=12))
def test_no_two_names_are_the_same_to_any_system(texts: list[str]) -> None:
    taken: list[str] = []
    for text in texts:
        taken.append(numbered(safe_name(text).name, taken))
    assert len({key(name) for name in taken}) == len(taken)

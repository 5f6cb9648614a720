"""The tab of signatures, encryption, reports and sharing: the verdict in shape, word and colour."""

from __future__ import annotations

from pathlib import Path

import pytest

from msginspector.analysis.sealed import verdicts
from msginspector.gui import icons
from msginspector.gui.launch import find_node
from msginspector.gui.tabs import SEAL
from msginspector.gui.views.verdict_bar import LOOKS
from tests.builders import messages, signing

pytestmark = pytest.mark.gui


def shown(window, path: Path):
    """The tab of a message, everything read and verified."""
    window.open_paths([str(path)])
    window.bench.runner.drain()
    window.tree_dock.select(find_node(window, "/"))
    window.page.prefer(SEAL)
    tab = window.page.tab_of(SEAL)
    tab.finish()
    return tab


@pytest.fixture(scope="module")
def ann(tmp_path_factory):
    return signing.identity(tmp_path_factory.mktemp("ann"))


@pytest.fixture
def tab(window, ann, tmp_path: Path):
    return shown(window, messages.written(tmp_path, signing.message(signing.signed(ann))))


def titles(window) -> list[str]:
    return [window.page.tabs.tabText(at) for at in range(window.page.tabs.count())]


def test_the_verdict_stands_above_the_facts(window, tab) -> None:
    assert "Signature" in titles(window)
    assert tab.bar.word.text() == "Valid signature"
    assert tab.bar.accessibleName().startswith("Valid signature. The content is as it was signed")
    assert "Signer\tAnn Bóth" in tab.facts.text()


def test_what_was_not_checked_stands_beside_the_verdict(tab) -> None:
    assert tab.bar.more.text() == (
        "Not checked: whether the certificate can be trusted or was revoked."
    )


def test_a_changed_mail_is_not_valid(window, ann, tmp_path: Path) -> None:
    data = signing.signed(ann).replace(b"agreed", b"denied")
    tab = shown(window, messages.written(tmp_path, signing.message(data)))
    assert tab.bar.shown is not None
    assert tab.bar.shown.state == verdicts.INVALID
    assert tab.bar.word.text() == "Signature not valid"


def test_each_state_has_a_shape_and_a_colour_of_its_own() -> None:
    states = (verdicts.VALID, verdicts.INVALID, verdicts.UNKNOWN, verdicts.CLOSED)
    shapes = [LOOKS[state][0] for state in states]
    assert len(set(shapes)) == len(states)
    assert len({LOOKS[state][1] for state in states}) == len(states)
    assert {icon for icon, _token in LOOKS.values()} <= icons.NAMES


def test_certificates_are_a_table_and_a_row_leads_to_its_details(window, tab) -> None:
    shown_list = tab.current_list
    assert shown_list is not None
    assert shown_list.table.source.rowCount() == 1
    window.resize(900, 500)
    assert tab.reveal("Certificate 1")
    assert not tab.reveal("Certificate 2")


def test_a_source_is_named_once_where_it_begins(tab, qtbot) -> None:
    sources = tab.facts.sources()
    assert 0 < len(sources) < len(tab.facts.text().splitlines()) / 2
    with qtbot.waitSignal(tab.property_wanted) as caught:
        sources[0].click()
    assert caught.args == ["/attachments/0", 0x37010102]


def test_the_tab_is_blank_when_nothing_is_shown(tab) -> None:
    tab.blank()
    assert tab.bar.isHidden()
    assert tab.facts.text() == ""


def test_encrypted_mail_says_for_whom(window, ann, tmp_path: Path) -> None:
    message = signing.message(
        signing.encrypted(ann), signing.OPAQUE_CLASS, "application/pkcs7-mime"
    )
    tab = shown(window, messages.written(tmp_path, message))
    assert "Encryption" in titles(window)
    assert tab.bar.word.text() == "Encrypted"
    assert tab.header.isVisible()


def test_a_report_is_called_one(window, tmp_path: Path) -> None:
    message = messages.fill(messages.MessageWriter(), "Undeliverable", "REPORT.IPM.Note.NDR")
    tab = shown(window, messages.written(tmp_path, message))
    assert "Report" in titles(window)
    assert tab.bar.word.text() == "Not delivered"


def test_a_plain_mail_has_no_such_tab(opened) -> None:
    window = opened("plain-mail.msg")
    assert SEAL not in window.page.contents


def test_nothing_of_the_verdict_is_clipped_in_a_narrow_window(window, tab) -> None:
    window.resize(640, 700)
    window.page.layout().activate()
    for label in (tab.bar.word, tab.bar.reason, tab.bar.more):
        assert label.height() >= label.heightForWidth(label.width()) - 1


def test_digests_are_shown_in_groups(tab) -> None:
    [line] = [one for one in tab.facts.text().splitlines() if one.startswith("Signed digest")]
    assert [len(group) for group in line.partition("\t")[2].split()] == [8] * 8

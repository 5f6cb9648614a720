"""The Summary of messages, recipients and attachments, and the tabs that fit an object."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from msginspector.gui import facts
from msginspector.gui.times import Clock
from msginspector.gui.views.message_page import MessagePage
from msginspector.mapi.tags import tag_name
from msginspector.oxmsg.bodies import Bodies
from msginspector.session import Workspace


def said(path) -> dict[str, facts.Fact]:
    with Workspace() as workspace:
        message = workspace.open_session().open_file(str(path))
        sections = facts.sections(message.object("/"), Clock())
        return {fact.label: fact for section in sections for fact in section.facts}


def titles(page: MessagePage) -> list[str]:
    tabs = page.tabs
    return [tabs.tabText(n).split("  ")[0] for n in range(tabs.count()) if tabs.isTabVisible(n)]


def test_a_message_is_summed_up_with_the_property_that_says_each_fact(samples) -> None:
    found = said(samples / "attachments.msg")
    assert found["Subject"] == facts.Fact("Subject", "Papers for delivery 20417", 0x0037001F)
    assert found["From"].text == "Dmitri Vance <dmitri@tailspin.example>"
    assert found["To"].text == "Ben Lindqvist"
    assert found["Cc"].text == "Ada Okafor"
    assert "MSGFLAG_HASATTACH" in found["Flags"].text
    assert found["Text code page"].text.endswith("(1252)")
    assert found["Attachments"].text.startswith("notes.txt (17 bytes), packing list.csv (5.0 KB), ")
    assert found["Native body"].text == "RTF: PR_NATIVE_BODY_INFO is 2, RTF."
    assert "Bcc" not in found
    assert "On behalf of" not in found  # it is the sender


@pytest.mark.parametrize("kind", facts.SECTIONS)
def test_every_property_a_summary_asks_for_is_one_of_the_reference_table(kind: str) -> None:
    asked: set[int] = set()

    class Asked(facts.Reader):
        def __init__(self) -> None:
            self.roles = ()
            self.row = type("Row", (), {
                "kind": kind, "recipients": (), "attachments": (), "properties": (),
                "storage": "", "data_kind": None, "made_from": None,
                "bodies": lambda _self: Bodies((), None, ""), "named": lambda *_name: None,
            })()  # fmt: skip

        def first(self, ids):
            asked.update(ids)

    for _title, makers in facts.SECTIONS[kind]:
        for make in makers:
            make(Asked())
    types = (0x001F, 0x0003, 0x0040, 0x0102, 0x000B)
    assert [i for i in asked if not any(tag_name(i << 16 | kind) for kind in types)] == []


def test_many_recipients_are_named_without_asking_each_for_its_kind(corpus) -> None:
    found = said(corpus / "apache+poi__lots-of-recipients.msg")
    assert "To" not in found
    assert found["Recipients"].text.endswith(" more")


def test_a_message_has_the_tabs_that_fit_it_and_no_others(window, qtbot, samples) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(samples / "attachments.msg"), str(samples / "contact.msg")])
    papers, contact = window.bench.tree.sessions()[0].children
    window.tree_dock.select(papers)
    assert titles(window.page) == [
        "Summary", "Body", "Properties", "Recipients", "Attachments", "Headers", "Times",
        "Storage",
    ]  # fmt: skip
    assert window.page.tab == "summary"
    window.tree_dock.select(contact)
    assert "Recipients" not in titles(window.page)


def test_the_tab_somebody_chose_stays_from_message_to_message(opened) -> None:
    window = opened("attachments.msg", "nested-three-deep.msg", "task.msg")
    papers, nested, task = window.bench.tree.sessions()[0].children
    window.tree_dock.select(papers)
    window.page.tabs.setCurrentWidget(window.page.tab_of("attachments").parentWidget())
    window.tree_dock.select(nested)
    assert window.page.tab == "attachments"
    assert window.page.table_of("attachments").source.rowCount() == 1
    window.tree_dock.select(task)  # has none
    assert window.page.tab == "summary"
    window.tree_dock.select(papers)
    assert window.page.tab == "attachments"


def test_a_group_of_the_tree_brings_its_tab_to_the_front_for_once(opened, node_at) -> None:
    window = opened("attachments.msg")
    message = window.node
    window.tree_dock.select(node_at("recipient_table", "/recipients"))
    assert window.page.tab == "recipients"
    window.tree_dock.select(message)
    assert window.page.tab == "properties"


def test_looking_at_a_tab_opens_nothing(opened) -> None:
    window = opened("attachments.msg")
    before = len(window.bench.ledger.rows)
    for name in window.page.contents:
        window.page.tabs.setCurrentWidget(window.page.tab_of(name).parentWidget())
    assert len(window.bench.ledger.rows) == before


def test_a_source_in_the_summary_leads_to_its_property(opened, qtbot) -> None:
    window = opened("attachments.msg")
    window.page.tabs.setCurrentWidget(window.page.summary.parentWidget())
    first, second = window.page.summary.view.sources()[:2]
    assert second.text() == "PidTagMessageClass"
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_Space)
    assert window.page.tab == "properties"
    assert window.page.properties.current.name == "PidTagMessageClass"


def test_a_summary_is_gone_when_its_message_is_closed(opened, close_session) -> None:
    window = opened("attachments.msg")
    window.page.tabs.setCurrentWidget(window.page.summary.parentWidget())
    message = window.node
    assert "delivery" in window.page.summary.view.text()
    close_session()
    window.tree_dock.select(message)
    assert window.page.summary.view.text() == ""
    assert window.page.tabs.isHidden()


def test_a_summary_says_the_first_finding_of_each_severity(opened) -> None:
    window = opened("damaged.msg")
    window.page.show_tab("summary")
    said = dict(line.split("\t", 1) for line in window.page.summary.view.text().splitlines())
    found = window.bench.findings(window.node)
    worst = next(finding.text for finding in found if finding.severity == "error")
    assert said["Error"].startswith(worst[:60])

"""The tab of recipients: who a message names, the addresses of each, where they come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from msginspector.gui.launch import find_node
from msginspector.gui.tabs import RECIPIENTS
from msginspector.gui.views.people_tab import PeopleTab
from tests.builders.messages import note, written

pytestmark = pytest.mark.gui


def mail():
    message = note("A mail")
    message.set_all({
        0x0C1A001F: "Sam", 0x0C1E001F: "SMTP", 0x0C1F001F: "sam@x.org",
        0x0E04001F: "Anna; Zoe", 0x0050001F: "reply@x.org",
    })  # fmt: skip
    anna = message.add_recipient()
    anna.set_all({
        0x0C150003: 1, 0x3001001F: "Anna", 0x3002001F: "EX", 0x3003001F: "/o=Org/cn=anna",
        0x39FE001F: "anna@x.org", 0x5FFF0003: 3, 0x39000003: 0,
    })  # fmt: skip
    bo = message.add_recipient()
    bo.set_all({
        0x0C150003: 2, 0x3001001F: "Bo", 0x3002001F: "SMTP", 0x3003001F: "eve@evil.org",
        0x39FE001F: "bo@x.org",
    })  # fmt: skip
    return message


@pytest.fixture
def tab(window, tmp_path: Path) -> PeopleTab:
    window.open_paths([str(written(tmp_path, mail()))])
    window.bench.runner.drain()
    window.tree_dock.select(find_node(window, "/recipients"))
    found = window.page.tab_of(RECIPIENTS)
    found.finish()
    return found


def column(tab: PeopleTab, key: str) -> list[str]:
    model = tab.table.source
    return [model.index(row, model.column(key)).data() for row in range(model.rowCount())]


def test_sender_and_reply_to_stand_with_the_recipients_by_role(tab: PeopleTab) -> None:
    assert column(tab, "role") == ["Sender", "Reply to", "To", "Cc"]
    assert column(tab, "name") == ["Sam", "reply@x.org", "Anna", "Bo"]
    assert column(tab, "address") == ["sam@x.org", "reply@x.org", "anna@x.org", "bo@x.org"]


def test_a_row_says_type_others_answer_and_kind(tab: PeopleTab) -> None:
    row = [column(tab, key)[2] for key in ("type", "others", "response", "object")]
    assert row == ["SMTP", "1", "accepted", "user"]


def test_a_contradiction_is_told_by_word_sign_and_sentence(tab: PeopleTab) -> None:
    assert column(tab, "doubt") == ["", "", "", "Differs"]
    index = tab.table.source.index(3, tab.table.source.column("doubt"))
    assert "“eve@evil.org”" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Check: Differs"


def test_display_lists_that_disagree_with_the_table_are_said_above(tab: PeopleTab) -> None:
    assert tab.bar.text() == "PidTagDisplayTo names “Zoe”, whom the table lacks."


def test_the_current_person_has_every_address_the_chosen_one_first(tab: PeopleTab) -> None:
    tab.table.select_row(2)
    lines = tab.facts.text().splitlines()
    place = lines.index("SMTP, chosen\tanna@x.org")
    assert lines[place + 1].startswith("Chosen because\tIt is the property that holds nothing but")
    assert lines[place + 2] == "EX\t/o=Org/cn=anna"


def test_an_address_leads_to_its_property(tab: PeopleTab, window) -> None:
    tab.table.select_row(2)
    [button] = [one for one in tab.facts.sources() if one.text() == "PidTagSmtpAddress"]
    button.click()
    assert window.node.owner_path == "/recipients/0"
    assert window.page.tab == "properties"


def test_a_recipient_leads_to_its_row_in_the_tree(tab: PeopleTab, window) -> None:
    tab.table.chosen.emit(tab.table.source.rows[3])
    assert window.node.label == "Bo"


def test_a_sender_leads_to_the_property_of_the_name(tab: PeopleTab, window, qtbot) -> None:
    with qtbot.waitSignal(tab.property_wanted) as asked:
        tab.table.chosen.emit(tab.table.source.rows[0])
    assert asked.args == ["/", 0x0C1A001F]


def test_people_are_filtered_by_any_column(tab: PeopleTab) -> None:
    tab.filter.setText("doubt:differs")
    assert tab.table.model().rowCount() == 1


def test_rows_are_copied_as_the_table_has_them(tab: PeopleTab) -> None:
    tab.table.selectRow(2)
    assert tab.table.selected_text().split("\t")[:4] == ["To", "Anna", "anna@x.org", "SMTP"]


def test_a_mail_without_recipients_still_has_its_sender(window, tmp_path: Path) -> None:
    message = note()
    message.set(0x0C1A001F, "Sam")
    window.open_paths([str(written(tmp_path, message))])
    window.bench.runner.drain()
    window.page.prefer(RECIPIENTS)
    found = window.page.tab_of(RECIPIENTS)
    found.finish()
    assert column(found, "name") == ["Sam"]


def test_names_are_shown_literally(window, tmp_path: Path) -> None:
    window.open_paths([str(written(tmp_path, note(recipients=["a\u202eb\nc"])))])
    window.bench.runner.drain()
    window.page.prefer(RECIPIENTS)
    found = window.page.tab_of(RECIPIENTS)
    found.finish()
    assert "\u202e" not in column(found, "name")[0]
    assert "\n" not in column(found, "name")[0]


def test_what_is_blanked_shows_nobody(tab: PeopleTab) -> None:
    tab.blank()
    assert tab.table.source.rowCount() == 0
    assert tab.facts.text() == ""
    assert tab.bar.text() == ""


def test_recipients_without_a_name_are_left_out_of_the_card(window, tmp_path: Path) -> None:
    message = note()
    for tags in ({}, {0x39FE001F: "b@x.org"}, {0x3001001F: "Cy"}):
        message.add_recipient().set_all({0x0C150003: 1, **tags})
    window.open_paths([str(written(tmp_path, message))])
    window.bench.runner.drain()
    assert window.page.card.subtitle.full_text() == "b@x.org, Cy"

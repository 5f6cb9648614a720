"""Pinned properties: at the top in every message, in every order, kept until they are unpinned."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from PySide6.QtCore import QSortFilterProxyModel, Qt

from msginspector.gui.main_window import MainWindow
from msginspector.gui.models.pinned_filter import PinnedFilter
from msginspector.gui.models.properties import PropertiesModel
from msginspector.gui.pins import MOST, pin_key, toggled
from msginspector.gui.roles import Role
from msginspector.gui.times import Clock
from msginspector.oxmsg import NamedProperty
from msginspector.session import Workspace
from tests.builders.messages import note, written
from tests.gui.model_walks import checked

SUBJECT, BODY, CLASS = 0x0037001F, 0x1000001F, 0x001A001F
COMMON = "{00062008-0000-0000-C000-000000000046}"


def shown(window: MainWindow) -> list[str]:
    proxy = window.page.properties.table.proxy
    return [proxy.index(row, 0).data() for row in range(proxy.rowCount())]


def pin(window: MainWindow, tag: int) -> None:
    window.page.properties.select_tag(tag)
    window.actions_["pin"].trigger()


def test_a_property_is_known_in_other_files_by_what_does_not_change() -> None:
    assert pin_key(SUBJECT, None) == pin_key(0x0037001E, None) == "0x0037001F"
    side_effects = NamedProperty(COMMON, "PSETID_Common", 0x8510, None)
    assert pin_key(0x80010003, side_effects) == f"{COMMON}/0x8510"
    assert pin_key(0x80990003, side_effects) == pin_key(0x80010003, side_effects)
    keywords = NamedProperty(COMMON, "PSETID_Common", None, "Keywords")
    assert pin_key(0x8002101F, keywords) == f"{COMMON}/Keywords"
    assert pin_key(0x80010003, None) == ""


def test_pinning_all_that_is_pinned_unpins_it() -> None:
    assert toggled(frozenset("a"), {"a", "b", ""}) == frozenset("ab")
    assert toggled(frozenset("ab"), {"a", "b"}) == frozenset()
    assert len(toggled(frozenset(), {str(number) for number in range(MOST + 5)})) == MOST


def test_a_pinned_property_is_at_the_top_and_the_others_stay_in_the_order_of_the_file(
    opened,
) -> None:
    window = opened("plain-mail.msg")
    before = shown(window)
    pin(window, BODY)
    before.remove("PidTagBody")
    assert shown(window) == ["PidTagBody", *before]
    assert window.page.properties.current.tag == BODY


@pytest.mark.parametrize("order", list(Qt.SortOrder))
def test_pinned_properties_stay_at_the_top_in_every_order(opened, order) -> None:
    window = opened("plain-mail.msg")
    table = window.page.properties.table
    pin(window, BODY)
    pin(window, SUBJECT)
    table.sortByColumn(0, order)
    names = shown(window)
    backwards = order == Qt.SortOrder.DescendingOrder
    assert names[:2] == sorted(["PidTagBody", "PidTagSubject"], reverse=backwards)
    folded = [name.casefold() for name in names[2:]]
    assert folded == sorted(folded, reverse=backwards)


def test_a_filter_takes_out_pinned_properties_too(opened) -> None:
    window = opened("plain-mail.msg")
    pin(window, BODY)
    window.page.properties.filter.setText("PidTagSubject")
    assert "PidTagBody" not in shown(window)
    window.page.properties.filter.clear()
    assert shown(window)[0] == "PidTagBody"


def test_a_pinned_property_has_a_mark_and_says_so(opened) -> None:
    window = opened("plain-mail.msg")
    pin(window, BODY)
    proxy = window.page.properties.table.proxy
    marks = [proxy.index(row, 0).data(Role.LOOK).icon for row in range(3)]
    assert marks == ["pin", "", ""]
    said = proxy.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Name: PidTagBody, pinned"


def test_pins_hold_in_every_message_and_after_a_new_start(
    opened, qtbot, settings, theme, samples
) -> None:
    window = opened("plain-mail.msg", "task.msg")
    pin(window, BODY)
    assert settings.strings("pins") == ["0x1000001F"]
    messages = window.bench.tree.sessions()[0].children
    window.tree_dock.select(messages[1])
    qtbot.waitUntil(lambda: shown(window)[:1] == ["PidTagBody"])


def test_a_named_property_is_pinned_by_its_set_and_id(window, qtbot, tmp_path) -> None:
    for name, lids in (("a.msg", (0x8510,)), ("b.msg", (0x8506, 0x8510))):
        writer = note()
        for lid in lids:
            writer.set_named(COMMON, lid, 0x0003, 1)
        written(tmp_path, writer, name)
    window.page.prefer("properties")
    with qtbot.waitSignal(window.bench.batch_done, timeout=10_000):
        window.open_paths([str(tmp_path / "a.msg"), str(tmp_path / "b.msg")])
    qtbot.waitUntil(lambda: not window.bench.runner.busy, timeout=10_000)
    pin(window, 0x80000003)
    assert window.settings.strings("pins") == [f"{COMMON}/0x8510"]
    window.tree_dock.select(window.bench.tree.sessions()[0].children[1])
    qtbot.waitUntil(lambda: shown(window)[:1] == ["PidLidSideEffects"])
    assert window.page.properties.table.proxy.index(0, 0).data(Role.OBJECT).tag == 0x80010003


def test_several_are_pinned_by_keys_and_all_are_unpinned(opened, qtbot) -> None:
    window = opened("plain-mail.msg")
    before = shown(window)
    assert not window.actions_["unpin-all"].isEnabled()
    window.page.properties.table.selectAll()
    window.actions_["pin"].trigger()
    assert len(window.settings.strings("pins")) == len(before)
    assert window.actions_["unpin-all"].isEnabled()
    window.actions_["unpin-all"].trigger()
    assert shown(window) == before
    assert window.settings.strings("pins") == []
    assert not window.actions_["unpin-all"].isEnabled()


STEPS = st.lists(st.tuples(st.sampled_from(("pin", "sort", "filter")), st.integers(0, 40)))


@effort(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_whatever_is_done_pinned_rows_come_first_and_none_is_lost(
    qapp, samples: Path, steps: list[tuple[str, int]]
) -> None:
    with Workspace() as workspace:
        message = workspace.open_session().open_file(samples / "task.msg")
        model, proxy = PropertiesModel(Clock()), PinnedFilter()
        proxy.setSourceModel(model)
        checkers = [checked(model), checked(proxy)]
        model.show(message.properties)
        for step, number in steps:
            if step == "pin":
                key = model.rows[number % len(model.rows)].pin
                model.set_pins(toggled(model.pins, {key}))
                proxy.resort()
            elif step == "sort":
                proxy.sort(number % 4 - 1, list(Qt.SortOrder)[number // 4 % 2])
            else:
                proxy.set_words("pidlid" if number % 2 else "")
            marks = [line.pinned for line in lines(proxy)]
            assert marks == sorted(marks, reverse=True)
        proxy.set_words("")
        assert {id(line) for line in lines(proxy)} == {id(line) for line in model.rows}
        del checkers


def lines(proxy: QSortFilterProxyModel) -> list:
    return [proxy.index(row, 0).data(Role.OBJECT) for row in range(proxy.rowCount())]

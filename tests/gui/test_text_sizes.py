"""Text from 100 to 300 per cent, screens of every sharpness, and windows that are low or narrow."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontInfo, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QToolBar, QToolButton, QWidget

from msginspector.gui import theme as sizes
from msginspector.gui.layout import SIZE, foot_height
from msginspector.gui.main_window import MainWindow
from msginspector.gui.roles import Look
from msginspector.gui.theme import PERCENTS, Theme, Type
from msginspector.gui.views.delegates import TreeDelegate
from msginspector.gui.workbench import Workbench
from tests.gui.looks import contrast
from tests.gui.test_nothing_is_clipped import clipped

ROOT = Path(__file__).resolve().parents[2]
SMALL_SCREEN = QSize(1280, 800)
SHARPEST = QSize(640, 400)  # what 300 % leave of 1920 × 1200


def settle(window: MainWindow, size: QSize = SIZE) -> None:
    """Let everything find its place in a window of this size."""
    window.resize(size)
    window.layout_.size_docks()
    window.bench.ledger.flush()
    QApplication.processEvents()


def parts(window: MainWindow) -> dict[str, QWidget]:
    """What is on show; not the event log, which tells the time."""
    bar = window.findChild(QToolBar, "toolbar")
    return {
        "menu bar": window.menuBar(), "toolbar": bar, "tree": window.tree_dock,
        "page": window.centralWidget(), "tracked objects": window.tracked_dock,
        "status bar": window.status, "names of events": window.story_dock.header,
    }  # fmt: skip


def pictures(window: MainWindow) -> dict[str, QImage]:
    return {name: widget.grab().toImage() for name, widget in parts(window).items()}


@pytest.fixture
def another(qtbot, theme: Theme, settings, samples: Path):
    """Builds one more window in the text size of now, with a message and one of its properties."""
    made: list[MainWindow] = []

    def build() -> MainWindow:
        window = MainWindow(Workbench(), theme, settings)
        window.resize(SIZE)
        window.show()
        made.append(window)
        show_property(window, samples, qtbot)
        return window

    yield build
    for window in made:
        window.close()
        window.deleteLater()


def show_property(window: MainWindow, samples: Path, qtbot) -> None:
    with qtbot.waitSignal(window.bench.batch_done, timeout=10_000):
        window.open_paths([str(samples / "attachments.msg")])
    qtbot.waitUntil(lambda: not window.bench.runner.busy, timeout=10_000)
    window.page.show_tab("properties")


@pytest.mark.parametrize(("before", "after"), [(100, 200), (200, 100), (130, 115)])
def test_a_window_switched_looks_like_one_built_in_that_size(
    another: Callable[[], MainWindow], theme: Theme, before: int, after: int, monkeypatch
) -> None:
    monkeypatch.setattr("msginspector.gui.models.tracked.now", lambda: 0.0)  # ages are no matter
    theme.set_type(Type(before))
    switched = another()
    theme.set_type(Type(after))
    fresh = another()
    for window in (switched, fresh):
        settle(window)
        window.actions_["back"].setEnabled(False)  # where to depends on how fast files open
        window.menuBar().setFocus()  # no frame shows which window has the keyboard
        QApplication.processEvents()
    ours, theirs = pictures(switched), pictures(fresh)
    assert [name for name in ours if ours[name] != theirs[name]] == []


@pytest.mark.parametrize("percent", PERCENTS)
def test_every_widget_takes_the_text_size_over(opened, theme: Theme, percent: int) -> None:
    window = opened("attachments.msg")
    theme.set_type(Type(percent))
    wanted = QFontInfo(sizes.text_font()).pixelSize()
    assert wanted == round(13 * percent / 100)
    titles = {"title", "drop-title"}
    stale = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.font().pixelSize() != wanted and widget.objectName() not in titles
    ]
    assert stale == []


@pytest.mark.parametrize("percent", [115, 150, 200])
def test_larger_text_clips_nothing_where_there_is_room(opened, theme: Theme, percent: int) -> None:
    window = opened("attachments.msg", "damaged.msg")
    theme.set_type(Type(percent))
    settle(window, SIZE * percent / 100)
    for tab in ("summary", "properties", "attachments"):
        window.page.show_tab(tab)
        assert clipped(window) == [], tab


@pytest.mark.parametrize("percent", PERCENTS)
def test_the_window_fits_a_small_screen_in_every_text_size(opened, theme, percent: int) -> None:
    window = opened("attachments.msg", "damaged.msg")
    theme.set_type(Type(percent))
    settle(window, SMALL_SCREEN)
    for tab in ("properties", "summary", "findings"):
        window.page.show_tab(tab)
        QApplication.processEvents()
        assert window.size() == SMALL_SCREEN
        table = window.page.properties.table
        if tab == "properties":
            assert table.viewport().height() >= sizes.tall(sizes.ROW_PX)


def test_the_window_fits_what_three_hundred_per_cent_leave_of_a_screen(opened) -> None:
    window = opened("attachments.msg", "damaged.msg")
    settle(window, SHARPEST)
    window.page.show_tab("properties")
    QApplication.processEvents()
    assert window.size() == SHARPEST
    assert window.minimumSizeHint().height() <= SHARPEST.height()
    assert window.page.properties.table.viewport().height() >= sizes.tall(sizes.ROW_PX)


def test_what_does_not_fit_the_toolbar_is_behind_a_button_that_can_be_seen(window) -> None:
    window.resize(SHARPEST)
    QApplication.processEvents()
    bar = window.findChild(QToolBar, "toolbar")
    assert bar.width() == SHARPEST.width()
    more = bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert more.isVisible()
    assert more.accessibleName()
    image = more.grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(12) for y in range(image.height())}
    assert max(contrast(color, window.theme.tokens.chip) for color in colors) >= 3


def test_docks_at_the_foot_leave_most_of_a_low_window_to_the_page(window) -> None:
    heights = [foot_height(height) for height in range(300, 1400, 20)]
    assert heights == sorted(heights)
    assert foot_height(SIZE.height()) == 216
    assert all(foot_height(height) <= height / 3 for height in range(300, 1400, 20))


def test_docks_at_the_foot_give_way_in_a_very_low_window_and_come_back(window, qtbot) -> None:
    docks = window.stage.docks
    shown = [dock for dock in docks if dock.isVisible()]
    assert shown
    settle(window, SHARPEST)
    assert not any(dock.isVisible() for dock in docks)
    shown[0].show()  # somebody wants it all the same: it stays, in any low window
    window.resize(SHARPEST + QSize(0, 40))
    QApplication.processEvents()
    assert shown[0].isVisible()
    settle(window)
    assert [dock for dock in docks if dock.isVisible()] == shown
    shown[-1].close()
    settle(window, SHARPEST)
    settle(window)
    assert [dock for dock in docks if dock.isVisible()] == shown[:-1]


def test_docks_that_gave_way_are_remembered_as_shown(window, theme, settings) -> None:
    settle(window, SHARPEST)
    window.layout_.save()
    again = MainWindow(Workbench(), theme, settings)
    again.layout_.restore()
    again.show()
    QApplication.processEvents()
    assert not again.tracked_dock.isVisible()
    again.resize(SIZE)
    QApplication.processEvents()
    assert again.tracked_dock.isVisible()
    again.close()


def test_in_the_lowest_window_the_tab_on_show_has_half_of_it(opened) -> None:
    window = opened("attachments.msg")
    settle(window, SHARPEST)
    assert window.page.properties.height() >= SHARPEST.height() / 2
    assert not window.page.card.isVisible()
    window.actions_["release"].trigger()
    window.bench.ledger.flush()
    assert window.page.card.isVisible()  # nothing but the note needs the room
    settle(window)
    assert window.page.card.isVisible()


def test_chips_give_way_in_a_narrow_window_and_the_last_one_stays(opened, qtbot) -> None:
    window = opened("damaged.msg")
    card = window.page.card
    window.resize(SIZE)
    QApplication.processEvents()
    every = card.chips()
    assert visible_chips(card) == every
    window.resize(SHARPEST.width(), SIZE.height())
    QApplication.processEvents()
    assert visible_chips(card)
    assert visible_chips(card) == every[-len(visible_chips(card)) :]
    assert len(visible_chips(card)) < len(every)


def visible_chips(card) -> list[str]:
    return [chip.text() for chip in card._shown_chips if chip.isVisible()]


@pytest.mark.parametrize("factor", ["1.25", "1.5", "2", "3"])
@pytest.mark.parametrize("size", [SMALL_SCREEN, SHARPEST])
def test_a_sharper_screen_shows_the_same_window_in_more_pixels(
    tmp_path: Path, samples: Path, factor: str, size: QSize
) -> None:
    out = tmp_path / "out.png"
    done = subprocess.run(
        [sys.executable, "-m", "msginspector.gui", "--screenshot", str(out), "--size",
         f"{size.width()}x{size.height()}", "--select", "/properties/0x0037001F",
         str(samples / "attachments.msg")],
        cwd=ROOT, env=os.environ | {"QT_SCALE_FACTOR": factor}, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    wanted = size * float(factor)
    assert QImage(str(out)).size() == wanted


def test_what_a_narrow_summary_cannot_show_is_scrolled_to(opened) -> None:
    window = opened("attachments.msg")
    settle(window, SHARPEST)
    window.page.show_tab("summary")
    QApplication.processEvents()
    summary = window.page.summary.view
    summary.ensureWidgetVisible(summary.sources()[0])
    place = summary.sources()[0].mapTo(summary, summary.sources()[0].rect().center())
    assert summary.rect().contains(place)


def test_icons_of_rows_and_buttons_grow_with_the_text(window, theme: Theme) -> None:
    bar = window.findChild(QToolBar, "toolbar")
    assert bar.iconSize() == QSize(18, 18)
    theme.set_type(Type(200))
    assert bar.iconSize() == QSize(36, 36)
    icon = window.actions_["open"].icon()
    assert icon.actualSize(QSize(36, 36)) == QSize(36, 36)
    assert window.tree_dock.view.indentation() == 32


def test_a_family_that_was_chosen_is_used_and_given_up_again(window, theme: Theme) -> None:
    before = QFontInfo(window.font()).family()
    theme.set_type(Type(text="Noto Serif", mono="DejaVu Sans"))
    assert window.font().families()[0] == "Noto Serif"
    assert sizes.mono_font().families()[0] == "DejaVu Sans"
    theme.set_type(Type())
    assert QFontInfo(window.font()).family() == before


def test_a_label_that_was_cut_short_is_cut_anew_when_letters_grow(opened, theme: Theme) -> None:
    window = opened("attachments.msg")
    window.resize(SMALL_SCREEN)
    QApplication.processEvents()
    title = window.page.card.title
    assert title.text() == title.full_text()
    theme.set_type(Type(300))
    QApplication.processEvents()
    assert isinstance(title, QLabel)
    room = title.fontMetrics().horizontalAdvance(title.text())
    assert room <= title.width()
    assert title.fontMetrics().height() >= 50
    assert title.alignment() & Qt.AlignmentFlag.AlignLeft


def test_text_grows_and_shrinks_step_by_step_and_is_remembered(window) -> None:
    seen = []
    for name in ("text-larger",) * 9 + ("text-smaller",) * 9:
        window.actions_[name].trigger()
        seen.append(window.theme.type.percent)
        assert window.settings.number("type/percent") == seen[-1]
    assert seen[:8] == [*PERCENTS[1:], 300]
    assert seen[9:17] == [*PERCENTS[-2::-1], 100]
    window.actions_["text-larger"].trigger()
    window.actions_["text-normal"].trigger()
    assert window.theme.type.percent == 100


def test_docks_grow_with_their_words(window) -> None:
    settle(window)
    tree, foot = window.tree_dock.width(), window.tracked_dock.height()
    window.actions_["text-larger"].trigger()
    window.actions_["text-larger"].trigger()
    QApplication.processEvents()
    assert window.tree_dock.width() == round(tree * 1.3)
    assert window.tracked_dock.height() >= foot


def test_high_contrast_is_switched_on_and_off_in_light_and_in_dark(window) -> None:
    switch = window.actions_["theme-contrast"].trigger
    seen = [window.theme.scheme]
    for step in (switch, window.actions_["theme"].trigger, switch, switch):
        step()
        seen.append(window.theme.scheme)
    assert seen == ["light", "contrast-light", "contrast-dark", "dark", "contrast-dark"]


@pytest.mark.parametrize("width", [30, 400])
def test_a_badge_of_the_tree_never_covers_the_icon(opened, width: int) -> None:
    tree = opened("attachments.msg").tree_dock.view
    delegate = tree.itemDelegate()
    assert isinstance(delegate, TreeDelegate)
    image = QImage(width, 30, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    before = image.copy()
    painter = QPainter(image)
    behind_icon = image.rect().adjusted(20, 0, 0, 0)
    look = Look("Attachments", icon="attachment", badges=(("1 234", "dim"),))
    first = delegate._paint_badges(painter, look, behind_icon)
    painter.end()
    assert first >= behind_icon.left()
    assert (image == before) is (width == 30)

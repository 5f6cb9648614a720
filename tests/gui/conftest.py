"""Fixtures of the window's tests: one theme, one window on a workbench of its own, offscreen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from msginspector.gui.ledger import Key
from msginspector.gui.main_window import MainWindow
from msginspector.gui.models.nodes import Node
from msginspector.gui.settings import Settings
from msginspector.gui.theme import LIGHT, Theme
from msginspector.gui.workbench import Workbench

# What Qt says of its own accord on a platform without a screen.
HARMLESS = (
    "This plugin does not support propagateSizeHints()",
    "This plugin does not support raise()",
    "This plugin does not support grabbing the keyboard",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs Qt."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.gui)


@pytest.fixture(autouse=True)
def _no_qt_warnings(qtlog) -> Iterator[None]:
    """Fails a test during which Qt complains."""
    yield
    said = [record.message for record in qtlog.records if record.message not in HARMLESS]
    assert said == []


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    colors = Theme(qapp, LIGHT)
    yield colors
    colors.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def window(qtbot, theme: Theme, settings: Settings) -> Iterator[MainWindow]:
    """A shown window with nothing open."""
    made = MainWindow(Workbench(), theme, settings)
    made.show()
    qtbot.waitExposed(made)
    yield made
    _let_go(made)
    # Without a screen Qt keeps what was copied until the process has ended, and Python with it.
    QApplication.clipboard().clear()
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _let_go(window: MainWindow) -> None:
    """Let go of every key: Qt takes the last one pressed together with another for held."""
    for key in (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt):
        QTest.keyRelease(window, key)


@pytest.fixture
def opened(window: MainWindow, qtbot, samples: Path) -> Callable[..., MainWindow]:
    """Opens sample messages in the window, as somebody does who looks at properties first."""
    window.page.prefer("properties")

    def open_samples(*names: str) -> MainWindow:
        with qtbot.waitSignal(window.bench.batch_done, timeout=10_000):
            window.open_paths([str(samples / name) for name in names])
        qtbot.waitUntil(lambda: not window.bench.runner.busy, timeout=10_000)
        return window

    return open_samples


@pytest.fixture
def node_at(window: MainWindow) -> Callable[[str, str], Node]:
    """The node of a tracked kind and path in the first message."""

    def find(kind: str, path: str) -> Node:
        session = window.bench.tree.sessions()[0]
        assert session.children
        node = window.bench.tree.find(Key(session.children[0].top, kind, path))
        assert node is not None, (kind, path)
        return node

    return find


@pytest.fixture
def close_session(window: MainWindow, qtbot) -> Callable[[], None]:
    """Closes the current session as a person does, and waits for the end of the cascade."""

    def close() -> None:
        with qtbot.waitSignal(window.closing.ended, timeout=10_000):
            window.actions_["close-session"].trigger()

    return close

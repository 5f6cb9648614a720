"""What the first message needs, made ready while nobody waits: modules, tables, its page.

The first window does without all of it. Where files come sooner, they bring it themselves.
"""

from __future__ import annotations

import gc
import importlib
from contextlib import closing
from typing import TYPE_CHECKING, Final

from msginspector.gui.workers import Coalescer, Work

if TYPE_CHECKING:
    from msginspector.gui.main_window import MainWindow

WINDOWS_1252: Final = 1252  # a code page
ANOTHER_NAME: Final = "latin_1"  # of a character set; those in the table are found without Python
WAIT_MS: Final = 300  # after the first window is shown
TABS: Final = ("summary", "properties")  # what a message is first seen in
MODULES: Final = (
    "msginspector.mapi.tags",
    "msginspector.mapi.named",
    "msginspector.storage",
    "msginspector.oxmsg.values",
    "msginspector.oxmsg",
    "msginspector.oxmsg.bodies",
    "msginspector.session",
    "msginspector.inputs.tnef",
    "msginspector.inputs.eml",
    "msginspector.analysis.meanings",
    "msginspector.analysis.classes.views",
    "msginspector.analysis.classes.dispatch",
    "msginspector.analysis.sealed.sources",
    "msginspector.analysis.sealed.kinds",
    "msginspector.analysis.sealed.verdicts",
    "msginspector.analysis.headers.fields",
    "msginspector.analysis.headers.source",
    "msginspector.structures.registry",
    "msginspector.gui.views.value_panel",
    "msginspector.gui.views.message_page",
    "msginspector.gui.views.summary_tab",
    "msginspector.gui.views.properties_tab",
    "msginspector.gui.stage.diagram_canvas",
)


def warm_up_later(window: MainWindow) -> None:
    """Do it soon, in slices, unless something has been opened by then.

    From then on garbage is collected again, see `app`; what the window consists of is none.
    """

    def start() -> None:
        gc.freeze()
        gc.enable()
        if not window.bench.sessions and not window.bench.runner.busy:
            window.bench.runner.add(warm_up(window))

    Coalescer(start, window, WAIT_MS).start()


def warm_up(window: MainWindow) -> Work:
    """The modules, then the tables, then the page; nothing is opened that anybody could see."""
    for name in MODULES:
        importlib.import_module(name)
        yield None
    yield from _load_tables()
    for name in TABS:
        window.page.tab_of(name).ensurePolished()
        yield None
    gc.freeze()
    return None


def _load_tables() -> Work:
    """Code pages, flags, structures, and what names the properties of a sample message."""
    from msginspector.gui.commands import sample_files
    from msginspector.mapi import codepages, flags
    from msginspector.mapi.number_names import number_kind
    from msginspector.oxmsg import MessageFile, charsets
    from msginspector.storage import open_storage
    from msginspector.structures.triggers import structure_names

    codepages.decode(b"", WINDOWS_1252)
    yield None
    charsets.charset_page(ANOTHER_NAME)
    yield None
    flags.all_flag_sets()
    yield None
    number_kind(0)
    yield None
    structure_names(0, 0, None)
    yield None
    for path in sample_files()[:1]:
        with closing(open_storage(path)) as storage:
            yield None
            file = yield from MessageFile.steps(storage)
            for item in file.walk():
                for row in item.properties:
                    len(row.name or row.text)
                yield None
    return None

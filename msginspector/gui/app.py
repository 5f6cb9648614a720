"""`msginspector`: the command line of the window. Qt is imported only once it can start."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from typing import Final

from msginspector import __version__
from msginspector.gui import platform_check

THEMES: Final = ("system", "light", "dark", "contrast-light", "contrast-dark")
PICTURE: Final = "msginspector.png"
WITHOUT: Final = "The console works without them: msginspect --help"


def parser() -> argparse.ArgumentParser:
    """The options of the window."""
    result = argparse.ArgumentParser(
        prog="msginspector",
        description="Inspect message files (.msg, .oft, .eml, TNEF) and the session around them.",
    )
    result.add_argument("paths", nargs="*", metavar="FILE|FOLDER", help="opened in one session")
    result.add_argument("--version", action="version", version=f"msginspector {__version__}")
    result.add_argument("--theme", choices=THEMES, help="default: system")
    picture = result.add_argument_group("pictures, for documentation and machines without a screen")
    picture.add_argument("--screenshot", metavar="OUT.png", help="write a picture, then leave")
    picture.add_argument("--size", default="1440x900", metavar="WxH", help="default: 1440x900")
    picture.add_argument(
        "--select", metavar="PATH", default="",
        help="object to select in the first message: /attachments/0, /recipients, "
        "/properties/0x0037001F, or /session",
    )  # fmt: skip
    picture.add_argument(
        "--tab", metavar="NAME", default="",
        help="tab to show: summary, body, headers, attachments, storages, …",
    )  # fmt: skip
    picture.add_argument("--close", action="store_true", help="close the session first")
    picture.add_argument(
        "--close-steps", type=int, metavar="N", help="close N objects of the session first"
    )
    return result


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window, or write a picture of it.

    0 when all went well; 1 when Qt cannot start, when a picture cannot be written or what it was to
    select is not there; 3 when a file of a picture could not be opened.
    """
    options = parser().parse_args(argv)
    # What is made until the first window is painted stays: looking for garbage in it takes as long
    # as building the window. `launch` ends this.
    gc.disable()
    try:
        return _start(options)
    finally:
        gc.enable()


def _start(options: argparse.Namespace) -> int:
    if not options.screenshot and not platform_check.has_screen():
        options.screenshot = PICTURE
        _say(f"There is no screen: a picture of the window goes to {os.path.abspath(PICTURE)}.")
    if options.screenshot and "QT_QPA_PLATFORM" not in os.environ:
        os.environ["QT_QPA_PLATFORM"] = platform_check.OFFSCREEN
    missing = platform_check.missing_libraries(window=not options.screenshot)
    if missing:
        _say(platform_check.explain(missing) + "\n" + WITHOUT)
        return 1
    from msginspector.gui import launch

    return launch.take_picture(options) if options.screenshot else launch.run(options)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")

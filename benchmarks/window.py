"""`python -m benchmarks window`: the window alive under load, and how soon it is there.

Every scene is played in a fresh process (see `scenes`); of several rounds the best counts, because
whatever disturbs a run only adds to it. The files of the load are copies of the real ones, made in
a temporary folder. Nothing here is a test, and the exit code says nothing about the numbers.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.scenes import VALUE_BYTES
from msginspector.mapi.types import PT_LONG, PT_UNICODE

ROOT = Path(__file__).resolve().parents[1]
LOAD = 1_000
MANY = 10_000
THEATRE_FILES = 67  # three objects each, but for the last
FIRST_ROUNDS = 10  # each takes half a second
PROPERTIES = 5_000
SET = "{00020329-0000-0000-C000-000000000046}"


@dataclass(frozen=True, slots=True)
class Row:
    """One number: the scene and the measure it comes from, its unit, and how much it may be."""

    name: str
    scene: str
    measure: str
    unit: str
    bar: float | None = None
    stretch: float | None = None


ROWS = (
    Row("first window, of an empty one", "first", "ratio", "x", 1.5, 1.2),
    Row("1,000 files: first row painted", "load", "first_row", "ms", 200),
    Row("1,000 files: all there", "load", "load_s", "s"),
    Row("1,000 files: tick, p99", "load", "load_tick_p99", "ms", 16, 8),
    Row("1,000 files: tick, longest", "load", "load_tick_max", "ms"),
    Row("1,000 files: cancel to idle", "cancel", "cancel", "ms", 100),
    Row("real files: first row painted", "real", "first_row", "ms", 200),
    Row("real files: tick, p99", "real", "load_tick_p99", "ms", 16, 8),
    Row("10,000 messages: all there", "many", "open_s", "s"),
    Row("10,000 messages: tick, p99", "many", "open_tick_p99", "ms", 16, 8),
    Row("10,000 messages: tick, longest", "many", "open_tick_max", "ms"),
    Row("10,000 messages: memory", "many", "memory_mb", "MB", 100, 60),
    Row("10,000 messages: file handles", "many", "handles", "", 16),
    Row("10,000 messages: filter to painted", "many", "filter", "ms", 100),
    Row("10,000 messages: scrolling, p99", "many", "scroll_p99", "ms", 16),
    Row("5,000 rows: key to painted, p99", "rows", "key_p99", "ms", 50),
    Row("5,000 rows: key to painted, longest", "rows", "key_max", "ms"),
    Row("300 MB value: selected to painted", "value", "value_open", "ms", 100),
    Row("300 MB value: scrolling bytes, p99", "value", "value_scroll_p99", "ms", 16, 8),
    Row("300 MB value: searched through", "value", "value_find_s", "s"),
    Row("300 MB value: tick of a search, p99", "value", "value_find_tick_p99", "ms", 16, 8),
    Row("300 MB value: memory", "value", "value_memory_mb", "MB", 16),
    Row("theatre of 200 objects: paint, p99", "theatre", "theatre_p99", "ms", 16),
    Row("theatre of 200 objects: a step, p99", "theatre", "theatre_step_p99", "ms"),
    Row("20,000 objects: close, an object", "many", "close_us", "us", 50, 25),
    Row("20,000 objects: tick, longest", "many", "close_tick_max", "ms", 100),
)


@dataclass(frozen=True, slots=True)
class Result:
    """A row measured."""

    name: str
    value: float
    unit: str
    bar: float | None
    stretch: float | None

    @property
    def verdict(self) -> str:
        """`below`, `bar` or `stretch`; "" for what is only reported."""
        if self.bar is None:
            return ""
        if self.stretch is not None and self.value <= self.stretch:
            return "stretch"
        return "bar" if self.value <= self.bar else "below"

    def to_dict(self) -> dict[str, object]:
        """As JSON shows it."""
        return {**asdict(self), "verdict": self.verdict}


Measures = dict[str, float]


def run(paths: list[Path], rounds: int, load: int = LOAD, many: int = MANY) -> list[Result]:
    """Play every scene on these files and make the rows of it."""
    with TemporaryDirectory(prefix="msginspector-load-") as folder:
        folders = {
            "load": copies(paths, Path(folder, "load"), load),
            "real": copies(paths, Path(folder, "real"), len(paths)),
            "many": copies(paths, Path(folder, "many"), many),
            "theatre": copies(paths, Path(folder, "theatre"), THEATRE_FILES),
        }
        folders["cancel"] = folders["load"]
        folders["value"] = large(Path(folder, "value"))
        folders["rows"] = long(Path(folder, "rows"))
        scenes = {"load": "load", "real": "load", "cancel": "cancel", "many": "many",
                  "theatre": "theatre",
                  "rows": "rows", "value": "value"}  # fmt: skip
        found = {"first": {"ratio": first_window(max(rounds, FIRST_ROUNDS))}}
        for name, scene in scenes.items():
            found[name] = best([play(scene, folders[name]) for _ in range(rounds)])
    return [
        Result(row.name, found[row.scene][row.measure], row.unit, row.bar, row.stretch)
        for row in ROWS
    ]


def best(runs: list[Measures]) -> Measures:
    """The least of every measure."""
    return {name: min(run[name] for run in runs) for name in runs[0]}


def copies(paths: list[Path], folder: Path, number: int) -> Path:
    """A folder of that many messages; what is there more than once is one file on the disk."""
    folder.mkdir()
    for count in range(number):
        source, target = paths[count % len(paths)], folder / f"{count:05}.msg"
        if count < len(paths):
            shutil.copyfile(source, target)
        else:
            os.link(folder / f"{count % len(paths):05}.msg", target)
    return folder


def large(folder: Path) -> Path:
    """A folder of one message with an attachment of `VALUE_BYTES`."""
    from msginspector.oxmsg.writer import MessageWriter

    folder.mkdir()
    message = MessageWriter()
    message.set(0x001A001F, "IPM.Note")
    message.add_attachment().set_data(bytes(VALUE_BYTES))
    (folder / "large.msg").write_bytes(message.to_bytes())
    return folder


def long(folder: Path) -> Path:
    """A folder of one message with `PROPERTIES` named properties, text and numbers in turn."""
    from msginspector.oxmsg.writer import MessageWriter

    folder.mkdir()
    message = MessageWriter()
    for number in range(PROPERTIES // 2):
        message.set_named(SET, f"Word {number}", PT_UNICODE, f"value {number} of a long list")
        message.set_named(SET, f"Number {number}", PT_LONG, number)
    (folder / "long.msg").write_bytes(message.to_bytes())
    return folder


def play(scene: str, folder: Path) -> Measures:
    """The measures of one scene."""
    with _process(scene, folder) as process:
        output, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the scene {scene} failed")
    measures: Measures = json.loads(output.splitlines()[-1])
    return measures


def first_window(rounds: int) -> float:
    """How often longer the first window takes than an empty one, from the start of a process.

    Both as installed programs start: with compiled modules, which a first run leaves behind.
    """
    times: dict[str, list[float]] = {"empty": [], "first": []}
    with TemporaryDirectory(prefix="msginspector-start-") as home:
        for _ in range(rounds + 1):
            for scene, seconds in times.items():
                seconds.append(_until_painted(scene, home))
    return statistics.median(times["first"][1:]) / statistics.median(times["empty"][1:])


def _until_painted(scene: str, home: str) -> float:
    begun = time.perf_counter()
    with _process(scene, None, XDG_CONFIG_HOME=home, PYTHONPYCACHEPREFIX=home) as process:
        assert process.stdout is not None
        process.stdout.readline()
        seconds = time.perf_counter() - begun
        process.communicate()
    return seconds


def _process(scene: str, folder: Path | None, **environment: str) -> subprocess.Popen[str]:
    inherited = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.scenes", scene, *([str(folder)] if folder else [])],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env=inherited | environment,
    )


def table(results: list[Result]) -> str:
    """The rows as text."""
    lines = [f"{'what':<38}{'measured':>12}{'bar':>10}{'stretch':>10}  verdict"]
    lines += [
        f"{one.name:<38}{_number(one.value, one.unit):>12}{_number(one.bar, one.unit):>10}"
        f"{_number(one.stretch, one.unit):>10}  {one.verdict}".rstrip()
        for one in results
    ]
    return "\n".join(lines)


def _number(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:.4g} {unit}".rstrip()

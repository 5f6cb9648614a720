"""What every test gets: the files tests run over, and checks that nothing is left behind.

The corpus (real mail), the hostile files and the reference tables lie beside the checkout and are
never part of the project; a test that needs them skips loudly where they are absent.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# No test depends on how fast the machine is.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")

# fixture name -> (environment variable, place beside the checkout)
SHARED = {
    "corpus": ("MSGINSPECTOR_CORPUS", "../shared/corpus/files"),
    "hostile": ("MSGINSPECTOR_HOSTILE", "../shared/hostile"),
    "reference": ("MSGINSPECTOR_REFERENCE", "../shared/reference"),
    "structures": ("MSGINSPECTOR_STRUCTURES", "../shared/structures"),
}


def shared_folder(name: str) -> Path | None:
    """The folder of shared test input, or None where it is absent."""
    variable, beside = SHARED[name]
    folder = Path(os.environ.get(variable) or ROOT / beside)
    return folder.resolve() if folder.is_dir() else None


def shared_files(name: str, *suffixes: str) -> list[Path]:
    """The files of a shared folder in a fixed order, for parametrisation; empty where absent."""
    folder = shared_folder(name)
    files = sorted(folder.iterdir()) if folder else []
    return [file for file in files if file.is_file() and (not suffixes or file.suffix in suffixes)]


def corpus_files() -> list[Path]:
    """Every file of the corpus, messages or not."""
    return shared_files("corpus")


def compound_files() -> list[Path]:
    """The files of the corpus that begin as compound files do ([MS-CFB] 2.2)."""
    return [file for file in corpus_files() if _first_bytes(file) == COMPOUND]


def sound_files() -> list[Path]:
    """Those of them that somebody's program wrote, and not a fuzzer."""
    return [file for file in compound_files() if "clusterfuzz" not in file.name]


def _first_bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(len(COMPOUND))


def hostile_files() -> list[Path]:
    """The damaged files that break other readers."""
    return shared_files("hostile", ".msg")


def _shared(name: str) -> Path:
    folder = shared_folder(name)
    if folder is None:
        variable, beside = SHARED[name]
        pytest.skip(f"NOT TESTED: the {name} files are absent; set {variable} or put {beside} here")
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real files."""
    return _shared("corpus")


@pytest.fixture(scope="session")
def hostile() -> Path:
    """The folder of damaged files."""
    return _shared("hostile")


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of the field's tables, as collected."""
    return _shared("reference")


@pytest.fixture(scope="session")
def structures() -> Path:
    """The folder of binary structures and what another program prints for them."""
    return _shared("structures")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample messages of the project."""
    return ROOT / "resources" / "samples"


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `corpus_file`, `compound_file`, … runs once for each."""
    sources = {
        "corpus_file": (corpus_files, "corpus"),
        "compound_file": (compound_files, "corpus"),
        "sound_file": (sound_files, "corpus"),
        "hostile_file": (hostile_files, "hostile"),
        "sample_file": (lambda: sorted((ROOT / "resources/samples").glob("*.msg")), ""),
    }
    for name, (files, shared) in sources.items():
        if name in metafunc.fixturenames:
            found = files()
            if not found and shared:
                reason = f"NOT TESTED: the {shared} files are absent (see tests/conftest.py)"
                found = [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
            metafunc.parametrize(name, found, ids=lambda path: getattr(path, "name", "absent"))


@pytest.fixture(autouse=True)
def _no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a warning or worse in the log without asking for `caplog`."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = records.append  # type: ignore[method-assign]
    logger = logging.getLogger("msginspector")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    if "caplog" not in request.fixturenames:
        assert not records, [record.getMessage() for record in records]


@pytest.fixture(autouse=True)
def _no_leftover_threads() -> Iterator[None]:
    """Fails a test that leaves a thread running."""
    before = set(threading.enumerate())
    yield
    left = _threads_after(before)
    assert not left, [thread.name for thread in left]


@pytest.fixture(autouse=True)
def _no_leftover_message_files() -> Iterator[None]:
    """Fails a test that leaves a message file open (seen on Linux only)."""
    before = open_message_files()
    yield
    left = open_message_files()
    for name in before:
        if name in left:
            left.remove(name)
    assert not left, left


def open_message_files() -> list[str]:
    """The message files this process has open; nothing where the system does not tell."""
    here = Path("/proc/self/fd")
    found = []
    for link in here.iterdir() if here.is_dir() else ():
        with contextlib.suppress(OSError):  # closed meanwhile, the listing's own one included
            found.append(os.readlink(link))
    return sorted(name for name in found if name.endswith((".msg", ".oft")))


def _threads_after(before: set[threading.Thread]) -> list[threading.Thread]:
    """Threads that are still there; those about to end get half a second."""
    deadline = time.monotonic() + 0.5
    while True:
        left = [thread for thread in threading.enumerate() if thread not in before]
        if not left or time.monotonic() > deadline:
            return left
        gc.collect()
        time.sleep(0.01)

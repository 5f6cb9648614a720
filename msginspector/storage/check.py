"""Checks of a whole container that opening does not need: every chain is followed once.

No stream is read. The work is bounded by the number of sectors, however many streams claim the
same ones: after that the check stops and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.findings import Finding
from msginspector.storage.directory import STREAM, Directory
from msginspector.storage.header import CUTOFF, MINI_SHIFT

if TYPE_CHECKING:
    from msginspector.storage.chains import Chain
    from msginspector.storage.sectors import Sectors

MAX_FINDINGS: Final = 1000
MAX_CHARACTERS: Final = 1 << 20
"""Characters of all findings together: the path of a stream may be very long."""

DEFECTS: Final = {
    "end": "ends too early",
    "outside": "leaves the file or meets a free sector",
    "cycle": "runs in a circle",
    "cut": "runs past the end of the file",
}


def check_streams(directory: Directory, sectors: Sectors) -> list[Finding]:
    """Findings about the directory and the chains of all streams."""
    return _StreamCheck(directory, sectors).run()


class _StreamCheck:
    """Follows chains and remembers which bytes are taken."""

    def __init__(self, directory: Directory, sectors: Sectors) -> None:
        self._directory = directory
        self._sectors = sectors
        self._findings: list[Finding] = []
        self._room = MAX_CHARACTERS
        self._taken = bytearray(sectors.count + 1)
        self._mini_taken = bytearray((sectors.mini_stream.length >> MINI_SHIFT) + 1)
        self._budget = 2 * (len(self._taken) + len(self._mini_taken)) + 1000

    def run(self) -> list[Finding]:
        directory = self._directory
        for code, index, text in directory.complaints:
            if self._room >= 0:
                self._note(code, index, text)
        self._root()
        for index in range(1, directory.count):
            if directory.kind(index) == STREAM and directory.size(index):
                self._stream(index, directory.size(index))
            if min(self._budget, self._room) < 0 or len(self._findings) >= MAX_FINDINGS:
                self._note("MSG0119", 0, "Too much is wrong: the rest of the streams was skipped.")
                break
        if directory.orphans:
            self._orphans()
        return self._findings

    def _root(self) -> None:
        stream = self._sectors.mini_stream
        if stream.defect:
            self._note("MSG0114", 0, f"The chain of the mini stream {DEFECTS[stream.defect]}.")
        self._take(stream, self._sectors.shift, 0, self._taken, self._sectors.size)

    def _stream(self, index: int, size: int) -> None:
        directory, sectors = self._directory, self._sectors
        start = directory.start(index)
        if size >= CUTOFF:
            chain = sectors.chain(start, size)
            self._take(chain, sectors.shift, index, self._taken, sectors.size)
        else:
            chain = sectors.mini_chain(start, size)
            self._take(chain, MINI_SHIFT, index, self._mini_taken, 0)
        if chain.length < size:
            text = f"{chain.length} of {size} bytes can be read: the chain {DEFECTS[chain.defect]}."
            self._note("MSG0115", index, text)

    def _take(self, chain: Chain, shift: int, index: int, taken: bytearray, base: int) -> None:
        """Mark the sectors of a chain; one that is taken already is a finding."""
        shared = False
        for place, length in chain.runs:
            first = (place - base) >> shift
            count = -(-length >> shift)
            shared = shared or taken.find(1, first, first + count) >= 0
            taken[first : first + count] = b"\x01" * count
            self._budget -= count
        if shared:
            self._note("MSG0116", index, "The stream shares sectors with another one.")

    def _orphans(self) -> None:
        orphans = self._directory.orphans
        names = ", ".join(repr(self._directory.name(index)) for index in orphans[:5])
        more = " …" if len(orphans) > 5 else ""
        text = f"{len(orphans)} directory entries belong to no storage: {names}{more}."
        self._note("MSG0117", 0, text)

    def _note(self, code: str, index: int, text: str) -> None:
        path = self._directory.path(index) if index else ""
        self._room -= len(path) + len(text)
        self._findings.append(Finding(code, "/", path, None, text))

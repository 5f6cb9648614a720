"""Compound files ([MS-CFB]): sectors, chains, directory, streams by range, pooled file handles.

Everything is read by range from a source (`handles`), nothing is ever written, and every loop and
allocation is bounded by the size of the file. What is wrong inside a compound file is a finding;
only an input that is no compound file at all raises `InputError`.
"""

from __future__ import annotations

from msginspector.storage.compound import ROOT, STORAGE, STREAM, CompoundFile
from msginspector.storage.handles import BytesSource, FileIdentity, FilePool, FileSource, Source
from msginspector.storage.istorage import (
    STGM_READ,
    STGM_READWRITE,
    STGM_SHARE_DENY_WRITE,
    STGM_TRANSACTED,
    STGM_WRITE,
    Storage,
    open_storage,
)

__all__ = [
    "ROOT",
    "STGM_READ",
    "STGM_READWRITE",
    "STGM_SHARE_DENY_WRITE",
    "STGM_TRANSACTED",
    "STGM_WRITE",
    "STORAGE",
    "STREAM",
    "BytesSource",
    "CompoundFile",
    "FileIdentity",
    "FilePool",
    "FileSource",
    "Source",
    "Storage",
    "open_storage",
]

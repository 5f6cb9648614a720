"""Opening files for reading without getting into anybody's way.

On POSIX the descriptor is opened without touching the access time where the system allows it, and
never blocks on a pipe. On Windows the file is opened with every sharing mode, so that it can be
renamed, replaced or deleted while it is inspected. Nothing here ever opens a file for writing.
"""

from __future__ import annotations

import os
import sys

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
_NO_ACCESS_TIME = getattr(os, "O_NOATIME", 0)

HAS_PREAD = hasattr(os, "pread")
SAME_IDENTITY = sys.platform != "win32"
"""Whether device and file number of a descriptor are those of its path; not so on Windows."""

INODE_TIME = sys.platform not in ("win32", "darwin")
"""Whether `st_ctime_ns` tells that a file was written to although its other times were put back.

On Windows it is the time of creation; on macOS the Finder moves it by noting that a file was used.
"""

if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _GENERIC_READ = 0x80000000
    _SHARE_ALL = 0x7
    _OPEN_EXISTING = 3
    _ATTRIBUTE_NORMAL = 0x80
    _INVALID = ctypes.c_void_p(-1).value

    def open_shared(path: str) -> int:
        """Return a descriptor that shares reading, writing and deleting; raises OSError."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        create = kernel.CreateFileW
        create.restype = wintypes.HANDLE
        handle = create(
            path, _GENERIC_READ, _SHARE_ALL, None, _OPEN_EXISTING, _ATTRIBUTE_NORMAL, None
        )
        if handle in (_INVALID, None):
            raise ctypes.WinError(ctypes.get_last_error())
        return msvcrt.open_osfhandle(handle, _FLAGS)

else:

    def open_shared(path: str) -> int:
        """Return a read-only descriptor; raises OSError."""
        if _NO_ACCESS_TIME:
            try:
                return os.open(path, _FLAGS | _NO_ACCESS_TIME)
            except PermissionError:
                pass  # only the owner may read without touching the access time
        return os.open(path, _FLAGS)

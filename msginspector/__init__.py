"""msginspector: an inspector of Outlook message files and of the MAPI message session.

The package is layered; `docs/architecture.md` shows the layers and where a change belongs.
"""

from __future__ import annotations

__version__ = "0.1.0"

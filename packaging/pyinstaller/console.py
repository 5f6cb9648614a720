"""Where the bundled `msginspect` starts."""

from __future__ import annotations

import sys

from msginspector.cli import main

if __name__ == "__main__":
    sys.exit(main())

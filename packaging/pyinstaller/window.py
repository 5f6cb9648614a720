"""Where the bundled `msginspector` starts."""

from __future__ import annotations

import sys

from msginspector.gui.app import main

if __name__ == "__main__":
    sys.exit(main())

"""`python -m msginspector.gui` opens the window."""

from __future__ import annotations

import sys

from msginspector.gui.app import main

sys.exit(main(sys.argv[1:]))

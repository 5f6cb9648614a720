"""`python -m msginspector.cli`: the console, where nothing is installed."""

from __future__ import annotations

import sys

from msginspector.cli.main import main

sys.exit(main())

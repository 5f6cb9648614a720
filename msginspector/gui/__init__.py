"""The window: the only package that imports PySide6; it talks to `msginspector.session` alone."""

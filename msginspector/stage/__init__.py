"""A message session as a story: told from its events, played from scripts; no Qt.

Everything here works on copies: events of `session/` and lines of scripts.
"""

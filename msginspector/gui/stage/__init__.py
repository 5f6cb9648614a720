"""The session on stage: what is open and why, the closing cascade, calls, lessons."""

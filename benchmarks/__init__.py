"""Measurements of speed against other readers: `python -m benchmarks` (see README.md here)."""

"""Widgets: they show what the models hold and report gestures; they never read a file."""

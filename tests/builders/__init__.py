"""Makers of test input: messages built property by property, and files damaged on purpose."""

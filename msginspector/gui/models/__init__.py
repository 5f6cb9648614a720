"""Qt models: thin adapters from session rows, snapshots and events to indexes and roles."""

"""Search for good plans of large instances."""

"""The search for good plans of large instances."""
